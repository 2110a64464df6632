"""Restrictions of claims, from three sources.

| Source | Restriction | Kept |
| --- | --- | --- |
| the provider's registration extract | charity care, payment plan, VIP | in the claim itself |
| a person | charity care, payment plan, VIP | beside the claim, in the operations table |
| the staff list | own family | one household a person, in the operations table |
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from claimtrail.access.subjects import AccessRestriction
from claimtrail.claims.fold.claim_parts import ReferenceKind
from claimtrail.claims.fold.model import Claim
from claimtrail.kernel.frozen_model import FrozenModel
from claimtrail.kernel.ids import derived_id

SET_BY_PEOPLE = frozenset(AccessRestriction) - {AccessRestriction.OWN_FAMILY}
"""The staff list alone says who is family."""
_MEMBER_PREFIX = "fam_"
_MOST_KEPT = 5_000
"""Claims of one request, above all that a list reads; an export of more reads them again."""


class RestrictionEntry(FrozenModel):
    """One time that a person set or cleared a restriction."""

    restriction: AccessRestriction
    action: Literal["set", "cleared"]
    by: str
    """`user:<id>`."""
    at: datetime
    why: str


class ClaimRestrictions(FrozenModel):
    """The restrictions that people set on a claim."""

    schema_version: Literal[1] = 1
    version: int = 1
    """Grows by one with each change."""
    claim_id: str
    history: tuple[RestrictionEntry, ...] = ()
    """The first one first; the last one of each restriction counts."""

    @property
    def standing(self) -> tuple[RestrictionEntry, ...]:
        """Return the restrictions that stand, as they were set."""
        last = {one.restriction: one for one in self.history}
        return tuple(one for one in last.values() if one.action == "set")

    def of(self, restriction: AccessRestriction) -> RestrictionEntry | None:
        """Return a restriction as it stands; None when it does not."""
        return next((one for one in self.standing if one.restriction is restriction), None)

    def with_entry(self, entry: RestrictionEntry) -> "ClaimRestrictions":
        """Return the next version, in which a person set or cleared a restriction."""
        return self.model_copy(
            update={"version": self.version + 1, "history": (*self.history, entry)}
        )


class Household(FrozenModel):
    """The patients of a person's household, by hashes that name nobody."""

    schema_version: Literal[1] = 1
    person_id: str
    members: frozenset[str]
    taken_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SensitiveClaim:
    """The part of a claim by which it may be restricted."""

    claim_id: str
    patient_ids: frozenset[str] = frozenset()
    """Of the registered patient; empty where the provider registers none."""
    sensitivities: frozenset[AccessRestriction] = frozenset()
    """The provider's word on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRestrictions:
    """The stored restrictions of one page of claims, and the household of one person."""

    by_claim: dict[str, ClaimRestrictions]
    household: frozenset[str]


@dataclass(slots=True, kw_only=True)
class RestrictionsRead:
    """The stored restrictions that one request has read: its parts ask for the same claims again.

    The next request reads them again, so that a new restriction holds at once.
    """

    asked: set[str] = field(default_factory=set)
    by_claim: dict[str, ClaimRestrictions] = field(default_factory=dict)
    household: frozenset[str] = frozenset()

    def unread(self, claim_ids: Iterable[str]) -> list[str]:
        """Return the claims that were not asked for yet; all of them where it holds too many."""
        wanted = list(dict.fromkeys(claim_ids))
        if len(self.asked) + len(wanted) > _MOST_KEPT:
            self.asked.clear()
            self.by_claim.clear()
        return [one for one in wanted if one not in self.asked]

    def add(self, claim_ids: Iterable[str], found: PageRestrictions) -> None:
        """Keep what was read for some claims."""
        self.asked.update(claim_ids)
        self.by_claim |= found.by_claim
        self.household = found.household


def sensitive_claim(claim: Claim) -> SensitiveClaim:
    """Return the part of a claim by which it may be restricted."""
    patients = (one for one in claim.references if one.kind is ReferenceKind.PATIENT)
    return SensitiveClaim(
        claim_id=claim.claim_id,
        patient_ids=frozenset(one.entity_id for one in patients),
        sensitivities=frozenset(AccessRestriction(one.value) for one in claim.sensitivities),
    )


def household_of(person_id: str, subject_ids: Iterable[str], *, taken_at: datetime) -> Household:
    """Return a person's household: ids of claims and patients, which are keyed hashes already."""
    return Household(
        person_id=person_id,
        members=frozenset(member_of(person_id, one) for one in subject_ids),
        taken_at=taken_at,
    )


def member_of(person_id: str, subject_id: str) -> str:
    """Return the hash by which a claim or patient is of a person's household.

    It differs from person to person, so that the store does not show who shares a household.
    """
    return derived_id(_MEMBER_PREFIX, person_id, subject_id)


def restrictions_of(
    claim: SensitiveClaim, person_id: str, stored: PageRestrictions | RestrictionsRead
) -> frozenset[AccessRestriction]:
    """Return the reasons for which a claim is closed to a person."""
    own = stored.by_claim.get(claim.claim_id)
    by_people = frozenset(one.restriction for one in own.standing) if own else frozenset()
    hashes = (member_of(person_id, one) for one in (claim.claim_id, *claim.patient_ids))
    is_family = not stored.household.isdisjoint(hashes)
    family = frozenset({AccessRestriction.OWN_FAMILY} if is_family else ())
    return claim.sensitivities | by_people | family
