"""One claim's way for people: a row per step, with the source's words and our short meaning."""

import re
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from claimtrail.claims.facts.kinds import EventKind
from claimtrail.claims.fold.model import Claim
from claimtrail.codes.tables import CodeList, code_table

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
    }
)
"""The carrier of each kind of evidence, as people call it."""

_ELEMENTS: MappingProxyType[str, CodeList] = MappingProxyType(
    {
        "TA104": CodeList.INTERCHANGE_ACKNOWLEDGMENT,
        "TA105": CodeList.INTERCHANGE_NOTE,
        "IK5": CodeList.SET_ACKNOWLEDGMENT,
        "AK9": CodeList.GROUP_ACKNOWLEDGMENT,
    }
)

MESSAGE_CODES = MappingProxyType(
    {
        "AA": "application accepted the message",
        "AE": "application found an error in the message",
        "AR": "application rejected the message",
        "CA": "message taken for safe keeping",
        "CE": "message not taken: error",
        "CR": "message not taken: rejected",
    }
)
"""MSA-1 (HL7 table 0008), in our words."""

_FREQUENCIES = MappingProxyType(
    {
        "1": "original claim",
        "2": "interim claim, first",
        "3": "interim claim, continuing",
        "4": "interim claim, last",
        "5": "late charges",
        "7": "replacement of an earlier claim",
        "8": "void of an earlier claim",
    }
)
"""CLM05-3."""

CLAIM_STATUSES = MappingProxyType(
    {
        "1": "processed as primary",
        "2": "processed as secondary",
        "3": "processed as tertiary",
        "4": "denied",
        "19": "processed as primary, forwarded",
        "20": "processed as secondary, forwarded",
        "21": "processed as tertiary, forwarded",
        "22": "reversal of an earlier payment",
        "23": "not this payer's claim, forwarded",
        "25": "predetermination only, no payment",
    }
)
"""CLP02, in our words."""

_ADJUSTMENT = re.compile(r"(?P<group>[A-Z]{2})-(?P<carc>[A-Z0-9]+)")


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
            meaning="; ".join(dict.fromkeys(filter(None, map(code_meaning, step.codes)))),
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


def code_meaning(code: str) -> str:
    """Our short wording for a code as steps, notes and held evidence show it; empty if unknown."""
    element, is_element, value = code.partition("=")
    if is_element:
        return _element_meaning(element, value)
    adjustment = _ADJUSTMENT.fullmatch(code)
    if adjustment:
        return f"{adjustment['group']}: {carc_meaning(adjustment['carc'])}"
    category, _, _status = code.partition(":")
    return _text(CodeList.CLAIM_STATUS_CATEGORY, category)


def carc_meaning(carc: str) -> str:
    """Our short wording of a claim adjustment reason."""
    return _text(CodeList.CARC, carc) or "unknown reason"


def _element_meaning(element: str, value: str) -> str:
    if element == "CLM05-3":
        return _FREQUENCIES.get(value, "")
    if element == "MSA-1":
        return MESSAGE_CODES.get(value, "")
    if element == "CLP02":
        return CLAIM_STATUSES.get(value, "")
    return _text(_ELEMENTS[element], value) if element in _ELEMENTS else ""


def _text(code_list: CodeList, code: str) -> str:
    known = code_table(code_list).get(code)
    return known.text if known else ""
