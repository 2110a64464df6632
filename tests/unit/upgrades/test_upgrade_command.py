"""`claimtrail upgrade-check`: a table and an exit code for people and pipelines, or a document."""

import json
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError
from click.testing import CliRunner, Result

from claimtrail.cli.main import cli
from infra.upgrades import command
from infra.upgrades.deployed import deployed_release
from tests.harness.templates.releases import kept
from tests.harness.upgrades.mutated import INTAKE, OLD, Stacks, resources, stacks_of

LOG = next(
    logical_id
    for logical_id, body in OLD.stacks[INTAKE].resources.items()
    if body["Type"] == "AWS::Logs::LogGroup"
)


def written(folder: Path, stacks: Stacks) -> Path:
    """The stacks as a folder that `cdk synth` wrote."""
    artifacts: dict[str, Any] = {}
    for name, each in stacks.items():
        (folder / f"{name}.json").write_text(json.dumps(each["template"]))
        artifacts[name] = {
            "type": "aws:cloudformation:stack",
            "environment": "aws://111122223333/us-west-2",
            "properties": {"templateFile": f"{name}.json"},
            "dependencies": each["before"],
        }
    (folder / "manifest.json").write_text(json.dumps({"artifacts": artifacts}))
    return folder


def check(*arguments: str | Path) -> Result:
    """The command's answer."""
    return CliRunner().invoke(cli, ["upgrade-check", *map(str, arguments)])


@pytest.fixture
def renamed(tmp_path: Path) -> Path:
    """A release in which a log group has another name."""
    stacks = stacks_of(OLD)
    resources(stacks, INTAKE)[LOG]["Properties"]["LogGroupName"] = "another"
    return written(tmp_path, stacks)


def test_an_upgrade_that_changes_nothing_passes() -> None:
    answer = check(kept("prod"), kept("prod"))

    assert answer.exit_code == 0
    assert "can upgrade the 6 stacks" in answer.stdout


def test_a_finding_says_where_what_and_what_to_do_and_fails(renamed: Path) -> None:
    answer = check(kept("prod"), renamed)

    assert answer.exit_code == command.REFUSED
    for word in ("STATEFUL_REPLACED", f"{INTAKE}/{LOG}", "its log", "docs/upgrades.md"):
        assert word in answer.stdout
    assert "1 finding against the upgrade" in answer.stdout


def test_a_document_has_every_finding(renamed: Path) -> None:
    answer = check(kept("prod"), renamed, "--json")

    assert answer.exit_code == command.REFUSED
    document = json.loads(answer.stdout)
    assert document["can_upgrade"] is False
    [finding] = document["findings"]
    assert finding["code"] == "STATEFUL_REPLACED"
    assert finding["where"] == f"{INTAKE}/{LOG}"
    assert finding["is_accepted"] is False


def test_a_finding_that_is_meant_can_be_accepted_by_its_place(renamed: Path) -> None:
    answer = check(kept("prod"), renamed, "--accept", f"{INTAKE}/{LOG}")

    assert answer.exit_code == 0
    assert "1 finding accepted" in answer.stdout


def test_what_has_no_finding_cannot_be_accepted(renamed: Path) -> None:
    answer = check(kept("prod"), renamed, "--accept", "elsewhere")

    assert answer.exit_code == 1
    assert "NOTHING_TO_ACCEPT" in str(answer.exception)


def test_two_stages_are_no_upgrade() -> None:
    answer = check(kept("prod"), kept("local"))

    assert answer.exit_code == 1
    assert "RELEASES_OF_TWO_STAGES" in str(answer.exception)


@pytest.mark.parametrize("name", ["nothing", "broken.tar.xz"])
def test_what_is_no_release_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "broken.tar.xz").write_bytes(b"no archive")

    answer = check(tmp_path / name, kept("prod"))

    assert answer.exit_code == 1
    assert "RELEASE_UNREADABLE" in str(answer.exception)
    assert name in str(answer.exception)


class Account:
    """CloudFormation of an account that has some of the stacks."""

    def __init__(self, *absent: str) -> None:
        self._absent = absent

    def get_template(self, StackName: str, TemplateStage: str) -> dict[str, Any]:
        assert TemplateStage == "Original"
        if StackName in self._absent:
            raise ClientError({"Error": {"Code": "ValidationError"}}, "GetTemplate")
        return {"TemplateBody": dict(OLD.stacks[StackName].template)}


def test_the_word_deployed_stands_for_what_the_account_holds(
    renamed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def account(service: str, *, region_name: str) -> Account:
        asked.append((service, region_name))
        return Account()

    monkeypatch.setattr(command.boto3, "client", account)

    answer = check("deployed", renamed)

    assert answer.exit_code == command.REFUSED
    assert f"{INTAKE}/{LOG}" in answer.stdout
    assert asked == [("cloudformation", "us-west-2")]


def test_stacks_that_are_not_deployed_yet_are_new() -> None:
    release = deployed_release(Account(INTAKE), OLD.stacks)

    assert release.stacks.keys() == OLD.stacks.keys() - {INTAKE}
