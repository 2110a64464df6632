"""The templates pass the checks of others, and come out the same each time."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from infra.acknowledgments import Acknowledgment, Finding, acknowledgments
from infra.functions.registry import declared_functions
from tests.harness.effort import EFFORT
from tests.harness.templates.synthesis import STAGES, synthesize_into
from tests.harness.templates.templates import Synthesized

ACKNOWLEDGMENTS = acknowledgments(declared_functions())
IGNORED_BY_CFN_LINT = {
    "W3005": "the CDK lets a function wait for its role's policy, and names the role as well",
}
LINTED = tuple(STAGES) if EFFORT > 1 else ("prod",)
"""All stages have the same constructs, and half a minute goes by for each: `make proof` has all."""
IGNORED_LOCALLY = {
    "E3505": "on a laptop a failed message is tried again at once",
}


def test_cdk_nag_finds_nothing_that_is_not_acknowledged_with_a_reason(stage: Synthesized) -> None:
    left = [
        str(finding)
        for finding in stage.findings
        if not any(row.covers(finding) for row in ACKNOWLEDGMENTS)
    ]
    assert left == []


def test_every_acknowledgment_covers_something_and_says_why(prod: Synthesized) -> None:
    for row in ACKNOWLEDGMENTS:
        assert len(row.reason.split()) >= 5, row
        if row.where and all(where.startswith("storage/Backup/") for where in row.where):
            continue  # of a stage with `[backup]`: test_backup.py
        assert any(row.covers(finding) for finding in prod.findings), row


@pytest.mark.parametrize(
    ("finding", "covered"),
    [
        (Finding(rule="R", detail="Action::s3:List*", where="intake/A/Role"), True),
        (Finding(rule="R", detail="Action::s3:ListAll", where="intake/A/Role"), False),
        (Finding(rule="R", detail="Action::s3:List*", where="audit/A/Role"), False),
        (Finding(rule="S", detail="Action::s3:List*", where="intake/A/Role"), False),
        (Finding(rule="R", detail="", where="intake/A/Role"), False),
    ],
)
def test_an_acknowledgment_reaches_no_further_than_it_says(
    finding: Finding,
    covered: bool,  # noqa: FBT001 - an expectation
) -> None:
    row = Acknowledgment(rule="R", detail=r"Action::s3:List\*", where=("intake/*",), reason="")
    assert row.covers(finding) is covered


@pytest.mark.parametrize("name", LINTED)
def test_cfn_lint_finds_nothing(name: str, synthesize: Callable[[str], Synthesized]) -> None:
    stage = synthesize(name)
    ignored = [*IGNORED_BY_CFN_LINT, *(IGNORED_LOCALLY if stage.stage == "local" else ())]
    command = [str(Path(sys.executable).with_name("cfn-lint")), "--ignore-checks", *ignored, "--"]
    command += [str(path) for path in sorted(stage.folder.glob("*.template.json"))]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - ours
    assert done.stdout == ""
    assert done.returncode == 0, done.stderr


def test_given_the_same_sources_when_synthesized_again_then_nothing_differs(
    local: Synthesized, tmp_path: Path
) -> None:
    synthesize_into("local", tmp_path)
    for path in sorted(local.folder.glob("*.template.json")):
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name
