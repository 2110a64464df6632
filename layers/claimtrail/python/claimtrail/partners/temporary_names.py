"""Names that an upload has until it is whole: clients rename it when they are done.

WinSCP and FileZilla write `name.filepart`, curl scripts and managed file transfer write
`name.part`, `name.tmp` or `.name`. A profile's `temporary_names` says otherwise for its partner.
"""

from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import Annotated

from pydantic import StringConstraints

NamePattern = Annotated[
    str, StringConstraints(pattern=r"^(\*[A-Za-z0-9._~-]{1,30}|[A-Za-z0-9._~-]{1,30}\*)$")
]
"""The end (`*.part`) or the beginning (`.*`) of names. Upper and lower case are alike."""
TEMPORARY_NAMES: tuple[str, ...] = ("*.part", "*.filepart", "*.tmp", ".*")
"""The names of uploads under way, unless a profile says otherwise."""


def is_temporary(name: str, patterns: Iterable[str] = TEMPORARY_NAMES) -> bool:
    """Return whether an object's name is one that its sender is going to change."""
    last = name.rpartition("/")[2].lower()
    return any(fnmatchcase(last, pattern.lower()) for pattern in patterns)


def final_name(name: str, patterns: Iterable[str] = TEMPORARY_NAMES) -> str:
    """Return the name that an upload has once it is renamed; a name that is not temporary as it is.

    The ends and beginnings that patterns name are taken off, as clients put them on.
    """
    last = name.rpartition("/")[2]
    for pattern in patterns:
        mark = pattern.strip("*").lower()
        if not fnmatchcase(last.lower(), pattern.lower()):
            continue
        return last[: -len(mark)] if pattern.startswith("*") else last[len(mark) :]
    return last


def object_patterns(folder: str, patterns: Iterable[str]) -> list[str]:
    """Return the patterns of such objects in a folder, as IAM's resources have them.

    IAM tells cases apart: each pattern stands in lower and in upper case.
    """
    return sorted({f"{folder}/{form}" for one in patterns for form in (one.lower(), one.upper())})
