"""The photos of a run, as they were."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.context import QuietContext
from core.errors import UserError
from core.evaluation.report import Report
from core.run_data import RunData, load_run_data, save_run_data, with_latest_twins
from core.runs import DATASET, FORMAT, Manifest, Run, load_run, write_description
from core.settings import TrainSettings, to_dict
from core.splits import split_dataset
from core.store.workspace import Workspace
from core.types import Dataset, FeatureSet, Photo


def _dataset() -> Dataset:
    photos = [
        Photo(f"{label}{n}", f"photo {n}.jpg", label, "test" if n == 9 else None, 10, 10)
        for label in range(2)
        for n in range(10)
    ]
    return Dataset(("cats", "dogs"), tuple(photos))


def _run(workspace: Workspace, dataset: Dataset) -> Run:
    folder = workspace.runs / "20260101-000000-aaaa"
    manifest = Manifest(
        format=FORMAT, app_version="0", created_at=1.7e9, classes=dataset.classes,
        backbone="efficientnet-lite0", weights_key="0", input_size=224, input="", preprocessing="",
        settings=to_dict(TrainSettings()), dataset_key=dataset.key, photos_used=10,
        photos_kept_aside=4, photos_skipped=0, best_epoch=2, stopped=False, trained_parameters=1,
        frozen_parameters=1, seconds={}, sha256={},
    )  # fmt: skip
    write_description(folder, manifest, (), Report("test", dataset.classes, ((1, 0), (0, 1)), ()))
    return load_run(folder)


def _data(dataset: Dataset) -> RunData:
    twins = np.arange(20) // 2
    return RunData(dataset, split_dataset(dataset, 20, 1, twins), twins)


def test_run_data_read_back_the_same_whatever_became_of_the_project(workspace: Workspace) -> None:
    dataset = _dataset()
    run, data = _run(workspace, dataset), _data(dataset)
    save_run_data(run.folder, data)
    workspace.save_dataset(Dataset(("cats",), dataset.photos[:3]))
    found = load_run_data(run, workspace)
    assert (found.dataset, found.parts) == (data.dataset, data.parts)
    assert (found.twins == data.twins).all()
    assert sorted(found.learnable + found.parts.test) == list(range(20))


def test_run_data_of_an_earlier_version_are_the_projects_while_unchanged(
    workspace: Workspace,
) -> None:
    dataset = _dataset()
    run = _run(workspace, dataset)
    workspace.save_dataset(dataset)
    assert load_run_data(run, workspace).dataset == dataset
    changed = (replace(dataset.photos[0], label=1), *dataset.photos[1:])
    workspace.save_dataset(Dataset(dataset.classes, changed))
    with pytest.raises(UserError, match=r"evaluation\.data_changed"):
        load_run_data(run, workspace)


@pytest.mark.parametrize("content", ["{", "[]", "{}", "null", '{"classes": ["cats", "dogs"]}'])
def test_run_data_damaged_file_is_named(workspace: Workspace, content: str) -> None:
    run = _run(workspace, _dataset())
    (run.folder / DATASET).write_text(content)
    with pytest.raises(UserError) as caught:
        load_run_data(run, workspace)
    assert caught.value.facts["file"] == DATASET


def test_latest_twins_join_those_found_since_the_training(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = _data(_dataset())
    monkeypatch.setattr("core.twins.twin_groups", lambda *_: (("00", "19"),))
    ids = tuple(photo.id for photo in data.dataset.photos)
    features = FeatureSet(ids, np.eye(20, dtype=np.float32), "test")
    numbers = with_latest_twins(data, workspace, features, QuietContext()).twins
    assert len({int(numbers[row]) for row in (0, 1, 18, 19)}) == 1
    assert len(set(numbers.tolist())) == 9
