"""Attachments of tickets, by the names of a stage's resources."""

from dataclasses import replace
from urllib.parse import urlsplit

from claimtrail.aws.core.account.clients import client
from claimtrail.aws.tickets.attachment_files import S3AttachmentFiles
from claimtrail.aws.tickets.attachments import DynamoAttachmentStore
from claimtrail.bootstrap.tickets.stores import ticket_service
from claimtrail.kernel.clock import utc_now
from claimtrail.tickets.attachments.guardduty import ENGINE as GUARDDUTY
from claimtrail.tickets.attachments.ports import Scanner
from claimtrail.tickets.attachments.scanners import ClamdScanner, SignatureScanner
from claimtrail.tickets.attachments.service import AttachmentService
from claimtrail.tickets.originals import MASKED_ALONE, TicketTexts
from claimtrail.tickets.ports import TicketStore
from claimtrail.tickets.service import TicketService


def attachment_service(  # noqa: PLR0913 - the names of resources, all by keyword
    *,
    ticket_table: str,
    attachments_bucket: str,
    event_bus: str,
    attachment_scanner: str = "",
    texts: TicketTexts = MASKED_ALONE,
    tickets: TicketStore | None = None,
) -> AttachmentService:
    """Return what attaches files, looks at them and hands them out.

    Without a scanner it serves people: looking at files is the function's. `texts` masks the names
    that people gave their files; where it looks at files, also the text in them. Without `tickets`,
    those of all tickets.
    """
    service = attachments_of(
        ticket_service(ticket_table=ticket_table, event_bus=event_bus, store=tickets),
        texts,
        ticket_table=ticket_table,
        attachments_bucket=attachments_bucket,
    )
    read_text = texts.attached if attachment_scanner else None
    return replace(service, scanner=_scanner(attachment_scanner), read_text=read_text)


def attachments_of(
    tickets: TicketService, texts: TicketTexts, *, ticket_table: str, attachments_bucket: str
) -> AttachmentService:
    """Return what attaches files for people."""
    return AttachmentService(
        store=DynamoAttachmentStore(client("dynamodb"), ticket_table),
        files=S3AttachmentFiles(client("s3"), attachments_bucket),
        tickets=tickets,
        clock=utc_now,
        guard=texts.guard,
    )


def _scanner(name: str) -> Scanner | None:
    """Return a scanner of a stage's setting; None where AWS scans by itself."""
    if name in {"", GUARDDUTY}:
        return None
    address = urlsplit(name)
    if address.hostname and address.port:
        return ClamdScanner(host=address.hostname, port=address.port)
    return SignatureScanner()
