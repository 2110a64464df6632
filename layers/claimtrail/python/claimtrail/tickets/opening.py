"""A ticket that a person opens: defaults of its category, what that asks for, masked text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from claimtrail.claims.fold.model import Claim
from claimtrail.kernel.errors import Explanation
from claimtrail.kernel.ids import derived_id
from claimtrail.tickets.model import Ticket, TicketEntry, ticket_id
from claimtrail.tickets.ownership.rules import ownership_for
from claimtrail.tickets.priority import PRIORITY
from claimtrail.tickets.relations import claims_of_many
from claimtrail.tickets.taxonomy.definitions import TaxonomyCategory
from claimtrail.tickets.taxonomy.errors import TaxonomyError
from claimtrail.tickets.taxonomy.metadata import checked_metadata
from claimtrail.tickets.taxonomy.tables import Taxonomies
from claimtrail.tickets.text_guard import TextGuard
from claimtrail.tickets.ticket_parts import DatumKind, TicketClaims, TicketDatum

REQUEST_PREFIX = "req_"
MOST_TITLE, MOST_DESCRIPTION = 120, 4_000
"""Letters at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketRequest:
    """Words and values with which a person opens a ticket."""

    category: str
    title: str
    description: str = ""
    claim_ids: Sequence[str] = ()
    payer_id: str = ""
    facility_npi: str | None = None
    """Of the claim; None where it is about many claims or none."""
    amount_cents: int = 0
    metadata: Mapping[str, str] = field(default_factory=dict)
    is_sensitive: bool = False
    impact: int | None = None
    urgency: int | None = None
    """Levels 1 (highest) to 3 as the person sees them; None: those of the category."""


def parties_of(claims: Sequence[Claim]) -> tuple[str, str | None]:
    """Return payer and facility of a ticket about claims: those that it would share with them.

    The payer is empty where they have several; the facility is None unless there is one claim.
    """
    payers = {one.payer_id for one in claims}
    payer = payers.pop() if len(payers) == 1 else ""
    return payer, claims[0].facility_npi if len(claims) == 1 else None


def requested_ticket(
    asked: TicketRequest, taxonomies: Taxonomies, *, guard: TextGuard, at: datetime, actor: str
) -> Ticket:
    """Return the ticket of a request; asked for again within the minute, it is the same one.

    Raises TaxonomyError for a category, metadata or title that cannot be.
    """
    taxonomy = taxonomies.at(at.date())
    category = taxonomies.category(asked.category, version=taxonomy.version)
    claims = tuple(dict.fromkeys(asked.claim_ids))
    metadata = checked_metadata(
        category, _given(asked, category), guard=lambda text: guard(text, claim_ids=claims)
    )
    ownership = ownership_for(category, asked.category, metadata)
    values = {one.name: one.value for one in metadata}
    minute = at.replace(second=0, microsecond=0).isoformat()
    origin = derived_id(REQUEST_PREFIX, actor, minute, asked.category, asked.title, *claims)
    claim_id = claims[0] if len(claims) == 1 else ""
    impact, urgency = asked.impact or category.impact, asked.urgency or category.urgency
    return Ticket(
        ticket_id=ticket_id(claim_id=claim_id, origin_id=origin),
        category=asked.category,
        taxonomy_version=taxonomy.version,
        claim_id=claim_id,
        claims=claims_of_many(claims) if len(claims) > 1 else TicketClaims(),
        payer_id=asked.payer_id or values.get("payer", ""),
        facility_npi=asked.facility_npi if claim_id else values.get("facility", ""),
        origin_id=origin,
        title=_title(asked, guard, claims),
        description=guard(asked.description[:MOST_DESCRIPTION], claim_ids=claims),
        impact=impact,
        urgency=urgency,
        priority=PRIORITY[impact, urgency],
        rule=f"taxonomy@{taxonomy.version}/{asked.category}",
        priority_reason=_priority_reason(category, impact, urgency),
        tier=category.tier,
        ownership=ownership,
        assigned_to=ownership.owners[0] if ownership else category.queue,
        amount_cents=asked.amount_cents or _cents(metadata),
        opened_at=at,
        history=(TicketEntry(at=at, actor=actor, action="opened", note=asked.category),),
        metadata=metadata,
        is_sensitive=asked.is_sensitive,
    )


def _given(asked: TicketRequest, category: TaxonomyCategory) -> dict[str, str]:
    """Return metadata, with payer and facility of the request where the category asks for them."""
    fields = {one.name for one in category.metadata}
    known = {"payer": asked.payer_id, "facility": asked.facility_npi or ""}
    return {name: value for name, value in known.items() if value and name in fields} | dict(
        asked.metadata
    )


def _title(asked: TicketRequest, guard: TextGuard, claims: Sequence[str]) -> str:
    title = " ".join(guard(asked.title, claim_ids=claims).split())
    if not 1 <= len(title) <= MOST_TITLE:
        raise TaxonomyError(
            Explanation(
                code="TICKET_TITLE",
                what=f"a title has 1 to {MOST_TITLE} letters",
                where="the title of the ticket",
                next_step="Give a short title, and the rest as the description.",
            )
        )
    return title


def _priority_reason(category: TaxonomyCategory, impact: int, urgency: int) -> str:
    is_default = (impact, urgency) == (category.impact, category.urgency)
    whose = "of its category" if is_default else "as the requester rates it"
    return f"impact {impact} and urgency {urgency} {whose}"


def _cents(metadata: Sequence[TicketDatum]) -> int:
    amounts = (int(one.value) for one in metadata if one.kind is DatumKind.AMOUNT)
    return next(amounts, 0)
