"""Decide: may this person do this to that, and which fields does the answer have?"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from claimtrail.access.conditions import AccessCondition, holds
from claimtrail.access.fields import FieldGroup
from claimtrail.access.permissions import Permission, permissions
from claimtrail.access.resources import Operation, Resource
from claimtrail.access.roles import JobRole
from claimtrail.access.subjects import AccessTarget, Principal


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessDecision:
    """The answer of the permission table."""

    is_allowed: bool
    groups: frozenset[FieldGroup] = frozenset()
    """The groups of fields that the answer may have; empty when refused."""
    failed: frozenset[AccessCondition] = frozenset()
    """When refused: conditions that kept rows of the person's roles from holding."""
    needs_break_glass: bool = False
    """When refused: the person may open it for a reason that is recorded and reviewed."""


REFUSED = AccessDecision(is_allowed=False)


def decide(
    person: Principal, operation: Operation, target: AccessTarget, *, glass_is_broken: bool = False
) -> AccessDecision:
    """Return what the table says; what no row names is refused.

    A restricted thing is refused to everybody until the person has broken the glass for it, which
    only those can who might act on it if it were not restricted.
    """
    decision = _by_roles(person, operation, target)
    if not decision.is_allowed or not target.restrictions or glass_is_broken:
        return decision
    if operation is Operation.BREAK_GLASS:
        return decision
    may_break = _by_roles(person, Operation.BREAK_GLASS, target).is_allowed
    return AccessDecision(is_allowed=False, needs_break_glass=may_break)


def may_at_all(person: Principal, operation: Operation, resource: Resource) -> bool:
    """Return whether some row lets the person do this to some thing: what a menu goes by.

    A machine's token must be good for it as well.
    """
    is_within = person.within is None or (resource, operation) in person.within
    return is_within and any(True for _ in _rows_of(person.roles, resource, operation))


def groups_at_all(
    person: Principal, operation: Operation, resource: Resource
) -> frozenset[FieldGroup]:
    """Return the groups that the person may see of some thing of a kind, whatever the conditions.

    It serves what is shown before any thing is known: the facets and orders of a list.
    """
    if not may_at_all(person, operation, resource):
        return frozenset()
    rows = _rows_of(person.roles, resource, operation)
    return frozenset[FieldGroup]().union(*(row.groups for row in rows))


def _by_roles(person: Principal, operation: Operation, target: AccessTarget) -> AccessDecision:
    if person.within is not None and (target.resource, operation) not in person.within:
        return REFUSED
    groups: set[FieldGroup] = set()
    failed: set[AccessCondition] = set()
    is_allowed = False
    for row in _rows_of(person.roles, target.resource, operation):
        missing = {item for item in row.conditions if not holds(item, person, target)}
        failed |= missing
        if not missing:
            is_allowed = True
            groups |= row.groups
    if is_allowed:
        return AccessDecision(is_allowed=True, groups=frozenset(groups))
    return AccessDecision(is_allowed=False, failed=frozenset(failed))


def _rows_of(
    roles: frozenset[JobRole], resource: Resource, operation: Operation
) -> Iterator[Permission]:
    for row in _index().get((resource, operation), ()):
        if roles.intersection(row.roles):
            yield row


@cache
def _index() -> MappingProxyType[tuple[Resource, Operation], tuple[Permission, ...]]:
    found: dict[tuple[Resource, Operation], tuple[Permission, ...]] = {}
    for row in permissions():
        for operation in row.operations:
            key = row.resource, operation
            found[key] = (*found.get(key, ()), row)
    return MappingProxyType(found)
