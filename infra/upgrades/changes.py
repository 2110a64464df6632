"""The changes between two releases: properties that differ, and the resources they replace.

A property that names a replaced resource changes with it, in the same stack or in another one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from infra.upgrades.behavior import Behaviors
from infra.upgrades.model import Resource, Upgrade
from infra.upgrades.references import names_in

Place = tuple[str, str]
"""A stack's name and a logical id in it."""
_PROPERTIES = "Properties"


@dataclass(slots=True)
class Changes:
    """Everything that an upgrade does to resources which both releases have."""

    upgrade: Upgrade
    behaviors: Behaviors
    replaced: dict[Place, str] = field(default_factory=dict)
    """Resource to the property that replaces it."""

    def __post_init__(self) -> None:
        """Find the replaced resources: until nothing is added, since each may replace others."""
        found = -1
        while found != len(self.replaced):
            found = len(self.replaced)
            for place, old, new in kept_resources(self.upgrade):
                if place not in self.replaced and (path := self._replaced_by(place, old, new)):
                    self.replaced[place] = path

    def is_replaced(self, value: Any, stack: str) -> bool:
        """Return whether a value in a stack's template names something that is replaced."""
        return any((stack, name) in self.replaced for name in names_in(value))

    def is_swapped(self, value: Any, stack: str) -> bool:
        """Return whether a value names something replaced that holds no state of its own."""
        return any(
            not self.behaviors.of(self._type(stack, name)).is_stateful
            for name in names_in(value)
            if (stack, name) in self.replaced
        )

    def _type(self, stack: str, logical_id: str) -> str:
        return str(self.upgrade.new.stacks[stack].resources[logical_id]["Type"])

    def _replaced_by(self, place: Place, old: Resource, new: Resource) -> str | None:
        behavior = self.behaviors.of(new["Type"])
        changed = changed_paths(old.get(_PROPERTIES, {}), new.get(_PROPERTIES, {}))
        candidates = (*changed, *self._through_replaced(place, new))
        return next((path for path in candidates if behavior.replaces(path)), None)

    def _through_replaced(self, place: Place, new: Resource) -> Iterator[str]:
        """Yield the properties that name a replaced resource of the same stack."""
        for name, value in new.get(_PROPERTIES, {}).items():
            if self.is_replaced(value, place[0]):
                yield name


def kept_resources(upgrade: Upgrade) -> Iterator[tuple[Place, Resource, Resource]]:
    """Yield the resources that both releases have with the same type, old and new."""
    for old, new in upgrade.in_both():
        for logical_id, body in old.resources.items():
            other = new.resources.get(logical_id)
            if other is not None and other["Type"] == body["Type"]:
                yield (old.name, logical_id), body, other


def changed_paths(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    """Yield the properties that differ, and one level of those within: `TableInput.Name`."""
    for name in sorted(old.keys() | new.keys()):
        before, after = old.get(name), new.get(name)
        if same(before, after):
            continue
        yield name
        if isinstance(before, dict) and isinstance(after, dict):
            for inner in sorted(before.keys() | after.keys()):
                if not same(before.get(inner), after.get(inner)):
                    yield f"{name}.{inner}"


def same(old: Any, new: Any) -> bool:
    """Return whether two values are alike, however they reach another stack's output."""
    return bool(old == new or _plain(old) == _plain(new))


def _plain(value: Any) -> Any:
    """Return a value with references to other stacks in one form.

    The CDK names an export `STACK:ExportsOutput<what>` and the output of a weak reference
    `PublishOutput<what>`; both end in a digest of their own.
    """
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if not isinstance(value, dict):
        return value
    if isinstance(exported := value.get("Fn::ImportValue"), str):
        stack, _, output = exported.partition(":")
        return _reference(stack, output)
    if isinstance(found := value.get("Fn::GetStackOutput"), dict):
        return _reference(str(found.get("StackName")), str(found.get("OutputName")))
    return {name: _plain(each) for name, each in value.items()}


_DIGEST = 8
_PREFIXES = ("ExportsOutput", "PublishOutput")


def _reference(stack: str, output: str) -> tuple[str, str, str]:
    for prefix in _PREFIXES:
        if output.startswith(prefix):
            return "output", stack, output.removeprefix(prefix)[:-_DIGEST]
    return "output", stack, output
