"""A rejection of what no 837 on file carried is seen with the file that brought it."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest

from claimtrail.claims.lifecycle.states import State
from claimtrail.intake.model.receipt import FileReceipt
from simulator.model import SimulatedFile
from tests.harness.files.made_files import CEDAR, Sent, refused, sent
from tests.harness.files.trial_files import claim_of
from tests.harness.intake.intake_fixture import IntakeFixture
from tests.harness.pipelines.pipeline import Pipeline, run_in_order
from tests.unit.intake.test_speakers import take

UNKNOWN = "INTAKE_REJECTED_UNKNOWN"


def rejecting_interchange(of: SimulatedFile, code: str = "R") -> SimulatedFile:
    """A TA1 about the interchange of an 837 file."""
    answer = refused(of, payer=CEDAR)
    head = answer.content[: answer.content.index(b"GS*")]
    number = of.content[90:99]
    tail = answer.content[answer.content.index(b"IEA*") :].replace(b"IEA*1*", b"IEA*0*", 1)
    content = head + b"TA1*" + number + b"*260902*0815*" + code.encode() + b"*024~" + tail
    return replace(answer, content=content, name=f"{answer.name}.ta1")


Reject = Callable[[SimulatedFile], SimulatedFile]


def codes(receipt: FileReceipt) -> list[str]:
    return [found.code for found in receipt.findings]


REJECTIONS: tuple[Reject, ...] = (partial(refused, payer=CEDAR), rejecting_interchange)


@pytest.mark.capability("C1.8")
@pytest.mark.parametrize("reject", REJECTIONS, ids=["999", "TA1"])
def test_a_rejection_of_an_unknown_file_is_a_finding_that_says_what_to_do(reject: Reject) -> None:
    claims = sent(Sent("HL0001"), payer=CEDAR)
    intake = IntakeFixture()

    receipt = take(intake, reject(claims), CEDAR.partner)

    [found] = [one for one in receipt.findings if one.code == UNKNOWN]
    assert "no 837 copy is on file" in found.text
    assert "drop its copy" in found.next_step
    assert receipt.finding_count == 1
    assert [row["code"] for row in intake.rows.rows["findings"]] == [UNKNOWN]


@pytest.mark.parametrize("reject", REJECTIONS, ids=["999", "TA1"])
def test_it_counts_once_the_copy_of_the_837_comes(reject: Reject) -> None:
    claims = sent(Sent("HL0001"), payer=CEDAR)
    pipeline = Pipeline()

    run_in_order(pipeline, [reject(claims), claims])

    assert claim_of(pipeline, "HL0001").state is State.TRANSMISSION_REJECTED


@pytest.mark.parametrize("reject", REJECTIONS, ids=["999", "TA1"])
def test_a_rejection_of_what_is_on_file_is_no_finding(reject: Reject) -> None:
    claims = sent(Sent("HL0001"), payer=CEDAR)
    intake = IntakeFixture()
    take(intake, claims, "billing")

    assert codes(take(intake, reject(claims), CEDAR.partner)) == []


def test_an_acceptance_of_what_is_unknown_is_no_finding() -> None:
    intake = IntakeFixture()

    accepting = rejecting_interchange(sent(Sent("HL0001"), payer=CEDAR), "A")

    assert codes(take(intake, accepting, CEDAR.partner)) == []
