"""Contract of the emulator: alarms watch their own series, and ring for what it knows itself."""

import json
from typing import Any

import pytest

from tests.harness.eventually import eventually
from tests.harness.stage.alarm_messages import Subscriber, alarms_of, breach
from tests.harness.stage.cloud import RunningCloud
from tests.harness.stage.stack import ROLE, apply_stack, create_function, create_queue, delete_stack

pytestmark = pytest.mark.cloud

EMF = """
import json

def handler(event, context):
    metric = {"Name": "TrailsSealed", "Unit": "Count"}
    directive = {"Namespace": "Ours", "Dimensions": [["stage"]], "Metrics": [metric]}
    line = {"_aws": {"Timestamp": 0, "CloudWatchMetrics": [directive]}}
    print(json.dumps({**line, "stage": "prod", "TrailsSealed": [2.0]}))
"""


def put_alarm(cloud: RunningCloud, name: str, **settings: Any) -> None:
    """An alarm at one, over one minute, where the settings do not say otherwise."""
    cloud.client("cloudwatch").put_metric_alarm(
        **{
            "AlarmName": name,
            "Namespace": "Ours",
            "MetricName": "Failed",
            "Statistic": "Sum",
            "Period": 60,
            "EvaluationPeriods": 1,
            "Threshold": 1,
            "ComparisonOperator": "GreaterThanOrEqualToThreshold",
            "TreatMissingData": "notBreaching",
            **settings,
        }
    )


def state(cloud: RunningCloud, name: str) -> str:
    answer = cloud.client("cloudwatch").describe_alarms(
        AlarmNames=[name], AlarmTypes=["MetricAlarm", "CompositeAlarm"]
    )
    [alarm] = answer["MetricAlarms"] + answer["CompositeAlarms"]
    return str(alarm["StateValue"])


def evaluate(cloud: RunningCloud) -> None:
    """Have all alarms evaluated, as AWS does each minute."""
    cloud.client("cloudwatch").put_metric_data(
        Namespace="Clock", MetricData=[{"MetricName": "Ticked", "Value": 1}]
    )


@pytest.mark.patch("cloudwatch.alarm_evaluation")
def test_an_alarm_rings_for_its_own_series_and_not_for_anothers(cloud: RunningCloud) -> None:
    for name in ("one", "other"):
        put_alarm(cloud, name, Dimensions=[{"Name": "FunctionName", "Value": name}])
    topic = cloud.client("sns").create_topic(Name="alarms")["TopicArn"]
    put_alarm(
        cloud,
        "heard",
        Dimensions=[{"Name": "FunctionName", "Value": "one"}],
        AlarmActions=[topic],
    )
    subscriber = Subscriber(cloud, topic)

    breach(cloud, [one for one in alarms_of(cloud) if one["AlarmName"] == "one"])

    assert (state(cloud, "one"), state(cloud, "other")) == ("ALARM", "OK")
    heard = eventually(lambda: subscriber.listen() or None, 10)
    assert heard.keys() == {"heard"}


@pytest.mark.patch("cloudwatch.alarm_evaluation")
def test_periods_without_data_count_as_the_alarm_says(cloud: RunningCloud) -> None:
    beats = {"MetricName": "Beats", "ComparisonOperator": "LessThanThreshold"}
    for treat in ("breaching", "notBreaching", "missing"):
        put_alarm(cloud, treat, **beats, TreatMissingData=treat, EvaluationPeriods=3)
    evaluate(cloud)
    assert state(cloud, "breaching") == "ALARM"
    assert state(cloud, "notBreaching") == "OK"
    assert state(cloud, "missing") == "INSUFFICIENT_DATA"

    cloud.client("cloudwatch").put_metric_data(
        Namespace="Ours", MetricData=[{"MetricName": "Beats", "Value": 1}]
    )
    # One of three periods is there: not all of them breach.
    assert state(cloud, "breaching") == "OK"


@pytest.mark.patch("cloudwatch.composite_alarms")
def test_a_composite_alarm_of_a_stack_rings_with_any_of_its_alarms(cloud: RunningCloud) -> None:
    put_alarm(cloud, "part", MetricName="PartFailed")
    composite = {
        "Type": "AWS::CloudWatch::CompositeAlarm",
        "Properties": {"AlarmRule": "ALARM(part)", "AlarmDescription": "[page] several"},
    }
    created = apply_stack(cloud, "composite", {"Several": composite})
    assert state(cloud, created["Several"]) == "OK"

    breach(cloud, [one for one in alarms_of(cloud) if one["AlarmName"] == "part"])

    assert state(cloud, created["Several"]) == "ALARM"
    delete_stack(cloud, "composite")
    assert not alarms_of(cloud, "CompositeAlarm")


@pytest.mark.patch("cloudwatch.service_metrics")
def test_a_queue_an_execution_and_a_functions_line_have_metrics(cloud: RunningCloud) -> None:
    url, _ = create_queue(cloud, "dead")
    cloud.client("sqs").send_message(QueueUrl=url, MessageBody="{}")
    put_alarm(
        cloud,
        "dead",
        Namespace="AWS/SQS",
        MetricName="ApproximateNumberOfMessagesVisible",
        Statistic="Maximum",
        Dimensions=[{"Name": "QueueName", "Value": "dead"}],
    )
    machine = failing_machine(cloud)
    put_alarm(
        cloud,
        "executions",
        Namespace="AWS/States",
        MetricName="ExecutionsFailed",
        Dimensions=[{"Name": "StateMachineArn", "Value": machine}],
    )
    create_function(cloud, "counts", EMF)
    cloud.client("lambda").invoke(FunctionName="counts")["Payload"].close()
    put_alarm(
        cloud,
        "counted",
        MetricName="TrailsSealed",
        Threshold=2,
        Dimensions=[{"Name": "stage", "Value": "prod"}],
    )

    def all_ring() -> bool:
        evaluate(cloud)
        states = {name: state(cloud, name) for name in ("dead", "executions", "counted")}
        assert set(states.values()) == {"ALARM"}, states
        return True

    eventually(all_ring, 15)


def failing_machine(cloud: RunningCloud) -> str:
    """The ARN of a state machine of which an execution has begun that fails."""
    states = cloud.client("stepfunctions")
    definition = {"StartAt": "Fail", "States": {"Fail": {"Type": "Fail", "Error": "Wrong"}}}
    role = cloud.client("iam").create_role(
        RoleName="machine",
        AssumeRolePolicyDocument=json.dumps(ROLE["Properties"]["AssumeRolePolicyDocument"]),
    )["Role"]["Arn"]
    machine = states.create_state_machine(
        name="fails", definition=json.dumps(definition), roleArn=role
    )["stateMachineArn"]
    states.start_execution(stateMachineArn=machine)
    return str(machine)
