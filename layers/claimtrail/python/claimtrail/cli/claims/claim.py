"""`claimtrail claim`: where one claim stands, and how it came there."""

from collections.abc import Sequence

from claimtrail.claims.facts.submissions import Submitted
from claimtrail.claims.fold.authority.withheld import with_authority
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.views.head import ClaimSummary, head_of
from claimtrail.claims.views.line_outcomes import lines_of
from claimtrail.claims.views.stated_statuses import stated_statuses
from claimtrail.cli.claims.head import head_data, show_head
from claimtrail.cli.claims.history import show_held, show_notes, show_steps
from claimtrail.cli.claims.lineage import show_lineage
from claimtrail.cli.claims.lines import lines_data, read_events, show_lines, show_references
from claimtrail.cli.claims.people import people_data, show_people
from claimtrail.cli.claims.profiles import deadlines_of
from claimtrail.cli.claims.statuses import show_statuses, statuses_data
from claimtrail.cli.claims.stores import identify, read_claim, store_of
from claimtrail.cli.core.access import ClaimAccess
from claimtrail.cli.core.output import Output
from claimtrail.cli.core.stage import Stage
from claimtrail.cli.escalations.listing import (
    escalations_of,
    show_escalation_history,
)
from claimtrail.cli.escalations.ticket_list import tickets_of
from claimtrail.cli.exceptions.decisions import show_decisions
from claimtrail.cli.intake.held_numbers import files_holding, unknown_or_held
from claimtrail.kernel.clock import utc_now
from claimtrail.kernel.errors import NotFoundError
from claimtrail.kernel.ids import FILE_PREFIX
from claimtrail.tickets.model import Ticket
from claimtrail.tickets.views import open_actions


def show(claim_access: ClaimAccess, *, identifier: str, number: bool) -> None:
    """Show one claim: its head, every step with its source, what is held, and its money."""
    stage = claim_access.stage
    wanted = identify(stage, identifier, number=number)
    found = _read(claim_access, wanted, typed=identifier)
    claim_escalations = escalations_of(stage, wanted)
    tickets = tickets_of(stage, wanted)
    events = read_events(store_of(stage), found)
    lines = lines_of(found, events)
    statuses = stated_statuses(with_authority(found, events))
    head = summary_of(stage, found, lines.submission, tickets)
    data = (
        head_data(head) | lines_data(lines) | statuses_data(statuses) | people_data(found, events)
    )
    output = claim_access.at(
        [wanted], fields=(*Claim.model_fields, *data, "escalations", "tickets")
    )
    output.data(
        found.model_dump(mode="json")
        | data
        | {
            "escalations": [escalation.model_dump(mode="json") for escalation in claim_escalations],
            "tickets": [ticket.model_dump(mode="json") for ticket in tickets],
        }
    )
    show_claim(output, found, head)
    show_people(output, found, events)
    show_statuses(output, statuses)
    show_lines(output, lines)
    show_references(output, found)
    show_escalation_history(output, claim_escalations, tickets)


def _read(claim_access: ClaimAccess, wanted: str, *, typed: str) -> Claim:
    """Return the claim. Raises NotFoundError, with the held files in which its number stands."""
    try:
        return read_claim(claim_access.stage, wanted, typed=typed)
    except NotFoundError as error:
        if typed.startswith(FILE_PREFIX):
            raise
        files = files_holding(claim_access.stage, typed)
        claim_access.at(files, fields=("patient_control_number",))
        raise unknown_or_held(claim_access.stage, error, files) from error


def summary_of(
    stage: Stage, one: Claim, submission: Submitted | None, tickets: Sequence[Ticket] = ()
) -> ClaimSummary:
    """Return the head of a claim as of today, by its payer's deadlines and its open tickets."""
    return head_of(
        one,
        submission,
        deadlines=deadlines_of(stage)(one.payer_id),
        today=utc_now().date(),
        ticket_actions=open_actions(tickets),
    )


def show_claim(output: Output, one: Claim, head: ClaimSummary | None = None) -> None:
    """One claim with its head, its history and the source of each step."""
    show_head(output, one, head)
    show_steps(output, one)
    show_decisions(output, one)
    show_lineage(output, one)
    show_held(output, one)
    show_notes(output, one)
