"""`claimtrail escalations`: what is being done about stuck claims."""

from collections.abc import Sequence
from dataclasses import asdict, fields

from rich.text import Text

from claimtrail.aws.core.account.outputs import SharedOutput
from claimtrail.bootstrap.escalations.stores import escalation_store
from claimtrail.bootstrap.registry.actors import actor_words
from claimtrail.claims.lifecycle.state_words import states_in_words
from claimtrail.cli.claims.stores import payers_wanted
from claimtrail.cli.core.access import ClaimAccess
from claimtrail.cli.core.cuts import EVERYTHING, cut
from claimtrail.cli.core.output import Output, dollars, state
from claimtrail.cli.core.stage import Stage
from claimtrail.escalations.model import (
    ESCALATION_STATUS_WORDS,
    Escalation,
    EscalationStatus,
    step_words,
)
from claimtrail.escalations.reasons import REASONS
from claimtrail.escalations.views import (
    EscalationRow,
    escalation_rows,
    history_rows,
    reason_counts,
)
from claimtrail.kernel.clock import utc_now
from claimtrail.tickets.model import Ticket
from claimtrail.tickets.views import status_words


def list_escalations(
    claim_access: ClaimAccess, *, status: str, payer: str | None, limit: int | None
) -> None:
    """Show claims that wait for a late word, and how far each escalation has come.

    Raises NotFoundError for a payer that there is none of.
    """
    payers_wanted(claim_access.stage, payer)
    found = read_escalations(claim_access.stage, EscalationStatus(status.upper()))
    listed = cut(
        [row for row in found if payer in (None, row.payer_id)],
        noun="escalations",
        limit=limit,
        as_json=claim_access.as_json,
        bounded=len(found) >= EVERYTHING,
    )
    rows = listed.rows
    output = claim_access.at([row.claim_id for row in rows], fields=_names(EscalationRow))
    output.data([asdict(row) for row in rows])
    show_escalations(output, rows, status=EscalationStatus(status.upper()))
    listed.say(output)


def _names(row: type[EscalationRow]) -> list[str]:
    return [field.name for field in fields(row)]


def read_escalations(stage: Stage, status: EscalationStatus) -> list[EscalationRow]:
    """Return the stage's escalations in a status."""
    store = escalation_store(stage.output(SharedOutput.OPERATIONS_TABLE))
    rows = escalation_rows(store.list_by_status(status, limit=EVERYTHING), today=utc_now().date())
    return sorted(rows, key=lambda row: (-row.days_past, row.due_on, row.escalation_id))


def escalations_of(stage: Stage, claim_id: str) -> list[Escalation]:
    """Return every escalation of a claim, the ended ones too."""
    store = escalation_store(stage.output(SharedOutput.OPERATIONS_TABLE))
    return store.list_by_claim(claim_id)


def show_escalation_history(
    output: Output, claim_escalations: list[Escalation], tickets: list[Ticket]
) -> None:
    """Show what was done about one claim; nothing where nothing had to be."""
    for escalation in claim_escalations:
        why = REASONS[escalation.reason].words
        status = ESCALATION_STATUS_WORDS[escalation.status]
        output.heading(f"Escalation {escalation.escalation_id} ({why}): {status}")
        output.table(
            ("When", "Step", "To", "Note", "By"),
            [
                (
                    row.at,
                    step_words(row.event_type),
                    row.to,
                    states_in_words(row.note),
                    actor_words(row.actor),
                )
                for row in history_rows(escalation)
            ],
        )
    for ticket in tickets:
        status, title = status_words(ticket), states_in_words(ticket.title)
        output.heading(f"Ticket {ticket.ticket_id}: {status}, {title}")
        output.say(Text(f"  {states_in_words(ticket.description)}"))
        if ticket.close_reason:
            output.say(Text(f"  Closed: {states_in_words(ticket.close_reason)}."))


def show_escalations(
    output: Output, rows: Sequence[EscalationRow], *, status: EscalationStatus
) -> None:
    """A list of escalations."""
    output.table(
        ("Claim", "Payer", "State", "Why", "Charged", "Due", "Days late", "Last step", "Owner"),
        [
            (
                row.claim_id,
                row.payer_id,
                state(row.claim_state),
                row.why,
                dollars(row.charge_cents),
                row.due_on,
                row.days_past,
                step_words(row.last),
                row.owner,
            )
            for row in rows
        ],
        right=("Charged", "Days late"),
        empty=f"No escalation has this status: {ESCALATION_STATUS_WORDS[status]}.",
    )


def show_reasons(output: Output, rows: Sequence[EscalationRow]) -> None:
    """The reasons of a list of escalations, counted."""
    output.table(
        ("Why", "Claims", "Charged", "Oldest due", "Next step"),
        [
            (one.why, one.claims, dollars(one.charge_cents), one.oldest_on, one.next_step)
            for one in reason_counts(rows)
        ],
        right=("Claims", "Charged"),
        empty="No claim waits for a late word.",
    )
