"""`claimtrail republish` and `reproject --since`: what is sent, what is said, what is refused."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from click.testing import CliRunner

from claimtrail.claims.projection.projection import project
from claimtrail.cli.core.output import Output
from claimtrail.cli.main import cli
from claimtrail.cli.operations import reproject as reprojecting
from claimtrail.cli.operations import republish as republishing
from tests.harness.claims.claim_events import CLAIM_ID, INFERRING, NOW, accepted_claim
from tests.twins.claims import MemoryClaimStore


class Stage:
    """The outputs of a stage."""

    def output(self, name: str) -> str:
        return f"the {name}"


class Queue:
    """Messages, and the queue that they went to."""

    def __init__(self) -> None:
        self.messages: list[str] = []
        self.url = ""

    def defer_all(self, messages: Iterable[str]) -> None:
        self.messages.extend(messages)


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> Queue:
    store, queue = MemoryClaimStore(), Queue()
    store.append_events(accepted_claim())
    project(CLAIM_ID, store=store, policy=lambda _: INFERRING, clock=lambda: NOW)

    def deferral(url: str) -> Queue:
        queue.url = url
        return queue

    for module in (republishing, reprojecting):
        monkeypatch.setattr(module, "claim_store", lambda _: store)
        monkeypatch.setattr(module, "deferral", deferral)
    return queue


def said(capsys: pytest.CaptureFixture[str]) -> str:
    return " ".join(capsys.readouterr().out.split())


@pytest.mark.capability("C3.3")
@pytest.mark.parametrize("is_dry", [False, True])
def test_events_and_versions_of_the_time_go_to_the_publication_queue(
    queue: Queue, capsys: pytest.CaptureFixture[str], *, is_dry: bool
) -> None:
    stage: Any = Stage()

    republishing.republish(
        stage, Output(), since=NOW, until=NOW + timedelta(hours=1), is_dry=is_dry
    )

    text = said(capsys)
    assert "3 events and 1 versions" in text
    assert ("would be published" in text) is is_dry
    assert queue.url == "the PublicationQueueUrl"
    assert len(queue.messages) == (0 if is_dry else 4)
    assert ("dlq list" in text) is not is_dry


@pytest.mark.capability("C3.8")
def test_claims_of_the_time_go_to_the_projection_queue(
    queue: Queue, capsys: pytest.CaptureFixture[str]
) -> None:
    stage: Any = Stage()

    reprojecting.reproject(
        stage,
        Output(),
        identifiers=(),
        everything=False,
        since=NOW,
        until=None,
        payer=None,
        whole=False,
        profiles=None,
    )

    assert queue.url == "the ProjectionQueueUrl"
    assert {CLAIM_ID in message for message in queue.messages} == {True}
    assert "worked off again" in said(capsys)


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("republish", "--since"),
        ("republish --since yesterday", "not a time"),
        ("republish --since 2026-11-30T09:00Z --until 2026-11-30T08:00Z", "before --since"),
        ("reproject --until 2026-11-30", "Name CLAIMs"),
        ("reproject --all --since 2026-11-30", "one of"),
        ("reproject clm_1 --until 2026-11-30", "--until needs --since"),
    ],
)
def test_a_time_that_makes_no_sense_is_refused_before_any_stage_is_asked(
    line: str, wrong: str
) -> None:
    done = CliRunner().invoke(cli, line.split())

    assert done.exit_code == 2, done.output
    assert wrong in done.output
