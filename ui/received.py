"""What is to be said of a model that somebody sent, on each of its pages."""

from __future__ import annotations

import streamlit as st

from core.errors import UserError
from core.projects_io.received import received_file
from core.store.projects import Project
from ui import resources, words


def is_without_photos(project: Project) -> bool:
    """Whether its model was sent by somebody and no photos have been added since."""
    try:
        dataset = resources.dataset(project)
    except UserError:
        return False
    has_photos = dataset is not None and bool(dataset.photos)
    return not has_photos and received_file(project.workspace) is not None


def received_note(project: Project) -> None:
    """Where the model came from and what can be done with it; nothing for one's own projects."""
    if not is_without_photos(project):
        return
    name = words.plain(received_file(project.workspace) or "")
    st.info(
        f"This model came in the file **{name}**. The photos that it learned from did not come with "
        "it: you can test it, look at what is known of it and download it. To train further, add "
        "photos of your own.",
        icon=":material/forward_to_inbox:",
    )
