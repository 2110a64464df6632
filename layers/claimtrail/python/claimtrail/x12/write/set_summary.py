"""The summary of each transaction set for a 999, in a form that several workers can leave."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from claimtrail.x12.envelopes.set_ranges import SetResult
from claimtrail.x12.model import SetAcceptance
from claimtrail.x12.model.catalog import FindingCode, FindingPlace, finding
from claimtrail.x12.model.findings import Finding, Severity

TA1_ACCEPTED, TA1_WITH_ERRORS, TA1_REJECTED = "A", "E", "R"
"""TA104."""
SUMMARY_FINDINGS = 50
"""Findings of one set that a 999 names, at most: it keeps what workers leave behind small."""
NO_NOTE, CONTENT_NOTE = "000", "024"
"""TA105 when nothing is wrong, and when no better one is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetSummary:
    """One transaction set's outcome. Holds no element value but ST01, ST02 and the version."""

    identifier: str
    """ST01."""
    control_number: str
    """ST02."""
    version: str
    """ST03, or GS08 where the set has none."""
    verdict: SetAcceptance
    findings: tuple[Finding, ...]

    def to_json(self) -> dict[str, Any]:
        """JSON-ready. Texts stay in the catalog; codes, reaches and places travel."""
        return {
            "identifier": self.identifier,
            "control_number": self.control_number,
            "version": self.version,
            "verdict": self.verdict.value,
            "findings": [
                [
                    item.code,
                    item.severity.value,
                    item.offset,
                    item.segment_id,
                    item.segment_position,
                    item.element_position,
                    item.loop_id,
                ]
                for item in self.findings
            ],
        }

    @classmethod
    def from_json(cls, document: dict[str, Any]) -> "SetSummary":
        """Read what `to_json` wrote. Raises ValueError for a code that is not in the catalog."""
        return cls(
            identifier=document["identifier"],
            control_number=document["control_number"],
            version=document["version"],
            verdict=SetAcceptance(document["verdict"]),
            findings=tuple(_finding(*row) for row in document["findings"]),
        )


def _finding(code: str, severity: str, *place: Any) -> Finding:
    return finding(FindingCode(code), FindingPlace(*place), Severity(severity))


def summarize(result: SetResult) -> SetSummary:
    """Return what is left of a set's result once its records are stored: what a 999 can express."""
    errors = [
        item
        for item in result.findings
        if item.severity is not Severity.WARNING and (item.segment_error or item.set_error)
    ]
    return SetSummary(
        identifier=result.header.identifier,
        control_number=result.header.control_number,
        version=result.header.version,
        verdict=result.verdict,
        findings=tuple(errors[:SUMMARY_FINDINGS]),
    )


def interchange_outcome(findings: Sequence[Finding]) -> tuple[str, str]:
    """TA104 and TA105 for an interchange, from the findings within its span.

    The first finding that refuses the interchange decides, else the first that has a note.
    """
    refusing = [item for item in findings if item.severity is Severity.INTERCHANGE]
    if refusing:
        return TA1_REJECTED, refusing[0].interchange_note or CONTENT_NOTE
    noted = [item.interchange_note for item in findings if item.interchange_note]
    return (TA1_WITH_ERRORS, noted[0]) if noted else (TA1_ACCEPTED, NO_NOTE)
