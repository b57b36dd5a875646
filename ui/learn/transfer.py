"""Chapters on transfer learning: why a network that learned something else helps here."""

from __future__ import annotations

import streamlit as st

from core.backbones.registry import get
from core.runs import Run
from core.settings import TrainSettings
from core.store.projects import Project
from core.summary import summarise, trained_parameters
from core.types import Dataset, Photo
from ui import result_words, words
from ui.learn.likeness import most_alike
from ui.photos import photo_grid


def why_it_transfers() -> None:
    """What was learned from other photos, and why it is of use for these."""
    st.header("Borrow the eyes", anchor="transfer")
    st.markdown(
        "To find all those filters from nothing takes an enormous pile of photos and strong "
        "computers that run for days. The networks in this app went through that once: they "
        "learned to tell **a thousand kinds of things** apart, from dog breeds to teapots, on "
        "**over a million photos** of a collection called ImageNet.\n\n"
        "And here is the trick. Only the very last layer of such a network knows about teapots. "
        "All the layers before it know about lines, corners, fur, wheels and eyes, and *those* "
        "occur in your photos, too. So we cut off the last layer, keep the rest exactly as it is, "
        "and put a few small layers of our own on top. Only these have to learn. Somebody who has "
        "learned to see needs to be told only what the new things are called.\n\n"
        "That is **transfer learning**: what was learned there is carried over to here."
    )


def features_are_descriptions(
    project: Project | None, dataset: Dataset | None, run: Run | None
) -> None:
    """What the frozen part says of a photo, measured on this project's photos."""
    st.header("Features: a photo in a thousand words", anchor="features")
    spec = get(run.manifest.backbone if run else TrainSettings().backbone)
    st.markdown(
        f"What comes out of the frozen part is a list of **{spec.feature_count:,} numbers**, the "
        "**features** of the photo. Each says how much of something is in it. Nobody gave these "
        "somethings names, but two photos of similar things get similar lists, even if not a "
        "single dot of them is the same."
    )
    alike = most_alike(project, dataset, run) if project and dataset else None
    if alike is None or project is None or dataset is None:
        return
    st.markdown(
        f"Here is what that means for you. For each of {len(alike.photos):,} photos of yours, "
        "Foldersight looked for the other photo with the most similar features. "
        f"**In {alike.same_class:,} of {len(alike.photos):,} cases it shows the same class**, and "
        "so far nobody has told the network what your classes are."
    )
    with st.grid(4, min_column_width=180):
        for photo, other in alike.pairs:
            _pair(project, dataset, photo, other)


def _pair(project: Project, dataset: Dataset, photo: Photo, other: Photo) -> None:
    name, other_name = (dataset.classes[one.label] for one in (photo, other))
    with st.container(gap="xxsmall"):
        photo_grid(
            [photo.id, other.id],
            project.workspace.photos,
            alts=[f"A photo of {name}", f"The most similar photo, which shows {other_name}"],
            side_px=84,
        )
        st.caption(f"{words.plain(name)}; most similar: {words.plain(other_name)}")


def why_little_is_enough(dataset: Dataset | None, run: Run | None) -> None:
    """Why few photos and little time suffice, with this project's own numbers where there are."""
    st.header("Why few photos and little time are enough", anchor="little")
    settings = run.settings if run else TrainSettings()
    classes = len(dataset.classes) if dataset and dataset.classes else 3
    trained = trained_parameters(summarise(settings, classes))
    frozen = get(settings.backbone).parameters
    st.markdown(
        f"**Little to find.** {words.large_number(frozen)} numbers are ready-made. To be found are "
        f"{words.large_number(trained)}, and they start from features that already mean something, "
        "not from bare dots.\n\n"
        "**Seen once, used often.** The frozen part never changes, so what it says of a photo never "
        "changes either. Foldersight asks it once per photo and remembers the answer. Every further "
        "look at the photo then only passes through your small layers, and that takes a blink."
    )
    if run is not None:
        st.markdown(_own_numbers(run))


def _own_numbers(run: Run) -> str:
    manifest, seconds = run.manifest, run.manifest.seconds
    if manifest.fine_tuned_from:
        return (
            f"**In this project:** your newest model was fine-tuned: in the end the last part of "
            f"{get(manifest.backbone).title} learned from "
            f"{words.count(manifest.photos_used, 'photo')}, too. That took "
            f"{words.duration(seconds.get('fine_tuning', 0.0))}. It gets {result_words.rating(run)}."
        )
    network, looked = get(manifest.backbone).title, seconds.get("features", 0.0)
    if looked < 1:
        seeing = f"What {network} says of them was remembered from before"
    else:
        seeing = f"{network} took {words.duration(looked)} to look at the new ones among them"
    return (
        f"**In this project:** your newest model learned from "
        f"{words.count(manifest.photos_used, 'photo')}. {seeing}; learning over "
        f"{words.count(len(run.history), 'epoch')} took "
        f"{words.duration(seconds.get('training', 0.0))}. It gets "
        f"{result_words.rating(run)}."
    )
