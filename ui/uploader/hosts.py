"""Which requests come from the app's own pages: the guard against other web sites."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable, Mapping
from urllib.parse import SplitResult, urlsplit

import streamlit as st

from core.errors import UserError


def refuse_foreign(headers: Mapping[str, str]) -> None:
    """Returns nothing for a request of the app's own pages.

    Raises:
        UserError: `uploads.foreign_page` when the address is none of the app's own, or when another
            web site sent the request.
    """
    host = headers.get("host", "")
    origin = headers.get("origin")
    if not is_own_host(host, configured_hosts()) or (origin and not is_same_site(origin, host)):
        raise UserError("uploads.foreign_page", host=(origin or host)[:100])


def is_same_site(origin: str, host: str) -> bool:
    """Whether the page at `origin` and the address `host` are the same, port included."""
    try:
        page = urlsplit(origin)
        address = urlsplit(f"{page.scheme}://{host}")
        return page.scheme in ("http", "https") and _place(page) == _place(address)
    except ValueError:
        return False


def is_own_host(host: str, configured: Iterable[str]) -> bool:
    """Whether an address is a number, this machine's own name, or one that was configured.

    A web site can make its own *name* point to this machine (DNS rebinding), and then its pages
    look like ours to the browser; it can do so neither with a number nor with our names.
    """
    try:
        name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return False
    return bool(name) and (
        _is_number(name)
        or name == "localhost"
        or name.endswith(".localhost")
        or any(_fits(name, pattern) for pattern in configured)
    )


def configured_hosts() -> list[str]:
    """This machine's own name, and the addresses in Streamlit's settings."""
    machine = socket.gethostname()
    chosen = [st.get_option("server.address"), st.get_option("browser.serverAddress")]
    allowed = st.get_option("server.allowedHosts") or []
    return [name for name in (machine, f"{machine}.local", *chosen, *allowed) if name]


def _fits(name: str, pattern: str) -> bool:
    wanted = pattern.strip().lower().rstrip(".")
    if wanted.startswith("*."):
        return name.endswith(wanted[1:])
    return wanted in ("*", name)


def _is_number(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _place(url: SplitResult) -> tuple[str | None, int | None]:
    return url.hostname, url.port or {"http": 80, "https": 443}.get(url.scheme)
