"""From the offer of a file to its link: in quarantine until it is known to be harmless."""

from hashlib import md5, sha256

import pytest

from claimtrail.tickets.attachments.errors import AttachmentRefusedError
from claimtrail.tickets.attachments.guardduty import UNSCANNED, scanned_key, verdict_of
from claimtrail.tickets.attachments.model import (
    MOST_BYTES,
    MOST_OF_TICKET,
    TEXTS,
    Attachment,
    AttachmentState,
    ScanVerdict,
    ids_of_key,
)
from claimtrail.tickets.attachments.scanners import SignatureScanner
from claimtrail.tickets.attachments.service import AttachmentService, OfferedFile
from claimtrail.tickets.detail_types import TicketDetailType
from claimtrail.tickets.model import Ticket
from claimtrail.tickets.originals import MASKED_ALONE
from claimtrail.tickets.service import TicketService
from tests.contract.escalations.test_ticket_store import NOW, a_ticket
from tests.harness.tickets.offered_files import CSV, EICAR, PDF, PNG, TEXT, docx
from tests.twins.attachments import MemoryAttachmentFiles, MemoryAttachmentStore
from tests.twins.kernel import MemoryPublisher
from tests.twins.tickets import MemoryTicketStore

pytestmark = pytest.mark.capability("T6.6")


class Desk:
    """A ticket, and the service of its attachments."""

    def __init__(self, *, scans: bool = True) -> None:
        self.bus = MemoryPublisher()
        self.tickets = TicketService(MemoryTicketStore(), self.bus)
        self.files = MemoryAttachmentFiles()
        self.store = MemoryAttachmentStore()
        self.service = AttachmentService(
            store=self.store,
            files=self.files,
            tickets=self.tickets,
            clock=lambda: NOW,
            guard=MASKED_ALONE.guard,
            scanner=SignatureScanner() if scans else None,
            read_text=MASKED_ALONE.attached,
        )
        self.ticket = self.tickets.open(a_ticket())

    def offer(self, data: bytes, name: str = "remittance.pdf") -> Attachment:
        file = OfferedFile(name=name, size=len(data), sha256=sha256(data).hexdigest())
        offered, _ = self.service.offer(self.ticket, file, actor="user:ada")
        return offered

    def attach(self, data: bytes, name: str = "remittance.pdf") -> Attachment:
        """Offer a file, put it where its link leads, and look at it."""
        offered = self.offer(data, name)
        self.files.files[offered.quarantine_key] = data
        return self.screen(offered)

    def screen(self, offered: Attachment) -> Attachment:
        ids = ids_of_key(offered.quarantine_key)
        assert ids
        found = self.service.screen(*ids)
        assert found
        return found

    def known(self) -> Ticket:
        found = self.tickets.find(self.ticket.ticket_id)
        assert found
        return found

    def told(self) -> list[str]:
        """The notes of the ticket's entries about attachments."""
        return [one.note for one in self.known().history if one.action == "attached"]


def test_a_harmless_file_is_clean_and_its_link_ends_in_minutes() -> None:
    desk = Desk()

    attached = desk.attach(PDF, "/home/ada/EOB 123-45-6789.pdf")

    assert attached.state is AttachmentState.CLEAN
    assert attached.name == "EOB [ssn].pdf"
    assert desk.files.files == {attached.clean_key: PDF}
    assert not attached.has_text, "a PDF without words"
    assert "for=300" in desk.service.link(attached)
    assert desk.service.read(attached) == PDF
    assert desk.told() == [f"{attached.attachment_id}: clean pdf"]
    assert TicketDetailType.TICKET_ATTACHED in {one.detail_type for one in desk.bus.events.values()}


@pytest.mark.parametrize(
    ("data", "state", "words"),
    [
        (EICAR, AttachmentState.INFECTED, "it has: malware"),
        (docx(word__vbaProject_bin=b"x"), AttachmentState.REFUSED, "ATTACHMENT_MACRO"),
    ],
)
def test_what_is_not_clean_is_never_handed_out(
    data: bytes, state: AttachmentState, words: str
) -> None:
    desk = Desk()

    attached = desk.attach(data)

    assert attached.state is state
    assert attached.clean_key not in desk.files.files
    for ask in (desk.service.link, desk.service.read):
        with pytest.raises(AttachmentRefusedError, match="ATTACHMENT_NOT_CLEAN"):
            ask(attached)
    assert desk.told()[0].startswith(f"{attached.attachment_id}: {state.value.lower()}")
    assert words.partition(":")[0] in {"it has", attached.reason}


@pytest.mark.capability("T6.1")
def test_the_text_of_what_is_clean_is_kept_masked_and_of_nothing_else() -> None:
    desk = Desk()

    attached = desk.attach(b"Spoke w/ Emberly Vance, dob 3/7/58, CO-50\n", "notes.txt")
    infected = desk.attach(b"Spoke w/ Emberly Vance. " + EICAR, "notes.txt")
    picture = desk.attach(PNG, "scan.png")

    assert desk.service.text(attached) == "Spoke w/ [name], dob [date 1958], CO-50\n"
    assert [key for key in desk.files.files if key.startswith(TEXTS)] == [attached.text_key]
    for one in (infected, picture):
        with pytest.raises(AttachmentRefusedError):
            desk.service.text(one)


def test_a_page_s_form_takes_one_file_whose_size_and_digest_are_known_once_it_came() -> None:
    desk = Desk()
    then = "https://pages.example/tickets/tkt_a"

    offered = desk.service.announce(desk.ticket, "EOB 123-45-6789", actor="user:ada")
    form = desk.service.upload_form(offered, then=then)
    assert form
    assert form.fields["success_action_redirect"] == then
    assert (offered.name, offered.size, offered.sha256) == ("EOB [ssn]", 0, "")
    desk.files.files[form.fields["key"]] = TEXT
    attached = desk.screen(offered)

    assert (attached.state, attached.size) == (AttachmentState.CLEAN, len(TEXT))
    assert attached.sha256 == sha256(TEXT).hexdigest()
    again = desk.service.announce(desk.ticket, "EOB 123-45-6789", actor="user:ada")
    assert (again, desk.service.upload_form(again, then=then)) == (attached, None)


def test_a_scan_of_other_bytes_than_those_that_were_looked_at_makes_nothing_clean() -> None:
    desk = Desk(scans=False)
    offered = desk.service.announce(desk.ticket, "a", actor="user:ada")
    ids = offered.ticket_id, offered.attachment_id
    tags = {data: md5(data, usedforsecurity=False).hexdigest() for data in (TEXT, CSV)}

    desk.service.scanned(*ids, ScanVerdict(is_clean=True, engine="guardduty", etag=tags[CSV]))
    desk.files.files[offered.quarantine_key] = TEXT
    assert desk.screen(offered).state is AttachmentState.QUARANTINED

    desk.service.scanned(*ids, ScanVerdict(is_clean=True, engine="guardduty", etag=tags[TEXT]))
    assert desk.service.find(*ids).state is AttachmentState.CLEAN


def test_looked_at_again_nothing_changes_and_nothing_is_told_twice() -> None:
    desk = Desk()
    attached = desk.attach(PDF)
    version = desk.known().version

    assert desk.screen(attached) == attached
    assert desk.attach(PDF) == attached

    assert desk.known().version == version
    assert desk.told() == [f"{attached.attachment_id}: clean pdf"]


@pytest.mark.parametrize("scanned_first", [False, True])
@pytest.mark.parametrize("is_clean", [False, True])
def test_a_scan_by_aws_may_end_before_or_after_the_look(
    *, scanned_first: bool, is_clean: bool
) -> None:
    desk = Desk(scans=False)
    offered = desk.offer(TEXT)
    desk.files.files[offered.quarantine_key] = TEXT
    verdict = ScanVerdict(is_clean=is_clean, engine="guardduty")
    ids = offered.ticket_id, offered.attachment_id
    steps = [
        lambda: desk.service.screen(*ids),
        lambda: desk.service.scanned(*ids, verdict),
    ]

    for step in reversed(steps) if scanned_first else steps:
        step()

    found = desk.service.find(*ids)
    wanted = AttachmentState.CLEAN if is_clean else AttachmentState.INFECTED
    assert found.state is wanted
    assert (found.clean_key in desk.files.files) is is_clean


def test_looked_at_alone_it_stays_in_quarantine() -> None:
    desk = Desk(scans=False)
    assert desk.attach(TEXT).state is AttachmentState.QUARANTINED


def test_other_bytes_than_were_offered_are_refused() -> None:
    desk = Desk()
    offered = desk.offer(PDF)
    desk.files.files[offered.quarantine_key] = TEXT

    assert desk.screen(offered).reason == "ATTACHMENT_DIFFERS"


def test_size_and_number_are_limited_and_what_nobody_offered_is_nobodys() -> None:
    desk = Desk()
    for size in (0, MOST_BYTES + 1):
        file = OfferedFile(name="x", size=size, sha256="0" * 64)
        with pytest.raises(AttachmentRefusedError, match="ATTACHMENT_SIZE"):
            desk.service.offer(desk.ticket, file, actor="user:ada")
    for number in range(MOST_OF_TICKET):
        desk.offer(b"%d" % number)
    with pytest.raises(AttachmentRefusedError, match="ATTACHMENT_COUNT"):
        desk.offer(b"one more")
    assert desk.offer(b"0").attachment_id

    assert desk.service.screen("tkt_none", "att_none") is None
    assert ids_of_key("clean/tkt_a/att_b") is None
    assert ids_of_key("quarantine/tkt_a") is None


def test_keys_and_events_hold_no_word_of_the_name() -> None:
    desk = Desk()
    attached = desk.attach(PDF, "Emberly Vance EOB.pdf")
    assert (
        desk.offer(TEXT, "claim.for Mr. Okonkwo 123-45-6789").name == "claim.for Mr. [name] [ssn]"
    )

    for text in (*desk.files.files, str(desk.bus.events), desk.service.link(attached)):
        assert "Emberly" not in text


def test_the_result_of_guardduty_is_read_and_what_was_not_scanned_is_not_clean() -> None:
    def detail(status: str, *names: str) -> dict[str, object]:
        threats = [{"name": name} for name in names] or None
        return {
            "s3ObjectDetails": {"objectKey": "quarantine/tkt_a/att_b", "eTag": "t"},
            "scanResultDetails": {"scanResultStatus": status, "threats": threats},
        }

    assert ids_of_key(scanned_key(detail("NO_THREATS_FOUND"))) == ("tkt_a", "att_b")
    assert verdict_of(detail("NO_THREATS_FOUND")).is_clean
    assert verdict_of(detail("NO_THREATS_FOUND")).etag == "t"
    assert verdict_of(detail("THREATS_FOUND", "EICAR")).finding == "EICAR"
    for status in ("UNSUPPORTED", "ACCESS_DENIED", "FAILED"):
        found = verdict_of(detail(status))
        assert (found.is_clean, found.finding) == (False, UNSCANNED)
