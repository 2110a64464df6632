"""Ids cut short: the beginning of an id that a command printed here names it as well.

Ids are keyed hashes or digests (`kernel.ids`): opaque, and no table can be asked for a prefix of
one. What the person has seen is kept on this machine instead, readable by its owner alone.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from claimtrail.cli.core.state_folder import state_folder
from claimtrail.kernel.errors import ClaimTrailError, Explanation
from claimtrail.kernel.private_files import append_private, private_folder, write_private

SHORTEST = 6
"""Letters behind the kind (`clm_`) that a short id has at the least: a billion of Base32."""
KEPT = 10_000
"""Ids that are remembered; twice as many lines, and the older ones are dropped."""
_WHOLE = re.compile(r"\b[a-z]{3}_[a-z0-9]{20,}\b")
_ALONE = re.compile(rf"(?<![\w/.-]){_WHOLE.pattern}(?![/-]|\.\w)")
"""An id that is no part of a file's name or an object's key, which are copied whole."""
_SHORT = re.compile(rf"[a-z]{{3}}_[a-z0-9]{{{SHORTEST},19}}")
_FILE = "seen-ids"


class AmbiguousIdError(ClaimTrailError):
    """A short id begins several ids that were seen."""


def ids_in(text: str) -> Iterator[str]:
    """Yield the whole ids in a text."""
    return (match[0] for match in _WHOLE.finditer(text))


def remember(ids: Iterable[str], *, path: Path | None = None) -> None:
    """Keep ids that were shown. A folder that cannot be written leaves them unremembered."""
    shown = list(dict.fromkeys(ids))
    if not shown:
        return
    place = path or _path()
    with suppress(OSError):
        private_folder(place.parent)
        with append_private(place) as file:
            file.write("".join(f"{each}\n" for each in shown).encode())
        _shrink(place)


def seen(*, path: Path | None = None) -> list[str]:
    """Return the ids that were shown on this machine, in alphabetical order."""
    return sorted(set(_lines(path or _path())))


def beginning_with(prefix: str, known: Sequence[str]) -> list[str]:
    """Return those of the known ids, sorted ones, that begin so."""
    first = bisect_left(known, prefix)
    found = []
    for each in known[first:]:
        if not each.startswith(prefix):
            break
        found.append(each)
    return found


def is_short(text: str) -> bool:
    """Return whether a text is the beginning of an id, long enough to be one."""
    return _SHORT.fullmatch(text) is not None


def resolve(text: str, known: Iterable[str] | None = None) -> str:
    """Return the id that a short one begins, among those seen here unless others are given.

    Anything else stays as it is, an unknown short id too: the lookup then finds nothing.

    Raises AmbiguousIdError, which lists what the short id may mean.
    """
    if not is_short(text):
        return text
    found = beginning_with(text, seen() if known is None else sorted(set(known)))
    if len(found) > 1:
        raise _ambiguous(text, found)
    return found[0] if found else text


def shortened(text: str, lengths: "Lengths") -> str:
    """Return a text with each whole id in it cut as short as `lengths` allows.

    An id in a file's name or an object's key stays as it is.
    """
    return _ALONE.sub(lambda match: match[0][: lengths.of(match[0])], text)


class Lengths:
    """The letters of each id that tell it from all others that were seen."""

    def __init__(self, known: Sequence[str]) -> None:
        self._known = known

    def of(self, one: str) -> int:
        """Return the letters of an id, its kind's included."""
        place = bisect_left(self._known, one)
        beside = [*self._known[max(place - 1, 0) : place], *self._known[place : place + 2]]
        alike = max((_alike(one, other) for other in beside if other != one), default=0)
        return max(one.index("_") + 1 + SHORTEST, alike + 1)


def _alike(one: str, other: str) -> int:
    pairs = zip(one, other, strict=False)
    return next((count for count, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _ambiguous(text: str, found: Sequence[str]) -> AmbiguousIdError:
    return AmbiguousIdError(
        Explanation(
            code="ID_AMBIGUOUS",
            what=f"{text} begins {len(found)} ids: {', '.join(found[:10])}",
            where="the ids that commands have shown here",
            next_step="Type one more letter or the whole id.",
        )
    )


def _path() -> Path:
    return state_folder() / _FILE


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="ascii", errors="replace").split()
    except OSError:
        return []


def _shrink(path: Path) -> None:
    lines = _lines(path)
    if len(lines) > 2 * KEPT:
        newest = list(dict.fromkeys(reversed(lines)))[:KEPT]
        write_private(path, "".join(f"{each}\n" for each in reversed(newest)))


class ShortId(click.ParamType[str]):
    """An id of some kinds, whole or short; other words stay as they are."""

    name = "id"

    def __init__(self, *kinds: str) -> None:
        self._kinds = kinds

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the whole id. Raises AmbiguousIdError."""
        del param, ctx
        return resolve(value) if value.startswith(self._kinds) else value

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Return the seen ids of these kinds that begin so."""
        del ctx, param
        found = beginning_with(incomplete, seen())
        return [CompletionItem(each) for each in found if each.startswith(self._kinds)]
