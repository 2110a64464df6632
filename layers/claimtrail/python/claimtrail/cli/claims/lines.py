"""The part of `claimtrail claim` that shows lines and what the claim points at."""

from dataclasses import asdict
from typing import Any

from claimtrail.claims.facts.submissions import Submitted
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.views.code_words import adjustment_words, remark_words
from claimtrail.claims.views.line_outcomes import ClaimLines, LineOutcome, Reason
from claimtrail.cli.core.output import Output, dollars


def lines_data(found: ClaimLines) -> dict[str, Any]:
    """For `--json`."""
    return {
        "lines": [
            asdict(line) | {"denial_categories": line.denial_categories} for line in found.lines
        ],
        "encounter": _encounter(found.submission),
        "claim_level_adjustments": [asdict(reason) for reason in found.whole_claim],
        "unmatched_remittance_lines": [
            {
                "remittance_id": line.remittance_id,
                "line_number": line.line_number,
                "payer_identifier": line.payer_identifier,
                **line.fact.model_dump(mode="json"),
            }
            for line in found.strange
        ],
    }


def _encounter(submission: Submitted | None) -> dict[str, Any] | None:
    """Encounter, patient and providers as the 837 says; its procedures are the lines."""
    if submission is None:
        return None
    said = {
        "facility_code", "service_from", "service_to", "diagnoses", "patient", "subscriber",
        "billing_provider_npi", "rendering_provider_npi",
    }  # fmt: skip
    return submission.model_dump(mode="json", include=said)


def show_lines(output: Output, found: ClaimLines) -> None:
    """A row for each line: charged, paid, what was taken off, and why."""
    if not found.lines:
        return
    output.heading("Lines")
    columns = ("Charged", "Paid", "Adjusted", "Denied", "Patient")
    output.table(
        ("Line", "Service", "Day", *columns, "Adjustments and remarks", "Denial category"),
        [
            (
                line.number,
                _service(line),
                line.service_from,
                dollars(line.charge_cents),
                dollars(line.paid_cents) if line.remittance_lines else None,
                dollars(line.adjusted_cents) if line.remittance_lines else None,
                dollars(line.denied_cents) if line.denied_cents else None,
                dollars(line.patient_cents) if line.patient_cents else None,
                "; ".join((*map(_why, line.reasons), *map(_remark, line.remark_codes))),
                ", ".join(line.denial_categories),
            )
            for line in found.lines
        ],
        right=columns,
    )
    for reason in found.whole_claim:
        output.say(f"  claim level: {_why(reason)}")
    for line in found.strange:
        code = line.fact.procedure_code or line.fact.revenue_code
        output.say(
            f"  unmatched remittance line: {code}, {dollars(line.fact.charge_cents)}, "
            f"remittance {line.remittance_id} line {line.line_number}"
        )


def show_references(output: Output, claim: Claim) -> None:
    """The registered entities that the claim points at; where one is not so, both sides."""
    if not claim.references:
        return
    output.heading("Encounter, patient and procedures on file")
    output.table(
        ("Kind", "Id", "Line", "Status", "On the claim", "On file"),
        [
            (
                each.kind.value,
                each.entity_id,
                each.line,
                each.fault.value if each.fault else "on file",
                " ".join(each.claimed),
                " ".join(each.registered),
            )
            for each in claim.references
        ],
    )


def _service(line: LineOutcome) -> str:
    named = " ".join((line.procedure_code, *line.modifiers)).strip()
    return " / ".join(filter(None, (line.revenue_code, named)))


def _why(reason: Reason) -> str:
    words = adjustment_words(reason.group_code, reason.carc)
    return f"{reason.group_code}-{reason.carc} {dollars(reason.amount_cents)}: {words}"


def _remark(code: str) -> str:
    return f"{code}: {remark_words(code)}"
