"""The words of every code that a claim shows: in steps, notes, what is held, statuses and lines.

A code for which we have no words is named with the list that it belongs to.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from claimtrail.claims.facts.outcomes import OutcomeAct
from claimtrail.claims.facts.statuses import StatusCode
from claimtrail.claims.lifecycle.code_amounts import MONEY, dollars_of
from claimtrail.claims.lifecycle.write_off_reasons import WRITE_OFF_REASONS
from claimtrail.codes.tables import CodeList, code_table

NCPDP = "RX"
"""STC01-4: the second code is of the NCPDP reject list, not of list 508."""

_LISTED: MappingProxyType[str, CodeList] = MappingProxyType(
    {
        "TA104": CodeList.INTERCHANGE_ACKNOWLEDGMENT,
        "TA105": CodeList.INTERCHANGE_NOTE,
        "IK5": CodeList.SET_ACKNOWLEDGMENT,
        "AK9": CodeList.GROUP_ACKNOWLEDGMENT,
    }
)
"""Elements whose codes are lists in `codes/`."""

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

GROUPS = MappingProxyType(
    {
        "CO": "Contractual obligation",
        "PR": "Patient responsibility",
        "OA": "Other adjustment",
        "PI": "Payer-initiated reduction",
        "CR": "Correction or reversal",
    }
)
"""CAS01, in a biller's words."""

OUTCOME_ACTS = MappingProxyType(
    {
        OutcomeAct.APPEAL.value: "appealed",
        OutcomeAct.WRITE_OFF.value: "written off",
        OutcomeAct.APPROVE.value: "write-off approved",
        OutcomeAct.DECLINE.value: "write-off declined",
        OutcomeAct.CLOSE.value: "closed",
        OutcomeAct.REOPEN.value: "reopened",
    }
)
"""People's decisions about the outcome, in our words."""

_WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "CLM05-3": _FREQUENCIES,
        "MSA-1": MESSAGE_CODES,
        "CLP02": CLAIM_STATUSES,
        "ACT": OUTCOME_ACTS,
        "reason": WRITE_OFF_REASONS,
    }
)
"""Elements whose codes have their words here."""

_SAID: MappingProxyType[str, Callable[[str], str]] = MappingProxyType(
    {
        "differs": lambda field: f"differs from the claim on file: {field}",
        "TERM": lambda word: f"payer's own word: {word.lower()}",
        "ERR-3": lambda code: f"HL7 error {code}",
        "level": lambda level: f"level {level}",
        "by": lambda way: f"by {way}",
        "cents": dollars_of,
        "paid": lambda cents: f"paid {dollars_of(cents)}",
        "paid_before": lambda cents: f"{dollars_of(cents)} was paid before",
        "SVC": lambda line: _line_words("line of the remittance", line),
        "837": lambda line: _line_words("line of our 837", line),
    }
)
"""Names before values that are no codes of a list."""

_OURS = MONEY | {"ACT", "reason", "differs", "TERM", "level", "by"}
"""Names that no list of the trade has: people read their words alone."""

_NOUNS: Mapping[CodeList, tuple[str, int]] = MappingProxyType(
    {
        CodeList.CARC: ("reason", 139),
        CodeList.RARC: ("remark", 411),
        CodeList.CLAIM_STATUS_CATEGORY: ("status category", 507),
        CodeList.CLAIM_STATUS: ("claim status", 508),
    }
)
"""X12's lists whose codes may have no words here: what a code of each is, and its number."""
_CATEGORY = re.compile(r"[A-Z][A-Z0-9]{0,2}", re.ASCII)
_ADJUSTMENT = re.compile(r"(?P<group>[A-Z]{2})-(?P<carc>[A-Z0-9]+)")
_DECISIONS = frozenset({"ACCEPTED", "REJECTED", "WITHDRAWN"})


def words_of(codes: Iterable[str]) -> str:
    """Return the words of codes, each once, in their order."""
    return "; ".join(dict.fromkeys(filter(None, map(code_words, codes))))


def listed_codes(codes: Iterable[str]) -> str:
    """Return the codes that people know from a list or a form; our own have words alone."""
    return " ".join(code for code in codes if code.partition("=")[0] not in _OURS)


def code_words(code: str) -> str:
    """Return our short wording of a code as steps, notes and held evidence show it.

    A code without words is named with its list; empty for what is the code of no list at all.
    """
    element, is_element, value = code.partition("=")
    if is_element:
        return _element_words(element, value)
    adjustment = _ADJUSTMENT.fullmatch(code)
    if adjustment:
        return adjustment_words(adjustment["group"], adjustment["carc"])
    if code in _DECISIONS:
        return f"a person's decision: {code.lower()}"
    category, _, rest = code.partition(":")
    status, _, entity = rest.partition(":")
    code_list, _, status = status.rpartition("-")
    return status_words(category, status, entity, code_list)


def adjustment_words(group: str, carc: str) -> str:
    """Return a group and a reason of an adjustment (CAS) in words."""
    return f"{GROUPS.get(group, group)}: {carc_words(carc)}"


def carc_words(carc: str) -> str:
    """Return our short wording of a claim adjustment reason."""
    return _text(CodeList.CARC, carc) or unworded(CodeList.CARC, carc)


def remark_words(rarc: str) -> str:
    """Return our short wording of a remittance advice remark."""
    return _text(CodeList.RARC, rarc) or unworded(CodeList.RARC, rarc)


def unworded(code_list: CodeList, code: str) -> str:
    """Return what can be said of a code for which this project has no words; never nothing."""
    noun, number = _NOUNS[code_list]
    if code in code_table(code_list):
        return f"{noun} {code} of X12 list {number}, without words here"
    return f"{noun} {code}, which X12 list {number} does not have here"


def status_meaning(code: StatusCode) -> str:
    """Return our short wording of a composite of an STC segment."""
    return status_words(code.category_code, code.status_code, code.entity_code, code.code_list)


def status_words(category: str, status: str, entity: str = "", code_list: str = "") -> str:
    """Return category, status and entity in words; empty for what is no category at all."""
    worded = _text(CodeList.CLAIM_STATUS_CATEGORY, category)
    if category and not worded:
        if not status or not _CATEGORY.fullmatch(category):
            return ""
        worded = unworded(CodeList.CLAIM_STATUS_CATEGORY, category)
    parts = ": ".join(filter(None, (worded, _status(status, code_list))))
    about = _text(CodeList.ENTITY, entity) or (entity and f"entity {entity}")
    return f"{parts} ({about})" if about else parts


def _status(status: str, code_list: str) -> str:
    if not status:
        return ""
    if code_list == NCPDP:
        return f"NCPDP reject code {status}"
    return _text(CodeList.CLAIM_STATUS, status) or unworded(CodeList.CLAIM_STATUS, status)


def _element_words(element: str, value: str) -> str:
    if element in _SAID:
        return _SAID[element](value)
    words = _WORDS[element].get(value, "") if element in _WORDS else ""
    if element in _LISTED:
        words = _text(_LISTED[element], value)
    is_known = element in _WORDS or element in _LISTED
    return words or (f"{element} {value}, which no list here has" if is_known else "")


def _line_words(what: str, line: str) -> str:
    """Return a line in words; one that a reference names has no charge."""
    procedure, is_charged, cents = line.rpartition(":")
    return f"{what}: {procedure}, {dollars_of(cents)}" if is_charged else f"{what}: {line}"


def _text(code_list: CodeList, code: str) -> str:
    known = code_table(code_list).get(code)
    return known.text if known else ""
