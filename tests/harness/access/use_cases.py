"""The use cases of access over the twins, with a clock that a test moves, and failing parts."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from claimtrail.access.access_work import AccessWork
from claimtrail.access.break_glass.reviews import GlassReviews
from claimtrail.access.break_glass.service import GlassService
from claimtrail.access.people.model import DirectoryPerson
from claimtrail.access.people.service import PeopleService
from claimtrail.access.restrictions.service import RestrictionService
from claimtrail.access.reviews.service import ReviewService
from claimtrail.access.roles import JobRole
from claimtrail.access.sessions import SessionService
from claimtrail.access.subjects import EVERYWHERE, Principal
from claimtrail.tickets.service import TicketService
from tests.twins.access import (
    MemoryDirectory,
    MemoryGlassBreakStore,
    MemoryGroupStore,
    MemoryPeopleStore,
    MemoryReviewStore,
)
from tests.twins.kernel import MemoryPublisher
from tests.twins.restrictions import MemoryClaimChanges, MemoryRestrictionStore
from tests.twins.sessions import MemorySessionStore
from tests.twins.tickets import MemoryTicketStore
from tests.twins.trail import MemoryRowSink

START = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
WHY = "a reason that is long enough"


class MovedClock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        """Return the instant."""
        return self.now

    def after(self, **pause: int) -> None:
        """Move on by days, hours or minutes."""
        self.now += timedelta(**pause)


class DiedError(Exception):
    """The process died at this call."""


class Dying:
    """A port whose process dies at one of its calls, before or after the call has its effect."""

    def __init__(self, port: object, name: str, *, is_done: bool) -> None:
        self._port, self._name, self._is_done = port, name, is_done
        self.is_dead = False

    def __getattr__(self, name: str) -> Any:
        """Return a method of the port; the chosen one dies, once."""
        method = getattr(self._port, name)
        return self._die(method) if name == self._name and not self.is_dead else method

    def _die(self, method: Callable[..., Any]) -> Callable[..., Any]:
        def die(*given: Any, **named: Any) -> Any:
            self.is_dead = True
            if self._is_done:
                method(*given, **named)
            raise DiedError

        return die


def someone(person_id: str, *roles: JobRole) -> Principal:
    """Return a person for all facilities and payers."""
    everywhere = frozenset({EVERYWHERE})
    return Principal(id=person_id, roles=frozenset(roles), facilities=everywhere, payers=everywhere)


KIM = someone("kim", JobRole.MANAGER)
SAM = someone("sam", JobRole.MANAGER)
DANA = someone("dana", JobRole.BILLER)
ADMIN = someone("ada", JobRole.ADMINISTRATOR)


@dataclass
class UseCases:
    """The twins, and the use cases over them. A test replaces a twin before it asks for one."""

    clock: MovedClock = field(default_factory=MovedClock)
    publisher: Any = field(default_factory=MemoryPublisher)
    tickets: Any = field(default_factory=MemoryTicketStore)
    sessions: Any = field(default_factory=MemorySessionStore)
    rows: Any = field(default_factory=MemoryRowSink)
    people_store: Any = field(default_factory=MemoryPeopleStore)
    directory: Any = field(default_factory=MemoryDirectory)
    reviews_store: Any = field(default_factory=MemoryReviewStore)
    scim_groups: Any = field(default_factory=MemoryGroupStore)
    breaks: Any = field(default_factory=MemoryGlassBreakStore)
    restricted: Any = field(default_factory=MemoryRestrictionStore)
    claims: Any = field(default_factory=MemoryClaimChanges)

    @property
    def people(self) -> PeopleService:
        """Return what ends the access of people."""
        return PeopleService(
            store=self.people_store,
            sessions=self.sessions,
            directory=self.directory,
            publisher=self.publisher,
            clock=self.clock,
        )

    @property
    def sign_in(self) -> SessionService:
        """Return what begins and resumes sessions."""
        return SessionService(store=self.sessions, clock=self.clock, uses=self.people.last_use)

    @property
    def work(self) -> AccessWork:
        """Return what opens tickets about late reviews."""
        return AccessWork(tickets=TicketService(self.tickets, self.publisher))

    @property
    def reviews(self) -> ReviewService:
        """Return what opens reviews and takes attestations."""
        return ReviewService(
            store=self.reviews_store,
            people=self.people,
            publisher=self.publisher,
            clock=self.clock,
            work=self.work,
        )

    @property
    def glass(self) -> GlassService:
        """Return what opens restricted claims."""
        return GlassService(
            store=self.breaks,
            sessions=self.sign_in,
            rows=self.rows,
            publisher=self.publisher,
            clock=self.clock,
        )

    @property
    def glass_reviews(self) -> GlassReviews:
        """Return what reviews openings."""
        return GlassReviews(
            store=self.breaks, publisher=self.publisher, clock=self.clock, work=self.work
        )

    @property
    def restrictions(self) -> RestrictionService:
        """Return what sets restrictions."""
        return RestrictionService(
            store=self.restricted,
            claims=self.claims,
            publisher=self.publisher,
            clock=self.clock,
        )

    def events(self, detail_type: str) -> list[Any]:
        """Return the events of a type, in the order in which they were first published."""
        return [one for one in self.publisher.events.values() if one.detail_type == detail_type]


def listed(
    person_id: str, *groups: str, manager: str = "kim", department: str = "Billing", **more: Any
) -> DirectoryPerson:
    """Return a person as a directory lists it."""
    return DirectoryPerson(
        person_id=person_id,
        is_enabled=more.pop("is_enabled", True),
        groups=frozenset(groups or ("biller",)),
        manager_id=manager,
        department=department,
        **more,
    )
