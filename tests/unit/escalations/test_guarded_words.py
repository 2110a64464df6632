"""People's words lose what names a patient before they reach events and the trail."""

from datetime import date

import pytest

from claimtrail.escalations.guarded_words import guarded
from tests.harness.claims import projecting
from tests.harness.claims.claim_events import CLAIM_ID, submitted
from tests.harness.claims.facts import person
from tests.twins.claims import MemoryClaimStore

pytestmark = pytest.mark.capability("C5.4")


@pytest.fixture(scope="module")
def store() -> MemoryClaimStore:
    store = MemoryClaimStore()
    event = submitted(1)
    people = {"patient": person(birth_date=date(1961, 4, 2)), "subscriber": person()}
    fact = event.fact.model_copy(update=people)
    projecting.take(store, [event.model_copy(update={"fact": fact})])
    return store


def test_what_the_claim_knows_of_its_patient_is_masked(store: MemoryClaimStore) -> None:
    said = guarded(
        "secretperson, ada, born 1961-04-02, MEMBER-9 and 123-45-6789", CLAIM_ID, store=store
    )

    for known in ("secret", "ada", "04-02", "MEMBER-9", "6789"):
        assert known.lower() not in said.lower()


@pytest.mark.parametrize(
    "words",
    [
        "records attached",
        "payer, by phone on 2026-11-20, call reference 8812345",
        "filed a month late; CO-29",
        "ERA lists both",
        "Mika Sorensen, call 4711",
    ],
)
def test_the_source_of_a_decision_stays(words: str, store: MemoryClaimStore) -> None:
    assert guarded(words, CLAIM_ID, store=store) == words
