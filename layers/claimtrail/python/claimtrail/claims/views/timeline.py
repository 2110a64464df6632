"""One claim's way for people: a row per step, with the source's words and our short meaning."""

from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from claimtrail.claims.facts.kinds import EventKind
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.views.code_words import words_of

TRANSACTIONS: MappingProxyType[EventKind, str] = MappingProxyType(
    {
        EventKind.SUBMITTED: "837",
        EventKind.INTERCHANGE_ACKNOWLEDGED: "TA1",
        EventKind.SET_ACKNOWLEDGED: "999",
        EventKind.FRONT_END_STATUS: "277CA",
        EventKind.BATCH_STATUS: "277CA",
        EventKind.STATUS_REPORTED: "277",
        EventKind.REMITTED: "835",
        EventKind.MESSAGE_ACKNOWLEDGED: "HL7 ACK",
        EventKind.TERM_REPORTED: "payer's word",
        EventKind.MATCH_DECIDED: "decision",
        EventKind.EVIDENCE_DECIDED: "decision",
        EventKind.OUTCOME_DECIDED: "person",
    }
)
"""The carrier of each kind of evidence, as people call it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineRow:
    """One step as a reader sees it."""

    effective_on: date
    before: str
    after: str
    transaction: str
    """As TRANSACTIONS has them: `837`, `999`, `277`."""
    codes: tuple[str, ...]
    """In the source's terms: `A2:20`, `CLP02=1`, `CO-45`."""
    meaning: str
    """The meaning of the codes, in our short wording."""
    inferred: bool
    """Nobody said so: the next evidence implied it."""
    rule: str
    event_id: str
    partner_id: str
    file_id: str
    start: int
    """First byte of the record in the file."""
    end: int
    """The byte after its last."""


def timeline(claim: Claim) -> list[TimelineRow]:
    """Return the claim's steps in order."""
    return [
        TimelineRow(
            effective_on=step.effective_on,
            before=step.before.value,
            after=step.after.value,
            transaction=TRANSACTIONS[step.evidence],
            codes=step.codes,
            meaning=words_of(step.codes),
            inferred=step.inferred,
            rule=step.rule,
            event_id=step.event_id,
            partner_id=step.source.partner_id,
            file_id=step.source.file_id,
            start=step.source.start,
            end=step.source.end,
        )
        for step in claim.steps
    ]
