"""Figures as pages and commands show them: counts and cents, by what people ask for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from claimtrail.access.subjects import EVERYWHERE, Principal
from claimtrail.analytics.figures.rows import AgeAnchor


class AgeBucket(StrEnum):
    """Days since the anchor day, as receivables are aged."""

    TO_30 = "0-30"
    TO_60 = "31-60"
    TO_90 = "61-90"
    TO_120 = "91-120"
    OVER_120 = "121+"


OLDEST_DAYS = 120
"""Days up to which each day is counted of its own; older ones are one bucket."""
_LAST_DAYS = {
    AgeBucket.TO_30: 30,
    AgeBucket.TO_60: 60,
    AgeBucket.TO_90: 90,
    AgeBucket.TO_120: OLDEST_DAYS,
}


def bucket_of(days: int) -> AgeBucket:
    """Return the bucket of an age in days."""
    within = (bucket for bucket, last in _LAST_DAYS.items() if days <= last)
    return next(within, AgeBucket.OVER_120)


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureSums:
    """A number of claims with their cents."""

    claims: int = 0
    charge_cents: int = 0
    paid_cents: int = 0
    balance_cents: int = 0
    denied_cents: int = 0
    """Of denied claims alone, without what was written off of it."""

    def plus(self, other: "FigureSums", *, times: int = 1) -> "FigureSums":
        """Return the sums with others added, or with `times=-1` taken off."""
        return FigureSums(
            claims=self.claims + times * other.claims,
            charge_cents=self.charge_cents + times * other.charge_cents,
            paid_cents=self.paid_cents + times * other.paid_cents,
            balance_cents=self.balance_cents + times * other.balance_cents,
            denied_cents=self.denied_cents + times * other.denied_cents,
        )

    @property
    def is_zero(self) -> bool:
        """Return whether nothing is counted."""
        return self == FigureSums()


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerLoad:
    """The open tickets of one owner."""

    tickets: int = 0
    amount_cents: int = 0


Aging = Mapping[str, Mapping[AgeBucket, FigureSums]]
"""By payer and bucket; a payer without open claims is left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimFigures:
    """All figures of one scope on one day."""

    on: date
    totals: FigureSums
    by_payer: Mapping[str, FigureSums]
    by_state: Mapping[str, FigureSums]
    by_payer_and_state: Mapping[tuple[str, str], FigureSums]
    denials: Mapping[str, FigureSums]
    """By category."""
    denials_by_payer: Mapping[tuple[str, str], FigureSums]
    """By payer and category."""
    aging: Mapping[AgeAnchor, Aging]
    """Open claims, by the day that their age counts from."""
    by_facility: Mapping[str, FigureSums] = field(default_factory=dict)
    """Empty unless it was asked for."""
    owners: Mapping[str, OwnerLoad] | None = None
    """None for a person who is limited to facilities: tickets name none."""
    items: int = 0
    """Stored items that were read."""
    counted_at: datetime | None = None
    """The time of the last change that was counted; None before the first."""
    is_rebuilding: bool = False
    """True while claims are counted again; these figures stand still meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureScope:
    """The payers and facilities that a person sees; None: all of them.

    Claims of no payer, or of no facility, belong to every scope, as in `access.conditions`.
    """

    payers: frozenset[str] | None = None
    facilities: frozenset[str] | None = None

    def has_payer(self, payer_id: str) -> bool:
        """Return whether figures of a payer are within."""
        return self.payers is None or not payer_id or payer_id in self.payers


EVERYTHING = FigureScope()


def scope_of(person: Principal) -> FigureScope:
    """Return the scope of a person's own payers and facilities."""
    return FigureScope(payers=_limit(person.payers), facilities=_limit(person.facilities))


def _limit(own: frozenset[str]) -> frozenset[str] | None:
    return None if EVERYWHERE in own else own
