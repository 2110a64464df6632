"""One patient or two: as a payer names the patient, and as we submitted the claim.

Names are compared by their letters; payers cut them and write initials. Member ids alone prove
little, because a family may share one: a first name that differs is another patient.
"""

from enum import StrEnum

from claimtrail.claims.facts.payer_numbers import alike
from claimtrail.claims.facts.submissions import PersonFact, Submitted


class Likeness(StrEnum):
    """The result of a comparison."""

    SAME = "same"
    DIFFERENT = "different"
    UNKNOWN = "unknown"


def compare_patients(theirs: PersonFact | None, ours: Submitted) -> Likeness:
    """Compare the patient of a remittance with the patient of a submission."""
    if theirs is None:
        return Likeness.UNKNOWN
    patient = ours.patient
    member_ids = {alike(patient.member_id), alike(ours.subscriber.member_id)} - {""}
    their_id = alike(theirs.member_id)
    is_same_id = their_id in member_ids
    last = _agree(theirs.last_name, patient.last_name)
    first = _agree(theirs.first_name, patient.first_name)
    if first is False or (last is False and not is_same_id):
        return Likeness.DIFFERENT
    is_other_id = bool(their_id and member_ids) and not is_same_id
    is_named = last is True and first is True and not is_other_id
    return Likeness.SAME if is_named or is_same_id else Likeness.UNKNOWN


def _agree(theirs: str, ours: str) -> bool | None:
    """Compare two names, of which one may be split short; None when one is missing."""
    left, right = alike(theirs), alike(ours)
    if not left or not right:
        return None
    return left.startswith(right) or right.startswith(left)
