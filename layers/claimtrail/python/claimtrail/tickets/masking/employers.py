"""Companies that are called by a family name: `Lindgren & Sons Roofing`, `Okoye Trucking LLC`."""

import re
from collections.abc import Iterator

from claimtrail.tickets.masking.lexicon import lexicon
from claimtrail.tickets.masking.model import FoundIdentifier, SafeHarborClass

_TRADE = (
    r"(?:roofing|trucking|farms?|logistics|plumbing|construction|electric|landscaping|foods"
    r"|freight|transport|manufacturing|builders|motors|bakery|brewing|enterprises|industries"
    r"|cleaning|catering|masonry|painting|paving|towing|lumber|dairy|ranch|nursery|staffing)"
)
_FORM = r"(?:,?\s(?:llc|inc|corp|ltd|llp)\b)"
_NAME = r"(?<![\w'\u2019-])(?P<name>[a-z][a-z'\u2019-]{1,24})"
_WORDS = r"[a-z][a-z&'\u2019.-]{1,24}(?: (?:&|of|[a-z][a-z&'\u2019-]{1,24})){0,4}(?: \d{1,3}\b)?"
_WORKS_AT = re.compile(
    r"\b(?:employer(?: name)?\s?[:=]|working aged[,:]|(?:employer|employed (?:at|by)"
    r"|(?:work(?:s|ed|ing)?|wks|wrks|wkd) (?:at|for)|trabaj(?:a|o|aba) (?:con|en|para)"
    r"|(?:job|work) at|(?:husband|wife|spouse)(?:'s)? company))"
    rf"\s{{1,3}}(?!(?:the|a|an|my|his|her|our|your|is|was|has|this|that|home)\b)(?P<name>{_WORDS})"
    r"(?=\s?[.,;()\n]|$|\s(?:grp|group|gr|grupo|cob|adj|adjuster|inc|llc|corp|since|who|policy|insurer"
    r"|ph|phone|primary|secondary|id|hr)\b)"
)
_GROUP = re.compile(
    r"\bgroup\s?(?:no\.?|number|#|id)?\s?:?\s{0,3}[a-z]{0,2}\d[\d-]{2,12}"
    rf"(?:\s{{1,3}}\((?P<a>{_WORDS})\)|\s{{2,4}}(?P<b>{_WORDS})(?=\n|$))"
)
_BEHIND_EMP = re.compile(
    rf"\bempl?\b[.:]?\s(?!(?:the|a|an|id|no|is|was|of|has|by|at|on)\b)(?P<name>{_WORDS})"
    r"(?=\s?[.,;()\n]|$|\s(?:grp|group|cob|adj|adjuster|inc|llc|corp|ph|phone|fx|fax|id|hr)\b)"
)
_COMPANY = re.compile(
    rf"{_NAME}(?:"
    rf"\s(?:&|and)\s(?:sons?|daughters?|bros|brothers)\b(?:\s{_TRADE}\b)?{_FORM}?"
    rf"|\s(?:brothers|bros)\b\.?\s{_TRADE}\b{_FORM}?"
    rf"|\s{_TRADE}\b{_FORM}?|{_FORM})"
)


def employers_in(lower: str) -> Iterator[FoundIdentifier]:
    """Yield the companies of a text in lower case that bear a person's name."""
    known = lexicon()
    for found in _COMPANY.finditer(lower):
        name = found["name"]
        is_plain = name in known.jargon or name in known.everyday
        if not is_plain and (name not in known.words or known.is_name(name)):
            yield FoundIdentifier(*found.span(), SafeHarborClass.NAMES, "names:company", 0.7)
    for found in (*_WORKS_AT.finditer(lower), *_BEHIND_EMP.finditer(lower)):
        yield FoundIdentifier(*found.span("name"), SafeHarborClass.NAMES, "names:employer", 0.95)
    for found in _GROUP.finditer(lower):
        part = "a" if found["a"] else "b"
        yield FoundIdentifier(*found.span(part), SafeHarborClass.NAMES, "names:employer", 0.95)
