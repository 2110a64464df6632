"""Each role of people does what its page lists, with IAM enforced, and nothing else.

A journey, since a policy is proven by who enforces it: the commands run on the deployed stage with
the credentials of a user who has the role's policy alone.
"""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError
from click.testing import Result

from claimtrail.analytics.outputs import AnalyticsOutput
from claimtrail.aws.core.account.outputs import SharedOutput
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.outputs import ClaimOutput
from claimtrail.intake.outputs import IntakeOutput
from claimtrail.trail.outputs import TrailOutput
from infra.people.commands import COMMANDS
from tests.harness.eventually import eventually
from tests.harness.files.own_claims import BILLING_ID, OwnClaim
from tests.harness.stage.deployed import Deployed
from tests.harness.stage.person import NEEDS_NONE, Person

pytestmark = [pytest.mark.e2e, pytest.mark.capability("C5.3")]

OWN = OwnClaim(serial=931, submitted_on=date(2026, 9, 15))
QUEUE = "Incident"
"""A queue whose dead letters no other journey counts."""
TRIED = '{"role": "tried"}'
BY_AWS = frozenset({"kms:Decrypt", "kms:GenerateDataKey"})
"""Actions that AWS takes in the caller's name: no call of ours shows them."""
RULES = """
version = {}
valid_from = 2099-01-01T00:00:00Z
[[rule]]
name = "all"
queue = "queue:all"
tier = 1
"""
"""Rules that decide when nobody runs these tests any more."""
CASES = """
[[case]]
name = "any"
ticket = { category = "denials/denied" }
expect = { queue = "queue:all", tier = 1 }
"""
DESK = """
[[calendar]]
name = "new-york"
zone = "America/New_York"
monday = [["08:00", "17:00"]]
[[person]]
person = "user:ann"
queues = ["queue:nobodys"]
tiers = [1]
capacity = 1
calendar = "new-york"
"""
SOUND = (0, 3, 5)
"""Exit codes of `audit verify` for a trail that is sound, whatever its end rests on."""


@pytest.fixture(scope="module")
def words(deployed: Deployed) -> dict[str, str]:
    """The values for the words of the commands: a claim, a file, an incident."""
    deployed.put(f"{BILLING_ID}/own-931.x12", OWN.submission())
    deployed.put(f"{BILLING_ID}/broken-931.x12", b"no interchange 931")
    deployed.put(f"{BILLING_ID}/era-931.835.part", b"ISA*00")
    claim = deployed.await_state(OWN.number, State.SUBMITTED, within=240)
    incidents = eventually(lambda: deployed.claimtrail("incidents") or None, 120, every=1)
    receipt = deployed.settled_receipt(OWN.submission(), BILLING_ID)
    return {
        "claim": claim.claim_id,
        "account": OWN.number,
        "file": receipt.file_id,
        "upload": "era-931.835.part",
        "incident": incidents[0]["incident_id"],
        "queue": QUEUE,
        "text": "seen",
        "name": "claims_by_status_and_payer",
        "bucket": deployed.bucket(TrailOutput.AUDIT_BUCKET),
    }


def letter(deployed: Deployed) -> str:
    """The id of a new dead letter."""
    _, dead = deployed.queues()[QUEUE]
    sent = deployed.client("sqs").send_message(QueueUrl=dead, MessageBody=TRIED)
    return str(sent["MessageId"])


def _taken_back(deployed: Deployed, url: str, body: str) -> bool:
    """Take a message with this body out of a queue; return whether one was among those seen."""
    queues = deployed.client("sqs")
    seen = queues.receive_message(QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=1)
    found = [one for one in seen.get("Messages", ()) if one["Body"] == body]
    for one in found:
        queues.delete_message(QueueUrl=url, ReceiptHandle=one["ReceiptHandle"])
    return bool(found)


def assert_done(person: Person, command: str, result: Result) -> None:
    codes = SOUND if "verify" in command else (0,)
    assert result.exit_code in codes, (person.role, command, result.output, result.exception)


def statements(deployed: Deployed, person: Person) -> Iterator[tuple[str, set[str]]]:
    """Each statement of a person's policy: its id and its actions."""
    iam = deployed.client("iam")
    for arn in person.policy_arns:
        version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
        found = iam.get_policy_version(PolicyArn=arn, VersionId=version)
        document = found["PolicyVersion"]["Document"]
        for one in (document if isinstance(document, dict) else json.loads(document))["Statement"]:
            actions = one["Action"]
            yield one.get("Sid", ""), {actions} if isinstance(actions, str) else set(actions)


def assert_no_action_is_unused(deployed: Deployed, person: Person) -> None:
    """Return what no command used could be taken away, and must be."""
    granted = set().union(*(actions for _, actions in statements(deployed, person)))
    assert granted - BY_AWS - person.actions == set()
    assert person.actions - NEEDS_NONE <= granted


def test_an_operator_types_every_command_of_the_role_and_needs_every_right(
    deployed: Deployed, words: dict[str, str]
) -> None:
    operator = Person(deployed, "Operator")
    with deployed.consumer_down(QUEUE):
        moved = letter(deployed)
        for command in COMMANDS["Operator"]:
            given = words | {"message": letter(deployed) if "discard" in command else ""}
            assert_done(operator, command, operator.types(command, **given))
        url, _ = deployed.queues()[QUEUE]
        # Alarms that ring meanwhile wait in the same queue.
        eventually(lambda: _taken_back(deployed, url, TRIED), 60, every=0.2)
    assert moved
    assert_no_action_is_unused(deployed, operator)


def test_an_operator_reads_no_files_and_changes_no_claim(
    deployed: Deployed, words: dict[str, str]
) -> None:
    operator = Person(deployed, "Operator")
    assert_refused(
        operator, "s3", "list_objects_v2", Bucket=deployed.bucket(TrailOutput.AUDIT_BUCKET)
    )
    assert_refused(
        operator, "s3", "list_objects_v2", Bucket=deployed.bucket(IntakeOutput.ARCHIVE_BUCKET)
    )
    assert_refused(
        operator,
        "dynamodb",
        "put_item",
        TableName=deployed.bucket(ClaimOutput.CLAIM_TABLE),
        Item={"pk": {"S": f"claim#{words['claim']}"}, "sk": {"S": "claim"}},
    )


def test_an_auditor_verifies_the_trail_with_every_right_and_writes_nothing(
    deployed: Deployed, words: dict[str, str]
) -> None:
    auditor = Person(deployed, "Auditor")
    for command in COMMANDS["Auditor"]:
        if command.startswith("claimtrail"):
            assert_done(auditor, command, auditor.types(command, **words))
    bucket = deployed.bucket(TrailOutput.AUDIT_BUCKET)
    with auditor.calls("s3") as s3:
        # As `aws s3 sync` does.
        key = s3.list_objects_v2(Bucket=bucket)["Contents"][0]["Key"]
        s3.get_object(Bucket=bucket, Key=key)["Body"].close()
    assert_no_action_is_unused(deployed, auditor)
    assert_refused(auditor, "s3", "put_object", Bucket=bucket, Key=key, Body=b"")
    assert_refused(auditor, "s3", "delete_object", Bucket=bucket, Key=key)
    queue = deployed.bucket(TrailOutput.AUDIT_QUEUE)
    assert_refused(auditor, "sqs", "send_message", QueueUrl=queue, MessageBody="{}")
    for output in (ClaimOutput.CLAIM_TABLE, SharedOutput.OPERATIONS_TABLE):
        table, item = deployed.bucket(output), {"pk": {"S": "hold#x"}, "sk": {"S": "standing"}}
        assert_refused(auditor, "dynamodb", "put_item", TableName=table, Item=item)
    claims = deployed.bucket(ClaimOutput.CLAIM_TABLE)
    assert_refused(auditor, "dynamodb", "get_item", TableName=claims, Key=item)


def test_a_desk_lead_changes_rules_and_the_desk_with_every_right_and_reads_no_claim(
    deployed: Deployed, words: dict[str, str], tmp_path: Path
) -> None:
    version = max(one["version"] for one in deployed.claimtrail("rules")) + 1
    given = words | {"version": str(version), "person": "ann", "day": "2099-12-24"}
    for name, text in (("rules", RULES.format(version)), ("cases", CASES), ("desk", DESK)):
        (tmp_path / f"{name}.toml").write_text(text)
        given[name] = str(tmp_path / f"{name}.toml")
    lead = Person(deployed, "DeskLead")
    for command in COMMANDS["DeskLead"]:
        assert_done(lead, command, lead.types(command, **given))
    claims = deployed.bucket(ClaimOutput.CLAIM_TABLE)
    key = {"pk": {"S": f"claim#{words['claim']}"}, "sk": {"S": "claim"}}
    assert_refused(lead, "dynamodb", "get_item", TableName=claims, Key=key)
    assert_no_action_is_unused(deployed, lead)


def test_an_analyst_asks_by_the_command_and_reads_no_table(
    deployed: Deployed, words: dict[str, str]
) -> None:
    analyst = Person(deployed, "Analyst")
    result = analyst.types("claimtrail query SQL", sql="SELECT 1 AS one")
    assert_done(analyst, "query SQL", result)
    assert_done(analyst, "query", analyst.types("claimtrail query --saved NAME", **words))
    claims = deployed.bucket(ClaimOutput.CLAIM_TABLE)
    key = {"pk": {"S": f"claim#{words['claim']}"}, "sk": {"S": "claim"}}
    assert_refused(analyst, "dynamodb", "get_item", TableName=claims, Key=key)


def test_a_masked_analyst_asks_in_the_masked_workgroup_and_reaches_nothing_unmasked(
    deployed: Deployed,
) -> None:
    masked = Person(deployed, "MaskedAnalyst")
    with masked.client("athena") as athena:
        asked = athena.start_query_execution(
            QueryString="SELECT 1",
            WorkGroup=deployed.bucket(AnalyticsOutput.MASKED_WORKGROUP),
            QueryExecutionContext={"Database": deployed.bucket(AnalyticsOutput.MASKED_DATABASE)},
        )
        athena.get_query_execution(QueryExecutionId=asked["QueryExecutionId"])
    assert_refused(
        masked,
        "athena",
        "start_query_execution",
        QueryString="SELECT 1",
        WorkGroup=deployed.bucket(AnalyticsOutput.ATHENA_WORKGROUP),
    )
    for output, key in (
        (AnalyticsOutput.LAKE_BUCKET, "lake/claims/dt=2026-09-15/day.parquet"),
        (TrailOutput.AUDIT_BUCKET, "claim_events/dt=2026-09-15/0.json.gz"),
        (IntakeOutput.ARCHIVE_BUCKET, "any"),
        (IntakeOutput.INBOX_BUCKET, "any"),
    ):
        assert_refused(masked, "s3", "get_object", Bucket=deployed.bucket(output), Key=key)
    assert_refused(
        masked,
        "glue",
        "get_table",
        DatabaseName=deployed.bucket(AnalyticsOutput.GLUE_DATABASE),
        Name="claims_trail",
    )


def assert_refused(person: Person, service: str, call: str, **arguments: Any) -> None:
    """The call is one that the role may not make."""
    with person.client(service) as known, pytest.raises(ClientError, match="AccessDenied"):
        getattr(known, call)(**arguments)
