"""`claimtrail hold release` says what it did, and what had been done before."""

import json
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from claimtrail.cli.core import access
from claimtrail.cli.core.stage import LOCAL
from claimtrail.cli.main import cli
from claimtrail.cli.retention import holds as commands
from claimtrail.escalations import guarded_words
from claimtrail.tickets.masking.known import ClaimPerson, KnownIdentifiers
from claimtrail.trail.holding.hold_service import LegalHolds
from claimtrail.trail.holding.holds import HeldObject
from claimtrail.trail.outputs import TrailOutput
from tests.harness.aws.access_stage import AccessQueue, FakeStage
from tests.harness.trail.hold_schedules import MemoryKeeper, MemoryPublisher
from tests.twins.holds import MemoryHoldStore

FILE = "fil_9c1f3364c0de5ad18e20a7b1"
CLAIM = "clm_" + "a" * 24
ARCHIVED = HeldObject(bucket="archive", key=f"p/2026/11/22/{FILE}.x12")


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> LegalHolds:
    store = MemoryHoldStore()
    found = LegalHolds(
        store=store,
        keeper=MemoryKeeper(store),
        publisher=MemoryPublisher(),
        clock=lambda: datetime(2026, 11, 22, 8, tzinfo=UTC),
    )
    stage = FakeStage(LOCAL, {TrailOutput.AUDIT_QUEUE: "queue"})
    FakeStage.access_queue = AccessQueue()
    monkeypatch.setattr(FakeStage, "caller", lambda _: "user:dana")
    monkeypatch.setattr(access, "open_stage", lambda _: stage)
    monkeypatch.setattr(commands, "holds_of", lambda _: store)
    monkeypatch.setattr(commands, "legal_holds", lambda _: found)
    return found


def release(docket: str, *options: str) -> str:
    words = ["hold", "release", FILE, "--docket", docket, "--reason", "settled", *options]
    done = CliRunner(env={"COLUMNS": "160"}).invoke(cli, words, catch_exceptions=False)
    assert done.exit_code == 0
    return done.stdout


@pytest.mark.capability("C5.4")
def test_the_reason_of_a_hold_is_kept_without_what_names_a_patient(service: LegalHolds) -> None:
    service.set(FILE, "7", objects=[ARCHIVED], by="user:jane", reason="asked for")

    words = ["hold", "release", FILE, "--docket", "7", "--reason", "SSN 123-45-6789 is settled"]
    done = CliRunner().invoke(cli, words, catch_exceptions=False)

    assert done.exit_code == 0
    publisher = service.publisher
    assert isinstance(publisher, MemoryPublisher)
    published = " ".join(str(event.detail) for event in publisher.events)
    assert "SSN [ssn] is settled" in published
    assert "123-45" not in published


@pytest.mark.capability("C5.4")
def test_a_hold_keeps_nothing_that_names_the_claims_patient(
    service: LegalHolds, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = KnownIdentifiers(
        people=(ClaimPerson(given="Garnet", middle="", family="Fernfletcher", birth_date=None),)
    )
    monkeypatch.setattr(commands, "_objects", lambda *_: (CLAIM, (ARCHIVED,)))
    monkeypatch.setattr(commands, "store_of", lambda _: None)
    monkeypatch.setattr(guarded_words, "ClaimIdentifiers", lambda _: lambda _: known)
    words = ["hold", "set", CLAIM, "--reason", "GARNET FERNFLETCHER asks", "--docket"]

    refused = CliRunner().invoke(cli, [*words, "FERNFLETCHER-7"])
    done = CliRunner().invoke(cli, [*words, "2026-17"], catch_exceptions=False)

    assert (refused.exit_code, done.exit_code) == (2, 0)
    assert "--docket names the claim's patient" in refused.stderr
    [hold] = service.store.holds_on(CLAIM)
    assert "FERNFLETCHER" not in hold.reason
    assert hold.reason.endswith("asks")


@pytest.mark.capability("C1.5")
def test_a_hold_that_was_released_before_is_not_said_to_be_released_now(
    service: LegalHolds,
) -> None:
    for docket in ("7", "8"):
        service.set(FILE, docket, objects=[ARCHIVED], by="user:jane", reason="asked for")

    assert "is released for 7; it is still held for 8." in release("7")
    again = release(" 7")
    assert "was released for 7 already, 2026-11-22 08:00:00Z by user:dana" in again
    assert "still held for 8" in again
    assert "is released for 8; retention goes on" in release("8")
    assert "by user:dana: nothing was changed.\n" in release("8")
    assert json.loads(release("8", "--json"))["was_released_already"] is True
