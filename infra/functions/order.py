"""The order in which the functions of a stack are updated: readers of records before writers.

A new version of a record is written when all who read it know it. Stacks follow one another for the
same reason (`STACK_NAMES`); docs/upgrades.md has the whole order.
"""

from collections.abc import Iterable, Iterator

from infra.functions.declaration import FunctionDeclaration, QueueOf, Resource


def readers_of(
    writer: FunctionDeclaration, declared: Iterable[FunctionDeclaration]
) -> Iterator[FunctionDeclaration]:
    """Yield the functions of the writer's stack that read what it writes, and write none of it."""
    for other in declared:
        if other.stack == writer.stack and other is not writer and _reads(other, writer):
            yield other


def _reads(other: FunctionDeclaration, writer: FunctionDeclaration) -> bool:
    consumes = other.queue is not None and QueueOf(other.queue.name) in writer.writes
    follows = other.stream is not None and Resource.CLAIM_TABLE in writer.writes
    return consumes or (follows and Resource.CLAIM_TABLE not in other.writes)
