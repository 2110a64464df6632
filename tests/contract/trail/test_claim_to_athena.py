"""Given a claim's life as payers tell it, Athena tells its history with each step's evidence."""

import json
from itertools import count
from typing import Any

import pytest

from claimtrail.analytics.datasets import DATASETS
from claimtrail.analytics.saved import saved_queries
from claimtrail.aws.trail.chain_store import S3ChainStore
from claimtrail.bootstrap.registry.detail_types import DETAIL_TYPES
from claimtrail.claims.projection.projection import project
from claimtrail.claims.publishing.publication import Publication
from claimtrail.claims.store.items import StoredItem
from claimtrail.kernel.bus import BUS_SOURCE, to_detail
from claimtrail.kernel.clock import utc_now
from claimtrail.trail.chaining.record import record
from tests.harness.claims.claim_events import (
    CLAIM_ID,
    INFERRING,
    NUMBER,
    ack999,
    front_end,
    remitted,
    submitted,
)
from tests.harness.claims.projecting import item_of, item_of_change
from tests.twins.claims import MemoryClaimStore
from tests.twins.figures import FigureQueue
from tests.twins.kernel import MemoryPublisher
from tests.twins.trail import MemoryAccessIndex, MemoryRowSink

LIFE = (
    submitted(2),
    ack999(3),
    front_end(4, "A2"),
    remitted(20, 0, "CO-16:100"),
    remitted(28, 80, "CO-45:20"),
)


class NoDeferral:
    """Nothing may be deferred here."""

    def defer(self, body: str) -> None:
        raise AssertionError(body)


def published_messages() -> dict[str, str]:
    """Return what the Audit queue gets of the claim, by message id."""
    claims, bus, sink = MemoryClaimStore(), MemoryPublisher(), MemoryRowSink()
    items: list[StoredItem] = []
    for event in LIFE:
        claims.append_events([event])
        change = project(CLAIM_ID, store=claims, policy=lambda _: INFERRING, clock=utc_now)
        assert change is not None
        items += [item_of(event), item_of_change(change)]
    publication = Publication(publisher=bus, sink=sink, shelf=claims, figures=FigureQueue())
    publication.take_items(items, deferral=NoDeferral())
    envelopes: list[dict[str, Any]] = [
        {"source": BUS_SOURCE, "detail-type": event.detail_type.value, "detail": to_detail(event)}
        for event in bus.events.values()
    ]
    rows = [{"dataset": dataset, "rows": found} for dataset, found in sink.rows.items()]
    numbers = count(1)
    return {str(next(numbers)): json.dumps(message) for message in [*envelopes, *rows]}


@pytest.mark.cloud
@pytest.mark.capability("C3.3")
def test_a_claims_life_is_reported_step_by_step_with_its_evidence(
    lake: Any, aws_store: S3ChainStore
) -> None:
    messages = published_messages()
    recorded = record(
        messages,
        datasets=DATASETS,
        detail_types=DETAIL_TYPES,
        store=aws_store,
        clock=utc_now,
        index=MemoryAccessIndex(),
    )
    assert recorded.refused == {}
    assert NUMBER not in json.dumps(messages)

    queries = {query.name: query.sql for query in saved_queries()}
    history = lake.ask(queries["claim_history"])
    standing = lake.ask(queries["claims_by_status_and_payer"])
    denials = lake.ask(queries["denial_rate_by_payer"])

    assert [(row["state_after"], row["evidence"]) for row in history] == [
        ("SUBMITTED", "submitted"),
        ("SYNTAX_ACCEPTED", "set_acknowledged"),
        ("ACCEPTED", "front_end_status"),
        ("DENIED", "remitted"),
        ("PAID", "remitted"),
    ]
    assert [row["days_since_previous"] for row in history] == [None, 1, 1, 16, 8]
    assert [row["source_file_id"] for row in history] == [event.source.file_id for event in LIFE]
    assert [(row["state"], row["paid_cents"]) for row in standing] == [("PAID", 8000)]
    assert [(row["denied_at_first"], row["denied_now"]) for row in denials] == [(1, 0)]
