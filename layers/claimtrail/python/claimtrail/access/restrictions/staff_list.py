"""The staff list of a personnel system: which patients are of a person's household, as CSV.

The header names `person_id`, and `account_number` or `medical_record_number` or both. A person has
as many lines as patients. The numbers become the keyed hashes that claims and patients have as ids;
nothing else of the file is kept.
"""

import csv
from collections.abc import Iterable, Iterator

from claimtrail.kernel.errors import ClaimTrailError, Explanation
from claimtrail.kernel.ids import claim_id, patient_id

PERSON, ACCOUNT, RECORD = "person_id", "account_number", "medical_record_number"


class StaffListError(ClaimTrailError):
    """A staff list that cannot be used as a whole; the one before stands."""


def read_staff_list(
    lines: Iterable[str], *, secret: bytes, organization_id: str
) -> dict[str, set[str]]:
    """Return ids of claims and patients by person. Raises StaffListError, which has no number."""
    reader = csv.DictReader(lines)
    named = set(reader.fieldnames or ())
    if PERSON not in named or not named & {ACCOUNT, RECORD}:
        raise _unusable(1, f"its header lacks {PERSON}, or both {ACCOUNT} and {RECORD}")
    households: dict[str, set[str]] = {}
    for row in reader:
        person_id = (row[PERSON] or "").strip()
        found = set(_ids(row, secret=secret, organization_id=organization_id))
        if not person_id or not found:
            raise _unusable(reader.line_num, "the line has no person, or no patient")
        households.setdefault(person_id, set()).update(found)
    return households


def _ids(row: dict[str, str], *, secret: bytes, organization_id: str) -> Iterator[str]:
    account, record = ((row.get(name) or "").strip() for name in (ACCOUNT, RECORD))
    if account:
        yield claim_id(
            secret=secret, organization_id=organization_id, patient_control_number=account
        )
    if record:
        yield patient_id(
            secret=secret, organization_id=organization_id, medical_record_number=record
        )


def _unusable(line: int, what: str) -> StaffListError:
    return StaffListError(
        Explanation(
            code="STAFF_LIST_UNUSABLE",
            what=what,
            where=f"line {line} of the staff list",
            next_step="Correct the file and give it again; the list before stands.",
        )
    )
