"""`claimtrail escalations` and `claimtrail tickets`: what is being done about stuck claims."""

from dataclasses import asdict, fields

from rich.text import Text

from claimtrail.aws.core.outputs import SharedOutput
from claimtrail.bootstrap.escalations.stores import escalation_store
from claimtrail.bootstrap.tickets.stores import ticket_store
from claimtrail.cli.core.access import ClaimAccess
from claimtrail.cli.core.output import Output, dollars
from claimtrail.cli.core.stage import Stage
from claimtrail.escalations.model import Escalation, EscalationStatus
from claimtrail.escalations.views import EscalationRow, escalation_rows, history_rows
from claimtrail.kernel.clock import utc_now
from claimtrail.tickets.model import Ticket
from claimtrail.tickets.outputs import TicketOutput
from claimtrail.tickets.views import TicketRow, ticket_rows

_LIMIT = 1000


def list_escalations(claim_access: ClaimAccess, *, status: str) -> None:
    """Show claims past their payer's window, and how far each escalation has come."""
    rows = read_escalations(claim_access.stage, EscalationStatus(status.upper()))
    output = claim_access.at([row.claim_id for row in rows], fields=_names(EscalationRow))
    output.data([asdict(row) for row in rows])
    show_escalations(output, rows)


def list_tickets(claim_access: ClaimAccess, *, owner: str | None) -> None:
    """Show open tickets, the most urgent first."""
    rows = read_tickets(claim_access.stage, owner=owner)
    output = claim_access.at(
        [row.claim_id or row.ticket_id for row in rows], fields=_names(TicketRow)
    )
    output.data([asdict(row) for row in rows])
    show_tickets(output, rows)


def _names(row: type[EscalationRow | TicketRow]) -> list[str]:
    return [field.name for field in fields(row)]


def read_escalations(stage: Stage, status: EscalationStatus) -> list[EscalationRow]:
    """Return the stage's escalations in a status."""
    store = escalation_store(stage.output(SharedOutput.OPERATIONS_TABLE))
    return escalation_rows(store.list_by_status(status, limit=_LIMIT), today=utc_now().date())


def read_tickets(stage: Stage, *, owner: str | None = None) -> list[TicketRow]:
    """Return the stage's open tickets, by priority; of one owner or of all."""
    store = ticket_store(stage.output(TicketOutput.TICKET_TABLE))
    rows = ticket_rows(store.list_open(limit=_LIMIT, owner=owner), today=utc_now().date())
    return sorted(rows, key=lambda row: (row.priority, row.opened_at, row.ticket_id))


def escalations_of(stage: Stage, claim_id: str) -> list[Escalation]:
    """Return every escalation of a claim, the ended ones too."""
    store = escalation_store(stage.output(SharedOutput.OPERATIONS_TABLE))
    return store.list_by_claim(claim_id)


def tickets_of(stage: Stage, claim_id: str) -> list[Ticket]:
    """Return every ticket of a claim, the closed ones too."""
    store = ticket_store(stage.output(TicketOutput.TICKET_TABLE))
    return store.list_by_claim(claim_id)


def show_escalation_history(
    output: Output, claim_escalations: list[Escalation], tickets: list[Ticket]
) -> None:
    """Show what was done about one claim; nothing where nothing had to be."""
    for escalation in claim_escalations:
        output.heading(f"Escalation {escalation.escalation_id}: {escalation.status.value}")
        output.table(
            ("When", "What", "To", "Note", "By"),
            [
                (row.at, row.event_type, row.to, row.note, row.actor)
                for row in history_rows(escalation)
            ],
        )
    for ticket in tickets:
        output.heading(f"Ticket {ticket.ticket_id}: {ticket.status.value}, {ticket.title}")
        output.say(Text(f"  {ticket.description}"))


def show_escalations(output: Output, rows: list[EscalationRow]) -> None:
    """A list of escalations."""
    output.table(
        ("Claim", "Payer", "State", "Charged", "Due since", "Days past", "Last", "With"),
        [
            (
                row.claim_id,
                row.payer_id,
                row.claim_state,
                dollars(row.charge_cents),
                row.escalate_on,
                row.days_past,
                row.last,
                row.owner,
            )
            for row in rows
        ],
        right=("Charged", "Days past"),
        empty="No escalation.",
    )


def show_tickets(output: Output, rows: list[TicketRow]) -> None:
    """A list of tickets."""
    output.table(
        ("Ticket", "Priority", "Title", "Claim", "With", "Opened"),
        [
            (row.ticket_id, row.priority, row.title, row.claim_id, row.assigned_to, row.opened_at)
            for row in rows
        ],
        right=("Priority",),
        empty="No open ticket.",
    )
