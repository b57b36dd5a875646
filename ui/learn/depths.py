"""A chapter that looks into the network at five depths, and for photos that excite one unit."""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np
import streamlit as st
from PIL import Image

from core.backbones.registry import BackboneSpec, get
from core.errors import UserError
from core.intake.images import model_input
from core.runs import Run
from core.store.projects import Project
from core.types import Dataset, FloatArray, Photo, PixelArray
from ui import resources, words
from ui.learn import pooled
from ui.learn.chosen_photo import ChosenPhoto
from ui.photos import photo_grid
from ui.trial.heatmap import strongest_place, with_heat

SHOWN_UNITS, SHOWN_PHOTOS = 8, 6
_MOST_FEATURES = 2000
_PICTURE_PX, _SMALL_FROM = 224, 3
_WHITE_FROM = 0.995
_NAMES = ("1 · Edges", "2 · Corners", "3 · Textures", "4 · Parts", "5 · Things")
_MEANINGS = (
    "Close to the dots. The maps are large and sharp, and what you see in them is mostly **lines "
    "and colours**: each unit traces the edges that run its way.",
    "A little further. Units put edges together to **corners, curves and stripes**; the maps are "
    "half as large, because exact places matter less.",
    "In the middle. Units answer to **patterns**, such as fur, leaves or brick, wherever these are.",
    "Far inside. Each unit looks at a large piece of the photo at once and answers to **parts**: "
    "something round with spikes, a corner of a roof, an ear.",
    "The end. Only a few places are left, and a unit answers to **whole things** or large parts of "
    "them. The averages of these maps are the features that your own layers learn from.",
)


@st.fragment
def layers_at_work(
    photo: ChosenPhoto,
    project: Project | None,
    dataset: Dataset | None,
    run: Run | None,
    network: BackboneSpec,
) -> None:
    """Maps of the chosen photo at a chosen depth, and photos of the project for a chosen unit."""
    st.markdown(
        f"Enough of ladders that others climbed: look for yourself. Choose a depth, and {network.title} "
        "looks at the photo that you chose above. Each little picture is one **unit**, that is one "
        "filter of that depth; shown are the eight whose answers stand out most."
    )
    if run is not None and run.manifest.backbone != network.id:
        st.caption(
            f"Your model stands on {get(run.manifest.backbone).title}, which is not ready on this "
            f"computer; {network.title} looks in its place, and sees much the same."
        )
    chosen = st.segmented_control(
        "How deep shall we look?", list(range(len(_NAMES))), format_func=_NAMES.__getitem__,
        key="learn.depth",
    )  # fmt: skip
    if chosen is None:
        st.caption("Nothing is computed before you choose a depth; it then takes about a second.")
        return
    try:
        depth = pooled.layer_maps(network).depths[chosen]
        units, pictures = _seen(photo.id, chosen, network.id, photo.jpeg)
    except (UserError, OSError):
        st.caption("The network's weights are not on this computer, so they cannot be shown.")
        return
    st.markdown(
        f"{_MEANINGS[chosen]}\n\n{depth.units:,} units, each with a map of {depth.side} by "
        f"{depth.side} places; the strongest first:"
    )
    _show(photo, units, pictures)
    st.caption(
        "A warm veil lies where the unit answers; the line frames where it answers at least half as "
        "much as at its strongest place, which has a ring."
        if chosen >= _SMALL_FROM
        else "Bright means that the unit answers there."
    )
    if project is not None and dataset is not None:
        _exciting(chosen, units, project, dataset, network)


def photos_that_excite(answers: FloatArray, unit: int, count: int) -> list[int]:
    """Rows of the photos that a unit answers to most, the strongest first.

    Args:
        answers: float32 `(photos, units)`, averages over each photo.
        unit: which.
        count: how many at most; a photo that it does not answer to at all is left out.
    """
    order = np.argsort(-answers[:, unit], kind="stable")[:count]
    return [row for row in order.tolist() if answers[row, unit] > 0]


@st.cache_data(max_entries=40, show_spinner="The network looks …")
def _seen(
    own_id: str, depth: int, backbone_id: str, _jpeg: bytes
) -> tuple[list[int], list[tuple[bytes, str]]]:
    """The strongest units at a depth; of each a picture of what it sees, and its strongest place."""
    from core.backbones.layer_maps import strongest_units

    network = pooled.layer_maps(get(backbone_id))
    pixels = model_input(_jpeg, network.input_size)
    maps = network.maps(pixels)[depth]
    units = strongest_units(maps, SHOWN_UNITS)
    answers = [maps[..., unit] for unit in units]
    is_small = depth >= _SMALL_FROM
    return units, [(_picture(pixels, a, is_small=is_small), strongest_place(a)) for a in answers]


def _picture(pixels: PixelArray, answer: FloatArray, *, is_small: bool) -> bytes:
    """The map itself, or where it is too small to be recognised, the photo with a veil over it."""
    file = io.BytesIO()
    shown = pixels if is_small else _stretched(answer)
    Image.fromarray(shown).resize((_PICTURE_PX, _PICTURE_PX)).save(file, "JPEG", quality=85)
    return with_heat(file.getvalue(), answer) if is_small else file.getvalue()


def _stretched(answer: FloatArray) -> PixelArray:
    """White where the unit answers most; a few places that outshine all others do not count."""
    most = max(float(np.quantile(answer, _WHITE_FROM)), 0.1)
    return (np.clip(answer / most, 0, 1) * 255).astype(np.uint8)


def _show(photo: ChosenPhoto, units: Sequence[int], pictures: Sequence[tuple[bytes, str]]) -> None:
    with st.container(horizontal=True, gap="medium", vertical_alignment="top"):
        st.image(photo.jpeg, width=232, caption=photo.caption, alt=photo.title)
        with st.container(width=480), st.grid(4, min_column_width=96, gap="small"):
            for unit, (picture, place) in zip(units, pictures, strict=True):
                st.image(
                    picture, width=108, caption=f"Unit {unit + 1}",
                    alt=f"Where unit {unit + 1} answers on the photo: {place}",
                )  # fmt: skip


def _exciting(
    depth: int, units: Sequence[int], project: Project, dataset: Dataset, network: BackboneSpec
) -> None:
    """The photos of the project that excite a unit most, with a unit to choose."""
    found = _answers(depth, project, dataset, network)
    if found is None:
        st.caption(
            "Which of your photos excite such a unit most? That can be shown once they were looked "
            "at: press **Look at my photos at every depth** further below."
        )
        return
    photos, answers = found
    unit = st.pills(
        "Which of your photos excite a unit most? Choose one:", list(units),
        format_func=lambda unit: f"Unit {unit + 1}", default=units[0], required=True,
        key=f"learn.unit.{depth}.{units}",
    )  # fmt: skip
    unit = units[0] if unit not in units else unit
    rows = photos_that_excite(answers, unit, SHOWN_PHOTOS)
    names = [dataset.classes[photos[row].label] for row in rows]
    photo_grid(
        [photos[row].id for row in rows],
        project.workspace.photos,
        alts=[f"A photo of {name}" for name in names],
        captions=[words.plain(name) for name in names],
    )
    st.caption(
        f"Of {words.count(len(photos), 'photo')} of yours, unit {unit + 1} answers most to these. "
        "What do they have in common? That is what it looks for; nobody has given it a name."
    )


def _answers(
    depth: int, project: Project, dataset: Dataset, network: BackboneSpec
) -> tuple[tuple[Photo, ...], FloatArray] | None:
    """Photos with the averages of that depth's units; the last depth is known from the features."""
    if pooled.was_asked(project):
        found = pooled.pooled(project, dataset, network)
        return found.photos, found.depths[depth]
    if depth < len(_NAMES) - 1:
        return None
    key = resources.dataset_key(project) or ""
    return _from_features(str(project.workspace.folder), key, network.id, project, dataset)


@st.cache_resource(max_entries=2, show_spinner=False, ttl=60)
def _from_features(
    folder: str, dataset_key: str, backbone_id: str, _project: Project, _dataset: Dataset
) -> tuple[tuple[Photo, ...], FloatArray] | None:
    from core.features import feature_store

    photos = pooled.spread(_dataset.photos, _MOST_FEATURES)
    try:
        store = feature_store(_project.workspace, get(backbone_id))
        return tuple(photos), store.gather([photo.id for photo in photos])
    except (KeyError, UserError):
        return None
