"""Features of views: of the photos that may be learned from, once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core import view_features
from core.backbones.registry import DEFAULT_BACKBONE, get
from core.context import QuietContext
from core.errors import Cancelled
from core.features import extract_features
from core.intake import read_dataset
from core.store.workspace import Workspace
from core.types import Event, FeatureSet
from core.view_features import with_views
from tests.factories import folder_zip

SPEC = get(DEFAULT_BACKBONE)
ROWS = (1, 2, 4)


@pytest.fixture
def features(workspace: Workspace, networks: Path, tmp_path: Path) -> FeatureSet:
    """Those of six photos, class after class."""
    source = folder_zip(tmp_path / "data.zip", {"red hats": 3, "blue mugs": 3})
    dataset = read_dataset(source, workspace.photos, QuietContext())
    return extract_features(dataset, workspace, SPEC, networks, QuietContext())


def test_with_views_are_of_the_given_photos_and_unlike_them_but_of_their_kind(
    features: FeatureSet, workspace: Workspace, networks: Path
) -> None:
    viewed = with_views(features, ROWS, 2, workspace, SPEC, networks, QuietContext())
    assert viewed.with_views is not None
    assert viewed.shown is not None
    np.testing.assert_array_equal(viewed.shown, [1, 1, 2, 2, 4, 4])
    np.testing.assert_array_equal(viewed.features, features.features)
    np.testing.assert_array_equal(viewed.with_views[:6], features.features)
    views = viewed.with_views[6:]
    assert len(np.unique(views, axis=0)) == len(views) == 6
    for row, seen in zip(viewed.shown, views, strict=True):
        distances = np.linalg.norm(features.features - seen, axis=1)
        assert distances.min() > 0
        assert np.argmin(distances) // 3 == row // 3  # nearest to a photo of its own class


def test_with_views_second_time_or_fewer_never_asks_the_backbone(
    features: FeatureSet, workspace: Workspace, networks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = with_views(features, ROWS, 2, workspace, SPEC, networks, QuietContext())
    monkeypatch.setattr(
        view_features, "Extractor", lambda *_: pytest.fail("the backbone was asked")
    )
    again = with_views(features, ROWS, 2, workspace, SPEC, networks, QuietContext())
    fewer = with_views(features, ROWS[:1], 1, workspace, SPEC, networks, QuietContext())
    assert first.with_views is not None
    assert again.with_views is not None
    assert fewer.with_views is not None
    np.testing.assert_array_equal(first.with_views, again.with_views)
    np.testing.assert_array_equal(fewer.with_views[6:], first.with_views[6:7])


def test_with_views_none_wanted_are_the_same_features(
    features: FeatureSet, workspace: Workspace, tmp_path: Path
) -> None:
    context = QuietContext(lambda event: pytest.fail(f"{event}"))
    assert with_views(features, ROWS, 0, workspace, SPEC, tmp_path, context) is features


def test_with_views_stopped_keeps_what_was_seen_and_counts(
    features: FeatureSet, workspace: Workspace, networks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.features.BATCH_SIZE", 2)
    events: list[Event] = []
    context = QuietContext(events.append, lambda: any(event.kind == "progress" for event in events))
    with pytest.raises(Cancelled):
        with_views(features, ROWS, 2, workspace, SPEC, networks, context)
    assert [(e.kind, e.stage, e.done, e.total) for e in events if e.stage == "views"] == [
        ("stage", "views", 0, 6), ("progress", "views", 2, 6),
    ]  # fmt: skip
    events.clear()
    with_views(features, ROWS, 2, workspace, SPEC, networks, QuietContext(events.append))
    counted = [event for event in events if event.stage == "views"]
    assert counted[0].done == 2
    assert counted[-1].done == counted[-1].total == 6
