"""Setting and clearing restrictions, and asking for those of a page of claims.

A change is stored, then published under an id that follows from it: a crash between the two is
fixed by doing it again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from claimtrail.access.detail_types import AccessDetailType
from claimtrail.access.errors import NotAllowedError, changed, require
from claimtrail.access.free_text import checked_words
from claimtrail.access.resources import Operation
from claimtrail.access.restrictions.model import (
    SET_BY_PEOPLE,
    ClaimRestrictions,
    RestrictionEntry,
    RestrictionsRead,
    SensitiveClaim,
    household_of,
    restrictions_of,
    sensitive_claim,
)
from claimtrail.access.restrictions.ports import ClaimChanges, RestrictionStore
from claimtrail.access.subjects import AccessRestriction, AccessTarget, Principal
from claimtrail.kernel.bus import BusEvent, EventPublisher
from claimtrail.kernel.clock import Clock, format_instant
from claimtrail.kernel.errors import Explanation
from claimtrail.kernel.ids import EVENT_PREFIX, derived_id
from claimtrail.kernel.retry import repeat_on_conflict

RULE = "restrictions@1"
STAFF_LIST = "staff-list"
"""The subject of the event about all households."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RestrictionService:
    """The use cases of restrictions."""

    store: RestrictionStore
    claims: ClaimChanges
    publisher: EventPublisher
    clock: Clock

    def of_page(
        self,
        person: Principal,
        claims: Iterable[SensitiveClaim],
        *,
        read: RestrictionsRead | None = None,
    ) -> Mapping[str, frozenset[AccessRestriction]]:
        """Return the restrictions of a page of claims to a person, by claim: one read.

        `read` has what the same request has read for the same person, and takes what is read.
        """
        known = read or RestrictionsRead()
        listed = list(claims)
        unread = known.unread(one.claim_id for one in listed)
        if unread:
            known.add(unread, self.store.of_page(unread, person.id))
        return {one.claim_id: restrictions_of(one, person.id, known) for one in listed}

    def of_claims(
        self, person: Principal, claim_ids: Sequence[str]
    ) -> Mapping[str, frozenset[AccessRestriction]]:
        """Return the same of claims that are known by their id: of tickets, exceptions, files.

        Two reads. A claim that was never projected has no flags of the registration yet.
        """
        known = self.claims.recent_changes(claim_ids)
        return self.of_page(
            person,
            (
                sensitive_claim(known[one].claim) if one in known else SensitiveClaim(claim_id=one)
                for one in dict.fromkeys(claim_ids)
            ),
        )

    def set_by_people(self, claim_id: str) -> tuple[RestrictionEntry, ...]:
        """Return the restrictions that people set on a claim, with who, when and why."""
        return self._known(claim_id).standing

    def set(
        self,
        target: AccessTarget,
        claim_id: str,
        *,
        by: Principal,
        kind: AccessRestriction,
        why: str,
    ) -> ClaimRestrictions:
        """Close a claim beyond roles; one that is closed for it already stays as it is.

        Raises NotAllowedError, UnusableTextError, ConflictError.
        """
        return self._change("set", target, claim_id, by=by, kind=kind, why=why)

    def clear(
        self,
        target: AccessTarget,
        claim_id: str,
        *,
        by: Principal,
        kind: AccessRestriction,
        why: str,
    ) -> ClaimRestrictions:
        """Open a claim to roles again as far as a person closed it.

        What the registration or the staff list says stands until they say otherwise. Raises
        NotAllowedError, UnusableTextError, ConflictError.
        """
        return self._change("cleared", target, claim_id, by=by, kind=kind, why=why)

    def take_staff_list(self, households: Mapping[str, Iterable[str]], *, actor: str) -> int:
        """Replace the households of the staff; people who are not listed have none any more.

        `households` has ids of claims and patients by person. Return the number of people.
        """
        now = self.clock()
        gone = set(self.store.people_with_households()) - households.keys()
        for person_id in sorted({*households, *gone}):
            listed = households.get(person_id, ())
            self.store.save_household(household_of(person_id, listed, taken_at=now))
        self.publisher.publish(
            [
                BusEvent(
                    event_id=derived_id(EVENT_PREFIX, STAFF_LIST, format_instant(now)),
                    detail_type=AccessDetailType.STAFF_LIST_TAKEN,
                    subject_id=STAFF_LIST,
                    occurred_at=now,
                    actor=actor,
                    correlation_id=STAFF_LIST,
                    rule=RULE,
                    detail={"people": len(households), "no_more_listed": len(gone)},
                )
            ]
        )
        return len(households)

    def _known(self, claim_id: str) -> ClaimRestrictions:
        return self.store.find(claim_id) or ClaimRestrictions(claim_id=claim_id, version=0)

    def _change(  # noqa: PLR0913 - what is done to what, by whom and why
        self,
        action: Literal["set", "cleared"],
        target: AccessTarget,
        claim_id: str,
        *,
        by: Principal,
        kind: AccessRestriction,
        why: str,
    ) -> ClaimRestrictions:
        require(by, Operation.RESTRICT, target)
        _require_settable(kind)
        entry = RestrictionEntry(
            restriction=kind,
            action=action,
            by=f"user:{by.id}",
            at=self.clock(),
            why=checked_words(why),
        )

        def write() -> ClaimRestrictions:
            known = self._known(claim_id)
            if (action == "set") is bool(known.of(kind)):
                return known
            after = known.with_entry(entry)
            if not self.store.save(after):
                raise changed("claim", claim_id)
            return after

        stored = repeat_on_conflict(write)
        self.publisher.publish(restriction_events(stored))
        return stored


def restriction_events(restrictions: ClaimRestrictions) -> list[BusEvent]:
    """Return what people did to a claim's restrictions, as events; reasons stay with the claim."""
    return [
        BusEvent(
            event_id=derived_id(EVENT_PREFIX, restrictions.claim_id, "restriction", str(number)),
            detail_type=_PUBLISHED[entry.action],
            subject_id=restrictions.claim_id,
            occurred_at=entry.at,
            actor=entry.by,
            correlation_id=restrictions.claim_id,
            rule=RULE,
            detail={"restriction": entry.restriction.value},
        )
        for number, entry in enumerate(restrictions.history)
    ]


_PUBLISHED: Mapping[str, AccessDetailType] = MappingProxyType(
    {
        "set": AccessDetailType.RESTRICTION_SET,
        "cleared": AccessDetailType.RESTRICTION_CLEARED,
    }
)


def _require_settable(kind: AccessRestriction) -> None:
    if kind not in SET_BY_PEOPLE:
        raise NotAllowedError(
            Explanation(
                code="RESTRICTION_OF_STAFF_LIST",
                what="the staff list alone says who is family",
                where=f"restriction {kind.value}",
                next_step="Correct the staff list: `claimtrail restrictions staff-list FILE`.",
            )
        )
