"""Queues, rules and schedules of every stage: what fails has a way out, and nothing is lost."""

import json

import pytest

from claimtrail.claims.facts.limits import RECEIVES
from claimtrail.intake.model.messages import is_scheduled, is_whole_sweep
from infra.functions.registry import declared_functions
from tests.harness.templates.templates import Synthesized, invoke_config

DECLARED = {one.name: one for one in declared_functions()}
WORKERS = {one.queue.name for one in DECLARED.values() if one.queue}
NAMES_FILES = {"Dropped"}


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


@pytest.mark.capability("C1.2")
def test_what_a_rule_cannot_hand_over_is_a_dead_letter_with_an_alarm(stage: Synthesized) -> None:
    queues = {queue.logical_id: queue for queue in stage.resources("AWS::SQS::Queue")}
    alarmed = json.dumps([a.properties for a in stage.resources("AWS::CloudWatch::Alarm")])
    rules = stage.resources("AWS::Events::Rule")
    assert len(rules) >= len(stage.schedules()) + len(NAMES_FILES)
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
        if not declared.schedule or not declared.is_wanted(stage.settings):
            continue
        config = invoke_config(stage, name)
        assert config["MaximumRetryAttempts"] == 1, name
        assert 60 <= config["MaximumEventAgeInSeconds"] <= 6 * 60 * 60, name
        if not declared.invoked_by:
            text = json.dumps(config["DestinationConfig"]["OnFailure"])
            assert f"{declared.schedule.name}ScheduleDeadLetters" in text
            sends = json.dumps(stage.statements(f"{declared.construct_name}/Role"))
            assert f"{declared.schedule.name}ScheduleDeadLetters" in sends


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


@pytest.mark.capability("C1.2")
def test_one_bad_message_never_fails_its_batch(stage: Synthesized) -> None:
    sources = stage.resources("AWS::Lambda::EventSourceMapping")
    assert len(sources) == len(WORKERS) + 2
    for source in sources:
        assert source.properties["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


def test_queues_keep_their_data_keys_for_a_day(stage: Synthesized) -> None:
    for queue in stage.resources("AWS::SQS::Queue"):
        assert queue.properties["KmsDataKeyReusePeriodSeconds"] == 24 * 60 * 60, queue.path


def test_work_is_gathered_as_the_stage_says(stage: Synthesized) -> None:
    batching = stage.settings.batching
    sources = {
        source.path.split("/")[0]: source.properties
        for source in stage.resources("AWS::Lambda::EventSourceMapping")
        if "StartingPosition" in source.properties
        or source.path.split("/")[0] in {"RecordAudit", "KeepFigures"}
    }
    figures = sources.pop("KeepFigures")
    assert figures["BatchSize"] == batching.figures_messages
    assert figures.get("MaximumBatchingWindowInSeconds", 0) == batching.figures_seconds
    audit = sources.pop("RecordAudit")
    assert audit["BatchSize"] == batching.audit_messages
    assert audit.get("MaximumBatchingWindowInSeconds", 0) == batching.audit_seconds
    assert len(sources) == 2
    for stream in sources.values():
        assert stream["ParallelizationFactor"] == batching.parallelization_factor
        assert stream.get("MaximumBatchingWindowInSeconds", 0) == batching.stream_seconds
