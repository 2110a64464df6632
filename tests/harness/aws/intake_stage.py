"""The resources of intake on the emulator, and the environment of its two functions."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from claimtrail.aws.core.account.clients import client
from claimtrail.aws.core.telemetry.logs import LOGGER
from claimtrail.aws.intake.arrivals import DynamoArrivalStore
from claimtrail.aws.intake.file_table import DynamoFileStore
from claimtrail.intake.model.messages import ArrivalMessage, parse_arrival
from claimtrail.kernel.bus import BUS_SOURCE
from claimtrail.kernel.clock import utc_now
from tests.harness.aws.claim_tables import make_claim_table
from tests.harness.intake.partner_package import install_partners
from tests.harness.stage.cloud import RunningCloud

BUCKETS = {
    "inbox": "INBOX_BUCKET",
    "archive": "ARCHIVE_BUCKET",
    "quarantine": "QUARANTINE_BUCKET",
    "outbox": "OUTBOX_BUCKET",
}


class IntakeStage:
    """Buckets, queues, the table, the bus with a queue that hears everything, the secret."""

    def __init__(self, cloud: RunningCloud) -> None:
        self.cloud = cloud
        self._s3, self._sqs = cloud.client("s3"), cloud.client("sqs")
        tag = uuid4().hex
        self.buckets = {name: f"{name}-{tag}" for name in BUCKETS}
        for name in self.buckets.values():
            self._s3.create_bucket(Bucket=name)
        self._s3.put_bucket_versioning(
            Bucket=self.buckets["inbox"], VersioningConfiguration={"Status": "Enabled"}
        )
        self.queues = {
            name: self._sqs.create_queue(QueueName=f"{name}-{tag}")["QueueUrl"]
            for name in ("receive", "ingest", "audit", "heard")
        }
        self.table = make_claim_table(cloud.client("dynamodb"))
        self.files = DynamoFileStore(cloud.client("dynamodb"), self.table)
        self.bus = self._listening_bus(tag)
        self.secret: str = cloud.client("secretsmanager").create_secret(
            Name=f"claim-key-{tag}", SecretString="a test's secret of enough bytes, 32+"
        )["ARN"]

    @property
    def variables(self) -> dict[str, str]:
        return {
            **{variable: self.buckets[name] for name, variable in BUCKETS.items()},
            "CLAIM_TABLE": self.table,
            "RECEIVE_QUEUE_URL": self.queues["receive"],
            "INGEST_QUEUE_URL": self.queues["ingest"],
            "AUDIT_QUEUE_URL": self.queues["audit"],
            "EVENT_BUS": self.bus,
            "CLAIM_KEY_SECRET_ARN": self.secret,
            "CLAIMTRAIL_ORGANIZATION_ID": "harborlight",
            "CLAIMTRAIL_CODE_VERSION": "test",
            "CHUNK_BYTES": str(4 << 20),
        }

    def drop(self, key: str, data: bytes, **metadata: str) -> dict[str, Any]:
        """Put an object into the inbox; EventBridge's event of it."""
        answer = self._s3.put_object(
            Bucket=self.buckets["inbox"], Key=key, Body=data, Metadata=metadata
        )
        return {
            "version": "0",
            "id": uuid4().hex,
            "detail-type": "Object Created",
            "source": "aws.s3",
            "time": "2026-11-20T14:29:00Z",
            "detail": {
                "bucket": {"name": self.buckets["inbox"]},
                "object": {
                    "key": key,
                    "size": len(data),
                    "etag": answer["ETag"].strip('"'),
                    "version-id": answer["VersionId"],
                    "sequencer": "00",
                },
            },
        }

    def arrive(self, key: str, data: bytes, **metadata: str) -> str:
        """Put an object into the inbox and keep its arrival; the Receive queue's message of it."""
        arrival = parse_arrival(self.drop(key, data, **metadata))
        assert arrival is not None
        dynamodb = self.cloud.client("dynamodb")
        DynamoArrivalStore(dynamodb, self.table, clock=utc_now).keep(arrival)
        return ArrivalMessage(delivery_id=arrival.delivery_id).model_dump_json()

    def remove(self, key: str) -> None:
        """Remove every version of an object from the inbox."""
        bucket = self.buckets["inbox"]
        for version in self._s3.list_object_versions(Bucket=bucket, Prefix=key)["Versions"]:
            self._s3.delete_object(Bucket=bucket, Key=key, VersionId=version["VersionId"])

    def waiting(self, queue: str) -> list[str]:
        """Take every message off a queue."""
        bodies: list[str] = []
        while messages := self._sqs.receive_message(
            QueueUrl=self.queues[queue], MaxNumberOfMessages=10
        ).get("Messages"):
            for message in messages:
                bodies.append(message["Body"])
                self._sqs.delete_message(
                    QueueUrl=self.queues[queue], ReceiptHandle=message["ReceiptHandle"]
                )
        return bodies

    def stored(self, bucket: str) -> dict[str, bytes]:
        """Every object of a bucket."""
        name = self.buckets[bucket]
        listed = self._s3.list_objects_v2(Bucket=name).get("Contents", [])
        return {
            item["Key"]: self._s3.get_object(Bucket=name, Key=item["Key"])["Body"].read()
            for item in listed
        }

    def _listening_bus(self, tag: str) -> str:
        events = self.cloud.client("events")
        name = f"bus-{tag}"
        events.create_event_bus(Name=name)
        events.put_rule(
            Name=f"all-{tag}",
            EventBusName=name,
            EventPattern=json.dumps({"source": [BUS_SOURCE]}),
        )
        arn = self._sqs.get_queue_attributes(
            QueueUrl=self.queues["heard"], AttributeNames=["QueueArn"]
        )["Attributes"]["QueueArn"]
        events.put_targets(
            Rule=f"all-{tag}", EventBusName=name, Targets=[{"Id": "heard", "Arn": arn}]
        )
        return name


@contextmanager
def intake_stage(
    cloud: RunningCloud, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[IntakeStage]:
    """A stage of its own, with the demonstration's profiles deployed."""
    install_partners(folder, monkeypatch)
    stage = IntakeStage(cloud)
    for variable, value in stage.variables.items():
        monkeypatch.setenv(variable, value)
    client.cache_clear()
    yield stage
    client.cache_clear()


def messages(*bodies: Any) -> dict[str, Any]:
    """The event by which SQS invokes a function."""
    return {
        "Records": [
            {
                "messageId": f"message-{number}",
                "body": body if isinstance(body, str) else json.dumps(body),
                "eventSource": "aws:sqs",
                "receiptHandle": "handle",
                "attributes": {},
                "messageAttributes": {},
            }
            for number, body in enumerate(bodies)
        ]
    }


def log_lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    """Return what the functions logged: each line with all its fields."""
    return [vars(record) for record in caplog.records if record.name == LOGGER.service]
