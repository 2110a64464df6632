"""`claimtrail tickets new`: a person opens a ticket."""

from collections.abc import Sequence

from claimtrail.bootstrap.claims.stores import claim_store
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.outputs import ClaimOutput
from claimtrail.cli.core.access import ClaimAccess
from claimtrail.cli.tickets.desk import recorded, relations, texts
from claimtrail.cli.tickets.values import named_values
from claimtrail.kernel.clock import utc_now
from claimtrail.kernel.errors import Explanation, NotFoundError
from claimtrail.tickets.opening import TicketRequest, parties_of, requested_ticket
from claimtrail.tickets.taxonomy.tables import taxonomies


def new(
    claim_access: ClaimAccess,
    *,
    category: str,
    title: str,
    text: str,
    claim_ids: Sequence[str],
    payer: str | None,
    given: Sequence[str],
) -> None:
    """Open a ticket. Raises TaxonomyError for what its category does not take."""
    claim_payer, facility = parties_of(_claims(claim_access, claim_ids))
    asked = TicketRequest(
        category=category,
        title=title,
        description=text,
        claim_ids=claim_ids,
        payer_id=payer or claim_payer,
        facility_npi=facility,
        metadata=named_values(given),
    )
    desk = relations(claim_access)
    actor = claim_access.stage.caller()
    masking = texts(claim_access)
    ticket = requested_ticket(asked, taxonomies(), guard=masking.guard, at=utc_now(), actor=actor)
    output = recorded(claim_access, ticket, claims=claim_ids)
    opened = desk.open(ticket, asked, texts=masking)
    output.data(opened.model_dump(mode="json"))
    output.say(
        f"{opened.ticket_id} is new: priority {opened.priority}, tier {opened.tier}, "
        f"{opened.assigned_to}."
    )


def _claims(claim_access: ClaimAccess, claim_ids: Sequence[str]) -> list[Claim]:
    """Return the claims. Raises NotFoundError for an unknown one."""
    if not claim_ids:
        return []
    store = claim_store(claim_access.stage.output(ClaimOutput.CLAIM_TABLE))
    found = [store.find(one) for one in dict.fromkeys(claim_ids)]
    claims = [one for one in found if one]
    if len(claims) != len(found):
        raise NotFoundError(
            Explanation(
                code="CLAIM_UNKNOWN",
                what="one of the claims is not there",
                where="--claim",
                next_step="`claimtrail claims` lists claims with their ids.",
            )
        )
    return claims
