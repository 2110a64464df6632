"""835: whether CLP01 is a claim's own number.

CLP01 is 0 when the claim was sent without a number (005010X221A1, CLP01; X12 RFI 535); some payers
send blanks, zeros, or one value of their own for every such claim. None of these names a claim.
"""

from claimtrail.x12.model import Payment, Person, Record, RemittanceClaim
from claimtrail.x12.model.limits import Counted, most

NUMBERS_WATCHED = most(Counted.NUMBERS)
"""Numbers of one payment whose first patient is remembered, so that memory stays flat."""
SHARED_KEPT = 256
"""Numbers of one payment that are found to be shared."""


_PLACEHOLDERS = frozenset(
    {"NONE", "NULL", "NIL", "N/A", "NA", "UNKNOWN", "UNK", "NOTPROVIDED", "NOT PROVIDED"}
    | {"9" * length for length in range(4, 21)}
)
"""Values that payers write where a claim had no number."""
_FIRST_OF_PLACEHOLDERS = frozenset("NnUu9")


def names_a_claim(number: str) -> bool:
    """Return whether the number has a letter or a digit other than zero.

    And is no word for "none".
    """
    first = number[:1]
    if first in _FIRST_OF_PLACEHOLDERS and number.strip().upper() in _PLACEHOLDERS:
        return False
    if first != "0" and first.isalnum():
        return True
    return any(mark.isalnum() and mark != "0" for mark in number)


class NumberWatch:
    """Finds the numbers of one payment that stand on records of two patients or more."""

    def __init__(self) -> None:
        self._patients: dict[str, Person] = {}
        self.shared: dict[str, int] = {}
        """By number, the offset of the CLP with the second patient."""

    def take(self, number: str, patient: Person, offset: int) -> None:
        """Take the next record of the payment; `offset` is that of its CLP."""
        first = self._patients.get(number)
        if first is None:
            named = patient[0] or any(patient)
            if named and len(self._patients) < NUMBERS_WATCHED:
                self._patients[number] = patient
        elif first != patient and self._is_shared(number, first, patient):
            self.shared[number] = offset

    def _is_shared(self, number: str, first: Person, patient: Person) -> bool:
        """Return whether a number is found to be shared, for the first time."""
        is_new = number not in self.shared and len(self.shared) < SHARED_KEPT
        return is_new and names_a_claim(number) and _differ(first, patient)

    @property
    def places(self) -> tuple[int, ...]:
        """Return one CLP with each shared number, by offset."""
        return tuple(self.shared.values())


def _differ(one: Person, other: Person) -> bool:
    """Return whether two records name different patients, as far as both name any.

    Names are compared by their letters. Members of a family share a member id; a name that was
    shortened or lengthened under one member id is the same patient's.
    """
    names = _letters(one.last_name), _letters(one.first_name)
    others = _letters(other.last_name), _letters(other.first_name)
    if not any(names) or not any(others):
        return bool(one.member_id and other.member_id) and one.member_id != other.member_id
    if names == others:
        return False
    same_member = one.member_id != "" and one.member_id == other.member_id
    short, long = sorted((names[1], others[1]), key=len)
    return not (same_member and names[0] == others[0] and long.startswith(short))


def _letters(name: str) -> str:
    return "".join(filter(str.isalpha, name)).casefold()


def settle(records: list[Record]) -> list[Record]:
    """Return the records of a whole set: the payment first, and no claim with a shared number."""
    payments: list[Record] = []
    others: list[Record] = []
    places: set[int] = set()
    for item in records:
        (payments if isinstance(item, Payment) else others).append(item)
        if isinstance(item, Payment):
            places.update(item.shared_numbers)
    if places:
        shared = frozenset(
            item.patient_control_number
            for item in others
            if isinstance(item, RemittanceClaim) and item.span.start in places
        )
        others = [with_number_settled(item, shared) for item in others]
    return [*payments, *others]


def with_number_settled(record: Record, shared: frozenset[str]) -> Record:
    """Return a streamed record as `settle` delivers it; `shared` are the shared numbers."""
    if isinstance(record, RemittanceClaim) and record.patient_control_number in shared:
        return record._replace(has_own_number=False)
    return record
