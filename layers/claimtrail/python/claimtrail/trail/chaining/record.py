"""Recording a batch of queue messages: read, validate, and append one object per dataset."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from claimtrail.kernel.bus import DetailType, from_detail
from claimtrail.kernel.clock import Clock
from claimtrail.kernel.errors import ClaimTrailError, Explanation
from claimtrail.trail.access_index.model import RecordedAccess, accesses_in
from claimtrail.trail.access_index.ports import AccessIndexWriter
from claimtrail.trail.chaining.adoption import Budget, ChainRefusedError
from claimtrail.trail.chaining.append import append
from claimtrail.trail.datasets.dataset import Dataset, Row
from claimtrail.trail.datasets.rows import ACCESS_LOG, AUDIT, AccessRow, audit_row
from claimtrail.trail.ports import ChainStore


class MessageRefusedError(ClaimTrailError):
    """A message that cannot be recorded; it goes to the dead-letter queue, the rest go on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """The outcome of a batch."""

    keys: tuple[str, ...]
    """The objects that were written."""
    row_count: int
    refused: Mapping[str, ClaimTrailError]
    """By message id."""
    refused_chains: Mapping[str, ChainRefusedError] = field(default_factory=dict)
    """By dataset; the messages with its rows are among the refused."""


def record(  # noqa: PLR0913 - what a batch is recorded with, all by keyword
    messages: Mapping[str, str],
    *,
    datasets: Mapping[str, Dataset],
    detail_types: Mapping[str, DetailType],
    store: ChainStore,
    clock: Clock,
    index: AccessIndexWriter,
) -> Recorded:
    """Append the rows of the messages (bodies by message id) to the trail.

    Accesses go into the index first: a batch that fails there is delivered again before any of it
    is in the trail, and the index takes the same access any number of times. A repeat within the
    batch is written once. A chain that cannot go on refuses the messages with its rows alone.
    Raises what the store and the index raise: then the whole batch is delivered again, and what
    had been written already repeats under the same keys.
    """
    gathered: dict[str, dict[tuple[Any, ...], Row]] = {}
    senders: dict[str, list[str]] = {}
    refused: dict[str, ClaimTrailError] = {}
    accesses: list[RecordedAccess] = []
    for message_id, body in messages.items():
        try:
            name, rows = read_message(body, datasets, detail_types)
            accesses += _accesses(name, rows)
        except MessageRefusedError as error:
            refused[message_id] = error
            continue
        senders.setdefault(name, []).append(message_id)
        key = datasets[name].key
        for row in rows:
            gathered.setdefault(name, {})[tuple(row[column] for column in key)] = row
    if accesses:
        index.add(accesses)
    appended = _append_each(store, gathered, now=clock())
    for name, chain_error in appended.refused.items():
        refused |= dict.fromkeys(senders[name], chain_error)
    return Recorded(
        keys=tuple(appended.keys),
        row_count=sum(len(rows) for name, rows in gathered.items() if name not in appended.refused),
        refused=refused,
        refused_chains=appended.refused,
    )


def _accesses(dataset: str, rows: list[Row]) -> list[RecordedAccess]:
    """Return the accesses in the rows of a message. Raises MessageRefusedError."""
    if dataset != ACCESS_LOG.name:
        return []
    try:
        return accesses_in(cast("list[AccessRow]", rows))
    except ValueError:
        raise _refused("a row's instant cannot be read", f"dataset {dataset}") from None


@dataclass(slots=True)
class _Appended:
    keys: list[str] = field(default_factory=list)
    refused: dict[str, ChainRefusedError] = field(default_factory=dict)


def _append_each(
    store: ChainStore, gathered: Mapping[str, Mapping[Any, Row]], *, now: datetime
) -> _Appended:
    """Append the rows of each dataset; a chain that is refused stops no other."""
    done, budget = _Appended(), Budget()
    for name, rows in gathered.items():
        try:
            place = append(store, name, list(rows.values()), now=now, budget=budget)
            done.keys.append(place.key)
        except ChainRefusedError as error:
            done.refused[name] = error
    return done


def read_message(
    body: str, datasets: Mapping[str, Dataset], detail_types: Mapping[str, DetailType]
) -> tuple[str, list[Row]]:
    """Return the dataset and the rows of a queue message.

    An EventBridge envelope, or rows sent directly.

    Raises MessageRefusedError, whose text names columns and never a value.
    """
    message = _parse(body)
    if "detail-type" in message:
        message = {"dataset": AUDIT.name, "rows": [_bus_row(message, detail_types)]}
    name, rows = message.get("dataset"), message.get("rows")
    if not isinstance(name, str) or name not in datasets:
        raise _refused("the message names no known dataset", "its field `dataset`")
    if not isinstance(rows, list):
        raise _refused("the message has no list of rows", "its field `rows`")
    for number, row in enumerate(rows, start=1):
        _check(row, datasets[name], where=f"dataset {name}, row {number} of the message")
    return name, rows


def _parse(body: str) -> dict[str, Any]:
    try:
        message = json.loads(body)
    except ValueError:
        message = None
    if not isinstance(message, dict):
        raise _refused("the message is not a JSON object", "the message's body")
    return message


def _bus_row(message: dict[str, Any], known: Mapping[str, DetailType]) -> Row:
    try:
        return audit_row(from_detail(message["detail-type"], message["detail"], known=known))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _refused(
            f"the bus event cannot be read ({type(error).__name__})", "its field `detail`"
        ) from error


def _check(row: Any, dataset: Dataset, *, where: str) -> None:
    if not isinstance(row, dict):
        raise _refused("the row is not a JSON object", where)
    types = dataset.row_types
    unknown = sorted(row.keys() - types.keys())
    if unknown:
        raise _refused(f"unknown columns: {', '.join(unknown)}", where)
    missing = [name for name in dataset.required if row.get(name) is None]
    if missing:
        raise _refused(f"columns without a value: {', '.join(missing)}", where)
    # A value of the wrong type would make Athena refuse every query that reads the object.
    wrong = [
        name for name, value in row.items() if value is not None and type(value) is not types[name]
    ]
    if wrong:
        raise _refused(f"columns of the wrong type: {', '.join(wrong)}", where)


def _refused(what: str, where: str) -> MessageRefusedError:
    return MessageRefusedError(
        Explanation(
            code="AUDIT_MESSAGE_REFUSED",
            what=what,
            where=where,
            next_step="Fix the sender (or deploy both sides again), then redrive the message "
            "from the audit dead-letter queue.",
        )
    )
