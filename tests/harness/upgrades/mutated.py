"""The stacks of the last release as mutations change them, and the findings about that."""

import copy
import json
from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from infra.upgrades.assembly import read_release
from infra.upgrades.behavior import specified
from infra.upgrades.check import findings
from infra.upgrades.model import Finding, Release, StackTemplate
from tests.harness.templates.releases import kept

Stacks = dict[str, dict[str, Any]]
Mutation = Callable[[Stacks, Random], str]
"""Changes the stacks in place; returns where a finding must stand."""
STORAGE, INTAKE, WORKFLOW = (
    f"claimtrail-prod-{name}" for name in ("storage", "intake", "workflow")
)
_READ, _EXPORTED = "PublishOutput", "ExportsOutput"
AUDIT, OPERATIONS = "claimtrail-prod-audit", "claimtrail-prod-operations"


def importing(release: Release) -> Release:
    """Return a release whose stacks import exports, as CDK applications do that set nothing."""
    return Release(
        release.source,
        {
            name: StackTemplate(
                name, _importing(stack.template, name), stack.dependencies, bytes=stack.bytes
            )
            for name, stack in release.stacks.items()
        },
    )


def _importing(template: Any, stack: str) -> dict[str, Any]:
    outputs = {
        name.replace(_READ, _EXPORTED): body
        | ({"Export": {"Name": _export(stack, name)}} if name.startswith(_READ) else {})
        for name, body in template.get("Outputs", {}).items()
    }
    strong: dict[str, Any] = _strong({**template, "Outputs": outputs})
    return strong


def _strong(value: Any) -> Any:
    if isinstance(value, list):
        return [_strong(each) for each in value]
    if not isinstance(value, Mapping):
        return value
    read = value.get("Fn::GetStackOutput")
    if read:
        return {"Fn::ImportValue": _export(read["StackName"], read["OutputName"])}
    return {name: _strong(each) for name, each in value.items()}


def _export(stack: str, output: str) -> str:
    return f"{stack}:{output.replace(_READ, _EXPORTED)}"


OLD = importing(read_release(kept("prod")))


def dice_of(seed: int) -> Random:
    """The dice by which a mutation is drawn."""
    return Random(seed)  # noqa: S311 - drawn again by its seed


def stacks_of(release: Release) -> Stacks:
    """A copy of the templates, with the order of the stacks."""
    return {
        name: {"template": copy.deepcopy(dict(stack.template)), "before": list(stack.dependencies)}
        for name, stack in release.stacks.items()
    }


def release_of(stacks: Stacks) -> Release:
    """The stacks as a release."""
    return Release(
        "mutated",
        {
            name: StackTemplate(
                name,
                each["template"],
                tuple(each["before"]),
                bytes=len(json.dumps(each["template"])),
            )
            for name, each in stacks.items()
        },
    )


def found(stacks: Stacks, old: Release = OLD) -> tuple[Finding, ...]:
    """The findings about an upgrade to the stacks."""
    return findings(old, release_of(stacks), specified())


def drawn(stacks: Stacks, dice: Random, *types: str) -> tuple[str, str, dict[str, Any]]:
    """A resource of one of the types: its stack, logical id and body."""
    all_of_them = [
        (name, logical_id, body)
        for name, each in sorted(stacks.items())
        for logical_id, body in sorted(each["template"]["Resources"].items())
        if body["Type"] in types
    ]
    return dice.choice(all_of_them)


def resources(stacks: Stacks, stack: str) -> dict[str, Any]:
    """The resources of a stack, to be changed."""
    found: dict[str, Any] = stacks[stack]["template"]["Resources"]
    return found
