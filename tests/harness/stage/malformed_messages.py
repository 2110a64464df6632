"""Messages that cannot be processed: some never, one until its archived file is restored."""

from dataclasses import dataclass
from datetime import date, datetime

from claimtrail.intake.model.receipt import FileReceipt, FileStatus
from claimtrail.intake.outputs import IntakeOutput
from claimtrail.kernel.clock import utc_now
from tests.harness.eventually import eventually
from tests.harness.files.own_claims import BILLING_ID, OwnClaim
from tests.harness.stage.deployed import Deployed

NEVER = {
    "Receive": '{"schema_version": 1, "delivery_id": "dlv_malformed"}',
    "Projection": '{"claim_id": "clm_malformed", "pk": "claim#clm_malformed", "sk": '
    '"event#malformed"}',
    "Publication": '{"pk": "claim#clm_malformed"}',
    "Settle": "malformed",
    "Exceptions": "malformed",
    "Outcomes": "malformed",
    "Audit": '{"dataset": "malformed", "rows": [{}]}',
    "Ingest": '{"file_id": "fil_malformed"}',
}
"""One body for each queue that its consumer can make nothing of."""
NAMED = "ROSALIND SILVERSTEIN 1931-04-05.x12"
"""The name of a file that is gone before it is read, after the patient that it is of."""


@dataclass(frozen=True)
class MalformedMessages:
    """The messages that were sent, and the file whose archived bytes were taken away."""

    bodies: dict[str, str]
    claim: OwnClaim
    """Stands in the file that cannot be read."""
    receipt: FileReceipt
    delete_marker: str
    """Removing this version brings the archived object back."""
    sent_after: datetime


def send_malformed_messages(deployed: Deployed) -> MalformedMessages:
    """Malformed every queue, and hide one file from ingestion after it was archived."""
    claim = OwnClaim(serial=911, submitted_on=date(2026, 9, 1))
    with deployed.consumer_down("Ingest"):
        deployed.put(f"{BILLING_ID}/hidden.x12", claim.submission())

        def queued() -> FileReceipt | None:
            receipt = deployed.receipt(claim.submission(), BILLING_ID)
            return receipt if receipt and receipt.status is FileStatus.QUEUED else None

        receipt = eventually(queued, 30, every=0.2)
        hidden = deployed.client("s3").delete_object(
            Bucket=deployed.bucket(IntakeOutput.ARCHIVE_BUCKET), Key=receipt.stored_key
        )
    _lose_named_file(deployed)
    queues, sent_after = deployed.queues(), utc_now()
    deployed.undeliverable.update(NEVER.keys(), Ingest=1)
    for name, body in NEVER.items():
        deployed.client("sqs").send_message(QueueUrl=queues[name][0], MessageBody=body)
    return MalformedMessages(
        bodies=dict(NEVER),
        claim=claim,
        receipt=receipt,
        delete_marker=hidden["VersionId"],
        sent_after=sent_after,
    )


def _lose_named_file(deployed: Deployed) -> None:
    """Drop a file under a patient's name, and remove it before anybody reads it."""
    key, inbox = f"{BILLING_ID}/{NAMED}", deployed.bucket(IntakeOutput.INBOX_BUCKET)
    url, _ = deployed.queues()["Receive"]
    with deployed.consumer_down("Receive"):
        before = deployed.depth(url)
        deployed.put(key, b"ISA")
        eventually(lambda: deployed.depth(url) > before, 60, every=0.2)
        s3 = deployed.client("s3")
        for version in s3.list_object_versions(Bucket=inbox, Prefix=key)["Versions"]:
            s3.delete_object(Bucket=inbox, Key=key, VersionId=version["VersionId"])
