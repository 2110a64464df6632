"""Attachments by command: offered, listed, handed out once the access is recorded."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from claimtrail.cli.main import cli
from claimtrail.cli.tickets import attaching
from claimtrail.tickets.attachments.model import AttachmentState
from claimtrail.tickets.attachments.ports import UploadLink
from claimtrail.tickets.attachments.scanners import SignatureScanner
from claimtrail.tickets.attachments.service import AttachmentService
from claimtrail.tickets.model import Ticket
from claimtrail.tickets.originals import MASKED_ALONE
from claimtrail.tickets.ports import TicketStore
from claimtrail.tickets.service import TicketService
from tests.harness.aws.access_stage import FakeStage
from tests.harness.files.trial_files import trial_file
from tests.harness.stage.twins import NOW, Twins
from tests.harness.tickets.offered_files import EICAR, PDF
from tests.twins.attachments import MemoryAttachmentFiles, MemoryAttachmentStore
from tests.twins.kernel import MemoryPublisher
from tests.unit.intake.test_release import SENT

pytestmark = pytest.mark.capability("T6.6")


class Desk:
    """A stage with a ticket, and the function that looks at what came."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        twins = Twins().fill()
        twins.serve(monkeypatch)
        monkeypatch.setattr(FakeStage, "caller", lambda _: "user:ines")
        self.files = MemoryAttachmentFiles()
        self.service = AttachmentService(
            store=MemoryAttachmentStore(),
            files=self.files,
            tickets=TicketService(twins.tickets, MemoryPublisher()),
            clock=lambda: NOW,
            guard=MASKED_ALONE.guard,
            scanner=SignatureScanner(),
        )
        monkeypatch.setattr(attaching, "attachment_service", self._service)
        monkeypatch.setattr(attaching, "texts", lambda _: MASKED_ALONE)
        monkeypatch.setattr(attaching, "upload", self._upload)
        self.store = twins.tickets
        self.ticket: Ticket = twins.tickets.list_open(limit=1)[0]

    @property
    def known(self) -> Ticket:
        """The ticket as it is stored now."""
        found = self.store.get(self.ticket.ticket_id)
        assert found
        return found

    def _service(self, *, tickets: TicketStore, **_: object) -> AttachmentService:
        return replace(self.service, tickets=TicketService(tickets, MemoryPublisher()))

    def _upload(self, link: UploadLink, data: bytes) -> None:
        key = link.url.removeprefix("https://files.example/").partition("?")[0]
        self.files.files[key] = data

    def attach(self, folder: Path, data: bytes, name: str = "remittance.pdf") -> str:
        """Attach a file, and look at it; its id."""
        file = folder / name
        file.write_bytes(data)
        found = read("tickets", "attach", self.ticket.ticket_id, str(file))
        self.service.screen(self.ticket.ticket_id, found["attachment_id"])
        attached: str = found["attachment_id"]
        return attached


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(monkeypatch)


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, [*words], env={"COLUMNS": "160"})


def read(*words: str) -> Any:
    done = run(*words, "--json")
    assert done.exit_code == 0, (done.output, done.exception)
    return json.loads(done.stdout)


def test_a_file_is_attached_listed_and_saved_for_its_reader_alone(
    desk: Desk, tmp_path: Path
) -> None:
    attached = desk.attach(tmp_path, PDF)
    ticket = desk.ticket.ticket_id

    listed = run("tickets", "attachments", ticket).stdout
    link = read("tickets", "attachment", ticket, attached)
    saved = tmp_path / "saved.pdf"
    run("tickets", "attachment", ticket, attached, "--to", str(saved))

    assert listed.split()[7:11] == [attached, "remittance.pdf", "pdf", "49"], listed
    assert "clean" in listed
    assert "for=300" in link["link"]
    assert saved.read_bytes() == PDF
    assert saved.stat().st_mode & 0o077 == 0
    assert (
        "there already: clean"
        in run("tickets", "attach", ticket, str(tmp_path / "remittance.pdf")).stdout
    )


def test_the_access_is_recorded_first_and_nothing_is_given_when_it_cannot_be(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    attached = desk.attach(tmp_path, PDF)
    ticket = desk.ticket.ticket_id
    read("tickets", "attachment", ticket, attached)

    recorded = json.dumps(FakeStage.access_queue.rows)
    assert "tickets.attachment" in recorded
    assert attached in recorded

    def refuse(*_: object, **__: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(FakeStage, "row_sink", refuse)
    refused = run("tickets", "attachment", ticket, attached)
    assert refused.exit_code != 0
    assert "files.example" not in refused.output


def test_what_is_infected_is_not_handed_out(desk: Desk, tmp_path: Path) -> None:
    attached = desk.attach(tmp_path, EICAR, "eicar.txt")
    ticket = desk.ticket.ticket_id

    refused = run("tickets", "attachment", ticket, attached)

    assert "ATTACHMENT_NOT_CLEAN" in str(refused.exception)
    assert "infected (EICAR-Test-File)" in run("tickets", "attachments", ticket).stdout
    [found] = desk.service.list_of(ticket)
    assert found.state is AttachmentState.INFECTED


def test_x12_is_shown_by_its_records_and_another_file_is_not(desk: Desk, tmp_path: Path) -> None:
    ticket = desk.ticket.ticket_id
    attached = desk.attach(tmp_path, trial_file(SENT).content, "claims.837")
    other = desk.attach(tmp_path, PDF)

    shown = run("tickets", "attachment", ticket, attached, "--show")

    assert f"{attached}.x12" in shown.stdout
    assert "837" in shown.stdout
    refused = run("tickets", "attachment", ticket, other, "--show")
    assert "ATTACHMENT_NOT_X12" in str(refused.exception)


def test_what_is_too_large_is_refused_before_it_is_read(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "large"
    with file.open("wb") as written:
        written.truncate((25 << 20) + 1)

    refused = run("tickets", "attach", desk.ticket.ticket_id, str(file))

    assert "ATTACHMENT_SIZE" in str(refused.exception)
    assert desk.files.files == {}


@pytest.mark.capability("T6.2")
def test_files_of_a_sensitive_ticket_are_not_there_for_who_types_with_aws_credentials(
    desk: Desk, tmp_path: Path
) -> None:
    attached = desk.attach(tmp_path, PDF)
    hidden = desk.known.model_copy(
        update={"version": desk.known.version + 1, "category": "patient_billing/payment_plan"}
    )
    desk.store.save(hidden)

    for words in (("attachments", hidden.ticket_id), ("attachment", hidden.ticket_id, attached)):
        done = run("tickets", *words)
        assert "TICKET_UNKNOWN" in str(done.exception)
