"""The page of vendors: contracts, contacts in their order, and what each has now."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from claimtrail.access.fields import FieldGroup
from claimtrail.access.resources import Operation
from claimtrail.claims.lifecycle.state_words import states_in_words
from claimtrail.tickets.model import Ticket
from claimtrail.trail.access_log import Action
from claimtrail.vendors.model import Vendor
from claimtrail.web.core.replies import DataReply, PageReply, Reply, ShownData
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.core.words import owner
from claimtrail.web.desk.tables import rows_csv, rows_json
from claimtrail.web.tickets.clock_words import hours_words
from claimtrail.web.tickets.page.beside import hand_off_part
from claimtrail.web.tickets.reading import subject_of
from claimtrail.web.tickets.subject import area_words
from claimtrail.web.work.items import target_of
from claimtrail.web.work.reading import open_work

NAME, HAND_OFFS = "vendors", "hand_offs"
_MINUTE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorContactRow:
    """One step of a vendor's path."""

    name: str
    address: str
    after: str
    """Open time with the vendor from which on this contact is called: `16h 00m`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorView:
    """One vendor, in words."""

    vendor_id: str
    title: str
    kind: str
    contract: str
    calendar: str
    back_in: str
    areas: tuple[str, ...]
    contacts: tuple[VendorContactRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenHandOff:
    """A ticket that a vendor has now."""

    ticket_id: str
    title: str
    vendor: str
    contact: str
    """The contact to call now, by the open time that has gone by."""
    since: datetime
    due_back: datetime
    stands: str
    owner: str
    """The person or queue that answers for it inside."""


def show_vendors(request: PageRequest) -> Reply:
    """Show the vendors, and the tickets that each has, those that the person may see."""
    found = tuple(_hand_offs(request))
    return PageReply(
        template="vendors.html",
        title="Vendors",
        view={"vendors": vendor_views(request), "hand_offs": found},
        shows=_shown(found),
    )


def vendors_json(request: PageRequest) -> DataReply:
    """Return the vendors as JSON."""
    return rows_json(NAME, vendor_views(request))


def hand_offs_csv(request: PageRequest) -> DataReply:
    """Return the open hand-offs as CSV."""
    found = tuple(_hand_offs(request))
    reply = rows_csv(HAND_OFFS, found)
    return DataReply(
        content_type=reply.content_type,
        body=reply.body,
        file_name=reply.file_name,
        shows=_shown(found),
    )


def _shown(found: tuple[OpenHandOff, ...]) -> tuple[ShownData, ...]:
    subjects = tuple(one.ticket_id for one in found)
    return (ShownData(action=Action.TICKETS_LISTED, subjects=subjects, fields=(HAND_OFFS,)),)


def vendor_views(request: PageRequest) -> tuple[VendorView, ...]:
    """Return every vendor, by title."""
    known = request.stores.desk.vendors.vendors.values()
    return tuple(_vendor(one) for one in sorted(known, key=lambda one: one.title))


def _vendor(one: Vendor) -> VendorView:
    return VendorView(
        vendor_id=one.vendor_id,
        title=one.title,
        kind=one.kind,
        contract=one.contract,
        calendar=one.calendar,
        back_in=hours_words(int(one.back_in.total_seconds() // _MINUTE)),
        areas=tuple(area_words(area) for area in sorted(one.areas)),
        contacts=tuple(
            VendorContactRow(
                name=contact.name,
                address=contact.address,
                after=hours_words(int(contact.after.total_seconds() // _MINUTE)),
            )
            for contact in one.contacts
        ),
    )


def _hand_offs(request: PageRequest) -> Iterator[OpenHandOff]:
    """Yield the open hand-offs of tickets that the person may list, the first due first."""
    with_vendors = [
        (one.ticket, request.decide(Operation.LIST, target_of(one), subject=subject_of(one.ticket)))
        for one in open_work(request).items
        if one.ticket and one.ticket.handed_to
    ]
    found = [
        _hand_off(request, ticket, decision.groups)
        for ticket, decision in with_vendors
        if decision.is_allowed and FieldGroup.WORK in decision.groups
    ]
    return iter(sorted(found, key=lambda one: (one.due_back, one.ticket_id)))


def _hand_off(request: PageRequest, ticket: Ticket, groups: frozenset[FieldGroup]) -> OpenHandOff:
    if ticket.handed_to is None:
        raise ValueError("no vendor has the ticket")
    part = hand_off_part(ticket.handed_to, now=request.now)
    vendors = request.stores.desk.vendors
    known = ticket.handed_to.vendor_id in vendors.vendors
    contact = vendors.contact_now(ticket, now=request.now) if known else None
    return OpenHandOff(
        ticket_id=ticket.ticket_id,
        title=states_in_words(ticket.title) if FieldGroup.STATUS in groups else "",
        vendor=part.vendor,
        contact=f"{contact.name} ({contact.address})" if contact else part.contact,
        since=part.since,
        due_back=part.due_back,
        stands=part.stands,
        owner=owner(ticket.assigned_to),
    )
