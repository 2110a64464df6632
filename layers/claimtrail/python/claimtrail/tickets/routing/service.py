"""The use cases of routing: a ticket to its queue and its person, again whenever that may change.

What a person assigned stays. A person who has a ticket keeps it as long as the rule that gave it
still decides and the person may still have it: load alone moves no ticket.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from claimtrail.kernel.bus import EventPublisher
from claimtrail.kernel.clock import Clock
from claimtrail.kernel.deadline import Deadline, no_deadline
from claimtrail.kernel.retry import repeat_on_conflict
from claimtrail.tickets.events import last_event
from claimtrail.tickets.model import Ticket
from claimtrail.tickets.ports import TicketStore
from claimtrail.tickets.routing.candidates import PersonChoice, choose, why_not
from claimtrail.tickets.routing.decisions import RoutingTrigger, opening_entries, routed
from claimtrail.tickets.routing.desk import WEIGHTS, Desk
from claimtrail.tickets.routing.facts import facts_of
from claimtrail.tickets.routing.openings import ACTOR, RulesAt
from claimtrail.tickets.routing.ports import DeskStore
from claimtrail.tickets.routing.room import MOST_OPEN, RESERVED_FOR, DeskRoom
from claimtrail.tickets.routing.rules import RoutingRule, RoutingStrategy, RuleMatch, match
from claimtrail.tickets.ticket_parts import UNALLOCATED, is_person

_WAITING_AT_ONCE = 200
"""Tickets of a queue that one sweep tries to give to people."""
_RESERVE_SECONDS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingExplanation:
    """The decision that would be made about a ticket now; nothing is written."""

    match: RuleMatch
    people: PersonChoice
    owner: str
    """The owner that the rules give it."""
    is_held_by_person: bool
    """True where a person assigned it, so that the rules do not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingSweep:
    """The result of one pass over tickets whose owner is away, or whose queue waits for people."""

    looked_at: int
    moved: int
    unallocated: int
    """Open tickets that no rule matches; 1,000 are counted at most."""
    is_complete: bool
    """False if the time was up before the last ticket."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingService:
    """Routes tickets by the rules in force and the people of the desk."""

    tickets: TicketStore
    desk: DeskStore
    rules_at: RulesAt
    publisher: EventPublisher
    clock: Clock

    @property
    def room(self) -> DeskRoom:
        """Return what counts and takes the room of people."""
        return DeskRoom(tickets=self.tickets, desk=self.desk, clock=self.clock)

    def route(
        self, ticket_id: str, *, trigger: RoutingTrigger, actor: str = ACTOR
    ) -> Ticket | None:
        """Route an open ticket, and publish `ticket.routed` where that changed something.

        None for an unknown id. Raises ConflictError when other writers keep winning.
        """
        return repeat_on_conflict(lambda: self._route(ticket_id, trigger, actor))

    def planned(self, ticket: Ticket, *, trigger: RoutingTrigger, actor: str = ACTOR) -> Ticket:
        """Return a ticket as the rules would have it now; as it is where they change nothing."""
        if not _is_routable(ticket):
            return ticket
        now = self.clock()
        found = match(facts_of(ticket), self.rules_at(now))
        choice = self._choice(ticket, found, self._desk_for(found), at=now)
        return routed(
            ticket,
            found,
            owner=choice.person or found.queue,
            people=choice.considered,
            trigger=trigger,
            at=now,
            actor=actor,
        )

    def explain(self, ticket: Ticket) -> RoutingExplanation:
        """Return what would be decided about a ticket now."""
        now = self.clock()
        found = match(facts_of(ticket), self.rules_at(now))
        choice = self._choice(ticket, found, self._desk_for(found), at=now)
        return RoutingExplanation(
            match=found,
            people=choice,
            owner=choice.person or found.queue,
            is_held_by_person=ticket.is_assigned_by_person,
        )

    def route_owned_by(self, person: str) -> list[Ticket]:
        """Route the open tickets that rules gave to a person; return those that moved."""
        moved = []
        for one in self.tickets.list_open(limit=MOST_OPEN, owner=person):
            ticket = self.route(one.ticket_id, trigger=RoutingTrigger.OWNER_ABSENT)
            if ticket is not None and ticket.assigned_to != person:
                moved.append(ticket)
        return moved

    def sweep(self, *, deadline: Deadline = no_deadline) -> RoutingSweep:
        """Route tickets of people who are away, and those that wait in queues for a person."""
        looked_at, moved, is_complete = 0, 0, True
        for ticket, trigger in self._due():
            if deadline() < _RESERVE_SECONDS:
                is_complete = False
                break
            after = self.route(ticket.ticket_id, trigger=trigger)
            looked_at += 1
            moved += after is not None and after.assigned_to != ticket.assigned_to
        waiting = self.tickets.list_open(limit=MOST_OPEN, owner=UNALLOCATED)
        return RoutingSweep(
            looked_at=looked_at,
            moved=moved,
            unallocated=len(waiting),
            is_complete=is_complete,
        )

    def _due(self) -> Iterator[tuple[Ticket, RoutingTrigger]]:
        """Yield the tickets that a sweep looks at."""
        now, desk = self.clock(), self.desk.desk()
        for one in desk.people:
            if desk.away_until(one, at=now) is not None:
                for ticket in self.tickets.list_open(limit=MOST_OPEN, owner=one.person):
                    yield ticket, RoutingTrigger.OWNER_ABSENT
        rules = self.rules_at(now).rules
        queues = {one.queue for one in rules if one.strategy is not RoutingStrategy.QUEUE_ONLY}
        for queue in sorted(queues) if desk.people else ():
            for ticket in self.tickets.list_open(limit=_WAITING_AT_ONCE, owner=queue):
                yield ticket, RoutingTrigger.ROOM

    def _route(self, ticket_id: str, trigger: RoutingTrigger, actor: str) -> Ticket | None:
        stored = self.tickets.get(ticket_id)
        if stored is None or not _is_routable(stored):
            return stored
        ticket = self.planned(stored, trigger=trigger, actor=actor)
        if ticket is not stored:
            self._reserve(ticket)
            self.tickets.save(ticket)
        if _was_routed_lately(ticket, now=self.clock()):
            # What an attempt before this one stored and did not publish is published now.
            self.publisher.publish([last_event(ticket)])
        return ticket

    def _desk_for(self, found: RuleMatch) -> Desk:
        """Return the desk where the rule asks for a person, and else nobody: one read less."""
        is_for_people = found.strategy is not RoutingStrategy.QUEUE_ONLY
        return self.desk.desk() if is_for_people else Desk()

    def _reserve(self, ticket: Ticket) -> None:
        """Take room of the person who gets the ticket, if one does."""
        owner = ticket.assigned_to
        if is_person(owner) and (person := self.desk.desk().find(owner)):
            self.room.reserve(person, ticket)

    def _choice(
        self, ticket: Ticket, found: RuleMatch, desk: Desk, *, at: datetime
    ) -> PersonChoice:
        """Return the person who keeps a ticket, or gets it."""
        if found.rule is None:
            return PersonChoice(person=None, considered=())
        owner = desk.find(ticket.assigned_to)
        is_same_rule = _is_of(ticket, found.rule)
        if owner and not why_not(desk, owner, found.rule, at=at, is_substitute=is_same_rule):
            return PersonChoice(person=owner.person, considered=())
        return choose(
            desk,
            found.rule,
            weight=WEIGHTS[ticket.priority],
            load_of=lambda person: self.room.load(person, without=ticket.ticket_id),
            at=at,
            preferred=owner.substitute if owner else None,
        )


def _is_routable(ticket: Ticket) -> bool:
    """Tell whether rules decide: under another ticket, the one above is worked on in its place."""
    return ticket.is_open and not ticket.is_assigned_by_person and not ticket.parent_id


def _is_of(ticket: Ticket, rule: RoutingRule) -> bool:
    """Return whether a rule gave the ticket: its substitutes keep it whatever they take from."""
    return ticket.routing is not None and ticket.routing.rule.endswith(f"/{rule.name}")


def _was_routed_lately(ticket: Ticket, *, now: datetime) -> bool:
    last = ticket.history[-1]
    is_opening = len(opening_entries(ticket)) == len(ticket.history)
    return last.action == "routed" and not is_opening and last.at > now - RESERVED_FOR
