"""A period of payers' files over S3 and SFTP: every claim ends where its story does."""

from collections import Counter

import pytest

from claimtrail.claims.lifecycle.states import State
from claimtrail.intake.model.receipt import FileStatus
from claimtrail.intake.outputs import IntakeOutput
from claimtrail.x12.envelopes.scan import scan_envelopes
from claimtrail.x12.envelopes.set_ranges import plan_ranges
from claimtrail.x12.model import SetAcceptance
from claimtrail.x12.model.source import MemorySource
from claimtrail.x12.read.api import read_range
from tests.harness.pipelines.pipeline_facts import ledger_of
from tests.harness.stage.deployed import Deployed
from tests.harness.stage.periods import BY_SFTP, PLAYED, Period

pytestmark = pytest.mark.e2e

TEN = 10


@pytest.mark.capability("C1.8", "C2.2", "C3.1", "C3.2")
def test_given_files_in_no_order_up_to_ten_times_when_dropped_then_claims_end_as_their_stories_do(
    deployed: Deployed, period: Period
) -> None:
    found = {claim.patient_control_number: claim for claim in deployed.claims()}

    assert len(period.truth) > 20
    assert {expected.state for expected in period.truth} > {State.PAID, State.RESUBMITTED}
    ends = {
        number: (found[number].payer_id, found[number].state, found[number].paid_cents)
        for number in period.numbers
    }
    assert ends == {
        expected.patient_control_number: (expected.payer_id, expected.state, expected.paid_cents)
        for expected in period.truth
    }
    repeats = Counter((file.partner_id, file.content) for file in period.files)
    assert max(repeats.values()) >= TEN
    assert any(ledger_of(found[number])[-1] for number in period.numbers), "nothing was posted"


@pytest.mark.capability("C1.2")
def test_given_a_period_when_it_was_taken_in_then_none_of_it_is_dead_or_unread(
    deployed: Deployed, period: Period
) -> None:
    dropped = {(file.partner_id, file.content) for file in period.files}
    receipts = [
        deployed.settled_receipt(content, partner_id, within=0) for partner_id, content in dropped
    ]
    claims = [
        claim for claim in deployed.claims() if claim.patient_control_number in period.numbers
    ]
    ours = {receipt.file_id for receipt in receipts} | {claim.claim_id for claim in claims}
    dead = [body for bodies in deployed.dead_bodies().values() for body in bodies]

    assert {receipt.status for receipt in receipts} == {FileStatus.INGESTED}
    assert [body for body in dead if any(one in body for one in ours)] == []


@pytest.mark.capability("C2.2")
def test_given_files_over_ssh_when_taken_in_then_their_receipts_say_so(
    deployed: Deployed, period: Period
) -> None:
    receipts = [deployed.receipt(file.content, file.partner_id) for file in period.files]

    channels = {(receipt.partner_id, receipt.channel) for receipt in receipts if receipt}
    assert channels == {
        (partner_id, "sftp" if partner_id == BY_SFTP else "s3") for partner_id in PLAYED
    }


@pytest.mark.capability("C2.3")
def test_given_taken_files_when_the_outbox_is_read_then_it_holds_valid_999s_and_ta1s(
    deployed: Deployed, period: Period
) -> None:
    answers = dict(deployed.objects(IntakeOutput.OUTBOX_BUCKET))
    named = {
        key
        for file in period.files
        for key in deployed.settled_receipt(file.content, file.partner_id).acknowledgment_keys
    }

    assert answers.keys() >= named
    assert {key.rpartition(".")[2] for key in named} == {"999", "ta1"}
    for key in sorted(named):
        answer = answers[key]
        source = MemorySource(answer)
        scan = scan_envelopes(source)
        assert scan.findings == (), key
        results = [
            result
            for part in plan_ranges(scan, target_bytes=len(answer))
            for result in read_range(source, part)
        ]
        assert {result.verdict for result in results} <= {SetAcceptance.ACCEPTED}, key
        assert bool(results) is key.endswith(".999")
        assert bool(scan.interchange_acknowledgments) is key.endswith(".ta1")
