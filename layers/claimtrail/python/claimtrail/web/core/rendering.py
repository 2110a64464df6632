"""Templates: HTML with every value escaped, and an error for a name that nothing fills."""

import hashlib
import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from claimtrail.bootstrap.registry.actors import actor_words
from claimtrail.claims.lifecycle.state_words import state_words
from claimtrail.kernel.errors import Explanation, NotFoundError

CONTENT_TYPES: Mapping[str, str] = MappingProxyType(
    {
        ".css": "text/css; charset=utf-8",
        ".js": "text/javascript; charset=utf-8",
        ".svg": "image/svg+xml",
    }
)
_STATIC = files("claimtrail.web").joinpath("static")
_ISO_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_DIGEST_LENGTH = 16
_ID_SHOWN = 12
_MINUS = "\N{MINUS SIGN}"


@cache
def environment() -> Environment:
    """Return the environment of all templates."""
    made = Environment(
        loader=PackageLoader("claimtrail.web"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "money": money,
        "day": day,
        "instant": instant,
        "state": state_words,
        "short": short,
        "days_left": days_left,
        "many": many,
        "person": person,
        "owner": owner,
        "prose": prose,
    }
    made.globals["static"] = static_address
    return made


def render(template: str, view: Mapping[str, Any]) -> str:
    """Return a template filled with a view. Raises jinja2's errors for a name that is missing."""
    return environment().get_template(template).render(view)


@cache
def static_file(name: str) -> bytes:
    """Return a static file. Raises NotFoundError for a name that is none of the package's."""
    if name not in {one.name for one in _STATIC.iterdir()} or _kind(name) not in CONTENT_TYPES:
        raise NotFoundError(
            Explanation(
                code="STATIC_UNKNOWN",
                what="no such file of the pages",
                where="/static",
                next_step="Load the page again: its files change with each release.",
            )
        )
    return _STATIC.joinpath(name).read_bytes()


def content_type(name: str) -> str:
    """Return the type of a static file."""
    return CONTENT_TYPES[_kind(name)]


@cache
def static_address(name: str) -> str:
    """Return the address of a static file, which changes with its content."""
    digest = hashlib.sha256(static_file(name)).hexdigest()[:_DIGEST_LENGTH]
    return f"/static/{digest}/{name}"


def money(cents: int | None) -> str:
    """Return dollars as people read them: `$1,250.00`; nothing for None."""
    if cents is None:
        return ""
    sign = _MINUS if cents < 0 else ""
    return f"{sign}${abs(cents) // 100:,}.{abs(cents) % 100:02d}"


def day(value: date | None) -> str:
    """Return a day as US readers write it: `Oct 3, 2026`."""
    return f"{value:%b} {value.day}, {value.year}" if value else ""


def instant(value: datetime | None) -> str:
    """Return an instant with its zone: `Oct 3, 2026 14:05 UTC`."""
    return f"{day(value)} {value:%H:%M} UTC" if value else ""


def short(value: str) -> str:
    """Return the beginning of an opaque id, which commands accept in its place."""
    return value if len(value) <= _ID_SHOWN else f"{value[:_ID_SHOWN]}\N{HORIZONTAL ELLIPSIS}"


def days_left(days: int | None) -> str:
    """Return days until something is due: `today`, `5 days`, `2 days late`."""
    if days is None:
        return ""
    if days == 0:
        return "today"
    return f"{many(abs(days), 'day')}{' late' if days < 0 else ''}"


def many(count: int, noun: str) -> str:
    """Return a number with its noun: `1 day`, `1,200 days`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def person(name: str) -> str:
    """Return who did or said it: a person without its kind, a function or queue by its words."""
    kind, mark, rest = name.partition(":")
    if kind == "system":
        return actor_words(name)
    return rest.replace("-", " ") if kind == "queue" else rest if mark else name


def prose(text: str) -> str:
    """Return a stored text with its days as people write them; what is no day stays."""
    return _ISO_DAY.sub(_day_found, text)


def _day_found(found: re.Match[str]) -> str:
    try:
        return day(date.fromisoformat(found[0]))
    except ValueError:
        return found[0]


def owner(name: str) -> str:
    """Return an owner of work as people read it: `ann`, `claims follow up (queue)`, `nobody`."""
    if not name:
        return "nobody"
    return f"{person(name)} (queue)" if name.startswith("queue:") else person(name)


def _kind(name: str) -> str:
    return name[name.rfind(".") :]
