"""Ready-made photos, to try the app with before one has one's own."""

from __future__ import annotations

import streamlit as st

from core.samples import SAMPLES, Sample
from ui import words, work
from ui.page import Page, go_to


def samples(page: Page) -> None:
    """The samples, each with a button that makes a project of it."""
    st.subheader("Try it with a sample", anchor=False)
    for sample in SAMPLES:
        with st.container(gap="xsmall"):
            st.markdown(f"**{words.plain(sample.title)}**", help=f"Source: {sample.licence}")
            st.markdown(words.plain(sample.description))
            if st.button(_label(sample), key=f"sample-{sample.id}", icon=_icon(sample)):
                _begin(page, sample)


def _label(sample: Sample) -> str:
    return f"Download ({sample.size_mb:,} MB)" if sample.needs_network else "Try it now"


def _icon(sample: Sample) -> str:
    return ":material/cloud_download:" if sample.needs_network else ":material/play_arrow:"


def _begin(page: Page, sample: Sample) -> None:
    """A project of the sample's name whose photos are being read."""
    project = page.projects.create(sample.title)
    work.start_intake(page, project, sample=sample.id)
    go_to("data", project.id)
