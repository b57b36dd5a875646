"""What a worker does for the button "Find good settings"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.jobs.context import JobContext
from core.settings import from_dict
from core.settings_search.find_settings import find_settings
from core.store.projects import ProjectStore


def search_settings(request: Mapping[str, Any], context: JobContext) -> Mapping[str, Any]:
    """The id of the model trained with the best settings, "" when nothing was surely better.

    Args:
        request: `settings` of the person as `core.settings.to_dict` writes them, and `budget_s`.
        context: of the job.

    Raises:
        UserError: see `core.settings_search.find_settings.find_settings`.
        Cancelled: stopped before the first try had ended.
    """
    workspace = ProjectStore(context.home.projects).open(context.project_id).workspace
    settings, budget_s = from_dict(request["settings"]), float(request["budget_s"])
    found = find_settings(workspace, context.home.networks, settings, budget_s, context)
    return {"run": found.run.id if found.run else ""}
