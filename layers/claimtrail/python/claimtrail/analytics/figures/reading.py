"""Reading figures: a bounded number of rows, summed by what people ask for."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from claimtrail.analytics.figures.flow import (
    MOST_WEEKS,
    FlowFigures,
    FlowPeriod,
    flow_range,
    flows_of,
)
from claimtrail.analytics.figures.model import (
    EVERYTHING,
    OLDEST_DAYS,
    AgeBucket,
    ClaimFigures,
    FigureScope,
    FigureSums,
    OwnerLoad,
    bucket_of,
)
from claimtrail.analytics.figures.ports import FigureReader, RowsRead
from claimtrail.analytics.figures.rows import (
    ALL,
    AT,
    DENIALS,
    FACILITY,
    NOW,
    OWNERS,
    STATES,
    AgeAnchor,
    Counters,
    RowRange,
    age_group,
    anchored_day,
    group_and_measure,
    parts_of,
    period_of,
    range_from,
    range_of,
)
from claimtrail.kernel.clock import days_between

Key = TypeVar("Key")
_AGES = {age_group(anchor): anchor for anchor in AgeAnchor}
_FIELDS = {
    "n": "claims",
    "charge": "charge_cents",
    "paid": "paid_cents",
    "balance": "balance_cents",
    "denied": "denied_cents",
}


@dataclass(frozen=True, slots=True)
class _Counted:
    """One group of counters in a row: of a payer and, for ages, of a day."""

    kind: str
    facility: str
    payer_id: str
    group: str
    sums: FigureSums
    day: date | None = None
    """Of the open claims of one day, whose kind is the anchor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StageFigures:
    """The figures of a stage, for pages and commands."""

    store: FigureReader
    today: Callable[[], date]

    def read(self, scope: FigureScope = EVERYTHING, *, by_facility: bool = False) -> ClaimFigures:
        """Return the figures of a scope, today.

        The number of items that are read follows from the payers, the facilities of the scope and
        the days that ages are counted by; the number of claims has no part in it. `by_facility`
        adds an item for each facility and payer.
        """
        on = self.today()
        read = self.store.read(ranges_of(scope, on=on, by_facility=by_facility))
        return figures_of(read, scope=scope, on=on)

    def claims_in_states(self) -> dict[tuple[str, str], int]:
        """Return the number of claims by payer and state: one item of each payer is read."""
        read = self.store.read([range_of(ALL, NOW, STATES)])
        return {
            (one.payer_id, one.group): one.sums.claims
            for one in _counted(read)
            if one.group not in _AGES
        }

    def flow(self, scope: FigureScope, period: FlowPeriod) -> FlowFigures | None:
        """Return the changes of state of a period; None for a scope that is limited to facilities.

        The number of items that are read follows from the payers and the period's weeks. Raises
        ValueError for a period of more than MOST_WEEKS.
        """
        if period.weeks > MOST_WEEKS:
            raise ValueError(f"{period.weeks} weeks, and at most {MOST_WEEKS} are read")
        if scope.facilities is not None:
            return None
        read = self.store.read([flow_range(period)])
        return FlowFigures(period=period, flows=flows_of(read.rows, scope=scope), items=read.items)


def ranges_of(scope: FigureScope, *, on: date, by_facility: bool = False) -> list[RowRange]:
    """Return the ranges of rows that hold a scope's figures."""
    oldest = period_of(on - timedelta(days=OLDEST_DAYS))
    if scope.facilities is None:
        ranges = [range_from(ALL, first=oldest), range_of(OWNERS)]
        return [*ranges, range_of(FACILITY)] if by_facility else ranges
    own = sorted({"", *scope.facilities})
    days = (range_from(AT, facility, first=oldest) for facility in own)
    return [*days, *(range_of(FACILITY, facility) for facility in own)]


def figures_of(read: RowsRead, *, scope: FigureScope, on: date) -> ClaimFigures:
    """Return the figures that rows add up to."""
    is_limited = scope.facilities is not None
    counted = [one for one in _counted(read) if scope.has_payer(one.payer_id)]
    states = [one for one in counted if one.kind == (FACILITY if is_limited else STATES)]
    by_state = [one for one in states if one.group not in _AGES]
    denials = [one for one in counted if one.kind == DENIALS]
    facilities = [one for one in counted if one.kind == FACILITY and one.group not in _AGES]
    return ClaimFigures(
        on=on,
        totals=_sum(by_state, lambda _: "").get("", FigureSums()),
        by_payer=_sum(by_state, lambda one: one.payer_id),
        by_state=_sum(by_state, lambda one: one.group),
        by_payer_and_state=_sum(by_state, lambda one: (one.payer_id, one.group)),
        denials=_sum(denials, lambda one: one.group),
        denials_by_payer=_sum(denials, lambda one: (one.payer_id, one.group)),
        aging={anchor: _aging(anchor, counted, states, on=on) for anchor in AgeAnchor},
        by_facility=_sum(facilities, lambda one: one.facility),
        owners=None if is_limited else _owners(read, scope),
        items=read.items,
        counted_at=read.counted_at,
        is_rebuilding=read.is_rebuilding,
    )


def _counted(read: RowsRead) -> Iterator[_Counted]:
    """Yield the groups of all rows but those of owners."""
    for key, counters in read.rows.items():
        scope, *parts = parts_of(key)
        if scope == OWNERS:
            continue
        facility = parts.pop(0) if scope in {AT, FACILITY} else ""
        *place, payer_id = parts
        for group, sums in _groups(counters).items():
            match place:
                case []:
                    yield _Counted(FACILITY, facility, payer_id, group, sums)
                case [period]:
                    anchor, day = anchored_day(period, group)
                    yield _Counted(anchor.value, facility, payer_id, group, sums, day)
                case [*_, kind]:
                    yield _Counted(kind, facility, payer_id, group, sums)


def _groups(counters: Counters) -> dict[str, FigureSums]:
    """Return the sums of each group of a row's counters."""
    fields: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for name, number in counters.items():
        group, measure = group_and_measure(name)
        if measure in _FIELDS:
            fields[group][_FIELDS[measure]] = number
    return {group: FigureSums(**numbers) for group, numbers in fields.items()}


def _sum(counted: Iterable[_Counted], key_of: Callable[[_Counted], Key]) -> dict[Key, FigureSums]:
    """Return sums by a key, in the key's order; what adds up to nothing is left out."""
    sums: defaultdict[Key, FigureSums] = defaultdict(FigureSums)
    for one in counted:
        key = key_of(one)
        sums[key] = sums[key].plus(one.sums)
    return {key: sums[key] for key in sorted(sums, key=str) if not sums[key].is_zero}


def _aging(
    anchor: AgeAnchor, counted: list[_Counted], states: list[_Counted], *, on: date
) -> dict[str, dict[AgeBucket, FigureSums]]:
    """Return open claims by payer and bucket: what no day counts is older than all of them."""
    aged: defaultdict[str, dict[AgeBucket, FigureSums]] = defaultdict(
        lambda: dict.fromkeys(AgeBucket, FigureSums())
    )
    for one in states:
        if _AGES.get(one.group) is anchor:
            _add(aged[one.payer_id], AgeBucket.OVER_120, one.sums)
    for one in counted:
        if one.day and one.kind == anchor.value:
            bucket = bucket_of(days_between(one.day, on))
            if bucket is not AgeBucket.OVER_120:
                _add(aged[one.payer_id], bucket, one.sums)
                _add(aged[one.payer_id], AgeBucket.OVER_120, one.sums, times=-1)
    return {
        payer_id: buckets
        for payer_id, buckets in sorted(aged.items())
        if not all(sums.is_zero for sums in buckets.values())
    }


def _add(
    buckets: dict[AgeBucket, FigureSums], bucket: AgeBucket, sums: FigureSums, *, times: int = 1
) -> None:
    buckets[bucket] = buckets[bucket].plus(sums, times=times)


def _owners(read: RowsRead, scope: FigureScope) -> Mapping[str, OwnerLoad]:
    """Return the open tickets of each owner, of the scope's payers."""
    loads: dict[str, OwnerLoad] = {}
    for key, counters in sorted(read.rows.items()):
        kind, *parts = parts_of(key)
        if kind != OWNERS or not scope.has_payer(parts[1]):
            continue
        owner, before = parts[0], loads.get(parts[0], OwnerLoad())
        loads[owner] = OwnerLoad(
            tickets=before.tickets + counters.get(".n", 0),
            amount_cents=before.amount_cents + counters.get(".cents", 0),
        )
    return {owner: load for owner, load in loads.items() if load != OwnerLoad()}
