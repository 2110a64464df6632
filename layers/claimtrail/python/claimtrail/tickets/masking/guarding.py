"""People's words without what names a patient, by what is known and by the form of what is said.

In every text: Social Security, Medicare, member, account and record numbers, days of birth, and
the name that stands behind "patient" or "member". Days of service, codes, the payer's reference
numbers and its people's names stay: a reason rests on them.
"""

import re

from claimtrail.tickets.masking.known import NOTHING_KNOWN, KnownIdentifiers
from claimtrail.tickets.masking.mask import mask
from claimtrail.tickets.masking.model import MaskedSpan, SafeHarborClass
from claimtrail.tickets.masking.notice import noticed

_KNOWN, _DAY_OF_SERVICE = "known:", "known:date"
_NUMBERS = frozenset(
    {SafeHarborClass.HEALTH_PLAN, SafeHarborClass.ACCOUNTS, SafeHarborClass.RECORDS}
)
"""Classes of numbers that a patient has; SSN is masked whatever its form."""
_LEAST_DIGITS = 5
"""Digits of such a number: `plan 2026` and `group 12` are none."""
_BORN = re.compile(r"\b(?:born(?: on)?|birth ?date|date of birth|d\.?o\.?b)\W{0,4}$", re.IGNORECASE)
_OF_PATIENT = re.compile(
    r"\b(?:patient|pt|member|subscriber|insured|beneficiary|policyholder|dependent)(?:'s)?"
    r"(?: name)?(?: is)?\W{0,3}(?:(?:mr|mrs|ms|miss|dr)\.? )?$",
    re.IGNORECASE,
)
_PATIENTS = r"(?:patient|pt|member|mbr|subscriber|insured|beneficiary|policyholder|dependent)\b"
_OF_PATIENT_BEHIND = re.compile(
    rf"[ \t]?\({_PATIENTS}|,? (?:is )?(?:the|our) {_PATIENTS}|\W{{1,3}}(?:dob|born|mrn|mbi)\b",
    re.IGNORECASE,
)
"""Behind a name: `Jane Doe, our patient`, `Jane Doe dob`."""
_REGISTERED = re.compile(rf"\W{{1,3}}(?:{_PATIENTS}(?! services?)|acct\b|id\b)", re.IGNORECASE)
"""Behind a name that has a comma in it: `DOE, JANE member W123`."""


def guarded_alone(words: str) -> str:
    """Return words that are about no claim, without what names a patient by its form."""
    return guarded_by(words, NOTHING_KNOWN)


def guarded_by(words: str, known: KnownIdentifiers) -> str:
    """Return words without what is known of patients, and without what names one by its form."""
    names = _names_of(known)
    found = [one for one in mask(words, known).spans if _names_patient(one, words, names)]
    noticed(words, found)
    return _without(words, found)


def _names_of(known: KnownIdentifiers) -> frozenset[str]:
    parts = (part for one in known.people for part in (one.given, one.middle, one.family))
    return frozenset(word for part in parts for word in part.lower().split())


def _names_patient(span: MaskedSpan, words: str, names: frozenset[str]) -> bool:
    """Return whether a span identifies the patient; several names beside each other are one."""
    if span.rule.startswith(_KNOWN):
        return span.rule != _DAY_OF_SERVICE
    if span.safe_harbor is SafeHarborClass.SSN:
        return True
    text, before = words[span.start : span.end], words[: span.start]
    if span.safe_harbor in _NUMBERS:
        return sum(one.isdigit() for one in text) >= _LEAST_DIGITS
    if span.safe_harbor is SafeHarborClass.DATES:
        return _BORN.search(before) is not None
    if span.safe_harbor is not SafeHarborClass.NAMES:
        return False
    said = text.lower().replace(",", " ").split()
    return (
        _OF_PATIENT.search(before) is not None
        or _OF_PATIENT_BEHIND.match(words, span.end) is not None
        or ("," in text and _REGISTERED.match(words, span.end) is not None)
        or not names.isdisjoint(said)
    )


def _without(words: str, spans: list[MaskedSpan]) -> str:
    pieces, at = [], 0
    for span in spans:
        pieces += [words[at : span.start], f"[{span.placeholder}]"]
        at = span.end
    return "".join((*pieces, words[at:]))
