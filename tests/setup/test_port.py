"""Ports: the preferred one, another one, the one asked for."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from launcher import port
from launcher.problem import SetupProblem


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which somebody listens."""
    with socket.socket() as server:
        server.bind((port.ADDRESS, 0))
        server.listen()
        yield server.getsockname()[1]


def test_choose_port_asked_for_a_taken_one_is_refused(taken: int) -> None:
    with pytest.raises(SetupProblem, match=f"Port {taken} is taken"):
        port.choose_port(taken)


def test_choose_port_with_the_preferred_one_taken_finds_another(
    taken: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(port, "PREFERRED", taken)
    chosen = port.choose_port()
    assert chosen != taken
    assert port.is_free(chosen)


def test_choose_port_with_all_preferred_taken_still_finds_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(port, "is_free", lambda number: False)
    assert port.choose_port() > 0


@pytest.mark.parametrize("number", [0, -1, 70000])
def test_choose_port_no_port_number_is_refused(number: int) -> None:
    with pytest.raises(SetupProblem, match="is no port"):
        port.choose_port(number)
