"""`claimtrail tickets new`: a person opens a ticket."""

from collections.abc import Sequence

from claimtrail.bootstrap.claims.stores import claim_store
from claimtrail.claims.outputs import ClaimOutput
from claimtrail.cli.core.access import ClaimAccess
from claimtrail.cli.tickets.desk import named_values, recorded, relations, texts
from claimtrail.kernel.clock import utc_now
from claimtrail.kernel.errors import Explanation, NotFoundError
from claimtrail.tickets.opening import TicketRequest, requested_ticket
from claimtrail.tickets.taxonomy.metadata import texts_given
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
    first = _first_claim(claim_access, claim_ids)
    asked = TicketRequest(
        category=category,
        title=title,
        description=text,
        claim_ids=claim_ids,
        payer_id=payer or first.get("payer_id", ""),
        facility_npi=first.get("facility_npi"),
        metadata=named_values(given),
    )
    desk = relations(claim_access)
    actor = claim_access.stage.caller()
    masking = texts(claim_access)
    ticket = requested_ticket(asked, taxonomies(), guard=masking.guard, at=utc_now(), actor=actor)
    output = recorded(claim_access, ticket, claims=claim_ids)
    words = {"title": title, "description": text}
    words |= texts_given(ticket.metadata, asked.metadata)
    masking.keep(ticket, words, at=ticket.opened_at, actor=actor)
    if ticket.claims.count:
        desk.members.add_claims(ticket.ticket_id, claim_ids)
    opened = desk.tickets.open(ticket)
    output.data(opened.model_dump(mode="json"))
    output.say(
        f"{opened.ticket_id} is new: priority {opened.priority}, tier {opened.tier}, "
        f"{opened.assigned_to}."
    )


def _first_claim(claim_access: ClaimAccess, claim_ids: Sequence[str]) -> dict[str, str]:
    """Return payer and facility of the first claim. Raises NotFoundError for an unknown claim."""
    if not claim_ids:
        return {}
    store = claim_store(claim_access.stage.output(ClaimOutput.CLAIM_TABLE))
    found = [store.find(one) for one in claim_ids]
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
    first = claims[0]
    is_shared = all(one.payer_id == first.payer_id for one in claims)
    facility = {"facility_npi": first.facility_npi} if len(claims) == 1 else {}
    return facility | ({"payer_id": first.payer_id} if is_shared else {})
