"""A function is declared once: everything that is deployed of it follows, and what does not fit
its source is refused.
"""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from claimtrail.kernel.errors import ConfigurationError
from infra.acknowledgments import findings, unacknowledged
from infra.functions.declaration import (
    ROOT,
    FunctionDeclaration,
    Queue,
    QueueOf,
    Resource,
    Schedule,
    Stream,
    Subscription,
)
from infra.functions.fields import sources_of
from infra.functions.registry import check, declared_functions
from infra.stage import read_stage
from tests.harness.templates.synthesis import OWN_STAGES, synthesize_into
from tests.harness.templates.templates import Synthesized, as_list
from tools.docs.functions_page import render
from tools.docs.render import DOCS

SOURCE = '''"""Checks claims that were held."""

from claimtrail.aws.core.account import environment


class Environment(environment.Environment):
    """Claims, what is held, and the queue of checks."""

    claim_table: environment.Name
    operations_table: environment.Name
    outbox_bucket: environment.Name
    event_bus: environment.Name
    check_queue_url: environment.QueueUrl
    chunk_bytes: int


def handler(event, context):
    return None
'''


@pytest.fixture(scope="module")
def check_claim(tmp_path_factory: pytest.TempPathFactory) -> FunctionDeclaration:
    """A function that the repository does not have: its own file, and one declaration."""
    root = tmp_path_factory.mktemp("sources") / "functions"
    (root / "claims").mkdir(parents=True)
    for name in ("__init__.py", "claims/__init__.py"):
        shutil.copy(ROOT / name, root / name)
    (root / "claims" / "check_claim.py").write_text(SOURCE, encoding="utf-8")
    return FunctionDeclaration(
        module="claims.check_claim",
        stack="workflow",
        memory_mb=384,
        timeout_seconds=30,
        reads=(Resource.CLAIM_TABLE, Resource.OPERATIONS_TABLE),
        writes=(
            Resource.OPERATIONS_TABLE,
            Resource.OUTBOX_BUCKET,
            Resource.EVENT_BUS,
            QueueOf("Check"),
        ),
        queue=Queue(
            name="Check",
            batch_size=7,
            max_concurrency=4,
            filled_by=(
                Subscription(
                    name="Checked",
                    description="Claims that were held",
                    detail_types=("claim.held",),
                ),
            ),
        ),
        schedule=Schedule(name="Checks", every_minutes=lambda settings: settings.schedule_minutes),
        root=root,
    )


@pytest.fixture(scope="module")
def extended(
    check_claim: FunctionDeclaration, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Synthesized, list[str]]:
    """Production with that function, and what cdk-nag finds that no row acknowledges."""
    folder = tmp_path_factory.mktemp("extended")
    declared = (*declared_functions(), check_claim)
    app = synthesize_into("prod", folder, functions=declared)
    source = read_stage("prod", OWN_STAGES)
    found = Synthesized(source=source, folder=folder, findings=tuple(findings(app)))
    return found, [str(each) for each in unacknowledged(app, declared)]


def test_a_declared_function_is_deployed_with_its_size_and_its_environment(
    extended: tuple[Synthesized, list[str]],
) -> None:
    function = extended[0].function("check_claim")
    assert function.stack == "workflow"
    assert (function.properties["MemorySize"], function.properties["Timeout"]) == (384, 30)
    assert function.properties["Handler"] == "functions.claims.check_claim.handler"
    given = function.properties["Environment"]["Variables"]
    assert {"CLAIM_TABLE", "OPERATIONS_TABLE", "OUTBOX_BUCKET", "EVENT_BUS"} <= set(given)
    assert given["CHUNK_BYTES"] == str(extended[0].settings.chunk_bytes)
    assert "CheckWorkerQueue" in json.dumps(given["CHECK_QUEUE_URL"])


def test_its_queue_has_dead_letters_an_alarm_and_outputs(
    extended: tuple[Synthesized, list[str]],
) -> None:
    stage = extended[0]
    queue = stage.resource("AWS::SQS::Queue", "CheckWorker/Queue").properties
    dead_letters = stage.resource("AWS::SQS::Queue", "CheckWorker/DeadLetters")
    assert queue["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"][0] == dead_letters.logical_id
    assert queue["VisibilityTimeout"] == 6 * 30
    alarm = stage.resource("AWS::CloudWatch::Alarm", "Alarms/CheckWorkerDeadLettersDeadLetters")
    assert dead_letters.logical_id in str(alarm.properties)
    assert {"CheckQueueUrl", "CheckDeadLetterQueueUrl"} <= stage.outputs()
    (source,) = (
        each.properties
        for each in stage.resources("AWS::Lambda::EventSourceMapping")
        if each.path.startswith("CheckClaim/")
    )
    assert source["BatchSize"] == 7
    assert source["ScalingConfig"] == {"MaximumConcurrency": 4}


def test_its_queue_is_measured_with_all_others(extended: tuple[Synthesized, list[str]]) -> None:
    given = extended[0].function("group_incidents").properties["Environment"]["Variables"]
    assert '"Check\\":' in json.dumps(given["DEAD_LETTER_QUEUES"])


def test_its_events_and_its_schedule_reach_it(extended: tuple[Synthesized, list[str]]) -> None:
    stage = extended[0]
    rule = stage.resource("AWS::Events::Rule", "Checked").properties
    assert rule["EventPattern"] == {"source": ["claimtrail"], "detail-type": ["claim.held"]}
    assert "CheckWorkerQueue" in json.dumps(rule["Targets"])
    schedule = stage.resource("AWS::Events::Rule", "ChecksSchedule").properties
    assert schedule["ScheduleExpression"] == "rate(1 hour)"
    assert stage.resource("AWS::CloudWatch::Alarm", "ChecksSchedule/ErrorAlarm").properties[
        "AlarmActions"
    ]


def test_its_role_is_granted_what_is_declared_and_no_hold(
    extended: tuple[Synthesized, list[str]],
) -> None:
    allowed, denied = set[str](), set[str]()
    on_outbox = set[str]()
    for statement in extended[0].statements("CheckClaim"):
        actions = set(as_list(statement["Action"]))
        (allowed if statement["Effect"] == "Allow" else denied).update(actions)
        if "OutboxBucket" in json.dumps(statement["Resource"]):
            on_outbox |= actions
    assert on_outbox == {"s3:PutObject", "s3:AbortMultipartUpload"}
    assert {"events:PutEvents", "sqs:SendMessage", "dynamodb:Query"} <= allowed
    assert not {action for action in allowed if action.startswith(("kms:Sign", "states:"))}
    assert "dynamodb:PutItem" in denied


def test_no_finding_of_cdk_nag_is_left_open_by_it(
    extended: tuple[Synthesized, list[str]],
) -> None:
    stage, left_open = extended
    assert any("CheckClaim" in finding.where for finding in stage.findings)
    assert left_open == []


def test_the_page_of_functions_has_its_row(check_claim: FunctionDeclaration) -> None:
    page = render((check_claim,))
    (row,) = [line for line in page.splitlines() if "check_claim" in line]
    for said in ("queue Check", "schedule Checks", "claim table", "outbox bucket", "384", "30"):
        assert said in row


def test_the_page_of_functions_is_rendered_from_the_declarations() -> None:
    page = (DOCS / "functions.md").read_text(encoding="utf-8")
    assert page == render(declared_functions()), "run: make docs"


def without(*fields: str) -> Callable[[str], str]:
    """The source without some fields."""
    return lambda text: "".join(
        line
        for line in text.splitlines(keepends=True)
        if not line.strip().startswith(tuple(f"{field}:" for field in fields))
    )


def with_field(line: str) -> Callable[[str], str]:
    """The source with one more field."""
    return lambda text: text.replace("    chunk_bytes", f"    {line}\n    chunk_bytes")


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        (
            with_field("payer_portal: str"),
            "FUNCTION_FIELD_UNKNOWN",
            "check_claim reads the field 'payer_portal', and nothing is deployed into it",
        ),
        (
            with_field("ticket_table: environment.Name"),
            "FUNCTION_FIELD_OUT_OF_REACH",
            "check_claim reads the field 'ticket_table', and may not reach TICKET_TABLE",
        ),
        (
            with_field("ingest_queue_url: environment.QueueUrl"),
            "FUNCTION_FIELD_OUT_OF_REACH",
            "check_claim reads the field 'ingest_queue_url', and may not reach queue Ingest",
        ),
        (
            without("outbox_bucket"),
            "FUNCTION_REACHES_TOO_FAR",
            "check_claim may reach OUTBOX_BUCKET, and no field of it names that",
        ),
    ],
)
def test_fields_that_do_not_fit_the_declaration_are_refused_with_both_names(
    check_claim: FunctionDeclaration,
    tmp_path: Path,
    change: Callable[[str], str],
    code: str,
    said: str,
) -> None:
    (tmp_path / "claims").mkdir()
    (tmp_path / "claims" / "check_claim.py").write_text(change(SOURCE), encoding="utf-8")
    with pytest.raises(ConfigurationError) as raised:
        sources_of(replace(check_claim, root=tmp_path))
    assert (raised.value.explanation.code, raised.value.explanation.what) == (code, said)
    assert raised.value.explanation.where.endswith("claims/check_claim.py")
    assert "infra/functions/claims.py" in raised.value.explanation.next_step


@pytest.mark.parametrize(
    ("field", "reached", "said"),
    [
        ("claim_key_secret_arn", Resource.CLAIM_KEY_SECRET, "check_claim cannot write"),
        ("nowhere_queue_url", QueueOf("Nowhere"), "check_claim reaches queue Nowhere"),
    ],
)
def test_what_cannot_be_granted_is_refused_with_both_names(
    check_claim: FunctionDeclaration,
    tmp_path: Path,
    field: str,
    reached: Resource | QueueOf,
    said: str,
) -> None:
    root = shutil.copytree(check_claim.root, tmp_path / "functions")
    source = root / "claims" / "check_claim.py"
    source.write_text(f"class Environment:\n    {field}: str\n", encoding="utf-8")
    one = replace(check_claim, root=root, reads=(), writes=(reached,), schedule=None, queue=None)
    with pytest.raises(ConfigurationError, match=rf"FUNCTION_UNREACHABLE: {said}"):
        synthesize_into("prod", tmp_path / "out", functions=(*declared_functions(), one))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"module": "tickets.check_ticket"}, "FUNCTION_AMBIGUOUS: two declarations .* 'Check'"),
        (
            {"module": "tickets.check_claim", "queue": None},
            "FUNCTION_AMBIGUOUS: two declarations .* 'check_claim'",
        ),
        ({"stack": "storage"}, "FUNCTION_MISPLACED: there is no stack 'storage'"),
        ({"queue": None, "stream": Stream(inserted=("event#",))}, "FUNCTION_WITHOUT_QUEUE"),
        (
            {"schedule": None, "also_scheduled": (Schedule(name="Daily", every_minutes=1_440),)},
            "FUNCTION_SCHEDULED_TWICE",
        ),
    ],
)
def test_what_would_not_be_deployed_whole_is_refused(
    check_claim: FunctionDeclaration, change: dict[str, Any], said: str
) -> None:
    check((check_claim,))
    with pytest.raises(ConfigurationError, match=said):
        check((check_claim, replace(check_claim, **change)))
