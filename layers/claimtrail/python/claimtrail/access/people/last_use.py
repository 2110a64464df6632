"""The last use of each role by each person, and the refusal of people whose access ended."""

from collections.abc import Callable
from dataclasses import dataclass

from claimtrail.access.errors import changed
from claimtrail.access.people.model import KnownPerson, known_first
from claimtrail.access.people.ports import PeopleStore
from claimtrail.access.subjects import Principal
from claimtrail.kernel.clock import Clock
from claimtrail.kernel.errors import ClaimTrailError, Explanation
from claimtrail.kernel.retry import repeat_on_conflict


class PersonInactiveError(ClaimTrailError):
    """The access of a person has ended."""

    def __init__(self) -> None:
        super().__init__(
            Explanation(
                code="PERSON_INACTIVE",
                what="the access of this person has ended",
                where="sign-in",
                next_step="Ask your manager or the administrator, who can restore it.",
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LastUse:
    """Hears of sign-ins and of each day of use: a `UseRecorder`."""

    store: PeopleStore
    clock: Clock

    def signed_in(self, person: Principal) -> None:
        """Remember a sign-in. Raises PersonInactiveError for a person without access."""
        self._see(person, signs_in=True)

    def used(self, person: Principal) -> None:
        """Remember that a session was used today. Raises PersonInactiveError likewise."""
        self._see(person, signs_in=False)

    def change(self, person_id: str, change: Callable[[KnownPerson], KnownPerson]) -> KnownPerson:
        """Store a change of a person, who may not be known yet. Raises ConflictError."""

        def write() -> KnownPerson:
            known = self.store.find(person_id) or known_first(person_id, self.clock())
            after = change(known)
            if after == known and known.version:
                return known
            after = after.model_copy(update={"version": known.version + 1})
            if not self.store.save(after):
                raise changed("person", person_id)
            return after

        return repeat_on_conflict(write)

    def _see(self, principal: Principal, *, signs_in: bool) -> None:
        now = self.clock()

        def seen(person: KnownPerson) -> KnownPerson:
            if not person.is_active:
                raise PersonInactiveError
            return person.seen(principal, now, signs_in=signs_in)

        self.change(principal.id, seen)
