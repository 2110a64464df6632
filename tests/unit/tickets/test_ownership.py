"""Charge capture is clinical, financial or joint: two owners agree, or a manager decides."""

from datetime import timedelta

import pytest

from claimtrail.tickets.events import last_event
from claimtrail.tickets.model import Ticket, TicketStatus
from claimtrail.tickets.ownership.changes import agreed, decided
from claimtrail.tickets.ownership.rules import ownership_for, ownership_tables
from claimtrail.tickets.relations import TicketRelationError
from claimtrail.tickets.status_changes import (
    StatusChange,
    StatusRequest,
    TicketStatusError,
    closed,
    with_status,
)
from claimtrail.tickets.taxonomy.tables import taxonomies
from claimtrail.tickets.ticket_parts import DatumKind, OwnershipKind, TicketDatum
from tests.unit.tickets.test_documents import ANN, AT, a_ticket

pytestmark = pytest.mark.capability("T1.5")

CLINICAL, FINANCIAL = "queue:clinical-documentation", "queue:revenue-integrity"
BOB, MANAGER = "user:bob", "user:manager"
LATER = AT + timedelta(hours=1)


def a_joint_ticket() -> Ticket:
    path = "charge_capture/missing_charge"
    category = taxonomies().category(path, version=2)
    return a_ticket(category=path, taxonomy_version=2, ownership=ownership_for(category, path, ()))


def _resolved(ticket: Ticket) -> Ticket:
    asked = StatusRequest(change=StatusChange.RESOLVE, at=LATER, actor=ANN, note="charged")
    return with_status(ticket, asked)


@pytest.mark.parametrize(
    ("path", "discrepancy", "kind", "rule"),
    [
        ("charge_capture/missing_charge", "", "joint", "both-sides"),
        ("charge_capture/missing_charge/drug", "", "joint", "both-sides"),
        ("charge_capture/documentation_mismatch", "UNSIGNED", "clinical", "chart-incomplete"),
        ("charge_capture/documentation_mismatch", "NOT-CHARGED", "financial", "charge-wrong"),
        ("charge_capture/charge_master", "", "financial", "charge-master"),
        ("coding/code_query", "", "clinical", "code-query"),
    ],
)
def test_the_first_rule_that_fits_chooses_the_side(
    path: str, discrepancy: str, kind: str, rule: str
) -> None:
    category = taxonomies().category(path, version=2)
    said = (TicketDatum(name="discrepancy", kind=DatumKind.CODE, value=discrepancy or "X"),)

    found = ownership_for(category, path, said)

    assert found is not None
    assert (found.kind, found.rule) == (kind, f"charge-capture@1/{rule}")
    assert found.owners == ownership_tables()["charge-capture"].owners(OwnershipKind(kind))


def test_a_category_without_sides_has_no_owners() -> None:
    path = "patient_billing/statement"

    assert ownership_for(taxonomies().category(path, version=2), path, ()) is None


def test_every_table_that_a_category_names_is_there_and_its_last_rule_fits_all() -> None:
    for one in taxonomies().latest.categories:
        if one.ownership:
            assert not ownership_tables()[one.ownership].rules[-1].when


def test_a_joint_ticket_is_resolved_once_both_owners_agree() -> None:
    ticket = a_joint_ticket()
    with pytest.raises(TicketStatusError, match=f"{CLINICAL} and {FINANCIAL} did not"):
        _resolved(ticket)

    one = agreed(ticket, owner=CLINICAL, at=AT, actor=ANN)
    with pytest.raises(TicketStatusError, match=f"agree: {FINANCIAL} did not"):
        _resolved(one)
    with pytest.raises(TicketRelationError, match="not for both"):
        agreed(one, owner=FINANCIAL, at=AT, actor=ANN)
    both = agreed(one, owner=FINANCIAL, at=AT, actor=BOB)

    assert agreed(both, owner=FINANCIAL, at=AT, actor=BOB) is both
    assert _resolved(both).status is TicketStatus.RESOLVED
    assert [entry.action for entry in both.history] == ["opened", "agreed", "agreed"]


def test_a_manager_decides_with_a_reason_that_stands_in_history_and_trail() -> None:
    ticket = agreed(a_joint_ticket(), owner=CLINICAL, at=AT, actor=ANN)
    with pytest.raises(TicketRelationError, match="does not decide"):
        decided(ticket, kind=OwnershipKind.FINANCIAL, reason="x", at=AT, actor=ANN)

    after = decided(
        ticket, kind=OwnershipKind.FINANCIAL, reason="the chart is whole", at=AT, actor=MANAGER
    )

    assert after.ownership is not None
    assert after.ownership.decision is not None
    assert (after.ownership.decision.decided_by, after.assigned_to) == (MANAGER, FINANCIAL)
    assert after.history[-1].note == "financial: the chart is whole"
    event = last_event(after)
    assert (event.detail_type, event.actor) == ("ticket.owned", MANAGER)
    assert (event.detail["ownership"], event.detail["owners"]) == ("financial", [FINANCIAL])
    assert "whole" not in str(event.detail)
    assert _resolved(after).status is TicketStatus.RESOLVED


def test_the_claim_that_moves_closes_a_joint_ticket_whoever_agrees() -> None:
    after = closed(a_joint_ticket(), reason="paid", at=LATER, actor="system:ticket_outcomes")

    assert after.status is TicketStatus.CLOSED


@pytest.mark.parametrize("owner", [FINANCIAL, "queue:billing"])
def test_only_owners_of_a_joint_ticket_agree(owner: str) -> None:
    with pytest.raises(TicketRelationError, match="OWNERSHIP_NONE"):
        agreed(a_ticket(), owner=owner, at=AT, actor=ANN)
    settled = decided(
        a_joint_ticket(), kind=OwnershipKind.CLINICAL, reason="x", at=AT, actor=MANAGER
    )
    with pytest.raises(TicketRelationError, match="OWNER_NOT_JOINT"):
        agreed(settled, owner=owner, at=AT, actor=ANN)
