"""Knowledge beside a run, as JSON files: saved and loaded."""

from __future__ import annotations

import functools
import types
from dataclasses import MISSING, asdict, dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from core.errors import UserError
from core.evaluation.types import Conditions, Evaluation, LearningCurve
from core.store import atomic

FORMAT = 1
EVALUATION, CURVE, CONDITIONS = "evaluation.json", "learning_curve.json", "conditions.json"

Knowledge = Evaluation | LearningCurve | Conditions
T = TypeVar("T", Evaluation, LearningCurve, Conditions)


def save(folder: Path, value: Knowledge) -> None:
    """The value stands in its file in the run's folder, in place of an earlier one.

    Raises:
        UserError: `general.disk_full` or `general.folder_not_writable`.
    """
    atomic.write_json(folder / file_of(value), {"format": FORMAT, **asdict(value)})


def load_evaluation(folder: Path) -> Evaluation | None:
    """The evaluation of the run in that folder, or None before there is one.

    Raises:
        UserError: `general.file_damaged`.
    """
    return _load(folder / EVALUATION, Evaluation)


def load_learning_curve(folder: Path) -> LearningCurve | None:
    """The learning curve of the run in that folder, or None before there is one.

    Raises:
        UserError: `general.file_damaged`.
    """
    return _load(folder / CURVE, LearningCurve)


def load_conditions(folder: Path) -> Conditions | None:
    """The conditions of the run in that folder, or None before there are any.

    Raises:
        UserError: `general.file_damaged`.
    """
    return _load(folder / CONDITIONS, Conditions)


def file_of(value: Knowledge) -> str:
    """Name of the file that a value stands in."""
    match value:
        case Evaluation():
            return EVALUATION
        case LearningCurve():
            return CURVE
        case Conditions():
            return CONDITIONS


def _load(path: Path, kind: type[T]) -> T | None:
    """None also for a file of a newer version: it is worked out again rather than misread."""
    try:
        value = atomic.read_json(path)
        if not isinstance(value, dict) or not isinstance(value.get("format"), int):
            raise TypeError
        return _built(kind, value) if value["format"] <= FORMAT else None
    except FileNotFoundError:
        return None
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UserError("general.file_damaged", file=path.name) from error


def _built(kind: Any, value: Any) -> Any:
    """A value of the type from plain JSON values.

    Raises:
        KeyError, TypeError, ValueError: it is not of that type.
    """
    origin = get_origin(kind)
    if is_dataclass(kind):
        built: Any = kind
        known = (field for field in _fields(built) if field.is_needed or field.name in value)
        return built(**{field.name: _built(field.kind, value[field.name]) for field in known})
    if origin is tuple:
        return _built_list(get_args(kind)[0], value)
    if origin in (Union, types.UnionType):
        return None if value is None else _built(get_args(kind)[0], value)
    if origin is Literal:
        if value not in get_args(kind):
            raise ValueError(value)
        return value
    if kind is float and isinstance(value, int):
        return float(value)
    if not isinstance(value, kind):
        raise TypeError
    return value


def _built_list(kind: Any, values: Any) -> tuple[Any, ...]:
    if not isinstance(values, list):
        raise TypeError
    # Long columns of plain values: one look at the types instead of one call per value.
    if kind in (int, float, str):
        if not {type(value) for value in values} <= ({int, float} if kind is float else {kind}):
            raise TypeError
        return tuple(values)
    return tuple(_built(kind, value) for value in values)


@dataclass(frozen=True, slots=True)
class _Field:
    """A field of a dataclass; one that is not needed was added later and has a default."""

    name: str
    kind: Any
    is_needed: bool


@functools.cache
def _fields(kind: Any) -> tuple[_Field, ...]:
    """The fields of a dataclass; looked up once, as there may be thousands of its values."""
    hints = get_type_hints(kind)
    return tuple(
        _Field(field.name, hints[field.name], field.default is MISSING) for field in fields(kind)
    )
