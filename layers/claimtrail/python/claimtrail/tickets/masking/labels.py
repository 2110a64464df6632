"""Numbers that a label announces: `MRN 4821`, `member id: W 1234 56789`."""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from claimtrail.tickets.masking.model import FoundIdentifier, SafeHarborClass

C = SafeHarborClass
_NUMBER = r"(?:\s?(?:numbers?|nmbr|num|nbr|no|ids?|#))"
_LABELS: tuple[tuple[str, SafeHarborClass, str], ...] = (
    ("social security", C.SSN, r"ssn?|soc(?:ial)?\.?\s?sec(?:urity)?|ss#"),
    (
        "record number",
        C.RECORDS,
        (
            r"mrn|mr\s?#|med(?:ical)?\.?\s?rec(?:ord)?s?|chart|record\s?(?=n|#"
            r")|patient\s?id|pt\s?id"
        ),
    ),
    ("medicare number", C.HEALTH_PLAN, r"mbi|hicn?|mid|medicare(?!\s?\()|medicaid(?!\s?\()"),
    (
        "member id",
        C.HEALTH_PLAN,
        (
            r"member|mbr|mem|subscriber|subs?cr?|insured|beneficiary|policy|ins"
            r"|insurance|group|grp|plan|certificate\s?of\s?coverage"
        ),
    ),
    (
        "account number",
        C.ACCOUNTS,
        (
            r"acct|accts|account|acnt|acc|a/c|pcn|(?:patient|pt)\s?(?:acct|account"
            r"|control|ctrl|ctl)|bank(?:\s?acct|\s?account)?|routing|card|visa"
            r"|mastercard|amex|iban|guarantor"
        ),
    ),
    (
        "license",
        C.LICENSES,
        (
            r"(?:driver'?s?\s?|state\s?|medical\s?)?lic(?:ense)?(?:\sof\s(?:the\s)?\w{2,20}(?:\sthat)?)?|dl|dea|certificate"
            r"|cert"
        ),
    ),
    ("vehicle", C.VEHICLES, r"(?:license\s?)?plate|tag|vin|registration\s?plate|vehicle"),
    ("device", C.DEVICES, r"(?:device\s?)?serial|s/n|sn|udi|lot|device|implant|model"),
    (
        "biometric",
        C.BIOMETRICS,
        (
            r"voice\s?prints?|finger\s?prints?|retina(?:l)?(?:\s?scan)?|face\s?"
            r"(?:id|template|print)|biometrics?|palm\s?(?:vein|print)"
        ),
    ),
    ("claim number", C.OTHER, r"icn|dcn|tcn|ccn|clm|claim|claimant|comp\s?claim"),
    (
        "reference",
        C.OTHER,
        (
            r"call\s?ref(?:erence)?|ref(?:erence)?|conf(?:irmation)?|case|(?:prior\s?"
            r")?auth(?:orization)?(?:\s?request)?|pre-?cert(?:ification)?|referral"
            r"|rx|prescription|invoice|inv|encounter|visit|ticket|request|information"
            r"|tracking|passport|incident|interaction|session|order"
        ),
    ),
    ("identifier", C.OTHER, r"(?<!payer\s)(?<!payer-)(?<!tax\s)(?:id|identifier|identification)"),
)
_FILLER = (
    rf"(?:{_NUMBER}){{0,2}}\.?\s{{0,3}}(?:\(?(?:is|was|of|it|it's|shows?"
    rf"|=|:|#|-|>++|under|reads?)\)?\s{{0,4}}|on file\s|end(?:s|ing)?(?:\s"
    rf"(?:in|with))?\s|last\s(?:4|four)\s){{0,2}}[#:]?\s{{0,8}}[('\"]?"
)
_VALUE = (
    r"(?P<value>(?:[a-z]{1,6}[-.]?|[a-z]{1,3}\s)?\d[a-z\d]*+(?:[-./][a-z]*+\d[a-z\d]*+"
    r"|-[a-z]{1,3}(?![a-z])"
    r"| (?!\d\d?[/.]\d|\d\d?-\d\d?-\d|\d{5}(?!\d)(?<=.{12}))[a-z]{0,2}\d"
    r"(?:[a-z0-9]{1,6}|(?=-\d))(?![/$.,]\d|[a-z])){0,4})"
)
_SPACED_LETTERS = re.compile(r"[a-z]++ (?=\d)", re.IGNORECASE)
_PATTERNS: tuple[tuple[str, SafeHarborClass, re.Pattern[str]], ...] = tuple(
    (name, kind, re.compile(rf"(?<![a-z0-9_])(?:{words})(?![a-z0-9]){_FILLER}{_VALUE}"))
    for name, kind, words in _LABELS
)
_LEAST_DIGITS: Mapping[str, int] = MappingProxyType(
    {
        "claim number": 5,
        "medicare number": 6,
        "reference": 4,
        "vehicle": 2,
        "identifier": 4,
        "member id": 4,
        "social security": 4,
    }
)
_DAY = re.compile(r"\d{1,2}[-/.]\d{1,2}(?:[-/.](?:\d{2}|\d{4}))?|\d{4}-\d\d-\d\d")
_PROCEDURE = re.compile(r"\d{5}|[a-v]\d{4}|\d{4}[ftu]")
"""Words behind `policy for` and `request for`: no number of a policy or a request."""
_PLAIN = frozenset(
    {
        "on",
        "in",
        "for",
        "with",
        "at",
        "the",
        "to",
        "paid",
        "by",
        "of",
        "and",
        "from",
        "dos",
        "dob",
        "since",
        "has",
        "had",
        "is",
        "was",
        "as",
        "code",
        "line",
        "edi",
        "cpt",
        "hcpcs",
        "drg",
        "tob",
        "pos",
        "rev",
        "dx",
    }
)


def labeled_in(text: str) -> Iterator[FoundIdentifier]:
    """Yield the numbers of a text in lower case that a label announces."""
    for name, kind, pattern in _PATTERNS:
        for found in pattern.finditer(text):
            start, end = found.span("value")
            begin = start
            start = _without_words(text, start, end)
            value = text[start:end]
            if start > begin and _PROCEDURE.fullmatch(value):
                continue
            digits = sum(one.isdigit() for one in value)
            if digits < _LEAST_DIGITS.get(name, 3) or _DAY.fullmatch(value):
                continue
            yield FoundIdentifier(start, end, kind, f"label:{name}", 0.95)


def _without_words(text: str, start: int, end: int) -> int:
    """Return where the number begins once a word before it is left out: `on 48213`."""
    word = _SPACED_LETTERS.match(text, start, end)
    if word and word[0].strip().lower() in _PLAIN:
        return word.end()
    return start
