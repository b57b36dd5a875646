"""From features to answers, and when an answer is none."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.answering import Answerer, verdict
from core.errors import UserError
from core.familiarity import FAMILIARITY, Familiarity, save_familiarity
from core.runs import HEAD
from core.settings import TrainSettings
from core.store.home import Home
from core.store.projects import ProjectStore
from core.trained_layers import save_layers
from core.types import Dataset, Photo, Ranked, Verdict
from tests.pages.trained import add_run

FEATURES = 1280


def _ranked(*shares: float) -> tuple[Ranked, ...]:
    return tuple(Ranked(f"class {n}", share) for n, share in enumerate(shares))


@pytest.mark.parametrize(
    ("shares", "strangeness", "expected"),
    [
        ((0.9, 0.1), 0.0, "surely"),
        ((0.89, 0.11), 0.0, "probably"),
        ((0.5, 0.25, 0.25), 0.0, "probably"),
        ((0.49, 0.26, 0.25), 0.0, "between"),
        ((0.9, 0.1), 1.0, "unfamiliar"),
        ((0.5, 0.5), 2.0, "unfamiliar"),
        ((1.0,), 0.99, "surely"),
    ],
)
def test_verdict(shares: tuple[float, ...], strangeness: float, expected: Verdict) -> None:
    assert verdict(_ranked(*shares), strangeness) == expected


@pytest.fixture
def folder(home: Home) -> Path:
    """A run that tells cats (first feature) from dogs (second feature)."""
    photos = tuple(Photo(f"{n:032x}", f"{n}.jpg", n % 2, None, 9, 9) for n in range(10))
    project = ProjectStore(home.projects).create("Pets")
    settings = TrainSettings(dense=())
    run = add_run(project, Dataset(("cats", "dogs"), photos), [0] * 10, settings=settings)
    weights = np.zeros((FEATURES, 2), np.float32)
    weights[0, 0] = weights[1, 1] = 4
    save_layers(run.folder / HEAD, ((weights, np.zeros(2, np.float32)),))
    return run.folder


def _features(*rows: tuple[float, float, float]) -> np.ndarray:
    features = np.zeros((len(rows), FEATURES), np.float32)
    features[:, :3] = np.reshape(rows, (len(rows), 3))
    return features


def _make_familiar(folder: Path, limit: float) -> None:
    means = np.zeros((2, FEATURES), np.float32)
    means[0, 0] = means[1, 1] = 1
    save_familiarity(folder / FAMILIARITY, Familiarity(means, (0.9, 0.1), (4.0, 1.0), limit))


def test_answers_rank_all_classes(folder: Path) -> None:
    found = Answerer(folder).answers(_features((1, 0, 0), (0, 1, 0)))
    assert [answer.best.name for answer in found] == ["cats", "dogs"]
    assert sum(each.confidence for each in found[0].ranked) == pytest.approx(1)
    assert found[0].verdict == "surely"


def test_no_photos_give_no_answers(folder: Path) -> None:
    assert Answerer(folder).answers(_features()[:0]) == []


def test_model_without_familiarity_calls_nothing_strange(folder: Path) -> None:
    answerer = Answerer(folder)
    found = answerer.answers(_features((1, 0, 40)))[0]
    assert not answerer.knows_strangers
    assert (found.strangeness, found.verdict) == (0, "surely")


def test_photo_unlike_all_learned_is_unfamiliar_even_where_the_head_is_sure(folder: Path) -> None:
    _make_familiar(folder, limit=3.0)
    answerer = Answerer(folder)
    known, strange = answerer.answers(_features((1, 0, 0), (1, 0, 40)))
    assert answerer.knows_strangers
    assert (known.verdict, strange.verdict) == ("surely", "unfamiliar")
    assert known.strangeness < 1 <= strange.strangeness


def test_limit_that_means_nothing_is_not_used(folder: Path) -> None:
    _make_familiar(folder, limit=0.0)
    answerer = Answerer(folder)
    assert not answerer.knows_strangers
    assert answerer.answers(_features((1, 0, 40)))[0].strangeness == 0


def test_damaged_familiarity_is_told_in_words(folder: Path) -> None:
    (folder / FAMILIARITY).write_bytes(b"nonsense")
    with pytest.raises(UserError, match=r"general\.file_damaged"):
        Answerer(folder)
