"""Roles: no wildcards but the listed, and no more than the use case of each needs."""

import json
import re
from typing import Any

import pytest

from claimtrail.partners.synthetic import SYNTHETIC_IDS
from claimtrail.partners.temporary_names import TEMPORARY_NAMES, object_patterns
from infra.functions.declaration import (
    QUERIES,
    FunctionDeclaration,
    Objects,
    QueueOf,
    Resource,
)
from infra.functions.registry import declared_functions
from tests.harness.templates.templates import Resource as Found
from tests.harness.templates.templates import Synthesized, as_list

WITHOUT_RESOURCES = {
    # X-Ray: "does not support resource-level permissions" for writing traces.
    "xray:PutTraceSegments",
    "xray:PutTelemetryRecords",
    "xray:GetSamplingRules",
    "xray:GetSamplingTargets",
    # "You can't return information about composite alarms" in a scope narrower than all.
    "cloudwatch:DescribeAlarms",
    # Vended logs of a state machine: the delivery has no ARN to name.
    "logs:CreateLogDelivery",
    "logs:GetLogDelivery",
    "logs:UpdateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutResourcePolicy",
    "logs:DescribeResourcePolicies",
    "logs:DescribeLogGroups",
    # Finding the stream of a table.
    "dynamodb:ListStreams",
}

READ = frozenset({"Get", "Query", "Batch", "Scan", "Condition", "List", "Describe"})

DECLARED = {one.name: one for one in declared_functions()}
STORES = {
    "ClaimTable": Resource.CLAIM_TABLE,
    "OperationsTable": Resource.OPERATIONS_TABLE,
    "TicketTable": Resource.TICKET_TABLE,
    "InboxBucket": Resource.INBOX_BUCKET,
    "ArchiveBucket": Resource.ARCHIVE_BUCKET,
    "QuarantineBucket": Resource.QUARANTINE_BUCKET,
    "OutboxBucket": Resource.OUTBOX_BUCKET,
    "AuditBucket": Resource.AUDIT_BUCKET,
    "LakeBucket": Resource.LAKE_BUCKET,
    "ExportsBucket": Resource.EXPORTS_BUCKET,
    "AttachmentsBucket": Resource.ATTACHMENTS_BUCKET,
    "QueryResultsBucket": "the answers to queries",
}
"""The stores by what their ARNs are exported as."""
ASKED = {
    str(Resource.AUDIT_BUCKET): "r",
    str(Resource.LAKE_BUCKET): "r",
    "the answers to queries": "rw",
}
"""The stores behind a query: Athena reads and answers with the rights of who asks."""


def _policies(stage: Synthesized) -> list[Found]:
    return stage.resources("AWS::IAM::Policy")


def test_no_statement_allows_every_action_of_anything(stage: Synthesized) -> None:
    for policy in _policies(stage):
        for statement in policy.properties["PolicyDocument"]["Statement"]:
            for action in as_list(statement["Action"]):
                assert re.fullmatch(r"[a-z0-9-]+:[A-Z]\w+\*?", action), (policy.path, action)


def test_only_actions_that_know_no_resources_have_none(stage: Synthesized) -> None:
    for policy in _policies(stage):
        for statement in policy.properties["PolicyDocument"]["Statement"]:
            if "*" in as_list(statement["Resource"]):
                actions = set(as_list(statement["Action"]))
                assert actions <= WITHOUT_RESOURCES, policy.path


def test_no_role_carries_a_managed_policy_of_aws(stage: Synthesized) -> None:
    for role in stage.resources("AWS::IAM::Role"):
        assert "ManagedPolicyArns" not in role.properties, role.path


def test_every_function_has_a_role_of_its_own(stage: Synthesized) -> None:
    functions = stage.resources("AWS::Lambda::Function")
    roles = [json.dumps(function.properties["Role"]) for function in functions]
    wanted = {name for name, one in DECLARED.items() if one.is_wanted(stage.settings)}
    assert {function.handler for function in functions} == wanted
    assert len(set(roles)) == len(functions)


@pytest.mark.parametrize("name", sorted(DECLARED))
def test_a_function_reaches_the_stores_that_it_is_declared_for_and_no_other(
    stage: Synthesized, name: str
) -> None:
    reach: dict[str, str] = {}
    for statement in stage.statements(DECLARED[name].construct_name):
        text = json.dumps(statement["Resource"])
        for mark, store in STORES.items():
            # The stream is read by the event source, with the function's role.
            if mark in text and "StreamArn" not in text and statement["Effect"] == "Allow":
                reach[store] = _merge(reach.get(store, ""), as_list(statement["Action"]))
    assert reach == _declared_reach(DECLARED[name])


@pytest.mark.parametrize("name", sorted(DECLARED))
def test_a_function_sends_where_it_is_declared_to_send_and_nowhere_else(
    prod: Synthesized, name: str
) -> None:
    sends = set()
    for statement in prod.statements(DECLARED[name].construct_name):
        actions = as_list(statement["Action"])
        text = json.dumps(statement["Resource"])
        if "sqs:SendMessage" in actions:
            # The stream's event source reports a batch's place to the dead-letter queue.
            sends |= set(re.findall(r"(\w+?)WorkerQueue", text.replace("GetAtt", " ")))
        if "events:PutEvents" in actions:
            sends.add("bus")
    queues = {each.name for each in DECLARED[name].writes if isinstance(each, QueueOf)}
    has_bus = Resource.EVENT_BUS in DECLARED[name].writes
    assert sends == queues | ({"bus"} if has_bus else set())


def test_the_state_machine_may_invoke_its_one_function_and_write_logs_and_traces(
    stage: Synthesized,
) -> None:
    allowed = {"lambda:InvokeFunction"} | WITHOUT_RESOURCES - {"dynamodb:ListStreams"}
    invoked = []
    for statement in stage.statements("Escalation"):
        actions = set(as_list(statement["Action"]))
        assert actions <= allowed
        if "lambda:InvokeFunction" in actions:
            assert actions == {"lambda:InvokeFunction"}
            invoked += as_list(statement["Resource"])
    text = json.dumps(invoked)
    assert set(re.findall(r'"(\w+?Function)\w{8}"', text)) == {"AdvanceEscalationFunction"}
    assert "*" not in text


def test_only_starting_and_settling_may_touch_executions(stage: Synthesized) -> None:
    may: dict[str, set[str]] = {}
    for name, declared in DECLARED.items():
        for statement in stage.statements(declared.construct_name):
            states = {a for a in as_list(statement["Action"]) if a.startswith("states:")}
            if states:
                may.setdefault(name, set()).update(states)
    assert may == {
        "start_escalations": {
            "states:StartExecution",
            "states:DescribeExecution",
            "states:SendTaskSuccess",
            "states:SendTaskFailure",
            "states:SendTaskHeartbeat",
        },
        "end_escalations": {
            "states:SendTaskSuccess",
            "states:SendTaskFailure",
            "states:SendTaskHeartbeat",
        },
    }


def test_only_the_sealer_may_sign_and_it_writes_nothing_but_seals(stage: Synthesized) -> None:
    signing = {
        name
        for name in DECLARED
        for statement in stage.statements(DECLARED[name].construct_name)
        if "kms:Sign" in as_list(statement["Action"])
    }
    assert signing == {"seal_audit"}
    for statement in stage.statements("SealAudit"):
        if "s3:PutObject" in as_list(statement["Action"]):
            assert json.dumps(statement["Resource"]).rstrip(']}"').endswith("/seals/*")


def _allowed(stage: Synthesized, path: str) -> list[dict[str, Any]]:
    statements = stage.statements(path.split("/", maxsplit=1)[0])
    return [one for one in statements if one["Effect"] == "Allow"]


@pytest.mark.capability("C2.2")
def test_a_partner_may_make_no_directory_in_its_inbox(stage: Synthesized) -> None:
    for user in stage.resources("AWS::Transfer::User"):
        partner = user.properties["UserName"]
        statements = stage.statements(user.path.split("/")[0])
        [denied] = [one for one in statements if one["Effect"] == "Deny"]
        assert as_list(denied["Action"]) == ["s3:PutObject"]
        folders = [json.dumps(one).rstrip(']}"') for one in as_list(denied["Resource"])]
        for target, name in zip(folders, (f"{partner}/", f"{partner}/*/"), strict=True):
            assert "Inbox" in target
            assert target.endswith(f"/{name}")


@pytest.mark.capability("C2.2")
def test_a_partner_may_put_into_its_inbox_read_both_folders_and_nothing_else(
    stage: Synthesized,
) -> None:
    users = stage.resources("AWS::Transfer::User")
    partners = stage.source.partners if stage.settings.sftp.enabled else ()
    own = {partner.id for partner in partners}
    tested = set(SYNTHETIC_IDS) & set(stage.settings.sftp_keys)
    assert {user.properties["UserName"] for user in users} == own | tested
    for user in users:
        partner = user.properties["UserName"]
        statements = _allowed(stage, user.path)
        actions = {action for statement in statements for action in as_list(statement["Action"])}
        assert {action for action in actions if action.startswith(("s3:Get", "s3:Delete"))} == {
            "s3:GetObject",
            "s3:DeleteObject",
        }
        for statement in statements:
            if "s3:DeleteObject" in as_list(statement["Action"]):
                assert as_list(statement["Action"]) == ["s3:DeleteObject"]
                targets = [json.dumps(one).rstrip(']}"') for one in as_list(statement["Resource"])]
                expected = object_patterns(partner, TEMPORARY_NAMES)
                assert len(targets) == len(expected)
                for target, name in zip(sorted(targets), sorted(expected), strict=True):
                    assert "Inbox" in target
                    assert target.endswith(f"/{name}")
                continue
            if "s3:PutObject" in as_list(statement["Action"]):
                assert json.dumps(statement["Resource"]).rstrip(']}"').endswith(f"/{partner}/*")
            if "s3:GetObject" in as_list(statement["Action"]):
                assert as_list(statement["Action"]) == ["s3:GetObject"]
                targets = [json.dumps(one).rstrip(']}"') for one in statement["Resource"]]
                assert all(target.endswith(f"/{partner}/*") for target in targets)
                assert [each in "".join(targets) for each in ("Inbox", "Outbox")] == [True, True]
            if "s3:PutObject" in as_list(statement["Action"]):
                assert "Outbox" not in json.dumps(statement["Resource"])
            if "s3:ListBucket" in as_list(statement["Action"]):
                assert statement["Condition"]["StringLike"]["s3:prefix"] == [
                    f"{partner}/*",
                    partner,
                ]
        mappings = {
            mapping["Entry"]: json.dumps(mapping["Target"])
            for mapping in user.properties["HomeDirectoryMappings"]
        }
        assert mappings.keys() == {"/inbox", "/outbox"}
        assert "Inbox" in mappings["/inbox"]
        assert "Outbox" in mappings["/outbox"]
        for target in mappings.values():
            assert target.rstrip(']}"').endswith(f"/{partner}")


def test_only_aws_services_and_this_account_are_let_in_by_resource_policies(
    stage: Synthesized,
) -> None:
    kinds = {
        "AWS::S3::BucketPolicy": "PolicyDocument",
        "AWS::SQS::QueuePolicy": "PolicyDocument",
        "AWS::SNS::TopicPolicy": "PolicyDocument",
        "AWS::KMS::Key": "KeyPolicy",
    }
    for type_, document in kinds.items():
        for resource in stage.resources(type_):
            for statement in resource.properties[document]["Statement"]:
                everyone = statement["Principal"] in ("*", {"AWS": "*"})
                assert not (everyone and statement["Effect"] == "Allow"), resource.path


def _declared_reach(function: FunctionDeclaration) -> dict[str, str]:
    """Return what a function is declared to do with each store: r (reads), w (writes) or both."""
    reach: dict[str, str] = {}
    for letter, named in (("r", function.reads), ("w", function.writes)):
        for each in named:
            store = each.bucket if isinstance(each, Objects) else each
            known = reach.get(str(store), "")
            if store in STORES.values() and letter not in known:
                reach[str(store)] = known + letter
    if QUERIES.intersection(function.reads):
        reach |= ASKED
    for store, actions in function.actions.items():
        if store in STORES.values():
            reach[store] = _merge(reach.get(store, ""), list(actions))
    return reach


def _merge(known: str, actions: list[str]) -> str:
    verbs = [action.partition(":")[2] for action in actions]
    reads = "r" in known or any(
        verb.startswith(tuple(READ)) and "Write" not in verb for verb in verbs
    )
    writes = "w" in known or any(
        verb.startswith(("Put", "Update", "Delete")) or "Write" in verb for verb in verbs
    )
    return ("r" if reads else "") + ("w" if writes else "")
