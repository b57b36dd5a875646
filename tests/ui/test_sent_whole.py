"""What Streamlit keeps in the browser so as not to send it again, it sometimes looks for in vain."""

from __future__ import annotations

import pytest
from streamlit import config
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.forward_msg_cache import populate_hash_if_needed

OPTION = "global.minCachedMessageSize"


def _chart() -> ForwardMsg:
    """A message of 100 kB, as charts of many photos make."""
    message = ForwardMsg()
    message.delta.new_element.vega_lite_chart.spec = "x" * 100_000
    return message


def test_large_chart_is_never_sent_by_its_number_only() -> None:
    message = _chart()

    populate_hash_if_needed(message)

    assert not message.metadata.cacheable


def test_large_chart_with_streamlits_own_setting_may_be_sent_by_its_number(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    message, usual = _chart(), config.get_option
    monkeypatch.setattr(config, "get_option", lambda key: 10_000 if key == OPTION else usual(key))

    populate_hash_if_needed(message)

    assert message.metadata.cacheable
