"""The pages of the app, in the order in which a person walks through them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Step:
    """A page of the app.

    Attributes:
        id: what links call it.
        script: its file, from the root of the app.
        title: what a person calls it.
        icon: a Material icon, bundled with Streamlit.
    """

    id: str
    script: str
    title: str
    icon: str


STEPS: Mapping[str, Step] = MappingProxyType(
    {
        step.id: step
        for step in (
            Step("home", "streamlit_app.py", "Home", ":material/home:"),
            Step("data", "pages/data.py", "Data", ":material/photo_library:"),
            Step("train", "pages/train.py", "Train", ":material/school:"),
            Step("results", "pages/results.py", "Results", ":material/insights:"),
            Step("test", "pages/test.py", "Test", ":material/center_focus_strong:"),
            Step("download", "pages/download.py", "Download", ":material/download:"),
            Step("learn", "pages/learn.py", "Learn", ":material/menu_book:"),
        )
    }
)

PROJECT_STEPS = ("data", "train", "results", "test", "download")
