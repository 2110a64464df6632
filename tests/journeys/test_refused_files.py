"""Bad input: refused with a finding, its bytes kept, and the next good file goes on."""

from datetime import date

import pytest

from claimtrail.claims.lifecycle.states import State
from claimtrail.cli.intake.file_trail import files_of
from claimtrail.intake.model.receipt import FileReceipt, FileStatus
from claimtrail.intake.outputs import IntakeOutput
from claimtrail.intake.screening.screen import UNKNOWN_PARTNER
from claimtrail.partners.profile import Partners
from simulator.bad_days.malformed import Malformation, malformed_files
from simulator.model import SimulatedFile
from tests.harness.eventually import eventually
from tests.harness.files.own_claims import BILLING_ID, PAYER_ID, OwnClaim
from tests.harness.stage.deployed import Deployed

pytestmark = pytest.mark.e2e

SEED = 23
DAY = date(2026, 8, 10)
REASONS = {
    Malformation.EMPTY: "INTAKE_FILE_EMPTY",
    Malformation.NOT_X12: "X12_NOT_X12",
    Malformation.TRUNCATED: "X12_IEA_MISSING",
    Malformation.WRONG_FOLDER: "INTAKE_WRONG_DROPBOX",
    Malformation.UNKNOWN_SENDER: "INTAKE_SENDER_UNKNOWN",
    Malformation.UNKNOWN_PARTNER: "INTAKE_DROPBOX_UNKNOWN",
}
ANSWERED = {Malformation.TRUNCATED, Malformation.WRONG_FOLDER, Malformation.UNKNOWN_SENDER}
"""Files whose ISA can be read, so that there is somebody to send a TA1 to."""
GOOD = OwnClaim(serial=201, submitted_on=date(2026, 9, 15))

Odd = dict[Malformation, SimulatedFile]


@pytest.fixture(scope="module")
def odd(deployed: Deployed, partners: Partners) -> Odd:
    """Every odd file, dropped one after another, then a good one."""
    files = malformed_files(partners, SEED, day=DAY)
    for file in files.values():
        deployed.put(f"{file.partner_id}/{file.name}", file.content)
    deployed.put(f"{BILLING_ID}/good.x12", GOOD.submission())
    return files


def receipt_of(deployed: Deployed, file: SimulatedFile, fault: Malformation) -> FileReceipt:
    partner_id = UNKNOWN_PARTNER if fault is Malformation.UNKNOWN_PARTNER else file.partner_id
    return deployed.settled_receipt(file.content, partner_id, within=60)


@pytest.mark.capability("C2.3")
@pytest.mark.parametrize("fault", REASONS)
def test_given_a_bad_file_when_dropped_then_it_is_kept_aside_with_what_where_and_what_to_do(
    deployed: Deployed, odd: Odd, fault: Malformation
) -> None:
    file = odd[fault]

    receipt = receipt_of(deployed, file, fault)

    [trail] = deployed.claimtrail("trail", receipt.file_id)
    finding = trail["receipt"]["findings"][0]
    kept = dict(deployed.objects(IntakeOutput.QUARANTINE_BUCKET))
    assert (receipt.status, receipt.reason) == (FileStatus.QUARANTINED, REASONS[fault])
    assert finding["code"] == REASONS[fault]
    assert finding["text"]
    assert finding["next_step"]
    assert 0 <= finding["offset"] <= len(file.content)
    assert kept[receipt.stored_key] == file.content
    assert bool(trail["acknowledgments"]) is (fault in ANSWERED)


@pytest.mark.capability("C2.3")
def test_given_a_broken_set_among_good_ones_when_dropped_then_the_good_ones_go_through(
    deployed: Deployed, odd: Odd
) -> None:
    receipt = receipt_of(deployed, odd[Malformation.BROKEN_SET], Malformation.BROKEN_SET)

    assert receipt.status is FileStatus.PARTLY_REJECTED
    assert (receipt.accepted_set_count > 0, receipt.rejected_set_count) == (True, 1)
    assert receipt.event_count > 0
    [key] = receipt.acknowledgment_keys
    answer = deployed.bytes_of(IntakeOutput.OUTBOX_BUCKET, key, start=0, end=1 << 20)
    assert answer.count(b"~IK5*R") == 1
    assert answer.count(b"~IK5*A") == receipt.accepted_set_count


def test_given_the_same_content_under_another_name_when_dropped_then_it_is_taken_once(
    deployed: Deployed, odd: Odd
) -> None:
    file, again = odd[Malformation.NONE], odd[Malformation.SAME_CONTENT]
    receipt = receipt_of(deployed, file, Malformation.NONE)

    def both_are_listed() -> bool:
        deliveries = files_of(deployed.stage).deliveries_of(receipt.file_id)
        assert {one.name for one in deliveries} == {file.name, again.name}
        return True

    assert receipt.status is FileStatus.INGESTED
    assert eventually(both_are_listed, 30, every=0.2)


def test_given_an_object_outside_of_any_folder_when_dropped_then_it_is_kept_aside(
    deployed: Deployed,
) -> None:
    content = OwnClaim(serial=202, submitted_on=date(2026, 9, 15)).acceptance()

    deployed.put("stray.x12", content)

    receipt = deployed.settled_receipt(content, UNKNOWN_PARTNER)
    assert (receipt.status, receipt.reason) == (FileStatus.QUARANTINED, "INTAKE_DROPBOX_UNKNOWN")


@pytest.mark.capability("C2.3")
def test_given_bad_files_before_it_when_a_good_file_is_dropped_then_it_goes_on(
    deployed: Deployed, odd: Odd
) -> None:
    assert odd

    claim = deployed.await_state(GOOD.number, State.SUBMITTED)

    assert claim.payer_id == PAYER_ID


@pytest.mark.capability("C2.3")
def test_given_bad_files_when_athena_is_asked_then_the_saved_query_names_each_with_its_finding(
    deployed: Deployed, odd: Odd
) -> None:
    expected = {
        (receipt_of(deployed, odd[fault], fault).file_id, "QUARANTINED", reason)
        for fault, reason in REASONS.items()
    }

    def all_listed() -> bool:
        rows = deployed.ask_saved("files_quarantined_with_findings")
        listed = {(row["file_id"], row["status"], row["code"]) for row in rows}
        assert expected <= listed, expected - listed
        assert all(row["message"] and row["next_step"] for row in rows)
        return True

    eventually(all_listed, 30, every=1)
