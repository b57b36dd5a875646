"""All trainings of a project, to compare, look at and delete."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from core.backbones.registry import BACKBONES
from core.runs import Run, delete_run
from core.store.projects import Project
from ui import resources, result_words, words
from ui.errors import error_boundary
from ui.page import Page
from ui.standing import standing


def run_list(page: Page, project: Project, runs: Sequence[Run]) -> None:
    """A table of the trainings, the newest first, and what can be done with one of them.

    Args:
        page: the open page.
        project: whose trainings.
        runs: the newest first; at least one.
    """
    st.subheader("All trainings", anchor=False)
    st.dataframe(
        table(runs),
        hide_index=True,
        height="content" if len(runs) <= 10 else 400,
        column_config={
            "Right": st.column_config.ProgressColumn(
                help="Of new photos, so many are right; empty where there are too few to say.",
                format="%.0f %%",
                min_value=0,
                max_value=100,
            ),
            "Seconds": st.column_config.NumberColumn(
                help="From pressing Train to the saved model.", format="%.1f"
            ),
        },
        alt=f"Table of {words.count(len(runs), 'training')} with accuracy and settings.",
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            "Choose a model",
            runs,
            format_func=lambda run: result_words.run_title(run, result_words.number(runs, run)),
            width=380,
            key=f"train.run.{project.id}.{len(runs)}",
        )
        page.link("results", "Results", run_id=chosen.id)
        page.link("test", "Test", run_id=chosen.id)
        page.link("download", "Download", run_id=chosen.id)
        # With a key of its own per model, the question is closed again once it is answered.
        with st.popover("Delete", icon=":material/delete:", key=f"train.ask.{chosen.id}"):
            _confirm_delete(project, chosen, result_words.number(runs, chosen))


def table(runs: Sequence[Run]) -> dict[str, list[Any]]:
    """The trainings column by column."""
    return {
        "Model": [result_words.number(runs, run) for run in runs],
        "When": [result_words.trained_at(run) for run in runs],
        "Right": [standing(run).percentage for run in runs],
        "Ready-made network": [_network(run) for run in runs],
        "Dense layers": [" · ".join(map(str, run.settings.dense)) or "none" for run in runs],
        "Epochs": [len(run.history) for run in runs],
        "Seconds": [sum(run.manifest.seconds.values()) for run in runs],
    }


def _confirm_delete(project: Project, run: Run, run_number: int) -> None:
    st.markdown(
        f"**{words.plain(result_words.run_title(run, run_number))}** will be gone for good. "
        "Your photos and the other models stay."
    )
    st.button(
        "Delete this model for good",
        icon=":material/delete:",
        key=f"train.delete.{run.id}",
        on_click=_delete,
        args=(project, run),
    )


def _delete(project: Project, run: Run) -> None:
    with error_boundary(resources.home()):
        delete_run(project.workspace, run.id)
        if st.query_params.get("run") == run.id:
            del st.query_params["run"]


def _network(run: Run) -> str:
    spec = BACKBONES.get(run.manifest.backbone)
    title = spec.title if spec else run.manifest.backbone
    return f"{title}, fine-tuned" if run.manifest.fine_tuned_from else title
