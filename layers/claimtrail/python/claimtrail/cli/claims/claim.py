"""`claimtrail claim`: where one claim stands, and how it came there."""

from collections.abc import Mapping, Sequence

from claimtrail.claims.fold.model import Claim
from claimtrail.claims.views.head import ClaimSummary
from claimtrail.claims.views.whole_claim import WholeClaim, whole_of
from claimtrail.cli.claims.head import head_data, show_head
from claimtrail.cli.claims.history import show_held, show_notes, show_steps
from claimtrail.cli.claims.known_claims import read_known
from claimtrail.cli.claims.lineage import show_lineage
from claimtrail.cli.claims.lines import lines_data, show_lines, show_references
from claimtrail.cli.claims.match_parts import counts_for, show_matches
from claimtrail.cli.claims.people import people_data, show_people
from claimtrail.cli.claims.profiles import deadlines_of
from claimtrail.cli.claims.statuses import show_statuses, statuses_data
from claimtrail.cli.claims.stores import identify, store_of
from claimtrail.cli.core.access import ClaimAccess
from claimtrail.cli.core.output import Output
from claimtrail.cli.core.stage import Stage
from claimtrail.cli.escalations.listing import (
    escalations_of,
    show_escalation_history,
)
from claimtrail.cli.exceptions.decisions import show_decisions
from claimtrail.cli.tickets.ticket_list import tickets_of
from claimtrail.kernel.clock import utc_now
from claimtrail.tickets.model import Ticket
from claimtrail.tickets.views import open_actions


def show(claim_access: ClaimAccess, *, identifier: str, number: bool) -> None:
    """Show one claim: its head, every step with its source, what is held, and its money."""
    stage = claim_access.stage
    wanted = identify(stage, identifier, number=number)
    found = read_known(claim_access, wanted, typed=identifier)
    claim_escalations = escalations_of(stage, wanted)
    tickets = tickets_of(stage, wanted)
    whole = whole_of(found, store=store_of(stage))
    lines, statuses = whole.lines, whole.statuses
    head = summary_of(stage, whole, tickets)
    others = _matched_claims(stage, found)
    data = head_data(head) | lines_data(lines) | statuses_data(statuses) | people_data(whole)
    data |= counts_for(found, others.get(found.matched_to))
    output = claim_access.at(
        [wanted, *others], fields=(*Claim.model_fields, *data, "escalations", "tickets")
    )
    output.data(
        found.model_dump(mode="json")
        | data
        | {
            "escalations": [escalation.model_dump(mode="json") for escalation in claim_escalations],
            "tickets": [ticket.model_dump(mode="json") for ticket in tickets],
        }
    )
    show_claim(output, found, head, others=others)
    show_people(output, whole)
    show_statuses(output, statuses)
    show_lines(output, lines)
    show_references(output, found)
    show_escalation_history(output, claim_escalations, tickets)


def _matched_claims(stage: Stage, found: Claim) -> dict[str, Claim]:
    """Return the claims on the other end of its matches, by id."""
    wanted = dict.fromkeys((found.matched_to, *(one.claim_id for one in found.matches)))
    known = map(store_of(stage).find, filter(None, wanted))
    return {one.claim_id: one for one in known if one}


def summary_of(stage: Stage, whole: WholeClaim, tickets: Sequence[Ticket] = ()) -> ClaimSummary:
    """Return the head of a claim as of today, by its payer's deadlines and its open tickets."""
    return whole.head(
        deadlines=deadlines_of(stage)(whole.claim),
        today=utc_now().date(),
        ticket_actions=open_actions(tickets),
    )


def show_claim(
    output: Output,
    one: Claim,
    head: ClaimSummary | None = None,
    *,
    others: Mapping[str, Claim] | None = None,
) -> None:
    """One claim with its head, its history and the source of each step.

    `others` are the claims on the other end of its matches, by id.
    """
    show_head(output, one, head)
    show_matches(output, one, others or {})
    show_steps(output, one)
    show_decisions(output, one)
    show_lineage(output, one)
    show_held(output, one)
    show_notes(output, one)
