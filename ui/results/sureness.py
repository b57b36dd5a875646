"""Whether the model knows when it does not know, and what asking for more sureness costs."""

from __future__ import annotations

import streamlit as st

from core.evaluation.types import Evaluation
from core.runs import Run
from ui import charts, resources
from ui.errors import error_boundary
from ui.page import Page
from ui.results import study_charts, sureness_words

_SUGGESTED = 80


def sureness(page: Page, run: Run) -> None:
    """The reliability diagram, and the slider "answer only when at least this sure"."""
    evaluation = resources.evaluation(run)
    if evaluation is None:
        st.markdown("This is known once each photo has been asked.")
        return
    left, right = st.columns(2, gap="large")
    with left:
        _reliability(evaluation)
    with right:
        _threshold(page, evaluation)


def _reliability(evaluation: Evaluation) -> None:
    st.subheader("Does it know how sure it is?", anchor=False)
    st.markdown(sureness_words.sureness(evaluation))
    charts.show(study_charts.reliability(evaluation.calibration), key="reliability")
    st.caption(
        "Each dot is a group of answers that were about equally sure; the larger it is, the more "
        "photos. On the dashed line it is right as often as it says, below the line it is too "
        f"sure. {sureness_words.few_for_sureness(evaluation)}"
    )


@st.fragment
def _threshold(page: Page, evaluation: Evaluation) -> None:
    # A fragment runs outside the page's own error boundary.
    with error_boundary(page.home):
        st.subheader("When may it stay silent?", anchor=False)
        least = st.slider(
            "Answer only when at least this sure",
            0, 99, _SUGGESTED, format="%d %%", key="threshold",
        )  # fmt: skip
        photos = len(evaluation.labels)
        st.markdown(sureness_words.threshold(evaluation.thresholds[least], photos))
        chart = study_charts.threshold_curve(evaluation.thresholds, photos, least / 100)
        charts.show(chart, key="threshold-curve")
        st.caption(
            "The surer it must be, the fewer photos it answers, and the more of those are right."
        )
