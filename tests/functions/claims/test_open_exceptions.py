"""Given evidence that nobody healed, open_exceptions makes it an exception, once."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from claimtrail.aws.claims.table import DynamoClaimStore
from claimtrail.aws.core.account.clients import client
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.projection.projection import project
from claimtrail.kernel.clock import utc_now
from functions.claims.open_exceptions import handler
from functions.claims.project_claims import handler as project_claims
from tests.harness.aws.claim_tables import as_stream, make_claim_table
from tests.harness.claims.claim_events import (
    CLAIM_ID,
    INFERRING,
    PAYER,
    ack999,
    front_end,
    submitted,
)
from tests.harness.intake.partner_package import install_partners
from tests.harness.invocation import CONTEXT
from tests.harness.stage.cloud import RunningCloud

pytestmark = pytest.mark.cloud

LONG_AGO = utc_now() - timedelta(days=10)


@pytest.fixture
def table(cloud: RunningCloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    install_partners(tmp_path, monkeypatch)
    table = make_claim_table(cloud.client("dynamodb"))
    monkeypatch.setenv("CLAIM_TABLE", table)
    monkeypatch.setenv("PROJECTION_QUEUE_URL", "https://sqs.test/unused")
    monkeypatch.setenv("EVENT_BUS", "none")
    client.cache_clear()
    yield table
    client.cache_clear()


def _exceptions(store: DynamoClaimStore) -> list[Claim]:
    return store.list_exceptions(payer_id=PAYER, limit=10)


@pytest.mark.capability("C3.2")
def test_given_held_evidence_past_its_day_then_it_is_raised_once_and_closes_when_it_heals(
    cloud: RunningCloud, table: str
) -> None:
    store = DynamoClaimStore(table)
    store.append_events([front_end(2, "A2", recorded_at=LONG_AGO)])
    project(CLAIM_ID, store=store, policy=lambda _: INFERRING, clock=lambda: LONG_AGO)
    assert _exceptions(store) == []

    assert handler({}, CONTEXT) == {"claims": 1}
    assert handler({}, CONTEXT) == {"claims": 0}

    [claim] = _exceptions(store)
    assert [held.overdue for held in claim.held] == [True]
    change = store.find_change(CLAIM_ID)
    assert change is not None
    assert (change.version, change.newly_overdue) == (2, (claim.held[0].event_id,))

    store.append_events([submitted(1), ack999(1)])
    project_claims(as_stream(cloud.client("dynamodb"), table, "event#"), CONTEXT)

    healed = store.find(CLAIM_ID)
    assert healed is not None
    assert healed.state is State.ACCEPTED
    assert _exceptions(store) == []
    change = store.find_change(CLAIM_ID)
    assert change is not None
    assert change.no_more_overdue == (claim.held[0].event_id,)


@pytest.mark.capability("C3.2")
def test_given_a_day_to_come_then_what_is_held_too_long_by_then_is_raised(table: str) -> None:
    store = DynamoClaimStore(table)
    store.append_events([front_end(2, "A2", recorded_at=utc_now())])
    project(CLAIM_ID, store=store, policy=lambda _: INFERRING, clock=utc_now)
    claim = store.find(CLAIM_ID)
    assert claim is not None
    due_on = claim.held[0].due_on
    assert due_on is not None

    assert handler({"on": f"{due_on - timedelta(days=1)}"}, CONTEXT) == {"claims": 0}
    assert handler({"on": f"{due_on}"}, CONTEXT) == {"claims": 1}
