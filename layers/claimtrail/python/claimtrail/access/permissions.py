"""The permission table, read from `permissions.toml`: roles, operations, fields, conditions."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from claimtrail.access.conditions import AccessCondition
from claimtrail.access.fields import GROUPS, FieldGroup
from claimtrail.access.resources import OPERATIONS, Operation, Resource
from claimtrail.access.roles import JobRole

ALL_FIELDS = "all"
"""In the place of a set of fields: all that the resource has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """A row: any of the roles may do any of the operations, and sees these groups of fields."""

    resource: Resource
    roles: frozenset[JobRole]
    operations: frozenset[Operation]
    sees: str
    """The name of the set of fields."""
    groups: frozenset[FieldGroup]
    """Those of the set that the resource has."""
    conditions: frozenset[AccessCondition]
    """All must hold."""


@cache
def permissions() -> tuple[Permission, ...]:
    """Return the rows of the table, in its order."""
    text = files("claimtrail.access").joinpath("permissions.toml").read_text(encoding="utf-8")
    return read_permissions(text)


def read_permissions(text: str) -> tuple[Permission, ...]:
    """Read a table of permissions.

    Raises ValueError for a word that is no role, resource, operation, field group or condition,
    and for an operation that its resource does not have.
    """
    document = tomllib.loads(text)
    sets = {
        name: frozenset(map(FieldGroup, groups)) for name, groups in document.pop("fields").items()
    }
    return tuple(
        _permission(Resource(resource), row, sets)
        for resource, rows in document.items()
        for row in rows
    )


def _permission(
    resource: Resource, row: dict[str, Any], sets: dict[str, frozenset[FieldGroup]]
) -> Permission:
    operations = frozenset(map(Operation, row["may"]))
    unknown = operations - OPERATIONS[resource]
    if unknown:
        raise ValueError(f"{resource} has no operation {', '.join(sorted(unknown))}")
    own = frozenset(GROUPS[resource])
    return Permission(
        resource=resource,
        roles=frozenset(map(JobRole, row["roles"])),
        operations=operations,
        sees=row["sees"],
        groups=own if row["sees"] == ALL_FIELDS else own & sets[row["sees"]],
        conditions=frozenset(map(AccessCondition, row.get("when", ()))),
    )
