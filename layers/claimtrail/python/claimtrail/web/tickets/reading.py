"""Reading one ticket for a page, and the others that it names, as far as the person may see them.

A ticket of a restricted claim is closed with it, and opens with it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote

from claimtrail.access.decisions import AccessDecision
from claimtrail.access.fields import FieldGroup
from claimtrail.access.resources import Operation
from claimtrail.access.restrictions.model import SensitiveClaim, sensitive_claim
from claimtrail.access.subjects import AccessTarget
from claimtrail.claims.fold.model import Claim
from claimtrail.kernel.at_once import read_each
from claimtrail.tickets.model import Ticket
from claimtrail.web.claims.admission import GlassClosedError
from claimtrail.web.claims.page.context import claim_address
from claimtrail.web.core.dispatch import NEXT
from claimtrail.web.core.errors import missing
from claimtrail.web.core.replies import RedirectReply, Reply
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.core.restricted import learn_of
from claimtrail.web.core.routes import Page
from claimtrail.web.work.items import target_of_ticket

_DATA = ".json"


@dataclass(frozen=True, kw_only=True)
class OpenTicket:
    """A ticket as one request has it."""

    request: PageRequest
    ticket: Ticket
    claim: Claim | None
    """Of a ticket about one claim."""
    groups: frozenset[FieldGroup]
    """The groups that the person sees of it."""

    @property
    def actor(self) -> str:
        """Return the person as histories name who acts."""
        return f"user:{self.request.person.id}"

    @property
    def is_own(self) -> bool:
        """Return whether the person has it."""
        return self.ticket.assigned_to == self.actor

    @cached_property
    def target(self) -> AccessTarget:
        """Return the ticket as decisions go by it."""
        return target_of_ticket(self.ticket, self.claim)

    @cached_property
    def claims(self) -> tuple[str, ...]:
        """Return the first claims of a ticket about many, those not closed to the person."""
        return claims_seen(self.request, self.ticket.claims.first)

    def decide(self, operation: Operation) -> AccessDecision:
        """Return whether the person may do one more thing to it."""
        return self.request.decide(operation, self.target, subject=subject_of(self.ticket))

    def allows(self, operation: Operation) -> bool:
        """Return whether the person may."""
        return self.decide(operation).is_allowed


def subject_of(ticket: Ticket) -> str:
    """Return the id under which a ticket may be restricted: its claim's, else its own."""
    return ticket.claim_id or ticket.ticket_id


def read_ticket(request: PageRequest, operation: Operation = Operation.READ) -> OpenTicket:
    """Return the ticket of the address, as far as the person may do this to it.

    Raises MissingError, alike for none and for one that is not the person's to see, and
    GlassClosedError for one of a restricted claim.
    """
    return find_ticket(request, request.arguments[0], operation)


def find_ticket(request: PageRequest, ticket_id: str, operation: Operation) -> OpenTicket:
    """Return a ticket by its id. Raises as `read_ticket`."""
    ticket = request.stores.tickets.get(ticket_id)
    if ticket is None:
        raise missing("ticket")
    claim = _learn(request, [ticket]).get(ticket.claim_id)
    decision = request.decide(
        operation, target_of_ticket(ticket, claim), subject=subject_of(ticket)
    )
    if decision.is_allowed:
        return OpenTicket(request=request, ticket=ticket, claim=claim, groups=decision.groups)
    if decision.needs_break_glass:
        raise GlassClosedError(ticket.claim_id)
    raise missing("ticket")


def others_seen(request: PageRequest, ticket_ids: Sequence[str]) -> dict[str, Ticket]:
    """Return the other tickets that the person may read, by id."""
    found = read_each(tuple(dict.fromkeys(ticket_ids)), request.stores.tickets.get)
    tickets = [one for one in found if one]
    claims = _learn(request, tickets)
    return {
        one.ticket_id: one
        for one in tickets
        if request.decide(
            Operation.READ,
            target_of_ticket(one, claims.get(one.claim_id)),
            subject=subject_of(one),
        ).is_allowed
    }


def claims_seen(request: PageRequest, claim_ids: Sequence[str]) -> tuple[str, ...]:
    """Return the claims that are not closed to the person."""
    known = request.stores.claims.recent_changes(claim_ids) if claim_ids else {}
    learn_of(request, (sensitive_claim(one.claim) for one in known.values()))
    return tuple(one for one in claim_ids if one in known and not _is_closed(request, one))


def of_ticket(page: Page) -> Page:
    """Return a page that leads on to breaking the glass of a restricted claim."""

    def answer(request: PageRequest) -> Reply:
        try:
            return page(request)
        except GlassClosedError as error:
            if request.path.endswith(_DATA):
                raise
            back = quote(request.query.on(request.path), safe="")
            glass = f"{claim_address(error.claim_id)}/break-glass"
            return RedirectReply(location=f"{glass}?{NEXT}={back}")

    return answer


def _learn(request: PageRequest, tickets: Iterable[Ticket]) -> dict[str, Claim]:
    """Return the claims of tickets by id, once their restrictions are learned."""
    named = {one.claim_id: one for one in tickets if one.claim_id}
    changes = request.stores.claims.recent_changes(named)
    known = {claim_id: change.claim for claim_id, change in changes.items()}
    learn_of(
        request,
        (
            sensitive_claim(known[claim_id])
            if claim_id in known
            else SensitiveClaim(claim_id=claim_id, patient_ids=frozenset(one.patient_ids))
            for claim_id, one in named.items()
        ),
    )
    return known


def _is_closed(request: PageRequest, claim_id: str) -> bool:
    is_open = request.session.has_broken_glass(claim_id, now=request.now)
    return bool(request.restrictions.get(claim_id)) and not is_open
