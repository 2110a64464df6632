"""The desk of vendors."""

from claimtrail.aws.core.account.clients import client
from claimtrail.aws.vendors.letters import DynamoLetterArchive
from claimtrail.tickets.originals import TicketTexts
from claimtrail.tickets.service import TicketService
from claimtrail.tickets.sla.tables import clock_tables
from claimtrail.vendors.service import VendorDesk
from claimtrail.vendors.tables import vendors


def vendor_desk(*, ticket_table: str, tickets: TicketService, texts: TicketTexts) -> VendorDesk:
    """Return what hands tickets to the shipped vendors; `texts` masks what people write."""
    return VendorDesk(
        tickets=tickets,
        letters=DynamoLetterArchive(client("dynamodb"), ticket_table),
        vendors=vendors(),
        calendars=clock_tables().calendars,
        texts=texts,
    )
