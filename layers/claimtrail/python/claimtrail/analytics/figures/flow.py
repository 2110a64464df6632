"""The flow of claims between states: each change of state, in the week of its day.

| Key | Counters |
| --- | --- |
| `flow#<Monday>#<payer>` | changes by state before and after |

A claim's changes follow from its stored version, as all that it adds. They stand in rows of their
own, so that no page reads them but the one that shows a period of them.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from claimtrail.analytics.figures.model import FigureScope
from claimtrail.analytics.figures.rows import (
    FROM_TO,
    Counters,
    RowRange,
    Rows,
    counter_name,
    group_and_measure,
    parts_of,
    range_of,
    row_key,
)
from claimtrail.claims.fold.model import Claim

FLOW = "flow"
MOST_WEEKS = 26
"""Weeks of a period at most: a page reads a row of each for every payer and shard."""
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowPeriod:
    """Whole weeks from one Monday to the Sunday of another's week."""

    first: date
    """The first Monday."""
    last: date
    """The last Monday; not before the first."""

    def __contains__(self, day: date) -> bool:
        """Return whether a day is within."""
        return self.first <= day <= self.ends_on

    @property
    def ends_on(self) -> date:
        """Return the Sunday on which it ends."""
        return self.last + WEEK - timedelta(days=1)

    @property
    def weeks(self) -> int:
        """Return the number of its weeks."""
        return (self.last - self.first) // WEEK + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class StateFlow:
    """The changes from one state to another within a period."""

    before: str
    after: str
    changes: int = 0
    """A claim that changed so twice counts twice."""
    charge_cents: int = 0
    """Of its claims, as they are charged now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowFigures:
    """The flow of one period, the most changes first."""

    period: FlowPeriod
    flows: tuple[StateFlow, ...]
    items: int
    """Stored items that were read."""


def week_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def period_of(weeks: int, *, today: date) -> FlowPeriod:
    """Return so many weeks up to the present one."""
    last = week_of(today)
    return FlowPeriod(first=last - (weeks - 1) * WEEK, last=last)


def flow_rows(claim: Claim) -> dict[str, Counters]:
    """Return the rows of a claim's changes of state.

    A day after the one on which the claim was stored is taken for that one.
    """
    latest = claim.updated_at.date()
    changes = Counter(
        (week_of(min(step.effective_on, latest)), step.before.value, step.after.value)
        for step in claim.steps
    )
    rows: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for (week, before, after), times in changes.items():
        row = rows[row_key(FLOW, week.isoformat(), claim.payer_id)]
        group = f"{before}{FROM_TO}{after}"
        row[counter_name(group, "n")] = times
        if claim.charge_cents:
            row[counter_name(group, "charge")] = times * claim.charge_cents
    return dict(rows)


def flow_range(period: FlowPeriod) -> RowRange:
    """Return the range of the rows of a period."""
    return RowRange(
        range_of(FLOW, period.first.isoformat()).first, range_of(FLOW, period.last.isoformat()).last
    )


def flows_of(rows: Rows, *, scope: FigureScope) -> tuple[StateFlow, ...]:
    """Return the flows that rows add up to, of a scope's payers, the most changes first."""
    sums: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for key, counters in rows.items():
        if scope.has_payer(parts_of(key)[-1]):
            for name, number in counters.items():
                group, measure = group_and_measure(name)
                sums[group][measure] += number
    return ordered(
        StateFlow(
            before=before, after=after, changes=measures["n"], charge_cents=measures["charge"]
        )
        for group, measures in sums.items()
        for before, _, after in (group.partition(FROM_TO),)
    )


def ordered(flows: Iterable[StateFlow]) -> tuple[StateFlow, ...]:
    """Return flows, the most changes first, without those that came back to nothing."""
    return tuple(
        sorted(
            (one for one in flows if one.changes),
            key=lambda one: (-one.changes, -one.charge_cents, one.before, one.after),
        )
    )
