"""Reading synthesized CloudFormation templates in tests."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from claimtrail.bootstrap.stacks import STACK_NAMES
from infra.acknowledgments import Finding
from infra.functions.registry import declared_functions
from infra.settings import Settings
from infra.stage import Stage


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource of a stage."""

    stack: str
    logical_id: str
    path: str
    """Construct path below the stack: `Claim/Table/Resource`."""
    type: str
    properties: dict[str, Any]
    body: dict[str, Any]

    @property
    def handler(self) -> str:
        """The function's name, for functions."""
        return str(self.properties["Handler"]).split(".")[2]


@dataclass(frozen=True, slots=True)
class Synthesized:
    """One stage as `cdk synth` writes it, with what cdk-nag found."""

    source: Stage
    """The settings that it was synthesized from."""
    folder: Path
    findings: tuple[Finding, ...]

    @property
    def settings(self) -> Settings:
        """The stage's settings."""
        return self.source.settings

    @property
    def stage(self) -> str:
        """The stage's name."""
        return self.settings.stage

    def template(self, stack: str) -> dict[str, Any]:
        """One stack's template; `stack` as `storage`."""
        path = self.folder / f"claimtrail-{self.stage}-{stack}.template.json"
        template: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return template

    def resources(self, type_: str) -> list[Resource]:
        """All resources of a type, in all stacks."""
        return [resource for resource in self._all() if resource.type == type_]

    def all_resources(self) -> list[Resource]:
        """All resources of every type."""
        return list(self._all())

    def resource(self, type_: str, path: str) -> Resource:
        """The one resource of a type whose construct path begins so."""
        (found,) = [item for item in self.resources(type_) if item.path.startswith(f"{path}/")]
        return found

    def has_function(self, name: str) -> bool:
        """Return whether functions/<noun>/<name>.py is deployed: some are in a few stages alone."""
        return any(item.handler == name for item in self.resources("AWS::Lambda::Function"))

    def function(self, name: str) -> Resource:
        """The function that runs functions/<noun>/<name>.py."""
        (found,) = [
            item for item in self.resources("AWS::Lambda::Function") if item.handler == name
        ]
        return found

    def statements(self, role_path: str) -> list[dict[str, Any]]:
        """The statements of the policies that hang on the role below a construct path."""
        return [
            statement
            for policy in self.resources("AWS::IAM::Policy")
            if policy.path.startswith(f"{role_path}/")
            for statement in policy.properties["PolicyDocument"]["Statement"]
        ]

    def schedules(self) -> set[str]:
        """The names of the schedules of the functions that the stage has."""
        return {
            f"{one.schedule.name}Schedule"
            for one in declared_functions()
            if one.schedule and one.is_wanted(self.settings)
        }

    def outputs(self) -> set[str]:
        """The names of the outputs that are for people and commands."""

        return {
            name
            for stack in STACK_NAMES
            for name in self.template(stack).get("Outputs", {})
            if not name.startswith(("ExportsOutput", "PublishOutput"))
        }

    def _all(self) -> tuple[Resource, ...]:
        return _resources(self.folder)


@cache
def _resources(folder: Path) -> tuple[Resource, ...]:
    """The resources of a synthesized folder, read once: some tests ask for each type in turn."""
    return tuple(_read(folder))


def _read(folder: Path) -> Iterator[Resource]:
    for path in sorted(folder.glob("*.template.json")):
        stack = path.name.removesuffix(".template.json").rsplit("-", 1)[1]
        template = json.loads(path.read_text(encoding="utf-8"))
        for logical_id, body in template["Resources"].items():
            construct = body.get("Metadata", {}).get("aws:cdk:path", "")
            yield Resource(
                stack=stack,
                logical_id=logical_id,
                path=construct.partition("/")[2],
                type=body["Type"],
                properties=body.get("Properties", {}),
                body=body,
            )


def as_list(value: Any) -> list[Any]:
    """Policies write one as itself and several as a list."""
    return value if isinstance(value, list) else [value]


def invoke_config(stage: Synthesized, name: str) -> dict[str, Any]:
    """Return what Lambda does with asynchronous invocations of a function that fail."""
    function = stage.function(name).logical_id
    [found] = [
        config.properties
        for config in stage.resources("AWS::Lambda::EventInvokeConfig")
        if config.properties["FunctionName"] == {"Ref": function}
    ]
    return found
