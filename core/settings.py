"""Every training setting, once: its range, its default and its sentence.

Sliders, the command line and the documentation are drawn from `SETTINGS`; nothing else states a
range or a default.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Literal

from core.backbones.registry import BACKBONES, DEFAULT_BACKBONE
from core.errors import UserError

Kind = Literal["integer", "number", "switch", "choice", "sizes"]
Group = Literal["main", "advanced"]

MAX_DENSE_LAYERS = 4


@dataclass(frozen=True, slots=True)
class Setting:
    """What a page, a command line and the documentation need to know of a setting.

    Attributes:
        name: field of `TrainSettings`, and `--name` on the command line.
        label: what a page calls it.
        help: one plain sentence.
        kind: `sizes` is a list of dense layer sizes, each within `minimum` and `maximum`.
        minimum, maximum, step: range of a number; None for switches and choices.
        choices: the allowed values of a choice.
        group: `advanced` is folded away.
    """

    name: str
    label: str
    help: str
    kind: Kind
    minimum: float | None = None
    maximum: float | None = None
    step: float | None = None
    choices: tuple[str, ...] = ()
    group: Group = "advanced"


@dataclass(frozen=True, slots=True)
class TrainSettings:
    """The settings of one training; the defaults were measured, see `docs/decisions/0003-head-defaults.md`."""

    backbone: str = DEFAULT_BACKBONE
    epochs: int = 60
    dense: tuple[int, ...] = (256,)
    teams: int = 4
    dropout: float = 0.3
    learning_rate: float = 0.001
    batch_size: int = 32
    label_smoothing: float = 0.0
    weight_decay: float = 0.0
    views: int = 0
    patience: int = 8
    class_weights: bool = True
    validation_percent: int = 20
    refit: bool = True
    seed: int = 1


SETTINGS: Mapping[str, Setting] = MappingProxyType(
    {
        setting.name: setting
        for setting in (
            Setting(
                "epochs",
                "Epochs",
                "How many times the model looks through all training photos; more gives it longer to learn, "
                "and it stops by itself when nothing improves.",
                "integer", 1, 200, 1, group="main",
            ),
            Setting(
                "dense",
                "Dense layers",
                "How many layers of your own sit on top of the ready-made network, and how many neurons each has; "
                "bigger ones can learn finer differences but need more photos.",
                "sizes", 8, 2048, 8, group="main",
            ),
            Setting(
                "backbone",
                "Ready-made network",
                "The network that already knows edges, textures and shapes from a million photos; it stays as it is.",
                "choice", choices=tuple(BACKBONES),
            ),
            Setting(
                "teams",
                "Teams of neurons",
                "The neurons of a dense layer are dealt evenly to so many teams, which learn apart from one another "
                "and answer together: what one gets wrong by chance, the others put right. 1 is one team of all.",
                "integer", 1, 8, 1,
            ),
            Setting(
                "dropout",
                "Dropout",
                "The share of neurons that rest in each step, so that the model does not rely on a few; "
                "helps when there are few photos.",
                "number", 0.0, 0.8, 0.05,
            ),
            Setting(
                "learning_rate",
                "Learning rate",
                "The size of each learning step: too large and it jumps about, too small and it takes for ever.",
                "number", 0.00001, 0.1, 0.0001,
            ),
            Setting(
                "batch_size",
                "Batch size",
                "How many photos it looks at before it corrects itself.",
                "integer", 4, 256, 4,
            ),
            Setting(
                "label_smoothing",
                "Label smoothing",
                "Keeps the model from being too sure of itself by asking for, say, 95 % instead of 100 %.",
                "number", 0.0, 0.3, 0.05,
            ),
            Setting(
                "weight_decay",
                "Weight decay",
                "Lets every weight shrink a little in each learning step, so that the model settles for simple "
                "differences; 0 lets them grow freely.",
                "number", 0.0, 3.0, 0.1,
            ),
            Setting(
                "views",
                "Extra views of each photo",
                "How many times the ready-made network also sees each training photo a little differently (cut, "
                "turned, brighter or darker, of another tint); can help when there are few photos and the classes look "
                "alike, and each makes the first look at the photos that much longer.",
                "integer", 0, 8, 1,
            ),
            Setting(
                "patience",
                "Stop early after",
                "Stops when the kept-aside photos have not got better for this many epochs, and keeps the best "
                "epoch; 0 never stops early, and still keeps the best epoch.",
                "integer", 0, 50, 1,
            ),
            Setting(
                "class_weights",
                "Balance the classes",
                "Gives photos of small classes more weight, so that the largest class does not win by its size.",
                "switch",
            ),
            Setting(
                "validation_percent",
                "Photos kept aside",
                "The share of each class, in percent, that the model never learns from, so that its answers on them "
                "are honest; not used when your data already comes in separate parts.",
                "integer", 10, 50, 5,
            ),
            Setting(
                "refit",
                "Learn from all photos in the end",
                "Once it is known how good the model is and which epoch is best, it is trained once more with the "
                "photos kept aside as well; its number stays that of the model that never saw them.",
                "switch",
            ),
            Setting(
                "seed",
                "Seed",
                "The number that all chance is drawn from: the same seed and photos give the same model again.",
                "integer", 0, 9999, 1,
            ),
        )
    }
)  # fmt: skip

ARTICLE = TrainSettings(
    backbone="mobilenet", epochs=10, dense=(1024, 1024, 512), teams=1, dropout=0.0, label_smoothing=0.0, patience=0,
    views=0, class_weights=False, refit=False,
)  # fmt: skip

PRESETS: Mapping[str, TrainSettings] = MappingProxyType(
    {"Suggested": TrainSettings(), "As in the article": ARTICLE}
)


def checked(settings: TrainSettings) -> TrainSettings:
    """The same settings, if every one of them is within its range.

    Raises:
        UserError: `general.setting_out_of_range`, naming the setting, the value and what is
            allowed.
    """
    for setting in SETTINGS.values():
        value = getattr(settings, setting.name)
        if not _fits(setting, value):
            shown = " ".join(map(str, value)) if isinstance(value, tuple) else str(value)
            raise UserError(
                "general.setting_out_of_range",
                name=setting.name,
                value=shown,
                allowed=allowed(setting),
            )
    return settings


def allowed(setting: Setting) -> str:
    """What values a setting takes, in words."""
    if setting.kind == "switch":
        return "on or off"
    if setting.kind == "choice":
        return "one of " + ", ".join(setting.choices)
    between = f"from {_plain(setting.minimum)} to {_plain(setting.maximum)}"
    if setting.kind == "sizes":
        return f"at most {MAX_DENSE_LAYERS} layers, each with neurons {between}"
    return ("a whole number " if setting.kind == "integer" else "a number ") + between


def in_words(name: str, value: object) -> str:
    """The value of a setting as a person reads it: `on`, `256 · 64`, `none`, `0.3`, a network's title.

    Args:
        name: field of `TrainSettings`.
        value: of that field.
    """
    if name == "backbone" and value in BACKBONES:
        return BACKBONES[str(value)].title
    if name == "patience":
        return "never" if not value else f"{value} epoch{'' if value == 1 else 's'}"
    if name == "validation_percent":
        return f"{value}\u00a0%"
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, tuple):
        return " · ".join(map(str, value)) or "none"
    return _plain(value) if isinstance(value, float) else str(value)


def to_dict(settings: TrainSettings) -> dict[str, Any]:
    """The settings as plain values for a JSON file."""
    return {**asdict(settings), "dense": list(settings.dense)}


def from_dict(values: Mapping[str, Any]) -> TrainSettings:
    """The settings from plain values; what is absent takes its default.

    Raises:
        UserError: `general.setting_unknown` or `general.setting_out_of_range`.
    """
    known = {field.name for field in fields(TrainSettings)}
    for name in values:
        if name not in known:
            raise UserError(
                "general.setting_unknown", name=str(name), known=", ".join(sorted(known))
            )
    plain = dict(values)
    if isinstance(plain.get("dense"), list):
        plain["dense"] = tuple(plain["dense"])
    return checked(TrainSettings(**plain))


def _plain(value: float | None) -> str:
    """A number without what computing left at its end, and without an exponent: `0.3`, `0.00001`."""
    return f"{Decimal(f'{value:g}'):f}"


def _fits(setting: Setting, value: object) -> bool:
    match setting.kind:
        case "switch":
            return isinstance(value, bool)
        case "choice":
            return value in setting.choices
        case "sizes":
            return (
                isinstance(value, tuple)
                and len(value) <= MAX_DENSE_LAYERS
                and all(_is_integer(size) and _within(setting, size) for size in value)
            )
        case "integer":
            return _is_integer(value) and _within(setting, value)
        case "number":
            return (
                isinstance(value, int | float)
                and not isinstance(value, bool)
                and _within(setting, value)
            )


def _is_integer(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _within(setting: Setting, value: Any) -> bool:
    assert setting.minimum is not None
    assert setting.maximum is not None
    return bool(setting.minimum <= value <= setting.maximum)
