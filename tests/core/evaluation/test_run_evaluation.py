"""Every photo answered by a model that never saw it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.context import QuietContext
from core.errors import Cancelled, UserError
from core.evaluation.files import EVALUATION, load_evaluation, save
from core.evaluation.run_evaluation import EvaluatedRun, evaluate_run
from core.evaluation.types import TEST_FOLD, Evaluation
from core.runs import DATASET, HEAD, MANIFEST, WITNESS, load_run
from core.store.workspace import Workspace
from core.trained_layers import load_layers, logits, probabilities
from core.types import Dataset
from tests.core.evaluation.conftest import Trained, made_up, train


@pytest.fixture(scope="module")
def evaluated(trained: Trained) -> EvaluatedRun:
    """All that was found out of the run without a test part."""
    return evaluate_run(trained.workspace, trained.run, trained.networks, QuietContext())


@pytest.fixture(scope="module")
def evaluation(evaluated: EvaluatedRun) -> Evaluation:
    """Of the run without a test part."""
    return evaluated.evaluation


def test_evaluation_answers_every_photo_once(trained: Trained, evaluation: Evaluation) -> None:
    assert evaluation.photo_ids == tuple(photo.id for photo in trained.dataset.photos)
    assert evaluation.labels == tuple(photo.label for photo in trained.dataset.photos)
    assert set(evaluation.folds) == set(range(10))
    assert evaluation.fold_count == 10


def test_evaluation_finds_what_is_normal_for_the_photos(
    trained: Trained, evaluated: EvaluatedRun
) -> None:
    from core.backbones.registry import get
    from core.features import feature_store

    spec = get("efficientnet-lite0")
    ids = [photo.id for photo in trained.dataset.photos]
    features = feature_store(trained.workspace, spec).gather(ids)
    layers = load_layers(trained.run.folder / HEAD, spec.feature_count, (16, 3))
    familiarity = evaluated.familiarity
    assert familiarity is not None

    known = familiarity.strangeness(features, logits(layers, features))
    shuffled = features[:, ::-1]
    strange = familiarity.strangeness(shuffled, logits(layers, shuffled))

    assert (known < familiarity.limit).mean() > 0.9
    assert (strange > familiarity.limit).mean() > 0.9


def test_evaluation_parts_agree_with_each_other(evaluation: Evaluation) -> None:
    right = np.array(evaluation.labels) == np.array(evaluation.answers)
    assert 0.4 < right.mean() < 1
    assert evaluation.headline.part == "out_of_fold"
    assert evaluation.headline.right == evaluation.report.right == right.sum()
    assert evaluation.headline.low < evaluation.headline.share < evaluation.headline.high
    assert sum(b.photos for b in evaluation.calibration.bins) == 90
    assert (evaluation.thresholds[0].answered, evaluation.thresholds[0].right) == (90, right.sum())
    assert sum(pair.photos for pair in evaluation.confused) == 90 - right.sum()
    assert evaluation.headline_report is evaluation.report


def test_evaluation_is_not_of_a_model_that_saw_the_photos(
    trained: Trained, evaluation: Evaluation
) -> None:
    from core.backbones.registry import get
    from core.features import feature_store

    spec = get("efficientnet-lite0")
    features = feature_store(trained.workspace, spec).gather(evaluation.photo_ids)
    layers = load_layers(trained.run.folder / HEAD, spec.feature_count, (16, 3))
    seen = probabilities(layers, features).argmax(axis=1) == np.array(evaluation.labels)
    assert evaluation.headline.share < seen.mean()


def test_evaluation_survives_its_file(trained: Trained, evaluation: Evaluation) -> None:
    save(trained.run.folder, evaluation)
    assert load_evaluation(trained.run.folder) == evaluation


def test_evaluation_of_an_earlier_version_opens_without_twins(
    trained: Trained, evaluation: Evaluation, tmp_path: Path
) -> None:
    save(tmp_path, evaluation)
    kept = json.loads((tmp_path / EVALUATION).read_text())
    del kept["twins"]
    (tmp_path / EVALUATION).write_text(json.dumps(kept))
    assert load_evaluation(tmp_path) == replace(evaluation, twins=())


def test_evaluation_never_touches_the_model(trained: Trained) -> None:
    files = {name: (trained.run.folder / name).read_bytes() for name in (HEAD, WITNESS, MANIFEST)}
    evaluate_run(trained.workspace, trained.run, trained.networks, QuietContext())
    assert {name: (trained.run.folder / name).read_bytes() for name in files} == files


def test_evaluation_test_part_is_the_headline_and_answered_by_the_model(
    trained_with_test: Trained,
) -> None:
    trained = trained_with_test
    found = evaluate_run(
        trained.workspace, trained.run, trained.networks, QuietContext()
    ).evaluation
    is_test = np.array(found.folds) == TEST_FOLD
    assert is_test.sum() == 30
    assert found.test_report is not None
    assert found.test_report == trained.run.report
    assert (found.headline.part, found.headline.photos) == ("test", 30)
    assert found.headline.right == trained.run.report.right
    assert found.report.photos == 60


def test_evaluation_of_twins_keeps_them_in_one_fold_and_counts_them_once(
    trained: Trained, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [photo.id for photo in trained.dataset.photos]
    groups = [tuple(ids[start : start + 3]) for start in range(0, 90, 3)]
    monkeypatch.setattr("core.twins.twin_groups", lambda *_: groups)
    found = evaluate_run(
        trained.workspace, trained.run, trained.networks, QuietContext()
    ).evaluation
    fold_of = dict(zip(found.photo_ids, found.folds, strict=True))
    assert all(len({fold_of[i] for i in group}) == 1 for group in groups)
    assert found.headline.photos == 90
    assert found.headline.high - found.headline.low > 0.2


def test_evaluation_twins_of_the_test_part_are_told(
    trained_with_test: Trained, monkeypatch: pytest.MonkeyPatch
) -> None:
    trained = trained_with_test
    ids = [photo.id for photo in trained.dataset.photos]
    monkeypatch.setattr("core.twins.twin_groups", lambda *_: [(ids[0], ids[15])])
    found = evaluate_run(
        trained.workspace, trained.run, trained.networks, QuietContext()
    ).evaluation
    assert found.twins_in_test == 1


def test_evaluation_nothing_but_twins_is_refused_in_words(
    trained: Trained, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [photo.id for photo in trained.dataset.photos]
    groups = [ids[start : start + 30] for start in (0, 30, 60)]
    monkeypatch.setattr("core.twins.twin_groups", lambda *_: groups)
    with pytest.raises(UserError, match=r"evaluation\.too_few"):
        evaluate_run(trained.workspace, trained.run, trained.networks, QuietContext())


def test_evaluation_stop_is_heard(trained: Trained) -> None:
    context = QuietContext(should_stop=lambda: True)
    with pytest.raises(Cancelled):
        evaluate_run(trained.workspace, trained.run, trained.networks, context)


def test_evaluation_shuffled_labels_give_chance(workspace: Workspace, networks: Path) -> None:
    dataset = made_up(workspace)
    labels = np.random.default_rng(3).permutation([photo.label for photo in dataset.photos])
    shuffled = zip(dataset.photos, labels, strict=True)
    photos = tuple(replace(photo, label=int(label)) for photo, label in shuffled)
    workspace.save_dataset(Dataset(dataset.classes, photos))
    trained = train(workspace, networks)
    found = evaluate_run(workspace, trained.run, networks, QuietContext()).evaluation
    assert found.headline.low < 1 / 3 < found.headline.high


def test_run_of_an_earlier_version_opens_and_is_evaluated(
    workspace: Workspace, networks: Path
) -> None:
    made_up(workspace)
    folder = train(workspace, networks).run.folder
    (folder / DATASET).unlink()
    (folder / WITNESS).unlink()
    manifest = json.loads((folder / MANIFEST).read_text())
    for name in ("temperature", "refit_photos"):
        del manifest[name]
    del manifest["settings"]["refit"]
    (folder / MANIFEST).write_text(json.dumps(manifest))
    run = load_run(folder)
    assert (run.manifest.temperature, run.manifest.refit_photos) == (1.0, 0)
    assert run.settings.refit is False
    assert evaluate_run(workspace, run, networks, QuietContext()).evaluation.headline.photos == 90
