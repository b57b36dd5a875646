"""All models of a project in a table, and two of them side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from core.evaluation.report import Mistake
from core.evaluation.types import Comparison
from core.runs import Run
from core.settings import SETTINGS, in_words
from core.store.projects import Project
from ui import job_view, resources, result_words, words, work
from ui.data.changes import undo_bar
from ui.page import Page
from ui.results import study_words
from ui.results.about_training import is_fine_tuned
from ui.results.compared import comparison
from ui.results.photo_tiles import photo_tiles, present
from ui.standing import standing
from ui.train.run_list import table


def compare(page: Page, project: Project, run: Run) -> None:
    """The table of all models, and what changed from one to another.

    Args:
        page: the open page.
        project: whose models.
        run: the second of the two at first; the first is the one trained before it.
    """
    runs = resources.runs(project)
    st.subheader("All models", anchor=False)
    _table(runs)
    st.subheader("Two side by side", anchor=False)
    if len(runs) < 2:
        st.markdown(
            "There is one model so far. Change a setting or repair photos, train again, and see here "
            "what became better."
        )
        page.link("train", "Train again", run_id=run.id)
        return
    first, second = _choose(runs, run)
    if first.id == second.id:
        st.markdown("Choose two different models.")
        return
    # The page's own model goes first, and two that fail must not start each other for ever.
    at_once = resources.evaluation(run) is not None
    if all(_is_known(page, project, runs, one, at_once=at_once) for one in (first, second)):
        _side_by_side(page, project, runs, first, second)


def settings_table(runs: Sequence[Run]) -> dict[str, list[Any]]:
    """The models column by column: number, time, result, and every setting that is not the same in all."""
    varied = [
        name
        for name in SETTINGS
        if name == "backbone" or len({_value(run, name) for run in runs}) > 1
    ]
    columns = table(runs)
    known = {"Model": columns["Model"], "When": columns["When"]}
    known["Result"] = [result_words.rating(run) for run in runs]
    known["Between"] = [_between(run) for run in runs]
    if any(run.manifest.fine_tuned_from for run in runs):
        known["Fine-tuned"] = [is_fine_tuned(run) for run in runs]
    for name in varied:
        known[SETTINGS[name].label] = [_value(run, name) for run in runs]
    known["Photos"] = [run.manifest.refit_photos or run.manifest.photos_used for run in runs]
    known["Seconds"] = columns["Seconds"]
    return known


def _value(run: Run, name: str) -> str:
    """What a setting of a run was, in words."""
    return in_words(name, getattr(run.settings, name))


def _table(runs: Sequence[Run]) -> None:
    st.dataframe(
        settings_table(runs),
        hide_index=True,
        height="content" if len(runs) <= 10 else 400,
        column_config={
            "Between": st.column_config.TextColumn(
                help="Of 100 new photos, so many are right; at least 9 times in 10."
            ),
            "Photos": st.column_config.NumberColumn(help="How many it learned from in the end."),
            "Seconds": st.column_config.NumberColumn(
                help="From pressing Train to the saved model.", format="%.1f"
            ),
        },
        alt=f"Table of {words.count(len(runs), 'model')} with settings and results.",
    )
    st.caption("Settings that are the same for all models are left out.")


def _between(run: Run) -> str:
    found = standing(run)
    return "too few photos" if found.more_needed else result_words.between(found.low, found.high)


def _choose(runs: Sequence[Run], run: Run) -> tuple[Run, Run]:
    place = runs.index(run)
    before = place + 1 if place + 1 < len(runs) else place - 1
    chosen = []
    for column, label, index in zip(
        st.columns(2), ("First", "Second"), (max(place, before), min(place, before)), strict=True
    ):
        chosen.append(
            column.selectbox(
                label,
                runs,
                index=index,
                format_func=lambda one: _title(runs, one),
                key=f"compare-{label}-{run.id}-{len(runs)}",
            )
        )
    return chosen[0], chosen[1]


def _title(runs: Sequence[Run], run: Run) -> str:
    # Without the result: a list does not show another one for what is chosen already.
    return f"Model {result_words.number(runs, run)} · {result_words.trained_at(run)}"


def _is_known(
    page: Page, project: Project, runs: Sequence[Run], run: Run, *, at_once: bool
) -> bool:
    """Whether each photo was asked by a model; else that begins, or the page offers it."""
    if resources.evaluation(run) is not None:
        return True
    title = f"Model {result_words.number(runs, run)}"
    job = work.study(page, project, run, "evaluate")
    if at_once:
        job = work.start_evaluation(page, project, run)
    st.markdown(f"To compare them, {title} must answer each photo first.")
    if job is not None:
        job_view.watch(page.engine, job, key=f"compare-{job.id}")
        if job.is_active:
            return False
        without_it = "they cannot be compared yet"
        job_view.show_end(job, nothing_kept=work.why_stopped(page, job, without_it))
    if st.button(f"Let {title} answer", icon=":material/quiz:", key=f"ask-{run.id}"):
        work.start_study(page, project, run, "evaluate")
        st.rerun()
    return False


def _side_by_side(
    page: Page, project: Project, runs: Sequence[Run], first: Run, second: Run
) -> None:
    names = [f"Model {result_words.number(runs, run)}" for run in (first, second)]
    found = comparison(first, second)
    if found is None:
        st.markdown(study_words.nothing_in_common(*names))
        return
    with st.container(border=True):
        st.markdown(study_words.verdict(found, *names))
        if left_out := study_words.left_out(found):
            st.caption(left_out)
    _settings(found, names, is_fine_tuned(first), is_fine_tuned(second))
    _photos(page, project, found, second, names)


def _settings(found: Comparison, names: Sequence[str], before: str, after: str) -> None:
    st.markdown("**What was different**")
    lines = [
        (SETTINGS[d.name].label, words.plain(d.first), words.plain(d.second))
        for d in found.settings
    ]
    if before != after:
        lines.append(("Network fine-tuned", before, after))
    if not lines:
        st.markdown("No setting: the photos have changed, or it was only trained once more.")
        return
    columns = zip(*lines, strict=True)
    rows = dict(zip(("Setting", *names), map(list, columns), strict=True))
    st.table(rows, border="horizontal", hide_index=True, alt="Settings that differ")


def _photos(
    page: Page, project: Project, found: Comparison, second: Run, names: Sequence[str]
) -> None:
    with st.container():
        undo_bar(page, project)
    now = present(resources.dataset(project))
    answers = _answers(second)
    newly = study_words.newly(*names)
    for title, ids, icon in zip(
        newly, (found.now_right, found.now_wrong), ("add_circle", "do_not_disturb_on"), strict=True
    ):
        card = st.expander(
            f"{title} ({words.count(len(ids), 'photo')})",
            icon=f":material/{icon}:",
            key=f"{icon}-{found.first}-{found.second}",
            on_change="rerun",
        )
        if card.open:
            with card:
                chosen = [answers[photo_id] for photo_id in ids if photo_id in answers]
                if not chosen:
                    st.markdown("None.")
                photo_tiles(page, project, chosen, now, key=f"{icon}-{found.second}")


def _answers(run: Run) -> dict[str, Mistake]:
    """The answer to each photo, by its id."""
    known = resources.evaluation(run)
    if known is None:
        return {}
    return {
        photo_id: Mistake(photo_id, name, known.classes[true], known.classes[answer], sure, own)
        for photo_id, name, true, answer, sure, own in zip(
            known.photo_ids, known.names, known.labels, known.answers, known.confidences,
            known.true_confidences, strict=True,
        )
    }  # fmt: skip
