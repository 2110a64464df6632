"""The query of an address: the whole state of a list, so that a link shows the same again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import parse_qsl, urlencode

MOST_DIGITS = 9
"""Digits of a number that is read."""
MOST_PAIRS = 200
"""Pairs that one query may have; a browser's form never comes near."""


@dataclass(frozen=True, slots=True)
class Query:
    """Names and values of a query or a form; a name may have several values."""

    values: Mapping[str, tuple[str, ...]]

    @classmethod
    def parse(cls, text: str) -> "Query":
        """Read `a=1&a=2&b=`. Raises ValueError for more than MOST_PAIRS pairs."""
        found: dict[str, tuple[str, ...]] = {}
        for name, value in parse_qsl(text, keep_blank_values=False, max_num_fields=MOST_PAIRS):
            found[name] = (*found.get(name, ()), value)
        return cls(MappingProxyType(found))

    def all(self, name: str) -> tuple[str, ...]:
        """Return every value of a name."""
        return self.values.get(name, ())

    def first(self, name: str, otherwise: str = "") -> str:
        """Return a name's first value."""
        return next(iter(self.all(name)), otherwise)

    def replaced(self, **changes: str | Iterable[str] | None) -> "Query":
        """Return the query with other values for some names; None removes one."""
        kept = {name: value for name, value in self.values.items() if name not in changes}
        for name, value in changes.items():
            wanted = (value,) if isinstance(value, str) else tuple(value or ())
            if wanted:
                kept[name] = wanted
        return Query(MappingProxyType(kept))

    def toggled(self, name: str, value: str) -> "Query":
        """Return the query with one value of a name added, or removed where it has it."""
        held = self.all(name)
        changed = tuple(one for one in held if one != value) if value in held else (*held, value)
        return self.replaced(**{name: changed})

    def text(self) -> str:
        """Return it as it stands in an address, names in order, so that equal views are equal."""
        return urlencode(
            [(name, value) for name in sorted(self.values) for value in self.values[name]]
        )

    def on(self, path: str) -> str:
        """Return the address of a path with this query."""
        text = self.text()
        return f"{path}?{text}" if text else path


NO_QUERY = Query(MappingProxyType({}))


def is_number(text: str) -> bool:
    """Return whether a text is a number of a length that is read."""
    return text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS
