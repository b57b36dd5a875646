"""What downloads are called."""

from __future__ import annotations

import re
import time

from core.runs import Run
from core.store.projects import Project


def file_name(project: Project, run: Run, format_id: str = "") -> str:
    """A name for a zip that every system accepts.

    Args:
        project: gives it its name.
        run: gives it its day.
        format_id: of the format, where it is not the first one.
    """
    name = re.sub(r"[^\w-]+", "-", project.name).strip("-_").lower()[:40] or "model"
    made = time.strftime("%Y-%m-%d", time.localtime(run.manifest.created_at))
    form = f"-{format_id.replace('_', '-')}" if format_id else ""
    return f"{name}{form}-{made}.zip"
