"""What a new training changed, and which photos a model finds alike."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.backbones.registry import get
from core.features import feature_store
from core.likeness import known_photos
from core.retraining import changes, learned_corrections
from core.runs import Run
from core.store.workspace import Workspace
from core.types import Photo
from tests.core.evaluation.conftest import SETTINGS, Trained, made_up, train

NEW = "f" * 32


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory, networks: Path) -> tuple[Trained, Run, Run]:
    """Two runs; between them a photo that the first one gets wrong was corrected."""
    workspace = Workspace(tmp_path_factory.mktemp("twice"))
    dataset = made_up(workspace)
    first = train(workspace, networks)
    store = feature_store(workspace, get(SETTINGS.backbone))
    owl = store.gather([dataset.of_class(2)[3].id])
    store.add([NEW], owl)  # looks like an owl, and is said to be a cat
    corrected = Photo(NEW, "new.jpg", 0, None, 9, 9, "correction")
    workspace.save_dataset(replace(dataset, photos=(*dataset.photos, corrected)))
    second = train(workspace, networks, replace(SETTINGS, epochs=40, patience=0))
    return second, first.run, second.run


def test_correction_that_only_the_newer_model_learned_is_shown_with_both_answers(
    twice: tuple[Trained, Run, Run],
) -> None:
    trained, before, after = twice
    assert learned_corrections(trained.workspace, before, after) == {NEW}
    found = changes(trained.workspace, before, after)
    assert found is not None
    (difference,) = found.corrected
    assert (difference.photo.id, difference.class_name) == (NEW, "cats")
    assert difference.before.best.name == "owls"
    assert found.asked == 91
    assert all(d.flipped and d.photo.id != NEW for d in found.flipped)


def test_model_compared_with_itself_has_not_changed(twice: tuple[Trained, Run, Run]) -> None:
    trained, _, after = twice
    found = changes(trained.workspace, after, after)
    assert found is not None
    assert (found.corrected, found.flipped) == ((), ())
    assert learned_corrections(trained.workspace, after, after) == frozenset()


def test_changes_without_cached_features_are_not_known(
    twice: tuple[Trained, Run, Run], tmp_path: Path
) -> None:
    _, before, after = twice
    assert changes(Workspace(tmp_path), before, after) is None
    assert known_photos(after, Workspace(tmp_path)) is None


def test_most_like_photos_come_first_and_the_photo_itself_is_left_out(
    trained: Trained,
) -> None:
    known = known_photos(trained.run, trained.workspace)
    assert known is not None
    store = feature_store(trained.workspace, get(SETTINGS.backbone))
    own = trained.dataset.photos[7]
    features = store.gather([own.id])[0]
    with_itself, without = known.most_like(features, 3), known.most_like(features, 3, own.id)
    assert with_itself[0].photo.id == own.id
    assert with_itself[0].cosine == pytest.approx(1, abs=1e-5)
    assert [like.photo.id for like in without[:2]] == [like.photo.id for like in with_itself[1:]]
    assert len(without) == 3
    assert np.all(np.diff([like.cosine for like in without]) <= 0)


def test_photos_of_the_test_part_are_not_called_learned_from(trained_with_test: Trained) -> None:
    known = known_photos(trained_with_test.run, trained_with_test.workspace)
    assert known is not None
    assert len(known.photos) == 60
    assert all(photo.split != "test" for photo in known.photos)
