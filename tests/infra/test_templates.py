"""Resources of every stage: encrypted, restorable, observed, with a way out for what fails."""

import base64
import importlib
import json
from typing import Any

import pytest

from claimtrail.analytics.datasets import DATASETS
from claimtrail.analytics.masking import MASKED
from claimtrail.analytics.saved import saved_queries
from claimtrail.analytics.views import VIEWS
from claimtrail.aws.core.account.environment import variable_of
from claimtrail.aws.core.messages.queue_batch import RETRY_SECONDS
from claimtrail.aws.core.telemetry.metrics import NAMESPACE
from claimtrail.bootstrap.registry.detail_types import DETAIL_TYPES
from claimtrail.bootstrap.registry.outputs import OUTPUTS
from claimtrail.claims.facts.limits import RECEIVES
from claimtrail.claims.publishing.publication import RECORDED_WHEN_PUBLISHED
from claimtrail.incidents.causes import SUBSCRIBED_EVENTS
from claimtrail.intake.model.messages import is_scheduled, is_whole_sweep
from claimtrail.intake.outputs import IntakeOutput
from claimtrail.kernel.bus import BUS_SOURCE, SYNTHETIC_SOURCE
from claimtrail.kernel.outputs import (
    DEAD_LETTER_OUTPUT_SUFFIX,
    PERSON_POLICY_OUTPUT_SUFFIX,
    QUEUE_OUTPUT_SUFFIX,
    SCHEDULED_OUTPUT_SUFFIX,
)
from infra.constructs.alarm_topic import NOTICES
from infra.functions.fields import OF_EVERY_FUNCTION, fields_of
from infra.functions.registry import declared_functions
from infra.people.roles import ROLES
from tests.harness.templates.templates import Synthesized, as_list

DECLARED = {one.name: one for one in declared_functions()}
WORKERS = {one.queue.name for one in DECLARED.values() if one.queue}
SCHEDULES = {f"{one.schedule.name}Schedule" for one in DECLARED.values() if one.schedule}
MOST_TEMPLATE_BYTES, MOST_VIEW_BYTES = 1_000_000, 409_600
TABLES = {
    "Claim": dict.fromkeys(("by_state", "by_due", "by_submitted"), "KEYS_ONLY"),
    "Operations": {"by_status": "ALL"},
    "Ticket": dict.fromkeys(("by_claim", "by_status", "by_owner"), "ALL"),
}


KEPT = (
    "AWS::S3::Bucket",
    "AWS::DynamoDB::Table",
    "AWS::KMS::Key",
    "AWS::SecretsManager::Secret",
)


def test_every_output_that_the_commands_read_is_there(stage: Synthesized) -> None:
    queues = {
        worker + suffix
        for worker in WORKERS
        for suffix in (QUEUE_OUTPUT_SUFFIX, DEAD_LETTER_OUTPUT_SUFFIX)
    }
    sftp = stage.settings.sftp
    absent = {
        *(() if sftp.enabled else (IntakeOutput.SFTP_SERVER_ID, IntakeOutput.SFTP_HOST)),
        *(() if sftp.addresses else (IntakeOutput.SFTP_ADDRESSES,)),
    }
    policies = {"Analyst", "MaskedAnalyst"}.union(*(role.policies for role in ROLES.values()))
    people = {one + PERSON_POLICY_OUTPUT_SUFFIX for one in policies}
    schedules = {
        schedule + suffix
        for schedule in SCHEDULES
        for suffix in (SCHEDULED_OUTPUT_SUFFIX, DEAD_LETTER_OUTPUT_SUFFIX)
    }
    notices = {NOTICES + DEAD_LETTER_OUTPUT_SUFFIX}
    assert stage.outputs() == set(OUTPUTS) - absent | queues | schedules | people | notices


@pytest.mark.capability("C5.1")
def test_every_bucket_is_private_versioned_encrypted_and_logged(stage: Synthesized) -> None:
    for bucket in stage.resources("AWS::S3::Bucket"):
        properties = bucket.properties
        access_log = bucket.path.startswith("AccessLog/")
        (rule,) = properties["BucketEncryption"]["ServerSideEncryptionConfiguration"]
        algorithm = rule["ServerSideEncryptionByDefault"]["SSEAlgorithm"]
        assert algorithm == ("AES256" if access_log else "aws:kms"), bucket.path
        assert set(properties["PublicAccessBlockConfiguration"].values()) == {True}
        assert properties["VersioningConfiguration"] == {"Status": "Enabled"}
        # The inbox's keys are names of files, which may hold PHI.
        unlogged = access_log or bucket.path.startswith("Inbox/")
        assert ("LoggingConfiguration" in properties) is not unlogged
        assert "BucketName" not in properties


def test_every_bucket_queue_and_topic_refuses_plain_http(stage: Synthesized) -> None:
    for type_, target in (
        ("AWS::S3::BucketPolicy", "AWS::S3::Bucket"),
        ("AWS::SQS::QueuePolicy", "AWS::SQS::Queue"),
        ("AWS::SNS::TopicPolicy", "AWS::SNS::Topic"),
    ):
        policies = stage.resources(type_)
        assert len(policies) == len(stage.resources(target))
        for policy in policies:
            assert any(
                statement["Effect"] == "Deny"
                and statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
                for statement in policy.properties["PolicyDocument"]["Statement"]
            ), policy.path


@pytest.mark.parametrize("name", TABLES)
def test_tables_are_on_demand_encrypted_restorable_and_indexed(
    stage: Synthesized, name: str
) -> None:
    properties = stage.resource("AWS::DynamoDB::Table", name).properties
    assert properties["BillingMode"] == "PAY_PER_REQUEST"
    assert properties["SSESpecification"]["SSEType"] == "KMS"
    assert properties["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"] is True
    indexes = {
        index["IndexName"]: index["Projection"]["ProjectionType"]
        for index in properties["GlobalSecondaryIndexes"]
    }
    assert indexes == TABLES[name]
    for index in properties["GlobalSecondaryIndexes"]:
        stem = index["IndexName"].removeprefix("by_")
        assert [key["AttributeName"] for key in index["KeySchema"]] == [f"{stem}_pk", f"{stem}_sk"]
    stream = properties.get("StreamSpecification")
    assert stream == ({"StreamViewType": "NEW_IMAGE"} if name == "Claim" else None)


def test_only_production_keeps_its_data_when_a_stack_goes(
    prod: Synthesized, dev: Synthesized
) -> None:
    """Resources that a failed first deployment has created go with it: they hold nothing yet."""
    for synthesized, policy in ((prod, "RetainExceptOnCreate"), (dev, "Delete")):
        for type_ in KEPT:
            for resource in synthesized.resources(type_):
                assert resource.body["DeletionPolicy"] == policy, resource.path
                replaced = "Retain" if synthesized is prod else "Delete"
                assert resource.body["UpdateReplacePolicy"] == replaced, resource.path


@pytest.mark.capability("C1.2")
def test_no_message_is_redelivered_while_its_worker_may_still_run(stage: Synthesized) -> None:
    factor = 1 if stage.settings.stage == "local" else 6
    queues = {queue.logical_id: queue.properties for queue in stage.resources("AWS::SQS::Queue")}
    found = set()
    for source in stage.resources("AWS::Lambda::EventSourceMapping"):
        named = json.dumps(source.properties["EventSourceArn"])
        queue = next((each for name, each in queues.items() if name in named), None)
        if queue is None:
            continue
        [name] = (one for one in DECLARED if construct_of(one) == source.path.partition("/")[0])
        found.add(name)
        window = source.properties.get("MaximumBatchingWindowInSeconds", 0)
        longest = stage.function(name).properties["Timeout"]
        assert queue["VisibilityTimeout"] >= factor * longest + window, name
    assert found == {name for name, declared in DECLARED.items() if declared.queue}


def construct_of(name: str) -> str:
    return DECLARED[name].construct_name


@pytest.mark.capability("C1.2")
def test_every_queue_has_a_dead_letter_queue(stage: Synthesized) -> None:
    queues = {queue.logical_id: queue for queue in stage.resources("AWS::SQS::Queue")}
    working = [queue for queue in queues.values() if queue.path.endswith("/Queue/Resource")]
    assert {queue.path.split("Worker/")[0] for queue in working} == WORKERS
    for queue in working:
        redrive = queue.properties["RedrivePolicy"]
        dead_letters = redrive["deadLetterTargetArn"]["Fn::GetAtt"][0]
        assert queues[dead_letters].path.endswith("/DeadLetters/Resource")
        assert redrive["maxReceiveCount"] > len(stage.settings.retry_seconds)
        # A claim whose projection fails is preserved before its message is a dead letter.
        assert redrive["maxReceiveCount"] >= RECEIVES
    assert all("KmsMasterKeyId" in queue.properties for queue in queues.values())


NAMES_FILES = {"Dropped"}
"""Rules whose events name files: nothing may keep them, and a sweep finds what they were about."""


@pytest.mark.capability("C1.2")
def test_what_a_rule_cannot_hand_over_is_a_dead_letter_with_an_alarm(stage: Synthesized) -> None:
    queues = {queue.logical_id: queue for queue in stage.resources("AWS::SQS::Queue")}
    alarmed = json.dumps([a.properties for a in stage.resources("AWS::CloudWatch::Alarm")])
    rules = stage.resources("AWS::Events::Rule")
    assert len(rules) >= len(SCHEDULES) + len(NAMES_FILES)
    assert stage.resources("AWS::Scheduler::Schedule") == []
    for rule in rules:
        for target in rule.properties["Targets"]:
            retries = target["RetryPolicy"]
            assert 60 <= retries["MaximumEventAgeInSeconds"] <= 24 * 60 * 60, rule.path
            assert retries["MaximumRetryAttempts"] >= 1, rule.path
            if rule.path.split("/")[0] in NAMES_FILES:
                continue
            [logical_id, _] = target["DeadLetterConfig"]["Arn"]["Fn::GetAtt"]
            assert queues[logical_id].path.endswith("/DeadLetters/Resource"), rule.path
            assert logical_id in alarmed
            assert _may_send(stage, logical_id, "events.amazonaws.com"), rule.path


def _may_send(stage: Synthesized, queue: str, service: str) -> bool:
    """Return whether a queue's own policy lets a service send to it."""
    return any(
        statement["Effect"] == "Allow" and service in json.dumps(statement["Principal"])
        for policy in stage.resources("AWS::SQS::QueuePolicy")
        if queue in json.dumps(policy.properties["Queues"])
        for statement in policy.properties["PolicyDocument"]["Statement"]
    )


@pytest.mark.capability("C1.2")
def test_a_scheduled_run_that_fails_is_repeated_and_in_the_end_a_dead_letter(
    stage: Synthesized,
) -> None:
    for name, declared in DECLARED.items():
        if not declared.schedule:
            continue
        config = _invoke_config(stage, name)
        assert config["MaximumRetryAttempts"] == 1, name
        assert 60 <= config["MaximumEventAgeInSeconds"] <= 6 * 60 * 60, name
        if not declared.invoked_by:
            text = json.dumps(config["DestinationConfig"]["OnFailure"])
            assert f"{declared.schedule.name}ScheduleDeadLetters" in text
            sends = json.dumps(stage.statements(f"{declared.construct_name}/Role"))
            assert f"{declared.schedule.name}ScheduleDeadLetters" in sends


def _invoke_config(stage: Synthesized, name: str) -> dict[str, Any]:
    function = stage.function(name).logical_id
    [found] = [
        config.properties
        for config in stage.resources("AWS::Lambda::EventInvokeConfig")
        if config.properties["FunctionName"] == {"Ref": function}
    ]
    return found


@pytest.mark.capability("C1.2")
def test_all_that_the_inbox_keeps_is_gone_over_once_a_day(stage: Synthesized) -> None:
    [rule] = [
        one.properties
        for one in stage.resources("AWS::Events::Rule")
        if one.path.startswith("SweepSchedule/WholeSweepRule")
    ]
    assert rule["ScheduleExpression"] == "rate(1 day)"
    [target] = rule["Targets"]
    given = json.loads(target["Input"])
    assert is_scheduled(given)
    assert is_whole_sweep(given)


@pytest.mark.capability("C1.2")
def test_what_lambda_gives_up_of_the_stream_goes_to_the_functions_own_queue(
    stage: Synthesized,
) -> None:
    found = {
        source.path.split("/")[0]: json.dumps(source.properties["DestinationConfig"])
        for source in stage.resources("AWS::Lambda::EventSourceMapping")
        if "StartingPosition" in source.properties
    }
    assert {name: "WorkerQueue" in text for name, text in found.items()} == {
        "ProjectClaims": True,
        "PublishChanges": True,
    }


def test_what_functions_count_rings_where_it_is_declared(stage: Synthesized) -> None:
    counted = {
        (dimension["Value"], alarm.properties["MetricName"]): alarm.properties["Threshold"]
        for alarm in stage.resources("AWS::CloudWatch::Alarm")
        if alarm.properties["Namespace"] == NAMESPACE
        for dimension in alarm.properties["Dimensions"]
        if dimension["Name"] == "service"
        and {"Name": "stage", "Value": stage.stage} in alarm.properties["Dimensions"]
    }
    assert counted == {
        ("receive_file", "FilesQuarantined"): 20,
        ("queue_arrival", "ArrivalsMissed"): 1,
        ("queue_arrival", "InboxSweepsCut"): 1,
        ("record_audit", "AuditChainsRefused"): 1,
        ("project_claims", "ProjectionsDeferred"): 100,
        ("project_claims", "FunctionsFailed"): 1,
        ("publish_changes", "PublicationsDeferred"): 100,
        ("publish_changes", "FunctionsFailed"): 1,
        ("seal_audit", "TrailsSealed"): 1,
        ("compact_day", "CompactionsEnded"): 1,
    }


@pytest.mark.capability("C1.2")
def test_one_bad_message_never_fails_its_batch(stage: Synthesized) -> None:
    sources = stage.resources("AWS::Lambda::EventSourceMapping")
    assert len(sources) == len(WORKERS) + 2
    for source in sources:
        assert source.properties["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


def test_the_stream_gives_each_function_the_new_items_that_it_is_for(stage: Synthesized) -> None:
    patterns_of = {}
    for source in stage.resources("AWS::Lambda::EventSourceMapping"):
        if "StartingPosition" not in source.properties:
            continue
        assert source.properties["DestinationConfig"]["OnFailure"]
        patterns = [
            json.loads(rule["Pattern"]) for rule in source.properties["FilterCriteria"]["Filters"]
        ]
        patterns_of[source.path.split("/")[0]] = {
            tuple(pattern["eventName"]): pattern["dynamodb"]["Keys"]["sk"]["S"]
            for pattern in patterns
        }
    assert patterns_of == {
        "ProjectClaims": {
            ("INSERT",): [{"prefix": "event#"}, {"prefix": "roster#"}, {"prefix": "ack#"}],
            ("INSERT", "MODIFY"): ["entity"],
        },
        "PublishChanges": {
            ("INSERT",): [{"prefix": "event#"}],
            ("INSERT", "MODIFY"): ["claim"],
        },
    }


def test_functions_run_what_the_stage_names_with_logs_and_traces(stage: Synthesized) -> None:
    settings = stage.settings
    for function in stage.resources("AWS::Lambda::Function"):
        properties = function.properties
        assert properties["Runtime"] == f"python{settings.python}"
        assert properties["Architectures"] == [settings.architecture]
        assert properties["LoggingConfig"]["LogGroup"]
        own = DECLARED[function.handler].layers
        assert len(properties["Layers"]) == 3 + len(own)
        assert "FunctionName" not in properties
    for group in stage.resources("AWS::Logs::LogGroup"):
        assert "KmsKeyId" in group.properties, group.path


def test_every_function_has_the_size_that_is_declared(stage: Synthesized) -> None:
    for name, declared in DECLARED.items():
        given = stage.function(name).properties
        assert given["MemorySize"] == declared.memory_mb
        assert given["Timeout"] == declared.timeout_seconds


ENTRANCES = {
    "receive_file",
    "seal_audit",
    "compact_day",
    "start_escalations",
    "open_exceptions",
}
STREAM_CONSUMERS = {"project_claims", "publish_changes"}


def test_a_trace_begins_with_a_file_or_a_schedule_and_with_every_hop_where_the_stage_says(
    stage: Synthesized,
) -> None:
    begin = {
        function.handler
        for function in stage.resources("AWS::Lambda::Function")
        if function.properties["TracingConfig"]["Mode"] == "Active"
    }
    every = {function.handler for function in stage.resources("AWS::Lambda::Function")}
    hops = every - STREAM_CONSUMERS
    assert begin == (hops if stage.settings.trace_every_hop else ENTRANCES)


def test_queues_keep_their_data_keys_for_a_day(stage: Synthesized) -> None:
    for queue in stage.resources("AWS::SQS::Queue"):
        assert queue.properties["KmsDataKeyReusePeriodSeconds"] == 24 * 60 * 60, queue.path


@pytest.mark.parametrize("name", sorted(DECLARED))
def test_a_function_is_given_the_variables_that_it_reads_and_no_others(
    stage: Synthesized, name: str
) -> None:
    module = importlib.import_module(f"functions.{DECLARED[name].module}")
    fields = tuple(module.Environment.model_fields)
    assert fields_of(DECLARED[name]) == fields
    given = stage.function(name).properties["Environment"]["Variables"]
    of_all = {variable_of(field) for field in OF_EVERY_FUNCTION}
    powertools = {"POWERTOOLS_SERVICE_NAME", "POWERTOOLS_LOG_LEVEL"}
    retries = {RETRY_SECONDS} if DECLARED[name].queue else set()
    assert set(given) == {variable_of(field) for field in fields} | of_all | powertools | retries
    assert given["POWERTOOLS_SERVICE_NAME"] == name
    if retries:
        waits = [int(seconds) for seconds in given[RETRY_SECONDS].split(",")]
        assert waits == ([5, 15, 20] if stage.stage == "local" else [60, 240, 900])


@pytest.mark.capability("C2.2")
def test_a_dropped_file_reaches_the_receive_queue(stage: Synthesized) -> None:
    inbox = stage.resource("AWS::S3::Bucket", "Inbox").properties
    assert (
        inbox["NotificationConfiguration"]["EventBridgeConfiguration"]["EventBridgeEnabled"] is True
    )
    rule = stage.resource("AWS::Events::Rule", "Dropped").properties
    assert rule["EventPattern"]["detail-type"] == ["Object Created"]
    assert "InboxBucket" in json.dumps(rule["EventPattern"]["detail"]["bucket"]["name"])
    (target,) = rule["Targets"]
    assert "QueueArrivalFunction" in json.dumps(target["Arn"])
    given = stage.function("queue_arrival").properties["Environment"]["Variables"]
    assert "ReceiveWorkerQueue" in json.dumps(given["RECEIVE_QUEUE_URL"])


@pytest.mark.capability("C5.1")
def test_nothing_of_ours_keeps_the_event_that_names_a_file(stage: Synthesized) -> None:
    """A failed event that EventBridge and Lambda keep would hold the name."""
    (target,) = stage.resource("AWS::Events::Rule", "Dropped").properties["Targets"]
    assert "DeadLetterConfig" not in target
    assert "DeadLetterConfig" not in stage.function("queue_arrival").properties
    assert "DestinationConfig" not in _invoke_config(stage, "queue_arrival")
    assert "LoggingConfiguration" not in stage.resource("AWS::S3::Bucket", "Inbox").properties
    for sftp in [g for g in stage.resources("AWS::Logs::LogGroup") if "SftpLog" in g.path]:
        policy = json.dumps(sftp.properties["DataProtectionPolicy"])
        assert "PartnerFileName" in policy
        assert "Deidentify" in policy


@pytest.mark.capability("C4.1")
def test_the_state_machine_logs_without_data_and_waits_as_the_stage_says(
    stage: Synthesized,
) -> None:
    (machine,) = stage.resources("AWS::StepFunctions::StateMachine")
    logging = machine.properties["LoggingConfiguration"]
    assert (logging["Level"], logging["IncludeExecutionData"]) == ("ALL", False)
    assert machine.properties["TracingConfiguration"] == {"Enabled": True}
    given = machine.properties["DefinitionSubstitutions"]
    times = stage.settings.escalation
    assert {name: value for name, value in given.items() if name.endswith("Seconds")} == {
        "RemindAfterSeconds": str(times.remind_after),
        "TicketAfterSeconds": str(times.ticket_after),
        "EscalateAfterSeconds": str(times.escalate_after),
    }
    text = json.dumps(machine.properties["DefinitionString"])
    assert all(f"${{{name}}}" in text for name in given)


def test_due_escalations_are_looked_for_at_the_stages_rate(stage: Synthesized) -> None:
    rule = stage.resource("AWS::Events::Rule", "EscalationsSchedule").properties
    assert rule["ScheduleExpression"] == (
        "rate(1 minute)" if stage.stage == "local" else "rate(1 hour)"
    )


@pytest.mark.capability("C3.3", "C5.1")
def test_the_trail_is_sealed_on_schedule_by_a_key_that_only_signs(stage: Synthesized) -> None:
    key = stage.resource("AWS::KMS::Key", "SigningKey").properties
    assert (key["KeySpec"], key["KeyUsage"]) == ("ECC_NIST_P256", "SIGN_VERIFY")
    rule = stage.resource("AWS::Events::Rule", "SealsSchedule").properties
    assert rule["ScheduleExpression"] == (
        "rate(30 minutes)" if stage.stage == "local" else "rate(1 day)"
    )


@pytest.mark.capability("C6.8")
def test_failures_on_the_bus_and_every_dead_letter_queue_reach_the_incidents(
    stage: Synthesized,
) -> None:
    rule = stage.resource("AWS::Events::Rule", "Failures").properties
    assert set(rule["EventPattern"]["detail-type"]) == set(SUBSCRIBED_EVENTS)
    (target,) = rule["Targets"]
    assert "IncidentWorkerQueue" in json.dumps(target["Arn"])
    given = stage.function("group_incidents").properties["Environment"]["Variables"]
    text = json.dumps(given["DEAD_LETTER_QUEUES"])
    watched = WORKERS | SCHEDULES
    assert {name for name in watched if f'\\"{name}\\":' in text} == watched


def test_rules_on_the_bus_hear_of_registered_events_alone(stage: Synthesized) -> None:
    patterns = [
        rule.properties.get("EventPattern") for rule in stage.resources("AWS::Events::Rule")
    ]
    heard = {
        name
        for pattern in patterns
        if pattern and pattern["source"] == [BUS_SOURCE]
        for name in pattern["detail-type"]
        if isinstance(name, str)
    }
    assert {"claims.status_changed", "claim.exception_opened"} <= heard <= set(DETAIL_TYPES)


@pytest.mark.capability("C3.3")
def test_everything_told_on_the_bus_goes_to_the_trail(stage: Synthesized) -> None:
    rule = stage.resource("AWS::Events::Rule", "Everything").properties
    (spared,) = rule["EventPattern"]["detail-type"]
    assert rule["EventPattern"]["source"] == [BUS_SOURCE, SYNTHETIC_SOURCE]
    assert set(spared["anything-but"]) == RECORDED_WHEN_PUBLISHED
    (target,) = rule["Targets"]
    assert "AuditWorkerQueue" in json.dumps(target["Arn"])


@pytest.mark.capability("C6.1")
def test_no_rule_but_that_of_the_trail_hears_of_synthetic_events(stage: Synthesized) -> None:
    rules = [
        rule.path
        for rule in stage.resources("AWS::Events::Rule")
        if SYNTHETIC_SOURCE in rule.properties.get("EventPattern", {}).get("source", ())
    ]
    assert ["Everything" in path for path in rules] == [True]


@pytest.mark.capability("C4.1")
def test_only_claims_that_people_may_be_at_wake_escalations(stage: Synthesized) -> None:
    rule = stage.resource("AWS::Events::Rule", "Moved").properties
    assert rule["EventPattern"] == {
        "source": ["claimtrail"],
        "detail-type": ["claims.status_changed"],
        "detail": {"detail": {"was_due": [True]}},
    }


def test_work_is_gathered_as_the_stage_says(stage: Synthesized) -> None:
    batching = stage.settings.batching
    sources = {
        source.path.split("/")[0]: source.properties
        for source in stage.resources("AWS::Lambda::EventSourceMapping")
        if "StartingPosition" in source.properties or "RecordAudit" in source.path
    }
    audit = sources.pop("RecordAudit")
    assert audit["BatchSize"] == batching.audit_messages
    assert audit.get("MaximumBatchingWindowInSeconds", 0) == batching.audit_seconds
    assert len(sources) == 2
    for stream in sources.values():
        assert stream["ParallelizationFactor"] == batching.parallelization_factor
        assert stream.get("MaximumBatchingWindowInSeconds", 0) == batching.stream_seconds


def test_analysts_have_projected_days_of_trail_and_lake_for_each_dataset(
    stage: Synthesized,
) -> None:
    tables = _tables(stage, "")
    assert set(tables) == {name + end for name in DATASETS for end in ("_trail", "_lake")}
    for name, table in tables.items():
        dataset, _, form = name.rpartition("_")
        columns = [(c["Name"], c["Type"]) for c in table["StorageDescriptor"]["Columns"]]
        assert columns == [(c.name, c.type) for c in DATASETS[dataset].columns]
        assert [key["Name"] for key in table["PartitionKeys"]] == ["dt"]
        parameters = table["Parameters"]
        assert parameters["projection.enabled"] == "true"
        assert parameters["projection.dt.type"] == "date"
        assert parameters["classification"] == {"trail": "json", "lake": "parquet"}[form]
        folder = {"trail": f"/{dataset}", "lake": f"/lake/{dataset}"}[form]
        template = json.dumps(parameters["storage.location.template"])
        assert f"{folder}/dt=${{dt}}" in template


def test_what_athena_asks_of_a_view_is_there(stage: Synthesized) -> None:
    """A list of partition keys and a SerDe: without them Athena calls the view invalid."""
    for table in stage.resources("AWS::Glue::Table"):
        given = table.properties["TableInput"]
        if given["TableType"] == "VIRTUAL_VIEW":
            assert given["PartitionKeys"] == []
            serde = given["StorageDescriptor"]["SerdeInfo"]
            assert serde["Name"]
            assert serde["SerializationLibrary"]
        else:
            first = stage.source.first_day.isoformat()
            assert given["Parameters"]["projection.dt.range"] == f"{first},NOW+1DAY"


def test_a_stage_is_pinned_to_its_account_and_region(stage: Synthesized) -> None:
    manifest = json.loads((stage.folder / "manifest.json").read_text(encoding="utf-8"))
    places = {
        one["environment"]
        for one in manifest["artifacts"].values()
        if one["type"] == "aws:cloudformation:stack"
    }
    assert places == {f"aws://{stage.settings.account}/{stage.settings.region}"}


def test_a_new_account_has_room_for_every_function(stage: Synthesized) -> None:
    """A new account's ten concurrent executions cannot be reserved: all must be left unreserved."""
    for function in stage.resources("AWS::Lambda::Function"):
        assert "ReservedConcurrentExecutions" not in function.properties
    recorder = stage.function("record_audit")
    (source,) = (
        one
        for one in stage.resources("AWS::Lambda::EventSourceMapping")
        if one.properties["FunctionName"] == {"Ref": recorder.logical_id}
    )
    assert source.properties["ScalingConfig"] == {"MaximumConcurrency": 2}


def test_everything_says_whose_it_is_and_what_it_holds(prod: Synthesized) -> None:
    manifest = json.loads((prod.folder / "manifest.json").read_text(encoding="utf-8"))
    for one in manifest["artifacts"].values():
        if one["type"] == "aws:cloudformation:stack":
            assert one["properties"]["tags"] == {
                "application": "claimtrail",
                "stage": "prod",
                "owner": "revenue-cycle-systems",
                "cost-center": "4100",
                "data-classification": "phi",
            }


def test_a_boundary_bounds_every_role(prod: Synthesized, local: Synthesized) -> None:
    for role in prod.resources("AWS::IAM::Role"):
        assert role.properties["PermissionsBoundary"] == prod.settings.permissions_boundary
    assert not any(
        "PermissionsBoundary" in one.properties for one in local.resources("AWS::IAM::Role")
    )


def test_every_template_is_one_that_cloudformation_takes(stage: Synthesized) -> None:
    """A template in S3 may have 1 MB (CloudFormation quotas); a view may have 400 KiB (Glue)."""
    for path in stage.folder.glob("*.template.json"):
        assert path.stat().st_size < MOST_TEMPLATE_BYTES, path.name
    for table in stage.resources("AWS::Glue::Table"):
        text = table.properties["TableInput"].get("ViewOriginalText", "")
        assert len(json.dumps(text)) < MOST_VIEW_BYTES


def test_views_say_in_athenas_form_what_they_select(stage: Synthesized) -> None:
    views = {
        table.properties["TableInput"]["Name"]: table.properties["TableInput"]
        for table in stage.resources("AWS::Glue::Table")
        if table.properties["TableInput"]["TableType"] == "VIRTUAL_VIEW"
        and "Masked" not in table.path
    }
    assert set(views) == set(VIEWS)
    for name, view in views.items():
        text = view["ViewOriginalText"].removeprefix("/* Presto View: ").removesuffix(" */")
        definition = json.loads(base64.b64decode(text))
        assert definition["originalSql"] == VIEWS[name].sql
        assert definition["schema"] == f"claimtrail_{stage.stage}"
        assert [column["name"] for column in definition["columns"]] == [
            column["Name"] for column in view["StorageDescriptor"]["Columns"]
        ]


@pytest.mark.capability("C5.3")
def test_masked_analysts_reach_masked_tables_and_files_and_nothing_else(
    stage: Synthesized,
) -> None:
    tables = _tables(stage, "_masked")
    assert set(tables) == set(MASKED)
    for name, table in tables.items():
        columns = {column["Name"] for column in table["StorageDescriptor"]["Columns"]}
        assert not {"file_id", "source_start", "payment_trace_number"} & columns
        location = json.dumps(table["StorageDescriptor"]["Location"])
        assert f"/masked/{name}/" in location
    assert all("masked/*" in text for text in _objects(stage, "Masked"))
    assert not any("masked/*" in text for text in _objects(stage, "Analysts"))


def _objects(stage: Synthesized, group: str) -> list[str]:
    """The objects that a group of analysts may read or write."""
    return [
        json.dumps(resource)
        for policy in stage.resources("AWS::IAM::ManagedPolicy")
        if policy.path.startswith(f"{group}/")
        for statement in policy.properties["PolicyDocument"]["Statement"]
        if {"s3:GetObject", "s3:PutObject"} & set(as_list(statement["Action"]))
        for resource in as_list(statement["Resource"])
    ]


def _tables(stage: Synthesized, database: str) -> dict[str, dict[str, Any]]:
    """Tables over files, by name, of one of the databases."""
    names = {
        resource.logical_id: resource.properties["DatabaseInput"]["Name"]
        for resource in stage.resources("AWS::Glue::Database")
    }
    wanted = f"claimtrail_{stage.stage}{database}"
    return {
        table.properties["TableInput"]["Name"]: table.properties["TableInput"]
        for table in stage.resources("AWS::Glue::Table")
        if table.properties["TableInput"]["TableType"] == "EXTERNAL_TABLE"
        and names[table.properties["DatabaseName"]["Ref"]] == wanted
    }


def test_athena_cancels_what_scans_too_much_and_encrypts_answers(stage: Synthesized) -> None:
    groups = stage.resources("AWS::Athena::WorkGroup")
    assert len(groups) == 2
    for workgroup in groups:
        configuration = workgroup.properties["WorkGroupConfiguration"]
        assert configuration["EnforceWorkGroupConfiguration"] is True
        limit = stage.settings.athena_scan_limit_bytes
        assert configuration["BytesScannedCutoffPerQuery"] == limit
        encryption = configuration["ResultConfiguration"]["EncryptionConfiguration"]
        assert encryption["EncryptionOption"] == "SSE_KMS"
    named = {q.properties["Name"]: q for q in stage.resources("AWS::Athena::NamedQuery")}
    assert set(named) == {query.name for query in saved_queries()}


def test_the_claim_keys_secret_is_long_and_generated(stage: Synthesized) -> None:
    (secret,) = stage.resources("AWS::SecretsManager::Secret")
    assert secret.properties["GenerateSecretString"]["PasswordLength"] == 64
    assert "SecretString" not in secret.properties
