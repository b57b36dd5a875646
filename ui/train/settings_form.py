"""Every training setting as a widget, drawn from `core.settings`: nothing here states a range."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import streamlit as st

from core.backbones.registry import BACKBONES, get
from core.backbones.weights import weights_state
from core.settings import (
    MAX_DENSE_LAYERS,
    PRESETS,
    SETTINGS,
    Group,
    Setting,
    TrainSettings,
    checked,
)

# A slider with more steps than this cannot be set with a finger.
_MAX_SLIDER_STEPS = 300


def draw(scope: str, saved: TrainSettings) -> TrainSettings:
    """The settings as they stand in the widgets.

    Args:
        scope: tells the widgets of one project from those of another.
        saved: what the widgets show at first.
    """
    if _key(scope, "epochs") not in st.session_state:
        _fill(scope, saved)
    _presets(scope)
    values = _group(scope, "main")
    with st.expander("Advanced", icon=":material/tune:"):
        values |= _group(scope, "advanced")
    return checked(TrainSettings(**values))


def forget(scope: str) -> None:
    """The widgets show what is saved again, when next drawn."""
    for key in [key for key in st.session_state if str(key).startswith(f"{scope}.")]:
        del st.session_state[key]


def _presets(scope: str) -> None:
    """A choice of ready-made settings; none is marked when the widgets say something else."""
    key = _key(scope, "preset")
    current = _current(scope)
    st.session_state[key] = next((name for name, p in PRESETS.items() if p == current), None)
    st.segmented_control(
        "Start from",
        list(PRESETS),
        key=key,
        on_change=_apply_preset,
        args=(scope,),
        help="Sets every setting below; you can change each of them afterwards.",
    )


def _apply_preset(scope: str) -> None:
    chosen = st.session_state.get(_key(scope, "preset"))
    if chosen is not None:
        _fill(scope, PRESETS[chosen])


def _group(scope: str, group: Group) -> dict[str, Any]:
    return {
        setting.name: _widget(scope, setting)
        for setting in SETTINGS.values()
        if setting.group == group
    }


def _widget(scope: str, setting: Setting) -> Any:
    """The value of a setting, from its widget and with its sentence beneath."""
    with st.container(gap="xxsmall"):
        match setting.kind:
            case "sizes":
                return _sizes(scope, setting)
            case "switch":
                value: Any = st.toggle(setting.label, key=_key(scope, setting.name))
            case "choice":
                value = _choice(scope, setting)
            case _:
                value = _number(setting, setting.label, _key(scope, setting.name))
        st.caption(setting.help)
    return value


def _number(setting: Setting, label: str, key: str) -> float:
    cast_to = int if setting.kind in ("integer", "sizes") else float
    low, high, step = (cast_to(n or 0) for n in (setting.minimum, setting.maximum, setting.step))
    if (high - low) / step <= _MAX_SLIDER_STEPS:
        value: float = st.slider(label, low, high, step=step, key=key)
        return value
    form = None if cast_to is int else f"%.{_digits(low)}f"
    return st.number_input(label, low, high, step=step, key=key, format=form)


def _sizes(scope: str, setting: Setting) -> tuple[int, ...]:
    """The number of layers, and a slider for the size of each."""
    layers = st.slider(setting.label, 0, MAX_DENSE_LAYERS, key=_key(scope, setting.name))
    st.caption(setting.help)
    sizes: list[int] = []
    for place in range(layers):
        key = _key(scope, setting.name, place)
        if key not in st.session_state:
            st.session_state[key] = sizes[-1] if sizes else TrainSettings().dense[0]
        sizes.append(int(_number(setting, f"Neurons in dense layer {place + 1}", key)))
    return tuple(sizes)


def _choice(scope: str, setting: Setting) -> str:
    chosen = st.selectbox(
        setting.label, setting.choices, format_func=_title, key=_key(scope, setting.name)
    )
    if chosen in BACKBONES:
        st.markdown(_about_backbone(chosen))
    return chosen


def _title(choice: str) -> str:
    return get(choice).title if choice in BACKBONES else choice


def _about_backbone(backbone_id: str) -> str:
    """What it is good for, and whether it can be used without the internet."""
    spec = get(backbone_id)
    match weights_state(spec):
        case "bundled":
            where = ":material/check_circle: It comes with the app."
        case "present":
            where = ":material/check_circle: It is on this computer already."
        case _:
            where = (
                ":material/cloud_download: It is not on this computer yet: "
                f"{spec.weights_mb:.0f} MB are downloaded once, when you press Train."
            )
    return f"{spec.description} {where}"


def _fill(scope: str, settings: TrainSettings) -> None:
    for field in fields(TrainSettings):
        value = getattr(settings, field.name)
        if SETTINGS[field.name].kind == "sizes":
            for place, size in enumerate(value):
                st.session_state[_key(scope, field.name, place)] = size
            value = len(value)
        st.session_state[_key(scope, field.name)] = value


def _current(scope: str) -> TrainSettings:
    """What the widgets hold at this moment."""
    values: dict[str, Any] = {}
    for field in fields(TrainSettings):
        value = st.session_state[_key(scope, field.name)]
        if SETTINGS[field.name].kind == "sizes":
            keys = [_key(scope, field.name, place) for place in range(value)]
            value = tuple(st.session_state.get(key, 0) for key in keys)
        values[field.name] = value
    return TrainSettings(**values)


def _key(scope: str, name: str, place: int | None = None) -> str:
    return f"{scope}.{name}" if place is None else f"{scope}.{name}.{place}"


def _digits(number: float) -> int:
    """Decimals that show a number such as 0.00001 in full."""
    return max(0, len(f"{number:.8f}".rstrip("0").partition(".")[2]))
