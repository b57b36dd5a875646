"""Hostile archives, searched for by hypothesis: only our own refusals come out, memory stays small,
and nothing is written beside the photo store.
"""

from __future__ import annotations

import gzip
import tempfile
import tracemalloc
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.context import QuietContext
from core.errors import UserError
from core.intake import Limits, read_dataset
from core.messages import CATALOGUE
from core.store.photos import PhotoStore
from tests.core.intake.tar_builder import END, tar_entry, write_tar
from tests.core.intake.zip_builder import Entry, write_zip
from tests.factories import photo_bytes, zip_of

pytestmark = pytest.mark.filterwarnings("ignore:.*PIL.*:Warning", "ignore::UserWarning:PIL.*")

MB = 1_000_000
LIMITS = Limits(unpacked_mb=100, file_mb=5, ratio_free_mb=8, entries=1_000)
MOST_MEMORY = 40 * MB
# The deadline of one example is far from what any needs; a hang is what it is there to find.
SEARCH = settings(
    max_examples=60,
    deadline=timedelta(seconds=20),
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

PHOTOS = {
    f"{name}/{number}.jpg": photo_bytes(colour, (12, 10), seed=number)
    for name, colour in (("cats", "red"), ("dogs", "blue"))
    for number in range(2)
}
CONTENT = next(iter(PHOTOS.values()))


def whole_archives() -> list[bytes]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        stored = write_zip(
            folder / "s.zip", [Entry(name.encode(), data) for name, data in PHOTOS.items()]
        )
        paths = [
            zip_of(folder / "a.zip", PHOTOS),
            stored,
            write_tar(folder / "a.tar", PHOTOS),
            write_tar(folder / "a.tar.gz", PHOTOS, packed=True),
        ]
        return [path.read_bytes() for path in paths]


WHOLE = whole_archives()


def assert_is_read_or_refused(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "inside" / "upload"
        path.parent.mkdir()
        path.write_bytes(data)
        tracemalloc.start()
        try:
            read_dataset(path, PhotoStore(folder / "inside/store"), QuietContext(), LIMITS)
        except UserError as refusal:
            known = refusal.code in CATALOGUE
        else:
            known = True
        finally:
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        assert known
        assert peak < MOST_MEMORY
        beside = {file for file in folder.rglob("*") if file.is_file()} - {path}
        assert all(file.is_relative_to(folder / "inside/store") for file in beside)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A good archive with bytes flipped, and sometimes cut off, from either end."""
    data = bytearray(draw(st.sampled_from(WHOLE)))
    places = st.one_of(
        st.integers(0, len(data) - 1),
        st.integers(0, 60),
        st.integers(len(data) - 400, len(data) - 1),
    )
    for place, value in draw(st.lists(st.tuples(places, st.integers(0, 255)), max_size=12)):
        data[place % len(data)] = value
    start = draw(st.one_of(st.just(0), st.integers(0, len(data))))
    end = draw(st.one_of(st.just(len(data)), st.integers(0, len(data))))
    return bytes(data[start:end])


entries = st.builds(
    Entry,
    name=st.one_of(
        st.binary(max_size=30), st.sampled_from([b"cats/1.jpg", b"../x.jpg", b"/", b""])
    ),
    data=st.one_of(st.binary(max_size=60), st.just(CONTENT), st.just(bytes(2 * MB))),
    method=st.sampled_from([0, 8, 8, 9, 12, 14, 99]),
    flags=st.sampled_from([0, 0, 1, 8, 0x800, 0x2000, 0xFFFF]),
    packed=st.one_of(st.none(), st.binary(max_size=60)),
    declared_bytes=st.one_of(st.none(), st.integers(0, 2**32 - 1)),
    checksum=st.one_of(st.none(), st.integers(0, 2**32 - 1)),
    mode=st.sampled_from([0, 0o100644, 0o120777, 0o040755, 0o020666]),
    extra=st.binary(max_size=40),
    same_bytes_as=st.sampled_from([None, None, None, 0]),
)

blocks = st.builds(
    lambda name, data, kind, size: tar_entry(name, data, kind=kind, size=size),
    name=st.one_of(st.binary(max_size=90), st.just(b"cats/1.jpg")),
    data=st.one_of(st.binary(max_size=600), st.just(CONTENT), st.just(b"20 path=../../x.jpg\n")),
    kind=st.sampled_from([b"0", b"\0", b"5", b"2", b"L", b"K", b"x", b"g", b"S", b"?"]),
    size=st.one_of(st.none(), st.binary(min_size=1, max_size=12), st.just(b"\x80" + b"\x7f" * 11)),
)


@SEARCH
@given(damaged())
def test_archive_with_changed_bytes_is_read_or_refused(data: bytes) -> None:
    assert_is_read_or_refused(data)


@SEARCH
@given(st.lists(entries, min_size=1, max_size=6))
def test_zip_of_hostile_entries_is_read_or_refused(made: Sequence[Entry]) -> None:
    usable = [
        made[0] if made[0].same_bytes_as is None else Entry(b"cats/1.jpg", CONTENT),
        *made[1:],
    ]
    with tempfile.TemporaryDirectory() as folder:
        data = write_zip(Path(folder) / "a.zip", usable).read_bytes()
    assert_is_read_or_refused(data)


@SEARCH
@given(st.lists(blocks, min_size=1, max_size=6), st.booleans(), st.booleans())
def test_tar_of_hostile_headers_is_read_or_refused(
    made: Sequence[bytes], is_packed: bool, has_end: bool
) -> None:
    first = tar_entry(b"dogs/0.jpg", CONTENT)
    data = first + b"".join(made) + (END if has_end else b"")
    assert_is_read_or_refused(gzip.compress(data) if is_packed else data)


@SEARCH
@given(st.binary(max_size=300), st.binary(min_size=18, max_size=18))
def test_any_bytes_within_the_marks_of_a_zip_are_refused(body: bytes, end: bytes) -> None:
    assert_is_read_or_refused(b"PK\x03\x04" + body + b"PK\x05\x06" + end)
