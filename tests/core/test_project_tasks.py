"""What a worker does to a project."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from core import project_tasks, training
from core.backbones.onnx_export import onnx_path
from core.backbones.registry import get
from core.classify.storing import load_batch
from core.classify.taking_away import read_original
from core.errors import UserError
from core.evaluation import files
from core.jobs.context import JobContext
from core.jobs.job import Job
from core.jobs.tasks import AHEAD, TASKS, named_function
from core.predict import Predictor
from core.runs import all_runs
from core.store.history import undo
from core.store.home import Home
from core.store.projects import Project, ProjectStore
from core.types import Dataset
from core.uploads import UploadArea
from tests.core.projects_io.finished import as_if_fine_tuned, finished_project
from tests.factories import folder_zip


@pytest.fixture
def project(home: Home) -> Project:
    """A project without photos."""
    return ProjectStore(home.projects).create("Test")


def _context(home: Home, project: Project) -> JobContext:
    return JobContext(home, Job("ab" * 8, "intake", project.id, {}, "running", None, 0.0))


def _dataset(project: Project) -> Dataset:
    dataset = project.workspace.dataset()
    assert dataset is not None
    return dataset


def _upload(home: Home, counts: dict[str, int], seed: int = 0) -> Path:
    home.uploads.mkdir(parents=True, exist_ok=True)
    return folder_zip(home.uploads / "kh5DkZq", counts, seed=seed)


@pytest.mark.parametrize("name", [*(task.function for task in TASKS.values()), AHEAD])
def test_tasks_table_names_functions_that_exist(name: str) -> None:
    assert callable(named_function(name))


def test_intake_upload_becomes_the_projects_data_and_is_deleted(
    home: Home, project: Project
) -> None:
    source = _upload(home, {"a": 3, "b": 4})
    with _context(home, project) as context:
        counts = project_tasks.intake({"source": str(source), "name": "pets.zip"}, context)
    assert counts == {"photos": 7, "classes": 2, "skipped": 0, "repairs": []}
    assert _dataset(project).counts == (3, 4)
    assert not source.exists()


def test_intake_second_upload_joins_the_first(home: Home, project: Project) -> None:
    with _context(home, project) as context:
        project_tasks.intake({"source": str(_upload(home, {"a": 3, "b": 3}))}, context)
        again = {"source": str(_upload(home, {"b": 2, "c": 2}, seed=5))}
        counts = project_tasks.intake(again, context)
    assert counts == {"photos": 4, "classes": 1, "skipped": 0, "repairs": []}
    assert _dataset(project).counts == (3, 5, 2)


def test_intake_refusal_names_the_file_as_the_person_does_and_changes_nothing(
    home: Home, project: Project
) -> None:
    home.uploads.mkdir(parents=True)
    source = home.uploads / "kh5DkZq"
    source.write_bytes(b"hello")
    with _context(home, project) as context, pytest.raises(UserError) as caught:
        project_tasks.intake({"source": str(source), "name": "holiday.zip"}, context)
    assert caught.value.facts["file"] == "holiday.zip"
    assert project.workspace.dataset() is None
    assert not source.exists()


def _two_ways(home: Home) -> Path:
    """An upload whose folders can be read as two classes or as four."""
    home.uploads.mkdir(parents=True, exist_ok=True)
    counts = {"cats/tabby": 2, "cats/persian": 2, "dogs/pug": 2, "dogs/collie": 2}
    return folder_zip(home.uploads / "kh5DkZq", counts)


def test_intake_that_can_be_read_in_two_ways_asks_and_keeps_the_upload(
    home: Home, project: Project
) -> None:
    source = _two_ways(home)
    os.utime(source, (0, 0))
    with _context(home, project) as context:
        asked = project_tasks.intake({"source": str(source), "name": "pets.zip"}, context)
    assert (asked["source"], asked["name"]) == (str(source), "pets.zip")
    assert asked["question"]["kind"] == "layout"
    assert [option["id"] for option in asked["question"]["options"]] == ["folders", "outer_folders"]
    assert json.loads(json.dumps(asked))["question"]["options"][0]["tree"]
    assert project.workspace.dataset() is None
    assert not project.workspace.photos.folder.exists()
    assert UploadArea(home.uploads).expire() == 0
    assert source.exists()


def test_intake_answered_reads_the_upload_in_the_chosen_way_and_deletes_it(
    home: Home, project: Project
) -> None:
    source = _two_ways(home)
    request = {"source": str(source), "choice": {"layout": "outer_folders"}}
    with _context(home, project) as context:
        counts = project_tasks.intake(request, context)
    assert (counts["photos"], counts["classes"]) == (8, 2)
    assert [code for code, _ in counts["repairs"]] == ["repair.folders_joined"]
    assert _dataset(project).classes == ("cats", "dogs")
    assert not source.exists()


def test_intake_adds_a_single_photo_to_a_class_that_is_known(home: Home, project: Project) -> None:
    with _context(home, project) as context:
        project_tasks.intake({"source": str(_upload(home, {"owls": 3, "cats": 3}))}, context)
        again = _upload(home, {"cats": 12, "dogs": 12, "owls": 1, "misc": 1}, seed=4)
        project_tasks.intake({"source": str(again)}, context)
    assert _dataset(project).classes == ("cats", "owls", "dogs")
    assert _dataset(project).counts == (15, 4, 12)


def test_intake_of_a_piece_of_an_archive_is_told_by_the_name_that_the_person_gave_it(
    home: Home, project: Project
) -> None:
    source = _upload(home, {"a": 3, "b": 3})
    source.write_bytes(source.read_bytes()[:900])
    with _context(home, project) as context, pytest.raises(UserError) as caught:
        project_tasks.intake({"source": str(source), "name": "pets.zip.001"}, context)
    assert (caught.value.code, caught.value.facts["file"]) == ("archive.split", "pets.zip.001")


def test_intake_sample_is_there_without_a_network(home: Home, project: Project) -> None:
    with _context(home, project) as context:
        project_tasks.intake({"sample": "digits"}, context)
    assert _dataset(project).classes == tuple("0123456789")


def test_features_are_ready_before_the_training_asks(home: Home, project: Project) -> None:
    with _context(home, project) as context:
        project_tasks.intake({"source": str(_upload(home, {"a": 5, "b": 5}))}, context)
        project_tasks.features({"backbone": "efficientnet-lite0"}, context)
    assert list(project.workspace.features.glob("efficientnet-lite0-*/*.npz"))


def test_train_then_evaluate_and_the_rest_stand_beside_the_run(
    home: Home, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training, "save_model", lambda path, *_: path.write_bytes(b"model"))
    settings = {"epochs": 2, "dense": [8]}
    with _context(home, project) as context:
        project_tasks.intake({"source": str(_upload(home, {"a": 6, "b": 6}))}, context)
        request = project_tasks.train({"settings": settings}, context)
        for task in ("evaluate", "learning_curve", "conditions"):
            assert getattr(project_tasks, task)(request, context) == request
    folder = project.workspace.runs / request["run"]
    evaluation = files.load_evaluation(folder)
    assert evaluation is not None
    assert (evaluation.headline.photos, evaluation.headline.more_needed) == (12, 8)
    assert files.load_learning_curve(folder)
    assert files.load_conditions(folder)


def test_classify_answers_an_upload_and_keeps_it_for_taking_away(
    home: Home, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training, "save_model", lambda path, *_: path.write_bytes(b"model"))
    with _context(home, project) as context:
        project_tasks.intake({"source": str(_upload(home, {"a": 6, "b": 6}))}, context)
        run = project_tasks.train({"settings": {"epochs": 2, "dense": [8]}}, context)["run"]
        source = _upload(home, {"a": 3, "b": 2}, seed=9)
        request = {"run": run, "source": str(source), "name": "new.zip"}
        counts = project_tasks.classify(request, context)
        assert counts == {"answers": 5, "skipped": 0, "total": 5}
        batch = load_batch(context.folder)
        assert [answer.true_class for answer in batch.answers] == ["a"] * 3 + ["b"] * 2
        assert read_original(context.folder, batch.answers[0]).startswith(b"\xff\xd8")
        # Taken up again after the app was closed, the upload is where the first attempt put it.
        assert not source.exists()
        assert project_tasks.classify(request, context) == counts
        assert len(_dataset(project).photos) == 12


def test_classify_refusal_names_the_file_as_the_person_does_and_keeps_nothing(
    home: Home, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training, "save_model", lambda path, *_: path.write_bytes(b"model"))
    with _context(home, project) as context:
        project_tasks.intake({"source": str(_upload(home, {"a": 6, "b": 6}))}, context)
        run = project_tasks.train({"settings": {"epochs": 1, "dense": []}}, context)["run"]
        source = home.uploads / "xyz"
        source.write_bytes(b"hello")
        with pytest.raises(UserError) as caught:
            project_tasks.classify({"run": run, "source": str(source), "name": "n.zip"}, context)
        assert caught.value.facts["file"] == "n.zip"
        assert not (context.folder / "upload").exists()


def test_evaluate_run_that_is_gone_is_refused(home: Home, project: Project) -> None:
    with _context(home, project) as context, pytest.raises(UserError, match=r"model\.missing"):
        project_tasks.evaluate({"run": "20260101-000000-abcd"}, context)


def test_task_of_a_deleted_project_is_refused_in_words(home: Home, project: Project) -> None:
    ProjectStore(home.projects).delete(project.id)
    with _context(home, project) as context, pytest.raises(UserError, match="project_missing"):
        project_tasks.train({"settings": {}}, context)


def test_second_intake_can_be_taken_back(home: Home, project: Project) -> None:
    with _context(home, project) as context:
        project_tasks.intake({"source": str(_upload(home, {"a": 3, "b": 4}))}, context)
        first = _dataset(project)
        second = _upload(home, {"a": 2, "c": 5}, seed=9)
        project_tasks.intake({"source": str(second), "name": "more.zip"}, context)

    change = undo(project.workspace)

    assert change is not None
    assert (change.kind, change.facts) == ("read", {"photos": 7, "name": "more.zip"})
    assert _dataset(project) == first


def test_network_of_a_ready_made_kind_is_made_for_all_projects(
    home: Home, project: Project
) -> None:
    with _context(home, project) as context:
        project_tasks.network({"backbone": "efficientnet-lite0"}, context)

    network = onnx_path(get("efficientnet-lite0"), home.networks)
    assert network is not None
    assert network.parent == home.networks


def test_network_of_a_fine_tuned_run_is_made_beside_it_and_can_be_asked(
    home: Home, tmp_path: Path
) -> None:
    project = finished_project(ProjectStore(home.projects), tmp_path)
    run = as_if_fine_tuned(all_runs(project.workspace)[0])
    with pytest.raises(UserError, match=r"model\.network_not_ready"):
        Predictor(run.folder, home.networks)

    with _context(home, project) as context:
        project_tasks.network({"backbone": run.manifest.backbone, "run": run.id}, context)

    assert Predictor(run.folder, home.networks).classes == run.manifest.classes
    assert len(list(run.folder.glob("*.onnx"))) == 1
    assert onnx_path(get(run.manifest.backbone), home.networks) is None


def test_evaluation_of_a_fine_tuned_run_makes_its_network_so_that_it_can_be_asked(
    home: Home, tmp_path: Path
) -> None:
    project = finished_project(ProjectStore(home.projects), tmp_path)
    run = as_if_fine_tuned(all_runs(project.workspace)[0])

    with _context(home, project) as context:
        project_tasks.evaluate({"run": run.id}, context)

    assert Predictor(run.folder, home.networks).classes == run.manifest.classes


def test_network_of_a_run_that_is_gone_is_refused(home: Home, project: Project) -> None:
    request = {"backbone": "efficientnet-lite0", "run": "20260101-000000-abcd"}
    with _context(home, project) as context, pytest.raises(UserError, match=r"model\.missing"):
        project_tasks.network(request, context)
