"""Uploads under temporary names: the final name is taken in once, and nothing is a dead letter."""

import asyncio
from datetime import date
from pathlib import Path

import asyncssh
import pytest

from claimtrail.claims.lifecycle.states import State
from claimtrail.cli.intake.file_trail import files_of
from claimtrail.intake.model.receipt import FileStatus
from claimtrail.intake.outputs import IntakeOutput
from tests.harness.eventually import eventually
from tests.harness.files.own_claims import BILLING_ID, PAYER_ID, OwnClaim
from tests.harness.stage.deployed import Deployed, Row

pytestmark = pytest.mark.e2e

CLAIM = OwnClaim(serial=421, submitted_on=date(2026, 9, 18))
LOST = OwnClaim(serial=422, submitted_on=date(2026, 9, 18))


async def put_and_rename(deployed: Deployed, path: Path) -> None:
    """Upload by SFTP as file transfer clients do."""
    async with (
        asyncssh.connect(
            "127.0.0.1",
            port=deployed.cloud.sftp_port,
            username=PAYER_ID,
            client_keys=[str(deployed.keys / PAYER_ID)],
            known_hosts=None,
            config=None,
        ) as connection,
        connection.start_sftp_client() as client,
    ):
        await client.put(str(path), f"/inbox/{path.name}.filepart")
        await client.rename(f"/inbox/{path.name}.filepart", f"/inbox/{path.name}")


@pytest.mark.capability("C1.2", "C2.2")
def test_given_uploads_that_are_renamed_when_they_are_whole_then_each_is_taken_in_once(
    deployed: Deployed,
) -> None:
    s3, inbox = deployed.client("s3"), deployed.bucket(IntakeOutput.INBOX_BUCKET)
    final = f"{BILLING_ID}/renamed-421.837"
    deployed.put(f"{final}.part", CLAIM.submission())
    s3.copy_object(Bucket=inbox, Key=final, CopySource={"Bucket": inbox, "Key": f"{final}.part"})
    s3.delete_object(Bucket=inbox, Key=f"{final}.part")
    deployed.await_state(CLAIM.number, State.SUBMITTED, within=120)
    asyncio.run(put_and_rename(deployed, deployed.written("renamed-421.277", CLAIM.acceptance())))
    deployed.await_state(CLAIM.number, State.ACCEPTED, within=120)

    for content, partner, name in (
        (CLAIM.submission(), BILLING_ID, "renamed-421.837"),
        (CLAIM.acceptance(), PAYER_ID, "renamed-421.277"),
    ):
        receipt = deployed.settled_receipt(content, partner)
        assert (receipt.status, receipt.name) == (FileStatus.INGESTED, name)
        deliveries = files_of(deployed.stage).deliveries_of(receipt.file_id)
        assert [one.name for one in deliveries] == [name]


@pytest.mark.capability("C1.2")
def test_given_an_object_that_is_gone_when_its_turn_comes_then_that_is_recorded_and_no_dead_letter(
    deployed: Deployed,
) -> None:
    s3, inbox = deployed.client("s3"), deployed.bucket(IntakeOutput.INBOX_BUCKET)
    key, (url, dead) = f"{BILLING_ID}/gone-422.837", deployed.queues()["Receive"]
    before = deployed.depth(dead)
    with deployed.consumer_down("Receive"):
        waiting = deployed.depth(url)
        deployed.put(key, LOST.submission())
        eventually(lambda: deployed.depth(url) > waiting, 60, every=0.2)
        [version] = s3.list_object_versions(Bucket=inbox, Prefix=key)["Versions"]
        s3.delete_object(Bucket=inbox, Key=key, VersionId=version["VersionId"])

    def incident() -> dict[str, object] | None:
        listed = deployed.claimtrail("incidents", "--all")
        return next((one for one in listed if one["kind"] == "file.removed"), None)

    found = eventually(incident, 60, every=1)
    assert (found["code"], found["party"]) == ("INTAKE_OBJECT_REMOVED", BILLING_ID)

    def counted() -> list[Row]:
        """The incident counts every file that was removed, this one in its turn."""
        shown = deployed.claimtrail("incidents", str(found["incident_id"]))
        files = [deployed.claimtrail("trail", one) for one in shown["file_ids"]]
        assert key in {one["key"] for one in files}
        return files

    delivered = eventually(counted, 60, every=1)
    assert all(one["removed_at"] for one in delivered)
    eventually(lambda: deployed.depth(url) == 0, 60, every=0.5)
    assert deployed.depth(dead) == before
