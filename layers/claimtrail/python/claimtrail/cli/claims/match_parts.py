"""The parts of `claimtrail claim` that say which other numbers count for it, or it for which."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from claimtrail.claims.fold.claim_parts import Matched
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.matching.model import MatchMethod, Relation
from claimtrail.cli.core.output import Output

METHODS: Mapping[str, str] = MappingProxyType(
    {
        MatchMethod.PAYER_CLAIM_CONTROL_NUMBER.value: "payer claim control number",
        MatchMethod.TRACE_NUMBER.value: "trace number",
        MatchMethod.SCORE.value: "score",
        Relation.LINEAGE.value: "replacement or void",
    }
)
"""By the method of a match, in words."""


def counts_for(one: Claim, target: Claim | None) -> dict[str, Any]:
    """Return the claim that a matched number counts for, as JSON has it; empty for any other."""
    if target is None:
        return {}
    found = link_to(one, target)
    why = found.model_dump(mode="json", exclude={"claim_id"}) if found else {}
    number = target.patient_control_number
    return {"counts_for": {"claim_id": target.claim_id, "patient_control_number": number} | why}


def show_matches(output: Output, one: Claim, others: Mapping[str, Claim]) -> None:
    """Show both sides of matches; `others` are the claims of the other numbers, by id."""
    if target := others.get(one.matched_to):
        found = link_to(one, target)
        why = f": {_why(found)}" if found else ""
        output.say(
            f"  The records under this number count for {target.claim_id} "
            f"({target.patient_control_number}){why}."
        )
    if not one.matches:
        return
    output.heading("Matched numbers: their records count here")
    output.table(
        ("Claim", "Number", "Method", "Confidence", "Fields that agree"),
        [
            (
                found.claim_id,
                others[found.claim_id].patient_control_number if found.claim_id in others else "",
                METHODS.get(found.method, found.method),
                found.confidence,
                " ".join(found.features),
            )
            for found in one.matches
        ],
        right=("Confidence",),
    )


def link_to(one: Claim, target: Claim) -> Matched | None:
    """Return why the records of one claim count for another, as that one has it."""
    return next((found for found in target.matches if found.claim_id == one.claim_id), None)


def _why(found: Matched) -> str:
    method = METHODS.get(found.method, found.method)
    return f"by {method}, {found.confidence} of 100 ({' '.join(found.features)})"
