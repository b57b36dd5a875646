"""What the app met and nobody foresaw; on the page it is a sentence like any refusal."""

from __future__ import annotations

from pathlib import Path

import pytest


def fail_on_logged_errors(logs: Path) -> None:
    """Fails the test with the tracebacks that the app left in its folder of logs.

    A test that means such an error reads its file and removes it. A worker that was killed leaves
    none; what it said before stands in a file of another name.
    """
    errors = [path.read_text(encoding="utf-8") for path in sorted(logs.glob("error-*.txt"))]
    if errors:
        pytest.fail("the app met an error nobody foresaw:\n" + "\n".join(errors), pytrace=False)
