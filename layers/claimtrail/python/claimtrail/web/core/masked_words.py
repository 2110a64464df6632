"""Counts of what was masked in the words of a form, carried by the address that the form leads to.

`?masked=names-2.dates-1.kept`: classes with their counts, and whether a ticket keeps the original.
"""

from urllib.parse import urlencode

from claimtrail.tickets.masking.model import SafeHarborClass
from claimtrail.tickets.masking.notice import MaskedWords, counted
from claimtrail.web.core.query import is_number

MASKED = "masked"
_KEPT = "kept"
_MOST = 999
_ORIGINAL = {
    True: "The original is kept with the ticket, apart and encrypted; who reads it is recorded.",
    False: "No original is kept.",
}


def with_masked(location: str, masked: MaskedWords) -> str:
    """Return an address of ours with what was masked; any other address as it is."""
    counts = masked.counts
    if not counts or not location.startswith("/") or "#" in location:
        return location
    parts = [f"{kind.value}-{number}" for kind, number in counts.items()]
    if masked.kept_for:
        parts.append(_KEPT)
    return f"{location}{'&' if '?' in location else '?'}{urlencode({MASKED: '.'.join(parts)})}"


def masked_words(value: str) -> str:
    """Return what was masked, and what became of the original; empty for no value of ours."""
    counts: dict[SafeHarborClass, int] = {}
    for part in filter(lambda one: one != _KEPT, value.split(".")):
        kind, _, number = part.partition("-")
        if kind not in set(SafeHarborClass) or not is_number(number) or int(number) > _MOST:
            return ""
        counts[SafeHarborClass(kind)] = int(number)
    sentence = counted(counts)
    return f"{sentence} {_ORIGINAL[_KEPT in value.split('.')]}" if sentence else ""
