"""Fine-tuning a network: better is kept, worse is not, and what was stopped goes on."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.backbones.extractor import Extractor
from core.backbones.onnx_export import ensure_onnx
from core.backbones.tuned import (
    kernel_shapes,
    lite_tensors,
    tuned_kernels,
)
from core.backbones.weights import weights_key
from core.context import QuietContext
from core.errors import Cancelled, UserError
from core.evaluation.conditions import try_conditions
from core.evaluation.learning_curve import draw_learning_curve
from core.evaluation.run_evaluation import evaluate_run
from core.fine_tuning import fine_tune as recipe
from core.fine_tuning.checkpoint import load_checkpoint
from core.fine_tuning.fine_tune import FineTuned, fine_tune
from core.fine_tuning.gain import Gain
from core.fine_tuning.places import checkpoint_path, purpose_of
from core.fine_tuning.tail_trainer import TailTrainer, TrainedTail
from core.intake.images import model_input
from core.predict import Predictor
from core.run_data import load_run_data
from core.runs import MODEL, Run, all_runs, delete_run, find_run
from core.store.workspace import Workspace
from core.types import Event
from tests.core.fine_tuning.conftest import TUNING
from tests.factories import photo_bytes


class StopsAfter(QuietContext):
    """Asks to stop once so many epochs have ended."""

    def __init__(self, epochs: int) -> None:
        self._left = epochs
        self.events: list[Event] = []

    def emit(self, event: Event) -> None:
        self.events.append(event)
        self._left -= event.kind == "epoch"

    def stop_requested(self) -> bool:
        return self._left <= 0 and any(e.stage == "tuning" for e in self.events)


def _run(tuned: FineTuned) -> Run:
    assert tuned.run is not None
    return tuned.run


def test_fine_tune_of_a_weak_model_gives_a_better_one_that_says_where_it_comes_from(
    filled: Workspace, weak: Run, tuned: FineTuned
) -> None:
    run = _run(tuned)

    assert tuned.gain.is_sure
    assert tuned.gain.after > tuned.gain.before
    assert run.manifest.fine_tuned_from == weak.id
    assert [epoch.epoch for epoch in run.history] == [1, 2, 3]
    assert run.report.part == "validation"
    assert run in all_runs(filled)
    assert load_run_data(run, filled).parts == load_run_data(weak, filled).parts


def test_fine_tune_counts_what_it_changed_as_trained(weak: Run, tuned: FineTuned) -> None:
    before, after = weak.manifest, _run(tuned).manifest
    changed = after.trained_parameters - before.trained_parameters

    assert changed == sum(
        lite_tensors(weak.backbone)[n].size for n in kernel_shapes("efficientnet-lite0", 1)
    )
    assert after.frozen_parameters == before.frozen_parameters - changed


def test_fine_tune_leaves_nothing_behind_but_the_run(filled: Workspace, tuned: FineTuned) -> None:
    assert list((filled.fine_tuning).iterdir()) == []


def test_fine_tuned_model_answers_the_same_in_plain_keras_and_in_the_app(
    tuned: FineTuned, networks: Path
) -> None:
    import keras

    run, photos = _run(tuned), [photo_bytes("teal", seed=n) for n in range(3)]
    ensure_onnx(run.backbone, networks)
    predictor = Predictor(run.folder, networks)
    pixels = np.stack([model_input(photo, 224) for photo in photos]).astype(np.float32)

    model = keras.saving.load_model(run.folder / MODEL, safe_mode=True)

    for shares, photo in zip(model.predict(pixels, verbose=0), photos, strict=True):
        answer = {ranked.name: ranked.confidence for ranked in predictor.predict(photo).ranked}
        assert [answer[name] for name in predictor.classes] == pytest.approx(shares, abs=1e-4)


def test_fine_tuned_network_sees_other_features_than_the_one_it_was(
    weak: Run, tuned: FineTuned, networks: Path
) -> None:
    pixels = model_input(photo_bytes("teal"), 224)[None]

    before, after = (
        Extractor(ensure_onnx(run.backbone, networks)).features(pixels)
        for run in (weak, _run(tuned))
    )

    assert not np.allclose(before, after, atol=1e-3)
    assert ensure_onnx(_run(tuned).backbone, networks).parent == _run(tuned).folder


def test_fine_tune_of_a_fine_tuned_model_goes_on_from_it(
    filled: Workspace, tuned: FineTuned, networks: Path
) -> None:
    again = fine_tune(filled, _run(tuned), networks, TUNING, QuietContext())

    assert again.gain.before == tuned.gain.after
    assert again.gain.gain >= 0


def test_fine_tune_of_fewer_blocks_keeps_what_an_earlier_one_changed(
    filled: Workspace, weak: Run, networks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = TailTrainer.train

    def better(self: TailTrainer, *given: object) -> TrainedTail:
        return replace(real(self, *given), best_epoch=1)  # type: ignore[arg-type]

    monkeypatch.setattr(TailTrainer, "train", better)
    monkeypatch.setattr(Gain, "is_sure", property(lambda self: True))
    one_epoch = replace(TUNING, epochs=1)
    first = _run(fine_tune(filled, weak, networks, replace(one_epoch, blocks=2), QuietContext()))
    second = _run(fine_tune(filled, first, networks, one_epoch, QuietContext()))

    before, after = lite_tensors(first.backbone), lite_tensors(second.backbone)
    changed = {name for name in after if not np.array_equal(before[name], after[name])}
    assert changed <= {*kernel_shapes("efficientnet-lite0", 1)}
    assert set(tuned_kernels(second.backbone)) == {*kernel_shapes("efficientnet-lite0", 2)}
    assert second.manifest.trained_parameters == first.manifest.trained_parameters


def test_evaluation_of_a_fine_tuned_model_asks_only_photos_it_never_saw(
    filled: Workspace, tuned: FineTuned, networks: Path
) -> None:
    run = _run(tuned)
    data = load_run_data(run, filled)

    found = evaluate_run(filled, run, networks, QuietContext())

    aside = {data.dataset.photos[row].id for row in data.parts.validation}
    assert set(found.evaluation.photo_ids) == aside
    assert found.evaluation.report.right == run.report.right
    assert found.familiarity is not None
    assert try_conditions(filled, run, networks, QuietContext()).photos == len(aside)


def test_photos_kept_aside_whose_twin_is_learned_from_judge_no_fine_tuning(
    filled: Workspace, weak: Run, tuned: FineTuned, networks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = load_run_data(weak, filled)
    seen, *_ = data.parts.validation
    pair = tuple(data.dataset.photos[row].id for row in (seen, data.parts.train[0]))
    monkeypatch.setattr("core.twins.twin_groups", lambda *_: (pair,))

    again = fine_tune(filled, weak, networks, replace(TUNING, epochs=1), QuietContext())
    found = evaluate_run(filled, _run(tuned), networks, QuietContext()).evaluation

    assert again.photos == len(data.parts.validation) - 1
    assert data.dataset.photos[seen].id not in found.photo_ids
    conditions = try_conditions(filled, _run(tuned), networks, QuietContext())
    assert conditions.photos == len(data.parts.validation) - 1


def test_deleting_a_fine_tuned_model_takes_the_features_of_its_network_along(
    filled: Workspace, weak: Run, tuned: FineTuned, networks: Path, tmp_path: Path
) -> None:
    workspace = Workspace(tmp_path / "workspace")
    shutil.copytree(filled.folder, workspace.folder)
    evaluate_run(workspace, find_run(workspace, _run(tuned).id), networks, QuietContext())
    caches = {path.name for path in workspace.features.iterdir()}

    delete_run(workspace, _run(tuned).id)

    left = {path.name for path in workspace.features.iterdir()}
    assert len(caches - left) == 1
    assert any(weights_key(weak.backbone)[:12] in name for name in left)


def test_learning_curve_of_a_fine_tuned_model_is_refused_in_words(
    filled: Workspace, tuned: FineTuned, networks: Path
) -> None:
    with pytest.raises(UserError, match=r"evaluation\.fine_tuned"):
        draw_learning_curve(filled, _run(tuned), networks, QuietContext())


def test_fine_tune_that_helps_nothing_keeps_the_model_as_it_was(
    filled: Workspace, weak: Run, networks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = all_runs(filled)
    real = TailTrainer.train

    def worse(self: TailTrainer, *given: object) -> TrainedTail:
        return replace(real(self, *given), best_epoch=0)  # type: ignore[arg-type]

    monkeypatch.setattr(TailTrainer, "train", worse)
    found = fine_tune(filled, weak, networks, replace(TUNING, epochs=1), QuietContext())

    assert found.run is None
    assert all_runs(filled) == before


def test_fine_tune_stopped_and_begun_again_ends_as_if_it_had_never_been_stopped(
    filled: Workspace, weak: Run, tuned: FineTuned, networks: Path
) -> None:
    stopped = fine_tune(filled, weak, networks, TUNING, StopsAfter(1))
    kept = load_checkpoint(checkpoint_path(filled, weak), purpose_of(weak, TUNING))

    context = StopsAfter(99)
    again = fine_tune(filled, weak, networks, TUNING, context)

    assert stopped.stopped
    assert stopped.run is None
    assert kept is not None
    assert kept.epoch == 1
    assert [e.done for e in context.events if e.kind == "epoch"] == [1, 2, 3]
    losses = [epoch.val_loss for epoch in _run(again).history]
    assert losses == pytest.approx([e.val_loss for e in _run(tuned).history], rel=0.02)
    assert load_checkpoint(checkpoint_path(filled, weak), purpose_of(weak, TUNING)) is None


def test_fine_tune_stopped_before_the_first_epoch_keeps_nothing(
    filled: Workspace, weak: Run, networks: Path
) -> None:
    before = all_runs(filled)

    with pytest.raises(Cancelled):
        fine_tune(filled, weak, networks, TUNING, StopsAfter(0))

    assert all_runs(filled) == before
    assert list((filled.fine_tuning).iterdir()) == []


def test_checkpoint_of_other_settings_is_not_gone_on_from(
    filled: Workspace, weak: Run, networks: Path
) -> None:
    fine_tune(filled, weak, networks, TUNING, StopsAfter(1))
    path = checkpoint_path(filled, weak)

    assert load_checkpoint(path, purpose_of(weak, replace(TUNING, blocks=2))) is None
    assert load_checkpoint(path, purpose_of(weak, replace(TUNING, epochs=9))) is not None
    path.write_bytes(b"damaged")
    assert load_checkpoint(path, purpose_of(weak, TUNING)) is None
    path.unlink()


@pytest.mark.parametrize(
    "change",
    [{"epochs": 0}, {"epochs": 51}, {"blocks": 5}, {"learning_rate": 0.5}, {"patience": 0}],
)
def test_fine_tune_setting_out_of_range_is_refused(
    filled: Workspace, weak: Run, networks: Path, change: dict[str, int]
) -> None:
    with pytest.raises(UserError, match=r"fine_tuning\.setting"):
        fine_tune(filled, weak, networks, replace(TUNING, **change), QuietContext())


def test_fine_tune_with_too_few_photos_kept_aside_is_refused(
    filled: Workspace, weak: Run, networks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = load_run_data(weak, filled)
    without = replace(data, parts=replace(data.parts, validation=data.parts.validation[:9]))
    monkeypatch.setattr(recipe, "load_run_data", lambda *_: without)

    with pytest.raises(UserError, match=r"fine_tuning\.too_few_aside"):
        fine_tune(filled, weak, networks, TUNING, QuietContext())


def test_fine_tune_of_a_network_from_elsewhere_is_refused(
    filled: Workspace, weak: Run, networks: Path
) -> None:
    other = replace(weak, manifest=replace(weak.manifest, backbone="mobilenet"))

    with pytest.raises(UserError, match=r"fine_tuning\.network"):
        fine_tune(filled, other, networks, TUNING, QuietContext())
