"""Gap: a table is restored as it is now, whatever point in time is asked for.

`RestoreTableToPointInTime` copies the present items and takes no notice of `RestoreDateTime`, nor
of whether recovery is on. Kept here is what each write replaced, so that it can be undone in a
copy. What an earlier process of the emulator replaced is not known: the earliest restorable
time is its start.
"""

import json
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from ministack.core.responses import error_response_json
from ministack.services import dynamodb

from patched_ministack import seam

FOLLOWS = "https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_RestoreTableToPointInTime.html"
MOST = 500_000
"""Writes that can be undone in a table; beyond, the earliest restorable time moves on."""
Item = dict[str, Any] | None
Handler = Callable[[dict[str, Any]], Any]

_STARTED = time.time()
_replaced: dict[str, deque[tuple[float, str, str, Item]]] = {}
"""By table: when, under which keys, and the item that stood there before; None: there was none."""


def needed() -> bool:
    """Return whether a restore still takes no notice of the point in time."""
    names = dynamodb._restore_table_to_point_in_time.__code__
    return "RestoreDateTime" not in str(names.co_consts)


def apply() -> None:
    """Keep what writes replace, and undo in the restored table what came later."""
    seam.expect(holds=needed(), seam="dynamodb._restore_table_to_point_in_time")
    for name in ("_pitr_settings", "_tables", "_extract_key_val", "_items_replaced"):
        seam.attribute(dynamodb, name)
    parameters = ("table_name", "event_name", "old_item", "new_item", "replicate")
    seam.wrap(dynamodb, "_emit_stream_event", parameters=parameters, build=_keeping)
    for name, build in (
        ("_restore_table_to_point_in_time", _restoring),
        ("_describe_continuous_backups", _describing),
    ):
        seam.wrap(dynamodb, name, parameters=("data",), build=build)


def _keeping(emit: Callable[..., None]) -> Callable[..., None]:
    def emit_and_keep(
        table_name: str,
        event_name: str,
        old_item: Item,
        new_item: Item,
        replicate: bool = True,  # noqa: FBT001, FBT002 - the emulator's own signature
    ) -> None:
        emit(table_name, event_name, old_item, new_item, replicate)
        item = new_item or old_item
        if item and dynamodb._pitr_settings.get(table_name):
            kept = _replaced.setdefault(table_name, deque(maxlen=MOST))
            kept.append((time.time(), *_keys_of(table_name, item), old_item))

    return emit_and_keep


def _keys_of(table_name: str, item: dict[str, Any]) -> tuple[str, str]:
    table = dynamodb._tables[table_name]
    sort = table["sk_name"]
    return (
        dynamodb._extract_key_val(item[table["pk_name"]]),
        dynamodb._extract_key_val(item[sort]) if sort else "__no_sort__",
    )


def _earliest(table_name: str) -> float:
    kept = _replaced.get(table_name)
    return kept[0][0] if kept and len(kept) == MOST else _STARTED


def _restoring(restore: Handler) -> Handler:
    def restore_to(data: dict[str, Any]) -> Any:
        source = str(data.get("SourceTableName") or data.get("SourceTableArn") or "")
        source = source.rpartition("/")[2]
        if source in dynamodb._tables and not dynamodb._pitr_settings.get(source):
            text = f"Point in time recovery is not enabled for table '{source}'"
            return error_response_json("PointInTimeRecoveryUnavailableException", text, 400)
        now = time.time()
        at = now if data.get("UseLatestRestorableTime") else float(data.get("RestoreDateTime", now))
        if not int(_earliest(source)) <= at <= now + 1:
            text = "The specified restore time is not within the restorable window"
            return error_response_json("InvalidRestoreTimeException", text, 400)
        answer = restore(data)
        if answer[0] == 200:  # noqa: PLR2004 - OK
            _undo(source, data["TargetTableName"], at)
        return answer

    return restore_to


def _undo(source: str, target: str, at: float) -> None:
    """Put back into the target what writes of the source replaced after an instant."""
    table = dynamodb._tables[target]
    for when, partition, sort, before in reversed(_replaced.get(source, ())):
        if when <= at:
            break
        if before is None:
            table["items"][partition].pop(sort, None)
        else:
            table["items"][partition][sort] = before
    for partition in [key for key, items in table["items"].items() if not items]:
        del table["items"][partition]
    dynamodb._items_replaced(table)


def _describing(describe: Handler) -> Handler:
    def describe_window(data: dict[str, Any]) -> Any:
        status, headers, body = describe(data)
        if status != 200:  # noqa: PLR2004 - OK
            return status, headers, body
        answer = json.loads(body)
        recovery = answer["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
        if "EarliestRestorableDateTime" in recovery:
            name = str(data["TableName"]).rpartition("/")[2]
            recovery["EarliestRestorableDateTime"] = int(_earliest(name))
        return status, headers, json.dumps(answer).encode()

    return describe_window
