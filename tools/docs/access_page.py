"""Page of the permission table, docs/access.md."""

from collections.abc import Iterable, Iterator

from claimtrail.access.conditions import MEANINGS, AccessCondition
from claimtrail.access.fields import FieldGroup
from claimtrail.access.permissions import ALL_FIELDS, Permission, permissions
from claimtrail.access.resources import Operation, Resource
from claimtrail.access.roles import JOBS, JobRole

_HEAD = """# Access

    biller      reads a claim of a facility and payer of hers: numbers, patient, money, procedures
    clinician   reads it while the payer waits for documents, without any money
    finance     reads it without the patient's name
    operator    reads its id, its state and what failed

One table decides who may do what to which thing, and which fields the answer has. What no row
names is refused. Roles add up. What a person may not see is left out of the answer, not hidden by a
page. A claim or ticket with a restriction (charity care, payment plan, VIP, the person's own
family) is closed to everybody until somebody who may *break the glass* gives a reason.

People sign in as [sign-in.md](sign-in.md) says; [roles.md](roles.md) shows a day of each role.
Rendered from `claimtrail/access/permissions.toml`; an independent engine (Cedar) decides alike in
`tests/proofs/test_access_oracle.py`.

## Roles
"""
_CONDITIONS = """
## Conditions

All conditions of a row must hold.
"""
_FIELDS = """
## Fields

A set of fields names the groups that a job needs (45 CFR 164.502(b), minimum necessary); a thing
shows those of them that it has.
"""
_SEGMENTS = """
## Payers' segments

Who traces a figure or a denial sees the payer's own segment, with each element of a group that the
role does not see replaced by dots in its place (`claimtrail/access/segment_masks.py`). Finance,
revenue integrity (`support_2`) and payer liaisons therefore read what a payer paid or denied, and
whom they concern by the account alone: the patient is replaced. Free text and what no guide names
need every group that may name a patient.
"""
_NAMING = (
    *(FieldGroup.ACCOUNT, FieldGroup.PATIENT, FieldGroup.MONEY),
    *(FieldGroup.CLINICAL, FieldGroup.NOTES),
)
"""Groups of elements that may be replaced in a segment of a claim."""


def render() -> str:
    """Return docs/access.md."""
    jobs = _table(("Role", "Job"), ((f"`{role}`", JOBS[role]) for role in JobRole))
    conditions = _table(
        ("Condition", "Holds for a thing that is"),
        ((f"`{item}`", MEANINGS[item]) for item in AccessCondition),
    )
    fields = [_FIELDS, _sets(), _SEGMENTS, _replaced()]
    parts = [_HEAD, jobs, *map(_section, Resource), _CONDITIONS, conditions, *fields]
    return "\n".join(parts) + "\n"


def _section(resource: Resource) -> str:
    rows = [row for row in permissions() if row.resource is resource]
    table = _table(("Roles", "May", "Sees", "When"), map(_row, rows))
    return f"\n## {resource.replace('_', ' ').capitalize()}\n\n{table}"


def _row(row: Permission) -> tuple[str, str, str, str]:
    return (
        ", ".join(role for role in JobRole if role in row.roles),
        ", ".join(sorted(row.operations)),
        row.sees.replace("_", " "),
        ", ".join(sorted(row.conditions)),
    )


def _sets() -> str:
    found = {row.sees: row.groups for row in permissions() if row.sees != ALL_FIELDS}
    for row in permissions():
        if row.sees != ALL_FIELDS:
            found[row.sees] |= row.groups
    return _table(
        ("Set", *FieldGroup),
        (
            (name.replace("_", " "), *("yes" if group in has else "" for group in FieldGroup))
            for name, has in found.items()
        ),
    )


def _replaced() -> str:
    """Return what is replaced in the segments of a claim, by role."""
    rows = [
        one
        for one in permissions()
        if one.resource is Resource.CLAIM and Operation.READ_SEGMENT in one.operations
    ]
    return _table(
        ("Roles", "Replaced"),
        (
            (
                ", ".join(role for role in JobRole if role in row.roles),
                ", ".join(group for group in _NAMING if group not in row.groups) or "nothing",
            )
            for row in rows
        ),
    )


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    return "\n".join(_lines(head, rows))


def _lines(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{' --- |' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"
