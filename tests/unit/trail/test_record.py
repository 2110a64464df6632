"""Given a batch from the queue, rows are recorded and what cannot be read fails alone."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from claimtrail.analytics.datasets import DATASETS
from claimtrail.bootstrap.registry.detail_types import DETAIL_TYPES
from claimtrail.claims.detail_types import ClaimDetailType
from claimtrail.kernel.bus import BusEvent, to_detail
from claimtrail.trail.access_log import Access, Action, Purpose, access_rows
from claimtrail.trail.chaining.chain import decode
from claimtrail.trail.chaining.record import Recorded, record
from tests.harness.file_rows import file_row
from tests.twins.trail import MemoryAccessIndex, MemoryChainStore

NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)
FILE = {**file_row(), "status": "archived"}


def bus_message(event_id: str = "evt_1") -> str:
    event = BusEvent(
        event_id=event_id,
        detail_type=ClaimDetailType.CLAIM_STATUS_CHANGED,
        subject_id="clm_1",
        occurred_at=NOW,
        actor="system:publish_changes",
        correlation_id="fil_1",
        before="ACCEPTED",
        after="DENIED",
    )
    envelope = {"source": "claimtrail", "detail-type": event.detail_type.value}
    return json.dumps({**envelope, "detail": to_detail(event)})


def row_message(dataset: Any, *rows: Any) -> str:
    return json.dumps({"dataset": dataset, "rows": list(rows)})


def run(
    messages: dict[str, str],
    store: MemoryChainStore | None = None,
    index: MemoryAccessIndex | None = None,
) -> Recorded:
    return record(
        messages,
        datasets=DATASETS,
        detail_types=DETAIL_TYPES,
        store=store or MemoryChainStore(),
        clock=lambda: NOW,
        index=index or MemoryAccessIndex(),
    )


@pytest.mark.capability("C3.3")
def test_bus_events_and_rows_become_one_object_per_dataset() -> None:
    store = MemoryChainStore()

    recorded = run(
        {
            "a": bus_message("evt_1"),
            "b": row_message("files", FILE, {**FILE, "status": "ingested"}),
            "c": bus_message("evt_2"),
        },
        store,
    )

    assert recorded.keys == (
        "audit/dt=2026-03-09/000000000001.ndjson.gz",
        "files/dt=2026-03-09/000000000001.ndjson.gz",
    )
    assert (recorded.row_count, recorded.refused) == (4, {})
    audit, files = (decode(store.objects[key]) for key in recorded.keys)
    assert [row["audit_id"] for row in audit] == ["evt_1", "evt_2"]
    assert (audit[0]["state_before"], audit[0]["state_after"]) == ("ACCEPTED", "DENIED")
    assert audit[0]["claim_id"] == "clm_1"
    assert [row["status"] for row in files] == ["archived", "ingested"]
    assert {row["written_at"] for row in audit + files} == {"2026-03-09T12:00:00.000Z"}


def test_a_repeat_within_the_batch_is_recorded_once() -> None:
    recorded = run({"a": bus_message(), "b": bus_message()})

    assert recorded.row_count == 1


UNREADABLE = {
    "no JSON": ("{", "not a JSON object"),
    "no object": ("[]", "not a JSON object"),
    "no dataset": (row_message(None, FILE), "no known dataset"),
    "unknown dataset": (row_message("claims", FILE), "no known dataset"),
    "no rows": ('{"dataset": "files"}', "no list of rows"),
    "row is no object": (row_message("files", "x"), "not a JSON object"),
    "unknown column": (row_message("files", {**FILE, "surname": "x"}), "unknown columns: surname"),
    "column missing": (row_message("files", {**FILE, "status": None}), "without a value: status"),
    "wrong type": (row_message("files", {**FILE, "size_bytes": "9"}), "wrong type: size_bytes"),
    "bool is no bigint": (row_message("files", {**FILE, "size_bytes": True}), "size_bytes"),
    "chain columns are not the sender's": (row_message("files", {**FILE, "chain_seq": 1}), "chain"),
    "unknown detail type": (
        bus_message().replace("claim.status_changed", "claim.dreamt"),
        "cannot be read (ValueError)",
    ),
    "detail is no object": ('{"detail-type": "claim.held", "detail": 5}', "cannot be read"),
    "detail is incomplete": (
        '{"detail-type": "claim.held", "detail": {"schema_version": 1}}',
        "cannot be read (KeyError)",
    ),
}


@pytest.mark.parametrize(("body", "what"), UNREADABLE.values(), ids=UNREADABLE)
def test_a_message_that_cannot_be_recorded_fails_alone_and_says_why(body: str, what: str) -> None:
    store = MemoryChainStore()

    recorded = run({"good": row_message("files", FILE), "bad": body}, store)

    assert list(recorded.refused) == ["bad"]
    explanation = recorded.refused["bad"].explanation
    assert explanation.code == "AUDIT_MESSAGE_REFUSED"
    assert what in explanation.what
    assert list(store.objects) == ["files/dt=2026-03-09/000000000001.ndjson.gz"]


def test_a_batch_of_refusals_writes_nothing() -> None:
    store = MemoryChainStore()

    recorded = run({"bad": "{"}, store)

    assert (recorded.keys, store.objects, store.heads) == ((), {}, {})


@pytest.mark.capability("C5.4")
def test_accesses_are_in_the_index_once_the_trail_has_them() -> None:
    index, store = MemoryAccessIndex(), MemoryChainStore()
    access = Access(
        correlation_id="req_1",
        accessed_at=NOW,
        actor="user:bo",
        purpose=Purpose.PAYMENT,
        action=Action.CLAIM_READ,
        fields=("state",),
        origin="203.0.113.7 GET /claims",
    )
    rows = access_rows(access, ["clm_1"])
    wrong = [{**rows[0], "accessed_at": "noon"}]

    recorded = run(
        {"good": row_message("access_log", *rows), "bad": row_message("access_log", *wrong)},
        store,
        index,
    )

    assert set(recorded.refused) == {"bad"}
    [found] = index.of_subject("clm_1", first=NOW.date(), last=NOW.date(), most=10)
    assert (found.actor, found.access_id) == ("user:bo", rows[0]["access_id"])
