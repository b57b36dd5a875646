"""Makes a `.keras` file readable for Keras versions older than the one that wrote it."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

OLDEST, NEWEST = "3.4.1", "3.15.1"
"""The oldest and newest version that opened a model saved here and gave its answers; 3.3.3 does not."""

_CONFIG = "config.json"

# What later versions write down although it changes nothing; an older one stumbles over each.
_LATER_DEFAULTS: Mapping[str, Any] = MappingProxyType(
    {
        "input_axes": None,
        "output_axes": None,
        "quantization_config": None,
        "optional": False,
        "renorm": False,
        "renorm_clipping": None,
        "renorm_momentum": 0.99,
    }
)


def widen(path: Path) -> None:
    """The `.keras` file says the same in words that older versions of Keras 3 know too.

    Weights are left as they are; settings that are not at their default stay, whatever they mean for
    older versions.

    Args:
        path: of the file; it is replaced.
    """
    aside = path.with_name(f"{path.name}.wide")
    try:
        with zipfile.ZipFile(path) as source, zipfile.ZipFile(aside, "w") as target:
            for info in source.infolist():
                content = source.read(info)
                if info.filename == _CONFIG:
                    content = json.dumps(_plain(json.loads(content))).encode()
                target.writestr(info, content)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if not isinstance(value, dict):
        return value
    if value.get("class_name") == "DTypePolicy":
        return value["config"]["name"]
    return {
        name: _plain(each)
        for name, each in value.items()
        if name not in _LATER_DEFAULTS or each != _LATER_DEFAULTS[name]
    }
