"""`claimtrail dlq`: what could not be processed, and handing it back once the cause is fixed."""

import json
from collections.abc import Mapping
from typing import Any

from claimtrail.bootstrap.operations import dead_letters
from claimtrail.cli.core.output import Output
from claimtrail.cli.core.stage import Stage
from claimtrail.kernel.errors import Explanation, NotFoundError
from claimtrail.kernel.outputs import DEAD_LETTER_OUTPUT_SUFFIX, QUEUE_OUTPUT_SUFFIX


def list_queues(stage: Stage, output: Output, *, messages: bool) -> None:
    """Show every dead-letter queue with the number of its messages."""
    letters = dead_letters()
    rows = []
    for name, (_, dead) in sorted(queue_pairs(stage).items()):
        row: dict[str, Any] = {"queue": name, "messages": letters.depth(dead), "url": dead}
        if messages:
            row["peeked"] = letters.peek(dead)
        rows.append(row)
    output.data(rows)
    output.table(("Queue", "Dead letters"), [(row["queue"], row["messages"]) for row in rows])
    for row in rows:
        for peeked in row.get("peeked", []):
            output.say(f"  {row['queue']}: {json.dumps(peeked)}")
    if any(row["messages"] for row in rows):
        output.say("  When the cause is fixed: claimtrail dlq redrive QUEUE")


def redrive(stage: Stage, output: Output, *, queue: str | None, every: bool) -> None:
    """Hand dead letters back to the queue that they came from: one queue's, or `every` one's."""
    pairs = queue_pairs(stage)
    chosen = sorted(pairs) if every or queue is None else [_known(queue, pairs)]
    letters = dead_letters()
    moved = {
        name: letters.move(source=dead, target=target)
        for name, (target, dead) in pairs.items()
        if name in chosen
    }
    output.data([{"queue": name, "moved": count} for name, count in moved.items()])
    output.table(("Queue", "Handed back"), list(moved.items()))


def queue_pairs(stage: Stage) -> dict[str, tuple[str, str]]:
    """Queue name to the URLs of the queue and of its dead-letter queue."""
    return {
        key.removesuffix(DEAD_LETTER_OUTPUT_SUFFIX): (
            stage.outputs[key.removesuffix(DEAD_LETTER_OUTPUT_SUFFIX) + QUEUE_OUTPUT_SUFFIX],
            url,
        )
        for key, url in stage.outputs.items()
        if key.endswith(DEAD_LETTER_OUTPUT_SUFFIX)
    }


def _known(name: str, pairs: Mapping[str, object]) -> str:
    by_lower = {known.lower(): known for known in pairs}
    found = by_lower.get(name.lower())
    if found:
        return found
    raise NotFoundError(
        Explanation(
            code="QUEUE_UNKNOWN",
            what=f"no queue is called {name!r}",
            where="the stage's outputs",
            next_step=f"The queues are: {', '.join(sorted(pairs))}.",
        )
    )
