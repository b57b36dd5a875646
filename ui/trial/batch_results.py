"""The answers for many photos: a table that sorts and filters, accuracy, and what to take away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import streamlit as st

from core.classify.judging import judged
from core.classify.storing import thumbnails
from core.classify.taking_away import as_csv, read_original, write_sorted_zip
from core.classify.types import Answered, Batch
from core.errors import UserError
from core.messages import describe, describe_code
from core.store.projects import Project
from ui import charts, matrix_chart, resources, result_words, words
from ui.errors import show_error
from ui.photos import thumbnail
from ui.trial.answers import answers
from ui.trial.asking import Asked
from ui.trial.teaching import teaching

PER_PAGE = 100
_THUMBNAIL_PX = 64
_TABLE_PX = 560
_MOST_IN_BROWSER_MB = 500
_MOST_SKIPPED, _MOST_NAMED = 50, 8
_MB = 1_000_000

_ANY = "All"
_SURENESS: Mapping[str, Callable[[Answered], bool]] = {
    _ANY: lambda a: True,
    "Surely": lambda a: a.verdict == "surely",
    "Probably": lambda a: a.verdict == "probably",
    "Not sure": lambda a: not a.is_sure,
}
_RIGHTNESS: Mapping[str, Callable[[Answered], bool]] = {
    _ANY: lambda a: True,
    "Right": lambda a: a.is_right is True,
    "Wrong": lambda a: a.is_right is False,
}
_ORDERS: Mapping[str, Callable[[Answered], Any]] = {
    "As they came": lambda a: a.index,
    "Least sure first": lambda a: a.best.confidence,
    "Surest first": lambda a: -a.best.confidence,
    "Strangest first": lambda a: -a.strangeness,
    "By answer": lambda a: (a.best.name.casefold(), -a.best.confidence),
}
_VERDICTS = {
    "surely": "surely",
    "probably": "probably",
    "between": "not sure: between two",
    "unfamiliar": "not sure: like nothing learned",
}


def batch_results(
    folder: Path, project: Project, batch: Batch, models: Sequence[tuple[str, Asked]]
) -> None:
    """Everything about the answers of a job.

    Args:
        folder: of the job.
        project: whose model was asked.
        batch: the answers.
        models: those of the page, for a closer look at one photo.
    """
    if batch.answers:
        st.markdown(in_short(batch.answers))
    _skipped(batch)
    if not batch.answers:
        return
    _accuracy(batch, _known_already(project, batch), folder.name)
    shown = _filtered(batch)
    _take_away(folder, shown, len(batch.answers))
    if shown:
        _table(folder, project, shown, models)
    else:
        st.info("No photo is like that.", icon=":material/filter_alt_off:")


def _skipped(batch: Batch) -> None:
    if not batch.skipped:
        return
    title = f"{words.count(len(batch.skipped), 'photo')} could not be read"
    with st.expander(title, icon=":material/broken_image:"):
        for each in batch.skipped[:_MOST_SKIPPED]:
            st.markdown(words.plain(describe_code(each.code, each.facts).sentence))
        if len(batch.skipped) > _MOST_SKIPPED:
            st.caption(f"… and {len(batch.skipped) - _MOST_SKIPPED:,} more.")


def in_short(answers: Sequence[Answered]) -> str:
    """How many photos got which answer, and how many got none that is sure; Markdown."""
    counts = Counter(answer.best.name for answer in answers if answer.is_sure)
    parts = [
        f"**{number:,}** {words.plain(name)}" for name, number in counts.most_common(_MOST_NAMED)
    ]
    rest = sum(counts.values()) - sum(number for _, number in counts.most_common(_MOST_NAMED))
    if rest:
        parts.append(f"**{rest:,}** of other classes")
    doubtful = len(answers) - sum(counts.values())
    if doubtful:
        parts.append(f"not sure about **{doubtful:,}**")
    return f"Its answers: {', '.join(parts)}."


def _known_already(project: Project, batch: Batch) -> set[str]:
    """Ids of the photos that are among the project's own, so that the model may have learned them."""
    dataset = resources.dataset(project)
    own = {photo.id for photo in dataset.photos} if dataset else set()
    return own & {answer.photo_id for answer in batch.answers}


def _accuracy(batch: Batch, known: Collection[str], key: str) -> None:
    """How many new ones are as their folder says, where folders are named after classes."""
    new = tuple(answer for answer in batch.answers if answer.photo_id not in known)
    report = judged(replace(batch, answers=new))
    seen = sum(bool(a.true_class) and a.photo_id in known for a in batch.answers)
    if seen:
        st.markdown(_in_the_project(seen, is_all=report is None))
    if report is None:
        return
    with st.container(border=True):
        st.subheader(
            f"{report.right:,} of {words.count(report.photos, 'photo')} answered as their folder says",
            anchor=False,
        )
        low, high = report.interval
        st.markdown(
            f"That is **{words.percent(report.accuracy)}**. On new photos of the same kind, expect "
            f"between {result_words.between(low, high)} of 100."
        )
        charts.show(matrix_chart.confusion_matrix(report), key=f"confusion-{key}")


def _in_the_project(photos: int, *, is_all: bool) -> str:
    """That photos of the project prove little; Markdown."""
    is_or_are = "is" if photos == 1 else "are"
    consequence = (
        "Bring in new ones to see how good it is." if is_all else "They are not counted below."
    )
    return (
        f":material/inventory_2: {words.count(photos, 'photo')} {is_or_are} already in this project. "
        "The model may have learned from photos of the project, so being right on them proves "
        f"little. {consequence}"
    )


def _filtered(batch: Batch) -> list[Answered]:
    """The answers that the person wants to see, in the wanted order."""
    has_truth = any(answer.true_class for answer in batch.answers)
    columns = st.columns(4 if has_truth else 3)
    with columns[0]:
        wanted = st.multiselect("Answer", batch.classes, key="many.answer", placeholder="All")
    with columns[1]:
        sureness = st.selectbox("How sure", list(_SURENESS), key="many.sure")
    with columns[2]:
        order = st.selectbox("Order", list(_ORDERS), key="many.order")
    rightness = _ANY
    if has_truth:
        with columns[3]:
            rightness = st.selectbox("As its folder says", list(_RIGHTNESS), key="many.right")
    found = [
        answer
        for answer in batch.answers
        if (not wanted or answer.best.name in wanted)
        and _SURENESS[sureness](answer)
        and _RIGHTNESS[rightness](answer)
    ]
    return sorted(found, key=_ORDERS[order])


def _take_away(folder: Path, shown: Sequence[Answered], total: int) -> None:
    which = "all" if len(shown) == total else f"these {len(shown):,}"
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.download_button(
            f"Table of {which} (CSV)",
            as_csv(shown),
            "answers.csv",
            "text/csv",
            icon=":material/table:",
            on_click="ignore",
            disabled=not shown,
        )
        with st.popover(f"Photos of {which}, sorted (zip)", icon=":material/folder_zip:"):
            _sorted_zip(folder, shown)


def _sorted_zip(folder: Path, shown: Sequence[Answered]) -> None:
    st.markdown("A zip with your photos as they were, in one folder per answer.")
    apart = st.checkbox("Those it is not sure about in a folder of their own", value=True)
    if not st.button("Put it together", key="many.zip", disabled=not shown):
        return
    target = folder / "sorted.zip"
    try:
        with st.spinner("Sorting the photos into folders…"):
            write_sorted_zip(folder, shown, target, doubtful_apart=apart)
    except UserError as error:
        show_error(error)
        return
    if target.stat().st_size > _MOST_IN_BROWSER_MB * _MB:
        st.markdown(f"It is too large for the browser, and lies here:\n\n`{target}`")
        return
    st.download_button(
        "Save the zip", target.read_bytes(), "sorted photos.zip", "application/zip",
        type="primary", icon=":material/download:", on_click="ignore",
    )  # fmt: skip


def _table(
    folder: Path, project: Project, shown: Sequence[Answered], models: Sequence[tuple[str, Asked]]
) -> None:
    pages = -(-len(shown) // PER_PAGE)
    number = 1
    if pages > 1:
        st.caption(f"{len(shown):,} photos, {PER_PAGE} at a time.")
        number = min(st.pagination(pages, key=f"many.page.{len(shown)}"), pages)
    part = shown[(number - 1) * PER_PAGE : number * PER_PAGE]
    chosen = st.dataframe(
        _columns(folder, part),
        column_config={
            "Photo": st.column_config.ImageColumn(width="small"),
            "Sure": st.column_config.ProgressColumn(
                format="%d %%", min_value=0, max_value=100,
                help="Of 100 answers that are as sure as this, about so many are right.",
            ),
        },
        row_height=_THUMBNAIL_PX,
        height=_TABLE_PX if len(part) > _TABLE_PX // _THUMBNAIL_PX else "content",
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        key=f"many.table.{folder.name}.{number}.{len(shown)}",
        alt=f"Table of {len(part)} photos with their answers",
    )  # fmt: skip
    rows = chosen["selection"]["rows"]
    if not rows or rows[0] >= len(part):
        st.caption("Choose a row to see the photo with its reasons and to teach the model.")
        return
    _closer(folder, project, part[rows[0]], models)


def _columns(folder: Path, part: Sequence[Answered]) -> dict[str, list[Any]]:
    store = thumbnails(folder)
    columns: dict[str, list[Any]] = {
        "Photo": [thumbnail(store, answer.photo_id, _THUMBNAIL_PX) for answer in part],
        "Answer": [answer.best.name for answer in part],
        "Sure": [result_words.of_hundred(answer.best.confidence) for answer in part],
        "In words": [_VERDICTS[answer.verdict] for answer in part],
        "Second": [answer.ranked[1].name if len(answer.ranked) > 1 else "" for answer in part],
    }
    if any(answer.true_class for answer in part):
        columns["Folder"] = [answer.true_class for answer in part]
        words_of = {True: "right", False: "wrong", None: ""}
        columns["Right?"] = [words_of[answer.is_right] for answer in part]
    # Last, as it is long, and a phone shows only the first columns.
    columns["File"] = [answer.name for answer in part]
    return columns


def _closer(
    folder: Path, project: Project, answer: Answered, models: Sequence[tuple[str, Asked]]
) -> None:
    """One photo of the table as if it had been brought in alone."""
    try:
        data = read_original(folder, answer)
    except UserError as error:
        st.caption(describe(error).sentence)
        return
    key, name = f"many-{answer.photo_id[:12]}", answer.name.rpartition("/")[2]
    with st.container(border=True):
        if answers(models, name, data, key=key):
            teaching(project, name, data, models[0][1].prediction(data), key=key)
