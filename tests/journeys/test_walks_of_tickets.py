"""A stuck claim and a failed posting, from the ticket to its end, on the stage that enforces IAM.

People are notified by a real mail server and a real webhook on loopback; files go through
quarantine by a browser. Words that name a patient are typed everywhere, and found in nothing that
leaves.
"""

import gzip
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from email.message import Message
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from claimtrail.access.roles import JobRole
from claimtrail.aws.core.account.outputs import SharedOutput
from claimtrail.aws.tickets.table import DynamoTicketStore
from claimtrail.claims.lifecycle.states import State
from claimtrail.kernel.clock import utc_now
from claimtrail.tickets.model import HoldParty, Ticket, TicketStatus
from claimtrail.tickets.outputs import TicketOutput
from claimtrail.tickets.sla.tables import clock_tables
from claimtrail.tickets.sla.views import clock_rows
from claimtrail.trail.access_log import Action
from claimtrail.trail.outputs import TrailOutput
from infra.local.identity.people import read_people
from tests.harness.days.role_day import RoleDay, day_of
from tests.harness.eventually import eventually
from tests.harness.files.own_claims import (
    BILLING_ID,
    BORN,
    GIVEN_NAME,
    PAYER_ID,
    SURNAME,
    OwnClaim,
)
from tests.harness.notices.chat_receiver import ChatReceiver, chat_receiver
from tests.harness.notices.mail_receiver import MailReceiver, mail_receiver
from tests.harness.stage.deployed import Deployed
from tests.harness.tickets.offered_files import EICAR
from tests.journeys.test_phi_stays_inside import items, log_lines, waiting_messages, watched

pytestmark = [pytest.mark.e2e, pytest.mark.capability("T2.4", "T3.2", "T3.3")]

WITHIN = 240.0
"""Seconds; a busy machine takes its time, and functions start cold."""
SECONDS = 60
"""Between a failure and its ticket, at most."""
STUCK = OwnClaim(911, utc_now().date() - timedelta(days=6), charge="512")
UNPOSTED = OwnClaim(912, utc_now().date() - timedelta(days=30), charge="733")
MANAGERS = "queue:revenue-cycle-managers"
SAID = f"Spoke w/ {GIVEN_NAME} {SURNAME}, dob {BORN}, member {STUCK.member_id}, acct {STUCK.number}"
CANARIES = re.compile(
    rf"(?i:{SURNAME})|\b{GIVEN_NAME}\b|\b{BORN}\b|{STUCK.member_id}|{STUCK.number}|{UNPOSTED.number}"
)
"""The patient of both claims, in every way in which this file names them."""


@dataclass
class NotifiedDesk:
    """The stage whose people are notified, and what they received."""

    deployed: Deployed
    mails: MailReceiver
    chats: ChatReceiver
    biller: str

    def ticket(self, ticket_id: str) -> Ticket:
        found = self._store().get(ticket_id)
        assert found
        return found

    def _store(self) -> DynamoTicketStore:
        return DynamoTicketStore(
            self.deployed.client("dynamodb"), self.deployed.bucket(TicketOutput.TICKET_TABLE)
        )

    def opened(self, holds: Callable[[Ticket], bool]) -> Ticket:
        """Return the open ticket that is so, once there is one."""
        store = self._store()

        def found() -> Ticket | None:
            return next(filter(holds, store.list_open(limit=1_000)), None)

        return eventually(found, WITHIN, every=0.5)

    def awaited(self, ticket_id: str, holds: Callable[[Ticket], bool]) -> Ticket:
        """Return the ticket once it is so."""

        def so() -> Ticket:
            found = self.ticket(ticket_id)
            assert holds(found), (found.status, [one.action for one in found.history])
            return found

        return eventually(so, WITHIN, every=0.5)

    def told(self, address: str, *words: str) -> str:
        """Return the mail to an address that has these words, once it came."""

        def came() -> str | None:
            texts = (
                f"{one['Subject']}\n{_text(one)}" for one in self.mails.sent if one["To"] == address
            )
            return next((one for one in texts if all(word in one for word in words)), None)

        return eventually(came, WITHIN, every=0.5)


def _text(mail: Message) -> str:
    """Return the words of a mail, as a mail program shows them."""
    payload = mail.get_payload(decode=True)
    return payload.decode() if isinstance(payload, bytes) else ""


@pytest.fixture(scope="module")
def desk(deployed: Deployed, tmp_path_factory: pytest.TempPathFactory) -> Iterator[NotifiedDesk]:
    people = read_people(deployed.cloud.cloud.settings.identity)
    biller = next(one.user for one in people if one.role is JobRole.BILLER)
    with mail_receiver(tmp_path_factory.mktemp("mail")) as mails, chat_receiver() as chats:
        before = _open_channels(deployed, mails, chats)
        try:
            deployed.claimtrail("notices", "set", MANAGERS, "--mail", "managers@desk.example")
            yield NotifiedDesk(deployed, mails, chats, biller)
        finally:
            for one in (MANAGERS, f"user:{biller}"):
                deployed.claimtrail("notices", "set", one)
            _store_channels(deployed, before)


def _open_channels(deployed: Deployed, mails: MailReceiver, chats: ChatReceiver) -> str:
    """Enter both receivers as an administrator does; return what was entered before."""
    certificate = mails.certificate.read_text(encoding="ascii").partition("-----BEGIN CERT")
    smtp = {
        "host": "127.0.0.1",
        "port": mails.port,
        "sender": "desk@provider.example",
        "authority": "".join(certificate[1:]),
    }
    settings = {"pages": "https://pages.example", "smtp": smtp, "webhooks": {"desk": chats.url}}
    return _store_channels(deployed, json.dumps(settings))


def _store_channels(deployed: Deployed, text: str) -> str:
    secrets = deployed.client("secretsmanager")
    pages = secrets.get_paginator("list_secrets").paginate()
    name = next(
        one["Name"]
        for page in pages
        for one in page["SecretList"]
        if "NoticeChannels" in one["Name"]
    )
    before: str = secrets.get_secret_value(SecretId=name)["SecretString"]
    secrets.put_secret_value(SecretId=name, SecretString=text)
    return before


@pytest.fixture(scope="module")
def accepted(deployed: Deployed) -> str:
    """Return the id of a claim that the payer accepted, and has not spoken of since."""
    deployed.put(f"{BILLING_ID}/walk-837.x12", STUCK.submission())
    deployed.put(f"{PAYER_ID}/walk-277ca.x12", STUCK.acceptance())
    return deployed.await_state(STUCK.number, State.ACCEPTED, within=240).claim_id


@pytest.fixture(scope="module")
def walked(
    desk: NotifiedDesk, accepted: str, chromium: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Ticket:
    """Walk the ticket of the stuck claim to its end, in a biller's browser."""
    opened = desk.deployed.claimtrail(
        *("tickets", "new", "claims_processing/status_inquiry", "--claim", accepted),
        *("--title", f"Ask about {GIVEN_NAME} {SURNAME}", "--text", SAID),
    )
    ticket_id = opened["ticket_id"]
    with day_of(desk.deployed, chromium, JobRole.BILLER) as day:
        _say_what_to_be_told(day, desk)
        desk.deployed.claimtrail("tickets", "assign", ticket_id, "--to", f"user:{desk.biller}")
        _is_told_of_its_ticket(desk, ticket_id)
        _hold_for_the_payer(day, desk, ticket_id)
        _attach_files(day, ticket_id, tmp_path_factory.mktemp("files"))
        answer = STUCK.request(days_after=5).replace(b"R4:294", b"P1:20")
        desk.deployed.put(f"{PAYER_ID}/walk-277.x12", answer)
        _is_resumed_by_the_277(day, desk, ticket_id)
        for owner in ("queue:billing", "queue:denials", f"user:{desk.biller}"):
            desk.deployed.claimtrail("tickets", "assign", ticket_id, "--to", owner)
        _is_escalated_by_the_rule(day, desk, ticket_id)
        day.act("Resolve", {"Why": f"The payer pays it on Friday, as {SURNAME} was told."})
        day.is_said("You resolved it")
        day.is_recorded((Action.TICKETS_CHANGED, ticket_id))
    return desk.ticket(ticket_id)


def _say_what_to_be_told(day: RoleDay, desk: NotifiedDesk) -> None:
    day.open("/account/notices")
    day.main.get_by_label("Mail address").fill("biller@desk.example")
    day.main.get_by_label("Chat").fill("desk")
    day.main.get_by_role("button", name="Keep").click()
    day.is_said("It is kept.")
    assert day.person.user == desk.biller


def _is_told_of_its_ticket(desk: NotifiedDesk, ticket_id: str) -> None:
    mail = desk.told("biller@desk.example", ticket_id, "assigned to you")
    assert f"https://pages.example/tickets/{ticket_id}" in mail
    chat = eventually(
        lambda: next((one for one in desk.chats.texts if ticket_id in one), None), WITHIN, every=0.5
    )
    assert CANARIES.search(mail + chat) is None


def _hold_for_the_payer(day: RoleDay, desk: NotifiedDesk, ticket_id: str) -> None:
    day.open(f"/tickets/{ticket_id}")
    day.act("Put on hold", {"It waits for": "payer", "Why": SAID})
    clocks = day.section("Clocks")
    expect(clocks).to_contain_text("paused (payer)")
    assert clocks.locator("svg.clock.wide rect.paused").count() > 0
    held = desk.ticket(ticket_id)
    assert (held.status, held.hold_reason) == (TicketStatus.ON_HOLD, HoldParty.PAYER)


def _attach_files(day: RoleDay, ticket_id: str, folder: Path) -> None:
    """Attach a harmless file and malware by the bucket's own form, and see what becomes of each."""
    for name, data, wanted in (
        (f"notes of {SURNAME}", f"{SAID}\n".encode(), "clean"),
        ("found on a disk", EICAR, "infected"),
    ):
        path = folder / "upload.txt"
        path.write_bytes(data)
        day.open(f"/tickets/{ticket_id}")
        day.act("Attach a file", {"Name of the file": name})
        day.main.get_by_label("File, up to 25 MiB").set_input_files(path)
        with day.page.expect_navigation():
            day.main.get_by_role("button", name="Upload").click()
        assert day.page.url.startswith(f"{day.address}/tickets/{ticket_id}/attachments/att_")
        day.await_on_page(day.page.get_by_role("heading", level=1).get_by_text(wanted, exact=True))
        if wanted == "clean":
            expect(day.section("Its text, masked")).to_contain_text("Spoke w/ [name]")
            day.withholds(SURNAME, STUCK.number)
            with day.page.expect_download() as download:
                day.main.get_by_role("link", name="Open the file").click()
            assert Path(download.value.path()).read_bytes() == data
        else:
            expect(day.main).to_contain_text("Nobody gets it.")


def _is_resumed_by_the_277(day: RoleDay, desk: NotifiedDesk, ticket_id: str) -> None:
    resumed = desk.awaited(ticket_id, lambda one: one.status is TicketStatus.IN_PROGRESS)
    entry = next(one for one in reversed(resumed.history) if one.action == "resumed")
    assert entry.actor == "system:ticket_outcomes"
    assert entry.note.startswith("the payer answered: 277 P1:20")
    held = next(one for one in resumed.history if one.action == "held")
    assert entry.since
    rows = clock_rows(resumed, clock_tables(), now=utc_now())
    [clock] = [one for one in rows if one.clock_id == "resolution"]
    paused = [(one.begins, one.ends) for one in clock.pieces if one.kind == "paused"]
    assert paused in ([], [(held.at, entry.since)]), "closed hours are not paused"
    day.open(f"/tickets/{ticket_id}")
    expect(day.section("Timeline")).to_contain_text("resumed the work")


def _is_escalated_by_the_rule(day: RoleDay, desk: NotifiedDesk, ticket_id: str) -> None:
    escalated = desk.awaited(ticket_id, lambda one: any(entry.escalation for entry in one.history))
    [record] = [entry.escalation for entry in escalated.history if entry.escalation]
    assert (record.rule, record.notified) == ("reassigned@1", MANAGERS)
    assert MANAGERS in escalated.watchers
    assert ticket_id in desk.told("managers@desk.example", ticket_id, "escalated")
    day.open(f"/tickets/{ticket_id}")
    expect(day.section("Timeline")).to_contain_text("escalated it")


@pytest.mark.capability("T6.6")
def test_a_stuck_claim_s_ticket_is_assigned_held_resumed_by_the_277_escalated_and_resolved(
    walked: Ticket,
) -> None:
    actions = [one.action for one in walked.history]
    order = [actions.index(one) for one in ("opened", "held", "resumed", "escalated", "resolved")]

    assert walked.status is TicketStatus.RESOLVED
    assert order == sorted(order)
    assert actions.count("attached") == 2


def test_a_failed_posting_opens_its_ticket_with_its_context_and_ends_with_its_incident(
    desk: NotifiedDesk,
) -> None:
    deployed = desk.deployed
    refused = re.sub(rb"(SE\*\d+\*)\d", rb"\g<1>9", UNPOSTED.remittance(days_after=20), count=1)
    deployed.put(f"{BILLING_ID}/posting-837.x12", UNPOSTED.submission())
    deployed.await_state(UNPOSTED.number, State.SUBMITTED, within=240)

    deployed.put(f"{PAYER_ID}/posting-835.x12", refused)
    receipt = deployed.settled_receipt(refused, PAYER_ID, within=WITHIN)

    ticket = desk.opened(lambda one: receipt.file_id in one.description)
    ticket_id = ticket.ticket_id
    assert (ticket.opened_at - receipt.received_at).total_seconds() < SECONDS
    assert (ticket.priority, ticket.payer_id) == (2, PAYER_ID)
    assert receipt.file_id in ticket.description
    assert "bytes" in ticket.description
    assert ticket.next_action
    deployed.claimtrail("tickets", "assign", ticket_id, "--to", f"user:{desk.biller}")
    desk.told("biller@desk.example", ticket_id, "assigned to you")
    deployed.claimtrail("tickets", "hold", ticket_id, "--for", "payer", "--why", SAID)
    rows = clock_rows(desk.ticket(ticket_id), clock_tables(), now=utc_now())
    assert {one.state for one in rows if one.clock_id == "resolution"} == {"paused"}

    deployed.claimtrail("files", "release", receipt.file_id, "--why", "the payer, by phone")

    ended = desk.awaited(ticket_id, lambda one: not one.is_open)
    assert ended.close_reason == "the incident was resolved"
    deployed.await_state(UNPOSTED.number, State.PAID, within=WITHIN)


@pytest.mark.capability("C5.1", "T6.1")
def test_no_ticket_log_metric_queue_notice_or_export_names_the_patient(
    desk: NotifiedDesk, walked: Ticket, chromium: Browser
) -> None:
    deployed = desk.deployed
    assert "[name]" in walked.title
    said = deployed.claimtrail("tickets", "original", walked.ticket_id)
    assert SURNAME in json.dumps(said), "else the words were lost"
    with day_of(deployed, chromium, JobRole.BILLER) as day:
        address = "/tickets.csv?status=RESOLVED&columns=title,reason,note,next_action"
        exported = day.page.evaluate("async (one) => (await fetch(one)).text()", address)
        assert "[name]" in exported
    texts = {
        "tickets": items(deployed, TicketOutput.TICKET_TABLE, SharedOutput.OPERATIONS_TABLE),
        "logs": log_lines(deployed),
        "metrics": watched(deployed),
        "messages": waiting_messages(deployed),
        "queues": ((one, one) for one in deployed.client("sqs").list_queues()["QueueUrls"]),
        "trail": (
            (key, _unpacked(key, data)) for key, data in deployed.objects(TrailOutput.AUDIT_BUCKET)
        ),
        "mails": (("mail", f"{one.as_string()} {_text(one)}") for one in desk.mails.sent),
        "chats": (("chat", one) for one in desk.chats.texts),
        "export": iter([("tickets.csv", exported)]),
        "names of files": ((key, key) for key in deployed.keys_in(TicketOutput.ATTACHMENTS_BUCKET)),
    }

    found = {
        kind: [place for place, text in some if CANARIES.search(text)]
        for kind, some in texts.items()
    }

    assert found == {kind: [] for kind in texts}


def _unpacked(key: str, data: bytes) -> str:
    return (gzip.decompress(data) if key.endswith(".gz") else data).decode()
