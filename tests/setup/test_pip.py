"""What pip says, turned into what a person can use."""

from __future__ import annotations

from pathlib import Path

import pytest

from launcher.pip_failure import explain_pip_failure
from launcher.pip_install import describe, pip_install
from launcher.places import Places
from launcher.problem import SetupProblem

LOG = Path("pip.log")
RETRYING = "WARNING: Retrying (Retry(total=4, connect=None, read=None, redirect=None, status=None))"
NOTHING_FOUND = """
ERROR: Could not find a version that satisfies the requirement streamlit==1.67.0 (from versions: none)
ERROR: No matching distribution found for streamlit==1.67.0
"""


@pytest.mark.parametrize(
    ("output", "part"),
    [
        (
            f"{RETRYING} after connection broken by 'NewConnectionError(<pip._vendor.urllib3."
            "connection.HTTPSConnection object at 0x7f>: Failed to establish a new connection: "
            f"[Errno -3] Temporary failure in name resolution')': /streamlit/{NOTHING_FOUND}",
            "no way to the internet",
        ),
        (f"{RETRYING}: [Errno 11001] getaddrinfo failed{NOTHING_FOUND}", "no way to the internet"),
        (f"{RETRYING}: nodename nor servname provided{NOTHING_FOUND}", "no way to the internet"),
        ("pip._vendor.urllib3.exceptions.ReadTimeoutError: Read timed out.", "the internet"),
        (f"{RETRYING}: ProxyError('Cannot connect to proxy.'){NOTHING_FOUND}", "HTTPS_PROXY"),
        (
            f"{RETRYING}: SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]"
            f" certificate verify failed')){NOTHING_FOUND}",
            "certificate",
        ),
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space", "disk"),
        ("OSError: [WinError 112] There is not enough space on the disk", "disk"),
        (
            "ERROR: Could not install packages due to an OSError: [Errno 2] No such file or "
            "directory: 'C:\\\\a'\nHINT: This error might have occurred since this system does not "
            "have Windows Long Path support enabled.",
            "C:\\Foldersight",
        ),
        ("PermissionError: [WinError 5] Access is denied: '_pywrap.pyd'", "close every"),
        (NOTHING_FOUND, "no streamlit==1.67.0 for this computer"),
    ],
)
def test_explain_pip_failure_known_cause_gives_one_line(output: str, part: str) -> None:
    sentence = explain_pip_failure(output, LOG)
    assert part in sentence
    assert "\n" not in sentence


def test_explain_pip_failure_full_disk_after_a_network_hiccup_is_the_disk() -> None:
    output = f"{RETRYING}: Read timed out.\nDownloading x\nOSError: [Errno 28] No space left"
    assert "disk is full" in explain_pip_failure(output, LOG)


def test_explain_pip_failure_unknown_cause_shows_the_last_lines_and_the_log() -> None:
    output = "".join(f"line {number}\n" for number in range(50)) + "ERROR: something new\n"
    explained = explain_pip_failure(output, LOG)
    assert str(LOG) in explained
    assert "something new" in explained
    assert "line 10\n" not in explained


def test_pip_install_failing_keeps_the_whole_output_in_the_log(places_with_venv: Places) -> None:
    places = places_with_venv  # its Python has no pip, so that the call fails at once
    with pytest.raises(SetupProblem, match="No module named pip"):
        pip_install(places, places.requirements(dev=False))
    assert "No module named pip" in places.pip_log.read_text(encoding="utf-8")


def test_pip_install_passes_the_files_and_shows_large_downloads(
    places_with_venv: Places, capsys: pytest.CaptureFixture[str]
) -> None:
    places = places_with_venv
    site = next(places.venv.rglob("site-packages"))
    (site / "pip.py").write_text(
        "import sys\n"
        "print('  Downloading tensorflow-2.21.0-cp312-cp312-win_amd64.whl (350.9 MB)')\n"
        "print('  Downloading small-1.0-py3-none-any.whl (1.2 MB)')\n"
        "print('asked:', *sys.argv[1:])\n",
        encoding="utf-8",
    )
    pip_install(places, places.requirements(dev=True))
    log = places.pip_log.read_text(encoding="utf-8")
    assert f"-r {places.root / 'requirements-dev.txt'}" in log
    shown = capsys.readouterr().out
    assert "getting tensorflow, 351 MB" in shown
    assert "small" not in shown


@pytest.mark.parametrize(
    "line",
    [
        "  Downloading tensorflow-2.21.0-cp312-cp312-win_amd64.whl (350.9 MB)",
        "  Downloading https://example.org/a/tensorflow-2.21.0-cp312-win_amd64.whl (350.9 MB)",
        "Using cached tensorflow-2.21.0-cp312-cp312-win_amd64.whl (350.9 MB)",
    ],
)
def test_describe_download_gives_name_and_size(line: str) -> None:
    assert describe(line) == ("getting tensorflow, 351 MB", 350.9)


def test_describe_other_line_tells_nothing() -> None:
    assert describe("Collecting numpy==2.4.6 (from -r requirements.txt)") is None
