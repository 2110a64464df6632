"""`claimtrail claim`: where one claim stands, and how it came there."""

from rich.text import Text

from claimtrail.claims.fold.authority.withheld import with_authority
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.views.line_outcomes import lines_of
from claimtrail.claims.views.stated_statuses import stated_statuses
from claimtrail.claims.views.timeline import timeline
from claimtrail.cli.claims.lineage import show_lineage
from claimtrail.cli.claims.lines import lines_data, read_events, show_lines, show_references
from claimtrail.cli.claims.statuses import show_statuses, statuses_data
from claimtrail.cli.claims.stores import identify, read_claim, store_of
from claimtrail.cli.core.access import ClaimAccess
from claimtrail.cli.core.output import Output, dollars, state
from claimtrail.cli.escalations.listing import (
    escalations_of,
    show_escalation_history,
    tickets_of,
)
from claimtrail.cli.exceptions.decisions import show_decisions


def show(claim_access: ClaimAccess, *, identifier: str, number: bool) -> None:
    """Show one claim: every step with its source, what is held, and its money."""
    wanted = identify(claim_access.stage, identifier, number=number)
    found = read_claim(claim_access.stage, wanted)
    claim_escalations = escalations_of(claim_access.stage, wanted)
    tickets = tickets_of(claim_access.stage, wanted)
    events = read_events(store_of(claim_access.stage), found)
    lines = lines_of(found, events)
    statuses = stated_statuses(with_authority(found, events))
    data = lines_data(lines) | statuses_data(statuses)
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
    show_claim(output, found)
    show_statuses(output, statuses)
    show_lines(output, lines)
    show_references(output, found)
    show_escalation_history(output, claim_escalations, tickets)


def show_claim(output: Output, one: Claim) -> None:
    """One claim with its history and the source of each step."""
    output.heading(f"{one.claim_id}  ({one.patient_control_number}, {one.payer_name})")
    output.say(
        Text.assemble(
            "  ", state(one.state.value), f" since {one.state_since};",
            f" charged {dollars(one.charge_cents)}, paid {dollars(one.paid_cents)},",
            f" patient {dollars(one.patient_responsibility_cents)}",
            f"; denied {', '.join(one.denial_codes)}" if one.denial_codes else "",
        )
    )  # fmt: skip
    output.table(
        ("Day", "From", "To", "On whose word", "Meaning", "File", "Bytes"),
        [
            (
                row.effective_on,
                row.before,
                state(row.after),
                f"{row.transaction} {' '.join(row.codes)}"
                + (" (inferred)" if row.inferred else ""),
                "the next step implies it" if row.inferred else row.meaning,
                row.file_id,
                f"{row.start}-{row.end}",
            )
            for row in timeline(one)
        ],
    )
    show_decisions(output, one)
    show_lineage(output, one)
    if one.held:
        output.heading("Held until the missing step arrives")
        output.table(
            ("Day", "Evidence", "Codes", "Wants", "Why"),
            [
                (held.effective_on, held.evidence, " ".join(held.codes), held.wanted, held.reason)
                for held in one.held
            ],
        )
    if one.notes:
        output.heading("Recorded, without moving the claim")
        output.table(
            ("Day", "Evidence", "Codes", "Why"),
            [
                (note.effective_on, note.evidence, " ".join(note.codes), note.reason)
                for note in one.notes
            ],
        )
