"""Long-running work outside the web process: submitted, watched, stopped and found again."""

from core.jobs.engine import Engine
from core.jobs.job import Job
from core.jobs.local import LocalEngine

__all__ = ["Engine", "Job", "LocalEngine"]
