"""Templates: HTML with every value escaped, and an error for a name that nothing fills."""

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from claimtrail.claims.lifecycle.state_words import state_words
from claimtrail.kernel.errors import Explanation, NotFoundError
from claimtrail.web.core.cells import shown, shown_row
from claimtrail.web.core.words import (
    coded,
    day,
    days_left,
    instant,
    many,
    money,
    owner,
    person,
    prose,
    sentence,
    short,
)

CONTENT_TYPES: Mapping[str, str] = MappingProxyType(
    {
        ".css": "text/css; charset=utf-8",
        ".js": "text/javascript; charset=utf-8",
        ".svg": "image/svg+xml",
    }
)
_STATIC = files("claimtrail.web").joinpath("static")
_DIGEST_LENGTH = 16


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
        "coded": coded,
        "sentence": sentence,
    }
    made.globals |= {"static": static_address, "shown": shown, "shown_row": shown_row}
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


def _kind(name: str) -> str:
    return name[name.rfind(".") :]
