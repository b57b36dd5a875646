"""Finds a port on the loopback address."""

from __future__ import annotations

import socket
import sys

from launcher.problem import SetupProblem

ADDRESS = "127.0.0.1"
PREFERRED = 8501
_TRIED = 20


def is_free(port: int) -> bool:
    """Whether a server could listen on `port` of the loopback address."""
    with socket.socket() as probe:
        probe.settimeout(1.0)
        # On macOS one may bind a port of one address that somebody holds on all addresses.
        if probe.connect_ex((ADDRESS, port)) == 0:
            return False
    with socket.socket() as server:
        if sys.platform != "win32":
            # As the server itself does: a port that was closed a moment ago counts as free.
            server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            server.bind((ADDRESS, port))
        except OSError:
            return False
    return True


def choose_port(wanted: int | None = None) -> int:
    """`wanted` if given, else the first free one from 8501 on, else any that is free.

    Raises SetupProblem when `wanted` is taken or no port number.
    """
    if wanted is not None:
        if not 1 <= wanted <= 65535:
            raise SetupProblem(f"{wanted} is no port: take a number from 1024 to 65535.")
        if not is_free(wanted):
            raise SetupProblem(
                f"Port {wanted} is taken by another program (or another Foldersight window), or "
                "reserved by the system: take another one, or leave out --port and one is found."
            )
        return wanted
    for port in range(PREFERRED, PREFERRED + _TRIED):
        if is_free(port):
            return port
    with socket.socket() as server:
        server.bind((ADDRESS, 0))
        return int(server.getsockname()[1])
