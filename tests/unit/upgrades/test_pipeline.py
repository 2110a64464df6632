"""The pipeline that an organization adopts: its commands exist, and its roles can do little."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from claimtrail.cli.main import cli
from infra.settings import REPOSITORY
from tests.harness.hints import Hint, fault_of

WORKFLOW = REPOSITORY / ".github" / "workflows" / "deploy.yml"
ROLES = REPOSITORY / "docs" / "pipeline" / "github-roles.yaml"
PINNED = re.compile(r"uses: [\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
JOBS = ("test", "synth", "review", "deploy")
BOOTSTRAP_ROLE = re.compile(r"role/cdk-\$\{Qualifier\}-(deploy|file-publishing|lookup)-role-")


class Loader(yaml.SafeLoader):
    """YAML of CloudFormation: what `!Sub` and its like are given, without the function."""


def _value(loader: Loader, _suffix: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return loader.construct_scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    raise TypeError(node)


Loader.add_multi_constructor("!", _value)


def read(path: Path) -> Any:
    """A document."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader)  # noqa: S506 - a safe loader


@pytest.fixture(scope="module")
def jobs() -> dict[str, Any]:
    found: dict[str, Any] = read(WORKFLOW)["jobs"]
    return found


def lines(jobs: dict[str, Any]) -> Iterator[str]:
    """Every line of every script."""
    for job in jobs.values():
        for step in job["steps"]:
            yield from step.get("run", "").splitlines()


def commands(jobs: dict[str, Any], program: str) -> list[str]:
    """The commands of one program, each without what follows it on its line."""
    found = []
    for line in lines(jobs):
        words = shlex.split(line, comments=True)
        for start, word in enumerate(words):
            if word == program:
                ends = [words.index(end, start) for end in ("|", "||", ">") if end in words[start:]]
                found.append(shlex.join(words[start : min(ends, default=len(words))]))
    return found


def test_every_action_is_pinned_to_a_commit_and_says_which_release_it_is() -> None:
    used = [line for line in WORKFLOW.read_text().splitlines() if "uses:" in line]

    assert used
    assert [line for line in used if not PINNED.search(line)] == []


def test_every_make_target_exists(jobs: dict[str, Any]) -> None:
    typed = commands(jobs, "make")

    assert len(typed) >= len(JOBS)
    assert [fault for line in typed if (fault := _fault(line))] == []


def test_every_command_of_the_program_can_be_typed(jobs: dict[str, Any]) -> None:
    typed = [line.replace("'${accept[@]}'", "") for line in commands(jobs, ".venv/bin/claimtrail")]

    named = [shlex.split(line)[1] for line in typed]
    assert named == ["upgrade-check", "doctor", "smoke"]
    there = cli.list_commands(click.Context(cli))
    known = [line for line, name in zip(typed, named, strict=True) if name in there]
    assert known
    assert [fault for line in known if (fault := _fault(line))] == []


def _fault(line: str) -> str:
    return fault_of(Hint(where="the workflow", line=line, is_complete=True))


def test_the_account_is_checked_before_and_the_stage_after_what_was_reviewed_is_deployed(
    jobs: dict[str, Any],
) -> None:
    scripts = " ".join(step.get("run", "") for step in jobs["deploy"]["steps"])
    order = [scripts.index(word) for word in ("doctor", "cdk deploy", "smoke")]

    assert order == sorted(order)
    [deploys] = [line for line in commands(jobs, "node_modules/.bin/cdk") if " deploy " in line]
    assert "--app cdk.out" in deploys
    assert "--require-approval never" in deploys


def test_nothing_is_deployed_before_tests_and_review_and_a_persons_approval(
    jobs: dict[str, Any],
) -> None:
    assert tuple(jobs) == JOBS
    assert set(jobs["deploy"]["needs"]) == {"test", "review"}
    assert "pull_request" in jobs["deploy"]["if"]
    assert jobs["deploy"]["environment"] == "${{ vars.CLAIMTRAIL_STAGE }}"
    assert jobs["review"]["environment"] == "${{ vars.CLAIMTRAIL_STAGE }}-review"


def test_only_jobs_that_reach_the_account_may_ask_for_a_token(jobs: dict[str, Any]) -> None:
    assert read(WORKFLOW)["permissions"] == {"contents": "read"}
    tokens = {name for name, job in jobs.items() if "id-token" in job.get("permissions", {})}
    assert tokens == {"review", "deploy"}


def test_scripts_take_what_people_type_from_their_environment(jobs: dict[str, Any]) -> None:
    """Text of a person that stood in a script would be a part of the script."""
    assert [line for line in lines(jobs) if "${{" in line] == []


def roles() -> dict[str, Any]:
    """The roles of the template, by logical id."""
    resources = read(ROLES)["Resources"]
    return {
        name: body["Properties"]
        for name, body in resources.items()
        if body["Type"] == "AWS::IAM::Role"
    }


@pytest.mark.parametrize(
    ("role", "environment"),
    [
        ("ReviewRole", "${Stage}-review"),
        ("DeployRole", "${Stage}"),
        ("OperatorRole", "${Stage}"),
    ],
)
def test_a_role_trusts_one_environment_of_one_repository(role: str, environment: str) -> None:
    [statement] = roles()[role]["AssumeRolePolicyDocument"]["Statement"]

    assert statement["Action"] == "sts:AssumeRoleWithWebIdentity"
    issuer = "token.actions.githubusercontent.com"
    assert statement["Condition"] == {
        "StringEquals": {
            f"{issuer}:aud": "sts.amazonaws.com",
            f"{issuer}:sub": f"repo:${{Repository}}:environment:{environment}",
        }
    }


def test_the_role_that_deploys_can_only_take_on_the_roles_of_the_bootstrap() -> None:
    role = roles()["DeployRole"]
    [policy] = role["Policies"]
    [statement] = policy["PolicyDocument"]["Statement"]

    assert "ManagedPolicyArns" not in role
    assert statement["Action"] == "sts:AssumeRole"
    named = [BOOTSTRAP_ROLE.search(arn) for arn in statement["Resource"]]
    assert {found[1] for found in named if found} == {"deploy", "file-publishing", "lookup"}
    assert all(named)


def test_the_role_that_reviews_changes_nothing() -> None:
    [policy] = roles()["ReviewRole"]["Policies"]
    take_on, ask = policy["PolicyDocument"]["Statement"]

    assert take_on["Action"] == "sts:AssumeRole"
    assert "-lookup-role-" in take_on["Resource"]
    assert set(ask["Action"]) == {"cloudformation:DescribeStacks", "cloudformation:GetTemplate"}
    assert ask["Resource"].endswith("stack/claimtrail-${Stage}-*")
