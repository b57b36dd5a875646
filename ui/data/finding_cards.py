"""The doctor's findings, each with the photos concerned and the buttons that repair it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from core.doctor.storing import dismiss
from core.doctor.types import Finding, Repair
from core.intake.edit import exclude_photos, move_photos
from core.messages import describe_code
from core.store.projects import Project
from core.types import Dataset
from ui import words
from ui.data.editing import change
from ui.data.finding_photos import finding_photos
from ui.errors import error_boundary
from ui.page import Page

_SEVERITIES = {
    "serious": ":red-badge[:material/error: Serious]",
    "look": ":orange-badge[:material/visibility: Worth a look]",
    "hint": ":blue-badge[:material/lightbulb: Hint]",
}
_ICONS = {"exclude": "visibility_off", "keep_one": "filter_1", "move": "drive_file_move"}


@dataclass(frozen=True, slots=True)
class _Ward:
    """What every card needs."""

    page: Page
    project: Project
    dataset: Dataset


def finding_cards(
    page: Page, project: Project, dataset: Dataset, findings: Sequence[Finding]
) -> None:
    """One foldable card per finding in the order given, the first one open.

    Args:
        page: the open page.
        project: whose photos they are.
        dataset: as it is now.
        findings: about photos of the data set only.
    """
    ward = _Ward(page, project, dataset)

    @st.fragment
    def cards() -> None:
        # A fragment runs outside the page's own error boundary; ticking must not draw the whole page.
        with error_boundary(page.home):
            for place, finding in enumerate(findings):
                _card(ward, finding, is_first=place == 0)

    cards()


def _card(ward: _Ward, finding: Finding, *, is_first: bool) -> None:
    told = describe_code(finding.code, finding.facts)
    card = st.expander(
        f"{_SEVERITIES[finding.severity]} **{words.plain(told.title)}**",
        expanded=is_first,
        # A card that moves up to the first place opens.
        key=f"finding-{finding.id}-{is_first}",
        on_change="rerun",
    )
    if not card.open:
        return  # thumbnails are made only for those who look at them
    with card:
        st.markdown(words.plain(f"{told.detail} {told.fix}".strip()))
        meant = finding_photos(ward.project, ward.dataset, finding)
        _buttons(ward, finding, meant)


def _buttons(ward: _Ward, finding: Finding, meant: frozenset[str]) -> None:
    """The repairs for the ticked photos, and that there is nothing to repair."""
    with st.container(horizontal=True, gap="small"):
        for place, repair in enumerate(finding.repairs):
            chosen = [photo_id for photo_id in repair.photo_ids if photo_id in meant]
            if repair.action == "none":
                continue
            pressed = st.button(
                repair_in_words(repair, len(chosen)),
                key=f"repair-{finding.id}-{place}",
                icon=f":material/{_ICONS[repair.action]}:",
                disabled=not chosen,
            )
            if pressed:
                _repair(ward, repair, chosen)
        fine = st.button(
            "This is fine",
            key=f"fine-{finding.id}",
            icon=":material/thumb_up:",
            type="tertiary",
            help="Leaves all of this as it is. The doctor does not mention it again.",
        )
        if fine:
            # All of them: what was spared from a repair is what is fine.
            named = {photo_id for group in finding.groups for photo_id in group}
            dismiss(ward.project.workspace, finding.id, sorted(named))
            st.rerun()


def repair_in_words(repair: Repair, photos: int) -> str:
    """What the button of a repair says.

    Args:
        repair: not of the action `none`.
        photos: to how many photos it is done.
    """
    counted = words.count(photos, "photo")
    if repair.action == "move":
        return f"Move {counted} to {words.plain(repair.to_class)}"
    if repair.action == "keep_one":
        return f"Keep one of each, put {counted} aside"
    return f"Put {counted} aside"


def _repair(ward: _Ward, repair: Repair, chosen: Sequence[str]) -> None:
    count = len(chosen)
    if repair.action == "move":
        change(
            ward.page, ward.project, lambda d: move_photos(d, chosen, repair.to_class),
            "moved", photos=count, to=repair.to_class,
        )  # fmt: skip
    else:
        change(
            ward.page, ward.project, lambda d: exclude_photos(d, chosen), "excluded", photos=count
        )
    st.rerun()
