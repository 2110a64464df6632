"""Reading a claim for a page, and leading on where the address is not the claim's own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote

from claimtrail.access.decisions import AccessDecision
from claimtrail.access.fields import FieldGroup
from claimtrail.access.resources import Operation, Resource
from claimtrail.access.subjects import AccessTarget
from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.remittances import Remitted
from claimtrail.claims.notes import ClaimNote
from claimtrail.claims.views.whole_claim import WholeClaim, find_whole
from claimtrail.kernel.ids import match_key
from claimtrail.tickets.model import Ticket
from claimtrail.tickets.sensitivity import sensitive_topic
from claimtrail.web.claims.admission import GlassClosedError, ShortIdError, admit, not_found
from claimtrail.web.claims.page.context import PageContext, claim_address
from claimtrail.web.core.dispatch import NEXT
from claimtrail.web.core.replies import RedirectReply, Reply
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.core.routes import Page
from claimtrail.web.work.items import target_of_ticket

PAYMENTS = "/payments"
_DATA = ".json"


@dataclass(frozen=True, kw_only=True)
class OpenClaim:
    """A claim as one request has it."""

    request: PageRequest
    whole: WholeClaim
    target: AccessTarget
    groups: frozenset[FieldGroup]
    """The groups that the person sees of it."""

    @property
    def claim_id(self) -> str:
        """Return the claim's id."""
        return self.whole.claim.claim_id

    def decide(self, operation: Operation) -> AccessDecision:
        """Return whether the person may do one more thing to it."""
        return self.request.decide(operation, self.target, subject=self.claim_id)

    def allows(self, operation: Operation) -> bool:
        """Return whether the person may."""
        return self.decide(operation).is_allowed

    @cached_property
    def notes(self) -> Sequence[ClaimNote]:
        """Return what people noted on it; read once."""
        return self.request.stores.claims.notes_of(self.claim_id)

    def context(self) -> PageContext:
        """Return what its page is composed of: tickets, escalations and notes are read."""
        request, claim = self.request, self.whole.claim
        return PageContext(
            whole=self.whole,
            tickets=self._tickets(),
            escalations=request.stores.escalations.list_by_claim(claim.claim_id),
            notes=self.notes,
            deadlines=request.stores.deadlines(claim),
            now=request.now,
            restrictions=self.target.restrictions,
            may_trace=self.allows(Operation.READ_SEGMENT),
            payment_link=self._payment_link(),
        )

    def _tickets(self) -> list[Ticket]:
        """Return the claim's tickets, without those of a sensitive topic that is not the person's.

        They are part of the claim; only their topic closes them.
        """
        every = self.request.stores.tickets.list_by_claim(self.claim_id)
        return [one for one in every if not sensitive_topic(one.category) or self._may_list(one)]

    def _may_list(self, ticket: Ticket) -> bool:
        target = target_of_ticket(ticket, self.whole.claim)
        return self.request.decide(Operation.LIST, target, subject=self.claim_id).is_allowed

    def _payment_link(self) -> Callable[[ClaimEvent], str]:
        """Return what gives a payment's address; none for who may read no payment."""
        target = AccessTarget(resource=Resource.PAYMENT, payer=self.target.payer)
        if not self.request.decide(Operation.READ, target).is_allowed:
            return lambda _: ""
        return lambda event: payment_address(self.request, event)


def payment_address(request: PageRequest, event: ClaimEvent) -> str:
    """Return the address of the payment that a remittance explains; empty for another fact."""
    fact = event.fact
    if not isinstance(fact, Remitted) or fact.paid_on is None:
        return ""
    hashed = match_key(
        secret=request.stores.secret(),
        organization_id=request.stores.organization_id,
        method="payment",
        parts=(event.payer_id, fact.payment_trace_number, fact.paid_on.isoformat()),
    )
    return f"{PAYMENTS}/pay_{hashed.partition(':')[2]}"


def read_claim(request: PageRequest, operation: Operation = Operation.READ) -> OpenClaim:
    """Return the claim of the address, as far as the person may do this to it.

    Raises MissingError, alike for none and for one that is not the person's to see;
    GlassClosedError for a restricted one; ShortIdError for the beginning of an id.
    """
    wanted = request.arguments[0]
    whole = find_whole(wanted, store=request.stores.claims)
    if whole is None:
        raise not_found(request, wanted)
    admission = admit(request, whole.claim, operation)
    return OpenClaim(request=request, whole=whole, target=admission.target, groups=admission.groups)


def of_claim(page: Page) -> Page:
    """Return a page that leads on: from a short id to the whole one, and to breaking the glass."""

    def answer(request: PageRequest) -> Reply:
        try:
            return page(request)
        except GlassClosedError as error:
            if request.path.endswith(_DATA):
                raise
            back = quote(request.query.on(request.path), safe="")
            glass = f"{claim_address(error.claim_id)}/break-glass"
            return RedirectReply(location=f"{glass}?{NEXT}={back}")
        except ShortIdError as error:
            own = claim_address(request.arguments[0])
            rest = request.query.on(request.path).removeprefix(own)
            return RedirectReply(location=claim_address(error.claim_id) + rest)

    return answer
