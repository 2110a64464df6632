"""Changes of any resource that CloudFormation refuses: another type, a name that is in use."""

import json
from collections.abc import Iterator
from typing import Any

from infra.upgrades.changes import Changes, Place
from infra.upgrades.model import Finding, Resource, StackTemplate
from infra.upgrades.references import names_in

_Name = tuple[str, ...]


def retyped(changes: Changes) -> Iterator[Finding]:
    """Yield logical ids that stand for a resource of another type now."""
    for old, new in changes.upgrade.in_both():
        for logical_id, body in old.resources.items():
            other = new.resources.get(logical_id)
            if other is not None and other["Type"] != body["Type"]:
                yield Finding(
                    code="TYPE_CHANGED",
                    stack=old.name,
                    subject=logical_id,
                    what=f"{body['Type']} became {other['Type']}; CloudFormation refuses another "
                    "type under one logical id",
                    next_step="Give the new resource a name of its own.",
                )


def name_taken(changes: Changes) -> Iterator[Finding]:
    """Yield resources that would be created while another one still has their place.

    CloudFormation creates the new resource before it deletes the old one.
    """
    old_names = {
        name: (stack.name, logical_id)
        for stack in changes.upgrade.old.stacks.values()
        for logical_id, name in _names(stack, changes)
    }
    for stack in changes.upgrade.new.stacks.values():
        for logical_id, name in _names(stack, changes):
            holder = old_names.get(name)
            if holder and (holder != (stack.name, logical_id) or holder in changes.replaced):
                yield _taken(holder, (stack.name, logical_id), name)


def _taken(holder: Place, creates: Place, name: _Name) -> Finding:
    stack, logical_id = creates
    return Finding(
        code="NAME_TAKEN",
        stack=stack,
        subject=logical_id,
        what=f"a second {name[0]} would be created for {' '.join(name[1:])}, while "
        f"{'/'.join(holder)} still is there",
        next_step="Keep the logical id and the properties that replace it, or change the name.",
    )


def _names(stack: StackTemplate, changes: Changes) -> Iterator[tuple[str, _Name]]:
    """Yield the logical ids of resources of which there can be one only, with type and name.

    What a name refers to in its own stack is another thing in another stack.
    """
    for logical_id, body in stack.resources.items():
        paths = changes.behaviors.of(body["Type"]).names
        values = [_at(body, path) for path in paths]
        is_named = bool(paths) and all(value is not None for value in values)
        if is_named and not changes.is_replaced(values, stack.name):
            own = (stack.name,) if any(names_in(values)) else ()
            yield logical_id, (body["Type"], *own, *map(_shown, values))


def _at(body: Resource, path: str) -> Any:
    value: Any = body.get("Properties", {})
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True)
