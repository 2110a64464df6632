"""Resources that hold state: they are never replaced, removed, moved or unprotected."""

from collections.abc import Iterator

from infra.upgrades.behavior import STATEFUL, UNCHANGEABLE
from infra.upgrades.changes import Changes, Place, changed_paths, kept_resources, same
from infra.upgrades.model import Finding, Resource

_GUIDE = "docs/upgrades.md"
_POLICIES = ("DeletionPolicy", "UpdateReplacePolicy")
_KEEPS = ("Retain", "RetainExceptOnCreate", "Snapshot")


def replaced(changes: Changes) -> Iterator[Finding]:
    """Yield the stateful resources that the upgrade would replace by empty ones."""
    for (stack, logical_id), _, new in kept_resources(changes.upgrade):
        path = changes.replaced.get((stack, logical_id))
        if path and changes.behaviors.of(new["Type"]).is_stateful:
            yield Finding(
                code="STATEFUL_REPLACED",
                stack=stack,
                subject=logical_id,
                what=f"{new['Type']} would be replaced, since {path} changes, and "
                f"{_lost(new['Type'])} would be lost",
                next_step=f"Leave {path} as it is, or add a second resource and move the data: "
                f"{_GUIDE}.",
            )


def unchangeable(changes: Changes) -> Iterator[Finding]:
    """Yield changed properties that AWS refuses to change, or whose change destroys the state."""
    for (stack, logical_id), old, new in kept_resources(changes.upgrade):
        for path in changed_paths(old.get("Properties", {}), new.get("Properties", {})):
            if reason := UNCHANGEABLE.get((new["Type"], path)):
                yield Finding(
                    code="STATEFUL_UNCHANGEABLE",
                    stack=stack,
                    subject=logical_id,
                    what=f"{path} of {new['Type']} changes: {reason}",
                    next_step=f"Leave {path} as it is.",
                )


def removed(changes: Changes) -> Iterator[Finding]:
    """Yield the stateful resources that the new release no longer has at their place."""
    upgrade = changes.upgrade
    for name, old in upgrade.old.stacks.items():
        kept = upgrade.new.stacks[name].resources if name in upgrade.new.stacks else {}
        for logical_id, body in old.resources.items():
            if logical_id not in kept and changes.behaviors.of(body["Type"]).is_stateful:
                yield _removed(changes, (name, logical_id), body)


def _removed(changes: Changes, place: Place, body: Resource) -> Finding:
    stack, logical_id = place
    other = _successor(changes, body)
    what = f"{body['Type']} would be removed, and {_lost(body['Type'])} with it"
    next_step = (
        "Keep it for this release; remove it in a later one, when nothing uses it and it is empty."
    )
    if other:
        what = f"{body['Type']} is {'/'.join(other)} now: CloudFormation creates an empty one there"
        next_step = (
            f"Give the construct its old place and name, or call override_logical_id"
            f"({logical_id!r}) on its CfnResource."
        )
    return Finding(
        code="STATEFUL_RENAMED" if other else "STATEFUL_REMOVED",
        stack=stack,
        subject=logical_id,
        what=what,
        next_step=next_step,
    )


def _successor(changes: Changes, body: Resource) -> Place | None:
    """Return the new resource that has the same properties, if only its place is another."""
    for name, stack in changes.upgrade.new.stacks.items():
        old = changes.upgrade.old.stacks.get(name)
        for logical_id, other in stack.resources.items():
            is_new = old is None or logical_id not in old.resources
            if is_new and other["Type"] == body["Type"] and _alike(body, other):
                return name, logical_id
    return None


def _alike(one: Resource, other: Resource) -> bool:
    return same(one.get("Properties", {}), other.get("Properties", {}))


def unprotected(changes: Changes) -> Iterator[Finding]:
    """Yield the stateful resources that outlived their stack, and would no longer."""
    for (stack, logical_id), old, new in kept_resources(changes.upgrade):
        if not changes.behaviors.of(new["Type"]).is_stateful:
            continue
        for policy in _POLICIES:
            if old.get(policy) in _KEEPS and new.get(policy) not in _KEEPS:
                yield Finding(
                    code="STATEFUL_UNPROTECTED",
                    stack=stack,
                    subject=logical_id,
                    what=f"{policy} was {old[policy]}, and is {new.get(policy, 'not set')} now",
                    next_step="Keep the removal policy; `keep_data` in the stage's settings sets "
                    "it.",
                )


def _lost(type_: str) -> str:
    return STATEFUL.get(type_, "what it holds")
