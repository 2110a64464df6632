"""Alarms on an embedded cloud: a subscriber of a topic, and metrics that make alarms ring."""

import json
import time
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from tests.harness.stage.cloud import RunningCloud

_MOST_DATA = 500
"""Data points to one request; CloudWatch takes a thousand."""


class Subscriber:
    """A queue that subscribes to a topic, and the alarms of which it heard."""

    def __init__(self, cloud: RunningCloud, topic: str) -> None:
        self._sqs = cloud.client("sqs")
        self.url = self._sqs.create_queue(QueueName=f"on-call-{uuid4().hex}")["QueueUrl"]
        asked = self._sqs.get_queue_attributes(QueueUrl=self.url, AttributeNames=["QueueArn"])
        arn = asked["Attributes"]["QueueArn"]
        self._sqs.set_queue_attributes(
            QueueUrl=self.url, Attributes={"Policy": _from_topic(topic, arn)}
        )
        cloud.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
        self.heard: dict[str, dict[str, Any]] = {}

    def listen(self) -> Mapping[str, dict[str, Any]]:
        """Take all messages that are there; return every alarm so far by its name."""
        while messages := self._sqs.receive_message(QueueUrl=self.url, MaxNumberOfMessages=10).get(
            "Messages"
        ):
            for message in messages:
                self._sqs.delete_message(QueueUrl=self.url, ReceiptHandle=message["ReceiptHandle"])
                alarm = json.loads(json.loads(message["Body"])["Message"])
                if alarm["NewStateValue"] == "ALARM":
                    self.heard[alarm["AlarmName"]] = alarm
        return self.heard


def _from_topic(topic: str, queue: str) -> str:
    """Return the queue's policy, which lets the topic send: without it SNS delivers nothing."""
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": queue,
        "Condition": {"ArnEquals": {"aws:SourceArn": topic}},
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def alarms_of(cloud: RunningCloud, kind: str = "MetricAlarm") -> list[dict[str, Any]]:
    """Return all alarms of a kind."""
    pages = cloud.client("cloudwatch").get_paginator("describe_alarms")
    return [alarm for page in pages.paginate(AlarmTypes=[kind]) for alarm in page[f"{kind}s"]]


def breach(cloud: RunningCloud, alarms: Iterable[Mapping[str, Any]]) -> None:
    """Publish, for each alarm, the metric as AWS would, at its threshold for all its periods."""
    data: dict[str, list[dict[str, Any]]] = {}
    for alarm in alarms:
        data.setdefault(alarm["Namespace"], []).extend(_points(alarm))
    cloudwatch = cloud.client("cloudwatch")
    for namespace, points in data.items():
        for at in range(0, len(points), _MOST_DATA):
            cloudwatch.put_metric_data(Namespace=namespace, MetricData=points[at : at + _MOST_DATA])


def _points(alarm: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    now = time.time()
    for age in range(alarm["EvaluationPeriods"]):
        yield {
            "MetricName": alarm["MetricName"],
            "Dimensions": alarm["Dimensions"],
            "Timestamp": datetime.fromtimestamp(now - age * alarm["Period"] - 1, UTC),
            "Value": alarm["Threshold"],
        }
