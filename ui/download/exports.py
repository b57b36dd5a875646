"""The jobs that build a model in some form."""

from __future__ import annotations

from core.jobs import Job
from core.runs import Run
from core.store.projects import Project
from ui.page import Page

KIND = "export"


def start_export(page: Page, project: Project, run: Run, format_id: str, consent: bool) -> Job:
    """The job that builds and proves a zip; asked for twice, it is done once.

    Args:
        page: the open page.
        project: whose model.
        run: the model.
        format_id: id of the format.
        consent: whether a few photos may go along.
    """
    request = {"run": run.id, "format": format_id, "consent": consent}
    key = _key(run, format_id, consent)
    return page.engine.submit(KIND, project.id, request, key=key)


def export_job(page: Page, project: Project, run: Run, format_id: str, consent: bool) -> Job | None:
    """The job that builds this zip now, or the one that did last, where no other was asked for since."""
    key = _key(run, format_id, consent)
    active = [job for job in page.engine.active(project.id) if job.key == key]
    if active:
        return active[0]
    latest = page.engine.latest(project.id, KIND)
    return latest if latest is not None and latest.key == key else None


def _key(run: Run, format_id: str, consent: bool) -> str:
    return f"{KIND} {run.id} {format_id} {consent}"
