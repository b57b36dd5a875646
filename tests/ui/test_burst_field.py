"""What the camera field makes of what the browser sends."""

from __future__ import annotations

import base64

import pytest

from tests.factories import photo_bytes
from ui.burst.burst_field import SHOTS, decoded


def address(data: bytes) -> str:
    return "data:image/jpeg;base64," + base64.b64encode(data).decode()


def test_shots_come_as_their_bytes_in_order() -> None:
    shots = [photo_bytes(seed=seed) for seed in (1, 2)]
    assert decoded([address(shot) for shot in shots]) == shots


@pytest.mark.parametrize(
    "sent",
    [None, "data:image/jpeg;base64,AAAA", 7, [None], ["data:text/html;base64,AAAA"], ["data:image/jpeg;base64,§"]],
)  # fmt: skip
def test_what_is_no_shot_is_left_out(sent: object) -> None:
    assert decoded(sent) == []


def test_more_shots_than_a_burst_has_are_cut_off() -> None:
    assert len(decoded([address(b"x")] * (SHOTS + 5))) == SHOTS
