"""The alarms of tickets' clocks: what is due is recorded, and the next call is set.

A ticket has one call set, at the next instant of any of its clocks. What is due follows from the
history whenever it is looked at: a call that comes early, late or twice records nothing wrong. One
that never comes is found in the book, in which its instant has passed.

A call is set for what the ticket says, and then the ticket is read again. So whoever writes it
meanwhile is seen here, or sees this: the last call that is set is right.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from claimtrail.kernel.clock import Clock
from claimtrail.kernel.deadline import Deadline, bounded_by, no_deadline
from claimtrail.kernel.errors import ConflictError, Explanation
from claimtrail.tickets.model import Ticket
from claimtrail.tickets.service import TicketService
from claimtrail.tickets.sla.ports import AlarmBook, ClockSchedule, SetCall

ACTOR = "system:fire_clocks"
GRACE = timedelta(minutes=5)
"""A call that is later than this is lost: EventBridge Scheduler calls within the minute."""
_AHEAD = timedelta(seconds=1)
_RESERVE_SECONDS = 20
_PASSES = 8

DueChange = Callable[[Ticket, datetime], Ticket]
"""Returns the ticket with the first thing that is due at an instant; as it is without one."""
NextInstant = Callable[[Ticket, datetime], datetime | None]
"""Returns when a ticket may have something due next, if nothing happens to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Healed:
    """The result of one look for calls that were lost."""

    healed: int
    is_complete: bool
    """False if the time was up before the last one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockAlarms:
    """Records what is due of a ticket, and sets its next call."""

    tickets: TicketService
    schedule: ClockSchedule
    book: AlarmBook
    changes: Sequence[DueChange]
    """In their order: an earlier one may change what a later one finds."""
    instants: Sequence[NextInstant]
    clock: Clock
    at_once: int = 1
    """Tickets that a look for lost calls settles side by side."""

    def settle(self, ticket_id: str, *, is_called: bool = False) -> datetime | None:
        """Record what is due and return the instant of the next call; None where none is set.

        `is_called`: a call came, so that none is set any more, whatever the book says. Raises
        ConflictError when other writers keep winning.
        """
        for number in range(_PASSES):
            begun_at, call = self.clock(), self.book.find(ticket_id)
            ticket = self._with_what_is_due(ticket_id, call)
            if ticket is None:
                return None
            at = self._next(ticket)
            if call and call.at == at and not is_called and not number:
                return at
            self._set(ticket_id, call, SetCall(at=at, since=begun_at) if at else None)
            again = self.tickets.find(ticket_id)
            if again is None or again.version == ticket.version:
                return at
        raise ConflictError(_unsettled(ticket_id))

    def heal(self, *, deadline: Deadline = no_deadline) -> Healed:
        """Settle the tickets whose call did not come; no other ticket is read.

        One that fails holds up no other: its error is raised once all were tried.
        """
        healed, errors = 0, list[Exception]()

        def heal(ticket_id: str) -> Exception | None:
            try:
                # Threads have no deadline of their own: what waits for a busy table asks this one.
                with bounded_by(deadline):
                    self.settle(ticket_id, is_called=True)
            except Exception as error:  # noqa: BLE001 - raised below, once the others are done
                return error
            return None

        overdue = self.book.overdue(self.clock() - GRACE)
        with ThreadPoolExecutor(max_workers=self.at_once) as pool:
            while some := tuple(islice(overdue, self.at_once)):
                if deadline() < _RESERVE_SECONDS:
                    return Healed(healed=healed, is_complete=False)
                failed = [one for one in pool.map(heal, some) if one]
                errors += failed
                healed += len(some) - len(failed)
        if errors:
            raise errors[0]
        return Healed(healed=healed, is_complete=True)

    def _with_what_is_due(self, ticket_id: str, call: SetCall | None) -> Ticket | None:
        ticket = self.tickets.find(ticket_id)
        if ticket:
            self._publish_again(ticket, since=call.since if call else ticket.opened_at)
        while ticket and self._due(ticket) is not ticket:
            ticket = self.tickets.change(ticket_id, self._due)
        return ticket

    def _publish_again(self, ticket: Ticket, *, since: datetime) -> None:
        """Publish what an attempt before this one may have stored and not published."""
        for number, entry in enumerate(ticket.history):
            if entry.actor == ACTOR and entry.at >= since:
                self.tickets.publish_entry(ticket, number)

    def _due(self, ticket: Ticket) -> Ticket:
        """Return the ticket with the first thing that is due."""
        now = self.clock()
        found = (change(ticket, now) for change in self.changes)
        return next((one for one in found if one is not ticket), ticket)

    def _next(self, ticket: Ticket) -> datetime | None:
        now = self.clock()
        found = (instant(ticket, now) for instant in self.instants)
        first = min((one for one in found if one), default=None)
        return None if first is None else _whole_seconds(max(first, now + _AHEAD))

    def _set(self, ticket_id: str, before: SetCall | None, call: SetCall | None) -> None:
        """Set a call in place of another one.

        The book never has a call that no schedule makes: the new one is set before it is kept, and
        the old one goes last. Whoever crashes in between leaves a call too many, which finds
        nothing to record.
        """
        if call:
            self.schedule.set(ticket_id, call.at)
        if before or call:
            self.book.keep(ticket_id, call)
        if before and (call is None or before.at != call.at):
            self.schedule.clear(ticket_id, before.at)


def _whole_seconds(at: datetime) -> datetime:
    """Return the first whole second that is not before an instant: schedules know no parts."""
    whole = at.replace(microsecond=0)
    return whole if whole == at else whole + timedelta(seconds=1)


def _unsettled(ticket_id: str) -> Explanation:
    return Explanation(
        code="CLOCKS_UNSETTLED",
        what=f"the ticket changed {_PASSES} times while its clocks were looked at",
        where=f"ticket {ticket_id}",
        next_step="Nothing is lost: the message is redelivered.",
    )
