"""Chapters on learning itself: neurons, loss, epochs, and learning by heart."""

from __future__ import annotations

import streamlit as st

from core.runs import Run
from ui import charts, result_words
from ui.learn import figures
from ui.standing import standing
from ui.train.live import both_curves

_VOTES, _NAMES = (2.0, 1.0, 0.1), ("cats", "dogs", "horses")


def layers_that_learn() -> None:
    """Neurons, ReLU and softmax."""
    st.header("The part that learns", anchor="dense")
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown(
            "Your own layers are made of **neurons**. A neuron takes all numbers that come in, "
            "gives each a weight (important? harmful? beside the point?), and adds them up. If the "
            "sum is below zero it stays silent, otherwise it hands the sum on; that bend is called "
            "**ReLU**. Without it, many layers could do no more than one. A layer in which every "
            "neuron is connected to every number that comes in is a **dense layer**."
        )
        charts.show(figures.relu(), key="learn.relu")
    with right:
        st.markdown(
            "The last layer has **one neuron per class**. Each gives a vote, and **softmax** turns "
            "the votes into shares that add up to 100 %. From the votes "
            f"{', '.join(f'{vote:g} for {name}' for vote, name in zip(_VOTES, _NAMES, strict=True))} "
            "it makes:"
        )
        charts.show(charts.ranked_bars(figures.softmax(_VOTES, _NAMES)), key="learn.softmax")
        st.caption(
            "A share is how strongly the model leans to a class. It always answers with one of "
            "your classes, even for a photo of a teapot."
        )


def how_it_learns(run: Run | None) -> None:
    """Guess, compare, correct; with the curves of this project where there are."""
    st.header("Guess, compare, correct", anchor="training")
    st.markdown(
        "At first the weights are random, and so are the answers. Then, again and again:\n\n"
        "1. **Guess.** Some photos go through; the model gives its shares.\n"
        "2. **Compare.** The **loss** says how far off it was. It is small if the right class got "
        "a large share, and very large if the model was sure of a wrong one.\n"
        "3. **Correct.** For each weight it can be worked out in which direction a small step "
        "lowers the loss. All of them take that step. This is called *gradient descent*: walking "
        "downhill in fog, feeling for the slope with your feet.\n\n"
        "When all training photos have had their turn, one **epoch** is over, and the next begins. "
        "How large the steps are is the **learning rate**: too large, and it jumps over the valley; "
        "too small, and it never arrives."
    )
    if run is not None:
        st.markdown("This is how your newest model learned:")
        both_curves(run.history, len(run.history), run.manifest.best_epoch, key="learn")


def learning_by_heart() -> None:
    """Overfitting, shown on three curves through the same dots."""
    st.header("Understanding, or learning by heart?", anchor="overfitting")
    st.markdown(
        "A pupil who learns the answers of the old tests by heart gets full marks on the old tests "
        "and fails the new one. Models do that, too; it is called **overfitting**. These three "
        "curves were fitted to the same twelve dots; twelve more were hidden from them:"
    )
    with st.grid(3, min_column_width=200):
        for name, (chart, learned, aside) in figures.fits().items():
            with st.container(gap="xsmall"):
                st.markdown(f"**{name}**")
                charts.show(chart, key=f"learn.fit.{name}")
                st.caption(figures.errors_in_words(learned, aside))
    st.markdown(
        "The third curve hits every dot it knows and is wildly wrong in between. So what counts is "
        "only how it does on what it has **not** seen. That is why Foldersight keeps some photos "
        "aside before the training starts, draws both curves, stops when the photos kept aside no "
        "longer get better, and keeps the best epoch and not the last.\n\n"
        "Help against it: more and more varied photos, smaller dense layers, or **dropout**, which "
        "lets a share of the neurons rest in each step, so that the others cannot lean on them."
    )


def honest_number(run: Run | None) -> None:
    """Why a share alone says little, and what the range is for."""
    st.header("How sure is 95 %?", anchor="interval")
    st.markdown(
        "Suppose 19 of 20 photos kept aside are answered rightly. That is 95 %, but had you kept "
        "aside 20 other photos, it might have been 17 or 20. With 200 photos luck matters less. So "
        "the Results page always gives a range as well, and it is wide when few photos were asked."
    )
    found = standing(run) if run is not None else None
    if found is not None and found.photos:
        st.markdown(f"**Yours:** {result_words.headline(found)} {result_words.expectation(found)}")
