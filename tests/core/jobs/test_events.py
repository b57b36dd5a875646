from __future__ import annotations

import pytest

from core.errors import UserError
from core.jobs.events import EventReader, EventWriter, events_path, read_events
from core.types import Event

EVENTS = [
    Event("stage", "lesen – 读"),
    Event("progress", "reading", 3, 10, 0.5),
    Event("epoch", "training", 1, 2, 1.5, {"loss": 0.25, "val_accuracy": 1.0}),
]


@pytest.fixture
def path(tmp_path):
    writer = EventWriter(events_path(tmp_path / "job", 1))
    for event in EVENTS:
        writer.write(event)
    writer.close()
    return events_path(tmp_path / "job", 1)


def test_read_events_after_writing_gives_the_same_events(path):
    assert read_events(path)[0] == EVENTS


def test_read_events_from_the_offset_gives_only_what_came_since(path):
    offset = read_events(path)[1]
    writer = EventWriter(path)
    writer.write(Event("note", "late"))
    writer.close()
    assert read_events(path, offset)[0] == [Event("note", "late")]


def test_read_events_of_a_half_written_line_leaves_it_for_later(path):
    whole = path.read_bytes()
    path.write_bytes(whole[:-5])
    events, offset = read_events(path)
    assert events == EVENTS[:-1]
    path.write_bytes(whole)
    assert read_events(path, offset)[0] == EVENTS[-1:]


@pytest.mark.parametrize(
    "line",
    [
        b"not json",
        b"\xff\xfe\x00",
        b"[]",
        b"null",
        b"{}",
        b'{"kind":"surprise","stage":"x"}',
        b'{"kind":"epoch","stage":"x","metrics":{"loss":"high"}}',
        b'{"kind":"epoch","stage":"x","metrics":3}',
        b"[" * 5000,
    ],
)
def test_read_events_with_a_damaged_line_leaves_it_out(path, line):
    path.write_bytes(line + b"\n" + path.read_bytes())
    assert read_events(path)[0] == EVENTS


def test_read_events_of_a_later_version_ignores_what_it_does_not_know(path):
    path.write_bytes(b'{"kind":"stage","stage":"x","colour":"red"}\n')
    assert read_events(path)[0] == [Event("stage", "x")]


def test_reader_asked_again_and_again_sees_each_event_once(path):
    reader = EventReader()
    assert reader.read(path) == EVENTS
    assert reader.read(path, after=2) == EVENTS[2:]
    writer = EventWriter(path)
    writer.write(Event("note", "late"))
    writer.close()
    assert reader.read(path, after=3) == [Event("note", "late")]
    assert reader.read(path, after=99) == []
    assert len(reader.read(path)) == 4


def test_reader_before_the_file_exists_gives_nothing_and_later_all(tmp_path, path):
    reader = EventReader()
    later = tmp_path / "later.jsonl"
    assert reader.read(later) == []
    later.write_bytes(path.read_bytes())
    assert reader.read(later) == EVENTS


def test_reader_changed_by_its_caller_keeps_its_own_events(path):
    reader = EventReader()
    reader.read(path).clear()
    assert reader.read(path) == EVENTS


def test_writer_on_a_full_disk_says_so(path, monkeypatch):
    class FullFile:
        def write(self, _data):
            raise OSError(28, "No space left on device")

    writer = EventWriter(path)
    writer.close()
    monkeypatch.setattr(writer, "_file", FullFile())
    with pytest.raises(UserError) as refusal:
        writer.write(EVENTS[0])
    assert refusal.value.code == "general.disk_full"
