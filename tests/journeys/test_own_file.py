"""A file of one's own making: dropped by command, seen by command, traced to its bytes."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from claimtrail.claims.lifecycle.states import State
from claimtrail.intake.outputs import IntakeOutput
from tests.harness.eventually import eventually
from tests.harness.files.own_claims import BILLING_ID, PAYER_ID, OwnClaim
from tests.harness.stage.deployed import Deployed

pytestmark = pytest.mark.e2e

CLAIM = OwnClaim(serial=101, submitted_on=date(2026, 9, 14))
SEEN_WITHIN_SECONDS = 30
"""Some seconds on a quiet machine; patience for a busy one."""
LIMIT = "1000"
COMMAND = Path(sys.executable).parent / "claimtrail"
"""The installed command, as operators type it."""


def typed(*arguments: str | Path) -> Any:
    """Return what the command writes as JSON when it is typed in a shell."""
    done = subprocess.run(  # noqa: S603 - our own command
        [COMMAND, *arguments, "--json"], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def submission(deployed: Deployed) -> Path:
    """The 837P on the sender's disk."""
    return deployed.written("own-837.x12", CLAIM.submission())


@pytest.fixture(scope="module")
def submitted(submission: Path) -> dict[str, Any]:
    """The answer of the command by which the 837P was dropped."""
    [dropped] = typed("drop", submission, "--payer", BILLING_ID)
    return dict(dropped)


@pytest.fixture(scope="module")
def answered(deployed: Deployed, submitted: dict[str, Any]) -> list[dict[str, Any]]:
    """The answers of the command by which the payer's files were dropped over SFTP."""
    assert submitted
    key = deployed.keys / PAYER_ID
    by_sftp = ("--via", "sftp", "--sftp-port", str(deployed.cloud.sftp_port), "--sftp-key", key)
    acceptance = deployed.written("own-277ca.x12", CLAIM.acceptance())
    remittance = deployed.written("own-835.x12", CLAIM.remittance())
    return list(typed("drop", acceptance, remittance, "--payer", PAYER_ID, *by_sftp))


@pytest.mark.capability("C2.2", "C3.1")
def test_given_an_837_when_dropped_by_command_then_its_claim_is_listed(
    deployed: Deployed, submitted: dict[str, Any]
) -> None:
    def listed() -> dict[str, Any] | None:
        rows = deployed.claimtrail("claims", "--payer", PAYER_ID, "--limit", LIMIT)["claims"]
        return next((row for row in rows if row["patient_control_number"] == CLAIM.number), None)

    row = eventually(listed, SEEN_WITHIN_SECONDS, every=0.2)

    assert submitted["receipt"]["status"] == "INGESTED"
    assert (row["state"], row["charge_cents"]) == ("SUBMITTED", 12000)


@pytest.mark.capability("C2.2", "C1.8")
def test_given_the_payers_answers_when_dropped_over_sftp_by_command_then_the_claim_moves_on(
    deployed: Deployed, answered: list[dict[str, Any]]
) -> None:
    def paid() -> dict[str, Any] | None:
        found: dict[str, Any] = deployed.claimtrail("claim", CLAIM.number)
        return found if found["state"] == "PAID" else None

    claim = eventually(paid, 20, every=0.2)
    assert [one["receipt"]["channel"] for one in answered] == ["sftp", "sftp"]
    assert claim["paid_cents"] == 12000
    assert [step["after"] for step in claim["steps"]] == [
        *("SUBMITTED", "SYNTAX_ACCEPTED", "ACCEPTED", "IN_PROCESS", "ADJUDICATED", "PAID"),
    ]


@pytest.mark.capability("C5.2", "C3.3")
def test_given_a_claim_when_a_step_is_followed_to_its_bytes_then_they_are_what_the_payer_wrote(
    deployed: Deployed, submission: Path, answered: list[dict[str, Any]]
) -> None:
    assert answered
    deployed.await_state(CLAIM.number, State.PAID)
    claim = deployed.claimtrail("claim", CLAIM.number)
    [trail] = deployed.claimtrail("trail", submission)
    first, last = claim["steps"][0], claim["steps"][-1]

    sources = {step["source"]["file_id"]: step["source"] for step in (first, last)}
    assert claim["claim_id"] == deployed.claimtrail("claim", claim["claim_id"])["claim_id"]
    assert first["source"]["file_id"] == trail["receipt"]["file_id"]
    assert first["source"]["sha256"] == trail["receipt"]["sha256"]
    assert first["source"]["code_version"] == trail["receipt"]["code_version"]
    assert [one["name"] for one in trail["deliveries"]] == ["own-837.x12"]
    assert trail["missing_ranges"] == []
    begins = {}
    for file_id, source in sources.items():
        [stored] = deployed.claimtrail("trail", file_id)
        begins[file_id] = deployed.bytes_of(
            IntakeOutput.ARCHIVE_BUCKET,
            stored["receipt"]["stored_key"],
            start=source["start"],
            end=source["end"],
        )
    loop = begins[first["source"]["file_id"]]
    content = CLAIM.submission()
    start = content.index(b"CLM*")
    assert loop == content[start : content.index(b"SE*", start)]
    assert begins[last["source"]["file_id"]].startswith(f"CLP*{CLAIM.number}*1*120*120*".encode())
