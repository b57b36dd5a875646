"""The two ways to begin: with your own photos, or with a sample."""

from __future__ import annotations

import streamlit as st

from core.store.projects import MAX_NAME_LENGTH
from ui.home.samples import samples
from ui.page import Page, go_to


def start(page: Page) -> None:
    """A card for your own photos and one for the samples."""
    own, ready = st.columns(2)
    with own.container(border=True, height="stretch"):
        _own_photos(page)
    with ready.container(border=True, height="stretch"):
        samples(page)


def _own_photos(page: Page) -> None:
    st.subheader("Start with your own photos", anchor=False)
    st.markdown("Give your project a name; then bring in the photos.")
    with st.form("new-project", border=False):
        name = st.text_input(
            "Name of the project", placeholder="Leaves in our garden", max_chars=MAX_NAME_LENGTH
        )
        if st.form_submit_button("Create project", type="primary", icon=":material/add:"):
            go_to("data", page.projects.create(name or "").id)
