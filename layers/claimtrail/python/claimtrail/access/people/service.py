"""People: their last use, and the end of their access, at once and everywhere.

The end is stored first, so that no sign-in succeeds any more; then sessions are revoked, the
identity provider is asked to disable the person, and the end is published. Each step can be done
again: a crash in between is fixed by the caller's retry.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from claimtrail.access.detail_types import AccessDetailType
from claimtrail.access.errors import NotAllowedError, require, unknown
from claimtrail.access.free_text import checked_words
from claimtrail.access.people.accounts import ORPHANS, PersonAccount, accounts
from claimtrail.access.people.last_use import LastUse
from claimtrail.access.people.leavers import Leaver
from claimtrail.access.people.model import EndCause, KnownPerson, known_first
from claimtrail.access.people.ports import Directory, PeopleStore
from claimtrail.access.resources import Operation, Resource
from claimtrail.access.sessions import SessionStore
from claimtrail.access.subjects import AccessTarget, Principal
from claimtrail.kernel.bus import BusEvent, DetailType, EventPublisher
from claimtrail.kernel.clock import Clock, format_instant
from claimtrail.kernel.errors import Explanation
from claimtrail.kernel.ids import EVENT_PREFIX, derived_id

RULE = "people@1"
PEOPLE = AccessTarget(resource=Resource.PERSON)
NOTHING_ELSE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleService:
    """The use cases of people's access, beside its reviews."""

    store: PeopleStore
    sessions: SessionStore
    directory: Directory
    publisher: EventPublisher
    clock: Clock

    @property
    def last_use(self) -> LastUse:
        """Return what hears of sign-ins and uses."""
        return LastUse(store=self.store, clock=self.clock)

    def known(self) -> list[KnownPerson]:
        """Return everybody who signed in or was announced, by id."""
        return self.store.listed()

    def accounts(self) -> list[PersonAccount]:
        """Return everybody that the identity provider or ClaimTrail knows, by id."""
        return list(accounts(self.directory.people(), self.store.listed()))

    def orphans(self) -> int:
        """Return how many accounts and people do not fit: `ORPHANS` has the ways."""
        return sum(one.standing in ORPHANS for one in self.accounts())

    def announce(self, person_id: str) -> KnownPerson:
        """Remember a person that the personnel system announces, without roles."""
        return self._changed(person_id, lambda person: person)

    def deactivate(
        self, person_id: str, *, cause: EndCause, by: str, why: str | None = None
    ) -> KnownPerson:
        """End a person's access: sign-in, sessions, and the account of the identity provider.

        Again on one whose access ended does all steps once more. Raises ConflictError.
        """
        now = self.clock()
        ended = self._changed(person_id, lambda person: person.ended(cause, at=now, by=by, why=why))
        self.sessions.revoke_all(person_id, now)
        self.directory.disable(person_id)
        self._publish(
            AccessDetailType.PERSON_DEACTIVATED,
            ended,
            actor=ended.ended_by,
            once=str(ended.ends),
            detail=_detail(cause=ended.end_cause, why=ended.end_why),
        )
        return ended

    def restore(self, person_id: str, *, by: Principal, why: str) -> KnownPerson:
        """Give a person access again. Raises NotAllowedError, NotFoundError, UnusableTextError."""
        require(by, Operation.CHANGE, PEOPLE)
        words = checked_words(why)
        if self.store.find(person_id) is None:
            raise unknown("person", person_id)
        now = self.clock()
        self.directory.enable(person_id)
        restored = self._changed(person_id, lambda person: person.restored(now))
        self._publish(
            AccessDetailType.PERSON_REACTIVATED,
            restored,
            actor=f"user:{by.id}",
            once=str(restored.ends),
            detail=_detail(why=words),
        )
        return restored

    def sign_out(self, person_id: str, *, by: Principal, why: str) -> None:
        """End every session of a person, who may sign in again.

        Raises NotAllowedError, UnusableTextError.
        """
        require(by, Operation.CHANGE, PEOPLE)
        self.end_sessions(person_id, by=f"user:{by.id}", why=checked_words(why))

    def end_sessions(self, person_id: str, *, by: str, why: str | None = None) -> None:
        """End every session of a person, whose next one has the roles of then."""
        now = self.clock()
        self.sessions.revoke_all(person_id, now)
        self._publish(
            AccessDetailType.PERSON_SIGNED_OUT,
            known_first(person_id, now),
            actor=by,
            once=format_instant(now),
            detail=_detail(why=why),
        )

    def end(self, person_id: str, *, by: Principal, why: str) -> KnownPerson:
        """End a person's access at once, as an administrator says.

        Raises NotAllowedError (for one's own, too), UnusableTextError, ConflictError.
        """
        words = checked_words(why)
        if by.id == person_id:
            raise NotAllowedError(_OWN_ACCESS)
        require(by, Operation.CHANGE, PEOPLE)
        return self.deactivate(
            person_id, cause=EndCause.ADMINISTRATOR, by=f"user:{by.id}", why=words
        )

    def refused_sign_in(self, person_id: str) -> None:
        """Publish that a person whose access ended came back (45 CFR 164.308(a)(5)(ii)(C))."""
        now = self.clock()
        self._publish(
            AccessDetailType.PERSON_REFUSED,
            known_first(person_id, now),
            actor=f"user:{person_id}",
            once=format_instant(now),
        )

    def take_leavers(self, leavers: Iterable[Leaver], *, by: str) -> list[str]:
        """End the access of who left, and remember who is going to. Return those who left."""
        today, gone = self.clock().date(), []
        for one in leavers:
            if one.is_gone(today):
                self.deactivate(one.person_id, cause=EndCause.LEFT, by=by)
                gone.append(one.person_id)
            else:
                self._changed(one.person_id, _leaving(one.left_on))
        return gone

    def end_due(self, *, by: str) -> list[str]:
        """End the access of leavers and contractors whose last day has passed. Return their ids."""
        today = self.clock().date()
        left = [
            one.person_id
            for one in self.store.listed()
            if one.leaves_on and one.leaves_on < today and one.is_active
        ]
        over = [
            one.person_id
            for one in self.directory.people()
            if one.contract_ends_on
            and one.contract_ends_on < today
            and (one.is_enabled or self._is_active(one.person_id))
        ]
        causes = dict.fromkeys(over, EndCause.CONTRACT_ENDED) | dict.fromkeys(left, EndCause.LEFT)
        for person_id, cause in causes.items():
            self.deactivate(person_id, cause=cause, by=by)
        return list(causes)

    def _is_active(self, person_id: str) -> bool:
        known = self.store.find(person_id)
        return known is None or known.is_active

    def _changed(self, person_id: str, change: Callable[[KnownPerson], KnownPerson]) -> KnownPerson:
        return self.last_use.change(person_id, change)

    def _publish(
        self,
        detail_type: DetailType,
        person: KnownPerson,
        *,
        actor: str,
        once: str,
        detail: Mapping[str, str] = NOTHING_ELSE,
    ) -> None:
        self.publisher.publish(
            [
                BusEvent(
                    event_id=derived_id(EVENT_PREFIX, person.person_id, detail_type, once),
                    detail_type=detail_type,
                    subject_id=person.person_id,
                    occurred_at=person.ended_at or self.clock(),
                    actor=actor,
                    correlation_id=person.person_id,
                    rule=RULE,
                    detail=dict(detail),
                )
            ]
        )


def _detail(*, cause: EndCause | None = None, why: str | None = None) -> dict[str, str]:
    """Return what the trail keeps beside who and when; a reason is masked."""
    said = {"cause": cause.value if cause else None, "why": why}
    return {name: value for name, value in said.items() if value}


def _leaving(day: date | None) -> Callable[[KnownPerson], KnownPerson]:
    return lambda person: person.model_copy(update={"leaves_on": day})


_OWN_ACCESS = Explanation(
    code="OWN_ACCESS",
    what="nobody ends their own access",
    where="people",
    next_step="Another administrator does it.",
)
