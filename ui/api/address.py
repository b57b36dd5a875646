"""Where a model is asked: its id and its address."""

from __future__ import annotations

from urllib.parse import urlsplit

from core.runs import Run
from core.store.projects import Project
from ui.server_path import server_path


def model_id(project: Project, run: Run) -> str:
    """The id of a model among all models of this computer."""
    return f"{project.id}-{run.id}"


def base_path() -> str:
    """Where the routes are, from the root of the server."""
    return server_path("/api")


def model_address(page_url: str, project: Project, run: Run) -> str:
    """The address to which a photo is sent.

    Args:
        page_url: address of any page of the app, as the person sees it.
        project: whose model.
        run: the model.
    """
    parts = urlsplit(page_url)
    return f"{parts.scheme}://{parts.netloc}{base_path()}/models/{model_id(project, run)}/predict"


def docs_address(page_url: str) -> str:
    """The address of the page that describes the endpoint."""
    parts = urlsplit(page_url)
    return f"{parts.scheme}://{parts.netloc}{base_path()}/docs"
