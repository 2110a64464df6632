"""A review: the access of a manager's people as it was listed, and what the manager attests.

45 CFR 164.308(a)(4)(ii)(C) asks for a review of each user's right of access; NIST SP 800-53 AC-2(j)
for one at a stated frequency.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

from pydantic import Field

from claimtrail.access.people.accounts import PersonAccount
from claimtrail.access.people.model import AccountStanding, roles_of_groups
from claimtrail.access.roles import JobRole
from claimtrail.kernel.frozen_model import FrozenModel
from claimtrail.kernel.ids import derived_id

REVIEW_PREFIX = "rvw_"
CHANGE_PREFIX = "chg_"
MONTHS = 3
"""Months from one review to the next, where a stage says nothing else."""
DUE_DAYS = 14


class ReviewState(StrEnum):
    """The state of a review."""

    OPEN = "OPEN"
    COMPLETED = "COMPLETED"


class Attestation(StrEnum):
    """A manager's word on a person's access."""

    KEEP = "KEEP"
    CHANGE = "CHANGE"
    """Keep some of it: an administrator makes the change that the manager describes."""
    REMOVE = "REMOVE"


ATTESTATION_WORDS: Mapping[Attestation, str] = MappingProxyType(
    {
        Attestation.KEEP: "keeps access",
        Attestation.CHANGE: "keeps some of it",
        Attestation.REMOVE: "loses access",
    }
)
"""By attestation: the words that pages and commands show."""


class UseCount(FrozenModel):
    """The accesses of one kind by a person, as the access log has them."""

    count: int
    last_on: date


class EarlierAccess(FrozenModel):
    """The access of a person as the review before listed it."""

    period: date
    roles: tuple[JobRole, ...]
    facilities: tuple[str, ...] = ()
    payers: tuple[str, ...] = ()
    attested: Attestation | None = None


class ReviewItem(FrozenModel):
    """The access of one person as the review lists it."""

    person_id: str
    roles: tuple[JobRole, ...]
    other_groups: tuple[str, ...] = ()
    """Groups of the identity provider that stand for no role."""
    facilities: tuple[str, ...] = ()
    payers: tuple[str, ...] = ()
    last_use: Mapping[JobRole, date] = Field(default_factory=dict)
    """By role; a role that is missing was never used."""
    last_sign_in_at: datetime | None = None
    """None: never."""
    contract_ends_on: date | None = None
    standing: AccountStanding = AccountStanding.USED
    """The account beside what is known of the person, when the review was opened."""
    earlier: EarlierAccess | None = None
    """None: no review before listed the person."""
    uses: Mapping[str, UseCount] | None = None
    """Accesses by their action, from `uses_since` on; None while they are not counted."""
    uses_since: date | None = None
    attested: Attestation | None = None
    """None while the manager has not said."""
    attested_by: str = ""
    """`user:<id>`."""
    attested_at: datetime | None = None
    words: str = ""
    change_ids: tuple[str, ...] = ()
    """The changes that managers asked for, also those that were withdrawn."""
    changed_at: datetime | None = None
    """When an administrator made the change that was asked for; None while it is to be made."""
    changed_by: str = ""

    @property
    def asked_change(self) -> str:
        """Return the id of the change that is asked for; empty for none."""
        return self.change_ids[-1] if self.attested is Attestation.CHANGE else ""

    @property
    def withdrawn_changes(self) -> tuple[str, ...]:
        """Return the ids of the changes that are asked for no more."""
        return tuple(one for one in self.change_ids if one != self.asked_change)

    @property
    def awaits_change(self) -> bool:
        """Return whether an administrator has to change the access."""
        return self.attested is Attestation.CHANGE and self.changed_at is None

    @property
    def use_count(self) -> int | None:
        """Return the number of accesses of all kinds; None while they are not counted."""
        return None if self.uses is None else sum(one.count for one in self.uses.values())

    @property
    def changes(self) -> tuple[str, ...]:
        """Return what changed since the review before, in words."""
        if self.earlier is None:
            return ("not in the review before",)
        sides = (
            ("role", self.earlier.roles, self.roles),
            ("facility", self.earlier.facilities, self.facilities),
            ("payer", self.earlier.payers, self.payers),
        )
        return tuple(
            f"{sign} {noun} {one}"
            for noun, before, after in sides
            for sign, gone, come in (("added", before, after), ("lost", after, before))
            for one in sorted(set(come) - set(gone))
        )

    @property
    def unused_roles(self) -> tuple[JobRole, ...]:
        """Return the roles that the person has and never used."""
        return tuple(one for one in self.roles if one not in self.last_use)


class AccessReview(FrozenModel):
    """The people of one manager in one department, for one period."""

    schema_version: Literal[1] = 1
    version: int = 1
    """Grows by one with each change."""
    review_id: str
    period: date
    """The first day of the period."""
    manager_id: str
    """Empty: the identity provider names none, and any manager attests."""
    department: str
    opened_at: datetime
    due_on: date
    items: tuple[ReviewItem, ...]
    completed_at: datetime | None = None
    overdue_at: datetime | None = None
    """When it was escalated; None while it is in time."""

    @property
    def state(self) -> ReviewState:
        """Return whether somebody is still to be attested."""
        return ReviewState.COMPLETED if self.completed_at else ReviewState.OPEN

    @property
    def attested_by(self) -> tuple[str, ...]:
        """Return who has attested, each once."""
        return tuple(sorted({one.attested_by for one in self.items if one.attested_by}))

    def is_for(self, person_id: str) -> bool:
        """Return whether a manager attests it, as far as managers go."""
        return self.manager_id in {"", person_id}

    @property
    def left(self) -> int:
        """Return the number of people who are not attested."""
        return sum(one.attested is None for one in self.items)

    def item(self, person_id: str) -> ReviewItem | None:
        """Return the access of a person; None for one that it does not list."""
        return next((one for one in self.items if one.person_id == person_id), None)

    def with_item(self, item: ReviewItem, *, at: datetime) -> "AccessReview":
        """Return the review with a person attested; completed with the last one."""
        items = tuple(item if one.person_id == item.person_id else one for one in self.items)
        is_done = all(one.attested for one in items)
        return self.model_copy(
            update={"items": items, "completed_at": self.completed_at or (at if is_done else None)}
        )


class ReviewRound(FrozenModel):
    """The mark that every review of a period is opened."""

    schema_version: Literal[1] = 1
    period: date
    opened_at: datetime
    people: int


def period_of(day: date, months: int) -> date:
    """Return the first day of the period that a day is in: months of the year, so many each."""
    first = (day.month - 1) // months * months + 1
    return date(day.year, first, 1)


def review_id(period: date, manager_id: str, department: str) -> str:
    """Return the id of the one review of a manager's people in a department."""
    return derived_id(REVIEW_PREFIX, period.isoformat(), manager_id, department)


def change_id(review_id: str, person_id: str, at: datetime) -> str:
    """Return the id of a change that a manager asks for; it does not show the person."""
    return derived_id(CHANGE_PREFIX, review_id, person_id, at.isoformat())


def item_of(account: PersonAccount, earlier: EarlierAccess | None = None) -> ReviewItem:
    """Return a person's access: roles by groups and of the last sign-in, last use as recorded."""
    listed, known = account.as_listed, account.known
    named = roles_of_groups(listed.groups)
    roles = named.union(listed.roles, known.roles if known else ())
    signed_in = (listed.last_sign_in_at, known.last_sign_in_at if known else None)
    return ReviewItem(
        person_id=listed.person_id,
        roles=tuple(sorted(roles)),
        other_groups=tuple(sorted(listed.groups - named)),
        facilities=_union(listed.facilities, known.facilities if known else ()),
        payers=_union(listed.payers, known.payers if known else ()),
        last_use=known.last_use if known else {},
        last_sign_in_at=max(filter(None, signed_in), default=None),
        contract_ends_on=listed.contract_ends_on,
        standing=account.standing,
        earlier=earlier,
    )


def earlier_access(reviews: Iterable[AccessReview]) -> Mapping[str, EarlierAccess]:
    """Return each person's access as the latest of these reviews lists it."""
    return {
        item.person_id: EarlierAccess(
            period=review.period,
            roles=item.roles,
            facilities=item.facilities,
            payers=item.payers,
            attested=item.attested,
        )
        for review in sorted(reviews, key=lambda one: one.period)
        for item in review.items
    }


def by_manager(
    people: Iterable[PersonAccount],
) -> Mapping[tuple[str, str], tuple[PersonAccount, ...]]:
    """Return people by manager and department, each by id."""
    found: dict[tuple[str, str], tuple[PersonAccount, ...]] = {}
    for one in sorted(people, key=lambda person: person.person_id):
        key = one.as_listed.manager_id, one.as_listed.department
        found[key] = (*found.get(key, ()), one)
    return found


def _union(*sets: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(frozenset[str]().union(*sets)))
