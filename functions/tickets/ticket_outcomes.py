"""Opens a ticket for each outcome that a person must act on, and closes it when the claim moves.

Messages of the Outcomes queue: bus events of claims whose outcome came, changed or went, or of
which the payer says how they stand: tickets that wait for it go on. And a schedule's daily tick,
which brings open tickets up to date whose claims did not move: a deadline passed, or the rules
changed.
"""

from dataclasses import asdict
from typing import Any

from claimtrail.aws.core.account import environment
from claimtrail.aws.core.messages.queue_batch import work_off
from claimtrail.aws.core.telemetry.logs import note
from claimtrail.aws.core.telemetry.observed import observed
from claimtrail.bootstrap.bus import delivered_event
from claimtrail.bootstrap.tickets.outcomes import outcome_tickets, payer_answers
from claimtrail.claims.publishing.status_changes import changed_claims
from claimtrail.escalations.payer_answers import is_word_alone
from claimtrail.kernel.deadline import deadline_of
from claimtrail.tickets.log_events import TicketLogEvent


class Environment(environment.Environment):
    """Claims, tickets, unknown errors, and the bus."""

    claim_table: environment.Name
    ticket_table: environment.Name
    operations_table: environment.Name
    event_bus: environment.Name


@observed()
def handler(event: dict[str, Any], context: Any) -> Any:
    """Settle the tickets of each message's claims; a failed message alone is redelivered."""
    given = Environment.from_env()
    tickets = outcome_tickets(**given.model_dump())
    answers = payer_answers(**given.model_dump(exclude={"operations_table"}))
    if "Records" not in event:
        refreshed = asdict(tickets.refresh(deadline=deadline_of(context)))
        note(TicketLogEvent.OUTCOMES_REFRESHED, **refreshed)
        return refreshed

    def settle(body: str) -> None:
        published = delivered_event(body)
        claim_ids = changed_claims(published)
        if is_word_alone(published):
            resumed = sum(answers.settle(one) for one in claim_ids)
            note(TicketLogEvent.PAYERS_ANSWERED, claims=len(claim_ids), resumed=resumed)
            return
        for claim_id, status in tickets.settle_each(claim_ids).items():
            resumed = answers.settle(claim_id)
            note(TicketLogEvent.OUTCOME_TICKETED, claim_id=claim_id, status=status, resumed=resumed)

    return work_off(event, context, take=settle)
