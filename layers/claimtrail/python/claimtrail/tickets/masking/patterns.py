"""Identifiers that have a form of their own, with or without a label."""

import re
from collections.abc import Iterator

from claimtrail.tickets.masking.lexicon import lexicon
from claimtrail.tickets.masking.model import FoundIdentifier, SafeHarborClass

C = SafeHarborClass
_EMAIL = re.compile(
    r"(?<![\w.+'-])[\w.+'-]{1,64}\s?(?:@|\(at\)|\[at\])\s?[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}"
    r"|(?<![\w.+-])[a-z0-9._+-]{1,64}(?: (?:dot|underscore|dash|hyphen) [a-z0-9._+-]{1,64}){0,4}"
    r" at [a-z0-9-]{2,63}(?: (?:dot|dash|hyphen) [a-z0-9-]{2,63}){0,3}"
    r" dot (?:com|net|org|edu|gov|us)\b",
)
_URL = re.compile(
    r"(?:https?://|ftp://|www\.)[^\s<>\"')\]]{3,400}"
    r"|(?<![\w@./-])[a-z0-9-]{2,63}(?:\.[a-z0-9-]{2,63}){0,3}\.(?:com"
    r"|net|org|gov|edu|io|health|example)(?:/[^\s<>\"')\]]{0,400})?(?![\w@-]"
    r"|\.[a-z])",
)
_IP = re.compile(
    r"(?<![\w.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\w]|\.\d)"
    r"|(?<![\w:])(?:[0-9a-f]{1,4}:){4}(?:[0-9a-f]{1,4}:){0,3}[0-9a-f]{1,4}(?![\w:])",
)
_SSN = re.compile(
    r"(?<![\w-])\d{3}(?P<s>[-. /_])\d{2}(?P=s)\d{4}(?![\w-])|(?<!\w)[x*]{3}[- ]?[x*]{2}[- ]"
    r"?(?P<last>\d{4})(?!\w)"
)
_LAST_FOUR = re.compile(
    r"\blast\s?(?:4|four)(?:\s?digits)?(?:\s?of(?:\s?(?:the|his|her|their"
    r"|pts?|patient's))?\s?(?:ssn?|soc(?:ial)?|id))?(?:\s?(?:is|are|:"
    r"|=|#|-|were)){0,2}\s{0,2}(?P<value>\d{4})(?!\d)"
)
_SOCIAL_ENDS = re.compile(
    r"\bsocial\b[^.;\n\d]{0,50}?\bend(?:s|ing)(?: in| with)?\s{1,2}(?P<value>\d{4})(?!\d)"
)
_UUID = re.compile(r"(?<!\w)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?!\w)")
_UDI = re.compile(r"\(01\)\s?\d{14}(?:\s?\(\d\d\)\s?[a-z0-9-]{1,20}){0,4}")
_USER = re.compile(
    r"\b(?:user(?:\s?(?:name|id))?|sender|log-?in|operator)\b\s?(?:is|:|#|=)?\s?"
    r"(?P<value>[a-z][a-z._-]{3,24}\d{0,4})(?![\w@])"
)
_INITIALS = re.compile(
    r"\binitials?\b(?: of (?:the )?(?:pt|patient|member))?\s?(?:are|is|were|:|=)?\s{0,2}"
    r"(?P<value>[a-z](?:\.\s?|\s)?[a-z]\b(?:(?:\.\s?|\s)[a-z]\b)?)(?!\w)"
)
_LATIN = "a-z\u00df-\u024f"
_CARETS = re.compile(
    r"(?<![\w^])(?P<family>(?:(?:st|van|von|de|del|della|di|da|la|el|al)\.? )?"
    rf"[{_LATIN}][{_LATIN}'\u2019]{{1,24}}(?:-[{_LATIN}]{{2,24}})?)"
    rf"\^(?P<given>[{_LATIN}][{_LATIN}'\u2019-]{{1,24}})(?:\^[{_LATIN}]{{0,15}})?(?!\w)"
)
_DIGIT = r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)"
_PHONE_SAID = re.compile(rf"\b{_DIGIT}(?:[ ,-]{{1,2}}{_DIGIT}){{6,10}}\b")
_EXTENSION = re.compile(r"\b(?:ext\b\.?|extension)\s?[:#]?\s?(?P<value>\d{2,6})(?![\w.-]\w|\w)")
_MBI = re.compile(
    r"(?<![\w])[1-9][ac-hj-km-np-rt-y][ac-hj-km-np-rt-y0-9]\d[- ]?[ac-hj-km-np-rt-y][ac-hj-km-"
    r"np-rt-y0-9]\d[- ]?[ac-hj-km-np-rt-y]{2}\d{2}(?!\w)"
)
_VIN = re.compile(
    r"(?<![\w-])(?=[a-hj-npr-z0-9]{0,16}\d)(?=[a-hj-npr-z0-9]{0,16}[a-hj-npr-z]"
    r")[a-hj-npr-z0-9]{17}(?![\w-])"
)
_PLATE = re.compile(
    r"\b(?:plates?|tags?|tails?|license\splate)\s?(?:no\.?|number|#|:|is)?\s?[(:]?\s?"
    r"(?P<value>(?=[a-z0-9 -]{0,8}\d)[a-z0-9]{1,4}[- ]?[a-z0-9]{2,5})\b"
)
_PLATE_OF_CAR = re.compile(
    r"\b(?:car|van|truck|suv|sedan|pickup|vehicle|auto|automobile|motorcycle|trailer|minivan|jeep)"
    r"\b(?:'s|:|,| (?:of|with|was|is|no|has|in|reg(?:istration)?|towed|parked|h(?:im|er|is|ers)"
    r"|them|their|the|tag|plates?)\b[:,]?){0,4} ?"
    r"(?P<value>[a-z]{1,3}[- ]?\d{3,4}|\d{1,4}[- ]?[a-z]{2,3}[- ]?\d{0,3})(?![\w-])"
)
_LETTERED_LICENSE = re.compile(r"(?<![\w.@/])[a-z]{2,4}\.[a-z]{0,2}\d{5,9}(?!\w|\.\w)")
_MASKED_ACCOUNT = re.compile(
    r"(?<![\w*#.])(?:[*#\u2022]{2,12}|x{2,12}|\.{3})[- ]?(?P<value>\d{4})(?![\w/-]|\.\d)"
)
_ENDS_IN = re.compile(
    r"\b(?:card|acct|account|visa|mastercard|amex|discover|check(?:ing)?|iban|debit|hsa)\b"
    r"[^.;\n\d]{0,20}\b(?:ends?|ending)(?: (?:as|in|with))? [x*#]{0,12}"
    r"(?P<value>\d{3,12})(?![\w/-]|\.\d)"
)
_PHONE = re.compile(
    r"(?<![\w.$])(?:\+?1[-. ]{0,2})?(?:\(\s?\d{3}\s?\)|\d{3})[-. /]{0,3}\d{3}[-. ]{0,3}\d{4}"
    r"(?:\s?(?:x|ext\.?|extension|#)\s?\d{1,6})?(?!\w|-\d)"
    r"|(?<![\w.$/-])\d{3}[-.]\d{4}(?:\s?(?:x|ext\.?)\s?\d{1,6})?(?!\w|[-.]\d)",
)
_FAX_BEFORE = re.compile(r"\b(?:fax(?:ed)?|fx|facsimile)\b[^.;\n\d]{0,40}\(?$", re.IGNORECASE)
_OLD_IN_WORDS = (
    r"(?:ninety|(?:one |a )?hundred)(?:[- ](?:and )?(?:one|two|three|four|five|six|seven|eight"
    r"|nine|ten|eleven|twelve))?"
)
_AGE = re.compile(
    r"\b(?:aged?|age\sof|age:|turned|turns|(?:patient|pt|man|woman|lady|member|resident)\sof|(?:she|he|who)(?:\sis|'s)(?:\snow)?"
    r"|(?:mom|mother|dad|father|patient|pt|member|grandmother|grandfather)\sis)\s?:?\s?(?P<a>9\d|1[0-3]\d)\b(?!\s?(?:%|days?\b|[.,]\d|units?\b"
    r"|visits?\b|minutes?\b|percent\b|claims?\b|lines?\b|-?(?:y/?o|yrs?|years?)\b))"
    r"|(?<![\w$.])(?P<b>9\d|1[0-3]\d)[- ]?(?:y/?o|yrs?|years?)(?:[- ]?"
    r"(?:old|of\sage))?\b(?P<c>[- ]?(?:m|f|male|female)\b)?"
    r"|(?<![\w$.])(?P<d>(?:ninety|one hundred)(?:[- ](?:one|two|three"
    r"|four|five|six|seven|eight|nine))?)[- ]years?[- ]old\b"
    r"|\((?P<e>9\d|1[0-3]\d)\s?[,/]?\s?(?:m|f|male|female)\)"
    r"|(?<=[a-z],\s)(?P<h>9\d|1[01]\d)(?=,\s(?:who|has|had|was|is|lives|a|male|female|from)\b)"
    rf"|\b(?:is|age|aged|turned|turns|turning|now|he's|she's)\s(?P<f>{_OLD_IN_WORDS})\b"
    r"(?!\s?(?:%|percent|days?|hours?|minutes?|months?|weeks?|dollars?|cents?|thousand|claims?"
    r"|lines?|units?|visits?|pages?|files?|accounts?|million))"
    rf"|\b(?P<g>{_OLD_IN_WORDS})[- ](?:years?|yrs?|y/?o)(?:[- ]old|[- ]of[- ]age)?\b",
)
_YEARS_OF = re.compile(r"\s?(?:contract|history|records?|warranty)", re.IGNORECASE)
_LONG_DIGITS = re.compile(
    r"(?<![\w$.])\d{6,40}(?:[-.]\d{1,4})?(?!\w)|(?<![\w$.,-])\d{2,8}(?:-\d{2,8}){1,4}(?!\w)"
)
_SPACED = re.compile(
    r"(?<![\w$.,/-])\d{2,4}(?:[ ]\d{1,5}(?:-\d{1,4})?){2,3}(?![\w/]|\.\d)"
    r"|(?<![\w$.,/-])[a-z]{1,3}\d{1,4}(?: \d{2,5}){1,3} \d{1,5}(?![\w/]|\.\d)",
)
_FOURS = re.compile(r"(?<![\w$.,/-])\d{4} \d{4} \d{4} \d{4}(?: \d{4})?(?![\w/])")
"""As numbers of parcels are written."""
_SPACED_CAPITALS = re.compile(
    r"(?<![\w$.,/-])(?P<letters>[A-Z]{2,3}) \d{2,4} \d{3,6}(?![\w/]|\.\d)"
)
_MIXED_CODE = re.compile(
    r"(?<![\w$@./])(?=[a-z0-9-]{0,30}\d[a-z0-9-]{0,30}\d)(?=[a-z0-9-]{0,40}[a-z]"
    r")[a-z0-9]{1,20}(?:-[a-z0-9]{1,20}){0,4}(?![\w@])"
)
_LEAST_OF_CODE = 6
_LEAST_DIGITS_OF_CODE = 4
_UNITS = re.compile(
    r"\d{1,5}(?:st|nd|rd|th|x|mg|ml|mcg|hrs?|hours?|days?|min|mins|yrs?|kb|mb|am|pm|k|m)",
    re.IGNORECASE,
)


def patterns_in(text: str) -> Iterator[FoundIdentifier]:
    """Yield identifiers of a text in lower case by their form, the surest forms first."""
    for kind, rule, pattern in _FIRST:
        for found in pattern.finditer(text):
            yield FoundIdentifier(*found.span(), kind, rule, 0.97)
    yield from _valued(text, _LAST_FOUR, C.SSN, "form:last four")
    yield from _valued(text, _SOCIAL_ENDS, C.SSN, "form:last four")
    for found in _USER.finditer(text):
        value = found["value"]
        if value[-1].isdigit() or (value.isalpha() and value not in lexicon().words):
            yield FoundIdentifier(*found.span("value"), C.NAMES, "names:user name", 0.8)
    yield from _valued(text, _INITIALS, C.NAMES, "names:initials")
    for found in _CARETS.finditer(text):
        names = (*found["family"].replace("-", " ").split(), found["given"])
        if any(lexicon().is_name(one) or one not in lexicon().words for one in names):
            yield FoundIdentifier(*found.span(), C.NAMES, "names:components", 0.9)
    for plate in (_PLATE, _PLATE_OF_CAR):
        yield from _valued(text, plate, C.VEHICLES, "form:plate")
    for found in _LETTERED_LICENSE.finditer(text):
        yield FoundIdentifier(*found.span(), C.LICENSES, "form:license", 0.9)
    for ending in (_MASKED_ACCOUNT, _ENDS_IN):
        yield from _valued(text, ending, C.ACCOUNTS, "form:last of an account")
    yield from _ages(text)


def phones_in(text: str) -> Iterator[FoundIdentifier]:
    """Yield phone and fax numbers of a text in lower case."""
    for found in _PHONE.finditer(text):
        is_fax = _FAX_BEFORE.search(text[max(0, found.start() - 60) : found.start()])
        kind, rule = (C.FAXES, "form:fax") if is_fax else (C.PHONES, "form:phone")
        yield FoundIdentifier(*found.span(), kind, rule, 0.9)
    for found in _PHONE_SAID.finditer(text):
        yield FoundIdentifier(*found.span(), C.PHONES, "form:phone in words", 0.8)
    yield from _valued(text, _EXTENSION, C.PHONES, "form:extension")


def unique_numbers_in(text: str, lower: str) -> Iterator[FoundIdentifier]:
    """Yield what remains: long numbers, and codes of letters and digits."""
    for found in _LONG_DIGITS.finditer(text):
        if sum(map(str.isdigit, found[0])) >= _LEAST_OF_CODE:
            yield FoundIdentifier(*found.span(), C.OTHER, "form:long number", 0.8)
    for found in _FOURS.finditer(lower):
        yield FoundIdentifier(*found.span(), C.OTHER, "form:spaced number", 0.75)
    for found in _SPACED.finditer(lower):
        if sum(map(str.isdigit, found[0])) > _LEAST_OF_CODE:
            yield FoundIdentifier(*found.span(), C.OTHER, "form:spaced number", 0.7)
    for found in _SPACED_CAPITALS.finditer(text):
        if found["letters"].lower() not in lexicon().jargon:
            yield FoundIdentifier(*found.span(), C.OTHER, "form:spaced number", 0.7)
    for found in _MIXED_CODE.finditer(lower):
        if _is_code(found[0]):
            yield FoundIdentifier(*found.span(), C.OTHER, "form:code", 0.75)


_FIRST: tuple[tuple[SafeHarborClass, str, re.Pattern[str]], ...] = (
    (C.EMAILS, "form:email", _EMAIL),
    (C.URLS, "form:url", _URL),
    (C.ADDRESSES_IP, "form:ip address", _IP),
    (C.SSN, "form:ssn", _SSN),
    (C.HEALTH_PLAN, "form:medicare number", _MBI),
    (C.VEHICLES, "form:vin", _VIN),
    (C.OTHER, "form:uuid", _UUID),
    (C.DEVICES, "form:device identifier", _UDI),
)


def _valued(
    text: str, pattern: re.Pattern[str], kind: SafeHarborClass, rule: str
) -> Iterator[FoundIdentifier]:
    for found in pattern.finditer(text):
        yield FoundIdentifier(*found.span("value"), kind, rule, 0.95)


def _ages(text: str) -> Iterator[FoundIdentifier]:
    for found in _AGE.finditer(text):
        if not _YEARS_OF.match(text, found.end()):
            group = next(one for one in "abdefgh" if found[one])
            start = found.start(group)
            end = found.end(group) if group in "aefh" else found.end()
            yield FoundIdentifier(start, end, C.AGES, "form:age", 0.95)


def _is_code(found: str) -> bool:
    letters_and_digits = [one for one in found if one.isalnum()]
    digits = sum(one.isdigit() for one in letters_and_digits)
    return (
        len(letters_and_digits) >= _LEAST_OF_CODE
        and digits >= _LEAST_DIGITS_OF_CODE
        and digits < len(letters_and_digits)
        and not _UNITS.fullmatch(found)
    )
