"""Words of people that go beyond the claim: they hold no number that names a patient."""

import re

from claimtrail.claims.fold.model import Claim
from claimtrail.kernel.errors import ClaimTrailError, Explanation

_SSN = re.compile(r"\b\d{3}-\d{2}-\d{4}\b")


class NoteNamesPatientError(ClaimTrailError):
    """A note has a number that names a patient or an account."""


def looks_like_ssn(words: str) -> bool:
    """Return whether words have a number like a Social Security number."""
    return _SSN.search(words) is not None


def require_no_phi(words: str, claim: Claim | None = None) -> None:
    """Raise NoteNamesPatientError for words with a Social Security number, or one of the claim's.

    The error does not repeat the words.
    """
    numbers = (claim.patient_control_number, claim.payer_claim_control_number) if claim else ()
    if looks_like_ssn(words) or any(one and one in words for one in numbers):
        raise NoteNamesPatientError(
            Explanation(
                code="NOTE_NAMES_PATIENT",
                what="the note has a number that names a patient or an account",
                where="the note",
                next_step="Leave it out: the claim has it. Notes hold no names, account numbers, "
                "birth dates or member ids.",
            )
        )
