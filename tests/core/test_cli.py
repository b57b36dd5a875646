"""The engine from a terminal."""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path
from typing import Any

import pytest

from core.backbones.tuned import TUNED
from core.cli.main import main
from core.runs import FILES
from core.settings import SETTINGS
from core.store.home import Home
from tests.factories import folder_zip, photo_bytes, photo_folder

CLASSES = {"blue": 6, "red": 6}


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Folder of a model trained from a terminal, its printed result, and the home it used."""
    folder = tmp_path_factory.mktemp("cli")
    source = folder_zip(
        folder / "data.zip", CLASSES, extra={"red/broken.jpg": b"\xff\xd8\xff broken"}
    )
    options = [
        "--epochs",
        "6",
        "--dense",
        "16",
        "--dense",
        "8",
        "--learning-rate",
        "0.01",
        "--json",
    ]
    out = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(out):
        patch.setenv("FOLDERSIGHT_HOME", str(folder / "home"))
        code = main(["train", str(source), "--out", str(folder / "model"), *options])
    return code, json.loads(out.getvalue()), folder


def _json(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def test_train_json_tells_classes_photos_accuracy_seconds_and_model(trained: Any) -> None:
    code, result, folder = trained
    assert code == 0
    assert result["classes"] == CLASSES
    assert (result["photos_used"], result["photos_skipped"]) == (12, 1)
    assert result["skipped"][0]["file"].endswith("broken.jpg")
    assert 0 <= result["validation_accuracy"] <= 1
    assert set(result["seconds"]) == {"reading", "features", "twins", "training", "saving"}
    assert result["settings"]["dense"] == [16, 8]
    assert Path(result["model"]) == folder / "model" / "model.keras"


def test_train_out_folder_holds_the_model_and_nothing_else(trained: Any) -> None:
    _, _, folder = trained
    assert {path.name for path in (folder / "model").iterdir()} == {*FILES} - {TUNED}


def test_predict_ranks_classes_and_names_the_unreadable_photo(
    trained: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = trained[2]
    monkeypatch.setenv("FOLDERSIGHT_HOME", str(folder / "home"))
    (tmp_path / "bad.jpg").write_bytes(b"not a photo")
    (tmp_path / "good.jpg").write_bytes(photo_bytes("red", seed=9))
    photos = [str(tmp_path / name) for name in ("bad.jpg", "missing.jpg", "good.jpg")]
    assert main(["predict", str(folder / "model"), *photos, "--json"]) == 0
    bad, missing, good = _json(capsys)["photos"]
    assert bad["error"]["code"].startswith("photo.")
    assert bad["file"].endswith("bad.jpg")
    assert "text" in bad["error"]["sentence"]
    assert "missing.jpg" in missing["error"]["sentence"]
    assert {ranked["class"] for ranked in good["ranked"]} == set(CLASSES)
    assert good["ranked"][0]["confidence"] >= good["ranked"][1]["confidence"]


def test_predict_on_a_computer_that_never_trained_prepares_the_network_itself(
    trained: Any, home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.jpg").write_bytes(photo_bytes("blue", seed=9))
    assert not home.networks.exists()
    assert main(["predict", str(trained[2] / "model"), str(tmp_path / "a.jpg"), "--json"]) == 0
    assert "ranked" in _json(capsys)["photos"][0]


@pytest.mark.usefixtures("home")
def test_check_folder_tells_counts_without_keeping_anything(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], home: Home
) -> None:
    folder = photo_folder(tmp_path / "data", CLASSES)
    assert main(["check", str(folder), "--json"]) == 0
    assert _json(capsys)["classes"] == CLASSES
    assert not home.folder.exists()


@pytest.mark.usefixtures("home")
def test_check_for_people_is_plain_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(folder_zip(tmp_path / "a.zip", CLASSES))]) == 0
    assert "12 photos in 2 classes" in capsys.readouterr().out


BREEDS = {"cats/tabby": 6, "cats/persian": 6, "dogs/pug": 6}


@pytest.mark.usefixtures("home")
def test_check_of_data_that_can_be_read_in_two_ways_shows_both_with_the_words_to_choose(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = folder_zip(tmp_path / "a.zip", BREEDS)
    assert main(["check", str(source)]) == 0
    out = capsys.readouterr().out
    assert "--layout 'folders'" in out
    assert "--layout 'outer_folders'" in out
    assert "cats (12)" in out
    assert main(["check", str(source), "--layout", "outer_folders", "--json"]) == 0
    assert _json(capsys)["classes"] == {"cats": 12, "dogs": 6}


@pytest.mark.usefixtures("home")
def test_train_on_data_that_can_be_read_in_two_ways_is_refused_with_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = folder_zip(tmp_path / "a.zip", BREEDS)
    assert main(["train", str(source), "--out", str(tmp_path / "out")]) == 2
    assert "--layout" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("command", [["check"], ["train", "--out", "OUT"]])
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (None, "archive.not_found"),
        (b"hello", "archive."),
        ({"a": 6}, "dataset.one_class"),
        ({"a": 6, "b": 2}, "dataset.class_too_small"),
    ],
)
def test_refusal_exits_with_two_and_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: list[str], content: Any, code: str
) -> None:
    source = tmp_path / "a.zip"
    if isinstance(content, bytes):
        source.write_bytes(content)
    elif content:
        folder_zip(source, content)
    words = [str(tmp_path / "out") if word == "OUT" else word for word in command]
    assert main([words[0], str(source), *words[1:], "--json"]) == 2
    captured = capsys.readouterr()
    assert json.loads(captured.out)["error"]["code"].startswith(code)
    assert len(captured.err.strip().splitlines()) == 1
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("home")
def test_train_setting_outside_its_range_is_refused_before_reading(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = folder_zip(tmp_path / "a.zip", CLASSES)
    assert main(["train", str(source), "--out", str(tmp_path / "out"), "--epochs", "9999"]) == 2
    assert "epochs" in capsys.readouterr().err


@pytest.mark.usefixtures("home")
def test_train_into_a_folder_with_other_files_is_refused_and_they_stay(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = folder_zip(tmp_path / "a.zip", CLASSES)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("mine")
    assert main(["train", str(source), "--out", str(tmp_path / "out")]) == 2
    assert "out" in capsys.readouterr().err
    assert (tmp_path / "out" / "thesis.txt").read_text() == "mine"


@pytest.mark.parametrize("name", list(SETTINGS))
def test_train_help_offers_every_setting(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["train", "--help"])
    assert f"--{name.replace('_', '-')}" in capsys.readouterr().out
