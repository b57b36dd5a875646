from __future__ import annotations

import pytest

from core.backbones.ready import ready_network
from core.backbones.registry import get
from core.context import QuietContext
from core.errors import Cancelled, UserError
from core.types import Event
from tests.core.backbones.conftest import HDF5_START

CONTENT = HDF5_START + bytes(3_500_000)


def test_ready_network_that_came_with_the_app_fetches_nothing(tmp_path):
    stages: list[str] = []
    context = QuietContext(lambda event: stages.append(event.stage))

    path = ready_network(get("efficientnet-lite0"), tmp_path, context)

    assert path.is_file()
    assert stages == ["network"]


def test_ready_network_to_be_fetched_tells_of_each_megabyte(keras_folder, published, tmp_path):
    events: list[Event] = []

    with pytest.raises(UserError, match="weights_damaged"):  # the file holds no weights
        ready_network(published(CONTENT), tmp_path, QuietContext(events.append))

    told = [(e.done, e.total) for e in events if e.kind == "progress"]
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert [e.stage for e in events if e.kind == "stage"] == ["downloading", "network"]


def test_ready_network_stopped_while_fetching_keeps_nothing(keras_folder, published, tmp_path):
    with pytest.raises(Cancelled):
        ready_network(published(CONTENT), tmp_path, QuietContext(should_stop=lambda: True))

    assert [path for path in keras_folder.rglob("*") if path.is_file()] == []
