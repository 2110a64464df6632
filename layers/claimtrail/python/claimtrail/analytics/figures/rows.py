"""Rows of counters, by keys whose order lets a page read a bounded range of them.

| Key | Counters |
| --- | --- |
| `all#<YYYY-MM-D>#<payer>` | open claims by anchor and day, of the ten days that begin so |
| `all#now#denials#<payer>` | denied claims by category |
| `all#now#states#<payer>` | claims by state; of each anchor, the open claims of any age |
| `at#<facility>#...` | days and denials of one facility |
| `facility#<facility>#<payer>` | states of one facility |
| `owners#<owner>#<payer>` | open tickets |
| `flow#<Monday>#<payer>` | changes of state of a week (`flow`) |

Digits sort before letters: from the oldest days that a page shows to the end of `all#` is one
range, and older days are outside of it. Claims of those are the open ones of any age less the ones
that were read, so that no pass has to move them when a day ends. Ten days of both anchors fit an
item of one write unit, which a whole month does not.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from urllib.parse import quote, unquote

Counters = Mapping[str, int]
"""`<group>.<measure>` to a number: `DENIED.n`, `submitted-4.charge`."""
Rows = Mapping[str, Counters]
"""By the row's key."""
ALL, AT, FACILITY, OWNERS = "all", "at", "facility", "owners"
NOW, STATES, DENIALS = "now", "states", "denials"
_SEPARATOR, _LAST = "#", "~"
"""The last character sorts after every character of a part."""
_OF_DAY = "-"
"""Between the anchor and the last digit of the day."""
FROM_TO = ">"
"""Between the two states of a group that counts changes from one to the other."""


class AgeAnchor(StrEnum):
    """The day that the age of an open claim counts from."""

    SUBMITTED = "submitted"
    """The day of its current submission."""
    CHANGED = "changed"
    """The day since when it has its state."""


@dataclass(frozen=True, slots=True)
class RowRange:
    """Keys from the first to the last, both included."""

    first: str
    last: str

    def __contains__(self, key: str) -> bool:
        """Return whether a key is within."""
        return self.first <= key <= self.last


def row_key(*parts: str) -> str:
    """Return the key of parts; a part may hold any text."""
    return _SEPARATOR.join(map(_encoded, parts))


def parts_of(key: str) -> tuple[str, ...]:
    """Return the parts of a key."""
    return tuple(map(unquote, key.split(_SEPARATOR)))


def range_of(*parts: str) -> RowRange:
    """Return the range of all keys that begin with these parts."""
    return range_from(*parts, first="")


def range_from(*parts: str, first: str) -> RowRange:
    """Return the range of keys that begin with these parts and go on with `first` or later."""
    stem = row_key(*parts)
    return RowRange(f"{stem}{_SEPARATOR}{first}", f"{stem}{_SEPARATOR}{_LAST}")


def period_of(day: date) -> str:
    """Return the ten days within which a day is, as keys have them: all but its last digit."""
    return day.isoformat()[:-1]


def day_group(anchor: AgeAnchor, day: date) -> str:
    """Return the group that counts the open claims of one day in its row."""
    return group_of_day(anchor, day.isoformat()[-1])


def group_of_day(anchor: AgeAnchor, digit: str) -> str:
    """Return the group of the day that ends with a digit."""
    return f"{anchor.value}{_OF_DAY}{digit}"


def anchored_day(period: str, group: str) -> tuple[AgeAnchor, date]:
    """Return the anchor and the day that a group of such a row counts."""
    anchor, _, digit = group.partition(_OF_DAY)
    return AgeAnchor(anchor), date.fromisoformat(f"{period}{digit}")


def counter_name(group: str, measure: str) -> str:
    """Return the name of a counter."""
    return f"{group}.{measure}"


def group_and_measure(name: str) -> tuple[str, str]:
    """Return the group and the measure of a counter's name."""
    group, _, measure = name.rpartition(".")
    return group, measure


def age_group(anchor: AgeAnchor) -> str:
    """Return the group that counts open claims of any age, beside the states."""
    return f"@{anchor.value}"


def changes_between(old: Rows, new: Rows) -> dict[str, dict[str, int]]:
    """Return what each counter gains or loses; counters that stay are left out."""
    changes: dict[str, dict[str, int]] = {}
    for key in {**old, **new}:
        before, after = old.get(key, {}), new.get(key, {})
        changed = {
            name: after.get(name, 0) - before.get(name, 0)
            for name in {**before, **after}
            if after.get(name, 0) != before.get(name, 0)
        }
        if changed:
            changes[key] = changed
    return changes


def summed(several: Iterable[Rows]) -> dict[str, dict[str, int]]:
    """Return the sums of rows, counter by counter."""
    sums: dict[str, dict[str, int]] = {}
    for rows in several:
        for key, counters in rows.items():
            total = sums.setdefault(key, {})
            for name, number in counters.items():
                total[name] = total.get(name, 0) + number
    return sums


def without_zeros(rows: Rows) -> dict[str, dict[str, int]]:
    """Return rows without the counters that came back to nothing, and without rows of none."""
    kept = {
        key: {name: number for name, number in counters.items() if number}
        for key, counters in rows.items()
    }
    return {key: counters for key, counters in kept.items() if counters}


def _encoded(part: str) -> str:
    """Return a part in letters, digits and `%`, so that no text of a file can end a part."""
    return quote(part, safe="").replace(_LAST, "%7E")
