"""What lives as long as the app and several pages share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import streamlit as st

from core.errors import UserError
from core.evaluation import files
from core.evaluation.types import Conditions, Evaluation, LearningCurve
from core.jobs import Engine, LocalEngine
from core.runs import MANIFEST, Run, all_runs, backbone_of, load_manifest
from core.store.home import Home
from core.store.projects import Project
from core.types import Dataset

if TYPE_CHECKING:
    from core.predict import Predictor

_Knowledge = Evaluation | LearningCurve | Conditions | None
_LOADERS: Mapping[str, Callable[[Path], _Knowledge]] = MappingProxyType(
    {
        files.EVALUATION: files.load_evaluation,
        files.CURVE: files.load_learning_curve,
        files.CONDITIONS: files.load_conditions,
    }
)


@st.cache_resource(show_spinner=False)
def home() -> Home:
    """The data folder of this app."""
    return Home.default()


@st.cache_resource(show_spinner=False, on_release=lambda engine: engine.close())
def engine() -> Engine:
    """The engine, started; one for all visitors."""
    local = LocalEngine(home())
    local.start()
    return local


def predictor(run_folder: Path) -> Predictor:
    """The model of a run, ready to answer; loaded anew once it can tell what is strange to it.

    Raises:
        UserError: what `Predictor` raises for a model that cannot be used.
    """
    # The first page must not wait for ONNX Runtime.
    from core.familiarity import FAMILIARITY

    return _predictor(run_folder, (run_folder / FAMILIARITY).is_file())


@st.cache_resource(show_spinner=False, max_entries=4)
def _predictor(run_folder: Path, knows_strangers: bool) -> Predictor:
    from core.backbones.onnx_export import ensure_onnx
    from core.predict import Predictor

    spec = backbone_of(run_folder, load_manifest(run_folder))
    if spec.bundled:
        # A moment without TensorFlow; whoever has just fine-tuned or opened a model need not ask for it.
        ensure_onnx(spec, home().networks)
    return Predictor(run_folder, home().networks)


def dataset(project: Project) -> Dataset | None:
    """The project's data set, read again only when its file has changed.

    Raises:
        UserError: `general.file_damaged` when the file cannot be understood.
    """
    found = _found(project)
    return found[0] if found else None


def dataset_key(project: Project) -> str | None:
    """`Dataset.key` of the project's data set, which takes a while for many photos.

    Raises:
        UserError: as `dataset`.
    """
    found = _found(project)
    return found[1] if found else None


def runs(project: Project) -> tuple[Run, ...]:
    """The project's finished trainings, the newest first, read again only when there are others."""
    workspace = project.workspace
    names = tuple(sorted(path.parent.name for path in workspace.runs.glob(f"*/{MANIFEST}")))
    return _runs(workspace.folder, names, project)


def evaluation(run: Run) -> Evaluation | None:
    """What is known of each photo of a run; None before it is, or where its file is damaged."""
    found = _knowledge(run, files.EVALUATION)
    return found if isinstance(found, Evaluation) else None


def learning_curve(run: Run) -> LearningCurve | None:
    """What more photos would bring; None before it is known, or where its file is damaged."""
    found = _knowledge(run, files.CURVE)
    return found if isinstance(found, LearningCurve) else None


def conditions(run: Run) -> Conditions | None:
    """What bad light and the like do; None before it is known, or where its file is damaged."""
    found = _knowledge(run, files.CONDITIONS)
    return found if isinstance(found, Conditions) else None


def start() -> None:
    """The engine runs before the first visitor comes; for the served app."""
    engine()


def stop() -> None:
    """The engine is closed, and its running jobs are queued again for the next start."""
    engine.clear()


def _found(project: Project) -> tuple[Dataset, str] | None:
    try:
        file = (project.workspace.folder / "dataset.json").stat()
    except FileNotFoundError:
        return None
    return _dataset(project.workspace.folder, file.st_mtime_ns, file.st_size, project)


@st.cache_resource(show_spinner=False, max_entries=16)
def _dataset(
    folder: Path, changed_ns: int, size_bytes: int, _project: Project
) -> tuple[Dataset, str] | None:
    found = _project.workspace.dataset()
    return (found, found.key) if found is not None else None


@st.cache_resource(show_spinner=False, max_entries=64)
def _runs(folder: Path, names: tuple[str, ...], _project: Project) -> tuple[Run, ...]:
    return tuple(all_runs(_project.workspace))


def _knowledge(run: Run, file: str) -> _Knowledge:
    try:
        found = (run.folder / file).stat()
    except FileNotFoundError:
        return None
    return _loaded(run.folder, file, found.st_mtime_ns, found.st_size)


@st.cache_resource(show_spinner=False, max_entries=64)
def _loaded(folder: Path, file: str, changed_ns: int, size_bytes: int) -> _Knowledge:
    try:
        return _LOADERS[file](folder)
    except UserError:
        return None  # it can be found out anew
