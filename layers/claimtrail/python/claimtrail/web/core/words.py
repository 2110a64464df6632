"""Amounts, days, ids and names as people read them on the pages."""

import re
from datetime import date, datetime

from markupsafe import Markup, escape

from claimtrail.bootstrap.registry.actors import actor_words

_ISO_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_CODE = re.compile(r"`([^`\n]{1,500})`")
_CODE_ELEMENT = Markup("<code>%s</code>")
_ID_SHOWN = 12
_MINUS = "\N{MINUS SIGN}"


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
    is_kind = mark and kind.islower() and rest[:1].strip()  # `St. Mary: East` is a name.
    return rest.replace("-", " ") if kind == "queue" else rest if is_kind else name


def prose(text: str) -> str:
    """Return a stored text with its days as people write them; what is no day stays."""
    return _ISO_DAY.sub(_day_found, text)


def coded(text: str) -> Markup:
    """Return a text as HTML, with what stands between backticks as code."""
    parts = _CODE.split(text)
    return Markup().join(
        _CODE_ELEMENT % part if place % 2 else escape(part) for place, part in enumerate(parts)
    )


def sentence(text: str) -> Markup:
    """Return a stored sentence as HTML: its days as people write them, its commands as code."""
    return coded(prose(text))


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
