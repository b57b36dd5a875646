"""The photos of a finding, groups side by side, each with a box that spares it from the repair."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from core.doctor.types import Finding
from core.store.projects import Project
from core.types import Dataset, Photo
from ui import words
from ui.photos import thumbnail

_SINGLES_SHOWN, _GROUPS_SHOWN, _OF_A_GROUP = 12, 6, 8
_SIDE_PX, _GAP_PX, _FRAME_PX = 116, 16, 36
_SPARED = "doctor-spared"

Group = tuple[str, ...]


def finding_photos(project: Project, dataset: Dataset, finding: Finding) -> frozenset[str]:
    """The ids of the photos that the buttons are about: all of the finding but those spared.

    Args:
        project: whose photos they are.
        dataset: has all photos of the finding.
        finding: what was found.
    """
    if not finding.groups:
        return frozenset()
    photos = {photo.id: photo for photo in dataset.photos}
    singles = all(len(group) == 1 for group in finding.groups)
    has_repairs = any(repair.action != "none" for repair in finding.repairs)
    if has_repairs and len(finding.groups) > 1:
        st.caption("Take the tick away from what is right as it is.")
    shown = _turned_to(finding, _SINGLES_SHOWN if singles else _GROUPS_SHOWN)
    if singles:
        with st.grid("auto", min_column_width=_SIDE_PX + 14):
            for group in shown:
                with st.container(gap="xsmall"):
                    _picture(project, dataset, photos[group[0]], finding)
                    _box(finding, group)
    else:
        most = min(_OF_A_GROUP, max(len(group) for group in shown))
        with st.grid("auto", min_column_width=most * (_SIDE_PX + _GAP_PX) + _FRAME_PX):
            for group in shown:
                _side_by_side(project, dataset, photos, finding, group)
    spared = _spared() if len(finding.groups) > 1 else set()
    kept = (group for group in finding.groups if (finding.id, group[0]) not in spared)
    return frozenset(photo_id for group in kept for photo_id in group)


def _turned_to(finding: Finding, per_page: int) -> Sequence[Group]:
    """The groups of the part that the person has turned to."""
    pages = -(-len(finding.groups) // per_page)
    if pages == 1:
        return finding.groups
    number = min(st.pagination(pages, key=f"pages-{finding.id}"), pages)
    return finding.groups[(number - 1) * per_page : number * per_page]


def _side_by_side(
    project: Project, dataset: Dataset, photos: Mapping[str, Photo], finding: Finding, group: Group
) -> None:
    with st.container(border=True, height="stretch"):
        with st.container(horizontal=True, gap="small"):
            for photo_id in group[:_OF_A_GROUP]:
                with st.container(width=_SIDE_PX, gap="xsmall"):
                    _picture(project, dataset, photos[photo_id], finding)
            if len(group) > _OF_A_GROUP:
                st.caption(f"and {len(group) - _OF_A_GROUP:,} more")
        _box(finding, group)


def _picture(project: Project, dataset: Dataset, photo: Photo, finding: Finding) -> None:
    """A photo, its class, what was noted of it and what the repair does to it."""
    name = dataset.classes[photo.label]
    alt = f"{photo.name}, in the class {name}"
    st.image(thumbnail(project.workspace.photos, photo.id, _SIDE_PX), width="stretch", alt=alt)
    note = finding.notes.get(photo.id)
    lines = [words.plain(note) if note else f"in **{words.plain(name)}**"]
    if fate := _fate(finding, photo.id):
        lines.append(fate)
    st.caption("  \n".join(lines))


def _fate(finding: Finding, photo_id: str) -> str:
    """Where some of a group are put aside and one stays: which this is."""
    keepers = [repair for repair in finding.repairs if repair.action == "keep_one"]
    if not keepers:
        return ""
    goes = any(photo_id in repair.photo_ids for repair in keepers)
    return ":material/visibility_off: goes" if goes else ":material/check: stays"


def _box(finding: Finding, group: Group) -> None:
    """A ticked box; without its tick the group is spared. Where there is one only, none is needed."""
    if len(finding.groups) == 1 or all(repair.action == "none" for repair in finding.repairs):
        return
    mark = (finding.id, group[0])
    key = f"mean-{finding.id}-{group[0]}"
    st.session_state.setdefault(key, mark not in _spared())
    st.checkbox("Repair", key=key, on_change=_spare, args=(mark, key))


def _spare(mark: tuple[str, str], key: str) -> None:
    if st.session_state.get(key):
        _spared().discard(mark)
    else:
        _spared().add(mark)


def _spared() -> set[tuple[str, str]]:
    spared: set[tuple[str, str]] = st.session_state.setdefault(_SPARED, set())
    return spared
