"""How a model came to be: its curves, its settings and its times."""

from __future__ import annotations

import streamlit as st

from core.runs import Run
from core.settings import SETTINGS, in_words
from core.store.projects import Project
from ui import resources, result_words, words
from ui.job_view import STAGES
from ui.train.live import both_curves


def about_training(run: Run) -> None:
    """Curves, settings, photos and seconds of a training."""
    st.markdown(f"{photos_in_words(run)} {result_words.which_epoch(run)}")
    both_curves(run.history, len(run.history), run.manifest.best_epoch, key="about")
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown("**Settings**")
        st.table(settings(run), border="horizontal", hide_header=True, alt="Settings")
    with right:
        st.markdown("**Time**")
        st.table(_times(run), border="horizontal", hide_header=True, alt="Seconds per stage")


def photos_have_changed(project: Project, run: Run) -> bool:
    """Whether the project's photos are others than those that the model was trained on.

    Raises:
        UserError: as `resources.dataset_key`.
    """
    return resources.dataset_key(project) not in (None, run.manifest.dataset_key)


def photos_in_words(run: Run) -> str:
    """How many photos were used for what."""
    manifest = run.manifest
    skipped = (
        f" {words.count(manifest.photos_skipped, 'file')} could not be used."
        if manifest.photos_skipped
        else ""
    )
    again = (
        f" In the end it was trained once more, on {words.count(manifest.refit_photos, 'photo')}."
        if manifest.refit_photos
        else ""
    )
    return (
        f"It learned from {words.count(manifest.photos_used, 'photo')}; "
        f"{_kept_aside(manifest.photos_kept_aside)} kept aside.{again}{skipped}"
    )


def _kept_aside(photos: int) -> str:
    if not photos:
        return "none was"
    return f"{photos:,} {'was' if photos == 1 else 'were'}"


def settings(run: Run) -> dict[str, str]:
    """Every setting and its value in words, and whether the network was trained, too."""
    known = {
        setting.label: in_words(setting.name, getattr(run.settings, setting.name))
        for setting in SETTINGS.values()
    }
    return known | {"Network fine-tuned": is_fine_tuned(run)}


def is_fine_tuned(run: Run) -> str:
    """Whether its network was trained, too: yes or no."""
    return "yes" if run.manifest.fine_tuned_from else "no"


def _times(run: Run) -> dict[str, str]:
    return {
        STAGES.get(stage, stage): words.duration(seconds)
        for stage, seconds in run.manifest.seconds.items()
    }
