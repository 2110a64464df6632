"""`claimtrail audit heads --rebuild`: shown, asked, recorded, and refused where it must be."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner, Result

from claimtrail.cli.audit import head_rebuild
from claimtrail.cli.core import stage as stages
from claimtrail.cli.core.stage import Stage
from claimtrail.cli.main import cli
from claimtrail.trail.chaining.append import append
from claimtrail.trail.chaining.seals import seal
from claimtrail.trail.datasets.detail_types import TrailDetailType
from claimtrail.trail.ports import Head
from claimtrail.trail.verification.copies import MemoryCopy
from tests.harness.trail.seal_keys import MemorySigner
from tests.twins.kernel import MemoryPublisher
from tests.twins.trail import MemoryChainStore

NOON = datetime(2026, 3, 9, 12, tzinfo=UTC)
SIGNER = MemorySigner(5)
OUTPUTS = {
    name: name for name in ("AuditBucket", "OperationsTable", "SealKey", "EventBus", "HoldRole")
}


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> MemoryChainStore:
    """A sealed trail of three days whose heads are those of the first."""
    store, first = MemoryChainStore(), dict[str, Head]()
    for day in range(3):
        now = NOON + timedelta(days=day)
        append(store, "audit", [{"n": day}], now=now)
        seal(store, SIGNER, bucket="AuditBucket", datasets=["audit"], clock=lambda now=now: now)
        first = first or dict(store.heads)
    store.heads = first
    monkeypatch.setattr(stages, "open_stage", lambda name: Stage(name, OUTPUTS))
    monkeypatch.setattr(head_rebuild, "chain_store", lambda **_: store)
    monkeypatch.setattr(head_rebuild, "trail_copy", lambda _: MemoryCopy(store.objects))
    monkeypatch.setattr(head_rebuild, "signer", lambda _: SIGNER)
    return store


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> MemoryPublisher:
    """The events of the command."""
    publisher = MemoryPublisher()
    monkeypatch.setattr(head_rebuild, "publisher", lambda _: publisher)
    return publisher


def run(*options: str, typed: str = "") -> Result:
    words = ["audit", "heads", "--rebuild", *options]
    return CliRunner().invoke(cli, words, input=typed, env={"COLUMNS": "120"})


def test_a_dry_run_shows_which_heads_are_behind_and_writes_nothing(
    store: MemoryChainStore, published: MemoryPublisher
) -> None:
    before = dict(store.heads)

    done = run("--dry-run")

    assert done.exit_code == 0, done.output
    assert re.search(r"audit +1 \(2026-03-09\) +3 \(2026-03-11\) +2", done.output)
    assert "Nothing was written." in done.output
    assert store.heads == before
    assert published.events == {}


def test_it_asks_and_a_no_writes_nothing(
    store: MemoryChainStore, published: MemoryPublisher
) -> None:
    before = dict(store.heads)

    assert run(typed="n\n").exit_code == 1
    assert store.heads == before
    assert published.events == {}


@pytest.mark.capability("C3.3")
def test_heads_are_written_and_the_trail_has_who_did(
    store: MemoryChainStore, published: MemoryPublisher
) -> None:
    done = run("--yes", "--json")

    assert done.exit_code == 0, done.output
    answer = json.loads(done.stdout)
    assert answer["written"] == 2
    assert {one["dataset"]: one["after"] for one in answer["changes"]} == {"audit": 3, "seals": 3}
    assert (store.heads["audit"].seq, store.heads["seals"].seq) == (3, 3)
    [event] = published.events.values()
    assert event.detail_type is TrailDetailType.HEADS_REBUILT
    assert event.actor.startswith("user:")
    assert run("--yes").output.count("0 heads written") == 1
    assert len(published.events) == 1


def test_a_bucket_with_a_fault_gives_no_heads(
    store: MemoryChainStore, published: MemoryPublisher
) -> None:
    store.objects[sorted(store.objects)[1]] = b"edited"

    done = run("--yes")

    assert done.exit_code == 1
    assert "NOT SOUND" in done.output
    assert store.heads["audit"].seq == 1
    assert published.events == {}


def test_heads_that_count_more_than_the_bucket_holds_are_left(
    store: MemoryChainStore, published: MemoryPublisher
) -> None:
    ahead = Head(day=NOON.date(), reserved=False, seq=9, sha256="a" * 64)
    store.heads["audit"] = ahead

    done = run("--yes")

    assert done.exit_code == 1
    assert "AUDIT_BUCKET_SHORTER" in str(done.exception)
    assert store.heads["audit"] == ahead
    assert published.events == {}


def test_options_of_a_rebuild_go_with_it_alone() -> None:
    done = CliRunner().invoke(cli, ["audit", "heads", "--yes"])
    assert done.exit_code == 2
    assert "--rebuild" in done.output
