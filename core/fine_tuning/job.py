"""What a worker does for the button "Fine-tune"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.fine_tuning.fine_tune import fine_tune
from core.fine_tuning.tuning_settings import tuning_from_dict
from core.jobs.context import JobContext
from core.runs import find_run
from core.store.projects import ProjectStore


def fine_tune_run(request: Mapping[str, Any], context: JobContext) -> Mapping[str, Any]:
    """What came of it: `run`, "" when nothing was better, and how many `photos` kept aside were answered
    rightly `before` and `after`; `stopped` when it can be gone on with.

    Args:
        request: `run` is the id of a finished run, `settings` as `tuning_to_dict` writes them.
        context: of the job.

    Raises:
        UserError: see `core.fine_tuning.fine_tune.fine_tune`; the run is gone.
        Cancelled: stopped before the first epoch had ended.
    """
    workspace = ProjectStore(context.home.projects).open(context.project_id).workspace
    run = find_run(workspace, request["run"])
    tuning = tuning_from_dict(request["settings"])
    found = fine_tune(workspace, run, context.home.networks, tuning, context)
    return {
        "run": found.run.id if found.run else "",
        "photos": found.photos,
        "before": found.gain.before,
        "after": found.gain.after,
        "stopped": found.stopped,
    }
