"""How good a model is, honestly."""

from core.evaluation.interval import wilson_interval
from core.evaluation.report import ClassResult, Mistake, Report, evaluate

__all__ = ["ClassResult", "Mistake", "Report", "evaluate", "wilson_interval"]
