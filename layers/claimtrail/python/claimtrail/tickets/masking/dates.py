"""Dates in the forms in which people and systems write them; a year alone stays."""

import re
from collections.abc import Iterator

from claimtrail.tickets.masking.model import FoundIdentifier, SafeHarborClass

_MONTHS = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_ABROAD = (
    r"(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|sep?tiembre|octubre|noviembre|diciembre"
    r"|janvier|f[e\u00e9]vrier|mars|avril|mai|juin|juillet|ao[u\u00fb]t|septembre|octobre|novembre"
    r"|d[e\u00e9]cembre|januar|februar|m[a\u00e4]rz|juni|juli|oktober|dezember"
    r"|janeiro|fevereiro|mar[c\u00e7]o|maio|junho|julho|setembro|outubro|novembro|dezembro"
    r"|gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre|dicembre)"
)
"""Months in Spanish, French, German, Portuguese and Italian."""
_UNITS_IN_WORDS = r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)"
_DAY_IN_WORDS = (
    rf"(?:(?:twenty|thirty)[- ]{_UNITS_IN_WORDS}|{_UNITS_IN_WORDS}|tenth|eleventh|twelfth"
    r"|(?:thir|four|fif|six|seven|eigh|nine)teenth|twentieth|thirtieth)"
)
_HOLIDAY = (
    r"(?:christmas(?:\s(?:eve|day))?|thanksgiving(?:\sday)?|new\syear['\u2019]?s?\s(?:eve|day)"
    r"|(?:labor|memorial|independence|veterans|columbus|presidents|mother's|father's|valentine's)"
    r"\sday|easter(?:\s(?:sunday|monday))?|good\sfriday|halloween|juneteenth"
    r"|fourth\sof\sjuly)"
)
_YEAR = r"(?P<year>(?:19|20)\d\d|['\u2019]?\d\d)"
_LONG_YEAR = r"(?P<year>(?:19|20)\d\d)"
_M = r"(?:0?[1-9]|1[0-2])"
_D = r"(?:0?[1-9]|[12]\d|3[01])"
_MM, _DD = r"(?:0[1-9]|1[0-2])", r"(?:0[1-9]|[12]\d|3[01])"
_ORDINAL = r"(?:st|nd|rd|th)?"
_BEFORE = r"(?<![\w$.,/-])"
_AFTER = r"(?![\w/]|-\d|\.\d)"
_FORMS: tuple[tuple[str, str], ...] = (
    (
        "year first",
        rf"(?<!\w){_LONG_YEAR}(?P<s>[-/.]){_M}(?P=s){_D}(?=\D|$)(?:t\d\d:\d\d(?::\d\d)?z?)?",
    ),
    ("month, day, year", rf"(?<![\w$/]){_M}\s?(?P<s>[-/.\\])\s?{_D}\s?(?P=s)\s?{_YEAR}(?!\w|/\d)"),
    ("day first", rf"(?<![\w$/]){_D}(?P<s>[-/.]){_M}(?P=s){_LONG_YEAR}(?!\w)"),
    ("blanks", rf"{_BEFORE}{_M} {_D} {_LONG_YEAR}(?!\w)"),
    (
        "month in words",
        (
            rf"(?<![^\W\d_]){_MONTHS}\.?[ -]{{1,2}}{_D}{_ORDINAL}(?:,? ?[-/]? "
            rf"?{_LONG_YEAR}|,? '?(?P<year2>\d\d)(?![\d:]|/))?(?!\w)"
        ),
    ),
    (
        "day, month in words",
        (
            rf"(?<![\w.$]){_D}{_ORDINAL}(?: of)?[ /-]{{0,2}}{_MONTHS}\.?(?:,?[ /-]{{0,2}}"
            rf"(?P<year>(?:19|20)\d\d|'?\d\d(?![\d:/])))?(?!\w)"
        ),
    ),
    (
        "month and year in words",
        rf"(?<![^\W\d_]){_MONTHS}\.?,?(?: of)?[ /-]{{1,2}}{_LONG_YEAR}(?!\w)",
    ),
    ("month and short year in words", rf"(?<![^\W\d_]){_MONTHS}\.? ['\u2019]\d\d(?!\w)"),
    ("month and day in words", rf"(?<!\w){_MONTHS}\.? (?:the )?{_DAY_IN_WORDS}(?!\w)"),
    ("day and month in words", rf"(?<!\w){_DAY_IN_WORDS} (?:day )?of {_MONTHS}(?!\w)"),
    (
        "month of another language",
        (
            rf"(?<![\w.$]){_D}(?:er|\.|\u00ba)?(?: de)? {_ABROAD}"
            rf"(?:,?(?: del?)? {_LONG_YEAR})?(?!\w)"
        ),
    ),
    ("blanks, short year", rf"(?<![\w$.,/-])(?<!\d ){_MM} {_DD} (?P<year>\d\d)(?![\w,]| \d)"),
    ("month and year", rf"{_BEFORE}{_M}[/-]{_LONG_YEAR}(?!\w|[/-])"),
    ("eight digits, year first", rf"(?<!\w){_LONG_YEAR}{_MM}{_DD}(?!\w)"),
    ("eight digits, year last", rf"(?<!\w){_MM}{_DD}{_LONG_YEAR}(?!\w)"),
    (
        "range of days",
        rf"{_BEFORE}(?P<only>{_M}/{_D})(?=\s?(?:-|\u2013|to|thru|through)\s?{_M}/{_D}(?:/|{_AFTER}))",
    ),
    ("end of a range", rf"(?:(?<=/\d[-\u2013])|(?<=/\d\d[-\u2013]))(?P<only>{_M}/{_D}){_AFTER}"),
    (
        "day alone",
        (
            rf"(?<!\w)(?:(?:on|by|until|til|since|before|after|from|thru|through|till|due"
            rf"|step|effective|starting|beginning|of) )?the (?P<only>{_D}(?:st|nd|rd|th))"
            r"(?=[ \t]?(?:[.,;:)?!\n]|$|\s(?:and|at|with|w|to|but|by|from|because|again|for|so|then"
            r"|is|was|did|we|i|he|she|they|if|when|as|via|per|re|about)\b))"
        ),
    ),
    ("month and day", rf"{_BEFORE}{_M}/{_D}{_AFTER}"),
    (
        "labeled month and day",
        (
            rf"(?:\b(?:on|by|dos|until|til|finalized|thru|through|since|before|after|from|to"
            rf"|expire[sd]?|due|(?:re)?billed|filed|faxed|mailed|posted|seen"
            rf"|received|rec'd|termed|eff(?:ective)?|date(?: is)?))[ :]{{1,2}}"
            rf"(?P<only>{_M}-{_D})(?![\w/-])"
        ),
    ),
)
_HOLIDAYS = re.compile(
    rf"(?<![\w-])(?P<only>{_HOLIDAY})(?!\w|,\s?[a-z]\b"
    r"|[ -](?:weekend|hours|schedule|clos|pay\b|coverage|staff))"
)
_COMPILED = tuple((name, re.compile(form)) for name, form in _FORMS)
_NO_DATE_AFTER = re.compile(
    (
        r"\s?(?:tabs?|tablets?|cups?|mg|ml|inch|in\.|of the|hours?|hrs|%|claims?"
        r"|lines?|units?|visits?|pages?|attempts?|accounts?|accts?|payments?"
        r"|tickets?|files?|encounters?|done|paid|complete)\b"
    ),
    re.IGNORECASE,
)
_NO_DATE_BEFORE = re.compile(
    r"(?:\bpages?|\bpgs?|\bline|\bpart|\bversion|\bv|\bratio)\s?$", re.IGNORECASE
)
_PIVOT = 40
"""Two digits up to this one are of this century."""


def dates_in(text: str) -> Iterator[FoundIdentifier]:
    """Yield the dates of a text in lower case, the longer forms first."""
    for name, form in _COMPILED:
        for found in form.finditer(text):
            groups = found.groupdict()
            start, end = found.span("only") if groups.get("only") else found.span()
            if name == "month and day" and _is_fraction(text, start, end):
                continue
            year = groups.get("year") or groups.get("year2") or ""
            yield FoundIdentifier(
                start, end, SafeHarborClass.DATES, f"date:{name}", 0.95, year=_full_year(year)
            )


def holidays_in(text: str) -> Iterator[FoundIdentifier]:
    """Yield the holidays on which something was, in a text in lower case."""
    for found in _HOLIDAYS.finditer(text):
        yield FoundIdentifier(*found.span("only"), SafeHarborClass.DATES, "date:holiday", 0.8)


def _is_fraction(text: str, start: int, end: int) -> bool:
    after = _NO_DATE_AFTER.match(text, end, end + 12)
    return bool(after or _NO_DATE_BEFORE.search(text[max(0, start - 10) : start]))


def _full_year(year: str) -> str:
    digits = year.strip("'\u2019")
    if len(digits) != 2:  # noqa: PLR2004 - a year of two digits
        return digits
    return f"{'20' if int(digits) <= _PIVOT else '19'}{digits}"
