"""A command that shows claim data says to the trail who looks and why, before it shows anything."""

import json
import os
import pwd
from collections.abc import Iterator
from typing import Any

import click
import pytest
from click.testing import CliRunner

from claimtrail.analytics.query_access import digest_of, tables_asked
from claimtrail.cli.core import access
from claimtrail.cli.core.access import (
    MARK,
    SHOWS_NONE,
    ClaimAccess,
    purpose_of,
    shows_claim_data,
)
from claimtrail.cli.core.declare import body_of
from claimtrail.cli.core.stage import LOCAL, Stage
from claimtrail.cli.main import cli
from claimtrail.kernel.errors import ClaimTrailError, ConfigurationError, Explanation
from claimtrail.trail.access_log import Action, Purpose
from claimtrail.trail.outputs import TrailOutput

ARN = "arn:aws:sts::123456789012:assumed-role/Auditor/jane"
SHOWING = {
    "audit export": ["--payer", "larkspur", "--recipient", "payer", "--out", "nowhere"],
    "rebill-check": ["1"],
    "claim": ["clm_1"],
    "claims": [],
    "escalations": [],
    "incidents": [],
    "provenance": ["clm_1"],
    "query": ["select 1"],
    "tickets list": [],
    "tickets show": ["tkt_1"],
    "tickets original": ["tkt_1"],
    "errors show": ["uer_1"],
    "tickets start": ["tkt_1", "--why", "said so"],
    "tickets hold": ["tkt_1", "--for", "payer", "--why", "said so"],
    "tickets resume": ["tkt_1", "--why", "said so"],
    "tickets resolve": ["tkt_1", "--why", "said so"],
    "tickets reopen": ["tkt_1", "--why", "said so"],
    "tickets cancel": ["tkt_1", "--why", "said so"],
    "tickets comment": ["tkt_1", "--note", "said so"],
    "tickets assign": ["tkt_1", "--to", "queue:billing"],
    "tickets attach": ["tkt_1", __file__],
    "tickets attachment": ["tkt_1", "att_1"],
    "tickets attachments": ["tkt_1"],
    "tickets agree": ["tkt_1", "--as", "queue:billing"],
    "tickets own": ["tkt_1", "--as", "clinical", "--why", "chart"],
    "tickets route": ["tkt_1"],
    "rules preview": ["2"],
    "rules move": ["--dry-run"],
    "tags preview": [],
    "tags apply": [],
    "search": ["Doe, Jane"],
    "tickets new": ["patient_billing/statement", "--title", "A question"],
    "tickets merge": ["tkt_1", "--into", "tkt_2"],
    "tickets split": ["tkt_1", "--claim", "clm_1"],
    "tickets link": ["tkt_1", "caused by", "tkt_2"],
    "tickets watch": ["tkt_1"],
    "tickets categorize": ["tkt_1", "patient_billing/statement"],
    "tickets prioritize": [
        "tkt_1",
        "--to",
        "1",
        "--why",
        "discharge",
        "--approved-by",
        "user:ines",
        "--until",
        "2030-01-02T12:00-05:00",
    ],
    "tickets hand-over": ["tkt_1", "--vendor", "summit-medical-review", "--what", "records"],
    "tickets take-back": ["tkt_1", "--why", "upheld"],
    "tickets file-letter": ["tkt_1", "--vendor", "summit-medical-review", "--text", "Upheld."],
    "tickets letters": ["tkt_1"],
    "tickets urgent": [
        "tkt_1",
        "--hold",
        "procedure",
        "--why",
        "discharge",
        "--approved-by",
        "user:ines",
        "--until",
        "2030-01-02T12:00-05:00",
    ],
    "sla explain": ["tkt_1"],
    "trail": ["fil_1"],
    "unmatched": [],
    "match": ["clm_1", "--accept", "clm_2", "--why", "said so"],
    "payments": [],
    "exceptions list": [],
    "exceptions accept": ["clm_1", "exc_1", "--why", "said so"],
    "exceptions reject": ["clm_1", "exc_1", "--why", "said so"],
    "exceptions withdraw": ["clm_1", "exc_1", "--why", "said so"],
    "files list": [],
    "files release": ["fil_1", "--why", "said so"],
    "files show": ["fil_1"],
    "record-status": [
        *("clm_1", "--term", "Processed", "--seen-on", "2026-11-20", "--seen-in", "portal"),
    ],
    "terms decide": ["Processed", "--payer", "larkspur", "--means", "F1", "--why", "said so"],
    "terms export": ["--payer", "larkspur"],
    "terms review": [],
    "appeal": ["clm_1", "--sent", "2026-11-20", "--how", "fax", "--why", "said so"],
    "write-off": ["clm_1", "--balance", "--reason", "bad_debt", "--why", "said so"],
    "close": ["clm_1", "--why", "said so"],
    "reopen": ["clm_1", "--why", "said so"],
    "restrictions list": ["clm_1"],
    "restrictions set": ["clm_1", "vip", "--why", "said so"],
    "restrictions clear": ["clm_1", "vip", "--why", "said so"],
}
"""The commands that show claim data, with arguments that they take."""
ALWAYS_THE_SAME = {
    *("hold list", "hold refresh", "hold release", "hold set", "audit disclosures"),
    *("break-glass list", "break-glass review", "restrictions staff-list"),
    *("people list", "people sign-out", "people end", "people restore", "people leavers"),
    *("people reviews", "people attest", "people reassign"),
}
"""Those whose purpose of use is always the same."""


class FakeTrail:
    """The queue of rows, and the caller, as far as an access needs them."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.is_down = False

    def send(self, dataset: str, rows: list[dict[str, Any]]) -> None:
        if self.is_down:
            raise ClaimTrailError(Explanation(code="DOWN", what="", where="", next_step=""))
        self.sent.append({"dataset": dataset, "rows": rows})


class FakeStage(Stage):
    """A deployed stage whose trail is the fake."""

    trail = FakeTrail()

    def row_sink(self) -> Any:
        return self.trail

    def caller(self) -> str:
        return f"user:{ARN}"


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeStage]:
    FakeStage.trail = FakeTrail()
    opened = FakeStage("prod", {TrailOutput.AUDIT_QUEUE: "queue"})
    monkeypatch.setattr(access, "open_stage", lambda _: opened)
    monkeypatch.setattr(
        access, "body_of", lambda run: show if run is peek.callback else body_of(run)
    )
    monkeypatch.delenv("CLAIMTRAIL_PURPOSE", raising=False)
    return opened


def show(claim_access: ClaimAccess) -> None:
    output = claim_access.at(["clm_1"], fields=("state", "steps"))
    output.data("what was looked at")


@click.command("peek")
@shows_claim_data(Action.CLAIM_READ, runs=".bodies:show")
def peek(**_: object) -> None:
    """A command of the kind that shows claims."""


def leaves(group: click.Group, *path: str) -> Iterator[tuple[str, click.Command]]:
    """Every command under a group, with the words that call it."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from leaves(command, *path, name)
        else:
            yield " ".join((*path, name)), command


@pytest.mark.capability("C5.4")
def test_every_command_either_records_access_or_says_why_it_shows_no_claim() -> None:
    commands = dict(leaves(cli))
    telling = {path for path, command in commands.items() if hasattr(command.callback, MARK)}

    assert telling | set(SHOWS_NONE) == set(commands), "neither in the table nor with a look"
    assert not telling & set(SHOWS_NONE)
    assert telling == set(SHOWING) | ALWAYS_THE_SAME


@pytest.mark.capability("C5.4")
@pytest.mark.parametrize("path", SHOWING)
@pytest.mark.usefixtures("stage")
def test_no_such_command_shows_anything_of_a_deployed_stage_without_a_purpose(path: str) -> None:
    done = CliRunner().invoke(cli, [*path.split(), *SHOWING[path], "--stage", "prod"])

    assert done.exit_code == click.UsageError.exit_code
    assert "say --purpose" in done.output
    assert FakeStage.trail.sent == []


@pytest.mark.capability("C5.4")
def test_an_access_is_reported_with_the_callers_name_the_purpose_and_the_fields(
    stage: FakeStage,
) -> None:
    arguments = ["--stage", "prod", "--purpose", "payment", "--json"]
    done = CliRunner().invoke(peek, arguments, catch_exceptions=False)

    assert json.loads(done.output) == "what was looked at"
    (message,) = stage.trail.sent
    assert message["dataset"] == "access_log"
    (row,) = message["rows"]
    assert (row["actor"], row["purpose"]) == (f"user:{ARN}", "payment")
    assert (row["claim_id"], row["fields"]) == ("clm_1", "state steps")
    assert row["origin"].startswith("peek on ")


@pytest.mark.capability("C5.4")
def test_what_the_trail_cannot_record_is_not_shown(stage: FakeStage) -> None:
    stage.trail.is_down = True

    done = CliRunner().invoke(peek, ["--purpose", "payment", "--json"])

    assert isinstance(done.exception, ClaimTrailError)
    assert done.output == ""


@pytest.mark.capability("C5.4")
def test_a_look_by_sql_names_the_tables_and_a_digest_and_never_its_text(stage: FakeStage) -> None:
    sql = "select * from Claims c join findings_trail using (file_id) where x = 'EMBERLY'"

    CliRunner().invoke(cli, ["query", sql, "--stage", "prod", "--purpose", "audit"])

    (message,) = stage.trail.sent
    statements = {row["subject_id"]: row["statement"] for row in message["rows"]}
    assert statements == dict.fromkeys(("table:claims", "table:findings"), digest_of(sql))
    assert "EMBERLY" not in json.dumps(message)


def test_a_saved_query_is_reported_by_its_name(stage: FakeStage) -> None:
    saved = ["--saved", "rejections_and_why", "--stage", "prod", "--purpose", "operations"]

    CliRunner().invoke(cli, ["query", *saved])

    statements = {row["statement"] for message in stage.trail.sent for row in message["rows"]}
    assert statements == {"saved:rejections_and_why"}


@pytest.mark.parametrize(
    ("sql", "asked"),
    [
        ("select 1", ["table:*"]),
        ('select * from "CLAIM_EVENTS_LAKE"', ["table:claim_events"]),
        ("execute claims_of_a_day", ["table:*"]),
    ],
)
def test_tables_are_found_by_any_of_their_names(sql: str, asked: list[str]) -> None:
    assert tables_asked(sql) == asked


def test_the_list_of_saved_queries_wants_no_purpose_and_is_no_look(stage: FakeStage) -> None:
    done = CliRunner().invoke(cli, ["query", "--list", "--stage", "prod"])

    assert done.exit_code == 0
    assert stage.trail.sent == []


def test_on_a_laptop_the_purpose_is_operations_and_the_actor_the_systems_account(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "newcomer")
    assert purpose_of(LOCAL, None) is Purpose.OPERATIONS
    assert purpose_of(LOCAL, "audit") is Purpose.AUDIT
    account = pwd.getpwuid(os.getuid()).pw_name
    assert Stage(LOCAL, {}).caller() == f"user:{account}"
    monkeypatch.setenv("CLAIMTRAIL_PLAY", "anna")
    assert Stage(LOCAL, {}).caller() == f"user:{account}/as/anna"
    for wrong in ("anna/bert", "../bert", "an na", "a" * 65):
        monkeypatch.setenv("CLAIMTRAIL_PLAY", wrong)
        with pytest.raises(ConfigurationError, match="NAME_INVALID"):
            Stage(LOCAL, {}).caller()
