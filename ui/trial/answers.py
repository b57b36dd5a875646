"""What one model, or two side by side, say of one photo, and why."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.errors import UserError
from core.intake.images import photo_id
from core.messages import describe
from core.types import Prediction
from ui import charts, words
from ui.errors import show_message
from ui.photos import thumbnail
from ui.trial import verdict_words
from ui.trial.asking import Asked, upright

MAX_BARS = 6
_PHOTO_ONLY = "Only the photo"
_LIKE_PX = 120


def answers(models: Sequence[tuple[str, Asked]], name: str, data: bytes, *, key: str) -> bool:
    """The photo with the answer of each model, or why it cannot be read; whether it could.

    Args:
        models: one or two, each with what it is called; one alone needs no name.
        name: what the person calls the photo.
        data: the photo's file.
        key: unique on the page.
    """
    try:
        for _, asked in models:
            asked.prediction(data)
    except UserError as error:
        st.markdown(f"**{words.plain(name)}**")
        show_message(describe(error))
        return False
    if len(models) == 1:
        _wide(models[0][1], name, data, key)
        return True
    for place, (column, (title, asked)) in enumerate(
        zip(st.columns(len(models), gap="medium"), models, strict=True)
    ):
        with column:
            st.caption(f":material/model_training: {words.plain(title)}")
            _headline(asked.prediction(data))
            _photo(asked, name, data, f"{key}-{place}")
            _bars(asked.prediction(data), f"{key}-{place}")
            _most_like(asked, data)
    return True


def _wide(asked: Asked, name: str, data: bytes, key: str) -> None:
    _headline(asked.prediction(data))
    left, right = st.columns([2, 3], gap="medium")
    with left:
        _photo(asked, name, data, key)
    with right:
        _bars(asked.prediction(data), key)
        _most_like(asked, data)


def _photo(asked: Asked, name: str, data: bytes, key: str) -> None:
    """The photo upright, with what speaks for the class that the person chooses."""
    prediction = asked.prediction(data)
    spot, chosen = st.container(), _chosen_class(prediction, f"{key}-{asked.run.id}")
    said = f"{name}. The model's answer: {verdict_words.headline(prediction)}."
    if chosen == _PHOTO_ONLY:
        spot.image(
            upright(data, photo_id(data)), caption=words.plain(name), width="stretch", alt=said
        )
        return
    picture, place = asked.heat(data, chosen)
    if place:
        where = f"What speaks for {chosen} is strongest in the {place} of the photo."
    else:
        where = f"Nothing in this photo speaks for {chosen}."
    spot.image(picture, caption=words.plain(name), width="stretch", alt=f"{said} {where}")
    if place:
        st.caption(
            f"The warmer, the more this place speaks for {words.plain(chosen)}; the ring is where it "
            f"is strongest ({place}), the line frames what counts at least half as much.",
        )
    else:
        st.caption(f"Nothing in this photo speaks for {words.plain(chosen)}.")


def _chosen_class(prediction: Prediction, key: str) -> str:
    names = [ranked.name for ranked in prediction.ranked]
    return st.selectbox(
        "Why? Show what speaks for",
        [*names, _PHOTO_ONLY],
        format_func=lambda name: f"{name} (its answer)" if name == names[0] else name,
        key=f"{key}-why",
        help="The model looks at the whole photo and adds up what it sees at each place. The picture "
        "shows what each place adds for the class that you choose, against all other classes.",
    )


def _headline(prediction: Prediction) -> None:
    """The answer in words; it stands first, on a phone too."""
    st.subheader(verdict_words.marked_headline(prediction), anchor=False)
    st.markdown(verdict_words.explanation(prediction))


def _bars(prediction: Prediction, key: str) -> None:
    """All classes, or the surest of them, as bars."""
    charts.show(charts.ranked_bars(prediction.ranked[:MAX_BARS]), key=f"{key}-bars")
    if prediction.verdict == "unfamiliar":
        st.caption(
            "The bars always share out 100 % among its own classes. For a photo unlike those that it "
            "learned from, even a long bar says little."
        )
    if len(prediction.ranked) > MAX_BARS:
        rest = len(prediction.ranked) - MAX_BARS
        st.caption(f"{words.count(rest, 'other class', 'other classes')} got less.")


def _most_like(asked: Asked, data: bytes) -> None:
    """The photos that the model learned from and that look most like this one to it."""
    found = asked.most_like(data)
    if not found:
        return
    st.caption(
        "Most like it, of the photos that it learned from:",
        help="To the ready-made network, these photos have the most in common with yours. Where they "
        "are of the wrong class, you see what it mistook the photo for.",
    )
    store = asked.project.workspace.photos
    # Four side by side on a phone, too.
    with st.grid("auto", min_column_width=_LIKE_PX // 2, gap="xsmall"):
        for like in found:
            st.image(
                thumbnail(store, like.photo.id, _LIKE_PX),
                caption=words.plain(like.class_name),
                width="stretch",
                alt=f"{like.photo.name}, a photo of the class {like.class_name}",
            )
