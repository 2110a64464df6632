"""Opening a ticket in a person's name, about claims that the person's tickets may be about."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from claimtrail.access.resources import Operation, Resource
from claimtrail.access.subjects import AccessTarget
from claimtrail.claims.fold.model import Claim
from claimtrail.tickets.model import Ticket
from claimtrail.tickets.opening import TicketRequest, parties_of, requested_ticket
from claimtrail.tickets.taxonomy.tables import taxonomies
from claimtrail.trail.access_log import Action
from claimtrail.web.claims.admission import GlassClosedError
from claimtrail.web.core.errors import forbidden, missing
from claimtrail.web.core.recording import record
from claimtrail.web.core.replies import ShownData
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.core.restricted import learn_restrictions
from claimtrail.web.tickets.reading import subject_of
from claimtrail.web.work.items import USER, target_of_ticket

STATEMENT = "new"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedTicket:
    """A ticket that a person asked for."""

    ticket: Ticket
    is_new: bool
    """False where the same was asked for within the minute."""


def open_ticket(request: PageRequest, asked: TicketRequest) -> OpenedTicket:
    """Open a ticket once that is recorded.

    Raises MissingError, alike for a claim that there is none of and for one that is not the
    person's to work on; GlassClosedError for a restricted one; ForbiddenError for a ticket that the
    person might not change; TaxonomyError for what its category does not take.
    """
    claims = _claims(request, asked.claim_ids)
    payer, facility = parties_of(claims)
    whole = replace(asked, payer_id=asked.payer_id or payer, facility_npi=facility)
    stores = request.stores
    ticket = requested_ticket(
        whole,
        taxonomies(),
        guard=stores.ticket_texts.guard,
        at=request.now,
        actor=f"{USER}{request.person.id}",
    )
    target = target_of_ticket(ticket, claims[0] if len(claims) == 1 else None)
    if not request.decide(Operation.CHANGE, target, subject=subject_of(ticket)).is_allowed:
        raise forbidden("tickets of this payer, facility or category")
    shown = ShownData(
        action=Action.TICKETS_CHANGED,
        subjects=(ticket.ticket_id, *(one.claim_id for one in claims)),
        statement=STATEMENT,
    )
    record(request, (shown,))
    is_new = stores.tickets.get(ticket.ticket_id) is None
    opened = stores.ticket_relations.open(ticket, whole, texts=stores.ticket_texts)
    return OpenedTicket(ticket=opened, is_new=is_new)


def _claims(request: PageRequest, claim_ids: Sequence[str]) -> list[Claim]:
    """Return the claims that a ticket shall be about. Raises as `open_ticket`."""
    wanted = tuple(dict.fromkeys(claim_ids))
    changes = request.stores.claims.recent_changes(wanted)
    known = {claim_id: change.claim for claim_id, change in changes.items()}
    learn_restrictions(request, known.values())
    for claim_id in wanted:
        if claim_id not in known:
            raise missing("claim")
        claim = known[claim_id]
        target = AccessTarget(
            resource=Resource.TICKET, facility=claim.facility_npi, payer=claim.payer_id
        )
        decision = request.decide(Operation.CHANGE, target, subject=claim_id)
        if decision.needs_break_glass:
            raise GlassClosedError(claim_id)
        if not decision.is_allowed:
            raise missing("claim")
    return [known[one] for one in wanted]
