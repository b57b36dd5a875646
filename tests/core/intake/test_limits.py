from __future__ import annotations

import pytest

from core.errors import UserError
from core.intake import Limits


def test_limits_are_those_of_the_environment_and_the_defaults_for_the_rest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("FOLDERSIGHT_LIMIT_ARCHIVE_MB", "7")
    assert Limits.default() == Limits(archive_mb=7)


@pytest.mark.parametrize("value", ["many", "-1", "1.5", "²"])
def test_limit_that_is_no_whole_number_is_refused_with_its_name(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("FOLDERSIGHT_LIMIT_DEPTH", value)
    with pytest.raises(UserError) as refused:
        Limits.default()
    assert refused.value.facts == {"variable": "FOLDERSIGHT_LIMIT_DEPTH", "value": value}
