"""A payer's record under an unknown number: matched, shown to a person, or left waiting."""

from itertools import permutations
from typing import Any

import pytest

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.matching.model import MatchVerdict
from claimtrail.claims.store import documents
from tests.harness.claims import projecting
from tests.harness.claims.claim_events import PAYER, ack999, day, front_end, remitted, submitted
from tests.harness.claims.facts import person
from tests.twins.claims import MemoryClaimStore

OURS, STRANGE, OTHER = "clm_ours", "clm_strange", "clm_other"
PCCN, TRACE, NEAR = "pccn:a", "trace:a", "near:a"


def bearing(event: ClaimEvent, *match_keys: str, **fact: Any) -> ClaimEvent:
    changed = event.fact.model_copy(update=fact)
    return event.model_copy(update={"match_keys": match_keys, "fact": changed})


def take(store: MemoryClaimStore, *events: ClaimEvent) -> None:
    """Store and project one event after the other."""
    projecting.take(store, *([event] for event in events))


def known(claim_id: str = OURS, *match_keys: str, **fact: Any) -> list[ClaimEvent]:
    """A claim that was submitted and accepted."""
    return [
        bearing(submitted(1, claim_id=claim_id), *match_keys, **fact),
        ack999(1, claim_id=claim_id),
        bearing(front_end(2, "A2", claim_id=claim_id), PCCN),
    ]


def strange(*match_keys: str, **fact: Any) -> ClaimEvent:
    """An 835 under a number that is none of ours."""
    return bearing(remitted(16, 80, "CO-45:20", claim_id=STRANGE), *match_keys, **fact)


@pytest.mark.capability("C3.6")
def test_given_the_payers_own_number_agrees_then_the_remittance_counts_for_the_claim() -> None:
    store = MemoryClaimStore()

    take(store, *known(), strange(PCCN))

    claim, waiting = store.find(OURS), store.find(STRANGE)
    assert claim is not None
    assert waiting is not None
    assert (claim.state, claim.paid_cents) == (State.PAID, 8000)
    [match] = claim.matches
    assert (match.method, match.confidence, match.claim_id) == ("pccn", 100, STRANGE)
    assert (waiting.matched_to, waiting.held, waiting.state) == (OURS, (), State.DRAFT)
    assert store.list_claims(payer_id=PAYER, state=State.DRAFT, limit=9) == ([], None)


def test_given_only_the_trace_number_agrees_then_it_leads_to_the_claim() -> None:
    store = MemoryClaimStore()

    take(store, *known(OURS, TRACE), strange("pccn:unknown", TRACE))

    claim = store.find(OURS)
    assert claim is not None
    assert (claim.state, claim.matches[0].method) == (State.PAID, "trace")


@pytest.mark.capability("C3.6")
def test_given_the_claim_and_the_record_come_in_one_batch_then_they_find_each_other() -> None:
    """In either order of their first events; the claim is made of its events alone at first."""
    for batch in ([*known(), strange(PCCN)], [strange(PCCN), *known()]):
        store = MemoryClaimStore()

        projecting.take(store, batch)

        claim = store.find(OURS)
        assert claim is not None
        assert (claim.state, claim.paid_cents) == (State.PAID, 8000)


@pytest.mark.capability("C3.6")
def test_given_days_charge_and_lines_agree_then_the_score_is_recorded_with_its_features() -> None:
    store = MemoryClaimStore()

    take(store, *known(OURS, NEAR), strange(NEAR, service_from=day(1), service_to=day(1)))

    claim = store.find(OURS)
    assert claim is not None
    [match] = claim.matches
    assert (match.method, match.confidence) == ("near", 100)
    assert match.features == ("charge", "service_from", "lines", "service_to", "unanswered")


@pytest.mark.capability("C3.6")
@pytest.mark.parametrize(
    "others",
    [
        [bearing(submitted(3, claim_id=OTHER), NEAR)],
        [bearing(submitted(3, claim_id=OTHER), NEAR, lines=())],
    ],
    ids=["equally likely", "less likely"],
)
def test_given_two_claims_could_be_meant_then_nothing_is_guessed(others: list[ClaimEvent]) -> None:
    store = MemoryClaimStore()

    take(
        store,
        *known(OURS, NEAR),
        *others,
        strange(NEAR, service_from=day(1), service_to=day(1)),
    )

    [doubt] = store.list_unmatched(payer_id=PAYER, limit=9)
    assert (doubt.claim_id, doubt.verdict, doubt.target) == (STRANGE, MatchVerdict.DOUBTFUL, "")
    assert {candidate.claim_id for candidate in doubt.candidates} == {OURS, OTHER}
    for claim_id in (OURS, OTHER):
        claim = store.find(claim_id)
        assert claim is not None
        assert (claim.paid_cents, claim.matches) == (0, ())


def test_given_nothing_agrees_then_it_waits_and_heals_when_its_837_comes() -> None:
    store = MemoryClaimStore()
    take(store, *known(), strange("pccn:unknown"))
    waiting = store.find(STRANGE)
    assert waiting is not None
    assert (waiting.state, len(waiting.held)) == (State.DRAFT, 1)

    take(store, submitted(1, claim_id=STRANGE))

    healed = store.find(STRANGE)
    assert healed is not None
    assert (healed.state, healed.held) == (State.PAID, ())


def test_given_its_837_comes_after_a_match_then_the_remittance_goes_back_to_it() -> None:
    store = MemoryClaimStore()
    take(store, *known(), strange(PCCN))

    take(store, bearing(submitted(1, claim_id=STRANGE), "near:b"))

    ours, own = store.find(OURS), store.find(STRANGE)
    assert ours is not None
    assert own is not None
    assert (ours.state, ours.paid_cents, ours.matches) == (State.ACCEPTED, 0, ())
    assert (own.state, own.paid_cents, own.matched_to) == (State.PAID, 8000, "")


@pytest.mark.long
@pytest.mark.capability("C3.2")
def test_whatever_the_order_the_same_claims_come_out() -> None:
    events = [
        bearing(submitted(1, claim_id=OURS), NEAR),
        bearing(front_end(2, "A2", claim_id=OURS), PCCN),
        bearing(submitted(3, claim_id=OTHER), NEAR),
        strange(PCCN, NEAR, service_from=day(1), service_to=day(1)),
        bearing(remitted(20, 5, claim_id=STRANGE, number="B", charge=5), NEAR),
    ]
    ends = set()

    for order in permutations(events):
        store = MemoryClaimStore()
        take(store, *order)
        claims = [store.find(claim_id) for claim_id in (OURS, STRANGE, OTHER)]
        assert all(claims)
        ends.add(
            tuple(
                documents.dump_claim(claim.model_copy(update={"version": 0}))
                for claim in claims
                if claim
            )
        )

    assert len(ends) == 1


@pytest.mark.long
@pytest.mark.capability("C7.6")
def test_a_remittance_that_comes_under_both_numbers_is_posted_once() -> None:
    """The payer sends it as it writes the number, and again as we do: two partitions, one claim."""
    under_theirs = strange(PCCN)
    under_ours = under_theirs.model_copy(
        update={
            "claim_id": OURS,
            "event_id": f"{under_theirs.event_id}-ours",
            "fact": under_theirs.fact.model_copy(update={"patient_control_number": "OURS"}),
        }
    )
    for arrivals in permutations([*known(), under_theirs, under_ours]):
        store = MemoryClaimStore()
        take(store, *arrivals)

        claim = store.find(OURS)
        assert claim is not None
        assert claim.paid_cents == under_ours.fact.paid_cents  # type: ignore[union-attr]
        assert [match.claim_id for match in claim.matches] == [STRANGE]


@pytest.mark.capability("C3.6")
@pytest.mark.parametrize("answered_first", [False, True], ids=["answered last", "answered first"])
def test_an_answer_to_the_likely_claim_has_an_earlier_decision_made_again(
    *, answered_first: bool
) -> None:
    """The claim is found by the key already; what its remittance says still changes the score."""
    store = MemoryClaimStore()
    answer = bearing(remitted(20, 80, "CO-45:20", claim_id=OURS, number="ICN-OWN"), NEAR)
    record = strange(NEAR, service_from=day(1), service_to=day(3))

    take(store, *known(OURS, NEAR))
    if answered_first:
        take(store, answer, record)
    else:
        take(store, record)
        match = store.find_match(STRANGE)
        assert match is not None
        assert (match.verdict, match.candidates[0].confidence) == (MatchVerdict.MATCHED, 90)
        take(store, answer)

    match = store.find_match(STRANGE)
    assert match is not None
    assert (match.verdict, match.candidates[0].confidence) == (MatchVerdict.DOUBTFUL, 80)


def _unnumbered(claim_id: str, on: int = 16, **fact: Any) -> ClaimEvent:
    """An 835 under a number that is nobody's, for one day of service."""
    event = remitted(on, 80, "CO-45:20", claim_id=claim_id, number=f"ICN-{claim_id}")
    said = {"has_own_number": False, "service_from": day(1), "service_to": day(1)}
    return bearing(event, PCCN, NEAR, **said | fact)


@pytest.mark.capability("C3.6")
@pytest.mark.capability("C7.6")
def test_nobodys_number_is_reported_apart_by_the_patient() -> None:
    """Same payer, charge, day and lines: only the patient differs."""
    ada, bo = person(), person(first_name="Bo", member_id="MEMBER-10")
    sent = [
        bearing(submitted(1, claim_id=OURS), NEAR, patient=ada, subscriber=ada),
        bearing(submitted(1, claim_id=OTHER), NEAR, patient=bo, subscriber=bo),
    ]
    records = [
        _unnumbered("clm_zero_1", patient=bo),
        _unnumbered("clm_zero_2", 17, patient=person(first_name="A", member_id="")),
    ]

    for order in permutations([*sent, *records]):
        store = MemoryClaimStore()
        take(store, *order)

        found = {one: store.find_match(one) for one in ("clm_zero_1", "clm_zero_2")}
        assert {one: match.target for one, match in found.items() if match} == {
            "clm_zero_1": OTHER,
            "clm_zero_2": OURS,
        }
        for claim_id in (OURS, OTHER):
            claim = store.find(claim_id)
            assert claim is not None
            assert (claim.paid_cents, "patient" in claim.matches[0].features) == (8000, True)


@pytest.mark.capability("C3.6")
@pytest.mark.parametrize(
    ("theirs", "means"),
    [
        ({"last_name": "SECRETPERSON", "first_name": "ADA M"}, True),
        ({"last_name": "Secretper", "first_name": "A", "member_id": ""}, True),
        ({"last_name": "Married", "first_name": "Ada"}, True),
        ({"last_name": "Secretperson", "first_name": "Bo"}, False),
        ({"last_name": "Other", "first_name": "Ada", "member_id": "MEMBER-8"}, False),
        ({"last_name": "", "first_name": "", "member_id": ""}, True),
    ],
    ids=["spelling", "cut short", "other name", "sibling", "other patient", "nobody named"],
)
def test_another_patients_claim_is_never_meant(theirs: dict[str, str], *, means: bool) -> None:
    store = MemoryClaimStore()

    take(store, *known(OURS, NEAR), _unnumbered("clm_zero", patient=person(**theirs)))

    match = store.find_match("clm_zero")
    assert match is not None
    assert match.target == (OURS if means else "")


@pytest.mark.capability("C3.6")
def test_nobodys_number_is_not_matched_by_the_payers_number() -> None:
    store = MemoryClaimStore()

    take(store, *known(), _unnumbered("clm_zero", charge_cents=1))

    match = store.find_match("clm_zero")
    assert match is not None
    assert match.verdict is MatchVerdict.UNMATCHED


@pytest.mark.capability("C3.6")
def test_a_claim_with_none_of_the_lines_is_not_meant() -> None:
    store = MemoryClaimStore()
    [other] = submitted(1).fact.lines  # type: ignore[union-attr]
    lines = (other.model_copy(update={"procedure_code": "87880", "control_number": "L7"}),)

    take(
        store,
        *known(OURS, NEAR),
        bearing(submitted(1, claim_id=OTHER), NEAR, lines=lines),
        _unnumbered("clm_zero"),
    )

    match = store.find_match("clm_zero")
    assert match is not None
    assert match.target == OURS


@pytest.mark.capability("C7.6")
def test_a_faulty_record_is_an_exception_of_the_claim_that_it_means_alone() -> None:
    store = MemoryClaimStore()

    take(store, *known(OURS, NEAR), _unnumbered("clm_zero", faults=("X12_CLAIM_UNBALANCED",)))

    ours, waiting = store.find(OURS), store.find("clm_zero")
    assert ours is not None
    assert waiting is not None
    assert (ours.state, ours.paid_cents) == (State.ACCEPTED, 0)
    assert [note.reason for note in ours.notes] == ["faulty"]
    assert (waiting.matched_to, waiting.exception_since) == (OURS, None)
