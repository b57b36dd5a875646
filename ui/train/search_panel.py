"""Finding good settings: the button, the leaderboard as it grows, and what came of it."""

from __future__ import annotations

import streamlit as st

from core.errors import UserError
from core.jobs.job import Job
from core.settings import SETTINGS, TrainSettings, in_words
from core.settings_search.leaderboard import (
    BUDGETS_S,
    Confirmation,
    Leaderboard,
    Trial,
    load_leaderboard,
)
from core.store.last_settings import load_settings, save_settings
from core.store.projects import Project
from ui import job_view, resources, words, work
from ui.job_view import Snapshot
from ui.page import Page
from ui.train import settings_form

_SHOWN = 5
_BUDGET_WORDS = {30: "30 seconds", 120: "2 minutes", 600: "10 minutes"}
_COLUMNS = (
    "backbone", "dense", "teams", "dropout", "learning_rate", "batch_size", "label_smoothing", "weight_decay", "views",
)  # fmt: skip
_GROWING = ("searching", "viewing", "confirming")
_NOTHING_KEPT = "You stopped the search before the first settings had been tried."


def running_search(page: Page, project: Project) -> Job | None:
    """The search that is under way, with its leaderboard; None when there is none."""
    job = page.engine.latest(project.id, "search")
    if job is None:
        return None

    def board(now: Snapshot) -> None:
        _growing(project, now)

    job_view.watch(page.engine, job, draw=board, key="search")
    return job if job.is_active else None


def search_end(page: Page, project: Project, job: Job, scope: str) -> None:
    """What the latest search came to, or why it came to nothing, and what can be done with it.

    Args:
        page: the open page.
        project: the open project.
        job: the latest search, ended.
        scope: of the widgets, see `settings_form.draw`.
    """
    job_view.show_end(job, nothing_kept=_NOTHING_KEPT)
    board = _board(project, job)
    if board is None:
        return
    if board.dataset_key != resources.dataset_key(project):
        st.caption("This search is from before you changed your photos.")
    st.markdown(found_in_words(board))
    with st.container(horizontal=True, vertical_alignment="center"):
        if run_id := str((job.result or {}).get("run") or ""):
            page.results_link("Results of the model trained with them", run_id)
        if board.winner is not None:
            _offer(project, board.winner.settings, scope)


def search_panel(
    page: Page, project: Project, settings: TrainSettings, scope: str, *, is_told: bool
) -> None:
    """What the latest search tried, and the button for one more.

    Args:
        page: the open page.
        project: the open project.
        settings: as they stand in the widgets; the search starts from them.
        scope: of the widgets, see `settings_form.draw`.
        is_told: what the search came to stands elsewhere on the page.
    """
    job = page.engine.latest(project.id, "search")
    with st.expander("Find good settings", icon=":material/manage_search:", expanded=is_told):
        st.markdown(
            "You need not know which settings are good: other sizes, steps, ready-made networks and extra "
            "views are tried on your photos. Each try answers only photos that it did not learn from. "
            "The best are then asked once more. If one is surely better than what you have now, a model "
            "is trained with it; if not, your settings stay."
        )
        with st.container(horizontal=True, vertical_alignment="bottom"):
            budget_s = st.segmented_control(
                "How long may it try?",
                BUDGETS_S,
                default=BUDGETS_S[0],
                required=True,
                format_func=_BUDGET_WORDS.__getitem__,
                key="search.budget",
            )
            if st.button("Search", icon=":material/search:", key="search.go"):
                work.start_search(page, project, settings, float(budget_s))
                st.rerun()
        if job is not None and not is_told:
            st.divider()
            search_end(page, project, job, scope)
        board = _board(project, job)
        if board is not None:
            _tried(board)


def _growing(project: Project, now: Snapshot) -> None:
    board = load_leaderboard(project.workspace)
    if board is None or now.stage != "search" or board.state not in _GROWING:
        return
    tries = words.count(board.tries, "choice", "choices")
    if board.state == "viewing":
        st.markdown(
            f"{tries} of settings tried. Now the best ready-made network looks at each photo a little "
            "differently (cut, turned, brighter or darker), to see whether that helps."
        )
    elif board.state == "confirming":
        st.markdown(f"{tries} of settings tried. The best are asked once more, to rule out luck.")
    else:
        st.markdown(f"{tries} of settings tried so far.")
    _table(board)


def _board(project: Project, job: Job | None) -> Leaderboard | None:
    """What a search found; None where it gave nothing, and what there is may be of an earlier one."""
    return load_leaderboard(project.workspace) if job is not None and job.result else None


def _offer(project: Project, better: TrainSettings, scope: str) -> None:
    """The button that takes the better settings, or that the sliders stand at them."""
    try:
        shown = settings_form.current(scope, load_settings(project.workspace))
    except UserError:
        shown = None  # the page says so where the sliders would be
    if shown == better:
        st.caption(":material/check: The sliders stand at them.", width="content")
    elif st.button(
        "Set the sliders to the better settings", icon=":material/tune:", key="search.take"
    ):
        save_settings(project.workspace, better)
        settings_form.forget(scope)
        st.rerun()


def _tried(board: Leaderboard) -> None:
    """The best of what was tried."""
    _table(board)
    st.caption(
        "Right: photos answered rightly by models that had not learned from them, when the settings were "
        "first tried. The best of many tries is a little lucky, so the order here decides nothing: only "
        "what is surely better when asked once more takes the place of your settings. The Results page "
        "of the trained model has its own, fresh number."
    )


def found_in_words(board: Leaderboard) -> str:
    """What a finished search found, and why it ended."""
    ended = {
        "searching": "",
        "viewing": "",
        "confirming": "",
        "time_is_up": "The time was up.",
        "nothing_better": "It ended early, as nothing got better any more.",
        "enough_tries": "It ended early, having tried as many as it may.",
        "stopped": "You stopped it.",
    }[board.state]
    tried = f"{words.count(board.tries, 'choice', 'choices')} of settings tried. {ended}".strip()
    if board.winner is None or board.confirmation is None:
        return f"{_why_yours_stay(board)} {tried}"
    changed = ", ".join(_changes(board.start.settings, board.winner.settings))
    what = f"What differs: {changed}."
    found = "**The search found settings that are surely better than yours.**"
    if board.state == "stopped":
        tried += " So no model was trained with them: set the sliders to them and press Train."
    return f"{found} {_compared(board.confirmation, 'a model with them')} {what} {tried}"


def _why_yours_stay(board: Leaderboard) -> str:
    start = board.start
    had = f"right on {start.right:,} of {start.photos:,} photos"
    if len(board.trials) == 1:
        return f"No other choice was tried to its end, so **your settings stay**: {had}."
    if board.best is start:
        return f"**Your settings were the best of them**: {had}."
    if not board.confirmed:
        return "The best were not asked once more, so **your settings stay**."
    closest = max(board.confirmed, key=lambda each: each.gain)
    stay = "**Nothing tried was surely better, so your settings stay.**"
    return f"{stay} {_compared(closest, 'the closest')}"


def _compared(asked: Confirmation, what: str) -> str:
    """Right answers when asked once more, of a try and of what the person had."""
    right, had = (f"{round(count):,}" for count in (asked.right, asked.start_right))
    said = f"Asked once more, {what} was right on {right} of {asked.photos:,} photos"
    surer = "surer where it was right, and less sure where it was wrong"
    if right == had:
        return f"{said}, as yours, and {surer}." if asked.is_sure else f"{said}, as yours."
    if asked.is_sure and asked.right < asked.start_right:
        return f"{said}, yours on {had}, which is as good as equal. But it was {surer}."
    return f"{said}, yours on {had}."


def _changes(before: TrainSettings, after: TrainSettings) -> list[str]:
    """Every setting that is not the same, those that the search does not draw by chance included."""
    return [
        f"{setting.label.lower()} {_shown(before, name)} → {_shown(after, name)}"
        for name, setting in SETTINGS.items()
        if getattr(before, name) != getattr(after, name)
    ]


def _shown(settings: TrainSettings, name: str) -> str:
    return in_words(name, getattr(settings, name))


def _table(board: Leaderboard) -> None:
    shown = list(board.ranked[:_SHOWN])
    shown += [trial for trial in (board.winner, board.start) if trial and trial not in shown]
    st.dataframe(
        [_row(board, trial) for trial in shown],
        hide_index=True,
        column_config={
            "Right": st.column_config.ProgressColumn(format="%.1f %%", min_value=0, max_value=100)
        },
        alt="Table of the best settings tried, with the share of photos answered rightly.",
    )


def _row(board: Leaderboard, trial: Trial) -> dict[str, object]:
    settings = trial.settings
    better = "better" if trial is board.winner else ""
    return {
        "": "yours" if trial is board.start else better,
        "Right": 100 * trial.accuracy,
        **{SETTINGS[name].label: _shown(settings, name) for name in _COLUMNS},
    }
