"""Which photos a person has ticked; remembered while pages of photos are turned."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import streamlit as st

_CHOSEN, _ROUND = "chosen-photos", "chosen-round"


def chosen_ids(among: Iterable[str]) -> frozenset[str]:
    """The ids of the ticked photos, of those that are still there.

    Args:
        among: ids of the photos that there are.
    """
    return frozenset(_chosen().intersection(among))


def tick(photo_id: str, label: str) -> None:
    """A box beneath a photo; ticked means chosen."""
    round_ = _round()
    key = f"tick-{round_}-{photo_id}"
    # Not as `value=`: a box whose value is given anew is a new box to the browser.
    st.session_state.setdefault(key, photo_id in _chosen())
    st.checkbox(label, key=key, on_change=_changed, args=(photo_id, key, round_))


def choose_all(photo_ids: Collection[str]) -> None:
    """These photos are ticked, too."""
    _chosen().update(photo_ids)
    _new_boxes()


def forget_choice() -> None:
    """Nothing is ticked."""
    _chosen().clear()
    _new_boxes()


def _changed(photo_id: str, key: str, round_: int) -> None:
    if round_ != _round():
        return  # a box that is gone from the page: the browser may still tell of it for a moment
    if st.session_state.get(key):
        _chosen().add(photo_id)
    else:
        _chosen().discard(photo_id)


def _chosen() -> set[str]:
    chosen: set[str] = st.session_state.setdefault(_CHOSEN, set())
    return chosen


def _round() -> int:
    return int(st.session_state.setdefault(_ROUND, 0))


def _new_boxes() -> None:
    """Boxes with new keys take their first value from the choice, not from what they were."""
    st.session_state[_ROUND] = _round() + 1
