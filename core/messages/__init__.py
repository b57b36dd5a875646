"""Every sentence that the engine says to a person, by code: what happened, which file, what to do
now.

One module per area holds a `MESSAGES` table. Texts are `str.format` templates over the facts of the
`UserError`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from core.errors import Fact, UserError
from core.messages import (
    api,
    backbones,
    dataset,
    doctor,
    evaluation,
    export,
    fine_tuning,
    general,
    intake,
    jobs,
    models,
    projects,
    settings_search,
    terminal,
    training,
    trial,
    uploads,
)
from core.messages.message import Message

_AREAS = (
    general,
    intake,
    dataset,
    uploads,
    backbones,
    training,
    evaluation,
    export,
    models,
    jobs,
    terminal,
    doctor,
    trial,
    settings_search,
    fine_tuning,
    api,
    projects,
)

CATALOGUE: Mapping[str, Message] = MappingProxyType(
    {code: message for area in _AREAS for code, message in area.MESSAGES.items()}
)


def describe(error: UserError) -> Message:
    """The sentences for an error, with its facts filled in."""
    return describe_code(error.code, error.facts)


def describe_code(code: str, facts: Mapping[str, Fact]) -> Message:
    """The sentences for a code and facts that came back from a job, a file or an exception."""
    template = CATALOGUE.get(code)
    if template is None:
        return CATALOGUE["general.unexpected"].filled({"reference": code})
    return template.filled(facts)


__all__ = ["CATALOGUE", "Message", "describe", "describe_code"]
