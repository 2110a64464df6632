"""References in templates: within a stack, and between stacks by export or by output."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_IMPORT = "Fn::ImportValue"
_GET_OUTPUT = "Fn::GetStackOutput"
_GET_ATT = "Fn::GetAtt"
_SUB = "Fn::Sub"


@dataclass(frozen=True, slots=True)
class Read:
    """One value that a stack reads from another stack."""

    by: str
    """The reading stack."""
    export: str | None = None
    """The export's name; CloudFormation locks it while it is imported."""
    stack: str | None = None
    output: str | None = None
    """The stack and its output, read once at each deployment and not locked."""


def reads_in(template: Mapping[str, Any], by: str) -> frozenset[Read]:
    """Return everything that a stack's template reads from others."""
    return frozenset(read for node in nodes(template) if (read := _read(node, by)) is not None)


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every object in a template, the outer ones first."""
    if isinstance(value, dict):
        yield value
        for each in value.values():
            yield from nodes(each)
    elif isinstance(value, list):
        for each in value:
            yield from nodes(each)


def names_in(value: Any) -> Iterator[str]:
    """Yield the logical ids that a value names by Ref, Fn::GetAtt or Fn::Sub."""
    for node in nodes(value):
        if isinstance(node.get("Ref"), str):
            yield node["Ref"]
        if _GET_ATT in node:
            yield from _of_attribute(node[_GET_ATT])
        if _SUB in node:
            yield from _of_text(node[_SUB])


def _read(node: dict[str, Any], by: str) -> Read | None:
    if isinstance(node.get(_IMPORT), str):
        return Read(by, export=node[_IMPORT])
    found = node.get(_GET_OUTPUT)
    if isinstance(found, dict):
        return Read(by, stack=found.get("StackName"), output=found.get("OutputName"))
    return None


def _of_attribute(value: Any) -> Iterator[str]:
    if isinstance(value, list) and value and isinstance(value[0], str):
        yield value[0]
    elif isinstance(value, str):
        yield value.partition(".")[0]


def _of_text(value: Any) -> Iterator[str]:
    text = value[0] if isinstance(value, list) else value
    if isinstance(text, str):
        for part in text.split("${")[1:]:
            name = part.partition("}")[0]
            if not name.startswith(("AWS::", "!")):
                yield name.partition(".")[0]
