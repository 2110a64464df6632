"""Given an export that a person asked for, write_export leaves the file for that person."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
import pytest

from claimtrail.access.roles import JobRole
from claimtrail.access.subjects import Principal
from claimtrail.aws.claims.table import DynamoClaimStore
from claimtrail.aws.core.account.clients import client
from claimtrail.bootstrap.exports.service import export_service
from claimtrail.claims.projection.projection import project
from claimtrail.exports.messages import ExportMessage
from claimtrail.exports.model import (
    Export,
    ExportFormat,
    ExportHeader,
    ExportRequester,
    ExportState,
)
from claimtrail.exports.service import ExportService
from claimtrail.kernel.clock import utc_now
from claimtrail.kernel.retention import Store
from claimtrail.trail.access_log import Purpose
from claimtrail.web.exports.listings import page_lists
from functions.exports.write_export import handler
from tests.harness.aws.claim_tables import make_claim_table
from tests.harness.aws.tables import make_table
from tests.harness.claims.claim_events import CLAIM_ID, INFERRING, accepted_claim
from tests.harness.intake.intake_fixture import demo_partners
from tests.harness.invocation import CONTEXT, TimedInvocation
from tests.harness.stage.cloud import RunningCloud

pytestmark = [pytest.mark.cloud, pytest.mark.capability("C8.6")]

PAYER_ID = "cedar-medicare"
DANA = Principal(
    id="dana",
    roles=frozenset({JobRole.MANAGER}),
    facilities=frozenset({"*"}),
    payers=frozenset({"*"}),
)


@dataclass
class StageOfExports:
    """The resources that the function is given, and what a person does with them."""

    service: ExportService
    cloud: RunningCloud
    export_queue_url: str
    audit_queue_url: str

    def ask(self, kind: ExportFormat) -> Export:
        requester = ExportRequester.of(
            DANA, actor="user:dana", purpose=Purpose.PAYMENT, origin="test"
        )
        return self.service.ask(
            requester, listing="claims", query="", format=kind, header=ExportHeader()
        )

    def deliver(self, *, context: Any = CONTEXT) -> Any:
        """Hand the queue's messages to the function, as Lambda does."""
        sqs = self.cloud.client("sqs")
        received = sqs.receive_message(QueueUrl=self.export_queue_url, MaxNumberOfMessages=10)
        records = [
            {"messageId": one["MessageId"], "eventSource": "aws:sqs", "body": one["Body"]}
            for one in received["Messages"]
        ]
        return handler({"Records": records}, context)

    def recorded(self) -> str:
        """Return what was sent to the trail, as text."""
        found = self.cloud.client("sqs").receive_message(
            QueueUrl=self.audit_queue_url, MaxNumberOfMessages=10
        )
        return "".join(one["Body"] for one in found.get("Messages", []))


@pytest.fixture
def stage(cloud: RunningCloud, monkeypatch: pytest.MonkeyPatch) -> Iterator[StageOfExports]:
    dynamodb, sqs = cloud.client("dynamodb"), cloud.client("sqs")
    tag = uuid4().hex
    claims = make_claim_table(dynamodb)
    store = DynamoClaimStore(claims)
    operations = make_table(dynamodb, Store.OPERATIONS_TABLE)
    urls = {
        name: sqs.create_queue(QueueName=f"{name}-{tag}")["QueueUrl"]
        for name in ("audit", "export")
    }
    cloud.client("s3").create_bucket(Bucket=f"exports-{tag}")
    given = {
        "CLAIMTRAIL_STAGE": "local",
        "CLAIMTRAIL_ORGANIZATION_ID": "harborlight",
        "CLAIM_TABLE": claims,
        "OPERATIONS_TABLE": operations,
        "TICKET_TABLE": make_table(dynamodb, Store.TICKET_TABLE),
        "ARCHIVE_BUCKET": f"archive-{tag}",
        "AUDIT_BUCKET": f"audit-{tag}",
        "EXPORTS_BUCKET": f"exports-{tag}",
        "AUDIT_QUEUE_URL": urls["audit"],
        "EXPORT_QUEUE_URL": urls["export"],
        "CLAIM_KEY_SECRET_ARN": "arn:aws:secretsmanager:us-east-1:000000000000:secret:key",
    }
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("claimtrail.bootstrap.web.deployed_profiles", demo_partners)
    client.cache_clear()
    page_lists.cache_clear()
    store.append_events(
        [event.model_copy(update={"payer_id": PAYER_ID}) for event in accepted_claim()]
    )
    project(CLAIM_ID, store=store, policy=lambda _: INFERRING, clock=utc_now)
    service = export_service(
        operations_table=operations,
        exports_bucket=f"exports-{tag}",
        export_queue_url=urls["export"],
    )
    yield StageOfExports(service, cloud, urls["export"], urls["audit"])
    client.cache_clear()
    page_lists.cache_clear()


@pytest.mark.parametrize(
    ("kind", "begins"), [(ExportFormat.CSV, b"\xef\xbb\xbf"), (ExportFormat.PDF, b"%PDF-")]
)
def test_given_an_export_then_its_person_fetches_the_file(
    stage: StageOfExports, kind: ExportFormat, begins: bytes
) -> None:
    export = stage.ask(kind)

    assert stage.deliver() == {"batchItemFailures": []}

    done = stage.service.find("dana", export.export_id)
    assert done.state is ExportState.READY
    assert done.checkpoint.rows == 1
    data = httpx.get(stage.service.link(DANA, export.export_id, 1)).content
    assert data.startswith(begins)
    if kind is ExportFormat.CSV:
        assert CLAIM_ID in data.decode()
    recorded = stage.recorded()
    assert '"action":"claim.export"' in recorded
    assert CLAIM_ID in recorded


def test_given_a_message_of_no_export_then_nothing_is_done(stage: StageOfExports) -> None:
    stage.cloud.client("sqs").send_message(
        QueueUrl=stage.export_queue_url,
        MessageBody=ExportMessage(person_id="dana", export_id="exp_gone").model_dump_json(),
    )

    assert stage.deliver(context=TimedInvocation()) == {"batchItemFailures": []}
