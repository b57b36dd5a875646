"""Views of the photos in the middle of a search: numbered as the search numbers its photos, in time."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.backbones.registry import DEFAULT_BACKBONE, get
from core.context import Context, QuietContext
from core.errors import Cancelled, UserError
from core.features import extract_features
from core.lessons import Viewed, all_photos
from core.run_data import RunData
from core.settings_search.views_in_search import ViewMaker, made_in_time, view_maker, viewed_of
from core.splits import split_dataset
from core.store.workspace import Workspace
from core.types import Event, FeatureSet
from tests.core.settings_search.filled_workspace import filled_workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return filled_workspace(tmp_path, {"red hats": 4, "blue mugs": 4})


def run_data(workspace: Workspace, test_rows: tuple[int, ...] = ()) -> RunData:
    dataset = workspace.dataset()
    assert dataset is not None
    photos = tuple(
        replace(photo, split="test" if row in test_rows else None)
        for row, photo in enumerate(dataset.photos)
    )
    dataset = replace(dataset, photos=photos)
    twins = np.arange(len(photos))
    return RunData(dataset, split_dataset(dataset, 20, 1, twins), twins)


def test_view_maker_gives_the_photos_that_may_be_learned_from_and_views_of_each(
    workspace, networks
):
    data = run_data(workspace, test_rows=(1, 5))
    dataset = data.dataset

    seen = view_maker(data, workspace, networks)(DEFAULT_BACKBONE, 2, QuietContext())

    known = extract_features(dataset, workspace, get(DEFAULT_BACKBONE), networks, QuietContext())
    learnable = list(data.learnable)
    assert len(learnable) == 6
    np.testing.assert_array_equal(seen.features[:6], known.features[learnable])
    assert len(seen.features) == 6 + 2 * 6
    assert seen.shown.tolist() == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    assert seen.labels.tolist() == [dataset.photos[row].label for row in learnable]


def test_view_maker_asked_again_finds_the_views_made(workspace, networks):
    looked: list[Event] = []
    maker = view_maker(run_data(workspace), workspace, networks)

    first = maker(DEFAULT_BACKBONE, 1, QuietContext())
    again = maker(DEFAULT_BACKBONE, 1, QuietContext(looked.append))

    views = [event for event in looked if event.stage == "views"]
    assert [(event.done, event.total) for event in views] == [(8, 8)]
    np.testing.assert_array_equal(first.features, again.features)


def test_view_maker_that_is_stopped_makes_none(workspace, networks):
    maker = view_maker(run_data(workspace), workspace, networks)

    with pytest.raises(Cancelled):
        maker(DEFAULT_BACKBONE, 1, QuietContext(should_stop=lambda: True))


def test_viewed_of_a_set_with_a_test_part_leaves_its_photos_out(workspace):
    data = run_data(workspace, test_rows=(0, 4))
    ids = tuple(photo.id for photo in data.dataset.photos)
    photos = np.arange(8, dtype=np.float32)[:, None]
    shown = np.array(data.learnable)
    everything = np.concatenate([photos, 100 + shown[:, None].astype(np.float32)])

    features = FeatureSet(ids, photos, "any", everything, shown)
    seen = viewed_of(all_photos(features, data.dataset), data.learnable)

    assert seen.features[:, 0].tolist() == [*data.learnable, *(100 + row for row in data.learnable)]
    assert seen.rows.tolist() == seen.shown.tolist() == list(range(6))


SEEN = Viewed(
    np.zeros((4, 1), np.float32), np.arange(2), np.array([0, 1]), np.array([0, 1], dtype=np.int64)
)


SECONDS_A_BATCH, BATCH = 2, 32


class Clock:
    """Time that passes only where a maker works."""

    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def maker_of(batches: int, clock: Clock) -> ViewMaker:
    """Takes two seconds for each batch; asks before it whether to go on, and tells of it after."""

    def made(backbone: str, views: int, context: Context) -> Viewed:
        for batch in range(1, batches + 1):
            if context.stop_requested():
                raise Cancelled
            clock.now_s += SECONDS_A_BATCH
            context.emit(Event("progress", "views", batch * BATCH, batches * BATCH))
        return SEEN

    return made


def in_time(batches: int, within_s: float, context: Context) -> tuple[Viewed | None, float]:
    """What came of it, and how long it took."""
    clock = Clock()
    maker = maker_of(batches, clock)
    found = made_in_time(maker, "any", 1, context, within_s=within_s, clock=clock)
    return found, clock.now_s


def test_made_in_time_with_enough_time_is_what_the_maker_makes():
    told: list[Event] = []

    assert in_time(5, 11, QuietContext(told.append)) == (SEEN, 10)
    assert len(told) == 5


def test_made_in_time_that_will_not_be_enough_ends_as_soon_as_that_is_clear():
    assert in_time(100, 150, QuietContext()) == (None, 6)


def test_made_in_time_whose_time_is_over_is_none():
    assert in_time(100, 3, QuietContext()) == (None, 4)


def test_made_in_time_on_a_full_disk_is_none():
    def made(backbone: str, views: int, context: Context) -> Viewed:
        raise UserError("general.disk_full")

    found = made_in_time(made, "any", 1, QuietContext(), within_s=9, clock=Clock())

    assert found is None


def test_made_in_time_stopped_by_the_person_is_cancelled():
    with pytest.raises(Cancelled):
        in_time(9, 100, QuietContext(should_stop=lambda: True))
