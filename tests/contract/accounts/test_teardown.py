"""`claimtrail teardown` on the embedded cloud: every version goes, and what is locked stops it."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from claimtrail.cli.main import cli
from claimtrail.kernel.errors import ConflictError
from infra.accounts.aws_reader import AwsAccountReader
from tests.harness.stage.cloud import RunningCloud
from tests.harness.stage.stack import apply_stack, delete_stack, settled

pytestmark = pytest.mark.cloud

STAGE = "trial"
STORAGE, INTAKE = f"claimtrail-{STAGE}-storage", f"claimtrail-{STAGE}-intake"
SETTINGS = 'based_on = "dev"\norganization_id = "trial"\naccount = "000000000000"\n'
KEY_SCHEMA = [{"AttributeName": "pk", "KeyType": "HASH"}]


def bucket(**own: Any) -> dict[str, Any]:
    versioned = {"VersioningConfiguration": {"Status": "Enabled"}}
    return {"Type": "AWS::S3::Bucket", "Properties": versioned | own}


def storage() -> dict[str, Any]:
    """A locked bucket that denies deletion of versions, one for access logs, and a table."""
    deny = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": ["s3:DeleteObjectVersion", "s3:BypassGovernanceRetention"],
        "Resource": {"Fn::Sub": "${Audit.Arn}/*"},
    }
    return {
        "AccessLog": bucket(),
        "Audit": bucket(
            ObjectLockEnabled=True,
            ObjectLockConfiguration={
                "ObjectLockEnabled": "Enabled",
                "Rule": {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 7}},
            },
            LoggingConfiguration={"DestinationBucketName": {"Ref": "AccessLog"}},
        ),
        "AuditPolicy": {
            "Type": "AWS::S3::BucketPolicy",
            "Properties": {
                "Bucket": {"Ref": "Audit"},
                "PolicyDocument": {"Version": "2012-10-17", "Statement": [deny]},
            },
        },
        "Table": {
            "Type": "AWS::DynamoDB::Table",
            "Properties": {
                "BillingMode": "PAY_PER_REQUEST",
                "DeletionProtectionEnabled": True,
                "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
                "KeySchema": KEY_SCHEMA,
            },
        },
    }


class Trial:
    """A small stage: two stacks, and a folder with its settings."""

    def __init__(self, cloud: RunningCloud, folder: Path) -> None:
        self.cloud, self.folder = cloud, folder
        self.s3 = cloud.client("s3")
        (folder / STAGE).mkdir()
        (folder / STAGE / "settings.toml").write_text(SETTINGS, encoding="utf-8")
        self.ids = apply_stack(cloud, STORAGE, storage())
        apply_stack(cloud, INTAKE, {"Queue": {"Type": "AWS::SQS::Queue"}})

    def put(self, name: str, *, times: int = 1, **lock: Any) -> str:
        """Put an object several times; returns the last version."""
        version = ""
        for body in range(times):
            answer = self.s3.put_object(
                Bucket=self.ids["Audit"], Key=name, Body=str(body).encode(), **lock
            )
            version = answer["VersionId"]
        return version

    def versions(self) -> int:
        found = self.s3.list_object_versions(Bucket=self.ids["Audit"])
        return len(found.get("Versions", [])) + len(found.get("DeleteMarkers", []))

    def teardown(self, *options: str, typed: str = "") -> Result:
        line = ["teardown", STAGE, "--in", str(self.folder), *options]
        return CliRunner().invoke(cli, line, input=typed)


@pytest.fixture
def trial(cloud: RunningCloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Trial]:
    for name, value in cloud.environment.items():
        monkeypatch.setenv(name, value)
    made = Trial(cloud, tmp_path)
    yield made
    made.teardown("--yes", STAGE)
    for name in (INTAKE, STORAGE):
        if settled(cloud, name) != "DELETED":
            delete_stack(cloud, name)


def test_given_a_stage_when_its_name_is_typed_then_all_of_it_goes(trial: Trial) -> None:
    trial.put("audit/1", times=3)
    trial.s3.delete_object(Bucket=trial.ids["Audit"], Key="audit/1")
    trial.cloud.client("logs").create_log_group(logGroupName=f"/aws/lambda/{INTAKE}-Receive")

    shown = trial.teardown("--dry-run")
    assert "Nothing was deleted" in shown.stdout
    assert trial.versions() == 4
    other = trial.teardown(typed="prod\n")
    assert (other.exit_code, trial.versions()) == (2, 4)

    done = trial.teardown("--json", "--yes", STAGE)

    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    [audit] = [one for one in said["removal"]["contents"] if one["versions"]]
    assert (said["deleted"], audit["versions"], audit["markers"]) == (True, 3, 1)
    for name in (STORAGE, INTAKE):
        assert settled(trial.cloud, name) == "DELETED"
    buckets = {one["Name"] for one in trial.s3.list_buckets()["Buckets"]}
    assert not buckets & {trial.ids["Audit"], trial.ids["AccessLog"]}
    groups = trial.cloud.client("logs").describe_log_groups(logGroupNamePrefix="/aws/lambda/")
    assert not [one for one in groups["logGroups"] if INTAKE in one["logGroupName"]]
    again = trial.teardown("--yes", STAGE)
    assert "Nothing of the stage trial is deployed" in again.stdout


def test_given_an_object_locked_for_good_when_asked_then_nothing_is_deleted(
    trial: Trial,
) -> None:
    until = datetime.now(UTC) + timedelta(seconds=3)
    trial.put("audit/2")
    trial.put(
        "audit/3", ObjectLockMode="COMPLIANCE", ObjectLockRetainUntilDate=until + timedelta(days=1)
    )

    stopped = trial.teardown("--yes", STAGE)

    assert isinstance(stopped.exception, ConflictError)
    explanation = stopped.exception.explanation
    assert explanation.code == "OBJECTS_LOCKED"
    assert f"1 until {until + timedelta(days=1):%Y-%m-%d}" in explanation.what
    assert trial.versions() == 2
    assert settled(trial.cloud, INTAKE) == "CREATE_COMPLETE"


def test_given_a_held_object_when_asked_then_it_stops_until_the_hold_is_released(
    trial: Trial,
) -> None:
    version = trial.put("audit/4", ObjectLockLegalHoldStatus="ON")

    stopped = trial.teardown("--yes", STAGE)
    assert isinstance(stopped.exception, ConflictError)
    assert stopped.exception.explanation.code == "OBJECTS_HELD"

    trial.s3.put_object_legal_hold(
        Bucket=trial.ids["Audit"], Key="audit/4", VersionId=version, LegalHold={"Status": "OFF"}
    )
    assert trial.teardown("--yes", STAGE).exit_code == 0


def test_the_embedded_cloud_answers_what_the_preflight_asks_of_it(trial: Trial) -> None:
    reader = AwsAccountReader("us-east-1")
    assert reader.identity().account == "000000000000"
    assert reader.bootstrap_version("hnb659fds") is None
    assert reader.stack_states([STORAGE, INTAKE, "claimtrail-trial-audit"]) == {
        STORAGE: "CREATE_COMPLETE",
        INTAKE: "CREATE_COMPLETE",
    }
    assert not reader.has_secret("arn:aws:secretsmanager:us-east-1:000000000000:secret:none")
    made = trial.cloud.client("secretsmanager").create_secret(Name="there", SecretString="x")
    assert reader.has_secret(made["ARN"])
