"""Policies of people: by the table of roles, on this stage alone, within what each is for."""

import json
import re
from typing import Any

import pytest

from infra.people.commands import COMMANDS
from infra.people.roles import OF_COMMANDS, ROLES
from tests.harness.hints import Hint, fault_of
from tests.harness.templates.templates import Synthesized, as_list

pytestmark = pytest.mark.capability("C5.3")

PATHS = {
    **{name: tuple(f"People/{one}/" for one in role.policies) for name, role in ROLES.items()},
    "Analyst": ("Analysts/Policy/",),
    "MaskedAnalyst": ("Masked/Policy/",),
}
WRITES = re.compile(r":(Put|Update|Delete|Send|Create|Start|Invoke|Change|BatchWrite|Sign)")
KNOWS_NO_RESOURCE = {
    "lambda:ListEventSourceMappings",
    *("athena:ListWorkGroups", "athena:ListEngineVersions", "athena:ListDataCatalogs"),
}
"""Actions that IAM gives on everything or not at all ("Actions, resources, and condition keys")."""


def statements(stage: Synthesized, role: str) -> list[dict[str, Any]]:
    policies = [
        one
        for one in stage.resources("AWS::IAM::ManagedPolicy")
        if one.path.startswith(PATHS[role])
    ]
    assert len(policies) == len(PATHS[role])
    for policy in policies:
        for attached in ("Roles", "Users", "Groups"):
            assert not policy.properties.get(attached), "nobody has a policy by default"
    return [one for each in policies for one in each.properties["PolicyDocument"]["Statement"]]


def actions(stage: Synthesized, role: str) -> set[str]:
    return {action for one in statements(stage, role) for action in as_list(one["Action"])}


@pytest.mark.parametrize("role", ROLES)
def test_a_policy_has_the_actions_of_its_table_and_no_others(stage: Synthesized, role: str) -> None:
    declared = {action for one in ROLES[role].permissions for action in one.actions}
    assert actions(stage, role) == declared


@pytest.mark.parametrize("role", PATHS)
def test_no_statement_is_on_everything_or_on_another_stage(stage: Synthesized, role: str) -> None:
    for one in statements(stage, role):
        assert one["Effect"] == "Allow"
        for action in as_list(one["Action"]):
            assert "*" not in action
        for resource in as_list(one["Resource"]):
            if resource == "*":
                assert set(as_list(one["Action"])) <= KNOWS_NO_RESOURCE
            elif isinstance(resource, str) or "Fn::Join" in resource:
                text = json.dumps(resource)
                names = re.findall(r"claimtrail[-_]([a-z0-9]+)", text)
                assert set(names) <= {stage.stage}, text


def test_an_auditor_writes_nothing_and_reads_the_trail_alone(stage: Synthesized) -> None:
    assert not {one for one in actions(stage, "Auditor") if WRITES.search(one)}
    for one in statements(stage, "Auditor"):
        text = json.dumps(one["Resource"])
        for elsewhere in ("ClaimTable", "Ticket", "Archive", "Inbox", "Quarantine", "Lake"):
            assert elsewhere not in text
    [heads] = [one for one in statements(stage, "Auditor") if one["Sid"] == "Heads"]
    keys = heads["Condition"]["ForAllValues:StringLike"]["dynamodb:LeadingKeys"]
    assert keys in ("chain#*", ["chain#*"])


def test_an_operator_writes_incidents_alone_into_tables(stage: Synthesized) -> None:
    writing = [
        one
        for one in statements(stage, "Operator")
        if any(
            re.match(r"dynamodb:(Put|Update|Delete|Batch.*Write)", a)
            for a in as_list(one["Action"])
        )
    ]
    [one] = writing
    assert "Operations" in json.dumps(one["Resource"])
    keys = one["Condition"]["ForAllValues:StringLike"]["dynamodb:LeadingKeys"]
    assert keys in ("incident#*", ["incident#*"])


def test_a_desk_lead_reads_and_writes_rules_and_tickets_alone(stage: Synthesized) -> None:
    of_tables = [
        one
        for one in statements(stage, "DeskLead")
        if any(action.startswith("dynamodb:") for action in as_list(one["Action"]))
    ]
    for one in of_tables:
        assert "Ticket" in json.dumps(one["Resource"])
        assert "ClaimTable" not in json.dumps(one["Resource"])
    [writing] = [one for one in of_tables if "dynamodb:PutItem" in as_list(one["Action"])]
    keys = writing["Condition"]["ForAllValues:StringLike"]["dynamodb:LeadingKeys"]
    assert keys == ["routing#*", "ticket#*"]


def test_an_analyst_has_what_the_command_needs_beside_athena(stage: Synthesized) -> None:
    assert {action for one in OF_COMMANDS for action in one.actions} <= actions(stage, "Analyst")
    assert not {one for one in actions(stage, "MaskedAnalyst") if one.startswith("sqs:")}


@pytest.mark.parametrize("role", ["Analyst", "MaskedAnalyst"])
def test_analysts_may_what_athenas_console_asks_for(stage: Synthesized, role: str) -> None:
    """Return what the query editor calls: "Example workgroup policies" in Athena's user guide."""
    editor = {
        *("athena:StartQueryExecution", "athena:StopQueryExecution"),
        *("athena:GetQueryExecution", "athena:GetQueryResults"),
        *("athena:GetWorkGroup", "athena:ListNamedQueries", "athena:GetNamedQuery"),
        *("glue:GetDatabase", "glue:GetTable", "glue:GetTables", "glue:GetPartitions"),
        *("athena:ListWorkGroups", "athena:ListEngineVersions", "athena:ListDataCatalogs"),
        *("athena:GetDataCatalog", "athena:ListDatabases", "athena:GetDatabase"),
        *("athena:ListTableMetadata", "athena:GetTableMetadata"),
        *("athena:ListQueryExecutions", "athena:BatchGetQueryExecution"),
        *("athena:GetQueryRuntimeStatistics", "athena:GetQueryResultsStream"),
        *("athena:BatchGetNamedQuery", "s3:GetBucketLocation"),
    }
    assert editor <= actions(stage, role)


def test_every_role_has_commands_that_parse() -> None:
    assert COMMANDS.keys() == PATHS.keys()
    for commands in COMMANDS.values():
        for line in commands:
            if line.startswith("claimtrail"):
                hint = Hint(where="infra/people/commands.py", line=line, is_complete=True)
                assert not fault_of(hint), (line, fault_of(hint))
