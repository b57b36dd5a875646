"""Files for code that was written for Teachable Machine."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from core.errors import UserError
from core.export import teachable_machine_format
from core.runs import write_description
from tests.core.export.run_with_familiarity import FinishedRun, random_photos

SIZE = 224


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> FinishedRun:
    """A finished run, with the files built."""
    found = FinishedRun(tmp_path_factory.mktemp("run"))
    found.build("teachable_machine")
    return found


def test_files_in_all_three_folders_answer_as_the_app(finished: FinishedRun) -> None:
    photos = random_photos(3, SIZE)
    found = teachable_machine_format.answers(finished.job("teachable_machine"), photos)
    assert found == pytest.approx(finished.app_answers(photos), abs=1e-3)


def test_keras_file_used_as_its_published_example_does_gives_the_app_s_answer(
    finished: FinishedRun,
) -> None:
    import keras
    import numpy as np
    from PIL import ImageOps

    folder = finished.folder / "teachable_machine" / "converted_keras"
    photo = random_photos(1, SIZE)[0]
    # What it tells people to do, step by step, with the middle square of a photo.
    model = keras.saving.load_model(folder / "keras_model.h5", compile=False)
    names = (folder / "labels.txt").read_text(encoding="utf-8").splitlines()
    data = np.ndarray(shape=(1, SIZE, SIZE, 3), dtype=np.float32)
    image = ImageOps.fit(Image.fromarray(photo), (SIZE, SIZE), Image.Resampling.LANCZOS)
    data[0] = np.asarray(image).astype(np.float32) / 127.5 - 1
    index = int(model.predict(data, verbose=0)[0].argmax())
    expected = int(finished.app_answers(photo[None])[0].argmax())
    assert names[index][2:] == finished.run.manifest.classes[expected]


def test_metadata_has_the_classes_in_order(finished: FinishedRun) -> None:
    folder = finished.folder / "teachable_machine" / "tm-my-image-model"
    about = json.loads((folder / "metadata.json").read_text(encoding="utf-8"))
    assert tuple(about["labels"]) == finished.run.manifest.classes
    assert about["packageName"] == "@teachablemachine/image"


def test_network_for_another_photo_size_is_refused(tmp_path: Path) -> None:
    finished = FinishedRun(tmp_path)
    manifest = replace(finished.run.manifest, backbone="efficientnet-lite2", input_size=260)
    write_description(finished.run.folder, manifest, finished.run.history, finished.run.report)
    with pytest.raises(UserError) as caught:
        finished.build("teachable_machine")
    assert caught.value.code == "export.size_not_224"
