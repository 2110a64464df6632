"""A play of tickets and their alarms: calls come late, twice or never, and writers crash.

What happens to the tickets is drawn by seed. At the end the tickets are compared with a reading of
their history alone.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from claimtrail.bootstrap.tickets.clocks import alarms_of
from claimtrail.kernel.bus import BusEvent
from claimtrail.tickets.changes import noted
from claimtrail.tickets.escalating.changes import next_age
from claimtrail.tickets.escalating.rules import escalation_rules
from claimtrail.tickets.model import HoldParty, Ticket, TicketCategory, TicketEntry, ticket_id
from claimtrail.tickets.ratings import prioritized
from claimtrail.tickets.service import TicketService
from claimtrail.tickets.sla.alarms import ACTOR
from claimtrail.tickets.sla.instants import next_instant, unrecorded_marks
from claimtrail.tickets.sla.tables import clock_tables
from claimtrail.tickets.status_changes import (
    StatusChange,
    StatusRequest,
    changes_open_to,
    with_status,
)
from claimtrail.tickets.ticket_parts import PriorityOverride
from tests.twins.clocks import MemoryAlarmBook, MemoryClockSchedule, MemoryFacilityCounts
from tests.twins.kernel import MemoryPublisher
from tests.twins.tickets import MemoryTicketStore

ANN = "user:ann"
MONDAY = datetime(2026, 11, 30, 13, tzinfo=UTC)


class PlayCrashError(Exception):
    """The machine is gone in the middle of the work."""


@dataclass
class AlarmPlay:
    """One stage with a clock of its own."""

    now: datetime = MONDAY
    crash: Callable[[], bool] = lambda: False
    published: MemoryPublisher = field(default_factory=MemoryPublisher)
    store: MemoryTicketStore = field(default_factory=MemoryTicketStore)
    schedule: MemoryClockSchedule = field(default_factory=MemoryClockSchedule)
    book: MemoryAlarmBook = field(default_factory=MemoryAlarmBook)
    counts: MemoryFacilityCounts = field(default_factory=MemoryFacilityCounts)
    messages: list[str] = field(default_factory=list)
    """Tickets of which an event waits in the queue."""

    def __post_init__(self) -> None:
        self.service = TicketService(_Crashing(self.store, self), _Published(self))
        self.alarms = alarms_of(
            self.service,
            schedule=_Crashing(self.schedule, self),
            book=_Crashing(self.book, self),
            counts=self.counts,
            clock=lambda: self.now,
        )

    def ticket(self, ticket_id: str) -> Ticket:
        """Return the stored ticket."""
        found = self.store.get(ticket_id)
        assert found is not None
        return found

    def change(self, ticket_id: str, change: Callable[[Ticket], Ticket]) -> None:
        """Let a person change a ticket; the event comes into the queue."""
        crash, self.crash = self.crash, lambda: False
        self.service.change(ticket_id, change)
        self.crash = crash

    def deliver(self) -> None:
        """Work off the queue; what fails is redelivered."""
        waiting, self.messages = self.messages, []
        for one in waiting:
            try:
                self.alarms.settle(one)
            except PlayCrashError:
                self.messages.append(one)

    def call(self) -> None:
        """Call for the tickets that are due; a call whose run fails is lost."""
        for one in self.schedule.take_due(self.now):
            try:
                self.alarms.settle(one, is_called=True)
            except PlayCrashError:
                continue


class _Crashing:
    """Passes calls on, and crashes before or after some that write."""

    def __init__(self, inner: Any, play: AlarmPlay) -> None:
        self._inner, self._play = inner, play

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._inner, name)
        if name not in {"save", "set", "clear", "keep"}:
            return method

        def crashing(*args: Any) -> Any:
            if self._play.crash():
                raise PlayCrashError
            method(*args)
            if self._play.crash():
                raise PlayCrashError

        return crashing


class _Published:
    """Publishes, and puts what others did into the queue of clocks."""

    def __init__(self, play: AlarmPlay) -> None:
        self._play = play

    def publish(self, events: list[BusEvent]) -> None:
        if self._play.crash():
            raise PlayCrashError
        self._play.published.publish(events)
        self._play.messages.extend(one.subject_id for one in events if one.actor != ACTOR)


def played_ticket(origin_id: str = "esc_1", **changes: object) -> Ticket:
    """Return a new ticket of priority 3, opened as the billing office opens on Monday."""
    fields: dict[str, object] = {
        "ticket_id": ticket_id(claim_id="clm_one", origin_id=origin_id),
        "category": TicketCategory.DENIED,
        "claim_id": "clm_one",
        "payer_id": "granite-health",
        "origin_id": origin_id,
        "title": "Denied: medical necessity",
        "description": "Appeal.",
        "impact": 2,
        "urgency": 2,
        "priority": 3,
        "rule": "ticket-priority@1/impact-2-urgency-2",
        "assigned_to": "queue:denials",
        "opened_at": MONDAY,
        "history": (TicketEntry(at=MONDAY, actor="system:test", action="opened", note=""),),
    }
    return Ticket.model_validate(fields | changes)


def play_weeks(seed: int) -> AlarmPlay:
    """Play two weeks of three tickets; return the stage once everything has been worked off."""
    chance = random.Random(seed)  # noqa: S311 - a play, no secret
    play = AlarmPlay()
    ids = [play.service.open(played_ticket(f"esc_{number}")).ticket_id for number in range(3)]
    play.crash = lambda: chance.random() < 0.02
    while play.now < MONDAY + timedelta(days=14):
        play.now += timedelta(minutes=chance.choice((1, 20, 90, 400)))
        if chance.random() < 0.3:
            _act(play, chance.choice(ids), chance)
        chance.shuffle(play.messages)
        play.messages += play.messages[: chance.randrange(2)]
        if chance.random() < 0.8:
            play.deliver()
        if chance.random() < 0.2:
            play.schedule.take_due(play.now)
        play.call()
        if chance.random() < 0.1:
            _heal(play)
    play.crash = lambda: False
    play.now += timedelta(hours=1)
    play.deliver()
    play.call()
    play.alarms.heal()
    return play


def _heal(play: AlarmPlay) -> None:
    try:
        play.alarms.heal()
    except PlayCrashError:
        return


def _act(play: AlarmPlay, ticket_id: str, chance: random.Random) -> None:
    ticket, at = play.ticket(ticket_id), play.now
    choice = chance.randrange(4)
    if choice == 0:
        play.change(ticket_id, lambda one: noted(one, note=f"at {at}", at=at, actor=ANN))
    elif choice == 1 and ticket.is_open:
        override = PriorityOverride(
            priority=chance.randint(1, 4), replaced=ticket.priority, reason="discharge",
            approved_by="user:ines", at=at, expires_at=at + timedelta(hours=chance.randint(1, 90)),
        )  # fmt: skip
        play.change(ticket_id, lambda one: prioritized(one, override, actor=ANN))
    else:
        change = chance.choice(changes_open_to(ticket))
        is_hold = change is StatusChange.HOLD
        since = max(ticket.opened_at, at - timedelta(hours=chance.randint(0, 20)))
        asked = StatusRequest(
            change=change, at=at, actor=ANN, note="why", since=since if is_hold else None,
            hold_reason=chance.choice(list(HoldParty)) if is_hold else None,
        )  # fmt: skip
        play.change(ticket_id, lambda one: with_status(one, asked))


def check_play(seed: int) -> None:
    """Compare what a play has recorded with its histories alone."""
    play = play_weeks(seed)
    for ticket in list(play.store.walk()):
        assert unrecorded_marks(ticket, clock_tables(), now=play.now) == [], seed
        entries = [entry for entry in ticket.history if entry.clock]
        known = [
            (one.clock.clock_id, one.clock.percent, one.clock.at) for one in entries if one.clock
        ]
        assert len(known) == len(set(known)), seed
        assert all(one.clock and one.clock.at <= one.at for one in entries), seed
        instants = (
            next_instant(ticket, clock_tables(), now=play.now),
            next_age(ticket, escalation_rules(), now=play.now),
        )
        wanted = min((at for at in instants if at), default=None)
        rules = [one.escalation.rule for one in ticket.history if one.escalation]
        call = play.book.find(ticket.ticket_id)
        assert (call.at if call else None) == wanted, seed
        assert ticket.version == len(ticket.history)
        if wanted:
            assert (wanted, ticket.ticket_id) in play.schedule.calls, seed
        events = [
            event for event in play.published.events.values()
            if event.subject_id == ticket.ticket_id
            and ("clock" in event.detail or "escalation" in event.detail)
        ]  # fmt: skip
        assert len(events) == len(known) + len(rules), seed
