"""A set larger than a portion: many workers read it, and it comes out as one."""

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from claimtrail.intake.receipt import FileStatus
from claimtrail.synthetic.model import SyntheticFile
from infra.settings import settings_for
from tests.support.deployed import Deployed
from tests.support.eventually import eventually
from tests.support.one_set import one_set

pytestmark = [pytest.mark.e2e, pytest.mark.usefixtures("poison", "stuck")]

CLAIMS = 220
WITHIN_SECONDS = 90
SFTP = shutil.which("sftp")


@pytest.fixture(scope="module")
def remittance() -> SyntheticFile:
    """One 835 of one set, which the local stage works on in portions."""
    file = one_set("835", CLAIMS, seed=20261126)
    assert len(file.content) > settings_for("local").portion_bytes
    return file


def fetched(deployed: Deployed, partner_id: str, name: str, to: Path) -> bytes:
    """What OpenSSH's own client gets out of the partner's outbox."""
    assert SFTP
    command = [
        *(SFTP, "-q", "-b", "-", "-P", str(deployed.cloud.sftp_port)),
        *("-i", str(deployed.keys / partner_id), "-F", "none"),
        *("-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null"),
        f"{partner_id}@127.0.0.1",
    ]
    batch = f"cd /outbox\nget {name} {to}\n"
    done = subprocess.run(  # noqa: S603 - OpenSSH's client with our own arguments
        command, input=batch, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return to.read_bytes()


@pytest.mark.capability("C2.2", "C2.3", "C3.4")
def test_given_a_large_835_by_sftp_when_read_in_portions_then_it_is_one_payment_with_one_999(
    deployed: Deployed, remittance: SyntheticFile, tmp_path: Path
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

    found = deployed.claimtrail("payments", "--payer", remittance.partner_id)
    [payment] = [one for one in found if one["source"]["file_id"] == receipt.file_id]
    assert payment["claim_count"] == count
    assert payment["balanced"]
    assert payment["difference_cents"] == 0
    assert {item["reason_code"] for item in payment["provider_adjustments"]} == {"L6", "WO"}

    name = f"{receipt.file_id}.999"
    answer = fetched(deployed, remittance.partner_id, name, tmp_path / name)
    assert answer.count(b"~AK9*A*1*1*1~") == 1


@pytest.mark.capability("C2.3")
def test_given_a_large_835_with_one_broken_claim_when_read_in_portions_then_no_claim_moves(
    deployed: Deployed, remittance: SyntheticFile
) -> None:
    before, _, after = remittance.content.rpartition(b"~NM1*QC*")
    broken = replace(remittance, name="broken.835", content=before + b"~NM1*QC*9*" + after)
    deployed.send(broken.partner_id, [broken])

    receipt = deployed.settled_receipt(broken.content, broken.partner_id, within=WITHIN_SECONDS)

    assert receipt.status is FileStatus.REJECTED
    assert receipt.event_count == 0
    found = deployed.claimtrail("payments", "--payer", broken.partner_id)
    assert receipt.file_id not in {one["source"]["file_id"] for one in found}
