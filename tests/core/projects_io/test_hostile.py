"""What a stranger may send in place of a saved project: refused, and nothing is left or run."""

from __future__ import annotations

import io
import json
import pickle
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.errors import UserError
from core.runs import HEAD, all_runs
from core.store.projects import Project, ProjectStore
from tests.core.projects_io.conftest import Open
from tests.core.projects_io.finished import changed_run, layers, rewritten

RUN = "runs/20260101-120000-aaaa"
CANARY: list[str] = []


def _sing() -> None:
    CANARY.append("ran")


class _Bomb:
    """Runs code when it is unpickled."""

    def __reduce__(self) -> tuple[Callable[[], None], tuple[()]]:
        return _sing, ()


def _npz(**arrays: Any) -> bytes:
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def _head(**changes: Any) -> bytes:
    (w0, b0), (w1, b1) = layers()
    return _npz(**{"weights_0": w0, "bias_0": b0, "weights_1": w1, "bias_1": b1, **changes})


def _object_array() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in ("weights_0", "bias_0", "weights_1", "bias_1"):
            inner = io.BytesIO()
            np.lib.format.write_array(inner, np.array([_Bomb()], dtype=object), allow_pickle=True)
            archive.writestr(f"{name}.npy", inner.getvalue())
    return file.getvalue()


def _odd_header() -> bytes:
    """Begins as an array does and goes on with what is no description of one."""
    file = io.BytesIO()
    text = b"{'descr': '<f4', 'shape': __import__('os')" + b"(" * 60
    with zipfile.ZipFile(file, "w") as archive:
        for name in ("weights_0", "bias_0", "weights_1", "bias_1"):
            length = len(text).to_bytes(2, "little")
            archive.writestr(f"{name}.npy", b"\x93NUMPY\x01\x00" + length + text)
    return file.getvalue()


def _huge_header() -> bytes:
    """Says that it holds 4 TB."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in ("weights_0", "bias_0", "weights_1", "bias_1"):
            inner = io.BytesIO()
            header = {"descr": "<f4", "fortran_order": False, "shape": (10**6, 10**6)}
            np.lib.format.write_array_header_1_0(inner, header)
            archive.writestr(f"{name}.npy", inner.getvalue())
    return file.getvalue()


def _torn(*, locked: bool = False) -> bytes:
    """Right headers, and numbers behind them that cannot be unpacked, or that ask for a password."""
    (w0, b0), (w1, b1) = layers()
    file = io.BytesIO()
    np.savez_compressed(file, weights_0=w0, bias_0=b0, weights_1=w1, bias_1=b1)
    data = bytearray(file.getvalue())
    if locked:
        data[data.index(b"PK\x01\x02") + 8] |= 1
    else:
        data[len(data) // 2 : len(data) // 2 + 1000] = b"\xff" * 1000
    return bytes(data)


(_W0, _B0), (_W1, _B1) = layers()
_NOT_FINITE = _W1.copy()
_NOT_FINITE[0, 0] = np.nan

HEADS = {
    "another shape": _head(weights_0=_W0[:-1]),
    "another dtype": _head(weights_0=_W0.astype(np.float64)),
    "whole numbers": _head(bias_0=_B0.astype(np.int32)),
    "one array more": _head(weights_2=_W1),
    "a missing array": _npz(weights_0=_W0, bias_0=_B0, weights_1=_W1),
    "not finite": _head(weights_1=_NOT_FINITE),
    "objects that run code": _object_array(),
    "terabytes": _huge_header(),
    "an odd header": _odd_header(),
    "numbers that cannot be unpacked": _torn(),
    "numbers behind a password": _torn(locked=True),
    "a pickle": pickle.dumps(_Bomb()),
    "nothing": b"",
}


def _refused(open_it: Open, path: Path) -> str:
    with pytest.raises(UserError) as caught:
        open_it(path)
    return caught.value.code


@pytest.fixture(autouse=True)
def nothing_is_left(elsewhere: ProjectStore, scratch: Path):
    """After each refusal there is neither a project nor a file, and no code has run."""
    CANARY.clear()
    yield
    assert CANARY == []
    assert not scratch.exists()
    assert [path for path in scratch.parent.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_head_of_a_stranger_that_is_not_as_described_is_refused(
    saved: Path, open_it: Open, head: bytes
) -> None:
    assert _refused(open_it, rewritten(saved, {f"{RUN}/{HEAD}": head})) == "projects.damaged"


@pytest.mark.parametrize(
    "name",
    [
        "../../evil.txt", "/etc/evil", "C:\\evil.txt", "photos/../../evil.jpg", "runs/../model.json",
        f"{RUN}/model.keras", f"{RUN}/../../project.json", "project.json", "api.json", "run.py",
        "photos/ab.jpg", "photos/con.jpg",
    ],
)  # fmt: skip
def test_file_that_does_not_belong_into_a_project_is_refused(
    saved: Path, open_it: Open, name: str
) -> None:
    assert _refused(open_it, rewritten(saved, {name: b"x"})) == "projects.foreign_file"


def test_link_in_a_project_is_refused(saved: Path, open_it: Open) -> None:
    with zipfile.ZipFile(saved, "a") as archive:
        link = zipfile.ZipInfo("photos/" + "a" * 32 + ".jpg")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")

    assert _refused(open_it, saved) == "projects.foreign_file"


@pytest.mark.parametrize("name", ["settings.json", "dataset.json", f"{RUN}/{HEAD}"])
def test_file_with_another_hash_is_refused_by_its_name(
    saved: Path, open_it: Open, name: str
) -> None:
    changed = rewritten(saved, {name: b"{}"}, honest=False)

    with pytest.raises(UserError) as caught:
        open_it(changed)

    assert (caught.value.code, caught.value.facts["part"]) == ("projects.damaged", name)


def test_file_that_is_missing_is_refused(saved: Path, open_it: Open) -> None:
    changed = rewritten(saved, {f"{RUN}/{HEAD}": None}, honest=False)

    assert _refused(open_it, changed) == "projects.damaged"


def test_file_that_the_list_does_not_name_is_refused(saved: Path, open_it: Open) -> None:
    changed = rewritten(saved, {f"{RUN}/witness.npz": b"x"}, honest=False)

    assert _refused(open_it, changed) == "projects.damaged"


def test_file_that_comes_twice_is_refused(saved: Path, open_it: Open) -> None:
    with zipfile.ZipFile(saved, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("settings.json", b"{}")

    assert _refused(open_it, saved) == "projects.damaged"


def test_download_that_was_interrupted_has_its_own_sentence(saved: Path, open_it: Open) -> None:
    saved.write_bytes(saved.read_bytes()[:-2000])

    assert _refused(open_it, saved) == "projects.incomplete"


def test_download_with_a_flipped_byte_is_damaged(saved: Path, open_it: Open) -> None:
    data = bytearray(saved.read_bytes())
    with zipfile.ZipFile(saved) as archive:
        photo = next(info for info in archive.infolist() if info.filename.startswith("photos/"))
    data[photo.header_offset + 500] ^= 0xFF
    saved.write_bytes(data)

    assert _refused(open_it, saved) == "projects.damaged"


@pytest.mark.parametrize(
    "values",
    [
        [], {}, {"classes": "ab"}, None, 7, {"classes": ["a", "a"], "photos": [], "skipped": []},
        {"classes": ["a"], "photos": [["../x", "n", 0, None, 1, 1]], "skipped": [], "ignored": 0},
        {"classes": ["a"], "photos": [["a" * 32, "n", 9, None, 1, 1]], "skipped": [], "ignored": 0},
        {"classes": ["a"], "photos": [["a" * 32, [], 0, None, 1, 1]], "skipped": [], "ignored": 0},
        {"classes": ["a"], "photos": [], "skipped": [], "ignored": 10**400},
    ],
)  # fmt: skip
def test_data_set_of_other_values_is_refused(saved: Path, open_it: Open, values: Any) -> None:
    changed = rewritten(saved, {"dataset.json": json.dumps(values).encode()})

    assert _refused(open_it, changed) == "projects.damaged"


@pytest.mark.parametrize(
    "changes",
    [
        {"classes": ["cats"]}, {"classes": ["cats", "cats"]}, {"classes": 7}, {"input_size": 10**9},
        {"settings": {"dense": [2_000_000_000]}}, {"settings": {"dense": [8] * 100}},
        {"created_at": "now"}, {"seconds": {"training": "x"}}, {"input": ["x"]}, {"stopped": 3},
    ],
)  # fmt: skip
def test_description_of_a_model_with_other_values_is_refused(
    saved: Path, project: Project, open_it: Open, changes: dict[str, Any]
) -> None:
    (run,) = all_runs(project.workspace)
    changed = rewritten(saved, {f"{RUN}/model.json": changed_run(run, **changes)})

    assert _refused(open_it, changed) == "projects.damaged"


@pytest.mark.parametrize("name", ["foldersight.json", "dataset.json", f"{RUN}/report.json"])
def test_json_nested_beyond_measure_is_refused(saved: Path, open_it: Open, name: str) -> None:
    bomb = b"[" * 100_000 + b"]" * 100_000

    assert _refused(open_it, rewritten(saved, {name: bomb})) == "projects.damaged"


def test_json_of_hundreds_of_megabytes_is_refused_unread(saved: Path, open_it: Open) -> None:
    bomb = b'{"a": "' + b" " * 70_000_000 + b'"}'

    assert _refused(open_it, rewritten(saved, {"settings.json": bomb})) in (
        "archive.bomb", "projects.damaged",
    )  # fmt: skip


@pytest.mark.parametrize("data", [b"", b"hello", b"\xff\xd8\xff\xe0 not a photo"])
def test_photo_that_is_none_is_refused(
    saved: Path, project: Project, open_it: Open, data: bytes
) -> None:
    dataset = project.workspace.dataset()
    assert dataset is not None
    changed = rewritten(saved, {f"photos/{dataset.photos[0].id}.jpg": data})

    assert _refused(open_it, changed) == "projects.damaged"
