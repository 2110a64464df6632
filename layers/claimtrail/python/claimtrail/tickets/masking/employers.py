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
