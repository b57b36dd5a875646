"""Which files of a project go into its zip, and what they are called in there.

Left out is what is made again from the rest (features, the doctor's findings, `model.keras`), and
what belongs to this computer alone (keys of the address for programs, changes to be undone).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from core.backbones.tuned import TUNED
from core.errors import UserError
from core.evaluation.files import CONDITIONS, CURVE, EVALUATION
from core.familiarity import FAMILIARITY
from core.intake.limits import Limits
from core.runs import DATASET, HEAD, HISTORY, REPORT, WITNESS, Run
from core.runs import MANIFEST as RUN_MANIFEST
from core.store import atomic
from core.store.dataset_json import dataset_from_json
from core.store.workspace import Workspace
from core.types import Dataset

DATASET_FILE, SETTINGS_FILE, FINE_FILE = "dataset.json", "settings.json", "doctor-fine.json"
NEEDED_OF_RUN = (RUN_MANIFEST, HISTORY, REPORT, HEAD)
MORE_OF_RUN = (WITNESS, DATASET, EVALUATION, CURVE, CONDITIONS, FAMILIARITY, TUNED)

_FILE_MB = 260  # a head of four layers of 2,048 neurons has 70 MB
MAX_JSON_BYTES = 64_000_000
MAX_PHOTO_BYTES = 4_000_000

_RUN_FILES = "|".join(re.escape(name) for name in (*NEEDED_OF_RUN, *MORE_OF_RUN))
_NAME = re.compile(
    rf"photos/(?P<photo>[0-9a-f]{{32}})\.jpg|runs/(?P<run>[0-9a-f-]{{1,40}})/(?P<file>{_RUN_FILES})"
    rf"|(?P<own>{re.escape(DATASET_FILE)}|{re.escape(SETTINGS_FILE)}|{re.escape(FINE_FILE)})"
)


def limits() -> Limits:
    """What a saved project may be at most; as large as all its files unless this computer says less.

    Raises:
        UserError: `archive.limit_not_a_number`.
    """
    given = Limits.default()
    is_set = given.archive_mb != Limits().archive_mb
    return replace(
        given, archive_mb=given.archive_mb if is_set else given.unpacked_mb, file_mb=_FILE_MB
    )


def saved_file(workspace: Workspace) -> Path:
    """Where the zip of a workspace's project stands once it was saved."""
    return workspace.folder / "saved" / "project.zip"


def is_ours(name: str) -> bool:
    """Whether a file of that name belongs into a saved project; nothing else is ever read."""
    return _NAME.fullmatch(name) is not None


def photo_of(name: str) -> str | None:
    """The id of the photo that a file of a saved project is, or None."""
    found = _NAME.fullmatch(name)
    return found["photo"] if found else None


def run_of(name: str) -> str | None:
    """The id of the run that a file of a saved project belongs to, or None."""
    found = _NAME.fullmatch(name)
    return found["run"] if found else None


def photo_name(photo_id: str) -> str:
    """What the working copy of a photo is called in the zip."""
    return f"photos/{photo_id}.jpg"


def run_name(run_id: str, file: str) -> str:
    """What a file of a run is called in the zip."""
    return f"runs/{run_id}/{file}"


def run_files(run: Run) -> Iterator[tuple[str, Path]]:
    """Name in the zip and place of each file of a run."""
    for file in (*NEEDED_OF_RUN, *MORE_OF_RUN):
        if (run.folder / file).is_file():
            yield run_name(run.id, file), run.folder / file


def photo_files(
    dataset: Dataset, runs: list[Run], workspace: Workspace
) -> Iterator[tuple[str, Path]]:
    """Name in the zip and place of each working copy that the data or a run know of."""
    known = {photo.id for photo in (*dataset.photos, *dataset.excluded)}
    known.update(*(_photos_of_run(run) for run in runs))
    for each in sorted(known):
        if workspace.photos.has(each):
            yield photo_name(each), workspace.photos.path(each)


def _photos_of_run(run: Run) -> set[str]:
    try:
        dataset = dataset_from_json(atomic.read_json(run.folder / DATASET))
    except (OSError, UserError, KeyError, TypeError, ValueError):
        return set()  # a run of an earlier version kept no data of its own
    return {photo.id for photo in (*dataset.photos, *dataset.excluded)}
