"""A stage that asks for backups gets a vault, a daily plan, and a lock; another gets none."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from aws_cdk import App
from aws_cdk.assertions import Match, Template
from pydantic import ValidationError

from infra.acknowledgments import acknowledgments, findings
from infra.settings import Backup
from infra.stage import settings_for
from tests.harness.templates.synthesis import storage_stack

COPY = "arn:aws:backup:us-west-2:111122223333:backup-vault:claimtrail-copies"


@contextmanager
def storage(backup: Backup | None) -> Iterator[tuple[App, Template]]:
    """Synthesize the storage stack of a stage like production."""
    settings = settings_for("prod").model_copy(
        update={"account": "111122223333", "organization_id": "acme", "backup": backup}
    )
    yield storage_stack(settings)


def test_without_the_setting_nothing_is_backed_up_beside_recovery() -> None:
    with storage(None) as (_, template):
        template.resource_count_is("AWS::Backup::BackupVault", 0)
        template.resource_count_is("AWS::Backup::BackupPlan", 0)


def test_tables_are_backed_up_daily_into_a_vault_that_nobody_can_empty() -> None:
    wanted = Backup(keep_days=90, vault_lock_days=60, copy_to_vault=COPY)
    with storage(wanted) as (_, template):
        template.has_resource_properties(
            "AWS::Backup::BackupVault",
            {
                "LockConfiguration": {"MinRetentionDays": 60, "ChangeableForDays": 7},
                "EncryptionKeyArn": Match.any_value(),
            },
        )
        [plan] = template.find_resources("AWS::Backup::BackupPlan").values()
        [rule] = plan["Properties"]["BackupPlan"]["BackupPlanRule"]
        assert rule["Lifecycle"] == {"DeleteAfterDays": 90}
        assert rule["CopyActions"] == [
            {"DestinationBackupVaultArn": COPY, "Lifecycle": {"DeleteAfterDays": 90}}
        ]
        [chosen] = template.find_resources("AWS::Backup::BackupSelection").values()
        named = json.dumps(chosen["Properties"]["BackupSelection"]["Resources"])
        assert [name in named for name in ("Claim", "Operations", "Ticket")] == [True] * 3
        assert len(chosen["Properties"]["BackupSelection"]["Resources"]) == 3


def test_buckets_are_backed_up_where_the_stage_says_so() -> None:
    with storage(Backup(buckets=True)) as (_, template):
        [chosen] = template.find_resources("AWS::Backup::BackupSelection").values()
        assert len(chosen["Properties"]["BackupSelection"]["Resources"]) == 7
        [vault] = template.find_resources("AWS::Backup::BackupVault").values()
        assert "LockConfiguration" not in vault["Properties"]


def test_every_finding_about_backups_is_acknowledged_with_a_reason() -> None:
    with storage(Backup(buckets=True, vault_lock_days=30)) as (app, _):
        app.synth()
        rows = acknowledgments(())
        found = [one for one in findings(app) if "/Backup/" in one.where]
        assert [str(one) for one in found if not any(row.covers(one) for row in rows)] == []
        own = [one for one in rows if {"Backup"} == {each.split("/")[1] for each in one.where}]
        assert len(own) == 2
        assert all(any(row.covers(one) for one in found) for row in own)


def test_the_role_that_takes_backups_is_the_services_and_has_its_policies_alone() -> None:
    with storage(Backup(buckets=True)) as (_, template):
        [role] = [
            one["Properties"]
            for name, one in template.find_resources("AWS::IAM::Role").items()
            if name.startswith("BackupRole")
        ]
        [statement] = role["AssumeRolePolicyDocument"]["Statement"]
        assert statement["Principal"] == {"Service": "backup.amazonaws.com"}
        assert all("AWSBackupServiceRolePolicy" in str(arn) for arn in role["ManagedPolicyArns"])


def test_a_lock_that_outlives_its_backups_is_refused() -> None:
    with pytest.raises(ValidationError, match="keep_days is shorter"):
        Backup(keep_days=30, vault_lock_days=60)
