"""Figures held against the lake, the claims and themselves: every difference, and its cause.

1. The counters of a shard are what its contributions add up to.
2. The lake, which is made of the trail's rows, counts the same claims in each group of payer,
   facility and state. Where it does not, each claim of the group is looked up: the figures may have
   counted an older version, or the lake may lack one.

A claim that changed within the last hour may be under way to either, and is no difference.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from claimtrail.analytics.figures.counting import (
    DENIED_STATES,
    Contribution,
    FigureGroup,
    contribution_of_claim,
)
from claimtrail.analytics.figures.keeping import ChangedSubjects, FigureKeeper
from claimtrail.analytics.figures.lake import LakeClaims
from claimtrail.analytics.figures.ports import SHARDS
from claimtrail.analytics.figures.rows import (
    AT,
    DENIALS,
    FACILITY,
    NOW,
    Rows,
    changes_between,
    group_and_measure,
    parts_of,
    range_of,
)
from claimtrail.claims.fold.model import Claim

UNDER_WAY = timedelta(hours=1)
"""Publication, the trail and the Figures queue are done with a change long before."""
EXAMINED_GROUPS = 50
"""Groups whose claims are looked up in one run; others are listed as they are."""
_TRIES = 3
"""Of a shard that is written while it is read."""


class DifferenceKind(StrEnum):
    """The cause of a difference."""

    COUNTERS_OFF = "counters_off"
    """A row is not what its contributions add up to; `figures rebuild` counts again."""
    FIGURES_BEHIND = "figures_behind"
    """An older version of a claim is counted, or none; it is counted now."""
    LAKE_BEHIND = "lake_behind"
    """The lake lacks a claim's version; `republish` sends it again."""
    CLAIM_MISSING = "claim_missing"
    """A claim is counted that the table does not have; `figures rebuild` leaves it out."""
    UNEXPLAINED = "unexplained"
    """A group differs, and none of its claims says why, or too many groups differ."""
    REBUILD_UNFINISHED = "rebuild_unfinished"
    """A rebuild ended early, and figures stand still; it is to be repeated."""
    SHARD_BUSY = "shard_busy"
    """A shard was written whenever it was read, and was not compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureDifference:
    """One difference. Opaque ids, keys of rows, and numbers: never PHI."""

    kind: DifferenceKind
    subject: str
    """The claim, the row's key, or the shard."""
    counted: str = ""
    """As the figures have it."""
    expected: str = ""
    """As the claims or the lake have it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconciledFigures:
    """The result of one run."""

    differences: tuple[FigureDifference, ...] = ()
    repaired: int = 0
    """Claims that were counted again."""
    under_way: int = 0
    """Claims that changed just now."""
    rows: int = 0
    """Rows of the lake that were compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureReconciliation:
    """The use case behind the nightly schedule."""

    keeper: FigureKeeper
    lake: LakeClaims
    clock: Callable[[], datetime]

    def run(self) -> ReconciledFigures:
        """Compare, and count again the claims of which an older version is counted."""
        heads = self.keeper.store.heads()
        unfinished = [
            FigureDifference(kind=DifferenceKind.REBUILD_UNFINISHED, subject=str(head.shard))
            for head in heads
            if head.is_rebuilding
        ]
        if unfinished:
            return ReconciledFigures(differences=tuple(unfinished))
        drifted = [one for shard in range(SHARDS) for one in self._drift(shard)]
        expected = self.lake.rows()
        found = self._examine(differing_groups(self._counted_rows(), expected))
        return ReconciledFigures(
            differences=(*drifted, *found.differences),
            repaired=self._repair(found.differences),
            under_way=found.under_way,
            rows=len(expected),
        )

    def _drift(self, shard: int) -> Iterator[FigureDifference]:
        """Yield the rows of a shard that are not what its contributions add up to."""
        tried = (self.keeper.store.sums_of(shard) for _ in range(_TRIES))
        sums = next((one for one in tried if one), None)
        if sums is None:
            yield FigureDifference(kind=DifferenceKind.SHARD_BUSY, subject=str(shard))
            return
        for key, changes in changes_between(sums.stored, sums.contributed).items():
            yield FigureDifference(
                kind=DifferenceKind.COUNTERS_OFF,
                subject=f"{shard}/{key}",
                counted=_shown(sums.stored.get(key, {}), changes),
                expected=_shown(sums.contributed.get(key, {}), changes),
            )

    def _counted_rows(self) -> Rows:
        return self.keeper.store.read([range_of(FACILITY), range_of(AT)]).rows

    def _examine(self, differing: Mapping[str, frozenset[FigureGroup]]) -> "_Examined":
        """Look up the claims of groups that differ."""
        groups = frozenset[FigureGroup]().union(*differing.values())
        examined = frozenset(sorted(groups, key=str)[:EXAMINED_GROUPS])
        if not examined:
            return _Examined()
        lake = {one.claim_id: one for one in self.lake.claims_of(examined)}
        counted = {
            one.subject_id: one
            for shard in range(SHARDS)
            for one in self.keeper.store.contributions(shard)
            if one.group in examined or one.subject_id in lake
        }
        in_question = {
            claim_id
            for claim_id in {*lake, *counted}
            if claim_id not in lake
            or claim_id not in counted
            or lake[claim_id].version != counted[claim_id].version
        }
        claims = {one.claim_id: one for one in self.keeper.claims.current(in_question)}
        found = _Examined()
        explained: set[FigureGroup] = set()
        for claim_id in sorted(in_question):
            of_lake, stored = lake.get(claim_id), counted.get(claim_id)
            explained |= {one.group for one in (of_lake, stored) if one and one.group}
            version = of_lake.version if of_lake else None
            found.add(claims.get(claim_id), claim_id, stored, version, now=self.clock())
        for key, possible in differing.items():
            if explained.isdisjoint(possible):
                found.differences.append(
                    FigureDifference(kind=DifferenceKind.UNEXPLAINED, subject=key)
                )
        return found

    def _repair(self, differences: Iterable[FigureDifference]) -> int:
        behind = (one for one in differences if one.kind is DifferenceKind.FIGURES_BEHIND)
        return self.keeper.count(
            ChangedSubjects(claim_ids=frozenset(one.subject for one in behind))
        )


@dataclass(slots=True)
class _Examined:
    """The word of the claims of groups that differ."""

    differences: list[FigureDifference] = field(default_factory=list)
    under_way: int = 0

    def add(
        self,
        claim: Claim | None,
        claim_id: str,
        stored: Contribution | None,
        lake_version: int | None,
        *,
        now: datetime,
    ) -> None:
        """Compare one claim with what is counted of it and with what the lake has."""
        if claim is None:
            self._list(DifferenceKind.CLAIM_MISSING, claim_id, stored, "")
        elif now - claim.updated_at < UNDER_WAY:
            self.under_way += 1
        elif not _is_counted(claim, stored):
            self._list(DifferenceKind.FIGURES_BEHIND, claim_id, stored, str(claim.version))
        elif lake_version != (None if claim.is_hidden else claim.version):
            self._list(DifferenceKind.LAKE_BEHIND, claim_id, stored, str(claim.version))

    def _list(
        self, kind: DifferenceKind, claim_id: str, stored: Contribution | None, expected: str
    ) -> None:
        counted = str(stored.version) if stored else ""
        self.differences.append(
            FigureDifference(kind=kind, subject=claim_id, counted=counted, expected=expected)
        )


def differing_groups(counted: Rows, expected: Rows) -> dict[str, frozenset[FigureGroup]]:
    """Return the rows in which figures and lake differ, with the groups that they are about.

    Ages and denied cents stand in no row of the lake: their claims' versions do.
    """
    compared = {
        key: {name: number for name, number in counters.items() if _is_of_lake(name)}
        for key, counters in counted.items()
        if _is_compared(key)
    }
    return {
        key: frozenset(group for name in changes for group in _groups_of(key, name))
        for key, changes in changes_between(compared, expected).items()
    }


def _is_compared(key: str) -> bool:
    scope, *parts = parts_of(key)
    return scope == FACILITY or (scope == AT and parts[1:3] == [NOW, DENIALS])


def _is_of_lake(name: str) -> bool:
    group, measure = group_and_measure(name)
    return not group.startswith("@") and measure != "denied"


def _groups_of(key: str, name: str) -> list[FigureGroup]:
    """Return the groups that a counter is about; a denial may be of a claim in either state."""
    scope, facility_npi, *_, payer_id = parts_of(key)
    group, _ = group_and_measure(name)
    states = sorted(DENIED_STATES) if scope == AT else [group]
    return [
        FigureGroup(payer_id=payer_id, facility_npi=facility_npi, state=str(state))
        for state in states
    ]


def _is_counted(claim: Claim, stored: Contribution | None) -> bool:
    current = contribution_of_claim(claim)
    if current is None or stored is None:
        return current is None and stored is None
    return current.order == stored.order


def _shown(counters: Mapping[str, int], changes: Mapping[str, int]) -> str:
    return " ".join(f"{name}={counters.get(name, 0)}" for name in sorted(changes))
