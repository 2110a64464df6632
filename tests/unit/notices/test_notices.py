"""People are notified once, of what they want to hear, in their hours, in words without PHI."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from claimtrail.cli.tickets.notice_commands import KINDS
from claimtrail.tickets.changes import assigned, noted
from claimtrail.tickets.entry_parts import HandOff
from claimtrail.tickets.error_texts.table import error_table
from claimtrail.tickets.error_texts.unknown import ErrorReview
from claimtrail.tickets.events import last_event
from claimtrail.tickets.hand_offs import handed_over
from claimtrail.tickets.model import Ticket
from claimtrail.tickets.notices.model import (
    NoticeChannel,
    NoticeKind,
    NoticePreferences,
    NoticeStatus,
)
from claimtrail.tickets.notices.service import WAITS, NoticeService
from claimtrail.tickets.sla.tables import clock_tables
from tests.harness.tickets.alarm_play import ANN, MONDAY, AlarmPlay, played_ticket
from tests.twins.notices import MemoryNoticeOutbox, MemoryNoticePreferences, MemorySender
from tests.twins.tickets import MemoryUnknownErrors

INES = "user:ines"
HOUR = timedelta(hours=1)


class NoticePlay(AlarmPlay):
    """A stage with one ticket, whose events are announced as they are published."""

    def __init__(self) -> None:
        super().__init__()
        self.wishes, self.outbox = MemoryNoticePreferences(), MemoryNoticeOutbox()
        self.unknown = MemoryUnknownErrors()
        self.mail, self.chat = MemorySender(), MemorySender()
        self.notices = NoticeService(
            tickets=self.store,
            preferences=self.wishes,
            outbox=self.outbox,
            senders={NoticeChannel.MAIL: self.mail, NoticeChannel.CHAT: self.chat},
            tables=clock_tables(),
            pages="https://pages.example",
            clock=lambda: self.now,
            explain=ErrorReview(
                table=error_table(), store=self.unknown, clock=lambda: self.now
            ).explain,
        )
        self.id = self.service.open(
            played_ticket(title="Jane Q. Canary", description="SSN 123-45-6789")
        ).ticket_id

    def tell(self) -> None:
        """Announce all that was published, twice, and send what is due."""
        for event in [*self.published.events.values()] * 2:
            self.notices.announce(event)
        self.notices.deliver()

    def assign(self, to: str) -> None:
        self.change(self.id, lambda one: assigned(one, to=to, at=self.now, actor=ANN))
        self.tell()

    def said(self) -> list[str]:
        return [line for one in self.mail.sent for line in one.lines]


@pytest.fixture
def play() -> NoticePlay:
    return NoticePlay()


def wish(play: NoticePlay, recipient: str = INES, **wishes: Any) -> None:
    play.wishes.keep(
        NoticePreferences(recipient=recipient, **{"mail": "ines@desk.example"} | wishes)
    )


def test_an_assignment_is_told_once_with_a_link_and_no_words_of_the_ticket(
    play: NoticePlay,
) -> None:
    wish(play, chat="desk")
    play.assign(INES)
    play.tell()

    assert play.said() == [
        f"{play.id}: assigned to you, priority 3. https://pages.example/tickets/{play.id}"
    ]
    assert len(play.chat.sent) == 1
    for one in (*play.mail.sent, *play.chat.sent):
        assert "Canary" not in f"{one}"
        assert "6789" not in f"{one}"


def test_who_wants_nothing_of_a_kind_and_who_has_no_way_are_not_told(play: NoticePlay) -> None:
    wish(play, off={NoticeKind.ASSIGNED})
    play.assign(INES)
    wish(play, "user:max", mail="")
    play.assign("user:max")
    play.assign("user:nobody")

    assert play.mail.sent == []


def test_a_mention_is_told_to_who_is_named(play: NoticePlay) -> None:
    wish(play)
    note = "@ines please call; not me@ines, @ann knows"
    play.change(play.id, lambda one: noted(one, note=note, at=play.now, actor=ANN))
    play.tell()

    assert [one.subject for one in play.mail.sent] == [f"Mentioned: {play.id}"]
    assert "please call" not in play.said()[0]


def test_warnings_breaches_and_escalations_are_told_to_owner_and_watchers(
    play: NoticePlay,
) -> None:
    wish(play)
    wish(play, "queue:revenue-cycle-managers", mail="managers@desk.example")
    play.change(play.id, lambda one: assigned(one, to=INES, at=play.now, actor=ANN))
    play.deliver()
    play.now += timedelta(days=31)
    play.call()
    play.tell()

    to_ines = [one for one in play.mail.sent if one.address == "ines@desk.example"]
    assert f"Breach: {play.id}" in {one.subject for one in to_ines}
    assert f"Warning: {play.id}" in {one.subject for one in to_ines}
    managers = [one for one in play.mail.sent if one.address == "managers@desk.example"]
    assert any("escalated by age@1" in one.lines[0] for one in managers)


def test_a_vendors_time_that_runs_out_is_a_reminder(play: NoticePlay) -> None:
    play.change(play.id, lambda one: assigned(one, to=INES, at=play.now, actor=ANN))
    wish(play)
    hand_off = HandOff(
        vendor_id="v", contact="desk", handed=("records",), since=MONDAY, due_back=MONDAY + 9 * HOUR
    )
    play.change(play.id, lambda one: handed_over(one, hand_off, actor=ANN))
    play.deliver()
    play.now = MONDAY + timedelta(days=2, hours=8)
    play.call()
    play.tell()

    assert [one.subject for one in play.mail.sent][-1] == f"Reminder: {play.id}"


def test_notices_wait_for_the_hours_of_who_wants_that(play: NoticePlay) -> None:
    wish(play, hours="billing-office")
    play.now = MONDAY - 3 * HOUR
    play.assign(INES)
    assert play.mail.sent == []

    play.now = MONDAY - timedelta(seconds=1)
    play.notices.deliver()
    assert play.mail.sent == []
    play.now = MONDAY
    play.notices.deliver()
    assert len(play.mail.sent) == 1


def test_a_digest_is_one_message_on_the_next_morning(play: NoticePlay) -> None:
    wish(play, hours="billing-office", digest={NoticeKind.ASSIGNED, NoticeKind.MENTIONED})
    play.assign(INES)
    for number in range(2):
        note = f"@ines {number}"
        play.change(play.id, lambda one, note=note: _noted(one, note, play))  # type: ignore[misc]
        play.tell()
    assert play.mail.sent == []

    play.now = MONDAY + timedelta(days=1)
    play.notices.deliver()

    [digest] = play.mail.sent
    assert digest.subject == "Tickets of the day: 3"
    assert len(digest.lines) == 3


def _noted(ticket: Ticket, note: str, play: NoticePlay) -> Ticket:
    play.now += timedelta(minutes=1)
    return noted(ticket, note=note, at=play.now, actor=ANN)


def test_what_fails_is_tried_again_and_given_up_visibly(play: NoticePlay) -> None:
    wish(play)
    play.mail.failures = 99
    play.assign(INES)
    for wait in WAITS:
        play.now += wait
        delivered = play.notices.deliver()
    assert (delivered.sent, delivered.given_up) == (0, 1)
    [given_up] = play.outbox.list_by_status(NoticeStatus.FAILED, limit=9)
    assert (given_up.attempts, given_up.failure) == (len(WAITS) + 1, "ConnectionError")
    play.mail.failures = 0
    play.now += timedelta(days=9)
    play.tell()
    assert play.mail.sent == []


def test_a_worker_that_dies_leaves_it_to_the_next_under_the_same_id(play: NoticePlay) -> None:
    wish(play)
    play.change(play.id, lambda one: assigned(one, to=INES, at=play.now, actor=ANN))
    play.notices.announce(last_event(play.ticket(play.id)))
    [waiting] = play.outbox.due(play.now)
    play.notices._taken(waiting)
    assert play.notices._taken(waiting) is None

    play.notices.deliver()
    assert play.mail.sent == []
    play.now += timedelta(minutes=10)
    play.notices.deliver()

    assert [one.message_id for one in play.mail.sent] == [waiting.notice_id]


def test_kinds_of_the_command_are_those_of_the_model() -> None:
    assert set(KINDS) == {one.value for one in NoticeKind}
    with pytest.raises(ValidationError, match="name them"):
        NoticePreferences(recipient=INES, digest=frozenset({NoticeKind.BREACH}))
