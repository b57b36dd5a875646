"""The zip with `model.keras` that a person takes home at once, without waiting for a worker."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from core.errors import UserError
from core.export.contents import EXAMPLE, Contents
from core.export.formats import FORMATS
from core.export.keras_format import RUNTIME
from core.export.reference import inputs, reference_pictures
from core.runs import MODEL, Run
from core.store.workspace import Workspace

__all__ = ["EXAMPLE", "download_zip"]


def download_zip(
    run: Run,
    networks: Path | None = None,
    workspace: Workspace | None = None,
    *,
    consent: bool = False,
) -> bytes:
    """A zip with the model as it was saved, and what every zip holds.

    Args:
        run: the model.
        networks: folder of converted backbones (`Home.networks`), for the answers that the self-test
            expects; without it, and where the backbone is not there, the zip has no self-test.
        workspace: its photos, for reference pictures where there is consent.
        consent: whether a few photos of the project may go along.

    Raises:
        UserError: `projects.model_file_missing` for a model from elsewhere whose network was not at
            hand.
    """
    if not (run.folder / MODEL).is_file():
        raise UserError("projects.model_file_missing", backbone=run.backbone.title)
    format_ = FORMATS["keras"]
    contents = Contents(run, format_, RUNTIME)
    if networks is not None:
        _add_reference(contents, run, networks, reference_pictures(run, workspace, consent))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        # Weights do not compress; trying would only take time.
        archive.write(run.folder / MODEL, MODEL, zipfile.ZIP_STORED)
        digests = {
            name: run.manifest.sha256[name] for name in (MODEL,) if name in run.manifest.sha256
        }
        for name, content in contents.files(digests).items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _add_reference(
    contents: Contents, run: Run, networks: Path, pictures: dict[str, bytes]
) -> None:
    # The page of downloads must not wait for ONNX Runtime.
    from core.backbones.onnx_export import onnx_path
    from core.export.app_answers import AppAnswers

    spec = run.backbone
    # Others would have to be converted by TensorFlow, which is for workers only.
    if not spec.bundled and onnx_path(spec, networks) is None:
        return
    shown = inputs(pictures, run.manifest.input_size)
    try:
        answers = AppAnswers(run.folder, networks).of(shown)
    except (UserError, ImportError):
        return
    contents.add_reference(pictures, shown, answers, answers, is_exact=True)
