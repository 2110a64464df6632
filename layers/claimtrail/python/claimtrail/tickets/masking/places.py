"""Places smaller than a state: streets, cities, ZIP codes. The state stays."""

import re
import tomllib
from collections.abc import Iterator
from importlib.resources import files

from claimtrail.tickets.masking.lexicon import lexicon
from claimtrail.tickets.masking.model import FoundIdentifier, SafeHarborClass

C = SafeHarborClass
_WORDS = tomllib.loads(
    files("claimtrail.tickets.masking").joinpath("data", "places.toml").read_text()
)
_STATE = f"(?:{'|'.join(_WORDS['states'])})"
_SUFFIX = f"(?:{'|'.join(_WORDS['street_words'])})"
_UNIT = (
    r"(?:,?\s(?:(?:apt|apartment|unit|suite|ste|rm|room|bldg|building"
    r"|fl|floor|lot|trlr|spc?)\.?\s?#?\s?[a-z0-9-]{1,6}|#\s?[a-z0-9-]{1,6}"
    r"))"
)
_NAME = r"[a-z0-9][a-z0-9'\u2019.-]{0,24}"
_STREET = re.compile(
    (
        rf"(?<![\w$.,/-])(?<!\d:)\d{{1,6}}[a-z]?(?:-\d{{1,4}})?\s(?:(?:n|s|e|w|ne|nw"
        rf"|se|sw|north|south|east|west)\.?\s)?(?:{_NAME}\s){{1,4}}?{_SUFFIX}\b\.?"
        rf"(?:\s{_SUFFIX}\b\.?){{0,2}}(?:\s(?:n|s|e|w|ne|nw|se|sw)\b\.?)?{_UNIT}{{0,2}}"
    ),
)
_CITY_AFTER_STREET = re.compile(
    (
        rf",?\s(?:in\s)?(?P<city>[a-z][a-z.'\u2019-]{{2,20}}(?:\s[a-z][a-z.'\u2019-]{{1,20}}"
        rf"){{0,2}})(?=\s?(?:[.;|\n)]|,\s|$)|\s{_STATE}\s\d{{5}})"
    ),
)
_ZIP_IN_LINE = re.compile(
    r"\b(?:mail|mailed|address|addr|moved|usps|forwarding)\b[^\n$]{0,60}?"
    r"(?<![\w$.,/#-])(?P<zip>\d{5})(?![\w./-])"
)
_PO_BOX = re.compile(r"\bp\.?\s?o\.?\s?box\s?#?\s?\d{1,6}\b|\bbox\s?#?\s?\d{3,6}\b")
_CITY_IN_FIELD = re.compile(r"\^(?P<city>[a-z][a-z.' -]{1,30})(?=\^[a-z]{2}\^\d{5})")
_CITY_LABELED = re.compile(
    r"\b(?:city|town) {1,4}(?:(?:of|is|was) )?"
    r"(?P<city>[a-z][a-z.'\u2019-]{2,20}(?: [a-z][a-z.'\u2019-]{1,20})?)"
)
_CAPITAL = re.compile(
    r"(?<=[^\W\d_:,;] )(?P<city>[A-Z][a-z.'\u2019]{3,20}(?: [A-Z][a-z.'\u2019]{2,20}){0,2})"
    r"(?![\w'\u2019-]| [A-Z])"
)
"""A capital within a sentence."""
_CITY_AND_ZIP = re.compile(
    r"^[ \t]{0,40}(?P<city>[a-z][a-z.' -]{2,40}?),?[ ]{1,3}(?P<zip>\d{5}(?:-\d{4})?)[ \t]{0,20}$",
    re.MULTILINE,
)
"""A line of an address without its state."""
_ZIP_AFTER_STATE = re.compile(
    rf"(?<![a-z]){_STATE}\.?,?\s{{1,3}}(?P<zip>\d{{5}}(?:-?\d{{4}})?)(?![\w-])"
)
_ZIP_LABELED = re.compile(
    r"\b(?:zip|postal)(?:\s?code)?\s?(?:is|:|#|=)?\s{0,3}(?P<zip>\d{5}(?:-?\d{4})?)(?![\w-])"
)
_ZIP_IN_FIELD = re.compile(r"\^[a-z]{2}\^(?P<zip>\d{5}(?:-?\d{4})?)(?=[\^|\n]|$)")
_ZIP_LONG = re.compile(r"(?<![\w.$-])(?P<zip>\d{5}-\d{4})(?![\w-])")
_CITY_STATE = re.compile(
    (
        rf"(?P<city>(?<![\w'-])[a-z][a-z.'\u2019-]{{1,20}}(?:[ ][a-z][a-z.'\u2019-]{{1,20}}"
        rf"){{0,2}})(?P<gap>,\s{{0,2}}|\s{{1,2}})(?P<state>{_STATE})(?![a-z']"
        rf"|[- ]\d{{1,3}}\b)(?P<zip>\.?,?\s{{1,3}}\d{{5}}(?!\w))?"
    ),
)
_LABELED = re.compile(
    (
        r"\b(?:street|address|addr|city|town|county|mailing address|home "
        r"address)\s?(?::|=)\s{0,4}(?P<value>[^\n|;]{2,70}?)(?=\s{2,}|[\n|;]"
        r"|\s(?:state|zip|phone|city|county|st)\s?:|$)"
    ),
)
_LIVES = re.compile(
    r"\b(?:(?i:lives?|living|resides?|residing|moved|relocated|born|relocating"
    r")\s(?:at|in|to|near|from)|(?i:resident\sof|home\sin|house\sin|near|outside\sof))\s"
    r"(?P<city>[A-Z][A-Za-z.'\u2019-]{1,20}(?:\s[A-Z][A-Za-z.'\u2019-]{1,20}"
    r"){0,2})"
)
_COUNTY = re.compile(
    r"(?P<county>(?:St\.?\s)?(?:[A-Z][a-z'\u2019-]{2,20}\s){1,2})(?:County|Parish|Township|Borough)\b"
)
_COUNTY_PLAIN = re.compile(r"(?<![\w'-])(?P<county>[a-z][a-z'-]{2,20})\scounty\b")
_COUNTIES = re.compile(
    r"(?<![\w'-])(?P<a>(?:[a-z.'\u2019-]{2,20} ){0,2}[a-z'\u2019-]{2,20}) and "
    r"(?P<b>(?:[a-z.'\u2019-]{2,20} ){0,2}[a-z'\u2019-]{2,20}) (?:counties|parishes)\b"
)
_WHERE = re.compile(
    r"\b(?P<in>in|near|at|from) "
    r"(?P<city>[a-z][a-z.'\u2019-]{1,20}(?: [a-z][a-z'\u2019-]{1,20}){0,2})"
    r"(?![\w'-])"
)
_COORDINATES = re.compile(r"(?<![\w.])-?\d{1,2}\.\d{3,8}\s?,\s?-?\d{1,3}\.\d{3,8}(?!\w|\.\d)")
_CITY_THEN_ZIP = re.compile(
    r"(?:\b(?P<in>in|near|from|at|to|of) |(?<![\w'-]))"
    r"(?P<city>(?:[a-z.'\u2019-]{2,20} ){0,2}[a-z'\u2019-]{2,20}),? "
    r"(?P<zip>\d{5}(?:-\d{4})?)(?![\w/-]|\.\d)"
)
_AFTER_STREET = re.compile(r"[,\n][ \t]?$")
_SHORT = {"st": "saint", "ft": "fort", "mt": "mount"}
_WORD = re.compile(r"[a-z][a-z'\u2019.-]*", re.IGNORECASE)
_STATE_WORD = re.compile(_STATE, re.IGNORECASE)


def places_in(text: str, lower: str) -> Iterator[FoundIdentifier]:
    """Yield streets, ZIP codes, and cities beside a state or after words of living somewhere."""
    for rule, matches in (("street", _streets(text, lower)), ("box", _PO_BOX.finditer(lower))):
        for found in matches:
            if not _is_time(text, found):
                yield FoundIdentifier(*found.span(), C.GEOGRAPHY, f"place:{rule}", 0.95)
                city = _CITY_AFTER_STREET.match(lower, found.end())
                if city:
                    yield FoundIdentifier(
                        *city.span("city"), C.GEOGRAPHY, "place:city after street", 0.8
                    )
    for found in _ZIP_IN_LINE.finditer(lower):
        yield FoundIdentifier(*found.span("zip"), C.GEOGRAPHY, "place:zip", 0.7)
    for pattern in (_ZIP_AFTER_STATE, _ZIP_LABELED, _ZIP_LONG, _ZIP_IN_FIELD):
        for found in pattern.finditer(lower):
            yield FoundIdentifier(*found.span("zip"), C.GEOGRAPHY, "place:zip", 0.9)
    for found in _LABELED.finditer(lower):
        yield FoundIdentifier(*found.span("value"), C.GEOGRAPHY, "place:label", 0.9)
    yield from _counties(text, lower)
    for found in _COORDINATES.finditer(lower):
        yield FoundIdentifier(*found.span(), C.GEOGRAPHY, "place:coordinates", 0.95)
    yield from _cities_in_sentences(lower)
    yield from _lines_of_city_and_zip(lower)
    yield from _cities_before_zips(lower)
    yield from _cities(text, lower)
    yield from _cities_alone(text, lower)


def _cities_alone(text: str, lower: str) -> Iterator[FoundIdentifier]:
    """Yield cities in a field, behind a label, and those that are neither words nor names."""
    for found in _CITY_IN_FIELD.finditer(lower):
        yield FoundIdentifier(*found.span("city"), C.GEOGRAPHY, "place:field", 0.9)
    for found in _CITY_LABELED.finditer(lower):
        words = found["city"].split(" ")
        for name in (found["city"], words[0]):
            if _city_name(name) in lexicon().cities:
                start = found.start("city")
                yield FoundIdentifier(start, start + len(name), C.GEOGRAPHY, "place:label", 0.8)
                break
    for found in _CAPITAL.finditer(text):
        name = _city_name(found["city"])
        is_plain = name in lexicon().everyday or name in lexicon().jargon
        if name in lexicon().cities and not is_plain and name not in lexicon().census:
            yield FoundIdentifier(*found.span("city"), C.GEOGRAPHY, "place:city", 0.6)


def _streets(text: str, lower: str) -> Iterator[re.Match[str]]:
    """Yield streets; where a day's number only seems to begin one, look behind it again."""
    start = 0
    while (found := _STREET.search(lower, start)) is not None:
        yield found
        start = found.start() + 1 if _is_time(text, found) else found.end()


def _counties(text: str, lower: str) -> Iterator[FoundIdentifier]:
    for found in _COUNTY.finditer(text):
        yield FoundIdentifier(
            found.start("county"), found.end("county") - 1, C.GEOGRAPHY, "place:county", 0.8
        )
    for found in _COUNTIES.finditer(lower):
        for part in ("a", "b"):
            begin, end = _capitals(text, *found.span(part))
            yield FoundIdentifier(begin, end, C.GEOGRAPHY, "place:county", 0.7)
    for found in _COUNTY_PLAIN.finditer(lower):
        if lexicon().is_name(found["county"]) or found["county"] not in lexicon().words:
            yield FoundIdentifier(*found.span("county"), C.GEOGRAPHY, "place:county", 0.7)


def _cities_in_sentences(lower: str) -> Iterator[FoundIdentifier]:
    """Yield the cities in which something is: those that are no words and no states."""
    for found in _WHERE.finditer(lower):
        words = found["city"].split(" ")
        for count in range(len(words), 0, -1):
            name = " ".join(words[:count])
            is_sure = count > 1 or (name not in lexicon().words and found["in"] in _NEAR)
            if is_sure and _city_name(name) in lexicon().cities and not _STATE_WORD.fullmatch(name):
                start = found.start("city")
                yield FoundIdentifier(start, start + len(name), C.GEOGRAPHY, "place:in", 0.7)
                break


def _capitals(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where the words with capitals begin; the last word alone where none has one."""
    words = list(_WORD.finditer(text, start, end))
    first = next((one for one in words if one[0][0].isupper()), words[-1])
    return first.start(), end


def _cities_before_zips(lower: str) -> Iterator[FoundIdentifier]:
    """Yield a city and the ZIP code after it where no state is: `she is in Twin Falls 83368`."""
    for found in _CITY_THEN_ZIP.finditer(lower):
        words = found["city"].split(" ")
        for first in range(len(words)):
            name = " ".join(words[first:])
            announced = found["in"] if not first else words[first - 1]
            if _city_name(name) in lexicon().cities and (
                announced in _IN or name not in lexicon().words
            ):
                begin = found.end("city") - len(name)
                for start, end in ((begin, found.end("city")), found.span("zip")):
                    yield FoundIdentifier(start, end, C.GEOGRAPHY, "place:city and zip", 0.8)
                break


def _lines_of_city_and_zip(lower: str) -> Iterator[FoundIdentifier]:
    for found in _CITY_AND_ZIP.finditer(lower):
        if _city_name(found["city"]) in lexicon().cities:
            for part in ("city", "zip"):
                yield FoundIdentifier(*found.span(part), C.GEOGRAPHY, "place:city and zip", 0.8)


def _cities(text: str, lower: str) -> Iterator[FoundIdentifier]:
    # Overlapping matches count: a city may begin at the second word of another's.
    start = 0
    while (found := _CITY_STATE.search(lower, start)) is not None:
        start = found.start("gap")
        span = _city_before_state(text, found)
        if span:
            yield FoundIdentifier(*span, C.GEOGRAPHY, "place:city before state", 0.85)
    for found in _LIVES.finditer(text):
        words = found["city"].split(" ")
        for count in range(len(words), 0, -1):
            name = " ".join(words[:count])
            if _city_name(name) in lexicon().cities and not _STATE_WORD.fullmatch(name):
                begin = found.start("city")
                yield FoundIdentifier(begin, begin + len(name), C.GEOGRAPHY, "place:lives in", 0.8)
                break


def _city_before_state(text: str, found: re.Match[str]) -> tuple[int, int] | None:
    """Return the place of the city; a word before it may belong to the sentence."""
    state = text[found.start("state") : found.end("state")]
    has_zip, has_comma = bool(found["zip"]), "," in found["gap"]
    is_short = len(state) == 2  # noqa: PLR2004 - its abbreviation
    if is_short and not state.isupper() and not has_zip and not has_comma:
        return None
    words = list(_WORD.finditer(text, found.start("city"), found.end("city")))
    for first in range(len(words)):
        begin, end = words[first].start(), words[-1].end()
        if _city_name(text[begin:end]) in lexicon().cities:
            return begin, end
    if not has_zip:
        return None
    if _AFTER_STREET.search(text[max(0, found.start("city") - 3) : found.start("city")]):
        return found.start("city"), words[-1].end()
    if not has_comma:
        return None
    capitals = [one for one in words if text[one.start()].isupper()]
    return (capitals[0].start(), words[-1].end()) if capitals else None


def _city_name(text: str) -> str:
    """Return a city as the dictionary writes it: `St. Paul` is `saint paul`."""
    lower = text.lower().strip(".,").replace(".", "")
    return re.sub(r"\b(st|ft|mt)\b", lambda one: _SHORT[one[0]], lower)


def _is_time(text: str, found: re.Match[str]) -> bool:
    """Return whether what looks like a street is none: `14 days the right way`."""
    words = [one.lower().strip(".") for one in found[0].split()]
    return (
        words[1] in _NO_NAME
        or words[1] == "provider"
        or any(one.rstrip(".,") in _NO_STREET for one in words[1:-1])
        or "$" in text[max(0, found.start() - 2) : found.start()]
    )


_NEAR = frozenset({"in", "near"})
_IN = frozenset({"in", "near", "from", "at", "to", "of"})
_NO_NAME = frozenset(
    [
        "x",
        "and",
        "or",
        "the",
        "to",
        "for",
        "of",
        "is",
        "was",
        "on",
        "at",
        "in",
        "by",
        "with",
        "per",
        "pt",
    ]
)
_NO_STREET = frozenset(
    [
        "day",
        "days",
        "week",
        "weeks",
        "month",
        "months",
        "year",
        "years",
        "hour",
        "hours",
        "min",
        "mins",
        "minutes",
        "claims",
        "claim",
        "visits",
        "units",
        "between",
        "mod",
        "is",
        "was",
    ]
)
