"""A table beside the photos that says what each of them shows: `file name, label`."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.errors import UserError
from core.intake.label_columns import LabelColumn, label_columns
from core.intake.photo_finder import PhotoFinder
from core.intake.source import Member, Source

_MAX_TABLE_BYTES = 20_000_000
_MAX_TABLES = 12
_MIN_SHARE_OF_PHOTOS = 0.5
_ENCODINGS = ("utf-8-sig", "cp1252")
_EXTENSIONS = (".csv", ".tsv")


@dataclass(frozen=True, slots=True)
class _Table:
    folder: str
    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def find_label_columns(source: Source, photos: Sequence[str]) -> list[LabelColumn]:
    """The columns of tables in the archive that may say the class of each photo, best first.

    Tables with the same header (one for each part) are read as one. A table that names fewer than
    half of the photos is something else.

    Args:
        source: the archive or folder.
        photos: the paths of the photos.
    """
    finder = PhotoFinder(photos)
    by_header: dict[tuple[str, ...], list[_Table]] = {}
    for table in _tables(source):
        by_header.setdefault(table.header, []).append(table)
    found: list[tuple[int, list[LabelColumn]]] = []
    for tables in by_header.values():
        rows = _placed_rows(tables, finder)
        if len(rows) >= _MIN_SHARE_OF_PHOTOS * len(photos):
            columns = label_columns(tables[0].name, tables[0].header, rows, len(photos))
            found.append((len(rows), columns))
    with_labels = [entry for entry in found if entry[1]]
    return max(with_labels, key=lambda entry: entry[0])[1] if with_labels else []


def _placed_rows(tables: Sequence[_Table], finder: PhotoFinder) -> dict[int, tuple[str, ...]]:
    """The row of each photo, by its index; the file names stand in the column that finds most."""
    best: dict[int, tuple[str, ...]] = {}
    for column in range(len(tables[0].header)):
        rows: dict[int, tuple[str, ...]] = {}
        for table in tables:
            for row in table.rows:
                photo = finder.find(row[column], table.folder)
                if photo is not None:
                    rows[photo] = (*row[:column], "", *row[column + 1 :])
        best = rows if len(rows) > len(best) else best
    return best


def _tables(source: Source) -> Iterable[_Table]:
    members = [m for m in source.members if _may_be_a_table(m)]
    for member in members[:_MAX_TABLES]:
        try:
            text = _decoded(source.read(member))
            lines = _rows(text)
        except (UserError, csv.Error):
            continue
        if len(lines) > 1 and len(lines[0]) > 1:
            folder, _, name = member.name.rpartition("/")
            header, width = tuple(cell.strip() for cell in lines[0]), len(lines[0])
            rows = tuple(tuple(row) for row in lines[1:] if len(row) == width)
            yield _Table(folder, name, header, rows)


def _may_be_a_table(member: Member) -> bool:
    name = member.name.casefold()
    is_table = name.endswith(_EXTENSIONS) and "submission" not in name and "__macosx" not in name
    return (
        is_table
        and not name.rpartition("/")[2].startswith(".")
        and (0 < member.size_bytes <= _MAX_TABLE_BYTES)
    )


def _decoded(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    for encoding in _ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", "replace")


def _rows(text: str) -> list[list[str]]:
    """The cells of each line; parted by whatever sign the first line has most of.

    Raises:
        csv.Error: it is no table.
    """
    first = text.partition("\n")[0]
    delimiter = max(",;\t|", key=first.count)
    return [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if row]
