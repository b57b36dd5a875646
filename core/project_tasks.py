"""What a worker does to a project: the functions behind the job kinds.

Each takes the job's request (plain JSON values) and its context, and returns plain JSON values.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from core.answering import Answerer
from core.backbones.extractor import Extractor
from core.backbones.ready import ready_network
from core.backbones.registry import DEFAULT_BACKBONE, get
from core.classify.asking import ask_all
from core.classify.storing import UPLOAD, save_batch, thumbnails
from core.doctor.diagnosis import diagnose
from core.doctor.storing import save_diagnosis
from core.errors import UserError
from core.evaluation.conditions import try_conditions
from core.evaluation.files import save
from core.evaluation.learning_curve import draw_learning_curve
from core.evaluation.run_evaluation import evaluate_run
from core.evaluation.types import Conditions, LearningCurve
from core.export.keras_model import prepared_backbone
from core.familiarity import FAMILIARITY, save_familiarity
from core.features import extract_features
from core.intake import Choice, NeedsChoice, read_with_repairs
from core.intake.archive import explained_by_name
from core.intake.edit import merge
from core.intake.sample_zip import sort_samples
from core.jobs.context import JobContext
from core.runs import Run, find_run
from core.samples import write_sample
from core.settings import from_dict
from core.store.history import save_change
from core.store.projects import ProjectStore
from core.store.workspace import Workspace
from core.trainable import trainable_dataset
from core.training import train_model
from core.types import Dataset


def intake(request: Mapping[str, Any], context: JobContext) -> Mapping[str, Any]:
    """Counts of what was added to the project's data, and what was mended on the way.

    Where the files can be read in several ways and nobody has chosen one, it is a question instead:
    `question`, `source` and `name`. Then nothing was added, and the upload is kept for the answer.

    Args:
        request: `source` is the path of a finished upload, which is deleted afterwards, and `name`
            what the person called it; or `sample` is a sample's id. `choice` answers earlier
            questions by their kind.
        context: of the job.

    Raises:
        UserError: the archive cannot be used; the project's data are as they were.
        Cancelled: likewise.
    """
    workspace = _workspace(context)
    known = workspace.dataset()
    source = Path(request["source"]) if request.get("source") else context.folder / "sample.zip"
    try:
        if request.get("sample"):
            write_sample(request["sample"], source, context)
        elif source.is_file():
            sort_samples(source, request.get("name", ""))
        classes = known.classes if known else ()
        found = read_with_repairs(
            source, workspace.photos, context, choice=_choice(request), known_classes=classes
        )
    except NeedsChoice as needed:
        os.utime(source)  # its day to live begins anew
        question, name = needed.question.as_plain(), request.get("name", "")
        return {"question": question, "source": str(source), "name": name}
    except BaseException as error:
        source.unlink(missing_ok=True)
        if isinstance(error, UserError):
            raise _named(error, source, request.get("name", "")) from error
        raise
    source.unlink(missing_ok=True)
    dataset = merge(known, found.dataset) if known else found.dataset
    if known and known.photos:
        added = len(dataset.photos) - len(known.photos)
        save_change(workspace, dataset, "read", {"photos": added, "name": request.get("name", "")})
    else:
        workspace.save_dataset(dataset)
    repairs = [[repair.code, dict(repair.facts)] for repair in found.repairs]
    return {**_counts(dataset, known), "repairs": repairs}


def features(request: Mapping[str, Any], context: JobContext) -> Mapping[str, Any]:
    """Nothing; the features of the project's photos are in its cache.

    Args:
        request: `backbone` is the id of the network.
        context: of the job.

    Raises:
        UserError: the data cannot be trained on, or the network is missing.
        Cancelled: stopped; what was done is kept.
    """
    workspace = _workspace(context)
    dataset = trainable_dataset(workspace)
    extract_features(dataset, workspace, get(request["backbone"]), context.home.networks, context)
    return {}


def doctor(request: Mapping[str, Any], context: JobContext) -> Mapping[str, Any]:
    """How many findings there are, and how many of them are serious; the diagnosis is saved.

    Args:
        request: `backbone` is the id of the network that looks at the photos.
        context: of the job.

    Raises:
        UserError: `dataset.empty`; the network or a working copy is missing.
        Cancelled: stopped; the last diagnosis stays.
    """
    workspace = _workspace(context)
    dataset = workspace.dataset()
    if dataset is None or not dataset.photos:
        raise UserError("dataset.empty")
    spec = get(request["backbone"])
    seen = extract_features(dataset, workspace, spec, context.home.networks, context)
    diagnosis = diagnose(dataset, workspace, seen, context)
    save_diagnosis(workspace, diagnosis)
    serious = sum(finding.severity == "serious" for finding in diagnosis.findings)
    return {"findings": len(diagnosis.findings), "serious": serious}


def train(request: Mapping[str, Any], context: JobContext) -> Mapping[str, Any]:
    """The id of the finished run.

    Args:
        request: `settings` as `core.settings.to_dict` writes them.
        context: of the job.

    Raises:
        UserError: see `core.training.train_model`.
        Cancelled: stopped before there was anything to keep.
    """
    settings = from_dict(request["settings"])
    run = train_model(_workspace(context), context.home.networks, settings, context)
    return {"run": run.id}


def evaluate(request: Mapping[str, Any], context: JobContext) -> Mapping[str, Any]:
    """The id of the run; its `Evaluation` and `Familiarity` stand beside it.

    Args:
        request: `run` is the id of a finished run.
        context: of the job.

    Raises:
        UserError: see `core.evaluation.run_evaluation.evaluate_run`; the run is gone.
        Cancelled: stopped; nothing is kept.
    """
    workspace = _workspace(context)
    run = find_run(workspace, request["run"])
    found = evaluate_run(workspace, run, context.home.networks, context)
    if found.familiarity is not None:
        save_familiarity(run.folder / FAMILIARITY, found.familiarity)
    save(run.folder, found.evaluation)
    return {"run": run.id}


def learning_curve(request: Mapping[str, Any], context: JobContext) -> Mapping[str, Any]:
    """The id of the run; its `LearningCurve` stands beside it.

    Args:
        request: `run` is the id of a finished run.
        context: of the job.

    Raises:
        UserError: see `core.evaluation.learning_curve.draw_learning_curve`; the run is gone.
        Cancelled: stopped; nothing is kept.
    """
    return _studied(request, context, draw_learning_curve)


def conditions(request: Mapping[str, Any], context: JobContext) -> Mapping[str, Any]:
    """The id of the run; its `Conditions` stand beside it.

    Args:
        request: `run` is the id of a finished run.
        context: of the job.

    Raises:
        UserError: see `core.evaluation.conditions.try_conditions`; the run is gone.
        Cancelled: stopped; nothing is kept.
    """
    return _studied(request, context, try_conditions)


def classify(request: Mapping[str, Any], context: JobContext) -> Mapping[str, Any]:
    """How many photos were answered, skipped and there; the answers stand in the job's folder.

    Args:
        request: `run` is the id of a finished run, `source` the path of a finished upload, which
            moves into the job's folder, and `name` what the person called it.
        context: of the job.

    Raises:
        UserError: the model or the upload cannot be used.
        Cancelled: stopped before the first answer.
    """
    run = find_run(_workspace(context), request["run"])
    source, upload = Path(request["source"]), context.folder / UPLOAD
    if source.exists():
        shutil.move(source, upload)
    name = request.get("name", "")
    try:
        answerer = Answerer(run.folder)
        network_path = ready_network(answerer.spec, context.home.networks, context)
        model = (answerer, Extractor(network_path))
        batch = ask_all(upload, name, run.id, model, thumbnails(context.folder), context)
    except BaseException as error:
        upload.unlink(missing_ok=True)
        if isinstance(error, UserError):
            raise _named(error, upload, name) from error
        raise
    save_batch(context.folder, batch)
    asked, skipped = len(batch.answers), len(batch.skipped)
    return {"answers": asked, "skipped": skipped, "total": batch.total}


def network(request: Mapping[str, Any], context: JobContext) -> Mapping[str, Any]:
    """Nothing; the network is converted and ready to answer.

    Args:
        request: `backbone` is the id of the network, or `run` that of a finished run with a network
            of its own.
        context: of the job.

    Raises:
        UserError: its weights are missing or damaged; the run is gone.
        Cancelled: stopped while they were fetched; nothing of them is kept.
    """
    run_id = request.get("run", "")
    spec = find_run(_workspace(context), run_id).backbone if run_id else get(request["backbone"])
    ready_network(spec, context.home.networks, context)
    return {}


def prepare_saving() -> None:
    """The default backbone stands ready in Keras, so that the first model is saved sooner."""
    prepared_backbone(get(DEFAULT_BACKBONE))


def _studied(
    request: Mapping[str, Any],
    context: JobContext,
    study: Callable[[Workspace, Run, Path, JobContext], LearningCurve | Conditions],
) -> Mapping[str, Any]:
    """The id of the run; what the study found stands beside it."""
    workspace = _workspace(context)
    run = find_run(workspace, request["run"])
    save(run.folder, study(workspace, run, context.home.networks, context))
    return {"run": run.id}


def _choice(request: Mapping[str, Any]) -> Choice:
    chosen = request.get("choice") or {}
    return Choice(chosen.get("names", ""), chosen.get("csv") or chosen.get("layout", ""))


def _named(error: UserError, source: Path, name: str) -> UserError:
    """The same refusal, with the person's name for the upload in place of ours."""
    if name and error.facts.get("file") == source.name:
        return explained_by_name(UserError(error.code, **{**error.facts, "file": name}), name)
    return error


def _workspace(context: JobContext) -> Workspace:
    return ProjectStore(context.home.projects).open(context.project_id).workspace


def _counts(dataset: Dataset, before: Dataset | None) -> dict[str, int]:
    known = before or Dataset((), ())
    return {
        "photos": len(dataset.photos) - len(known.photos),
        "classes": len(dataset.classes) - len(known.classes),
        "skipped": len(dataset.skipped) - len(known.skipped),
    }
