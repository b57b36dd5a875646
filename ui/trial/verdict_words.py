"""What a model says of a photo, in words that are as sure as it is, and no surer."""

from __future__ import annotations

from core.types import Prediction
from ui import words

UNFAMILIAR = "Not sure: it looks like nothing I have learned"

_ICONS = {
    "surely": ":material/check_circle:",
    "probably": ":material/check:",
    "between": ":material/help:",
    "unfamiliar": ":material/question_mark:",
}


def headline(prediction: Prediction) -> str:
    """The answer in a few words, as plain text."""
    best = prediction.best.name
    match prediction.verdict:
        case "surely":
            return f"Surely {best}"
        case "between":
            return f"Not sure: it may be {best} or {prediction.ranked[1].name}"
        case "unfamiliar":
            return UNFAMILIAR
        case _:
            return f"Probably {best}"


def marked_headline(prediction: Prediction) -> str:
    """The answer in a few words with its sign; Markdown."""
    return f"{_ICONS[prediction.verdict]} {words.plain(headline(prediction))}"


def explanation(prediction: Prediction) -> str:
    """How sure it is and what that number means; Markdown."""
    best = prediction.best
    name, sure = words.plain(best.name), words.percent(best.confidence)
    if prediction.verdict == "unfamiliar":
        return (
            "This photo is unlike those that the model learned from. If it had to choose one of its "
            f"classes, it would say **{name}**, but do not count on it."
        )
    if prediction.verdict == "between":
        second = prediction.ranked[1]
        return (
            f"**{sure}** for {name} and **{words.percent(second.confidence)}** for "
            f"{words.plain(second.name)}: too close to choose."
        )
    hundred = min(99, round(100 * best.confidence))
    return f"It is **{sure}** sure. Of 100 answers that are as sure as this, about {hundred} are right."


def short(prediction: Prediction) -> str:
    """The answer where there is little room: `cats, 97 %`; plain text."""
    best = prediction.best
    doubt = "not sure, perhaps " if prediction.verdict in ("between", "unfamiliar") else ""
    return f"{doubt}{best.name}, {words.percent(best.confidence)}"
