"""A value of any class that people are shown, each of its words naming the field that has it."""

import dataclasses
import types
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel

INSTANT = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)


def filled(view: type) -> Any:
    """Return a value of a class: texts are `Class.field`, sequences have one item."""
    values = {
        name: _value(hint, f"{view.__name__}.{name}") for name, hint in hints_of(view).items()
    }
    if issubclass(view, BaseModel):
        return view.model_construct(**values)
    return view(**values)


def hints_of(view: type) -> Mapping[str, Any]:
    """Return the fields of a dataclass, model or named tuple with their types."""
    hints = get_type_hints(view)
    return {name: hints[name] for name in names_of(view)}


def names_of(view: type) -> list[str]:
    """Return the names of the fields of a dataclass, model or named tuple."""
    if dataclasses.is_dataclass(view):
        return [one.name for one in dataclasses.fields(view)]
    if issubclass(view, BaseModel):
        return list(view.model_fields)
    return list(view._fields)  # type: ignore[attr-defined]  # a named tuple


def parts_of(hint: Any) -> Iterator[type]:
    """Yield the classes that a type is made of."""
    inner = [
        one for one in get_args(hint) if one is not Ellipsis and get_origin(hint) is not Literal
    ]
    for one in inner:
        yield from parts_of(one)
    if not inner and isinstance(hint, type):
        yield hint


def texts_in(shown: Any) -> Iterator[str]:
    """Yield every text of a restricted view."""
    if isinstance(shown, Mapping):
        for value in shown.values():
            yield from texts_in(value)
    elif isinstance(shown, tuple | list):
        for value in shown:
            yield from texts_in(value)
    elif isinstance(shown, str) and not isinstance(shown, Enum):
        yield shown


_LEAVES: dict[type, Any] = {int: 1, bool: True, date: INSTANT.date(), datetime: INSTANT}


def _value(hint: Any, text: str) -> Any:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Literal:
        return arguments[0]
    if origin in {Union, types.UnionType}:
        return _value(next(one for one in arguments if one is not type(None)), text)
    if origin is tuple:
        inner = arguments if arguments[-1] is not Ellipsis else arguments[:1]
        return tuple(_value(one, text) for one in inner)
    if origin is not None:
        return {text: text}
    return _leaf(hint, text)


def _leaf(hint: type, text: str) -> Any:
    if hint is str:
        return text
    if hint in _LEAVES:
        return _LEAVES[hint]
    return next(iter(hint)) if issubclass(hint, Enum) else filled(hint)
