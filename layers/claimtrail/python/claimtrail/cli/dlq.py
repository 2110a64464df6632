"""`claimtrail dlq`: what could not be processed, and handing it back once the cause is fixed."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import click

from claimtrail.cli.options import json_option, stage_option
from claimtrail.cli.output import Output
from claimtrail.cli.stage import Stage, open_stage
from claimtrail.kernel.errors import Explanation, NotFoundError
from claimtrail.kernel.names import DEAD_LETTER_OUTPUT_SUFFIX, QUEUE_OUTPUT_SUFFIX

_BATCH = 10
"""SQS hands over and takes ten messages at most in one call."""
_VISIBILITY_SECONDS = 60


def register(group: click.Group) -> None:
    """Add the commands."""
    group.add_command(dlq)


@click.group()
def dlq() -> None:
    """Dead-letter queues: messages that failed every attempt."""


@dlq.command("list")
@click.option("--messages", is_flag=True, help="Show each message's ids as well.")
@stage_option
@json_option
def list_queues(messages: bool, stage: str, as_json: bool) -> None:
    """Every dead-letter queue with the number of its messages. Exits 0 whatever they hold."""
    output = Output(as_json)
    opened = open_stage(stage)
    sqs = opened.client("sqs")
    rows = []
    for name, (_, dead) in sorted(queue_pairs(opened).items()):
        row: dict[str, Any] = {"queue": name, "messages": _depth(sqs, dead), "url": dead}
        if messages:
            row["peeked"] = [_summary(message) for message in _peek(sqs, dead)]
        rows.append(row)
    output.data(rows)
    output.table(("Queue", "Dead letters"), [(row["queue"], row["messages"]) for row in rows])
    for row in rows:
        for peeked in row.get("peeked", []):
            output.say(f"  {row['queue']}: {json.dumps(peeked)}")
    if any(row["messages"] for row in rows):
        output.say("  When the cause is fixed: claimtrail dlq redrive QUEUE")


@dlq.command()
@click.argument("queue", required=False)
@click.option("--all", "every", is_flag=True, help="Redrive every dead-letter queue.")
@stage_option
@json_option
def redrive(queue: str | None, every: bool, stage: str, as_json: bool) -> None:
    """Hand dead letters back to the queue that they came from.

    Each message is sent first and deleted after, so a break in between repeats and never loses
    it; every consumer recognizes repeats.
    """
    output = Output(as_json)
    if (queue is None) != every:
        raise click.UsageError("Name a QUEUE (see `claimtrail dlq list`) or give --all.")
    opened = open_stage(stage)
    sqs = opened.client("sqs")
    pairs = queue_pairs(opened)
    chosen = sorted(pairs) if queue is None else [_known(queue, pairs)]
    moved = {name: move(sqs, source=pairs[name][1], target=pairs[name][0]) for name in chosen}
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


def move(sqs: Any, *, source: str, target: str) -> int:
    """Move all messages that are in `source` now to `target`; returns how many.

    Bounded by the number that were there at the start, so that a message which fails again at once
    is not chased for ever.
    """
    left = _depth(sqs, source)
    moved = 0
    while moved < left:
        received = _receive(sqs, source, visibility=_VISIBILITY_SECONDS)
        if not received:
            break
        for message in received:
            sqs.send_message(QueueUrl=target, MessageBody=message["Body"])
            sqs.delete_message(QueueUrl=source, ReceiptHandle=message["ReceiptHandle"])
            moved += 1
    return moved


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


def _depth(sqs: Any, url: str) -> int:
    attribute = "ApproximateNumberOfMessages"
    answer = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=[attribute])
    return int(answer["Attributes"][attribute])


def _receive(sqs: Any, url: str, *, visibility: int) -> list[dict[str, Any]]:
    answer = sqs.receive_message(
        QueueUrl=url, MaxNumberOfMessages=_BATCH, VisibilityTimeout=visibility, WaitTimeSeconds=1
    )
    messages: list[dict[str, Any]] = answer.get("Messages", [])
    return messages


def _peek(sqs: Any, url: str) -> Iterator[dict[str, Any]]:
    yield from _receive(sqs, url, visibility=0)


def _summary(message: dict[str, Any]) -> dict[str, Any]:
    """Return the ids of a message: what names a file, a claim or an item, and nothing else."""
    ids = ("delivery_id", "file_id", "claim_id", "pk", "sk", "id")
    shown = (*ids, "dataset", "start", "end", "detail-type")
    try:
        body = json.loads(message["Body"])
    except ValueError:
        return {"unreadable": True, "bytes": len(message["Body"])}
    if not isinstance(body, dict):
        return {"unreadable": True, "bytes": len(message["Body"])}
    return {name: body[name] for name in shown if name in body}
