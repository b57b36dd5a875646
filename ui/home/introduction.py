"""What the app is, in three sentences and a picture."""

from __future__ import annotations

import streamlit as st

from ui.pictures import picture

_PICTURES = (
    ("folders", "Three folders with photos of cats, dogs and birds", "**1.** You sort photos into folders."),
    (
        "network",
        "A photo goes through a locked, ready-made network into a few neurons that are still learning",
        "**2.** A ready-made network learns your classes.",
    ),
    (
        "answer",
        "A new photo of a cat beside three bars; the bar for cats is by far the longest",
        "**3.** It tells you what is on a new photo.",
    ),
)  # fmt: skip


def introduction() -> None:
    """The title, three sentences and the picture."""
    st.title("Teach your computer to tell your photos apart", anchor=False)
    st.markdown(
        "Give Foldersight a folder of photos for each thing that it should tell apart, and it learns "
        "to name them. "
        "It starts from a network that has already seen a million pictures, so a few dozen photos of "
        "each thing and a few minutes are enough. "
        "Your photos stay on the computer that runs Foldersight, and the finished model is yours: a "
        "file that works elsewhere, too."
    )
    with st.grid(3, min_column_width=90, gap="small"):
        for name, alt, caption in _PICTURES:
            with st.container():
                picture(name, alt)
                st.markdown(caption, text_alignment="center")
