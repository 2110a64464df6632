"""Decisions of people about evidence that was held back, as commands show them."""

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.fold.claim_parts import DecisionOnEvidence
from claimtrail.claims.fold.decisions.evidence_decisions import decisions_in
from claimtrail.claims.fold.model import Claim
from claimtrail.cli.core.output import Output


def show_decision(output: Output, event: ClaimEvent) -> None:
    """Show the decision that stands, and who made it."""
    [decision] = decisions_in([event])
    output.data({"claim_id": event.claim_id} | decision.model_dump(mode="json", exclude={"source"}))
    output.say(
        f"Decision {decision.number} by {decision.by}: "
        f"{decision.decision.lower()} {_about(decision)}\n"
        f"`claimtrail claim {event.claim_id}` shows what follows."
    )


def show_decisions(output: Output, one: Claim) -> None:
    """Show whose claim it is, and what people decided about evidence that was held back."""
    if one.owner_id:
        others = ", ".join(one.payer_ids[1:])
        billed = f"  billed by {one.owner_id}, to {one.payer_ids[0] if one.payer_ids else 'nobody'}"
        output.say(billed + (f"; other payers {others}" if others else ""))
    if one.decisions:
        output.heading("Decisions on held records")
        output.table(
            ("When", "By", "Decision", "About", "Why"),
            [
                (
                    f"{each.at:%Y-%m-%d %H:%MZ}",
                    each.by,
                    each.decision.lower(),
                    _about(each),
                    each.why,
                )
                for each in one.decisions
            ],
        )


def _about(decision: DecisionOnEvidence) -> str:
    return decision.about_event_id or f"all from {decision.about_partner_id}"
