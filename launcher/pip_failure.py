"""Turns what pip wrote before it gave up into one sentence for a person."""

from __future__ import annotations

import platform
import re
from pathlib import Path

from launcher.preconditions import no_room_sentence

NO_NETWORK = (
    "The parts that Foldersight needs could not be downloaded, since there is no way to the "
    "internet from here: check the connection (this is needed once only) and run this again."
)
PROXY = (
    "The parts that Foldersight needs could not be downloaded, since the network's proxy refused: "
    "ask whoever looks after the network for the proxy's address, set it with HTTPS_PROXY, "
    "and run this again."
)
CERTIFICATE = (
    "The parts that Foldersight needs could not be downloaded, since this network inspects "
    "encrypted connections and Python does not know its certificate: use another network once "
    "(a phone's hotspot will do), or ask whoever looks after the network for the certificate."
)
LONG_PATH = (
    "Windows could not write files whose path is that long: move the Foldersight folder to a "
    "short place, such as C:\\Foldersight, and run this again there."
)
IN_USE = (
    "Some of Foldersight's files could not be replaced, since they are in use or protected: close "
    "every Foldersight window, and run this again."
)
# Looked for in this order: a full disk is certain, while a hiccup of the network that pip got
# over stays in its output.
_SIGNS = [
    (r"No space left on device|\[Errno 28\]|\[WinError 112\]|Disk quota exceeded", None),
    (r"Windows Long Path support|\[WinError 206\]", LONG_PATH),
    (r"\[WinError 5\]|\[WinError 32\]|\[Errno 13\]|Permission denied", IN_USE),
    (r"CERTIFICATE_VERIFY_FAILED|SSLCertVerificationError", CERTIFICATE),
    (r"ProxyError|Cannot connect to proxy|Tunnel connection failed|\b407 Proxy", PROXY),
    (
        r"Temporary failure in name resolution|Name or service not known|getaddrinfo failed"
        r"|nodename nor servname|No address associated|NewConnectionError|ConnectTimeoutError"
        r"|ReadTimeoutError|Read timed out|Network is unreachable|No route to host"
        r"|Connection refused|Connection reset|RemoteDisconnected|IncompleteRead|Max retries"
        r"|connection broken",
        NO_NETWORK,
    ),
]


def explain_pip_failure(output: str, log: Path) -> str:
    """The sentence for a pip that failed after writing `output`; `log` is where all of it stands.

    Where the reason is not recognised, pip's last lines follow the sentence.
    """
    for pattern, sentence in _SIGNS:
        if re.search(pattern, output, re.IGNORECASE):
            return sentence or no_room_sentence()
    missing = re.search(r"No matching distribution found for ([\w.\[\]=<>~!-]+)", output)
    if missing:
        return (
            f"There is no {missing[1]} for this computer ({platform.system()}, "
            f"{platform.machine()}, Python {platform.python_version()}): use Windows 10 or later, "
            "a Mac with an Apple processor, or a Linux of the last five years; if it is one of "
            f"these, look into {log}."
        )
    last = [line.rstrip() for line in output.splitlines() if line.strip()][-6:]
    shown = "\n".join("    " + line for line in last)
    return (
        f"Installing failed for a reason that the lines below may tell; the full text is in {log}, "
        f"and running this again is worth one try.\n{shown}"
    )
