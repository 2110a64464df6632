"""Tickets whose time is over go with all that is theirs, unless a hold is active: both twins."""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import uuid4

import pytest

from claimtrail.aws.core.account.clients import client
from claimtrail.aws.tickets.attachment_files import S3AttachmentFiles
from claimtrail.aws.tickets.attachments import DynamoAttachmentStore
from claimtrail.aws.tickets.expiry import DynamoTicketExpiry
from claimtrail.aws.tickets.originals import DynamoOriginalTexts
from claimtrail.aws.tickets.table import DynamoTicketStore
from claimtrail.aws.trail.holds import DynamoHoldStore
from claimtrail.kernel.retention import SEVEN_YEARS, Store
from claimtrail.tickets.attachments.ports import AttachmentFiles, AttachmentStore
from claimtrail.tickets.expiry import ExpiredTickets, ExpiryStore, TicketExpiry
from claimtrail.tickets.model import Ticket
from claimtrail.tickets.originals import KeepsNothing, OriginalText, OriginalTexts
from claimtrail.tickets.ports import TicketStore
from claimtrail.tickets.status_changes import closed
from claimtrail.trail.holding.hold_service import LegalHolds
from claimtrail.trail.holding.holds import HoldStore
from tests.contract.escalations.test_attachment_stores import an_attachment
from tests.contract.escalations.test_ticket_store import NOW, a_ticket
from tests.harness.aws.claim_tables import make_claim_table
from tests.harness.aws.tables import make_table
from tests.harness.stage.cloud import RunningCloud
from tests.harness.trail.hold_schedules import MemoryKeeper
from tests.twins.attachments import MemoryAttachmentFiles, MemoryAttachmentStore
from tests.twins.holds import MemoryHoldStore
from tests.twins.kernel import MemoryPublisher
from tests.twins.ticket_expiry import MemoryTicketExpiry
from tests.twins.tickets import MemoryTicketStore

pytestmark = pytest.mark.capability("T6.3")
DYNAMO = pytest.param("aws", marks=pytest.mark.cloud)
OVER = timedelta(days=SEVEN_YEARS + 1)


@dataclass(kw_only=True)
class Desk:
    """Stores of tickets, attachments and holds, and a run years later."""

    tickets: TicketStore
    attachments: AttachmentStore
    files: AttachmentFiles
    expiry: ExpiryStore
    holds: HoldStore
    originals: OriginalTexts = field(default_factory=KeepsNothing)
    years: int = 7

    def old_ticket(self, origin: str = "esc_1", claim_id: str = "clm_one") -> Ticket:
        """Return a ticket that was closed, with an attachment."""
        ticket = self.tickets.put_new(a_ticket(origin, claim_id=claim_id))
        ended = closed(ticket, reason="paid", at=NOW, actor="system:test")
        self.tickets.save(ended)
        one = self.attachments.put_new(an_attachment(ticket_id=ticket.ticket_id))
        self.files.put(one.clean_key, b"bytes", content_type="application/pdf")
        self.originals.keep(_original(ticket))
        return ended

    def run(self, later: timedelta = OVER) -> ExpiredTickets:
        expiry = TicketExpiry(
            store=self.expiry,
            files=self.files,  # type: ignore[arg-type]
            records_years=lambda _: self.years,
            clock=lambda: NOW + later,
        )
        return expiry.run(deadline=lambda: 900.0)

    def hold(self, subject: str) -> LegalHolds:
        service = LegalHolds(
            store=self.holds,
            keeper=MemoryKeeper(MemoryHoldStore()),
            publisher=MemoryPublisher(),
            clock=lambda: NOW,
        )
        service.set(subject, "2026-17", objects=(), by="user:dana", reason="subpoena")
        return service

    def is_there(self, ticket: Ticket) -> bool:
        """Tell whether all of a ticket is there; it is all or none."""
        key = an_attachment(ticket_id=ticket.ticket_id).clean_key
        parts = {
            self.tickets.get(ticket.ticket_id) is not None,
            bool(self.attachments.list_of(ticket.ticket_id)),
            self.files.read(key, most=99) is not None,
        }
        [whole] = parts
        return whole


def _original(ticket: Ticket) -> OriginalText:
    return OriginalText(
        original_id="orig_1",
        ticket_id=ticket.ticket_id,
        claim_id=ticket.claim_id,
        at=NOW,
        by="user:ada",
        field="note",
        masked="[name] called",
        words="Ada called",
    )


@pytest.fixture(params=["memory", DYNAMO])
def desk(request: pytest.FixtureRequest) -> Desk:
    if request.param == "memory":
        tickets, attachments = MemoryTicketStore(), MemoryAttachmentStore()
        holds = MemoryHoldStore()
        return Desk(
            tickets=tickets,
            attachments=attachments,
            files=MemoryAttachmentFiles(),
            expiry=MemoryTicketExpiry(tickets, attachments, holds),
            holds=holds,
        )
    cloud: RunningCloud = request.getfixturevalue("cloud")
    dynamodb = cloud.client("dynamodb")
    table = make_table(dynamodb, Store.TICKET_TABLE)
    operations = make_table(dynamodb, Store.OPERATIONS_TABLE)
    claims = make_claim_table(dynamodb)
    bucket = f"attachments-{uuid4().hex}"
    cloud.client("s3").create_bucket(Bucket=bucket)
    client.cache_clear()
    return Desk(
        tickets=DynamoTicketStore(dynamodb, table),
        attachments=DynamoAttachmentStore(dynamodb, table),
        files=S3AttachmentFiles(cloud.client("s3"), bucket),
        expiry=DynamoTicketExpiry(
            dynamodb, ticket_table=table, operations_table=operations, claim_table=claims
        ),
        originals=DynamoOriginalTexts(dynamodb, claims),
        holds=DynamoHoldStore(dynamodb, operations),
    )


def test_what_is_over_goes_whole_and_what_is_not_stays(desk: Desk) -> None:
    old = desk.old_ticket()
    still_open = desk.tickets.put_new(a_ticket("esc_2"))

    assert desk.run(OVER - timedelta(days=1)) == ExpiredTickets(removed=0, held=0)
    assert desk.is_there(old)
    assert isinstance(desk.originals, KeepsNothing) or desk.originals.of_ticket(old.ticket_id)
    assert desk.run() == ExpiredTickets(removed=1, held=0)

    assert not desk.is_there(old)
    assert desk.originals.of_ticket(old.ticket_id) == []
    assert desk.tickets.get(still_open.ticket_id) == still_open
    assert desk.run() == ExpiredTickets(removed=0, held=0)


def test_a_contract_that_wants_ten_years_has_them(desk: Desk) -> None:
    desk.years = 10
    old = desk.old_ticket()

    assert desk.run().removed == 0
    assert desk.is_there(old)
    assert desk.run(timedelta(days=10 * 366)).removed == 1


@pytest.mark.parametrize("on_claim", [False, True])
def test_a_hold_on_the_ticket_or_its_claim_keeps_all_of_it_until_it_is_released(
    desk: Desk, *, on_claim: bool
) -> None:
    old = desk.old_ticket()
    subject = old.claim_id if on_claim else old.ticket_id
    holds = desk.hold(subject)

    assert desk.run() == ExpiredTickets(removed=0, held=1)
    assert desk.is_there(old)

    holds.release(subject, "2026-17", by="user:dana", reason="settled")
    assert desk.run() == ExpiredTickets(removed=1, held=0)
    assert not desk.is_there(old)


def test_a_run_that_ended_in_the_middle_is_completed_by_the_next(desk: Desk) -> None:
    old = desk.old_ticket()
    assert desk.expiry.remove(old, subjects=(old.ticket_id,))
    assert desk.tickets.get(old.ticket_id) is None

    assert list(desk.expiry.unfinished()) == [old.ticket_id]
    desk.run()

    assert not desk.is_there(old)
    assert list(desk.expiry.unfinished()) == []


def test_a_ticket_that_changed_meanwhile_is_not_removed(desk: Desk) -> None:
    old = desk.old_ticket()
    stale = old.model_copy(update={"version": old.version - 1})

    assert not desk.expiry.remove(stale, subjects=())
    assert desk.is_there(old)
