"""Everything that is deployed has its alarms, and every alarm reaches people with a runbook."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from claimtrail.bootstrap.stacks import EDGE
from claimtrail.kernel.errors import ConfigurationError
from infra.alarms.kinds import OPERATIONS
from infra.alarms.model import RUNBOOK, Severity
from infra.settings import REPOSITORY, Alarms
from infra.stage import read_stage
from tests.harness.templates.synthesis import OWN_STAGES
from tests.harness.templates.templates import Resource, Synthesized

pytestmark = pytest.mark.capability("C1.2")

ALARM, COMPOSITE, RULE = (
    *("AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm"),
    "AWS::Events::Rule",
)
DESCRIBED = re.compile(
    r"\[(?P<severity>page|day|part)\] ClaimTrail \w+ \S.*: .+\. \S*"
    + re.escape(RUNBOOK)
    + r"#(?P<anchor>[a-z-]+)"
)
SECTION = re.compile(r"^### ([a-z-]+)$", re.MULTILINE)
MOST_OF_AN_ALARM = 200
"""Characters of an alarm's ARN in a rule, with what is around it."""
METRICS_OF = {
    "AWS::Lambda::Function": {"Errors", "Throttles", "Duration"},
    "AWS::SQS::Queue": {"ApproximateAgeOfOldestMessage"},
    "AWS::Events::Rule": {"FailedInvocations"},
    "AWS::StepFunctions::StateMachine": {
        *("ExecutionsFailed", "ExecutionsTimedOut", "ExecutionsAborted")
    },
    "AWS::DynamoDB::Table": {"ReadThrottleEvents", "WriteThrottleEvents", "SystemErrors"},
}
"""The metrics that are watched of every resource of a type."""


def watched(stage: Synthesized, resource: Resource) -> list[dict[str, Any]]:
    """Return the alarms whose dimensions name a resource."""
    return [
        one.properties
        for one in stage.resources(ALARM)
        if one.stack == resource.stack
        and f'"{resource.logical_id}"' in json.dumps(one.properties.get("Dimensions", []))
    ]


@pytest.mark.parametrize("type_", METRICS_OF)
def test_every_resource_of_a_type_has_the_alarms_of_its_type(
    stage: Synthesized, type_: str
) -> None:
    found = stage.resources(type_)
    assert found
    for resource in found:
        metrics = {alarm["MetricName"] for alarm in watched(stage, resource)}
        assert metrics >= METRICS_OF[type_], resource.path


def test_every_stream_is_watched_and_every_queue_without_consumer_for_dead_letters(
    stage: Synthesized,
) -> None:
    readers = [
        one.properties["FunctionName"]["Ref"]
        for one in stage.resources("AWS::Lambda::EventSourceMapping")
        if "StartingPosition" in one.properties
    ]
    late = {
        one.properties["Dimensions"][0]["Value"]["Ref"]
        for one in stage.resources(ALARM)
        if one.properties["MetricName"] == "IteratorAge"
    }
    assert late == set(readers)
    for queue in stage.resources("AWS::SQS::Queue"):
        metrics = {alarm["MetricName"] for alarm in watched(stage, queue)}
        is_dead = "RedrivePolicy" not in queue.properties
        assert ("ApproximateNumberOfMessagesVisible" in metrics) is is_dead, queue.path


def test_a_table_is_watched_by_call_and_by_index(stage: Synthesized) -> None:
    for table in stage.resources("AWS::DynamoDB::Table"):
        alarms = watched(stage, table)
        calls, indexes = (
            {
                dimension["Value"]
                for alarm in alarms
                for dimension in alarm["Dimensions"]
                if dimension["Name"] == name
            }
            for name in ("Operation", "GlobalSecondaryIndexName")
        )
        assert calls == set(OPERATIONS)
        assert indexes == {one["IndexName"] for one in table.properties["GlobalSecondaryIndexes"]}


def test_a_rule_of_a_bus_of_ours_is_watched_under_both_names(stage: Synthesized) -> None:
    for rule in stage.resources(RULE):
        [alarm] = [one for one in watched(stage, rule) if one["MetricName"] == "FailedInvocations"]
        names = {one["Name"] for one in alarm["Dimensions"]}
        own = "EventBusName" in rule.properties
        assert names == ({"EventBusName", "RuleName"} if own else {"RuleName"}), rule.path


def test_a_seal_or_a_compaction_that_does_not_come_is_a_breach(stage: Synthesized) -> None:
    beats = {
        one.properties["MetricName"]: one.properties
        for one in stage.resources(ALARM)
        if one.properties["TreatMissingData"] == "breaching"
    }
    assert beats.keys() == {"TrailsSealed", "CompactionsEnded"}
    for alarm in beats.values():
        assert alarm["ComparisonOperator"] == "LessThanThreshold"
        # PutMetricAlarm: hours may be looked back on for seven days.
        assert alarm["Period"] == 3600
        assert alarm["Period"] * alarm["EvaluationPeriods"] <= 7 * 86_400
    minutes = stage.settings.seal_minutes
    assert beats["TrailsSealed"]["EvaluationPeriods"] * 60 > minutes


def test_every_alarm_reaches_the_topic_itself_or_by_its_stacks_composite_alarm(
    stage: Synthesized,
) -> None:
    rules: dict[str, str] = {}
    for composite in stage.resources(COMPOSITE):
        assert composite.properties["AlarmActions"], composite.path
        rule = json.dumps(composite.properties["AlarmRule"])
        # PutCompositeAlarm: a rule has 10,240 characters and 100 alarms at the most.
        assert rule.count("Fn::GetAtt") * MOST_OF_AN_ALARM <= 10_240
        rules[composite.stack] = rules.get(composite.stack, "") + rule
    for alarm in stage.resources(ALARM):
        is_part = alarm.properties["AlarmDescription"].startswith(f"[{Severity.PART}]")
        assert ("AlarmActions" in alarm.properties) is not is_part, alarm.path
        if is_part:
            assert f'"{alarm.logical_id}"' in rules[alarm.stack], alarm.path


def test_no_alarm_notifies_of_its_end(stage: Synthesized) -> None:
    """A deployment would send a message for each: with first data they all go to OK."""
    for alarm in (*stage.resources(ALARM), *stage.resources(COMPOSITE)):
        assert "OKActions" not in alarm.properties, alarm.path


def descriptions(stage: Synthesized) -> dict[str, str]:
    """Return what every alarm says, and every rule that tells people of a change, by path."""
    found = {
        one.path: str(one.properties["AlarmDescription"])
        for one in (*stage.resources(ALARM), *stage.resources(COMPOSITE))
    }
    return found | {
        one.path: one.properties["Description"]
        for one in stage.resources(RULE)
        if one.properties["Description"].startswith("[")
    }


def test_every_alarm_names_a_section_of_the_runbook_and_every_section_has_an_alarm(
    stage: Synthesized,
) -> None:
    sections = set(SECTION.findall((REPOSITORY / RUNBOOK).read_text(encoding="utf-8")))
    named = set()
    for path, said in descriptions(stage).items():
        match = DESCRIBED.fullmatch(said)
        assert match, (path, said)
        named.add(match["anchor"])
    assert named <= sections
    # A section is of something that some stages lack: SFTP, identity providers.
    if stage.settings.sftp.enabled and stage.settings.sign_in.providers:
        assert named == sections


def test_a_stage_says_where_its_runbook_is(prod: Synthesized) -> None:
    for said in descriptions(prod).values():
        assert f"https://code.elmwood.example/claimtrail/{RUNBOOK}#" in said


@pytest.mark.capability("C5.1")
def test_cloudwatch_may_publish_on_the_encrypted_topic_and_its_key_lets_it(
    stage: Synthesized,
) -> None:
    topic = stage.resource("AWS::SNS::Topic", "Notices")
    key = stage.resource("AWS::KMS::Key", "Notices")
    assert key.logical_id in json.dumps(topic.properties["KmsMasterKeyId"])
    on_topic = statements_by_service(
        stage.resource("AWS::SNS::TopicPolicy", "Notices").properties["PolicyDocument"]
    )
    on_key = statements_by_service(key.properties["KeyPolicy"])
    for service in ("cloudwatch.amazonaws.com", "events.amazonaws.com"):
        assert on_topic[service]["Action"] == "sns:Publish"
        assert on_topic[service]["Condition"]
        assert set(on_key[service]["Action"]) == {"kms:Decrypt", "kms:GenerateDataKey*"}
    # KMS learns neither account nor rule when EventBridge publishes: a condition would drop all.
    assert "Condition" not in on_key["events.amazonaws.com"]
    assert on_key["cloudwatch.amazonaws.com"]["Condition"] == {
        "StringEquals": {"aws:SourceAccount": stage.settings.account}
    }


def statements_by_service(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        one["Principal"]["Service"]: one
        for one in document["Statement"]
        if isinstance(one["Principal"], dict) and "Service" in one["Principal"]
    }


def test_people_and_tools_of_the_settings_hear_of_alarms(
    prod: Synthesized, dev: Synthesized
) -> None:
    [mail] = prod.resources("AWS::SNS::Subscription")
    assert mail.properties["Endpoint"] == "on-call@elmwood.example"
    [slack] = prod.resources("AWS::Chatbot::SlackChannelConfiguration")
    topic = prod.resource("AWS::SNS::Topic", "Notices").logical_id
    assert slack.properties["SnsTopicArns"] == [{"Ref": topic}]
    role = prod.resource("AWS::IAM::Role", "Notices/SlackRole")
    assert "ManagedPolicyArns" not in role.properties
    [connection] = prod.resources("AWS::Events::Connection")
    assert "resolve:secretsmanager" in json.dumps(connection.properties)
    for type_ in ("AWS::SNS::Subscription", "AWS::Events::Connection"):
        assert not dev.resources(type_)


def test_the_incident_tool_hears_what_rings_and_what_ends_and_no_parts(prod: Synthesized) -> None:
    patterns = [
        rule.properties["EventPattern"]
        for rule in prod.resources(RULE)
        if rule.properties.get("EventPattern", {}).get("source") == ["aws.cloudwatch"]
        and not rule.path.startswith("AlarmChanged/")
    ]
    rang, ended = sorted(patterns, key=lambda one: "previousState" in one["detail"])
    assert rang["detail"]["state"] == {"value": ["ALARM"]}
    assert ended["detail"]["state"] == {"value": ["OK"]}
    assert ended["detail"]["previousState"] == {"value": ["ALARM"]}
    for pattern in patterns:
        assert pattern["detail"]["alarmName"] == [{"prefix": "claimtrail-prod-"}]
        described, is_composite = pattern["detail"]["$or"]
        prefixes = [one["prefix"] for one in described["configuration"]["description"]]
        assert prefixes == ["[page]", "[day]"]
        assert is_composite == {"configuration": {"alarmRule": [{"exists": True}]}}


def test_changes_to_every_key_and_every_bucket_are_told(stage: Synthesized) -> None:
    for name, type_ in (("KeyChanges", "AWS::KMS::Key"), ("BucketChanges", "AWS::S3::Bucket")):
        rule = stage.resource(RULE, name).properties
        pattern = json.dumps(rule["EventPattern"]["detail"])
        # The key of the web ACL's log is in another region, and keeps nothing that anybody needs.
        for resource in (one for one in stage.resources(type_) if one.stack != EDGE):
            assert f'"{resource.logical_id}"' in pattern, resource.path
        assert rule["Targets"][0]["InputTransformer"]["InputTemplate"].count("<") >= 2


def test_logins_to_partners_accounts_alone_count(stage: Synthesized) -> None:
    if not stage.settings.sftp.enabled:
        assert stage.resources("AWS::Logs::MetricFilter") == []
        return
    [found] = stage.resources("AWS::Logs::MetricFilter")
    pattern = found.properties["FilterPattern"]
    assert len(pattern) <= 1_024
    assert '$.activity-type = "AUTH_FAILURE"' in pattern
    for partner in stage.source.partners:
        assert f'$.user = "{partner.id}"' in pattern
    [transformation] = found.properties["MetricTransformations"]
    [alarm] = [
        one.properties
        for one in stage.resources(ALARM)
        if one.properties["MetricName"] == transformation["MetricName"]
    ]
    assert alarm["Namespace"] == transformation["MetricNamespace"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"slack_channel_id": "C0"}, "slack_workspace_id and slack_channel_id go together"),
        ({"incident_url": "https://a.example"}, "incident_url and incident_secret go together"),
        ({"incident_url": "http://a.example"}, "pattern"),
    ],
)
def test_half_a_way_to_people_is_an_error(given: dict[str, str], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Alarms.model_validate(given)


def test_a_stage_that_keeps_its_data_names_somebody_to_call(tmp_path: Path) -> None:
    text = (OWN_STAGES / "prod" / "settings.toml").read_text(encoding="utf-8")
    folder = tmp_path / "acme"
    folder.mkdir()
    (folder / "partners").symlink_to(OWN_STAGES / "prod" / "partners")
    (folder / "settings.toml").write_text(text.partition("[alarms]")[0], encoding="utf-8")
    with pytest.raises(ConfigurationError, match="has no alarms of its own"):
        read_stage("acme", tmp_path)
