"""Answers to take away: a table for a spreadsheet, and a zip with the photos sorted by answer."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from core.classify.storing import UPLOAD
from core.classify.types import Answered
from core.errors import UserError
from core.intake import Limits
from core.intake.archive import open_archive
from core.store import atomic

NOT_SURE = "not sure"
COLUMNS = (
    "file", "answer", "confidence", "how sure", "second answer", "second confidence",
    "class of its folder", "right",
)  # fmt: skip
_HOW_SURE = {
    "surely": "surely",
    "probably": "probably",
    "between": "not sure, between two classes",
    "unfamiliar": "not sure, unlike anything learned",
}
# What a spreadsheet would carry out instead of showing it.
_ACTING = ("=", "+", "-", "@", "\t", "\r")
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]')


def as_csv(answers: Sequence[Answered]) -> bytes:
    """One line per photo, comma-separated, in UTF-8 with the mark that Excel needs."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for answer in answers:
        second = answer.ranked[1] if len(answer.ranked) > 1 else None
        right = {True: "yes", False: "no", None: ""}[answer.is_right]
        writer.writerow([
            _harmless(answer.name), _harmless(answer.best.name), f"{answer.best.confidence:.4f}",
            _HOW_SURE[answer.verdict], _harmless(second.name) if second else "",
            f"{second.confidence:.4f}" if second else "", _harmless(answer.true_class), right,
        ])  # fmt: skip
    return text.getvalue().encode("utf-8-sig")


def write_sorted_zip(
    folder: Path, answers: Sequence[Answered], target: Path, *, doubtful_apart: bool
) -> None:
    """A zip at `target` with the original photos in one folder per answer.

    Args:
        folder: of the job, which holds the upload.
        answers: the photos to take along.
        target: where to write it.
        doubtful_apart: photos of which the model is not sure go to a folder of their own.

    Raises:
        UserError: `trial.results_gone` when the upload is not there any more; `general.disk_full`.
    """
    upload = folder / UPLOAD
    if not upload.is_file():
        raise UserError("trial.results_gone")
    taken: set[str] = set()
    with (
        open_archive(upload, Limits.default()) as archive,
        atomic.replacing(target) as temporary,
        # Photos hardly shrink, so they are only put together.
        zipfile.ZipFile(temporary, "w", zipfile.ZIP_STORED) as sorted_zip,
    ):
        members = {member.index: member for member in archive.members}
        for answer in answers:
            place = NOT_SURE if doubtful_apart and not answer.is_sure else answer.best.name
            path = _free(f"{_file_name(place)}/{_file_name(_last(answer.name))}", taken)
            sorted_zip.writestr(path, archive.read(members[answer.index]))


def read_original(folder: Path, answer: Answered) -> bytes:
    """The photo file as it was brought in.

    Raises:
        UserError: `trial.results_gone` when the upload is not there any more; an `archive.` code.
    """
    upload = folder / UPLOAD
    if not upload.is_file():
        raise UserError("trial.results_gone")
    with open_archive(upload, Limits.default()) as archive:
        member = next((m for m in archive.members if m.index == answer.index), None)
        if member is None:
            raise UserError("trial.results_gone")
        return archive.read(member)


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_ACTING) else text


def _last(name: str) -> str:
    return name.rpartition("/")[2]


def _file_name(text: str) -> str:
    """The text as a name that every system takes."""
    tidy = _FORBIDDEN.sub("_", text).strip(" .")[:120]
    return tidy or "_"


def _free(path: str, taken: set[str]) -> str:
    """The path, or one with a number where it is taken; it is taken from now on."""
    pure, free, number = PurePosixPath(path), path, 1
    while free.casefold() in taken:
        number += 1
        free = str(pure.with_name(f"{pure.stem} ({number}){pure.suffix}"))
    taken.add(free.casefold())
    return free
