"""A ticket's page as a whole: composed of its parts, then restricted to what a person may see."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from claimtrail.access.field_views.tables import by_view, field_table, restricted
from claimtrail.access.fields import FieldGroup
from claimtrail.tickets.sla.tables import clock_tables
from claimtrail.web.tickets.page.beside import (
    BESIDE_TABLES,
    AttachmentPart,
    HandOffPart,
    LetterPart,
    attachment_parts,
    hand_off_parts,
    letter_parts,
)
from claimtrail.web.tickets.page.clocks import CLOCK_TABLES, ClockPart, clock_parts
from claimtrail.web.tickets.page.head import (
    HEAD_TABLES,
    DatumPart,
    TicketHead,
    datum_parts,
    ticket_head,
)
from claimtrail.web.tickets.page.history import HISTORY_TABLES, TicketStep, history_steps
from claimtrail.web.tickets.page.others import (
    OTHER_TABLES,
    OtherTickets,
    RoutedPart,
    SidePart,
    linked_tickets,
    routed_part,
    side_part,
    tickets_under,
)
from claimtrail.web.tickets.reading import OpenTicket


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketPage:
    """All sections of the page."""

    head: TicketHead
    clocks: tuple[ClockPart, ...]
    history: tuple[TicketStep, ...]
    links: OtherTickets
    under: OtherTickets
    claims: tuple[str, ...]
    """The first claims of a ticket that is about many."""
    metadata: tuple[DatumPart, ...]
    sides: SidePart | None
    routing: RoutedPart | None
    attachments: tuple[AttachmentPart, ...]
    hand_offs: tuple[HandOffPart, ...]
    letters: tuple[LetterPart, ...]


TICKET_PAGE_TABLES = by_view(
    HEAD_TABLES,
    CLOCK_TABLES,
    HISTORY_TABLES,
    OTHER_TABLES,
    BESIDE_TABLES,
    (
        field_table(
            TicketPage,
            {
                FieldGroup.REFERENCE: "head links under claims attachments",
                FieldGroup.WORK: "clocks history sides hand_offs letters",
                FieldGroup.NOTES: "metadata",
                FieldGroup.TECHNICAL: "routing",
            },
        ),
    ),
)
"""The field groups of everything on the page."""


def ticket_page(found: OpenTicket) -> TicketPage:
    """Return the page of a ticket, whole."""
    ticket, request = found.ticket, found.request
    return TicketPage(
        head=ticket_head(ticket, now=request.now),
        clocks=clock_parts(ticket, clock_tables(), now=request.now),
        history=history_steps(ticket),
        links=linked_tickets(request, ticket),
        under=tickets_under(request, ticket),
        claims=found.claims,
        metadata=datum_parts(ticket),
        sides=side_part(ticket),
        routing=routed_part(ticket),
        attachments=attachment_parts(request, ticket),
        hand_offs=hand_off_parts(ticket, now=request.now),
        letters=letter_parts(request, ticket),
    )


def seen_by(page: TicketPage, groups: frozenset[FieldGroup]) -> Mapping[str, Any]:
    """Return the page as a person sees it; what may not be seen is absent."""
    return restricted(page, groups, TICKET_PAGE_TABLES)


def fields_shown(seen: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of the sections and head fields that are shown, for the access log."""
    sections = [one.name for one in fields(TicketPage) if seen.get(one.name)]
    return tuple(dict.fromkeys((*sections, *seen.get("head", ()))))
