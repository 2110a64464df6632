"""The stores of the desk's pages: attachments, vendors, notices, and changes of rules."""

from dataclasses import dataclass

from claimtrail.bootstrap.bus import publisher
from claimtrail.bootstrap.tickets.attachments import attachments_of
from claimtrail.bootstrap.tickets.notices import notice_preferences
from claimtrail.bootstrap.tickets.routing import routing_service
from claimtrail.bootstrap.tickets.rules import rule_store
from claimtrail.bootstrap.vendors import vendor_desk
from claimtrail.kernel.clock import utc_now
from claimtrail.tickets.attachments.service import AttachmentService
from claimtrail.tickets.notices.ports import NoticePreferenceStore
from claimtrail.tickets.originals import TicketTexts
from claimtrail.tickets.routing.moves import OpenTicketRouting
from claimtrail.tickets.routing.rule_changes import RuleChanges
from claimtrail.tickets.service import TicketService
from claimtrail.vendors.service import VendorDesk


@dataclass(frozen=True, kw_only=True)
class DeskStores:
    """The working set of the desk's pages beside tickets; tests fill it with twins."""

    attachments: AttachmentService
    vendors: VendorDesk
    notices: NoticePreferenceStore
    rules: RuleChanges
    open_routing: OpenTicketRouting


def desk_stores(  # noqa: PLR0913 - the names of resources, by keyword
    *,
    ticket_table: str,
    attachments_bucket: str,
    event_bus: str,
    has_four_eyes: bool,
    tickets: TicketService,
    texts: TicketTexts,
) -> DeskStores:
    """Return what the desk's pages work with, by the names of a stage's resources."""
    return DeskStores(
        attachments=attachments_of(
            tickets, texts, ticket_table=ticket_table, attachments_bucket=attachments_bucket
        ),
        vendors=vendor_desk(ticket_table=ticket_table, tickets=tickets, texts=texts),
        notices=notice_preferences(ticket_table),
        rules=RuleChanges(
            store=rule_store(ticket_table),
            publisher=publisher(event_bus),
            clock=utc_now,
            has_four_eyes=has_four_eyes,
        ),
        open_routing=OpenTicketRouting(
            routing=routing_service(ticket_table=ticket_table, event_bus=event_bus)
        ),
    )
