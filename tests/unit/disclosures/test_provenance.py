"""Given a claim's steps, each is proven by the payer's bytes, or the report says why it is not."""

from dataclasses import replace

import pytest

from claimtrail.claims.fold.decisions.recorded_statuses import reported
from claimtrail.claims.projection.match_review import MatchReview
from claimtrail.cli.audit.provenance import verdict_text
from claimtrail.disclosures.provenance import Provenance, StepVerdict, evidence, trace
from claimtrail.kernel.errors import NotFoundError
from tests.harness.claims.claim_events import NOW
from tests.harness.claims.lineages import NEW, OLD, OTHER, newer, old_claim
from tests.harness.claims.projecting import take
from tests.harness.intake.traced import BucketArchive, custodies, paid_claim, taken_in, traced
from tests.twins.claims import MemoryClaimStore
from tests.twins.intake import MemoryBucket


@pytest.mark.capability("C5.2")
def test_every_step_is_proven_by_bytes_that_say_what_the_step_says() -> None:
    intake = taken_in()
    claim = paid_claim(intake)

    found, archive = traced(intake, intake.archive, claim)

    assert len(found) == len(claim.steps) >= 4
    assert all(one.intact for one in found)
    assert [one.proven for one in found] == [not one.inferred for one in found]
    assert len(archive.hashed) == len(set(archive.hashed))
    begins = {one.evidence: one.segments[0] for one in found if not one.inferred}
    assert begins["submitted"] in {"CLM", "HL"}
    number = claim.patient_control_number.encode()
    assert all(number in one.record for one in found if one.evidence in {"submitted", "remitted"})


@pytest.mark.capability("C8.4")
def test_each_fact_is_traced_whether_or_not_it_moved_the_claim() -> None:
    intake = taken_in()
    claim = paid_claim(intake)
    events = intake.claims.events_of(claim.claim_id)
    kept = custodies(intake, claim)
    archive = BucketArchive(intake.archive)

    for event in events:
        one = evidence(claim, event.event_id, events=events, custodies=kept, archive=archive)
        own = [step for step in claim.steps if step.event_id == event.event_id]
        assert one.intact
        assert bool(one.step) is bool(own)
        assert (one.before == one.after) is not bool(own)
        assert len(one.record) == event.source.end - event.source.start
    with pytest.raises(NotFoundError, match="FACT_UNKNOWN"):
        evidence(claim, "evt_other", events=events, custodies=kept, archive=archive)


@pytest.mark.capability("C5.2")
def test_a_step_that_the_payer_never_sent_is_implied_and_not_proven() -> None:
    intake = taken_in()
    claim = paid_claim(intake)
    steps = [
        step.model_copy(update={"inferred": number == 1}) for number, step in enumerate(claim.steps)
    ]

    found, _ = traced(intake, intake.archive, claim.model_copy(update={"steps": tuple(steps)}))

    assert [one.verdict for one in found[:2]] == [StepVerdict.PROVEN, StepVerdict.IMPLIED]
    assert (found[1].proven, found[1].intact) == (False, True)
    assert "the payer never sent this status" in verdict_text(found[1]).plain
    assert "proven" not in verdict_text(found[1]).plain


@pytest.mark.capability("C5.2")
@pytest.mark.parametrize("damage", ["edited", "gone", "cut"])
def test_an_archived_file_that_is_not_as_it_was_read_is_named(damage: str) -> None:
    intake = taken_in()
    claim = paid_claim(intake)
    key = next(each.stored_key for each in custodies(intake, claim))
    bucket = MemoryBucket("damaged")
    for name, data in intake.archive.objects.items():
        if name != key:
            bucket.drop(name, data)
        elif damage == "edited":
            bucket.drop(name, data[:-1] + b"!")
        elif damage == "cut":
            bucket.drop(name, data[:10])

    found, _ = traced(intake, bucket, claim)

    wrong = [one for one in found if one.custody and one.custody.stored_key == key]
    assert wrong
    assert not any(one.intact for one in wrong)
    reason = "the file is not in the archive" if damage == "gone" else "not those that were read"
    assert all(reason in one.faults[0] for one in wrong)
    assert all(one.intact for one in found if one not in wrong)


def test_a_step_whose_evidence_is_gone_is_not_proven() -> None:
    intake = taken_in()
    claim = paid_claim(intake)
    step = claim.steps[0].model_copy(update={"event_id": "evt_gone"})
    forged = claim.model_copy(update={"steps": (step, *claim.steps[1:])})

    found, _ = traced(intake, intake.archive, forged)

    assert found[0].faults == ("the evidence is not among the claim's events",)
    assert found[0].recorded_at is None


def test_one_step_can_be_asked_for_and_must_exist() -> None:
    intake = taken_in()
    claim = paid_claim(intake)

    (one,), _ = traced(intake, intake.archive, claim, step=2)

    assert one.step == 2
    assert one.after == claim.steps[1].after.value
    with pytest.raises(NotFoundError, match="STEP_UNKNOWN"):
        traced(intake, intake.archive, claim, step=99)


def test_segments_are_named_without_their_values() -> None:
    intake = taken_in()
    claim = paid_claim(intake)
    (one,), _ = traced(intake, intake.archive, claim, step=1)
    assert isinstance(one, Provenance)
    changed = replace(one, record=b"CLP*SECRET*1*9~CAS*CO*45*9~\n")
    assert changed.segments == ("CLP", "CAS")


@pytest.mark.capability("C5.2")
@pytest.mark.parametrize(
    ("seen", "stored", "faults"),
    [
        ("Processed", "Processed", ()),
        ("Suspended", "Denied", ("the fact is not what was reported",)),
    ],
)
def test_what_a_person_reported_rests_on_its_statement_and_is_no_word_of_the_payer(
    seen: str, stored: str, faults: tuple[str, ...]
) -> None:
    intake = taken_in()
    claim = paid_claim(intake)
    event = reported(
        claim,
        term=seen,
        seen_in="portal",
        seen_on=claim.state_since,
        by="user:jane",
        at=NOW,
        code_version="test",
    )
    said = event.fact.model_copy(update={"term": stored})
    intake.claims.append_events([event.model_copy(update={"fact": said})])
    step = claim.steps[-1].model_copy(update={"event_id": event.event_id, "source": event.source})

    [*_, last], _ = traced(intake, intake.archive, claim.model_copy(update={"steps": (step,)}))

    assert last.custody is None
    assert (last.faults, last.intact, last.proven) == (faults, not faults, False)
    assert last.verdict is (StepVerdict.NOT_PROVEN if faults else StepVerdict.REPORTED)


@pytest.mark.capability("C5.2")
@pytest.mark.capability("C3.7")
@pytest.mark.parametrize("why", ["said so", "forged"])
def test_where_a_person_decided_whose_evidence_it_is_that_decision_is_proven_too(why: str) -> None:
    store = MemoryClaimStore()
    take(store, old_claim(), old_claim(OTHER), newer("8")[:1])
    decision = MatchReview(store=store, by="user:anna", at=NOW, code_version="0").accept(
        NEW, other=OLD, why="said so"
    )
    take(store, [decision])
    claim = store.find(OLD)
    assert claim is not None
    events = [event for one in claim.partitions for event in store.events_of(one)]
    fact = decision.fact.model_copy(update={"why": why})
    kept = [
        event.model_copy(update={"fact": fact}) if event.event_id == decision.event_id else event
        for event in events
    ]

    [last] = trace(
        claim,
        events=kept,
        custodies=[],
        archive=BucketArchive(MemoryBucket("empty")),
        step=len(claim.steps),
    )

    assert last.decision is not None
    assert (last.after, last.decision.source.partner_id) == ("VOIDED", "user:anna")
    forged = "the decision about its number is not what was stated" in last.faults
    assert forged == (why == "forged")
    assert "the evidence is not among the claim's events" not in last.faults
