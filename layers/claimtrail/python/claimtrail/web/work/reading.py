"""Reading open work: tickets in their order, what has no ticket yet, and claims for one page only.

Tickets have what narrows the list, so that counting reads no claims. A list of work reads
MOST_READ tickets at most, the next due first, and says so beyond.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import chain

from claimtrail.access.decisions import may_at_all
from claimtrail.access.resources import Operation, Resource
from claimtrail.access.restrictions.model import SensitiveClaim, sensitive_claim
from claimtrail.access.subjects import EVERYWHERE
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.matching.model import Match
from claimtrail.claims.store.changes import Change
from claimtrail.claims.views.aging import aging_of
from claimtrail.claims.views.patients import patients_of
from claimtrail.escalations.model import Escalation, EscalationStatus
from claimtrail.kernel.at_once import read_each
from claimtrail.kernel.synthetic import is_synthetic
from claimtrail.tickets.model import Ticket, TicketCategory, work_order
from claimtrail.tickets.sla.tables import clock_tables
from claimtrail.tickets.sla.views import clock_rows
from claimtrail.tickets.views import in_due_order, ticket_rows, work_rows
from claimtrail.web.claims.reading import own_payers
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.core.restricted import learn_of, learn_restrictions
from claimtrail.web.tickets.clock_words import NearestClock, nearest_clock
from claimtrail.web.work.items import (
    WorkItem,
    claims_named,
    escalation_item,
    exception_item,
    ticket_item,
    unmatched_item,
)

MOST_READ = 200
"""Open tickets that one view reads at most; its counts are of these. Reading, placing and counting
twice as many took half of the time of a page."""
_MOST_OTHERS = 100
"""Escalations of a status, and exceptions or unmatched records of a payer, that a view reads."""
_OF_EXCEPTIONS = frozenset({TicketCategory.HELD_TOO_LONG})
_MEMO, _ENDED, _CLOCKS = "work", "ended work", "clocks"
ENDED_DAYS = 30
"""Days for which a ticket that ended is listed."""
MOST_ENDED = 200
"""Ended tickets that one view reads, the last ones first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenWork:
    """The work that was read for a view."""

    items: tuple[WorkItem, ...]
    is_cut: bool = False
    """True if there may be more tickets than were read."""


def open_work(request: PageRequest, owners: Sequence[str] = ()) -> OpenWork:
    """Return open work of everybody, or of some owners; read once a request."""
    key = f"{_MEMO}:{','.join(owners)}"
    if key not in request.memo:
        request.memo[key] = _read(request, owners)
    found: OpenWork = request.memo[key]
    return found


def ended_tickets(request: PageRequest) -> OpenWork:
    """Return the tickets that ended in the last ENDED_DAYS days; read once a request."""
    if _ENDED not in request.memo:
        tickets = request.stores.tickets.list_ended(
            since=request.now - timedelta(ENDED_DAYS),
            until=request.now + timedelta(seconds=1),
            limit=MOST_ENDED + 1,
        )
        items = _items(request, tickets[:MOST_ENDED])
        request.memo[_ENDED] = OpenWork(
            items=_placed(request, items), is_cut=len(tickets) > MOST_ENDED
        )
    found: OpenWork = request.memo[_ENDED]
    return found


def with_clocks(request: PageRequest, items: Iterable[WorkItem]) -> list[WorkItem]:
    """Return rows with the clock of each ticket that is the next to matter."""
    return [replace(one, clock=_clock(request, one.ticket)) if one.ticket else one for one in items]


def _clock(request: PageRequest, ticket: Ticket) -> NearestClock | None:
    """Return a ticket's clock; worked out once a request."""
    known: dict[str, NearestClock | None] = request.memo.setdefault(_CLOCKS, {})
    if ticket.ticket_id not in known:
        rows = clock_rows(ticket, clock_tables(), now=request.now)
        known[ticket.ticket_id] = nearest_clock(rows, now=request.now)
    return known[ticket.ticket_id]


def _read(request: PageRequest, owners: Sequence[str]) -> OpenWork:
    tickets, is_cut = _tickets(request, owners)
    items = _items(request, tickets)
    items += _escalations(request, owners)
    if not owners:
        with_ticket = {one.claim_id for one in tickets if one.category in _OF_EXCEPTIONS}
        items += (one for one in _exceptions(request) if one.claim_id not in with_ticket)
        items += _unmatched(request)
    items = [one for one in items if not is_synthetic(one.payer_id)]
    return OpenWork(items=_placed(request, items), is_cut=is_cut)


def _items(request: PageRequest, tickets: Sequence[Ticket]) -> list[WorkItem]:
    """Return tickets as rows; those of one file without acknowledgment are one."""
    by_id = {one.ticket_id: one for one in tickets}
    rows = in_due_order(ticket_rows(tickets, now=request.now))
    rows = [row for row in rows if not row.file_id] + work_rows(
        [row for row in rows if row.file_id]
    )
    return [
        ticket_item(row, by_id[row.ticket_id], person=request.person, today=request.today)
        for row in rows
    ]


def _tickets(request: PageRequest, owners: Sequence[str]) -> tuple[list[Ticket], bool]:
    store = request.stores.tickets
    found = read_each(
        owners or (None,), lambda owner: store.list_open(limit=MOST_READ + 1, owner=owner)
    )
    tickets = sorted(chain.from_iterable(found), key=work_order)
    return tickets[:MOST_READ], len(tickets) > MOST_READ


def _escalations(request: PageRequest, owners: Sequence[str]) -> list[WorkItem]:
    """Return escalations without a ticket: once it is open, the ticket is the row."""
    store = request.stores.escalations
    found: Iterable[list[Escalation]] = read_each(
        (EscalationStatus.RUNNING, EscalationStatus.FAILED),
        lambda status: store.list_by_status(status, limit=_MOST_OTHERS),
    )
    return [
        escalation_item(one, person=request.person, today=request.today)
        for one in chain.from_iterable(found)
        if one.ticket_id is None and (not owners or one.owner in owners)
    ]


def _exceptions(request: PageRequest) -> list[WorkItem]:
    if not may_at_all(request.person, Operation.LIST, Resource.EXCEPTION):
        return []
    claims: Iterable[list[Claim]] = read_each(
        own_payers(request),
        lambda payer: request.stores.claims.list_exceptions(payer_id=payer, limit=_MOST_OTHERS),
    )
    found = (
        exception_item(one, person=request.person, today=request.today)
        for one in chain.from_iterable(claims)
    )
    return [one for one in found if one]


def _unmatched(request: PageRequest) -> list[WorkItem]:
    if not may_at_all(request.person, Operation.LIST, Resource.MATCH):
        return []
    matches: Iterable[list[Match]] = read_each(
        own_payers(request),
        lambda payer: request.stores.claims.list_unmatched(payer_id=payer, limit=_MOST_OTHERS),
    )
    return [
        unmatched_item(one, person=request.person, today=request.today)
        for one in chain.from_iterable(matches)
    ]


def _placed(request: PageRequest, items: Iterable[WorkItem]) -> tuple[WorkItem, ...]:
    """Return the rows as decisions go by them, once their restrictions are learned.

    Claims are read of rows that do not say their facility, and of those that may be restricted for
    a reason that the claim has.
    """
    every = tuple(items)
    is_everywhere = EVERYWHERE in request.person.facilities
    unsaid = [
        one for one in every if one.is_sensitive or (one.facility_npi is None and not is_everywhere)
    ]
    known = request.stores.claims.recent_changes(claims_named(unsaid))
    learn_of(request, (_sensitive(one, known) for one in every))
    return tuple(
        replace(one, claim=known[one.claim_id].claim) if one.claim_id in known else one
        for one in every
    )


def _sensitive(item: WorkItem, known: Mapping[str, Change]) -> SensitiveClaim:
    change = known.get(item.claim_id)
    if change:
        return sensitive_claim(change.claim)
    return SensitiveClaim(claim_id=item.claim_id, patient_ids=item.patient_ids)


def with_claims(
    request: PageRequest, items: Sequence[WorkItem], *, names_patients: bool
) -> list[WorkItem]:
    """Return the rows of one page with their claims, and with the patients' names if wanted."""
    changes = request.stores.claims.recent_changes(claims_named(items))
    claims = {claim_id: change.claim for claim_id, change in changes.items()}
    learn_restrictions(request, claims.values())
    patients = patients_of(claims.values(), events=request.stores.claims) if names_patients else {}
    return [
        replace(
            one,
            claim=claim,
            aging=aging_of(claim, today=request.today) if claim else None,
            patient=patients.get(one.claim_id, ""),
        )
        for one in items
        for claim in (claims.get(one.claim_id),)
    ]
