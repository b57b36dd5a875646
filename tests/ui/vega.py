"""Whether a chart is one that Vega-Lite understands, by its own schema (Altair brings it along)."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

import altair
import jsonschema

from ui.charts import Chart


def faults(chart: Chart) -> list[str]:
    """What is wrong with a chart; empty when nothing is."""
    lengths = {len(column) for column in chart.columns.values()}
    found = [] if len(lengths) == 1 else [f"columns of different lengths: {sorted(lengths)}"]
    found += [] if chart.alt.strip() else ["no alt text"]
    unknown = _fields(chart.spec) - set(chart.columns)
    found += [f"unknown fields: {sorted(unknown)}"] if unknown else []
    errors = _validator().iter_errors({"data": {"name": "data"}, **chart.spec})
    return found + [error.message[:300] for error in errors]


@functools.cache
def _validator() -> Any:
    folder = Path(altair.__file__).parent
    path = next(folder.rglob("vega-lite-schema.json"))
    return jsonschema.Draft7Validator(json.loads(path.read_text(encoding="utf-8")))


def _fields(part: Any) -> set[str]:
    """Every field that a specification mentions."""
    if isinstance(part, dict):
        own = {part["field"]} if isinstance(part.get("field"), str) else set()
        return own.union(*map(_fields, part.values()))
    if isinstance(part, list):
        return set().union(*map(_fields, part))
    return set()
