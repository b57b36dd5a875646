"""The files that were left out, grouped by reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import streamlit as st

from core.messages import Message, describe_code
from core.types import Dataset, Skipped
from ui import words

_SHOWN = 200
_TALL_FROM = 8


def left_out(dataset: Dataset) -> None:
    """What was skipped and why; folded away, because most people need not care."""
    if dataset.skipped:
        title = words.count(len(dataset.skipped), "file was", "files were") + " left out"
        with st.expander(title, icon=":material/block:"):
            for files in _by_reason(dataset.skipped):
                _group(files)
    if dataset.ignored:
        ignored = words.count(dataset.ignored, "file")
        st.caption(
            f"Not counted: {ignored} beside the photos, such as .DS\\_Store, Thumbs.db or a text note."
        )


def _by_reason(skipped: Sequence[Skipped]) -> list[list[Skipped]]:
    """The skipped files of each reason, the commonest first."""
    groups: dict[str, list[Skipped]] = defaultdict(list)
    for file in skipped:
        groups[file.code].append(file)
    return sorted(groups.values(), key=len, reverse=True)


def _group(files: Sequence[Skipped]) -> None:
    """One reason with its files; what is true of all of them is said once."""
    messages = [describe_code(file.code, file.facts) for file in files[:_SHOWN]]
    alike = len(set(messages)) == 1
    st.markdown(f"**{words.plain(messages[0].title)}** · {words.count(len(files), 'file')}")
    if alike:
        st.markdown(words.plain(_advice(messages[0])))
    lines = [
        f"- {words.plain(file.name)}" + ("" if alike else f": {words.plain(_advice(message))}")
        for file, message in zip(files, messages, strict=False)
    ]
    if len(files) > _SHOWN:
        lines.append(f"- and {len(files) - _SHOWN:,} more")
    with st.container(height=240 if len(lines) > _TALL_FROM else "content"):
        st.markdown("\n".join(lines))


def _advice(message: Message) -> str:
    return f"{message.detail} {message.fix}".strip()
