"""Errors that payers and EHRs report: one that no table knows opens a review, once a ticket."""

from typing import cast

import pytest

from claimtrail.claims.facts.kinds import EventKind
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.store.ports import ClaimReader
from claimtrail.escalations.outcome_tickets import OutcomeTickets
from claimtrail.tickets.error_texts.table import ErrorSource, error_table
from claimtrail.tickets.error_texts.unknown import ErrorReview
from claimtrail.tickets.service import TicketService
from tests.harness.escalations.pending_claims import NOW, PendingClaims, pending_claim, step
from tests.harness.intake.intake_fixture import demo_partners
from tests.twins.kernel import MemoryPublisher
from tests.twins.tickets import MemoryTicketStore, MemoryUnknownErrors

pytestmark = pytest.mark.capability("T2.3")


def _rejected(evidence: EventKind, *codes: str) -> Claim:
    word = step(State.TRANSMISSION_REJECTED, codes=codes).model_copy(update={"evidence": evidence})
    return pending_claim(state=State.TRANSMISSION_REJECTED, steps=(word,))


def _settled(claim: Claim) -> tuple[MemoryUnknownErrors, list[str]]:
    """Settle a claim's ticket twice; return what waits for a review, and the tickets' words."""
    unknown, tickets = MemoryUnknownErrors(), MemoryTicketStore()
    settling = OutcomeTickets(
        claims=cast("ClaimReader", PendingClaims(claim)),
        ticket_service=TicketService(tickets, MemoryPublisher()),
        partners=demo_partners(),
        clock=lambda: NOW,
        explain=ErrorReview(table=error_table(), store=unknown, clock=lambda: NOW).explain,
    )
    for _ in range(2):
        settling.settle(claim.claim_id)
    return unknown, [repr(one) for one in tickets.list_open(limit=9)]


def test_an_unknown_code_of_an_ehr_is_reviewed_once_and_a_known_one_is_not() -> None:
    unknown, tickets = _settled(
        _rejected(EventKind.MESSAGE_ACKNOWLEDGED, "MSA-1=AE", "ERR-3=204", "ERR-3=931")
    )

    [error] = unknown.list_all()
    assert (error.source, error.code, error.count) == (ErrorSource.HL7, "931", 1)
    assert unknown.raw_of(error.error_id) == "ERR-3 931"
    assert len(tickets) == 1


def test_a_text_in_place_of_a_code_stays_in_the_protected_store() -> None:
    unknown, _ = _settled(
        _rejected(EventKind.MESSAGE_ACKNOWLEDGED, "ERR-3=no account of Maria Lopez")
    )

    [error] = unknown.list_all()
    assert error.code == ""
    assert "Lopez" not in repr(error)
    assert "Lopez" in unknown.raw_of(error.error_id)


@pytest.mark.parametrize(
    ("evidence", "code"),
    [
        (EventKind.INTERCHANGE_ACKNOWLEDGED, "TA105=099"),
        (EventKind.SET_ACKNOWLEDGED, "IK5=X"),
        (EventKind.FRONT_END_STATUS, "A3:9999"),
        (EventKind.REMITTED, "CO-9999"),
    ],
)
def test_what_the_table_knows_as_a_whole_needs_no_review(evidence: EventKind, code: str) -> None:
    unknown, tickets = _settled(_rejected(evidence, code))

    assert unknown.list_all() == []
    assert len(tickets) == 1
