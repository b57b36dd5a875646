"""Training once more with what was taught, and what that changed, photo by photo."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.errors import UserError
from core.intake.check import require_trainable
from core.messages import describe
from core.retraining import Changes, Difference, changes, learned_corrections
from core.run_data import load_run_data
from core.runs import Run
from core.store.projects import Project
from core.types import Dataset
from ui import job_view, resources, words, work
from ui.errors import show_message
from ui.page import Page
from ui.photos import thumbnail
from ui.trial import verdict_words

_STARTED, _LAST, _TAKEN_UP = "test.retraining", "test.last_retraining", "test.new_model"
_CHANGED, _CHANGED_ICON = "What the retraining changed", ":material/compare_arrows:"
_MOST_TILES, _TILE_PX = 12, 168


def take_up_new_model(page: Page, project: Project) -> None:
    """The model of a retraining that was begun here is the chosen one as soon as it is there."""
    job = page.engine.latest(project.id, "train")
    started = st.session_state.get(_STARTED)
    if job is None or job.id != started or job.is_active:
        return
    del st.session_state[_STARTED]
    if job.result and job.result.get("run"):
        st.query_params["run"] = st.session_state[_TAKEN_UP] = str(job.result["run"])


def retraining(page: Page, project: Project, run: Run) -> None:
    """What has been taught since the newest model, and the button that trains once more."""
    job = page.engine.latest(project.id, "train")
    if job is not None:
        job_view.watch(page.engine, job, key="test-train")
        if job.is_active:
            st.caption("The photos below stay; the new model answers them as soon as it is there.")
            return
        if job.id == st.session_state.get(_LAST):
            job_view.show_end(job, nothing_kept="You stopped the training; the model is as before.")
    dataset = resources.dataset(project)
    if dataset is None or run.id != resources.runs(project)[0].id:
        return
    waiting = _waiting(project, run, dataset)
    if waiting:
        _offer(page, project, run, dataset, waiting)


def what_changed(project: Project, run: Run) -> None:
    """What the corrections that this model learned from changed, against the model before it."""
    before = _earlier(project, run)
    if before is None:
        return
    found = _changes(str(before.folder), str(run.folder), project, before, run)
    if found is None or not found.corrected:
        return
    if run.id == st.session_state.get(_TAKEN_UP):
        place = st.container(border=True)
        place.subheader(f"{_CHANGED_ICON} {_CHANGED}", anchor=False)
    else:
        place = st.expander(_CHANGED, icon=_CHANGED_ICON)
    with place:
        st.markdown(_in_words(found.corrected))
        _tiles(project, found.corrected)
        _others(project, found)


def _offer(page: Page, project: Project, run: Run, dataset: Dataset, waiting: int) -> None:
    with st.container(border=True):
        has = "waits" if waiting == 1 else "wait"
        st.markdown(
            f":material/school: **{words.count(waiting, 'photo')} that this model has not learned "
            f"from {has}.** Retraining takes seconds: only new photos are looked at."
        )
        if run.manifest.fine_tuned_from:
            st.caption(
                "Retraining begins with the ready-made network as it came. Fine-tune the new model "
                "again on the Train page if you like."
            )
        try:
            require_trainable(dataset)
        except UserError as error:
            show_message(describe(error))
            return
        if st.button("Retrain now", type="primary", icon=":material/model_training:"):
            job = work.start_training(page, project, run.settings)
            st.session_state[_STARTED] = st.session_state[_LAST] = job.id
            st.rerun()


def _waiting(project: Project, run: Run, dataset: Dataset) -> int:
    """How many photos are new, or of another class, since the run was trained."""
    known = _learned(str(run.folder), run, project)
    if known is None:
        return 0
    return sum(known.get(p.id) != dataset.classes[p.label] for p in dataset.photos)


@st.cache_resource(max_entries=8, show_spinner=False)
def _learned(folder: str, _run: Run, _project: Project) -> dict[str, str] | None:
    """The class of each photo as the run was told it; None where that is not known any more."""
    try:
        data = load_run_data(_run, _project.workspace).dataset
    except UserError:
        return None
    return {photo.id: data.classes[photo.label] for photo in data.photos}


def _earlier(project: Project, run: Run) -> Run | None:
    """The model that was trained before this one."""
    found = resources.runs(project)
    place = next(n for n, other in enumerate(found) if other.id == run.id)
    return found[place + 1] if place + 1 < len(found) else None


@st.cache_resource(max_entries=8, show_spinner=False)
def _changes(
    before_folder: str, after_folder: str, _project: Project, _before: Run, _after: Run
) -> Changes | None:
    try:
        if not learned_corrections(_project.workspace, _before, _after):
            return None
        return changes(_project.workspace, _before, _after)
    except UserError:
        return None  # one of the two cannot be read any more; both can still be asked


def _in_words(corrected: Sequence[Difference]) -> str:
    right = sum(d.after.best.name == d.class_name for d in corrected)
    before = sum(d.before.best.name == d.class_name for d in corrected)
    learned = "whether it got better shows on photos that are new to it."
    if len(corrected) == 1:
        was, now = ("right" if n else "wrong" for n in (before, right))
        return (
            f"On the photo that you taught it, it was **{was}** before and is **{now}** now. It has "
            f"learned from that photo, so it ought to know it: {learned}"
        )
    return (
        f"Of the {len(corrected):,} photos that you taught it, it was right on **{before}** before "
        f"and is right on **{right}** now. It has learned from them, so it ought to know them: "
        f"{learned}"
    )


def _others(project: Project, found: Changes) -> None:
    others = found.asked - len(found.corrected)
    changed = len(found.flipped)
    if not changed:
        if others:
            st.caption(others_in_words(others, 0))
        return
    mended = sum(d.is_mended for d in found.flipped)
    spoilt = sum(d.is_spoilt for d in found.flipped)
    with st.expander(others_in_words(others, changed)):
        st.markdown(changes_in_words(mended, spoilt, changed - mended - spoilt))
        _tiles(project, found.flipped)


def others_in_words(others: int, changed: int) -> str:
    """How many of the photos that were not corrected are answered differently.

    Args:
        others: photos that were not corrected, at least one.
        changed: how many of them are answered differently.
    """
    if changed:
        are = "is" if changed == 1 else "are"
        return (
            f"Of the {words.count(others, 'other photo')}, {changed:,} {are} answered differently"
        )
    if others == 1:
        return "The one other photo is answered as before."
    return f"None of the {others:,} other photos is answered differently."


def changes_in_words(mended: int, spoilt: int, still_wrong: int) -> str:
    """What became of photos that are answered differently; at least one of the numbers is not 0.

    Args:
        mended: wrong before, right now.
        spoilt: right before, wrong now.
        still_wrong: wrong before and wrong now, with another class.
    """

    def were(number: int) -> str:
        return f"**{number:,}** {'was' if number == 1 else 'were'}"

    def are(number: int) -> str:
        return "is" if number == 1 else "are"

    parts = []
    if mended:
        parts.append(f"{were(mended)} wrong and {are(mended)} right with the new model")
    if spoilt:
        parts.append(f"{were(spoilt)} right and {are(spoilt)} wrong with the new model")
    if still_wrong:
        parts.append(
            f"{were(still_wrong)} wrong and {are(still_wrong)} still wrong, with another class"
        )
    return ", ".join(parts) + "."


def _tiles(project: Project, differences: Sequence[Difference]) -> None:
    with st.grid("auto", min_column_width=_TILE_PX - 10):
        for difference in differences[:_MOST_TILES]:
            with st.container(border=True, gap="xsmall", height="stretch"):
                _tile(project, difference)
    rest = len(differences) - _MOST_TILES
    if rest > 0:
        st.caption(f"… and {words.count(rest, 'more photo')}.")


def _tile(project: Project, difference: Difference) -> None:
    said = [verdict_words.short(answer) for answer in (difference.before, difference.after)]
    st.image(
        thumbnail(project.workspace.photos, difference.photo.id, _TILE_PX),
        width="stretch",
        alt=f"{difference.photo.name}, which shows {difference.class_name}. Before: {said[0]}. "
        f"Now: {said[1]}.",
    )
    st.markdown(
        f"**{words.plain(difference.class_name)}** {_sign(difference)}  \n"
        f":small[before: {words.plain(said[0])}]  \n:small[now: {words.plain(said[1])}]"
    )


def _sign(difference: Difference) -> str:
    is_right = difference.after.best.name == difference.class_name
    if difference.flipped:
        return ":green-badge[:material/check: right now]" if is_right else ":material/sync_alt:"
    return ":material/check:" if is_right else ":orange-badge[:material/close: still wrong]"
