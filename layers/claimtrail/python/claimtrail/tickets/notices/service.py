"""The way of a notice: composed once, put into the outbox, sent when it is due, tried again.

An attempt first takes the notice: it stores the next version, due again after a lease. So of two
workers one sends it. A worker that dies in between leaves it to the next, which sends the same
message under the same id; mail programs show that once.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from claimtrail.kernel.bus import BusEvent
from claimtrail.kernel.clock import Clock, format_instant
from claimtrail.kernel.deadline import Deadline, no_deadline
from claimtrail.kernel.errors import ConflictError
from claimtrail.kernel.ids import derived_id
from claimtrail.tickets.error_texts.table import Explain
from claimtrail.tickets.model import Ticket
from claimtrail.tickets.notices.model import (
    Notice,
    NoticeChannel,
    NoticePreferences,
    NoticeStatus,
)
from claimtrail.tickets.notices.occasions import Occasion, occasion_of
from claimtrail.tickets.notices.ports import (
    NoticeOutbox,
    NoticePreferenceStore,
    OutgoingMessage,
    Senders,
)
from claimtrail.tickets.ports import TicketStore
from claimtrail.tickets.sla.tables import ClockTables

NOTICE_PREFIX = "ntc_"
WAITS = tuple(timedelta(minutes=one) for one in (1, 5, 30, 120))
"""After each attempt that failed; after the last one it is given up."""
_LEASE = timedelta(minutes=10)
_RESERVE_SECONDS = 20
_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """The result of one pass over the outbox."""

    sent: int
    failed: int
    """Attempts that failed; they are repeated."""
    given_up: int
    is_complete: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeService:
    """Tells people about tickets."""

    tickets: TicketStore
    preferences: NoticePreferenceStore
    outbox: NoticeOutbox
    senders: Senders
    tables: ClockTables
    """Their calendars are the hours that people name."""
    pages: str
    """The address of the stage's pages; empty where there are none."""
    clock: Clock
    explain: Explain = lambda *_: None
    """Looks up what channels answer; a code that no table knows opens a review."""

    def announce(self, event: BusEvent) -> int:
        """Put the notices of an event into the outbox; return how many are new."""
        ticket = self.tickets.get(event.subject_id)
        occasion = occasion_of(event, ticket) if ticket else None
        if ticket is None or occasion is None:
            return 0
        notices = self._notices(event, ticket, occasion)
        return sum(self.outbox.put_new(one) for one in notices)

    def deliver(self, *, deadline: Deadline = no_deadline) -> Delivered:
        """Send what is due: each notice alone, those of a digest as one message."""
        counts = {"sent": 0, "failed": 0, "given_up": 0}
        for together in _messages(list(self.outbox.due(self.clock()))):
            if deadline() < _RESERVE_SECONDS:
                return Delivered(**counts, is_complete=False)
            taken = [one for one in map(self._taken, together) if one]
            if taken:
                counts[self._attempt(taken)] += len(taken)
        return Delivered(**counts, is_complete=True)

    def _notices(self, event: BusEvent, ticket: Ticket, occasion: Occasion) -> Iterator[Notice]:
        for recipient in occasion.recipients:
            wishes = self.preferences.find(recipient)
            if wishes is None or occasion.kind in wishes.off:
                continue
            for channel, address in _addresses(wishes):
                if address and channel in self.senders:
                    yield self._notice(event, ticket, occasion, wishes, channel, address)

    def _notice(  # noqa: PLR0913, PLR0917 - one event, one recipient, one channel
        self,
        event: BusEvent,
        ticket: Ticket,
        occasion: Occasion,
        wishes: NoticePreferences,
        channel: NoticeChannel,
        address: str,
    ) -> Notice:
        now, is_digest = self.clock(), occasion.kind in wishes.digest
        return Notice(
            notice_id=derived_id(NOTICE_PREFIX, event.event_id, wishes.recipient, channel.value),
            recipient=wishes.recipient,
            channel=channel,
            address=address,
            kind=occasion.kind,
            ticket_id=ticket.ticket_id,
            words=occasion.words,
            at=event.occurred_at,
            due_at=self._due_at(wishes.hours, now, is_digest=is_digest),
            is_digest=is_digest,
        )

    def _due_at(self, hours: str, now: datetime, *, is_digest: bool) -> datetime:
        """Return now, or when the recipient's hours begin: for a digest, those of another day."""
        if hours not in self.tables.calendars:
            return now
        calendar = self.tables.calendars[hours]
        begin = now
        if is_digest:
            local = now.astimezone(calendar.zone) + timedelta(days=1)
            begin = local.replace(hour=0, minute=0, second=0, microsecond=0)
        return calendar.after(begin, _MOMENT) - _MOMENT

    def _taken(self, notice: Notice) -> Notice | None:
        """Return a notice that nobody else sends meanwhile; None when somebody does."""
        taken = _next(notice, attempts=notice.attempts + 1, due_at=self.clock() + _LEASE)
        try:
            self.outbox.save(taken)
        except ConflictError:
            return None
        return taken

    def _attempt(self, notices: Sequence[Notice]) -> str:
        sender = self.senders[notices[0].channel]
        try:
            sender.send(self._message(notices))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is tried again, then shown
            failed = self._fail(notices, type(error).__name__)
            # What the server says may name a mailbox: its code alone is looked up.
            self.explain(sender.source, sender.code_of(error), "")
            return failed
        for one in notices:
            self.outbox.save(_next(one, status=NoticeStatus.SENT))
        return "sent"

    def _fail(self, notices: Sequence[Notice], failure: str) -> str:
        number = max(one.attempts for one in notices)
        is_last = number > len(WAITS)
        for one in notices:
            if is_last:
                self.outbox.save(_next(one, status=NoticeStatus.FAILED, failure=failure))
            else:
                due_at = self.clock() + WAITS[number - 1]
                self.outbox.save(_next(one, due_at=due_at, failure=failure))
        return "given_up" if is_last else "failed"

    def _message(self, notices: Sequence[Notice]) -> OutgoingMessage:
        first = notices[0]
        lines = [f"{one.ticket_id}: {one.words}. {self._link(one)}".rstrip() for one in notices]
        subject = f"{first.kind.value.capitalize()}: {first.ticket_id}"
        if first.is_digest:
            subject = f"Tickets of the day: {len(notices)}"
        return OutgoingMessage(
            message_id=first.notice_id, address=first.address, subject=subject, lines=lines
        )

    def _link(self, notice: Notice) -> str:
        return f"{self.pages}/tickets/{notice.ticket_id}" if self.pages else ""


def _messages(due: Iterable[Notice]) -> Iterator[list[Notice]]:
    """Yield notices by message: a digest has all of one recipient and channel."""
    due = sorted(due, key=_together)
    return (list(some) for _, some in groupby(due, key=_together))


def _together(one: Notice) -> tuple[bool, str, str]:
    """Return what notices of one message share; messages go in the order of their events."""
    if one.is_digest:
        return True, one.recipient, one.channel.value
    return False, format_instant(one.at), one.notice_id


def _addresses(wishes: NoticePreferences) -> tuple[tuple[NoticeChannel, str], ...]:
    return (NoticeChannel.MAIL, wishes.mail), (NoticeChannel.CHAT, wishes.chat)


def _next(notice: Notice, **changes: object) -> Notice:
    return notice.model_copy(update={"version": notice.version + 1, **changes})
