"""One HTML file with the whole model in it, which opens by double click and needs no network."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from core.export.layers_model import LayersModel
from core.export.packed_weights import Bits, packed, unpacked
from core.export.tfjs_runtime import VERSION
from core.familiarity import Familiarity
from core.types import FloatArray

_FOLDER = Path(__file__).parent / "page"
_SCRIPTS = ("prepare.js", "model.js", "page.js")
_SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)
_ELEMENT = {
    name: re.compile(f'<script type="[a-z/]+" id="{name}">([^<]*)</script>')
    for name in ("about", "weights")
}


def page_html(
    model: LayersModel,
    classes: Sequence[str],
    familiarity: Familiarity | None,
    runtime: bytes,
    bits: Bits,
    *,
    card: str,
    details: str,
) -> bytes:
    """The file's bytes.

    Args:
        model: takes colour values from 0 to 255.
        classes: names, in the order of the model's answers.
        familiarity: what is normal for photos of the classes; without it no photo is strange.
        runtime: the JavaScript of TensorFlow.js.
        bits: to which weights are rounded.
        card: HTML that says what the model is.
        details: HTML for the curious.
    """
    about, weights = packed_model(model, classes, familiarity, bits)
    return _filled(
        title=escape(_title(classes)),
        style=_read("page.css"),
        card=card,
        details=details,
        runtime_version=VERSION,
        about=_in_script(about),
        weights=base64.b64encode(weights).decode(),
        runtime=_SOURCE_MAP.sub("", runtime.decode()),
        script="\n".join(map(_read, _SCRIPTS)),
    )


def packed_model(
    model: LayersModel, classes: Sequence[str], familiarity: Familiarity | None, bits: Bits
) -> tuple[Mapping[str, Any], bytes]:
    """What the page is told of its model, and the bytes of all weights in that order."""
    parts = [
        packed(f"{layer}/{key}", value, bits)
        for layer, weights in model.weights.items()
        for key, value in weights.items()
    ]
    normal = None
    if familiarity is not None and familiarity.limit > 0:
        # 32 bits: the means are few, and a rounded one would shift the limit.
        means = familiarity.means.reshape(-1)
        parts.append(packed("familiarity", means, 16))
        normal = {
            "likeness": familiarity.likeness,
            "logit": familiarity.logit,
            "limit": familiarity.limit,
        }
    about = {
        "classes": list(classes),
        "size": model.config["config"]["layers"][0]["config"]["batch_input_shape"][1],
        "familiarity": normal,
        "topology": {**model.config, "class_name": "Model"},
        "weights": [part.spec for part in parts],
    }
    return about, b"".join(part.content for part in parts)


def read_page(page: bytes) -> LayersModel:
    """The model in a page, unpacked as the page itself does it.

    Raises:
        ValueError: there is none, or it is damaged.
    """
    text = page.decode()
    found = [_ELEMENT[name].search(text) for name in ("about", "weights")]
    if None in found:
        raise ValueError("Expected a page with a model in it")
    about, weights = (match[1] for match in found if match is not None)
    content, start = base64.b64decode(weights), 0
    arrays: dict[str, dict[str, FloatArray]] = {}
    described = json.loads(about)
    for spec in described["weights"]:
        value, start = unpacked(content, start, spec)
        layer, _, key = spec["name"].rpartition("/")
        if layer:
            arrays.setdefault(layer, {})[key] = value
    return LayersModel({**described["topology"], "class_name": "Functional"}, arrays)


def _filled(**parts: str) -> bytes:
    return Template(_read("page.html")).substitute(parts).encode()


def _read(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


def _title(classes: Sequence[str]) -> str:
    *others, last = classes
    if len(classes) > 4:
        return f"Which of {len(classes)} things is it?"
    return f"Is it {', '.join(others)} or {last}?"


def _in_script(value: Mapping[str, Any]) -> str:
    """JSON that no class name can break out of: an HTML parser sees no tag in it."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")
