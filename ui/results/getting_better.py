"""What would make the model better: more photos, and of which class; and which photos it fails on."""

from __future__ import annotations

import streamlit as st
from PIL import Image, ImageOps

from core.evaluation.alterations import ALTERATIONS
from core.evaluation.types import Condition, ConditionId, Conditions, LearningCurve
from core.runs import Run
from core.store.photos import PhotoStore
from core.store.projects import Project
from ui import charts, job_view, resources, words, work
from ui.page import Page
from ui.photos import as_address
from ui.results import study_charts, study_words

_EXAMPLE_PX = 84
_SHARPNESS = 2
_ALL = "all classes"


def getting_better(page: Page, project: Project, run: Run) -> None:
    """Both studies, each made when the person asks for it."""
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("More photos?", anchor=False)
        curve = resources.learning_curve(run)
        if run.manifest.fine_tuned_from:
            st.markdown(
                "This is asked of the model that the fine-tuning began with: learning again with fewer "
                "photos would take a fine-tuning for each try, and the answer is much the same."
            )
        elif curve is not None:
            _curve(curve, run)
        else:
            st.markdown(
                "Would more photos help, and of which class? It is tried out: the model learns again "
                "with a quarter, a half and three quarters of your photos."
            )
            _ask(page, project, run, "learning_curve", "Find out", "more photos")
    with right:
        st.subheader("Hard conditions", anchor=False)
        found = resources.conditions(run)
        if found is not None:
            _conditions(project, run, found)
        else:
            st.markdown(
                "Does it hold when a photo is dark, blurred or from far away? Photos that were kept "
                "aside are altered in seven ways and asked again."
            )
            _ask(page, project, run, "conditions", "Try it out", "hard conditions")


def _ask(page: Page, project: Project, run: Run, kind: str, label: str, what: str) -> None:
    """The button that starts a study, its progress, and why it came to nothing."""
    job = work.study(page, project, run, kind)
    if job is not None:
        job_view.watch(page.engine, job, key=f"{kind}-{job.id}")
        if job.is_active:
            return
        without_it = f"nothing is known about {what}"
        job_view.show_end(job, nothing_kept=work.why_stopped(page, job, without_it))
    if st.button(label, icon=":material/science:", key=f"ask-{kind}"):
        work.start_study(page, project, run, kind)
        st.rerun()


def _curve(curve: LearningCurve, run: Run) -> None:
    st.markdown(study_words.more_photos(curve))
    by_name = {found.name: found for found in curve.classes}
    chosen = st.selectbox(
        "Show", ("", *by_name), format_func=lambda name: name or _ALL,
        key=f"curve-{run.id}", width=230,
    )  # fmt: skip
    points = by_name[chosen].points if chosen else curve.points
    charts.show(study_charts.learning_curve(points, chosen or _ALL), key="learning-curve")
    if chosen:
        st.markdown(study_words.class_gain(by_name[chosen]))
    st.caption(
        "How many photos were recognised after learning from so many. The band is the doubt: at "
        "least 9 times in 10 the truth lies within. Where the line is flat, more photos hardly help."
    )


def _conditions(project: Project, run: Run, found: Conditions) -> None:
    st.markdown(study_words.conditions_in_a_sentence(found))
    st.caption(
        f"{words.count(found.photos, 'photo')} that it did not learn from; as they are, "
        f"{found.right:,} of them are answered rightly."
    )
    example = _example(project.workspace.photos, run, found)
    for condition in found.conditions:
        _line(project.workspace.photos, condition, found, example)


def _line(store: PhotoStore, found: Condition, conditions: Conditions, example: str) -> None:
    name = study_words.CONDITIONS[found.id]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if example:
            address = altered(str(store.path(example)), found.id)
            st.image(address, width=_EXAMPLE_PX, alt=study_words.condition_picture(found.id))
        with st.container(width="stretch", gap="xxsmall"):
            st.markdown(f"**{name}** {study_words.VERDICTS[found.verdict]}")
            st.caption(study_words.condition(found, conditions))


def _example(store: PhotoStore, run: Run, found: Conditions) -> str:
    """One photo to show every condition on, rather one that was lost; "" where none is left."""
    evaluation = resources.evaluation(run)
    lost = [photo_id for condition in found.conditions for photo_id in condition.lost_ids]
    known = [*lost, *(evaluation.photo_ids if evaluation else ())]
    return next((photo_id for photo_id in known if store.has(photo_id)), "")


@st.cache_data(max_entries=200, show_spinner=False)
def altered(path: str, condition_id: ConditionId) -> str:
    """A thumbnail of a photo under a condition, as a `data:` address."""
    side = _EXAMPLE_PX * _SHARPNESS
    with Image.open(path) as photo:
        changed = ALTERATIONS[condition_id](photo.convert("RGB"))
    return as_address(ImageOps.fit(changed, (side, side)))
