"""The stacks themselves: none vanishes, none waits for itself, and their order stays."""

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Any

from infra.upgrades.changes import Changes
from infra.upgrades.model import Finding, Release, StackTemplate
from infra.upgrades.references import names_in

MOST_BYTES, MOST_RESOURCES, MOST_OUTPUTS = 1_000_000, 500, 200
"""The most that CloudFormation takes of one template (User Guide, "CloudFormation quotas")."""
_Graph = Mapping[str, set[str]]


def vanished(changes: Changes) -> Iterator[Finding]:
    """Yield stacks that stay deployed and that no release updates any more."""
    for name in changes.upgrade.old.stacks.keys() - changes.upgrade.new.stacks.keys():
        yield Finding(
            code="STACK_VANISHED",
            stack=name,
            subject="",
            what="the new release has no such stack; the deployed one stays, and works on beside "
            "the new ones",
            next_step="Keep the stack and its name; what it holds moves in releases of its own.",
        )


def circular(changes: Changes) -> Iterator[Finding]:
    """Yield circles: of stacks, and of resources in a stack."""
    new = changes.upgrade.new
    if circle := _circle(_before(new)):
        yield _circular(circle[0], " -> ".join(circle), "stacks wait for one another")
    for name, stack in new.stacks.items():
        if circle := _circle(_resources(stack)):
            yield _circular(name, " -> ".join(circle), "resources wait for one another")


def reordered(changes: Changes) -> Iterator[Finding]:
    """Yield pairs of stacks that are deployed the other way round than before."""
    old, new = changes.upgrade.old, changes.upgrade.new
    if _circle(_before(old)) or _circle(_before(new)):
        return
    first, then = _closure(_before(old)), _closure(_before(new))
    for later, earlier_ones in sorted(first.items()):
        for earlier in sorted(earlier_ones):
            if later in then.get(earlier, ()):
                yield Finding(
                    code="STACKS_REORDERED",
                    stack=later,
                    subject=earlier,
                    what=f"{later} was deployed after {earlier}, and would be before it: what it "
                    "reads of that stack may not be there yet",
                    next_step="Keep the order of the stacks; move the value that is read instead.",
                )


def too_large(changes: Changes) -> Iterator[Finding]:
    """Yield stacks that CloudFormation would not take."""
    for name, stack in changes.upgrade.new.stacks.items():
        for count, most, unit in _sizes(stack):
            if count > most:
                yield Finding(
                    code="STACK_TOO_LARGE",
                    stack=name,
                    subject="",
                    what=f"{count:,} {unit}, and CloudFormation takes {most:,}",
                    next_step="Put new things into a new stack; what is deployed stays.",
                )


def _sizes(stack: StackTemplate) -> Iterator[tuple[int, int, str]]:
    yield stack.bytes, MOST_BYTES, "bytes"
    yield len(stack.resources), MOST_RESOURCES, "resources"
    yield len(list(stack.outputs)), MOST_OUTPUTS, "outputs"


def _circular(subject: str, circle: str, what: str) -> Finding:
    return Finding(
        code="CIRCULAR",
        stack=subject,
        subject="",
        what=f"{what}: {circle}",
        next_step="Take away one of the references; pass a name instead of a resource.",
    )


def _before(release: Release) -> _Graph:
    """Return for each stack those that must be deployed before it."""
    exporters = {
        output.export: name
        for name, stack in release.stacks.items()
        for output in stack.outputs
        if output.export
    }
    graph = {}
    for name, stack in release.stacks.items():
        read = {exporters.get(each.export) if each.export else each.stack for each in stack.reads}
        before = {each for each in (*stack.dependencies, *read) if each in release.stacks}
        graph[name] = {each for each in before if each is not None} - {name}
    return graph


def _resources(stack: StackTemplate) -> _Graph:
    resources = stack.resources
    return {
        logical_id: ({*names_in(body.get("Properties", {})), *_waits(body)} & resources.keys())
        for logical_id, body in resources.items()
    }


def _waits(body: Mapping[str, Any]) -> list[str]:
    named = body.get("DependsOn", [])
    return [named] if isinstance(named, str) else list(named)


def _circle(graph: _Graph) -> list[str]:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return [str(each) for each in error.args[1]]
    return []


def _closure(graph: _Graph) -> _Graph:
    closed: dict[str, set[str]] = {}
    for name in TopologicalSorter(graph).static_order():
        direct = graph.get(name, set())
        closed[name] = direct.union(*(closed[each] for each in direct))
    return closed
