"""Owners of tickets as people type them: one pattern for pages, commands and the API."""

import re

_PERSON = r"[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}"
OWNER_PATTERN = rf"queue:[a-z0-9][a-z0-9-]{{0,62}}|user:{_PERSON}"
"""A queue, or a person."""
_OWNER_FORM = re.compile(OWNER_PATTERN)
_PERSON_FORM = re.compile(_PERSON)


def is_person_id(text: str) -> bool:
    """Return whether a text may be the id with which a person signs in."""
    return _PERSON_FORM.fullmatch(text) is not None


def is_owner(text: str) -> bool:
    """Return whether a text names a queue or a person."""
    return _OWNER_FORM.fullmatch(text) is not None
