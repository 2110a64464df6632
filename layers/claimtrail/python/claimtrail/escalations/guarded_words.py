"""People's words on their way into events and the trail: without what names a patient.

Whatever the claim knows of its patient is masked, and every Social Security number. Days of
service, codes, the payer's reference numbers and its people's names stay: a reason rests on them.
"""

from claimtrail.escalations.known_identifiers import ClaimIdentifiers, IdentifierStore
from claimtrail.tickets.masking.known import KnownIdentifiers, united
from claimtrail.tickets.masking.mask import mask
from claimtrail.tickets.masking.model import MaskedSpan, SafeHarborClass

_KNOWN, _DAY_OF_SERVICE = "known:", "known:date"


def guarded(words: str, *claim_ids: str, store: IdentifierStore) -> str:
    """Return a person's words without identifiers of the patients of claims."""
    known = united(map(ClaimIdentifiers(store), dict.fromkeys(filter(None, claim_ids))))
    names = _names_of(known)
    found = mask(words, known).spans
    return _without(words, [one for one in found if _names_patient(one, words, names)])


def _names_of(known: KnownIdentifiers) -> frozenset[str]:
    parts = (part for one in known.people for part in (one.given, one.middle, one.family))
    return frozenset(word for part in parts for word in part.lower().split())


def _names_patient(span: MaskedSpan, words: str, names: frozenset[str]) -> bool:
    """Return whether a span identifies the patient; several names beside each other are one."""
    if span.rule.startswith(_KNOWN):
        return span.rule != _DAY_OF_SERVICE
    if span.safe_harbor is SafeHarborClass.SSN:
        return True
    said = words[span.start : span.end].lower().replace(",", " ").split()
    return span.safe_harbor is SafeHarborClass.NAMES and not names.isdisjoint(said)


def _without(words: str, spans: list[MaskedSpan]) -> str:
    pieces, at = [], 0
    for span in spans:
        pieces += [words[at : span.start], f"[{span.placeholder}]"]
        at = span.end
    return "".join((*pieces, words[at:]))
