"""Chapters on how a network sees: photos as numbers, filters, layers."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.errors import UserError
from ui import charts
from ui.learn import figures, first_layer
from ui.learn.chosen_photo import ChosenPhoto
from ui.learn.filters import FILTERS, OWN_FILTER, PICTURE, Numbers, convolve, sum_in_words
from ui.learn.tiny_photo import tiny

_DRAWN, _TINY = "A drawn seven", "My photo, made tiny"
_OWN_NUMBERS = "My own numbers"
_LADDER = (
    (":material/gradient:", "First layers", "Colours, and lines in every direction."),
    (":material/category:", "A little further", "Corners, curves and other small shapes."),
    (
        ":material/pets:",
        "Further still",
        "Textures such as fur or brick, and parts: an eye, a wheel.",
    ),
    (":material/image_search:", "Last layers", "Whole things: a dog, a flower, a car."),
)


def photo_is_numbers() -> None:
    """What a computer gets when it is given a photo."""
    st.header("A photo is a table of numbers", anchor="numbers")
    st.markdown(
        "You see a cat. The computer gets a table. A photo of 224 by 224 dots, the size that the "
        "ready-made network looks at, has 50,176 dots, and each of them is three numbers from 0 "
        "to 255: how red, how green, how blue. That makes "
        f"**{224 * 224 * 3:,} numbers** and not one word about cats.\n\n"
        "Somewhere between those numbers and the word lies a sum: multiply this, add that, and do "
        "it some million times. Nobody could write that sum down. But a computer can *find* it, by "
        "trying, being told how wrong it was, and correcting itself a little. That is what "
        "learning means here."
    )


@st.fragment
def filter_at_work(photo: ChosenPhoto) -> None:
    """A filter of nine numbers slides over a picture; the person moves it."""
    st.header("A filter looks for one thing", anchor="filter")
    st.markdown(
        "The first tool is small: a **filter**, a square of nine numbers. Lay it on nine dots of "
        "the picture, multiply each dot by the number that lies on it, add up the nine results, "
        "and write the sum into a new picture. Move on by one dot and do it again, until you have "
        "been everywhere. This sliding and adding up is called *convolution*, and a network "
        "made of it a **convolutional network**.\n\n"
        "What the filter finds depends only on its nine numbers. Try it:"
    )
    picture, shown = _picture(photo)
    name = st.segmented_control(
        "What should the filter look for?",
        [*FILTERS, _OWN_NUMBERS],
        default=next(iter(FILTERS)),
        required=True,
        key="learn.filter",
    )
    kernel = _own_filter() if name == _OWN_NUMBERS else FILTERS[str(name)]
    sums = convolve(picture, kernel)
    place_key = "learn.place" if picture is PICTURE else f"learn.place.{shown}"
    place = st.slider(
        "Slide the filter over the picture", 1, sums.size, 8, key=place_key,
        help="Row by row, from the top left place to the bottom right one.",
    ) - 1  # fmt: skip
    row, column = divmod(place, sums.shape[1])
    with st.container(horizontal=True, gap="medium"):
        _table("The picture", figures.pixel_grid(picture, (row, column, 3)), "picture")
        filter_alt = f"The nine numbers of the filter for {str(name).lower()}"
        _table("The filter", figures.sums_grid(kernel, (0, 0, 0), filter_alt), "kernel")
        sums_alt = f"The sums of the filter for {str(name).lower()}, at every place of the picture"
        _table("What it finds", figures.sums_grid(sums, (row, column, 1), sums_alt), "sums")
    st.markdown(f"In the frame: {sum_in_words(picture, kernel, row, column)}")
    if name != _OWN_NUMBERS:
        st.caption(
            "Where the picture is even, the sum is 0: nothing to see. Where there is an edge of the "
            "right kind, it is large; it is below 0 where light and dark change sides."
        )
    elif kernel.sum():
        st.caption(
            "Your nine numbers do not add up to 0, so the filter answers even where the picture is "
            "even and bright. Filters that find edges add up to 0."
        )
    _same_as_pictures(picture, sums)


def first_layer_sees(photo: ChosenPhoto) -> None:
    """Real filters of the bundled network, and what they see on a real photo."""
    st.header("Nobody invented these filters", anchor="first-layer")
    st.markdown(
        "In a network nobody writes the nine numbers. It begins with random ones, and training "
        "turns them into something useful. Below you see eight of the 32 filters in the very first "
        "layer of EfficientNet-Lite0, the network that comes with this app, exactly as they are "
        "(each has nine squares with a red, a green and a blue number). Beneath each is what it "
        "sees: bright means *here it is!*"
    )
    try:
        squares = first_layer.filters_as_squares()
        seen = first_layer.seen_by_filters(photo.jpeg)
    except (UserError, OSError):
        st.caption("The network's weights are not on this computer, so they cannot be shown.")
        return
    with st.container(horizontal=True, gap="medium", vertical_alignment="top"):
        st.image(photo.jpeg, width=232, caption=photo.caption, alt=photo.title)
        with st.container(width=440), st.grid(4, min_column_width=80, gap="small"):
            for number, (square, picture) in enumerate(zip(squares, seen, strict=True), start=1):
                with st.container(gap="xxsmall"):
                    st.image(square, width=40, alt=f"Filter {number} as three by three squares")
                    st.image(picture, width=96, alt=f"What filter {number} sees on the photo")
    st.caption(
        "Some answer to edges that run one way, some to light or to dark, some to one colour only."
    )


def layers_build_up() -> None:
    """What further layers see, from lines to things."""
    st.header("Layer by layer, from lines to things", anchor="layers")
    st.markdown(
        "What the first filters find is again a picture, and the next layer lays *its* filters on "
        "that. It no longer sees dots, but edges, so it can put edges together; the layer after it "
        "puts those together, and so on. People who looked into such networks found this ladder:"
    )
    with st.grid(4, min_column_width=160, border=True):
        for icon, title, text in _LADDER:
            st.markdown(f"{icon} **{title}**\n\n{text}")


def _table(title: str, chart: charts.Chart, key: str) -> None:
    with st.container(width="content", gap="xsmall"):
        st.markdown(f"**{title}**")
        st.vega_lite_chart(
            dict(chart.columns), chart.spec, width="content", alt=chart.alt, key=f"learn.{key}"
        )


def _picture(photo: ChosenPhoto) -> tuple[Numbers, str]:
    """The picture to slide over: a drawn one, or the chosen photo made tiny; and its name."""
    options = [_DRAWN, _TINY]
    chosen = st.segmented_control(
        "On which picture?", options, default=_DRAWN, required=True, key="learn.picture"
    )
    return (tiny(photo.jpeg), photo.id) if chosen == _TINY else (PICTURE, "")


def _own_filter() -> Numbers:
    """Nine numbers that the person writes into a table."""
    st.caption("Write your own nine numbers, from −9 to 9, and see what they find:")
    number = st.column_config.NumberColumn(min_value=-9, max_value=9, step=1, required=True)
    names = ("left", "middle", "right")
    start = {name: OWN_FILTER[:, place].tolist() for place, name in enumerate(names)}
    edited = st.data_editor(
        start, hide_index=True, width=260, key="learn.own_filter",
        column_config=dict.fromkeys(names, number),
        alt="The nine numbers of your own filter, three by three",
    )  # fmt: skip
    return np.array([edited[name] for name in names], dtype=np.int64).T


def _same_as_pictures(picture: Numbers, sums: Numbers) -> None:
    """Both tables without their numbers: this is what a computer passes on as pictures."""
    with st.container(horizontal=True, gap="medium"):
        st.image(figures.as_picture(picture), width=120, alt="The picture, as dots")
        st.image(
            figures.as_picture(np.abs(sums)), width=120, caption=None,
            alt="What the filter finds, as dots: bright where the sum is far from 0",
        )  # fmt: skip
        st.caption(
            "The same without numbers: left the picture, right what the filter finds, bright where "
            "the sum is far from 0.",
            width=280,
        )
