"""A set larger than a chunk: many workers read it, and it comes out as one."""

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from claimtrail.intake.model.receipt import FileStatus
from infra.stage import settings_for
from simulator.model import SimulatedFile
from tests.harness.eventually import eventually
from tests.harness.files.one_set import one_set
from tests.harness.stage.deployed import Deployed

pytestmark = pytest.mark.e2e

CLAIMS = 220
WITHIN_SECONDS = 90
SFTP = shutil.which("sftp")


@pytest.fixture(scope="module")
def remittance() -> SimulatedFile:
    """One 835 of one set, which the local stage works on in chunks."""
    file = one_set("835", CLAIMS, seed=20261126)
    assert len(file.content) > settings_for("local").chunk_bytes
    return file


def fetched(deployed: Deployed, partner_id: str, name: str, to: Path) -> bytes:
    """Return what OpenSSH's own client gets out of the partner's outbox."""
    sftp_session(deployed, partner_id, f"cd /outbox\nget {name} {to}\n")
    return to.read_bytes()


def sftp_session(
    deployed: Deployed, partner_id: str, batch: str, *, succeeds: bool = True
) -> subprocess.CompletedProcess[str]:
    """Return what OpenSSH's own client says to a batch of its commands."""
    assert SFTP
    command = [
        *(SFTP, "-q", "-b", "-", "-P", str(deployed.cloud.sftp_port)),
        *("-i", str(deployed.keys / partner_id), "-F", "none"),
        *("-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null"),
        f"{partner_id}@127.0.0.1",
    ]
    done = subprocess.run(  # noqa: S603 - OpenSSH's client with our own arguments
        command, input=batch, capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode == 0) is succeeds, done.stderr
    return done


@pytest.mark.capability("C2.2", "C2.3", "C3.4")
def test_given_a_large_835_by_sftp_when_read_in_chunks_then_it_is_one_payment_with_one_999(
    deployed: Deployed, remittance: SimulatedFile, tmp_path: Path
) -> None:
    deployed.send(remittance.partner_id, [remittance])

    def closed() -> Any:
        receipt = deployed.receipt(remittance.content, remittance.partner_id)
        assert receipt is not None
        assert receipt.completed_at is not None, receipt.status
        return receipt

    receipt = eventually(closed, WITHIN_SECONDS, every=0.5)
    count = remittance.content.count(b"~CLP*")
    assert receipt.status is FileStatus.INGESTED
    assert (receipt.event_count, receipt.accepted_set_count) == (count, 1)

    found = deployed.claimtrail("payments", "--payer", remittance.partner_id, "--limit", "1000")
    [payment] = [one for one in found if one["source"]["file_id"] == receipt.file_id]
    assert payment["claim_count"] == count
    assert payment["balanced"]
    assert payment["difference_cents"] == 0
    assert {item["reason_code"] for item in payment["provider_adjustments"]} == {"L6", "WO"}

    name = receipt.acknowledgment_keys[-1].rpartition("/")[2]
    assert name.endswith(f"_{receipt.file_id}.999")
    answer = fetched(deployed, remittance.partner_id, name, tmp_path / name)
    assert answer.count(b"~AK9*A*1*1*1~") == 1


@pytest.mark.capability("C2.3", "C7.6")
def test_given_a_large_835_whose_count_is_wrong_when_a_person_releases_it_then_it_is_applied(
    deployed: Deployed, remittance: SimulatedFile
) -> None:
    doubtful = replace(
        remittance,
        name="doubtful.835",
        content=remittance.content.replace(b"~SE*", b"~SE*9"),
    )
    deployed.send(doubtful.partner_id, [doubtful])
    receipt = deployed.settled_receipt(doubtful.content, doubtful.partner_id, within=WITHIN_SECONDS)
    assert (receipt.status, receipt.event_count) == (FileStatus.REJECTED, 0)
    held = {row["file_id"]: row for row in deployed.claimtrail("files", "--limit", "1000")}
    assert held[receipt.file_id]["why"] == ["X12_SE_COUNT"]

    deployed.claimtrail("files", "release", receipt.file_id, "--why", "the payer confirmed it")

    def released() -> Any:
        [shown] = deployed.claimtrail("files", "show", receipt.file_id)
        return shown if shown["released"] else None

    shown = eventually(released, WITHIN_SECONDS, every=0.5)
    count = doubtful.content.count(b"~CLP*")
    assert shown["releases"][0]["why"] == "the payer confirmed it"
    assert shown["released"][0]["outcome"]["event_count"] == count
    assert receipt.file_id not in {
        row["file_id"] for row in deployed.claimtrail("files", "--limit", "1000")
    }
