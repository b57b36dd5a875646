"""What a running training shows: the picture growing epoch by epoch."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.runs import EpochResult
from ui import curves, words
from ui.charts import show
from ui.job_view import IN_EPOCHS, Snapshot


def live_curves(now: Snapshot) -> None:
    """Both curves so far, and the newest epoch in a sentence; nothing before the first epoch."""
    history = now.history
    if not history:
        if now.stage in IN_EPOCHS:
            st.caption("The first epoch is under way.")
        return
    st.markdown(_newest(history))
    both_curves(history, now.epochs, now.best_epoch, key="live")


def both_curves(history: Sequence[EpochResult], epochs: int, best_epoch: int, *, key: str) -> None:
    """Accuracy and loss side by side, one below the other on a phone.

    Args:
        history: the epochs that have ended.
        epochs: how many there may be.
        best_epoch: the epoch to mark.
        key: unique on the page.
    """
    left, right = st.columns(2, gap="medium")
    with left:
        show(curves.accuracy_curve(history, epochs, best_epoch), key=f"{key}-accuracy")
        st.caption("Accuracy: the share of photos answered rightly. Higher is better.")
    with right:
        show(curves.loss_curve(history, epochs, best_epoch), key=f"{key}-loss")
        st.caption(
            "Loss: how far off the answers are, counting how sure they were. Lower is better. "
            "The ring marks the best epoch; that one is kept."
        )


def _newest(history: Sequence[EpochResult]) -> str:
    newest = history[-1]
    return (
        f"After epoch {newest.epoch}: right on **{words.percent(newest.accuracy)}** of the "
        f"training photos and on **{words.percent(newest.val_accuracy)}** of those kept aside."
    )
