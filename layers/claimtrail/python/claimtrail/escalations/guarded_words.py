"""People's words about claims on their way into events and the trail: without patients' names.

Whatever a claim knows of its patient is masked, and what names a patient in any text
(`tickets/masking/guarding.py`).
"""

from claimtrail.escalations.known_identifiers import ClaimIdentifiers, IdentifierStore
from claimtrail.tickets.masking.guarding import guarded_by
from claimtrail.tickets.masking.known import united


def guarded(words: str, *claim_ids: str, store: IdentifierStore) -> str:
    """Return a person's words without identifiers of the patients of claims."""
    return guarded_by(
        words, united(map(ClaimIdentifiers(store), dict.fromkeys(filter(None, claim_ids))))
    )
