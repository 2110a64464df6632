"""`claimtrail escalations` and `claimtrail tickets`: what is being done about stuck claims."""

from dataclasses import asdict, fields

import click
from rich.text import Text

from claimtrail.audit.access import Action
from claimtrail.aws.escalation_table import DynamoEscalationStore
from claimtrail.aws.ticket_table import DynamoTicketStore
from claimtrail.console.access import Look, shows_claim_data
from claimtrail.console.output import Output, dollars
from claimtrail.console.stage import Stage
from claimtrail.escalations.describe import EscalationRow, escalation_rows, history_rows
from claimtrail.escalations.model import Escalation, Status
from claimtrail.kernel import names
from claimtrail.kernel.time import utc_now
from claimtrail.tickets.describe import TicketRow, ticket_rows
from claimtrail.tickets.model import Ticket

_LIMIT = 1000
_LISTED = (Status.RUNNING, Status.STARTING, Status.FAILED)
"""Ended escalations leave the list; `claimtrail claim` shows theirs."""


def register(group: click.Group) -> None:
    """Add the commands."""
    group.add_command(escalations)
    group.add_command(tickets)


@click.command()
@click.option(
    "--status",
    type=click.Choice([status.value for status in _LISTED], case_sensitive=False),
    default=Status.RUNNING.value,
    show_default=True,
)
@shows_claim_data(Action.ESCALATIONS_LISTED)
def escalations(look: Look, status: str) -> None:
    """Claims past their payer's window, and how far each escalation has come."""
    rows = read_escalations(look.stage, Status(status.upper()))
    output = look.at([row.claim_id for row in rows], fields=_names(EscalationRow))
    output.data([asdict(row) for row in rows])
    show_escalations(output, rows)


@click.command()
@click.option("--owner", metavar="OWNER", help="Only those assigned to it, e.g. queue:billing.")
@shows_claim_data(Action.TICKETS_LISTED)
def tickets(look: Look, owner: str | None) -> None:
    """Open tickets, the most urgent first."""
    rows = read_tickets(look.stage, owner=owner)
    output = look.at([row.claim_id or row.ticket_id for row in rows], fields=_names(TicketRow))
    output.data([asdict(row) for row in rows])
    show_tickets(output, rows)


def _names(row: type[EscalationRow | TicketRow]) -> list[str]:
    return [field.name for field in fields(row)]


def read_escalations(stage: Stage, status: Status) -> list[EscalationRow]:
    """The stage's escalations in a status."""
    store = DynamoEscalationStore(
        stage.client("dynamodb"), stage.output(names.Output.OPERATIONS_TABLE)
    )
    return escalation_rows(store.list_by_status(status, limit=_LIMIT), today=utc_now().date())


def read_tickets(stage: Stage, *, owner: str | None = None) -> list[TicketRow]:
    """The stage's open tickets, by priority; of one owner or of all."""
    store = DynamoTicketStore(stage.client("dynamodb"), stage.output(names.Output.TICKET_TABLE))
    rows = ticket_rows(store.list_open(limit=_LIMIT, owner=owner), today=utc_now().date())
    return sorted(rows, key=lambda row: (row.priority, row.opened_at, row.ticket_id))


def escalations_of(stage: Stage, claim_id: str) -> list[Escalation]:
    """Every episode of a claim, the ended ones too."""
    store = DynamoEscalationStore(
        stage.client("dynamodb"), stage.output(names.Output.OPERATIONS_TABLE)
    )
    return store.list_by_claim(claim_id)


def tickets_of(stage: Stage, claim_id: str) -> list[Ticket]:
    """Every ticket of a claim, the closed ones too."""
    store = DynamoTicketStore(stage.client("dynamodb"), stage.output(names.Output.TICKET_TABLE))
    return store.list_by_claim(claim_id)


def show_episodes(output: Output, episodes: list[Escalation], tickets: list[Ticket]) -> None:
    """What was done about one claim; nothing where nothing had to be."""
    for episode in episodes:
        output.heading(f"Escalation {episode.escalation_id}: {episode.status.value}")
        output.table(
            ("When", "What", "To", "Note", "By"),
            [(row.at, row.happening, row.to, row.note, row.actor) for row in history_rows(episode)],
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
