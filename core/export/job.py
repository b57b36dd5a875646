"""What a worker does for a download."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.export.package import build_package
from core.jobs.context import JobContext
from core.runs import find_run
from core.store.projects import ProjectStore


def export(request: Mapping[str, Any], context: JobContext) -> Mapping[str, Any]:
    """Where the finished zip stands, its size in MB and the agreement with the app, or None.

    Args:
        request: `run` is the id of a finished run, `format` that of a format, and `consent` whether
            a few photos may go along.
        context: of the job.

    Raises:
        UserError: see `core.export.package.build_package`; the run is gone.
        Cancelled: stopped; nothing is kept.
    """
    workspace = ProjectStore(context.home.projects).open(context.project_id).workspace
    package = build_package(
        find_run(workspace, request["run"]), workspace, context.home.networks,
        request["format"], context, consent=bool(request.get("consent", False)),
    )  # fmt: skip
    return {
        "path": str(package.path),
        "size_mb": round(package.size_mb, 1),
        "agreement": package.agreement,
    }
