"""Every training setting as a widget, drawn from `core.settings`: nothing here states a range."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
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
_NUMBER = "settings_form.number"


@dataclass(frozen=True, slots=True)
class _Form:
    """One showing of the widgets.

    What a widget shows at first is told to it again in every run: told only once, through the
    session's state, it is lost when a run is overtaken by the next one, and sliders stand at their ends.

    Attributes:
        scope: see `draw`.
        number: another one has other widgets.
        first: what they show at first.
    """

    scope: str
    number: int
    first: TrainSettings

    def key(self, name: str, place: int | None = None) -> str:
        """Key of a widget."""
        key = f"{self.scope}.{self.number}.{name}"
        return key if place is None else f"{key}.{place}"

    def size(self, place: int, sizes: Sequence[int]) -> int:
        """What the slider of a dense layer shows at first: a new one, as many as the layer before."""
        if place < len(self.first.dense):
            return self.first.dense[place]
        usual = sizes[-1] if sizes else TrainSettings().dense[0]
        return int(st.session_state.setdefault(self.key("first", place), usual))


def draw(scope: str, saved: TrainSettings) -> TrainSettings:
    """The settings as they stand in the widgets.

    Args:
        scope: tells the widgets of one project from those of another.
        saved: what the widgets show at first.
    """
    form = st.session_state.get(_form_key(scope))
    # Streamlit forgets widgets that were not drawn, such as those of a page that was left.
    if form is None or (
        form.key("drawn") in st.session_state and form.key("epochs") not in st.session_state
    ):
        form = _begin(scope, saved)
    st.session_state[form.key("drawn")] = True
    _presets(form)
    values = _group(form, "main")
    with st.expander("Advanced", icon=":material/tune:"):
        values |= _group(form, "advanced")
    return checked(TrainSettings(**values))


def current(scope: str, saved: TrainSettings) -> TrainSettings:
    """What `draw` is about to show, for what stands above the widgets; arguments as for `draw`."""
    form = st.session_state.get(_form_key(scope))
    return saved if form is None else _current(form)


def forget(scope: str) -> None:
    """The widgets show what is saved again, when next drawn."""
    st.session_state.pop(_form_key(scope), None)


def _begin(scope: str, first: TrainSettings) -> _Form:
    number = st.session_state[_NUMBER] = st.session_state.get(_NUMBER, 0) + 1
    form = st.session_state[_form_key(scope)] = _Form(scope, number, first)
    return form


def _form_key(scope: str) -> str:
    return f"{scope}.form"


def _presets(form: _Form) -> None:
    """A choice of ready-made settings; none is marked when the widgets say something else.

    With another mark it is another widget. A browser that moves a slider twice in a moment still tells
    of the mark from before; that is nobody's choice and must not put the slider back.
    """
    current = _current(form)
    marked = next((name for name, preset in PRESETS.items() if preset == current), None)
    key = form.key(f"preset.{marked}")
    st.segmented_control(
        "Start from",
        list(PRESETS),
        default=marked,
        key=key,
        on_change=_apply_preset,
        args=(form, key, marked),
        help="Sets every setting below; you can change each of them afterwards.",
    )


def _apply_preset(form: _Form, key: str, marked: str | None) -> None:
    chosen = st.session_state.get(key)
    if chosen == marked:
        return
    # The marked one pressed again is let go of, and stays marked.
    wanted = chosen or marked
    if wanted is not None:
        _begin(form.scope, PRESETS[wanted])


def _group(form: _Form, group: Group) -> dict[str, Any]:
    return {
        setting.name: _widget(form, setting)
        for setting in SETTINGS.values()
        if setting.group == group
    }


def _widget(form: _Form, setting: Setting) -> Any:
    """The value of a setting, from its widget and with its sentence beneath."""
    key, first = form.key(setting.name), getattr(form.first, setting.name)
    with st.container(gap="xxsmall"):
        match setting.kind:
            case "sizes":
                return _sizes(form, setting)
            case "switch":
                value: Any = st.toggle(setting.label, first, key=key)
            case "choice":
                value = _choice(setting, first, key)
            case _:
                value = _number(setting, setting.label, first, key)
        st.caption(setting.help)
    return value


def _number(setting: Setting, label: str, first: float, key: str) -> float:
    cast_to = int if setting.kind in ("integer", "sizes") else float
    low, high, step = (cast_to(n or 0) for n in (setting.minimum, setting.maximum, setting.step))
    if (high - low) / step <= _MAX_SLIDER_STEPS:
        value: float = st.slider(label, low, high, cast_to(first), step=step, key=key)
        return value
    shown = None if cast_to is int else f"%.{_digits(low)}f"
    return st.number_input(label, low, high, cast_to(first), step=step, key=key, format=shown)


def _sizes(form: _Form, setting: Setting) -> tuple[int, ...]:
    """The number of layers, and a slider for the size of each."""
    layers = st.slider(
        setting.label, 0, MAX_DENSE_LAYERS, len(form.first.dense), key=form.key(setting.name)
    )
    st.caption(setting.help)
    sizes: list[int] = []
    for place in range(layers):
        label, key = f"Neurons in dense layer {place + 1}", form.key(setting.name, place)
        sizes.append(int(_number(setting, label, form.size(place, sizes), key)))
    return tuple(sizes)


def _choice(setting: Setting, first: str, key: str) -> str:
    chosen = st.selectbox(
        setting.label, setting.choices, setting.choices.index(first), format_func=_title, key=key
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


def _current(form: _Form) -> TrainSettings:
    """What the widgets hold at this moment."""
    values: dict[str, Any] = {}
    for field in fields(TrainSettings):
        value = getattr(form.first, field.name)
        if SETTINGS[field.name].kind == "sizes":
            layers = st.session_state.get(form.key(field.name), len(value))
            keys = [form.key(field.name, place) for place in range(layers)]
            firsts = [*value, *([0] * MAX_DENSE_LAYERS)]
            value = tuple(st.session_state.get(key, firsts[n]) for n, key in enumerate(keys))
        else:
            value = st.session_state.get(form.key(field.name), value)
        values[field.name] = value
    return TrainSettings(**values)


def _digits(number: float) -> int:
    """Decimals that show a number such as 0.00001 in full."""
    return max(0, len(f"{number:.8f}".rstrip("0").partition(".")[2]))
