"""The permission table in Cedar's language, for its own engine: an oracle beside ours.

An action of Cedar's is an operation on a resource, with a group of fields or without one:
`claim:read`, `claim:read:money`. A restricted thing is forbidden unless its glass is broken.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from claimtrail.access.conditions import AccessCondition
from claimtrail.access.fields import FieldGroup
from claimtrail.access.permissions import Permission
from claimtrail.access.resources import Operation, Resource
from claimtrail.access.subjects import AccessTarget, Principal

_WHEN = {
    AccessCondition.OWN_FACILITY: (
        'resource.facility == "" || principal.facilities.contains("*")'
        " || principal.facilities.contains(resource.facility)"
    ),
    AccessCondition.OWN_PAYER: (
        'resource.payer == "" || principal.payers.contains("*")'
        " || principal.payers.contains(resource.payer)"
    ),
    AccessCondition.OWN_WORK: (
        'resource.owner != "" && (resource.owner == principal.name'
        " || principal.queues.contains(resource.owner))"
    ),
    AccessCondition.AWAITS_DOCUMENTS: "resource.awaits_documents",
    AccessCondition.OWN_TOPIC: (
        'resource.topic == "" || principal.queues.contains("queue:patient-accounts")'
    ),
    AccessCondition.OF_ANOTHER_PERSON: "resource.asked_by != principal.name",
}
_RESTRICTED = """forbid (principal, action, resource)
when {{ !resource.restrictions.isEmpty() && !context.glass_is_broken }}
unless {{ {breaking} }};"""


def action_name(resource: Resource, operation: Operation, group: FieldGroup | None = None) -> str:
    """Return the name of an action in Cedar."""
    return ":".join([resource, operation, *([group] if group else [])])


def policies_of(table: Iterable[Permission]) -> str:
    """Return the policies that say what the rows say."""
    rows = [policy for row in table for policy in _policies(row)]
    breaking = " || ".join(
        f'action == Action::"{action_name(resource, Operation.BREAK_GLASS)}"'
        for resource in (Resource.CLAIM, Resource.TICKET)
    )
    return "\n".join([*rows, _RESTRICTED.format(breaking=breaking)])


def _policies(row: Permission) -> Iterator[str]:
    actions = sorted(
        action_name(row.resource, operation, group)
        for operation in row.operations
        for group in (None, *row.groups)
    )
    among = ", ".join(f'Action::"{name}"' for name in actions)
    tests = " && ".join(f"({_WHEN[item]})" for item in sorted(row.conditions)) or "true"
    for role in sorted(row.roles):
        scope = f'principal in Role::"{role}", action in [{among}], resource'
        yield f"permit ({scope}) when {{ {tests} }};"


def entities_of(person: Principal, target: AccessTarget) -> str:
    """Return the person, with roles, and the thing, as Cedar's entities."""
    roles = [{"type": "Role", "id": role} for role in sorted(person.roles)]
    entities: list[dict[str, Any]] = [{"uid": role, "attrs": {}, "parents": []} for role in roles]
    entities += [
        {
            "uid": {"type": "Person", "id": person.id},
            "attrs": {
                "name": f"user:{person.id}",
                "facilities": sorted(person.facilities),
                "payers": sorted(person.payers),
                "queues": sorted(person.queues),
            },
            "parents": roles,
        },
        {
            "uid": {"type": "Thing", "id": "it"},
            "attrs": {
                "facility": target.facility,
                "payer": target.payer,
                "owner": target.owner,
                "asked_by": target.asked_by,
                "topic": target.topic,
                "awaits_documents": target.awaits_documents,
                "restrictions": sorted(target.restrictions),
            },
            "parents": [],
        },
    ]
    return json.dumps(entities)


def request_of(person: Principal, action: str, *, glass_is_broken: bool) -> dict[str, Any]:
    """Return the question to Cedar."""
    return {
        "principal": f'Person::"{person.id}"',
        "action": f'Action::"{action}"',
        "resource": 'Thing::"it"',
        "context": {"glass_is_broken": glass_is_broken},
    }
