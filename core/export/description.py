"""`model.json` for a zip: what the model is, for programs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from core.backbones.registry import BackboneSpec
from core.backbones.tuned import TUNED
from core.errors import UserError
from core.evaluation.files import load_evaluation
from core.evaluation.interval import wilson_interval
from core.evaluation.report import Part, Report
from core.export.formats import Format
from core.runs import Run


@dataclass(frozen=True, slots=True)
class Quality:
    """How good a run is on photos that the answering model never learned from.

    Attributes:
        part: which photos these are, see `core.evaluation.report.Report` and `Headline`.
        right, photos: counts.
        low, high: the range (0 to 1) in which the share of right answers on new photos lies.
        few: whether these are too few photos for a percentage.
        report: what was counted.
    """

    part: Part
    right: int
    photos: int
    low: float
    high: float
    few: bool
    report: Report


FEW_PHOTOS = 20


def quality(run: Run) -> Quality:
    """How good a run is: by its evaluation where there is one, else by its own report."""
    try:
        evaluation = load_evaluation(run.folder)
    except UserError:
        evaluation = None
    if evaluation is not None:
        line = evaluation.headline
        return Quality(
            line.part, line.right, line.photos, line.low, line.high,
            bool(line.more_needed), evaluation.headline_report,
        )  # fmt: skip
    report = run.report
    low, high = wilson_interval(report.right, report.photos)
    return Quality(
        report.part, report.right, report.photos, low, high, report.photos < FEW_PHOTOS, report
    )


def description(
    run: Run, format_: Format, files: Mapping[str, bytes | str], check: Mapping[str, Any]
) -> bytes:
    """The JSON file: the run's own manifest, and what was found out since.

    Args:
        run: the model.
        format_: of the zip.
        files: the model's files by name, or their SHA-256 where they are large.
        check: what the comparison with the app found; empty when there was none.
    """
    found = quality(run)
    spec = run.backbone
    value = {
        **asdict(run.manifest),
        "export": format_.id,
        "backbone_title": spec.title,
        "backbone_weights": _weights(run, spec),
        "outputs": "one share per class, in the order of classes; together they are 1",
        "accuracy": {
            "photos_asked": found.photos,
            "right": found.right,
            "low": round(found.low, 4),
            "high": round(found.high, 4),
            "asked": found.part,
        },
        "check": dict(check),
        "files": {name: _digest(content) for name, content in files.items()},
    }
    return json.dumps(value, indent=1, ensure_ascii=False).encode()


def _weights(run: Run, spec: BackboneSpec) -> str:
    changed = "" if spec.tuned is None else f", its last blocks trained here, too ({TUNED})"
    files = " and ".join(network.weights.name for network in spec.networks)
    return f"{files}{changed}, key {run.manifest.weights_key}"


def _digest(content: bytes | str) -> str:
    return content if isinstance(content, str) else hashlib.sha256(content).hexdigest()
