"""What the doctor says of a data set."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from core.errors import Fact

Severity = Literal["serious", "look", "hint"]
Action = Literal["exclude", "move", "keep_one", "none"]


@dataclass(frozen=True, slots=True)
class Repair:
    """What one button does.

    Attributes:
        action: `exclude` puts the photos aside; `move` moves them to `to_class`; `keep_one` puts
            all but the best of each group aside; `none` leaves the repair to the person.
        photo_ids: the photos that it is done to, nothing to be worked out any more.
        to_class: name of a class, for `move`.
    """

    action: Action
    photo_ids: tuple[str, ...]
    to_class: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with the photos.

    Attributes:
        id: the same from one look to the next, such as `"near_duplicates"`.
        code: message code `doctor.…`: title says what it is, detail why it hurts, fix what to do.
        severity: `serious` spoils the model or its figures, `look` deserves a look, `hint` may wait.
        facts: for the sentences.
        groups: ids of photos that belong together, a single photo is a group of one; the most
            important first. Empty when the finding is about the data as a whole.
        notes: a few words about a photo, by its id.
        repairs: the buttons; empty where only new photos help.
    """

    id: str
    code: str
    severity: Severity
    facts: Mapping[str, Fact] = field(default_factory=dict)
    groups: tuple[tuple[str, ...], ...] = ()
    notes: Mapping[str, str] = field(default_factory=dict)
    repairs: tuple[Repair, ...] = ()


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """All that the doctor found in one data set.

    Attributes:
        dataset_key: `Dataset.key` of the data that were looked at.
        findings: sorted by how much they hurt.
        health_code: message code of the one sentence (its title) about the whole.
        health_facts: for that sentence.
        twins: groups of ids of photos that are the same or nearly; training keeps each group on one
            side of every split.
        map: place of each photo by its features, alike photos near each other; both from 0 to 1.
    """

    dataset_key: str
    findings: tuple[Finding, ...]
    health_code: str
    health_facts: Mapping[str, Fact] = field(default_factory=dict)
    twins: tuple[tuple[str, ...], ...] = ()
    map: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    def has_seen(self, photo_ids: Iterable[str]) -> bool:
        """Whether it looked at all of these photos, whatever class they were in then."""
        return all(photo_id in self.map for photo_id in photo_ids)
