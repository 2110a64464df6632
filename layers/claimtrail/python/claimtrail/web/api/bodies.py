"""Bodies of changes: fields declared once, read from JSON, and described in OpenAPI."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NoReturn

from claimtrail.web.api.problems import MOST_BODY, problem, unknown_field, wrong_body
from claimtrail.web.core.query import Query

JSON_BODY = "application/json"
MOST_NUMBERS = 200
"""Numbers or texts of a list at most."""
MOST_VALUES = 20
"""Names of an object at most."""
_SAYS_SOMETHING = re.compile(r"[A-Za-z0-9]")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
VALUE_NAME = re.compile(r"[a-z][a-z_]{0,39}", re.ASCII)
"""A name of an object's."""
_CONTROLS = dict.fromkeys((*range(32), 127), " ")
"""Control characters, which stand in no text that is kept."""


class BodyForm(StrEnum):
    """The form of a field's value."""

    TEXT = "text"
    """A text with a letter or figure at least."""
    DAY = "day"
    CHOICE = "choice"
    FLAG = "flag"
    INSTANT = "instant"
    """An instant with its offset from UTC."""
    NUMBERS = "numbers"
    """A list of numbers from 1 on."""
    TEXTS = "texts"
    """A list of texts, each of the field's pattern."""
    VALUES = "values"
    """An object whose names and values are texts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyField:
    """One field of a body."""

    name: str
    description: str
    form: BodyForm = BodyForm.TEXT
    example: Any
    choices: tuple[str, ...] = ()
    most: int = 500
    """Letters of a text at most."""
    pattern: re.Pattern[str] | None = None
    """The whole of a text, where not any will do."""
    is_required: bool = True

    def read(self, value: Any) -> tuple[str, ...]:
        """Return a value as a form has it. Raises ApiError."""
        found = _READ[self.form](self, value)
        if found is None:
            raise wrong_body(self.name, wanted=self._wanted)
        return found

    @property
    def _wanted(self) -> str:
        if self.choices:
            return f"one of {', '.join(self.choices)}"
        return {
            BodyForm.TEXT: f"a text of 1 to {self.most} letters: {self.description}",
            BodyForm.DAY: "a day, as 2026-10-05",
            BodyForm.CHOICE: "a choice",
            BodyForm.FLAG: "true or false",
            BodyForm.INSTANT: "an instant, as 2026-10-05T09:30:00Z",
            BodyForm.NUMBERS: f"a list of at most {MOST_NUMBERS} numbers from 1 on",
            BodyForm.TEXTS: f"a list of at most {MOST_NUMBERS} texts: {self.description}",
            BodyForm.VALUES: f"an object of at most {MOST_VALUES} texts by name",
        }[self.form]


def _text(field: BodyField, value: Any) -> tuple[str, ...] | None:
    if not isinstance(value, str) or len(value) > field.most or not _SAYS_SOMETHING.search(value):
        return None
    if field.pattern and not field.pattern.fullmatch(value):
        return None
    # A lone surrogate is no text that anything can store.
    is_storable = not any("\ud800" <= letter <= "\udfff" for letter in value)
    return (value.translate(_CONTROLS),) if is_storable else None


def _day(_field: BodyField, value: Any) -> tuple[str, ...] | None:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        return None
    try:
        return (date.fromisoformat(value).isoformat(),)
    except ValueError:
        return None


def _choice(field: BodyField, value: Any) -> tuple[str, ...] | None:
    return (value,) if isinstance(value, str) and value in field.choices else None


def _flag(_field: BodyField, value: Any) -> tuple[str, ...] | None:
    if not isinstance(value, bool):
        return None
    return ("yes",) if value else ()


def _numbers(_field: BodyField, value: Any) -> tuple[str, ...] | None:
    if not isinstance(value, list) or len(value) > MOST_NUMBERS or not all(map(_counts, value)):
        return None
    return tuple(str(int(one)) for one in value)


def _instant(_field: BodyField, value: Any) -> tuple[str, ...] | None:
    """Return an instant in UTC as a form has it: without an offset."""
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value)
        return (found.astimezone(UTC).replace(tzinfo=None).isoformat(),) if found.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _texts(field: BodyField, value: Any) -> tuple[str, ...] | None:
    if not isinstance(value, list) or len(value) > MOST_NUMBERS:
        return None
    read = [_text(field, one) for one in value]
    return tuple(one for found in read if found for one in found) if all(read) else None


def _values(field: BodyField, value: Any) -> tuple[str, ...] | None:
    """Return `NAME=VALUE` for each name."""
    if not isinstance(value, dict) or len(value) > MOST_VALUES:
        return None
    read = {name: _text(field, one) for name, one in value.items() if VALUE_NAME.fullmatch(name)}
    if len(read) < len(value) or not all(read.values()):
        return None
    return tuple(f"{name}={found[0]}" for name, found in read.items() if found)


def _counts(value: Any) -> bool:
    """Return whether a value is a whole number from 1 on; JSON has no other kind for 1.0."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return 1 <= value <= _MOST_NUMBER and value == int(value)


_MOST_NUMBER = 1_000_000
_READ: Mapping[BodyForm, Callable[[BodyField, Any], tuple[str, ...] | None]] = MappingProxyType(
    {
        BodyForm.TEXT: _text,
        BodyForm.DAY: _day,
        BodyForm.CHOICE: _choice,
        BodyForm.FLAG: _flag,
        BodyForm.INSTANT: _instant,
        BodyForm.NUMBERS: _numbers,
        BodyForm.TEXTS: _texts,
        BodyForm.VALUES: _values,
    }
)


def read_body(content: bytes, kind: str, fields: Sequence[BodyField]) -> Query:
    """Return the fields of a body as a form has them. Raises ApiError.

    `kind` is the request's Content-Type.
    """
    if kind.partition(";")[0].strip().lower() != JSON_BODY:
        raise problem("MEDIA_TYPE_UNSUPPORTED")
    if len(content) > MOST_BODY:
        raise problem("BODY_TOO_LARGE")
    document = _object(content)
    known = {one.name: one for one in fields}
    if not document.keys() <= known.keys():
        raise unknown_field(", ".join(known))
    for one in fields:
        if one.is_required and one.name not in document:
            one.read(None)
    read = {name: known[name].read(value) for name, value in document.items()}
    return Query(MappingProxyType({name: values for name, values in read.items() if values}))


def _object(content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content.decode(), parse_constant=_no_number, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise problem("BODY_NOT_JSON") from None
    if not isinstance(found, dict):
        raise problem("BODY_NOT_JSON")
    return found


def _no_number(_text: str) -> NoReturn:
    raise ValueError("NaN and Infinity are no JSON")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object; a name that it has twice is read differently by different readers."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice")
    return found
