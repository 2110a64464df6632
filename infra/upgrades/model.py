"""An upgrade: the stacks of two releases, and the findings about going from one to the other."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from claimtrail.kernel.errors import Explanation
from infra.upgrades.references import Read, reads_in

Template = Mapping[str, Any]
Resource = Mapping[str, Any]
UNDEPLOYED = "AWS::CDK::Metadata"
"""The type of a resource of the CDK that nothing depends on."""


@dataclass(frozen=True, slots=True)
class Output:
    """An output of a stack, by the names under which other stacks read it."""

    stack: str
    name: str
    value: Any
    export: str | None
    """The name of its export, None when it has none."""


@dataclass(frozen=True)
class StackTemplate:
    """One stack of a release; what its template yields is computed once."""

    name: str
    template: Template
    dependencies: tuple[str, ...] = ()
    """The names of the stacks that the CDK deploys before it."""
    bytes: int = 0
    """The size of the template's file."""
    region: str = ""
    """The region that it is deployed into."""

    @cached_property
    def resources(self) -> Mapping[str, Resource]:
        """Return its resources by logical id."""
        return {
            logical_id: body
            for logical_id, body in self.template.get("Resources", {}).items()
            if body["Type"] != UNDEPLOYED
        }

    @cached_property
    def reads(self) -> frozenset[Read]:
        """Return everything that it reads from other stacks."""
        return reads_in(self.template, self.name)

    @property
    def outputs(self) -> Iterator[Output]:
        """Yield its outputs."""
        for name, body in self.template.get("Outputs", {}).items():
            export = body.get("Export", {}).get("Name")
            yield Output(self.name, name, body.get("Value"), _text(export))


@dataclass(frozen=True, slots=True)
class Release:
    """The stacks of one release of a stage, as they are synthesized."""

    source: str
    """The folder or archive that they were read from, or `deployed`."""
    stacks: Mapping[str, StackTemplate] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Upgrade:
    """Two releases of one stage."""

    old: Release
    new: Release

    def in_both(self) -> Iterator[tuple[StackTemplate, StackTemplate]]:
        """Yield the stacks that both releases have, old and new."""
        for name, old in self.old.stacks.items():
            if name in self.new.stacks:
                yield old, self.new.stacks[name]


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One reason for which a release must not be deployed over the other."""

    code: str
    stack: str
    subject: str
    """A logical id, an output or another stack; empty where it is of the stack itself."""
    what: str
    next_step: str

    @property
    def where(self) -> str:
        """Return the stack and the place in it."""
        return f"{self.stack}/{self.subject}" if self.subject else self.stack

    def explanation(self) -> Explanation:
        """Return the finding as errors say it."""
        return Explanation(
            code=self.code, what=self.what, where=self.where, next_step=self.next_step
        )


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None
