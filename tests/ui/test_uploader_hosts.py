"""The guard of the upload routes against pages from elsewhere."""

from __future__ import annotations

import pytest

from core.errors import UserError
from ui.uploader import hosts


@pytest.mark.parametrize(
    "host",
    [
        "localhost:8501",
        "LOCALHOST",
        "127.0.0.1:8501",
        "[::1]:8501",
        "192.168.1.20:8501",
        "foldersight.localhost",
        "photos.school.example",
        "photos.school.example.:443",
        "a.lab.example",
    ],
)
def test_own_host_is_a_number_this_machine_or_a_configured_one(host: str) -> None:
    assert hosts.is_own_host(host, ["photos.school.example", "*.lab.example"])


@pytest.mark.parametrize(
    "host",
    [
        "",
        "evil.example",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "evillocalhost",
        "photos.school.example.evil.example",
        "lab.example",
        "xlab.example",
        "user@",
        "[::1",
        ":8501",
    ],
)
def test_own_host_is_no_name_that_a_stranger_can_point_here(host: str) -> None:
    assert not hosts.is_own_host(host, ["photos.school.example", "*.lab.example"])


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("http://localhost:8501", "localhost:8501"),
        ("https://photos.example", "photos.example"),
        ("https://photos.example", "photos.example:443"),
        ("http://[::1]:8501", "[::1]:8501"),
        ("http://LocalHost:8501", "localhost:8501"),
    ],
)
def test_same_site_when_name_and_port_agree(origin: str, host: str) -> None:
    assert hosts.is_same_site(origin, host)


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("http://evil.example", "localhost:8501"),
        ("http://localhost:9999", "localhost:8501"),
        ("http://127.0.0.1:8501", "localhost:8501"),
        ("http://photos.example", "photos.example:443"),
        ("null", "localhost:8501"),
        ("file://localhost:8501", "localhost:8501"),
        ("http://localhost:8501.evil.example", "localhost:8501"),
        ("http://localhost:99999999", "localhost:8501"),
    ],
)
def test_same_site_fails_for_another_page(origin: str, host: str) -> None:
    assert not hosts.is_same_site(origin, host)


def test_refuse_foreign_lets_the_apps_own_page_through() -> None:
    hosts.refuse_foreign({"host": "localhost:8501", "origin": "http://localhost:8501"})
    hosts.refuse_foreign({"host": "localhost:8501"})


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"host": "evil.example:8501", "origin": "http://evil.example:8501"},
        {"host": "localhost:8501", "origin": "https://evil.example"},
        {"host": "localhost:8501", "origin": "null"},
    ],
)
def test_refuse_foreign_names_the_stranger(headers: dict[str, str]) -> None:
    with pytest.raises(UserError) as refusal:
        hosts.refuse_foreign(headers)
    assert refusal.value.code == "uploads.foreign_page"
    assert refusal.value.facts == {"host": headers.get("origin") or headers.get("host", "")}
