"""The counters' twin with a meter: units and calls as the adapter of figures makes them."""

import json
import math
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from claimtrail.analytics.figures.counting import Contribution
from claimtrail.analytics.figures.rows import changes_between, summed
from claimtrail.aws.analytics.figure_keys import rows_partition
from claimtrail.aws.analytics.figure_names import attribute_name
from claimtrail.aws.analytics.figure_table import WRITES_AT_ONCE
from tests.benchmarks.capacity import GET_AT_ONCE, WRITE_BYTES, write_units
from tests.twins.figures import MemoryFigureStore

_KEY_NAMES = len("pk") + len("sk")


class MeteredFigures(MemoryFigureStore):
    """Counts what the transactions of a batch consume: twice the units of all that they write."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.calls = 0
        self.reads = 0.0
        self.writes = 0

    def apply(self, contributions: Iterable[Contribution]) -> int:
        """Read contributions, eventually consistent, and the head; write what changed."""
        given = list(contributions)
        replaced = [
            (old, one) for one in given if one.replaces(old := self.contribution_of(one.subject_id))
        ]
        changes = summed(
            changes_between(old.rows if old else {}, new.rows) for old, new in replaced
        )
        done = super().apply(given)
        written = len(replaced) + len(changes)
        transactions = math.ceil(written / (WRITES_AT_ONCE - 1))
        units = transactions + sum(write_units(_text(new)) for _, new in replaced)
        units += sum(self._units_of(key) for key, row in changes.items() if any(row.values()))
        self.writes += 2 * units
        self.reads += 1 + 0.5 * len(given)
        self.calls += 1 + math.ceil(len(given) / GET_AT_ONCE) + transactions
        return done

    def _units_of(self, key: str) -> int:
        """Return the units of a row: by its whole size, whatever of it changes."""
        counters = sum(len(attribute_name(name)) + _bytes(n) for name, n in self.row(key).items())
        place = _KEY_NAMES + len(rows_partition(0, 1)) + len(key)
        return math.ceil((place + counters) / WRITE_BYTES)


def _bytes(number: int) -> int:
    """Return the size of a number (Amazon DynamoDB Developer Guide, item sizes and formats)."""
    return math.ceil(len(str(abs(number))) / 2) + 1 + (number < 0)


def _text(contribution: Contribution) -> str:
    return json.dumps(asdict(contribution), separators=(",", ":"))
