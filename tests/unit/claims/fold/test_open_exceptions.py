"""Open exceptions are listed from the claim itself, under the ids that the trail has."""

import pytest

from claimtrail.claims.fold.claim_parts import ReferenceFault, ReferenceKind
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.fold.review.exceptions import NEXT_STEPS, open_exceptions
from claimtrail.claims.lifecycle.reasons import FLAGGED
from claimtrail.claims.projection.projection import project
from claimtrail.claims.publishing.exception_rows import exception_rows
from tests.harness.claims.claim_events import CLAIM_ID, INFERRING, NOW, PAYER, remitted, submitted
from tests.harness.claims.encounter_feed import REGISTERING, encounter, patient
from tests.twins.claims import MemoryClaimStore


def _claim(store: MemoryClaimStore) -> tuple[Claim, set[str]]:
    change = project(CLAIM_ID, store=store, policy=lambda _: REGISTERING, clock=lambda: NOW)
    assert change is not None
    return change.claim, {row["exception_id"] for row in exception_rows(change)}


@pytest.mark.capability("C3.6")
def test_references_and_flags_are_listed_with_both_sides_until_they_heal() -> None:
    store = MemoryClaimStore()
    store.register(patient(last_name="Otherperson"))
    store.register(encounter(1, "99214"))
    store.append_events([submitted(1), submitted(3, charge=120)])

    claim, row_ids = _claim(store)

    found = {found.reason: found for found in open_exceptions(claim)}
    assert set(found) == {"differs_patient", "missing_procedure", "duplicate_submission"}
    assert (found["differs_patient"].says, found["differs_patient"].against) == (
        "last_name=Secretperson",
        "last_name=Otherperson",
    )
    assert found["missing_procedure"].against == "procedure=99214"
    assert {found.exception_id for found in open_exceptions(claim)} == row_ids
    assert store.list_exceptions(payer_id=PAYER, limit=5) == [claim]

    store.register(patient(2))
    store.register(encounter(2))
    claim, _ = _claim(store)
    assert [found.reason for found in open_exceptions(claim)] == ["duplicate_submission"]


@pytest.mark.capability("C3.6")
def test_an_unmatched_line_is_listed_with_our_lines_against_it() -> None:
    store = MemoryClaimStore()
    store.register(patient())
    store.register(encounter())
    sent = submitted(1)
    line = sent.fact.lines[0].model_copy(  # type: ignore[union-attr]
        update={"control_number": "L9", "number": "9"}
    )
    fact = sent.fact.model_copy(update={"lines": (line,)})
    store.append_events([sent.model_copy(update={"fact": fact}), remitted(5, 80, "CO-45:20")])

    claim, row_ids = _claim(store)

    [found] = open_exceptions(claim)
    assert (found.says, found.against) == ("SVC=99213:$100.00", "837=99213:$100.00")
    assert found.exception_id in row_ids


def test_every_reason_has_its_next_step() -> None:
    faults = {
        ReferenceKind.ENCOUNTER: (ReferenceFault.MISSING, ReferenceFault.WITHDRAWN),
        ReferenceKind.PATIENT: tuple(ReferenceFault),
        ReferenceKind.PROCEDURE: (ReferenceFault.MISSING,),
    }
    references = {f"{fault.value}_{kind.value}" for kind in faults for fault in faults[kind]}

    assert set(NEXT_STEPS) == FLAGGED | references


class Unasked(MemoryClaimStore):
    """A store whose entities nobody may ask for."""

    def find_encounter(self, encounter_id: str) -> None:  # type: ignore[override]
        raise AssertionError(encounter_id)


@pytest.mark.capability("C3.4")
def test_a_biller_without_a_feed_costs_no_reads_and_has_no_references() -> None:
    store = Unasked()
    store.append_events([submitted(1)])

    change = project(CLAIM_ID, store=store, policy=lambda _: INFERRING, clock=lambda: NOW)

    assert change is not None
    assert change.claim.references == ()
