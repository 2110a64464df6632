"""`claimtrail restore` and `undelete`: shown, asked, recorded first, refused where they must be."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber
from click.testing import CliRunner, Result

from claimtrail.aws.core.storage.undelete import DeletedObject
from claimtrail.bootstrap import recovery
from claimtrail.cli.core import stage as stages
from claimtrail.cli.core.stage import Stage
from claimtrail.cli.main import cli
from claimtrail.cli.recovery import objects, sources, tables

OUTPUTS = {
    "ClaimTable": "claims-1",
    "OperationsTable": "operations-1",
    "TicketTable": "tickets-1",
    "ArchiveBucket": "archive-1",
    "EventBus": "bus",
}
COUNTS = {"copied": 3, "same": 2, "kept": 1, "skipped": 0, "total": 6}
DELETED_AT = datetime(2026, 11, 30, tzinfo=UTC)
MARKER = DeletedObject(key="fil_1", marker_id="m1", version_id="v1", deleted_at=DELETED_AT)


class Deeds:
    """The deeds of the commands, in order."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.removable = 1
        self.foreign: tuple[str, ...] = ()

    def record(self, _stage: Stage, detail_type: Any, subject: str, **_detail: Any) -> None:
        self.done.append(f"{detail_type.value} {subject}")

    def copy(
        self,
        store: Any,
        *,
        source: str,
        target: str,
        is_dry: bool,
        on_progress: Callable[[int], None],
    ) -> dict[str, int]:
        on_progress(6)
        self.done.append(f"copy {store.value} {source} {target} {'dry' if is_dry else 'real'}")
        return COUNTS

    def since(self, _instant: datetime) -> list[DeletedObject]:
        return [MARKER]

    def bring_back(self, deleted: list[DeletedObject]) -> int:
        self.done.append(f"undelete {[one.key for one in deleted]}")
        return self.removable


@pytest.fixture
def deeds(monkeypatch: pytest.MonkeyPatch) -> Deeds:
    """A stage whose tables and buckets only remember what is asked of them."""
    found = Deeds()
    monkeypatch.setattr(stages, "open_stage", lambda name: Stage(name, OUTPUTS))
    for module in (tables, objects):
        monkeypatch.setattr(module, "record_recovery", found.record)
    monkeypatch.setattr(tables, "copy_back", found.copy)
    monkeypatch.setattr(tables, "item_count", lambda _: 6)
    monkeypatch.setattr(sources, "foreign_kinds", lambda _store, _source: found.foreign)
    monkeypatch.setattr(
        objects, "deleted_objects", lambda _bucket, _prefix, *, by_copy: found if by_copy else None
    )
    return found


def run(*words: str, typed: str = "") -> Result:
    return CliRunner().invoke(cli, list(words), input=typed, env={"COLUMNS": "120"})


def test_a_table_is_copied_back_once_the_trail_has_who_does_it(deeds: Deeds) -> None:
    done = run("restore", "claims", "--from", "restored-claims", "--yes", "--json")

    assert json.loads(done.stdout) == COUNTS | {"dry_run": False}
    assert deeds.done == [
        "table.restored claims-1",
        "copy claim table restored-claims claims-1 real",
    ]


def test_a_dry_run_counts_and_records_nothing(deeds: Deeds) -> None:
    done = run("restore", "operations", "--from", "old", "--dry-run")

    assert "Nothing was written." in done.output
    assert deeds.done == ["copy operations table old operations-1 dry"]


@pytest.mark.parametrize(
    "words", [("restore", "tickets", "--from", "old"), ("undelete", "archive", "--since", "2h")]
)
def test_both_ask_and_a_no_does_nothing(deeds: Deeds, words: tuple[str, ...]) -> None:
    assert run(*words, typed="n\n").exit_code == 1
    assert deeds.done == []


@pytest.mark.parametrize("beginning", ["", "arn:aws:dynamodb:us-east-1:000000000000:table/"])
def test_the_stages_own_table_is_no_restored_one(deeds: Deeds, beginning: str) -> None:
    done = run("restore", "claims", "--from", f"{beginning}claims-1", "--yes")

    assert "RESTORE_INTO_ITSELF" in str(done.exception)
    assert deeds.done == []


@pytest.mark.parametrize(("table", "word"), [("operations-1", "operations"), ("tickets-1", "tick")])
def test_another_table_of_the_stage_is_no_restored_one(deeds: Deeds, table: str, word: str) -> None:
    done = run("restore", "claims", "--from", table, "--yes")

    assert "RESTORE_OF_LIVE_TABLE" in str(done.exception)
    assert f"{table} is the stage's own table for {word}" in str(done.exception)
    assert f"from {table} into claims-1" in str(done.exception)
    assert deeds.done == []


@pytest.mark.parametrize("answer", ["ResourceNotFoundException", "ValidationException"])
def test_a_table_that_is_not_there_is_named_with_its_region(
    deeds: Deeds, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    dynamodb = boto3.client("dynamodb", region_name="us-east-2")
    monkeypatch.setattr(recovery, "client", lambda _: dynamodb)
    monkeypatch.setattr(tables, "item_count", recovery.item_count)
    with Stubber(dynamodb) as answers:
        answers.add_client_error("describe_table", service_error_code=answer)
        done = run("restore", "claims", "--from", "nope", "--yes")

    assert "RESTORED_TABLE_UNKNOWN" in str(done.exception)
    assert "there is no table 'nope' in us-east-2" in str(done.exception)
    assert deeds.done == []


def test_a_table_of_other_items_is_refused_with_both_names_and_what_was_found(deeds: Deeds) -> None:
    deeds.foreign = ("escalation", "incident")
    done = run("restore", "claims", "--from", "old-operations", "--yes")

    assert "RESTORE_OF_OTHER_ITEMS" in str(done.exception)
    found = "claims-1 never holds what old-operations begins with: escalation, incident"
    assert found in str(done.exception)
    assert deeds.done == []


def test_deleted_objects_come_back_and_markers_that_stay_are_an_error(deeds: Deeds) -> None:
    done = run("undelete", "archive", "--since", "2h", "--yes")
    assert "1 object back." in done.output
    assert deeds.done == ["objects.undeleted archive-1", "undelete ['fil_1']"]

    deeds.removable = 0
    refused = run("undelete", "archive", "--since", "2026-11-29T08:00:00Z", "--yes")
    assert "s3:GetObjectVersion and s3:PutObject" in str(refused.exception)


def test_an_hour_that_is_none_is_wrong_usage(deeds: Deeds) -> None:
    done = run("undelete", "archive", "--since", "lately")
    assert done.exit_code == 2
    assert "--since: 'lately'" in done.output
    assert deeds.done == []
