"""The hooks behind a resource type's create and update, shared by the patches of CloudFormation."""

from collections.abc import Callable
from typing import Any

from ministack.services.cloudformation import provisioners

from patched_ministack import seam

Properties = dict[str, Any]


def truthy(value: Any) -> bool:
    """A CloudFormation boolean, which may come as text."""
    return str(value).lower() == "true"


def handlers(resource_type: str) -> dict[str, Any]:
    """The emulator's handlers of a resource type it knows. Raises SeamChangedError otherwise."""
    known: dict[str, dict[str, Any]] = seam.attribute(provisioners, "_RESOURCE_HANDLERS")
    seam.expect(
        holds={"create", "update"} <= known.get(resource_type, {}).keys(),
        seam=f"the CloudFormation handlers of {resource_type}",
    )
    return known[resource_type]


def knows(resource_type: str) -> bool:
    """Return whether the emulator has handlers of its own for a resource type."""
    return resource_type in provisioners._RESOURCE_HANDLERS


def define(
    resource_type: str,
    *,
    create: Callable[[str, Properties, str], tuple[str, Properties]],
    update: Callable[[str, Properties, Properties, str], tuple[str, Properties]],
    delete: Callable[[str, Properties], None],
) -> None:
    """Teach the emulator a resource type. Raises SeamChangedError when it knows it already."""
    seam.expect(holds=not knows(resource_type), seam=f"the absence of {resource_type}")
    provisioners._RESOURCE_HANDLERS[resource_type] = {
        "create": create,
        "update": update,
        "delete": delete,
    }


def after_change(resource_type: str, settle: Callable[[str, Properties], None]) -> None:
    """Call `settle(physical_id, properties)` after each create and update of a resource type."""
    known = handlers(resource_type)
    create, update = known["create"], known["update"]

    def creating(logical_id: str, properties: Properties, stack: str) -> Any:
        created = create(logical_id, properties, stack)
        settle(created[0], properties)
        return created

    def updating(physical_id: str, old: Properties, new: Properties, *rest: Any) -> Any:
        updated = update(physical_id, old, new, *rest)
        settle(updated[0], new)
        return updated

    known["create"], known["update"] = creating, updating


def succeed(response: Any, what: str) -> None:
    """Raise ValueError, which fails the stack, when a service's own function refused."""
    if response[0] >= 300:  # noqa: PLR2004 - HTTP: 3xx and above is no success
        raise ValueError(f"{what} was refused: {response[2]!r}")
