"""A request to ask the payer: a task for those who speak with payers. Nothing is sent by it."""

from datetime import datetime

from claimtrail.kernel.ids import derived_id
from claimtrail.tickets.model import Ticket, TicketCategory, TicketEntry, ticket_id

INQUIRY_PREFIX = "inq_"
REQUESTED = "Asked for the payer's word: a task for payer contacts. No inquiry was sent yet."
"""The note of the ticket that is asked about."""


def inquiry_task(about: Ticket, *, at: datetime, actor: str) -> Ticket:
    """Return the task to ask the payer about a ticket's claim: one a claim and day."""
    origin = derived_id(INQUIRY_PREFIX, about.claim_id or about.ticket_id, at.date().isoformat())
    return Ticket(
        ticket_id=ticket_id(claim_id=about.claim_id, origin_id=origin),
        category=TicketCategory.STATUS_INQUIRY,
        claim_id=about.claim_id,
        payer_id=about.payer_id,
        origin_id=about.ticket_id,
        title="Ask the payer where the claim stands",
        description=(
            f"{actor} asked for the payer's word, for ticket {about.ticket_id} ({about.title}). "
            "No inquiry was sent yet: ask by the payer's portal or by telephone, and record "
            "what it says with the claim. The ticket is closed by a person."
        ),
        impact=about.impact,
        urgency=about.urgency,
        priority=about.priority,
        rule=about.rule,
        opened_at=at,
        history=(TicketEntry(at=at, actor=actor, action="opened", note=REQUESTED),),
        reason="a person asked for the payer's word",
        amount_cents=about.amount_cents,
        next_action=(
            "Ask the payer for the claim's status by its portal or by telephone, and record the "
            "answer."
        ),
        deadline=about.deadline,
        deadline_kind=about.deadline_kind,
        facility_npi=about.facility_npi,
        submitted_on=about.submitted_on,
        moved_on=about.moved_on,
        patient_ids=about.patient_ids,
        is_sensitive=about.is_sensitive,
    )
