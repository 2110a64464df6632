"""Restrictions: what registration, people and the staff list close beyond roles, and to whom."""

import pytest

from claimtrail.access.decisions import decide
from claimtrail.access.errors import NotAllowedError, UnusableTextError
from claimtrail.access.resources import Operation, Resource
from claimtrail.access.restrictions.model import SensitiveClaim, sensitive_claim
from claimtrail.access.restrictions.staff_list import StaffListError, read_staff_list
from claimtrail.access.subjects import AccessRestriction, AccessTarget
from claimtrail.claims.facts.entities import Sensitivity
from claimtrail.claims.projection.projection import project
from claimtrail.claims.store.changes import Change
from claimtrail.kernel.ids import claim_id, patient_id
from tests.harness.access.use_cases import DANA, KIM, WHY, DiedError, Dying, UseCases
from tests.harness.claims.claim_events import CLAIM_ID, NOW, submitted
from tests.harness.claims.encounter_feed import PATIENT_ID, REGISTERING, encounter, patient
from tests.twins.claims import MemoryClaimStore
from tests.twins.kernel import MemoryPublisher
from tests.twins.restrictions import MemoryClaimChanges

pytestmark = pytest.mark.capability("C1.6")

CLAIM = AccessTarget(resource=Resource.CLAIM)
VIP = AccessRestriction.VIP
PLAIN = SensitiveClaim(claim_id=CLAIM_ID)
SECRET = b"a secret of thirty-two bytes, at least"


def projected(store: MemoryClaimStore) -> Change:
    change = project(CLAIM_ID, store=store, policy=lambda _: REGISTERING, clock=lambda: NOW)
    assert change is not None
    return change


def of_page(cases: UseCases, claim: SensitiveClaim = PLAIN, *, person: object = DANA) -> set[str]:
    return set(cases.restrictions.of_page(person, [claim])[claim.claim_id])  # type: ignore[arg-type]


def test_a_claim_that_nobody_restricted_is_open_to_roles() -> None:
    assert of_page(UseCases()) == set()


def test_a_manager_closes_a_claim_to_everybody_and_opens_it_again() -> None:
    cases = UseCases()

    cases.restrictions.set(CLAIM, CLAIM_ID, by=KIM, kind=VIP, why=WHY)
    closed = of_page(cases)
    cases.clock.after(hours=1)
    cases.restrictions.clear(CLAIM, CLAIM_ID, by=KIM, kind=VIP, why=WHY)

    assert closed == {VIP}
    assert of_page(cases) == set()
    [was_set] = cases.events("restriction.set")
    [was_cleared] = cases.events("restriction.cleared")
    assert (was_set.subject_id, was_set.actor, was_set.detail) == (
        CLAIM_ID,
        "user:kim",
        {"restriction": "vip"},
    )
    assert was_set.occurred_at < was_cleared.occurred_at


def test_reasons_stay_with_the_claim_and_out_of_the_trail() -> None:
    cases = UseCases()

    cases.restrictions.set(CLAIM, CLAIM_ID, by=KIM, kind=VIP, why="asked for by the advocate")

    [standing] = cases.restrictions.set_by_people(CLAIM_ID)
    assert standing.why == "asked for by the advocate"
    assert "advocate" not in str(cases.publisher.events)


def test_setting_what_stands_and_clearing_what_does_not_changes_nothing() -> None:
    cases = UseCases()
    first = cases.restrictions.set(CLAIM, CLAIM_ID, by=KIM, kind=VIP, why=WHY)

    again = cases.restrictions.set(CLAIM, CLAIM_ID, by=KIM, kind=VIP, why=WHY)
    other = cases.restrictions.clear(
        CLAIM, CLAIM_ID, by=KIM, kind=AccessRestriction.CHARITY_CARE, why=WHY
    )

    assert first == again == other
    assert len(cases.publisher.events) == 1


def test_who_does_not_lead_sets_nothing() -> None:
    cases = UseCases()

    with pytest.raises(NotAllowedError):
        cases.restrictions.set(CLAIM, CLAIM_ID, by=DANA, kind=VIP, why=WHY)

    assert of_page(cases) == set()


def test_nobody_says_by_hand_who_is_family() -> None:
    with pytest.raises(NotAllowedError, match="RESTRICTION_OF_STAFF_LIST"):
        UseCases().restrictions.set(
            CLAIM, CLAIM_ID, by=KIM, kind=AccessRestriction.OWN_FAMILY, why=WHY
        )


@pytest.mark.parametrize(
    ("why", "code"),
    [
        ("too short", "REASON_TOO_SHORT"),
        ("   x" * 5, "REASON_TOO_SHORT"),
        ("long " * 200, "REASON_TOO_LONG"),
        ("the patient with account 1234567 asked", "REASON_HAS_NUMBERS"),
        ("the patient who was born 1980-02-03 asked", "REASON_HAS_NUMBERS"),
    ],
)
def test_a_reason_is_a_sentence_without_numbers_of_the_patient(why: str, code: str) -> None:
    with pytest.raises(UnusableTextError, match=code) as refused:
        UseCases().restrictions.set(CLAIM, CLAIM_ID, by=KIM, kind=VIP, why=why)

    assert "1234567" not in str(refused.value)
    assert "1980" not in str(refused.value)


def test_the_registrations_word_on_patient_or_visit_closes_the_claim() -> None:
    store = MemoryClaimStore()
    store.append_events([submitted(1)])
    store.register(patient(sensitivities=(Sensitivity.VIP,)))
    store.register(encounter(sensitivities=(Sensitivity.PAYMENT_PLAN,)))

    claim = sensitive_claim(projected(store).claim)

    assert of_page(UseCases(), claim) == {VIP, AccessRestriction.PAYMENT_PLAN}


def test_a_later_extract_without_the_word_opens_the_claim_again() -> None:
    store = MemoryClaimStore()
    store.append_events([submitted(1)])
    store.register(patient(1, sensitivities=(Sensitivity.VIP,)))
    store.register(encounter())
    closed = projected(store).claim.sensitivities

    store.register(patient(2))
    opened = projected(store).claim.sensitivities

    assert (closed, opened) == ((Sensitivity.VIP,), ())


def test_an_older_extract_that_comes_late_opens_nothing() -> None:
    store = MemoryClaimStore()
    store.append_events([submitted(1)])
    store.register(patient(2, sensitivities=(Sensitivity.VIP,)))
    store.register(encounter())
    before = projected(store).claim.sensitivities

    assert store.register(patient(1)) is False
    assert before == (Sensitivity.VIP,)


def test_a_claim_of_the_own_family_is_closed_to_that_person_alone() -> None:
    cases = UseCases()
    claim = SensitiveClaim(claim_id=CLAIM_ID, patient_ids=frozenset({PATIENT_ID}))

    cases.restrictions.take_staff_list({"dana": [PATIENT_ID]}, actor="user:ada")

    assert of_page(cases, claim) == {AccessRestriction.OWN_FAMILY}
    assert of_page(cases, claim, person=KIM) == set()
    assert of_page(cases, PLAIN) == set()


def test_the_staff_list_replaces_the_one_before() -> None:
    cases = UseCases()
    cases.restrictions.take_staff_list({"dana": [CLAIM_ID], "kim": [CLAIM_ID]}, actor="user:ada")

    cases.restrictions.take_staff_list({"kim": [CLAIM_ID]}, actor="user:ada")

    assert of_page(cases) == set()
    assert of_page(cases, person=KIM) == {AccessRestriction.OWN_FAMILY}


def test_the_store_of_households_names_no_patient_and_shows_no_shared_one() -> None:
    cases = UseCases()
    cases.restrictions.take_staff_list({"dana": [CLAIM_ID], "kim": [CLAIM_ID]}, actor="user:ada")

    of_dana, of_kim = (cases.restricted.households[one] for one in ("dana", "kim"))

    assert CLAIM_ID not in of_dana.model_dump_json()
    assert of_dana.members.isdisjoint(of_kim.members)


def test_a_staff_list_gives_the_ids_of_claims_and_patients_by_person() -> None:
    lines = [
        "person_id,account_number,medical_record_number,salary\n",
        "dana,PT-1,,9\n",
        "dana,,MRN-7,9\n",
    ]

    found = read_staff_list(lines, secret=SECRET, organization_id="org")

    assert found == {
        "dana": {
            claim_id(secret=SECRET, organization_id="org", patient_control_number="PT-1"),
            patient_id(secret=SECRET, organization_id="org", medical_record_number="MRN-7"),
        }
    }


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["person_id,name\n", "dana,x\n"],
        ["account_number\n", "PT-SECRET-1\n"],
        ["person_id,account_number\n", ",PT-SECRET-1\n"],
        ["person_id,account_number\n", "dana,\n"],
    ],
)
def test_a_staff_list_that_cannot_be_used_is_refused_without_its_numbers(lines: list[str]) -> None:
    with pytest.raises(StaffListError) as refused:
        read_staff_list(lines, secret=SECRET, organization_id="org")

    assert "SECRET" not in str(refused.value)


def test_a_page_of_claims_costs_one_read() -> None:
    cases = UseCases()
    page = [SensitiveClaim(claim_id=f"clm_{number}") for number in range(99)]

    cases.restrictions.of_page(DANA, page)

    assert cases.restricted.page_reads == 1


def test_claims_that_are_known_by_their_id_are_looked_up_first() -> None:
    store = MemoryClaimStore()
    store.append_events([submitted(1)])
    store.register(patient(sensitivities=(Sensitivity.VIP,)))
    store.register(encounter())
    cases = UseCases(claims=MemoryClaimChanges(projected(store)))

    found = cases.restrictions.of_claims(DANA, [CLAIM_ID, "clm_unknown", CLAIM_ID])

    assert found == {CLAIM_ID: {VIP}, "clm_unknown": frozenset()}


@pytest.mark.parametrize("is_done", [False, True])
@pytest.mark.parametrize("act", ["set", "clear"])
def test_a_change_whose_process_dies_is_completed_by_doing_it_again(
    act: str, *, is_done: bool
) -> None:
    cases = UseCases()
    if act == "clear":
        cases.restrictions.set(CLAIM, CLAIM_ID, by=KIM, kind=VIP, why=WHY)
        cases.publisher = MemoryPublisher()
    cases.publisher = Dying(cases.publisher, "publish", is_done=is_done)
    change = getattr(cases.restrictions, act)

    with pytest.raises(DiedError):
        change(CLAIM, CLAIM_ID, by=KIM, kind=VIP, why=WHY)
    cases.clock.after(minutes=1)
    change(CLAIM, CLAIM_ID, by=KIM, kind=VIP, why=WHY)

    told = {"set": "restriction.set", "clear": "restriction.cleared"}[act]
    assert len(cases.events(told)) == 1
    assert of_page(cases) == ({VIP} if act == "set" else set())


def test_the_decision_is_closed_by_any_of_them() -> None:
    cases = UseCases()
    cases.restrictions.set(CLAIM, CLAIM_ID, by=KIM, kind=VIP, why=WHY)
    found = cases.restrictions.of_page(DANA, [PLAIN])[CLAIM_ID]

    decision = decide(
        DANA, Operation.READ, AccessTarget(resource=Resource.CLAIM, restrictions=found)
    )

    assert not decision.is_allowed
    assert decision.needs_break_glass
