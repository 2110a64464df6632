"""Things that belong to a ticket: linked tickets, those under it, its claims, sides and routing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from claimtrail.access.field_views.tables import field_table
from claimtrail.access.fields import FieldGroup
from claimtrail.claims.lifecycle.state_words import states_in_words
from claimtrail.tickets.model import Ticket
from claimtrail.tickets.ticket_parts import LinkKind
from claimtrail.tickets.views import status_words
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.tickets.reading import others_seen

MOST_SHOWN = 25
"""Other tickets that one page names; the others are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherTicket:
    """A ticket that this one is linked to, or that is under it."""

    kind: str
    """`caused by`, `parent of`."""
    ticket_id: str
    title: str
    status: str
    claim_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherTickets:
    """Other tickets, as far as one page shows them."""

    shown: tuple[OtherTicket, ...]
    left: int
    """Those that are not shown: too many, or not the person's to see."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SidePart:
    """The sides of a ticket that may be clinical or financial."""

    kind: str
    owners: tuple[str, ...]
    agreed: tuple[str, ...]
    """People who agreed, each with the owner spoken for."""
    missing: tuple[str, ...]
    decided_by: str
    decided_at: datetime | None
    reason: str
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutedPart:
    """The rule that chose queue and tier, and the rules that did not."""

    rule: str
    version: int
    at: datetime
    trigger: str
    """The event that asked for it: `opened`, `owner absent`."""
    strategy: str
    considered: tuple[str, ...]
    """Other rules, each with the condition that did not hold."""
    people: tuple[str, ...]
    """Other people, each with the reason."""


OTHER_TABLES = (
    field_table(
        OtherTicket,
        {
            FieldGroup.REFERENCE: "kind ticket_id claim_id",
            FieldGroup.STATUS: "title",
            FieldGroup.WORK: "status",
        },
    ),
    field_table(OtherTickets, {FieldGroup.REFERENCE: "shown left"}),
    field_table(
        SidePart,
        {
            FieldGroup.WORK: "kind owners agreed missing decided_by decided_at",
            FieldGroup.NOTES: "reason",
            FieldGroup.TECHNICAL: "rule",
        },
    ),
    field_table(
        RoutedPart,
        {FieldGroup.TECHNICAL: "rule version at trigger strategy considered people"},
    ),
)


def linked_tickets(request: PageRequest, ticket: Ticket) -> OtherTickets:
    """Return the tickets that a ticket is linked to, those that the person may see."""
    kinds = {one.ticket_id: one.kind.value for one in ticket.links}
    return _others(request, kinds, count=len(kinds))


def tickets_under(request: PageRequest, ticket: Ticket) -> OtherTickets:
    """Return the tickets under one that stands for a cause, those that the person may see."""
    store = request.stores.ticket_members
    members = store.members(ticket.ticket_id) if store else iter(())
    kinds = {one.ticket_id: LinkKind.PARENT_OF.value for one in islice(members, MOST_SHOWN)}
    return _others(request, kinds, count=max(ticket.claims.count, len(kinds)) if kinds else 0)


def _others(request: PageRequest, kinds: Mapping[str, str], *, count: int) -> OtherTickets:
    seen = others_seen(request, tuple(islice(kinds, MOST_SHOWN)))
    shown = tuple(
        OtherTicket(
            kind=kinds[ticket_id],
            ticket_id=ticket_id,
            title=states_in_words(one.title),
            status=status_words(one),
            claim_id=one.claim_id,
        )
        for ticket_id, one in seen.items()
    )
    return OtherTickets(shown=shown, left=count - len(shown))


def side_part(ticket: Ticket) -> SidePart | None:
    """Return the sides of a ticket; None for one whose queue alone answers for it."""
    sides = ticket.ownership
    if sides is None:
        return None
    decided = sides.decision
    return SidePart(
        kind=sides.kind.value,
        owners=sides.owners,
        agreed=tuple(f"{one.actor} for {one.owner}" for one in sides.agreed),
        missing=sides.missing,
        decided_by=decided.decided_by if decided else "",
        decided_at=decided.at if decided else None,
        reason=decided.reason if decided else "",
        rule=sides.rule,
    )


def routed_part(ticket: Ticket) -> RoutedPart | None:
    """Return the decision that chose queue and tier; None where its category's default did."""
    routing = ticket.routing
    if routing is None:
        return None
    return RoutedPart(
        rule=routing.rule,
        version=routing.version,
        at=routing.at,
        trigger=routing.trigger,
        strategy=routing.strategy,
        considered=tuple(f"{one.rule}: {one.why}" for one in routing.considered),
        people=tuple(f"{one.person}: {one.why}" for one in routing.people),
    )
