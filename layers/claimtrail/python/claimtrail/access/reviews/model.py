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

from claimtrail.access.people.model import DirectoryPerson, KnownPerson, roles_of_groups
from claimtrail.access.roles import JobRole
from claimtrail.kernel.frozen_model import FrozenModel
from claimtrail.kernel.ids import derived_id

REVIEW_PREFIX = "rvw_"
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
    REMOVE = "REMOVE"


ATTESTATION_WORDS: Mapping[Attestation, str] = MappingProxyType(
    {Attestation.KEEP: "keeps access", Attestation.REMOVE: "loses access"}
)
"""By attestation: the words that pages and commands show."""


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
    attested: Attestation | None = None
    """None while the manager has not said."""
    attested_by: str = ""
    """`user:<id>`."""
    attested_at: datetime | None = None
    words: str = ""

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
    def left(self) -> int:
        """Return the number of people who are not attested."""
        return sum(one.attested is None for one in self.items)

    def item(self, person_id: str) -> ReviewItem | None:
        """Return the access of a person; None for one whom it does not list."""
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


def item_of(listed: DirectoryPerson, known: KnownPerson | None) -> ReviewItem:
    """Return a person's access: roles by groups and of the last sign-in, last use as recorded."""
    named = roles_of_groups(listed.groups)
    roles = named.union(known.roles if known else ())
    signed_in = (listed.last_sign_in_at, known.last_sign_in_at if known else None)
    return ReviewItem(
        person_id=listed.person_id,
        roles=tuple(sorted(roles)),
        other_groups=tuple(sorted(listed.groups - named)),
        facilities=known.facilities if known else (),
        payers=known.payers if known else (),
        last_use=known.last_use if known else {},
        last_sign_in_at=max(filter(None, signed_in), default=None),
        contract_ends_on=listed.contract_ends_on,
    )


def by_manager(
    people: Iterable[DirectoryPerson],
) -> Mapping[tuple[str, str], tuple[DirectoryPerson, ...]]:
    """Return people by manager and department, each by id."""
    found: dict[tuple[str, str], tuple[DirectoryPerson, ...]] = {}
    for one in sorted(people, key=lambda person: person.person_id):
        key = one.manager_id, one.department
        found[key] = (*found.get(key, ()), one)
    return found
