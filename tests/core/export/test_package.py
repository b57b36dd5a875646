"""Zips in every form: built, proved by their own runtime, and run elsewhere."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.context import QuietContext
from core.errors import Cancelled, UserError
from core.export import package
from core.export.formats import FORMATS, get
from core.export.kept import found_package
from core.export.package import build_package
from core.export.reference import reference_pictures
from core.predict import Predictor
from core.run_data import load_run_data
from core.runs import Run, load_manifest
from core.store.workspace import Workspace
from tests.core.export.conftest import CLASSES, Trained, run_outside, with_place
from tests.factories import photo_bytes

# Those that differ from others in a word only are left to the long run.
SLOW = ("keras", "tflite_float16", "savedmodel")
FORMS = [
    "onnx",
    "tflite",
    "tflite_int8",
    *(pytest.param(form, marks=pytest.mark.slow) for form in SLOW),
]
ROUNDED = ("tflite_float16", "tflite_int8")
COMMON = {
    "labels.txt",
    "model.json",
    "head.npz",
    "README.md",
    "predict.py",
    "selftest.py",
    "reference/expected.json",
}


@pytest.mark.parametrize("form", FORMS)
def test_zip_holds_the_model_and_all_that_belongs_to_it(
    form: str, unpacked: Callable[[str], Path]
) -> None:
    folder = unpacked(form)

    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    own = get(form).files

    assert names >= COMMON
    assert [name for name in own if not (folder / name).exists()] == []
    assert len([name for name in names if name.endswith(".jpg")]) == 5


@pytest.mark.parametrize("form", FORMS)
def test_scripts_without_foldersight_say_ok_and_give_the_answer_of_the_app(
    form: str, unpacked: Callable[[str], Path], trained: Trained, tmp_path: Path
) -> None:
    photo = tmp_path / "new.jpg"
    photo.write_bytes(photo_bytes("blue", (96, 64), seed=99))
    inside = Predictor(trained.run.folder, trained.networks).predict(photo.read_bytes())

    done = run_outside(unpacked(form), ("selftest.py",), ("predict.py", str(photo)))

    assert "OK: all 5 reference pictures" in done.stdout, done.stdout + done.stderr
    lines = [line for line in done.stdout.splitlines() if line.startswith(str(photo))]
    shares = {
        line.removeprefix(f"{photo}: ").rpartition(" ")[0]: float(line.rpartition(" ")[2][:-1])
        for line in lines
    }
    assert set(shares) == set(CLASSES)
    assert next(iter(shares)) == inside.best.name
    allowed = 10 if form in ROUNDED else 0.11
    for ranked in inside.ranked:
        assert shares[ranked.name] == pytest.approx(100 * ranked.confidence, abs=allowed)


def test_predict_asked_about_no_photo_says_how_to_ask(unpacked: Callable[[str], Path]) -> None:
    done = run_outside(unpacked("onnx"), ("predict.py",))

    assert done.returncode == 1
    assert done.stderr.strip() == "Which photo? Type: python predict.py photo.jpg"


def test_predict_passes_over_a_file_that_is_no_photo_and_names_it(
    unpacked: Callable[[str], Path], tmp_path: Path
) -> None:
    letter, photo = tmp_path / "letter.txt", tmp_path / "photo.jpg"
    letter.write_text("no photo")
    photo.write_bytes(photo_bytes("red"))

    done = run_outside(unpacked("onnx"), ("predict.py", str(letter), str(photo)))

    assert done.returncode == 1
    assert f"{letter}: cannot be opened as a photo" in done.stderr
    assert "Traceback" not in done.stderr
    assert len([line for line in done.stdout.splitlines() if line.startswith(str(photo))]) == 3


@pytest.mark.parametrize("form", FORMS)
def test_description_names_what_the_issue_of_a_model_asks_for(
    form: str, unpacked: Callable[[str], Path], trained: Trained
) -> None:
    about = json.loads((unpacked(form) / "model.json").read_text(encoding="utf-8"))

    assert load_manifest(unpacked(form)).classes == trained.run.manifest.classes
    assert about["export"] == form
    assert {"accuracy", "files", "check", "input_size", "preprocessing", "dataset_key"} <= set(
        about
    )
    assert 0 <= about["accuracy"]["low"] <= about["accuracy"]["high"] <= 1
    assert all(len(digest) == 64 for digest in about["files"].values())


def test_rounded_form_tells_on_how_many_photos_it_agrees(trained: Trained) -> None:
    built = trained.build("tflite_int8")

    assert built.photos == sum(CLASSES.values())
    assert built.agreement is not None
    assert built.agreement >= 0.95


@pytest.mark.slow
def test_whole_numbers_make_the_file_a_third_or_less(unpacked: Callable[[str], Path]) -> None:
    sizes = {
        form: (unpacked(form) / "model.tflite").stat().st_size
        for form in ("tflite", "tflite_float16", "tflite_int8")
    }
    assert sizes["tflite_float16"] < 0.55 * sizes["tflite"]
    assert sizes["tflite_int8"] < 0.35 * sizes["tflite"]


def test_onnx_takes_any_number_of_photos_and_states_its_opset(
    unpacked: Callable[[str], Path],
) -> None:
    import onnx
    import onnxruntime

    path = unpacked("onnx") / "model.onnx"
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    for count in (1, 3):
        photos = np.zeros((count, 224, 224, 3), np.uint8)
        assert session.run(["shares"], {"photos": photos})[0].shape == (count, len(CLASSES))
    assert onnx.load(path).opset_import[0].version == 17
    assert json.loads(session.get_modelmeta().custom_metadata_map["classes"]) == sorted(CLASSES)


def test_photos_go_along_only_with_consent_and_without_a_trace_of_place(trained: Trained) -> None:
    drawn = zipfile.ZipFile(trained.build("onnx").path)
    consented = zipfile.ZipFile(trained.build("onnx", consent=True).path)

    def pictures(archive: zipfile.ZipFile, kind: str) -> list[str]:
        return [name for name in archive.namelist() if name.startswith(f"reference/{kind}-")]

    assert (len(pictures(drawn, "photo")), len(pictures(drawn, "picture"))) == (0, 5)
    assert (len(pictures(consented, "photo")), len(pictures(consented, "picture"))) == (4, 1)
    for name in pictures(consented, "photo"):
        data = consented.read(name)
        with Image.open(io.BytesIO(data)) as image:
            assert not dict(image.getexif())
            assert not {"exif", "comment", "xmp", "icc_profile"} & set(image.info)
    for archive in (drawn, consented):
        assert not [n for n in archive.namelist() if b"Secret street" in archive.read(n)]


def test_photo_whose_working_copy_tells_a_place_goes_along_without_it(
    trained: Trained, tmp_path: Path
) -> None:
    # As a project from elsewhere might bring it.
    workspace = Workspace(tmp_path)
    for photo in load_run_data(trained.run, trained.workspace).dataset.photos:
        workspace.photos.put(photo.id, with_place(trained.workspace.photos.read(photo.id)))

    pictures = reference_pictures(trained.run, workspace, consent=True)

    photos = [data for name, data in pictures.items() if name.startswith("photo-")]
    assert len(photos) == 4
    assert not [data for data in photos if b"Secret" in data or b"Exif" in data]


def test_package_asked_for_twice_is_built_once(
    trained: Trained, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = trained.build("onnx")
    monkeypatch.setattr(package, "_built", lambda *_: pytest.fail("built again"))

    assert trained.build("onnx") == first
    assert found_package(trained.run, "onnx", consent=False) == first


def _different(trained: Trained, monkeypatch: pytest.MonkeyPatch, form: str, how: object) -> None:
    """The builder of a form answers otherwise, and nothing is cached."""
    builder = get(form).load_builder()
    real = builder.answers
    monkeypatch.setattr(builder, "answers", lambda job, photos: how(real(job, photos)))  # type: ignore[operator]
    monkeypatch.setattr(package, "found_package", lambda *_: None)


def test_file_that_answers_differently_is_refused_and_not_kept(
    trained: Trained, monkeypatch: pytest.MonkeyPatch
) -> None:
    found_before = set((trained.run.folder / "exports").glob("*"))
    _different(trained, monkeypatch, "onnx", lambda shares: shares[:, ::-1])

    with pytest.raises(UserError) as refused:
        trained.build("onnx")

    assert refused.value.code == "export.differs"
    assert set((trained.run.folder / "exports").glob("*")) == found_before


def test_file_that_answers_nan_is_refused(
    trained: Trained, monkeypatch: pytest.MonkeyPatch
) -> None:
    _different(trained, monkeypatch, "onnx", lambda shares: shares * np.nan)

    with pytest.raises(UserError) as refused:
        trained.build("onnx")
    assert refused.value.code == "export.differs"


def test_rounded_file_that_changes_many_answers_is_refused(
    trained: Trained, monkeypatch: pytest.MonkeyPatch
) -> None:
    _different(trained, monkeypatch, "tflite_float16", lambda shares: np.roll(shares, 1, axis=1))

    with pytest.raises(UserError) as refused:
        trained.build("tflite_float16")
    assert refused.value.code == "export.disagrees"
    assert refused.value.facts["photos"] == sum(CLASSES.values())


def test_whole_numbers_without_any_photo_are_refused(trained: Trained, tmp_path: Path) -> None:
    with pytest.raises(UserError) as refused:
        build_package(
            _copy(trained.run, tmp_path), Workspace(tmp_path), trained.networks, "tflite_int8",
            QuietContext(), consent=False,
        )  # fmt: skip
    assert refused.value.code == "export.needs_photos"


def test_model_file_that_is_gone_is_told(trained: Trained, tmp_path: Path) -> None:
    run = _copy(trained.run, tmp_path)
    (run.folder / "model.keras").write_bytes(b"half of it")

    with pytest.raises(UserError) as refused:
        build_package(
            run, trained.workspace, trained.networks, "keras", QuietContext(), consent=False
        )
    assert refused.value.code == "export.model_file_missing"


def test_stopped_build_leaves_nothing(trained: Trained, tmp_path: Path) -> None:
    run = _copy(trained.run, tmp_path)
    context = QuietContext(should_stop=lambda: True)

    with pytest.raises(Cancelled):
        build_package(run, trained.workspace, trained.networks, "onnx", context, consent=False)
    assert list((run.folder / "exports").iterdir()) == []


def test_form_that_nobody_knows_is_refused() -> None:
    with pytest.raises(UserError) as refused:
        get("coreml")
    assert refused.value.code == "export.unknown"


def test_every_form_has_a_builder_and_says_what_it_holds() -> None:
    for form in FORMATS.values():
        assert form.files
        assert form.sentence.endswith(".")
        assert hasattr(form.load_builder(), "build")


def _copy(run: Run, folder: Path) -> Run:
    target = folder / "runs" / run.id
    shutil.copytree(run.folder, target, ignore=shutil.ignore_patterns("exports"))
    return replace(run, folder=target)
