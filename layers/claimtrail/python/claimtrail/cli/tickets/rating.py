"""`claimtrail tickets categorize` and `prioritize`."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from claimtrail.access.approvers import require_approver
from claimtrail.cli.core.access import ClaimAccess
from claimtrail.cli.tickets.desk import known_people, recorded, relations, texts
from claimtrail.cli.tickets.one_ticket import require_owner_form
from claimtrail.cli.tickets.values import named_values
from claimtrail.kernel.clock import utc_now
from claimtrail.tickets.ownership.changes import agreed, decided
from claimtrail.tickets.ownership.rules import ownership_for
from claimtrail.tickets.ratings import categorized, prioritized
from claimtrail.tickets.taxonomy.metadata import as_given, checked_metadata, texts_given
from claimtrail.tickets.taxonomy.tables import taxonomies
from claimtrail.tickets.ticket_parts import ClinicalHold, OwnershipKind, PriorityOverride


def categorize(
    claim_access: ClaimAccess, *, ticket_id: str, category: str, given: Sequence[str]
) -> None:
    """Give a ticket another category. Raises TaxonomyError for what that does not take."""
    desk, actor, now = relations(claim_access), claim_access.stage.caller(), utc_now()
    ticket = desk.find(ticket_id)
    taxonomy = taxonomies().at(now.date())
    found = taxonomies().category(category, version=taxonomy.version)
    fields = {one.name for one in found.metadata}
    known = {one.name: as_given(one) for one in ticket.metadata if one.name in fields}
    if "payer" in fields and ticket.payer_id:
        known.setdefault("payer", ticket.payer_id)
    if "facility" in fields and ticket.facility_npi:
        known.setdefault("facility", ticket.facility_npi)
    masking, values = texts(claim_access), named_values(given)
    metadata = checked_metadata(
        found,
        known | values,
        guard=lambda text: masking.guard(text, claim_ids=ticket.first_claims),
    )
    output = recorded(claim_access, ticket)
    masking.keep(ticket, texts_given(metadata, values), at=now, actor=actor)
    desk.tickets.change(
        ticket_id,
        lambda one: categorized(
            one,
            category,
            version=taxonomy.version,
            category=found,
            metadata=metadata,
            ownership=ownership_for(found, category, metadata),
            at=now,
            actor=actor,
        ),
    )
    after = desk.find(ticket_id)
    output.data(after.model_dump(mode="json"))
    output.say(
        f"{ticket_id} is {after.category}: {taxonomy.title_of(after.category)}, "
        f"{after.assigned_to}."
    )


def prioritize(claim_access: ClaimAccess, *, priority: int, **asked: Any) -> None:
    """Set another priority for a time. Raises TicketRelationError where nobody else approves."""
    _override(claim_access, priority=priority, hold=None, **asked)


def urgent(claim_access: ClaimAccess, *, hold: str, **asked: Any) -> None:
    """Put a ticket before all others for a reason of care. Raises TicketRelationError likewise."""
    _override(claim_access, priority=1, hold=ClinicalHold(hold), **asked)


def _override(
    claim_access: ClaimAccess,
    *,
    ticket_id: str,
    priority: int,
    hold: ClinicalHold | None,
    why: str,
    approved_by: str,
    until: datetime,
) -> None:
    require_owner_form(approved_by, where="--approved-by")
    desk, actor, now = relations(claim_access), claim_access.stage.caller(), utc_now()
    ticket = desk.find(ticket_id)
    if approved_by != actor:
        require_approver(known_people(claim_access), approved_by, ticket, asked_by=actor)
    override = PriorityOverride(
        priority=priority,
        replaced=ticket.priority,
        reason=texts(claim_access).note(ticket, why, at=now, actor=actor),
        approved_by=approved_by,
        at=now,
        expires_at=until,
        hold=hold,
    )
    output = recorded(claim_access, ticket)
    desk.tickets.change(ticket_id, lambda one: prioritized(one, override, actor=actor))
    after = desk.find(ticket_id)
    output.data(after.model_dump(mode="json"))
    kept = after.override or override
    output.say(
        f"{ticket_id} has priority {after.priority} until "
        f"{kept.expires_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC, then {kept.replaced} again."
    )


def agree(claim_access: ClaimAccess, *, ticket_id: str, owner: str) -> None:
    """Record that an owner agrees. Raises TicketRelationError where it is none of the owners."""
    desk, actor, now = relations(claim_access), claim_access.stage.caller(), utc_now()
    output = recorded(claim_access, desk.find(ticket_id))
    desk.tickets.change(ticket_id, lambda one: agreed(one, owner=owner, at=now, actor=actor))
    after = desk.find(ticket_id)
    output.data(after.model_dump(mode="json"))
    missing = after.ownership.missing if after.ownership else ()
    left = f"; {missing[0]} did not yet" if missing else ": it may be resolved"
    output.say(f"{owner} agrees on {ticket_id}{left}.")


def own(claim_access: ClaimAccess, *, ticket_id: str, kind: str, why: str) -> None:
    """Decide which side answers for a ticket. Raises TicketRelationError for one without sides."""
    desk, actor, now = relations(claim_access), claim_access.stage.caller(), utc_now()
    ticket = desk.find(ticket_id)
    output = recorded(claim_access, ticket)
    side = OwnershipKind(kind)
    reason = texts(claim_access).note(ticket, why, at=now, actor=actor)
    desk.tickets.change(
        ticket_id, lambda one: decided(one, kind=side, reason=reason, at=now, actor=actor)
    )
    after = desk.find(ticket_id)
    output.data(after.model_dump(mode="json"))
    output.say(f"{ticket_id} is {kind}, decided by {actor}: {after.assigned_to}.")
