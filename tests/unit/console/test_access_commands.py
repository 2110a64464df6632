"""A command that shows claim data says to the trail who looks and why, before it shows anything."""

import json
from collections.abc import Iterator
from typing import Any

import click
import pytest

from claimtrail.audit.access import Action, Purpose
from claimtrail.console.access import AUDIT_QUEUE, actor_of, purpose_of, record_access
from claimtrail.console.stage import LOCAL, Stage

ARN = "arn:aws:sts::123456789012:assumed-role/Auditor/jane"


class FakeCloud:
    """SQS and STS, as far as a look needs them."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []

    def send_message_batch(self, *, QueueUrl: str, Entries: list[dict[str, str]]) -> dict[str, Any]:
        assert QueueUrl == "queue"
        self.sent += [json.loads(entry["MessageBody"]) for entry in Entries]
        return {}

    def get_caller_identity(self) -> dict[str, str]:
        return {"Arn": ARN}


class FakeStage(Stage):
    """A stage whose clients are the fakes."""

    cloud = FakeCloud()

    def client(self, service: str) -> Any:
        assert service in {"sqs", "sts"}
        return self.cloud


@pytest.fixture
def stage() -> Iterator[FakeStage]:
    FakeStage.cloud = FakeCloud()
    with click.Context(click.Command("claim"), info_name="claim"):
        yield FakeStage("prod", {AUDIT_QUEUE: "queue"})


@pytest.mark.capability("C5.4")
def test_a_look_is_told_with_the_callers_name_the_purpose_and_the_fields(stage: FakeStage) -> None:
    record_access(
        stage,
        purpose="payment",
        action=Action.CLAIM_READ,
        subjects=["clm_1"],
        fields=("state", "steps"),
    )

    (message,) = stage.cloud.sent
    assert message["dataset"] == "access_log"
    (row,) = message["rows"]
    assert (row["actor"], row["purpose"]) == (f"user:{ARN}", "payment")
    assert (row["claim_id"], row["fields"]) == ("clm_1", "state steps")
    assert row["origin"].startswith("claim on ")


@pytest.mark.capability("C5.4")
def test_a_deployed_stage_shows_nothing_without_a_purpose(stage: FakeStage) -> None:
    with pytest.raises(click.UsageError, match="say --purpose"):
        record_access(stage, purpose=None, action=Action.CLAIM_READ, subjects=["clm_1"], fields=())
    assert stage.cloud.sent == []


def test_on_a_laptop_the_purpose_is_operations_and_the_actor_the_systems_user(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LOGNAME", "newcomer")
    stage = FakeStage(LOCAL, {})
    assert purpose_of(stage, None) is Purpose.OPERATIONS
    assert purpose_of(stage, "audit") is Purpose.AUDIT
    assert actor_of(stage) == "user:newcomer"
