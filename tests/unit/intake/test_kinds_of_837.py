"""Copies of 837s: faulty ones register their claims, reported encounters and reissues do not."""

import pytest

from claimtrail.claims.lifecycle.states import State
from claimtrail.intake.model.receipt import FileStatus
from claimtrail.partners.profile import Partners
from simulator.model import SimulatedFile
from tests.harness.files.trial_files import changed, trial_file
from tests.harness.pipelines.pipeline import Pipeline, run_in_order
from tests.twins.claims.memory import Kept

PAYER = "juniper-medicaid"
SENT = "277ca-provider-reject.837"
ANSWERED = "277ca-provider-reject.277ca"
NUMBERS = {"HL0001", "HL0009"}


def ran(*files: SimulatedFile) -> Pipeline:
    """A pipeline after these files, each to its end before the next."""
    pipeline = Pipeline()
    run_in_order(pipeline, list(files))
    return pipeline


def states(pipeline: Pipeline) -> dict[str, State]:
    """The claims' states by number."""
    found, _ = pipeline.store.list_claims(payer_id=PAYER, state=None, limit=100)
    return {claim.patient_control_number: claim.state for claim in found}


def notes(pipeline: Pipeline) -> dict[str, list[str]]:
    """The reasons of the claims' notes by number."""
    found, _ = pipeline.store.list_claims(payer_id=PAYER, state=None, limit=100)
    return {claim.patient_control_number: [note.reason for note in claim.notes] for claim in found}


REISSUED = (
    ("*00*OWN1*20260901", "*18*OWN1*20260904"),
    ("*260901*0815", "*260904*0815"),
    ("000000112", "000000113"),
)


@pytest.mark.capability("C2.3")
def test_given_reported_encounters_when_taken_then_they_are_counted_only() -> None:
    pipeline = ran(changed(SENT, ("*CH~", "*RP~")))

    [receipt] = pipeline.receipts()
    assert states(pipeline) == {}
    assert (receipt.status, receipt.event_count) == (FileStatus.INGESTED, 0)
    assert receipt.encounter_count == len(NUMBERS)
    assert pipeline.recorded("files")[-1]["encounter_count"] == len(NUMBERS)


@pytest.mark.capability("C3.2")
def test_given_a_reissue_of_known_claims_when_taken_then_it_is_a_repeat() -> None:
    pipeline = ran(trial_file(SENT), changed(SENT, *REISSUED))

    assert states(pipeline) == dict.fromkeys(NUMBERS, State.SUBMITTED)
    assert notes(pipeline) == {number: ["repeated"] for number in NUMBERS}


@pytest.mark.capability("C3.2")
def test_given_a_reissue_after_a_rejection_when_taken_then_it_is_no_new_attempt() -> None:
    pipeline = ran(trial_file(SENT), trial_file(ANSWERED), changed(SENT, *REISSUED))

    assert states(pipeline)["HL0009"] is State.FRONT_END_REJECTED


@pytest.mark.capability("C3.2")
def test_given_a_reissue_of_unknown_claims_when_taken_then_it_registers_them() -> None:
    pipeline = ran(changed(SENT, *REISSUED))

    assert states(pipeline) == dict.fromkeys(NUMBERS, State.SUBMITTED)
    assert notes(pipeline) == {number: [] for number in NUMBERS}


FAULTS = {
    "no PER": [("PER*IC*BILLING*TE*6145550100~\n", ""), ("SE*40", "SE*39")],
    "diagnosis qualifier": [("HI*ABK:", "HI*XXX:")],
    "impossible birth date": [("19610213", "19611399")],
    "unknown qualifier of a date": [("DTP*472*", "DTP*999*")],
    "segment out of place": [("HI*ABK:J0190~\nLX*1~\n", "LX*1~\nHI*ABK:J0190~\n")],
}


@pytest.mark.parametrize("changes", FAULTS.values(), ids=FAULTS.keys())
@pytest.mark.capability("C2.3")
def test_given_faults_of_the_guide_when_an_837_is_taken_then_its_claims_are_registered(
    changes: list[tuple[str, str]],
) -> None:
    pipeline = ran(changed(SENT, *changes))

    [receipt] = pipeline.receipts()
    assert states(pipeline) == dict.fromkeys(NUMBERS, State.SUBMITTED)
    assert receipt.finding_count > 0
    [answer] = [
        text for key, text in pipeline.intake.outbox.objects.items() if key.endswith(".999")
    ]
    assert b"IK5*E" in answer


TEST_USAGE = [("*0*P*:", "*0*T*:")]


@pytest.mark.capability("C2.3")
def test_given_test_interchanges_when_taken_then_they_are_reported_and_nothing_moves() -> None:
    sent, answered = changed(SENT, *TEST_USAGE), changed(ANSWERED, *TEST_USAGE)
    pipeline = ran(sent, trial_file(SENT), answered)

    kept = {kind for kind, _ in pipeline.store.items}
    [first] = [
        one for one in pipeline.receipts() if one.test_interchange_count and one.set_count == 1
    ][:1]
    [outcome] = [
        one for result in pipeline.intake.files.ranges_of(first.file_id) for one in result.sets
    ]
    assert states(pipeline) == dict.fromkeys(NUMBERS, State.SUBMITTED)
    assert Kept.FILE_BATCH_STATUS not in kept
    assert (first.status, first.event_count) == (FileStatus.INGESTED, 0)
    assert outcome.is_test
    assert sum(key.endswith(".999") for key in pipeline.intake.outbox.objects) == len(
        list(pipeline.receipts())
    )


@pytest.mark.capability("C7.6")
def test_given_a_test_835_when_taken_then_no_payment_is_stored() -> None:
    pipeline = ran(trial_file("rfi137.837"), changed("rfi137-same-clp07.835", *TEST_USAGE))

    assert pipeline.intake.payments.copies == {}
    assert set(states(pipeline).values()) == {State.SUBMITTED}


@pytest.mark.capability("C2.3")
def test_given_a_profile_that_applies_tests_when_a_test_837_comes_then_it_counts() -> None:
    pipeline = Pipeline()
    pipeline.intake.partners = applying_tests(pipeline)
    run_in_order(pipeline, [changed(SENT, *TEST_USAGE)])

    assert states(pipeline) == dict.fromkeys(NUMBERS, State.SUBMITTED)


def applying_tests(pipeline: Pipeline) -> Partners:
    """The profiles, of which billing has its tests applied."""
    return Partners(
        profile.model_copy(update={"test_files": "apply"}) if profile.id == "billing" else profile
        for profile in pipeline.intake.partners
    )


@pytest.mark.capability("C2.3")
def test_given_an_unknown_set_identifier_when_taken_then_nothing_repeats_it() -> None:
    pipeline = ran(changed(SENT, ("ST*837*0001*005010X222A1", "ST*LEE*0001*005010X222A1")))

    [receipt] = pipeline.receipts()
    results = pipeline.intake.files.ranges_of(receipt.file_id)
    said = [*map(str, pipeline.audit.published.values()), receipt.model_dump_json()]
    said += [result.model_dump_json() for result in results]
    assert not any("LEE" in text for text in said)
