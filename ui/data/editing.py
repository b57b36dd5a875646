"""Changes that a person makes to the photos of a project by hand."""

from __future__ import annotations

from collections.abc import Callable, Collection

from core.errors import Fact
from core.intake.edit import EMPTY, remove_photos
from core.store.history import Change, clear_away, save_change, save_for_good, undo
from core.store.projects import Project
from core.types import Dataset
from ui.page import Page


def change(
    page: Page, project: Project, edit: Callable[[Dataset], Dataset], kind: str, **facts: Fact
) -> Dataset:
    """The data set after the change, saved so that it can be taken back.

    Args:
        page: the open page.
        project: whose photos they are.
        edit: gives the new data set; it is asked with the one on disk, which may be newer than
            what the page shows.
        kind: of the change, for `ui.data.changes`.
        facts: what is to be said of it.

    Raises:
        UserError: what `edit` raises; nothing is changed then.
    """
    after = edit(project.workspace.dataset() or EMPTY)
    save_change(project.workspace, after, kind, facts)
    tidy(page, project)
    return after


def delete_for_good(page: Page, project: Project, photo_ids: Collection[str]) -> None:
    """The photos and their working copies are gone, and nothing brings them back."""
    after = remove_photos(project.workspace.dataset() or EMPTY, photo_ids)
    save_for_good(project.workspace, after)
    tidy(page, project)


def take_back(page: Page, project: Project) -> Change | None:
    """The last change, which is undone now; None where there is none any more."""
    undone = undo(project.workspace)
    tidy(page, project)
    return undone


def tidy(page: Page, project: Project) -> None:
    """Working copies that nobody needs any more are gone, unless a job may still read them."""
    if not page.engine.active(project.id):
        clear_away(project.workspace)
