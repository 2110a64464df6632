"""Groups as Cognito hands them on: several values of an attribute in one text.

A user pool's attribute is one text. Of an attribute with several values Cognito makes
`[value, value]`, and form-encodes each value that has other characters than letters, digits and
`.-*_`; one value stays as it is. So a comma or bracket inside of a group's name separates nothing.
"""

import json
from collections.abc import Iterable
from urllib.parse import unquote_plus

_OPEN, _CLOSE = "[", "]"


def groups_in(text: str) -> frozenset[str]:
    """Return the groups of an attribute; none of an empty one."""
    text = text.strip()
    if not (text.startswith(_OPEN) and text.endswith(_CLOSE)):
        return _named((text,))
    listed = _json_list(text)
    if listed is not None:
        return _named(listed)
    return _named(unquote_plus(part) for part in text[1:-1].split(","))


def _json_list(text: str) -> list[str] | None:
    """Return a JSON list of texts, as some OIDC providers' claims are kept; None for another."""
    try:
        found = json.loads(text)
    except ValueError:
        return None
    is_list = isinstance(found, list) and all(isinstance(one, str) for one in found)
    return found if is_list else None


def _named(parts: Iterable[str]) -> frozenset[str]:
    return frozenset(name for part in parts if (name := part.strip()))
