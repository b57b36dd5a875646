"""What the network says of a sample of the project's photos at every depth, asked once and remembered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st
from PIL import Image

from core.backbones.registry import DEFAULT_BACKBONE, BackboneSpec, get
from core.runs import Run
from core.store.projects import Project
from core.types import Dataset, FloatArray, Photo, PixelArray
from ui import resources

if TYPE_CHECKING:
    from core.backbones.layer_maps import LayerMaps

MAX_PHOTOS = 150
BARE_SIDE = 16


@dataclass(frozen=True, slots=True, eq=False)
class Pooled:
    """A sample of photos, described at every depth.

    Attributes:
        photos: the sample, class by class.
        bare: the photos as they come, 16 x 16 dots: float32 `(photos, 768)`.
        depths: float32 arrays `(photos, units)`, the first layers first.
    """

    photos: tuple[Photo, ...]
    bare: FloatArray
    depths: tuple[FloatArray, ...]


def network_to_look_into(run: Run | None) -> BackboneSpec:
    """That of the run where it is ready on this computer, else the one that comes with the app."""
    default = get(DEFAULT_BACKBONE)
    if run is None or run.manifest.backbone == default.id:
        return default
    from core.backbones.onnx_export import onnx_path

    spec = get(run.manifest.backbone)
    is_ready = spec.bundled or onnx_path(spec, resources.home().networks) is not None
    return spec if is_ready else default


def layer_maps(spec: BackboneSpec) -> LayerMaps:
    """A network, opened for looking inside.

    Raises:
        UserError: its weights are missing or damaged.
    """
    return _layer_maps(str(resources.home().networks), spec.id)


def sample(dataset: Dataset) -> tuple[Photo, ...]:
    """At most `MAX_PHOTOS` photos, equally many of each class as far as they reach."""
    by_class = [dataset.of_class(label) for label in range(len(dataset.classes))]
    share, left = 0, MAX_PHOTOS
    while left > 0 and any(len(photos) > share for photos in by_class):
        share += 1
        left -= sum(len(photos) >= share for photos in by_class)
    chosen = [photo for photos in by_class for photo in spread(photos, share)]
    return tuple(chosen[:MAX_PHOTOS])


def spread(photos: Sequence[Photo], count: int) -> list[Photo]:
    """At most `count` of the photos, evenly from first to last."""
    if len(photos) <= count:
        return list(photos)
    return [photos[place * len(photos) // count] for place in range(count)]


def pooled(project: Project, dataset: Dataset, spec: BackboneSpec) -> Pooled:
    """The sample at every depth of a network; takes seconds the first time.

    Raises:
        UserError: the weights or a working copy are missing.
    """
    key = resources.dataset_key(project) or ""
    return _pooled(str(project.workspace.folder), key, spec.id, project, dataset)


def was_asked(project: Project) -> bool:
    """Whether the person has asked for `pooled` of these photos."""
    return bool(st.session_state.get(f"learn.pooled.{project.id}"))


def ask(project: Project) -> None:
    """From now on `pooled` may be computed for these photos."""
    st.session_state[f"learn.pooled.{project.id}"] = True


@st.cache_resource(max_entries=2, show_spinner=False)
def _layer_maps(networks: str, backbone_id: str) -> LayerMaps:
    # Only here: they bring ONNX Runtime along, which the page does not need before.
    from core.backbones.layer_maps import LayerMaps
    from core.backbones.onnx_export import ensure_onnx

    return LayerMaps(ensure_onnx(get(backbone_id), resources.home().networks))


@st.cache_resource(
    max_entries=4, show_spinner="The network looks at your photos, five times deep …"
)
def _pooled(
    folder: str, dataset_key: str, backbone_id: str, _project: Project, _dataset: Dataset
) -> Pooled:
    from core.features import decoded_batches

    network, photos = layer_maps(get(backbone_id)), sample(_dataset)
    store = _project.workspace.photos
    bare: list[FloatArray] = []

    def batches() -> Iterator[PixelArray]:
        for _, pixels in decoded_batches([p.id for p in photos], store, network.input_size):
            bare.extend(bare_dots(photo) for photo in pixels)
            yield pixels

    depths = network.pooled(batches())
    return Pooled(photos, np.stack(bare), depths)


def bare_dots(pixels: PixelArray) -> FloatArray:
    """A photo as 16 x 16 dots in a row, float32 from 0 to 1."""
    small = Image.fromarray(pixels).resize((BARE_SIDE, BARE_SIDE), Image.Resampling.BOX)
    dots: FloatArray = np.asarray(small, np.float32).ravel() / np.float32(255)
    return dots
