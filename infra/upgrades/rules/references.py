"""Values that stacks read from one another: what is read stays until no reader is left.

Stacks are deployed one after the other, those that are read first. So the old readers meet the new
stack: an export that they import cannot change, and what they use must not go away under them.
"""

from collections.abc import Iterator, Mapping

from infra.upgrades.changes import Changes, same
from infra.upgrades.model import Finding, Output, Release
from infra.upgrades.references import Read, names_in

_Found = tuple[Read, Output]


def locked(changes: Changes) -> Iterator[Finding]:
    """Yield exports that CloudFormation refuses to remove or change: old stacks import them."""
    exports = _exports(changes.upgrade.new)
    for export, (output, readers) in sorted(_imported(changes.upgrade.old).items()):
        now = exports.get(export)
        gone = now is None
        if now is None or _differs(output, now, changes):
            yield Finding(
                code="EXPORT_IN_USE",
                stack=output.stack,
                subject=output.name,
                what=f"an export that {_listed(readers)} {_verb(readers)} would "
                f"{'vanish' if gone else 'change'}; CloudFormation refuses that",
                next_step=f"Keep it for this release with export_value in the stack of "
                f"{output.stack}; it can go when the release that no longer imports it is "
                "deployed everywhere."
                if gone
                else "Keep the resource behind it, and add a second one beside it.",
            )


def taken_away(changes: Changes) -> Iterator[Finding]:
    """Yield removed resources that the stacks deployed later use until their own turn."""
    for read, output in _weak(changes.upgrade.old):
        for logical_id in sorted(set(names_in(output.value))):
            if not _has(changes.upgrade.new, output.stack, logical_id):
                yield Finding(
                    code="READ_RESOURCE_REMOVED",
                    stack=output.stack,
                    subject=logical_id,
                    what=f"{read.by} uses it until its own turn comes, and would fail meanwhile",
                    next_step="Let no stack read it in this release; remove it in the next one.",
                )


def unseen(changes: Changes) -> Iterator[Finding]:
    """Yield outputs that change behind the same name: their readers would keep the old value.

    A replaced resource that holds state is a finding of its own.
    """
    for read, output in _weak(changes.upgrade.new):
        if changes.is_swapped(output.value, output.stack):
            yield Finding(
                code="OUTPUT_CHANGES_UNSEEN",
                stack=output.stack,
                subject=output.name,
                what=f"the resource behind it is replaced, and {read.by} keeps the old value as "
                "long as its own template stays",
                next_step="Give the replaced resource another logical id: the output's name "
                "changes with it, and so do its readers.",
            )


def missing(changes: Changes) -> Iterator[Finding]:
    """Yield values that a new stack reads, and no new stack has."""
    new = changes.upgrade.new
    exports, outputs = _exports(new), _outputs(new)
    for name, stack in new.stacks.items():
        for read in sorted(stack.reads, key=str):
            known = read.export in exports or (read.stack, read.output) in outputs
            if not known:
                what = read.export or f"{read.stack}/{read.output}"
                yield Finding(
                    code="READ_MISSING",
                    stack=name,
                    subject=what,
                    what="the stack reads it, and no stack of the release has it",
                    next_step="Synthesize all stacks of the stage together.",
                )


def _imported(release: Release) -> dict[str, tuple[Output, set[str]]]:
    """Return the exports that other stacks import, each with who does."""
    exports = _exports(release)
    found: dict[str, tuple[Output, set[str]]] = {}
    for stack in release.stacks.values():
        for read in stack.reads:
            if read.export and read.export in exports:
                output = exports[read.export]
                found.setdefault(read.export, (output, set()))[1].add(stack.name)
    return found


def _weak(release: Release) -> list[_Found]:
    """Return what is read by name of stack and output, with the output."""
    outputs = _outputs(release)
    reads = [read for stack in release.stacks.values() for read in stack.reads]
    found = [
        (read, outputs[read.stack, read.output])
        for read in reads
        if read.stack and read.output and (read.stack, read.output) in outputs
    ]
    return sorted(found, key=str)


def _exports(release: Release) -> Mapping[str | None, Output]:
    return {
        output.export: output
        for stack in release.stacks.values()
        for output in stack.outputs
        if output.export
    }


def _outputs(release: Release) -> Mapping[tuple[str | None, str | None], Output]:
    return {
        (stack.name, output.name): output
        for stack in release.stacks.values()
        for output in stack.outputs
    }


def _differs(old: Output, new: Output, changes: Changes) -> bool:
    moved = old.stack != new.stack
    return moved or not same(old.value, new.value) or changes.is_swapped(new.value, new.stack)


def _has(release: Release, stack: str, logical_id: str) -> bool:
    return stack in release.stacks and logical_id in release.stacks[stack].resources


def _listed(readers: set[str]) -> str:
    return ", ".join(sorted(readers))


def _verb(readers: set[str]) -> str:
    return "imports" if len(readers) == 1 else "import"
