"""What a downloaded zip holds so that Foldersight can open the model again: numbers, no graph."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

from core.backbones.tuned import TUNED
from core.errors import UserError
from core.evaluation.files import load_evaluation
from core.evaluation.report import report_to_dict
from core.familiarity import FAMILIARITY
from core.runs import HEAD, HISTORY, REPORT, Run


def reopening_files(run: Run) -> dict[str, bytes]:
    """Content of `head.npz`, `history.json`, `report.json`, and of what else there is of the model.

    That is `familiarity.npz`, and `tuned.npz` where the network was trained, too.

    The hash of each has to stand in the `files` of the zip's `model.json`. The report is the table
    of what was taken for what; names of photos are not in it.

    Args:
        run: a finished training.
    """
    try:
        evaluation = load_evaluation(run.folder)
    except UserError:
        evaluation = None  # it can be found out anew
    report = replace(evaluation.headline_report if evaluation else run.report, mistakes=())
    found = {
        HEAD: (run.folder / HEAD).read_bytes(),
        HISTORY: _json([asdict(epoch) for epoch in run.history]),
        REPORT: _json(report_to_dict(report)),
    }
    for name in (FAMILIARITY, TUNED):
        if (run.folder / name).is_file():
            found[name] = (run.folder / name).read_bytes()
    return found


def _json(value: object) -> bytes:
    return json.dumps(value, indent=1, ensure_ascii=False).encode()
