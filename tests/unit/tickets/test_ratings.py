"""Another priority is approved, has an end, and is taken off the clocks at that instant."""

from datetime import timedelta

import pytest

from claimtrail.tickets.model import Ticket
from claimtrail.tickets.ratings import categorized, prioritized, without_expired_override
from claimtrail.tickets.relations import TicketRelationError
from claimtrail.tickets.sla.of_tickets import changes_of
from claimtrail.tickets.status_changes import closed
from claimtrail.tickets.taxonomy.tables import taxonomies
from claimtrail.tickets.ticket_parts import PriorityOverride
from tests.unit.tickets.test_documents import ANN, AT, SYSTEM, a_ticket

MANAGER = "user:manager"
ENDS = AT + timedelta(hours=6)
OVERRIDE = PriorityOverride(
    priority=1, replaced=3, reason="discharge", approved_by=MANAGER, at=AT, expires_at=ENDS
)


def _urgent(**changes: object) -> Ticket:
    return prioritized(a_ticket(), OVERRIDE.model_copy(update=changes), actor=ANN)


def test_another_priority_says_why_and_is_given_once() -> None:
    ticket = _urgent()

    assert (ticket.priority, ticket.priority_reason) == (1, "discharge")
    assert prioritized(ticket, OVERRIDE, actor=ANN) is ticket


def test_a_second_one_keeps_the_priority_of_the_rules() -> None:
    second = OVERRIDE.model_copy(update={"priority": 2, "replaced": 1})

    ticket = prioritized(_urgent(), second, actor=ANN)

    assert ticket.override is not None
    assert (ticket.priority, ticket.override.replaced) == (2, 3)


@pytest.mark.capability("T3.3")
def test_an_expired_priority_ends_at_its_instant_however_late_that_is_recorded() -> None:
    ticket, late = _urgent(), ENDS + timedelta(hours=20)

    assert without_expired_override(ticket, at=ENDS - timedelta(1), actor=SYSTEM) is ticket
    after = without_expired_override(ticket, at=late, actor=SYSTEM)

    assert (after.priority, after.override, after.priority_reason) == (3, None, "")
    assert without_expired_override(after, at=late, actor=SYSTEM) is after
    assert [(one.at, one.facts.get("priority")) for one in changes_of(after)] == [
        (AT, "3"),
        (AT, "1"),
        (ENDS, "3"),
    ]


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"approved_by": ANN}, "somebody else approves"),
        ({"expires_at": AT}, "an instant to come"),
    ],
)
def test_a_priority_without_approval_or_end_is_refused(
    changes: dict[str, object], what: str
) -> None:
    with pytest.raises(TicketRelationError, match=what):
        _urgent(**changes)
    ended = closed(a_ticket(), reason="moved", at=AT, actor=SYSTEM)
    with pytest.raises(TicketRelationError, match="has ended"):
        prioritized(ended, OVERRIDE, actor=ANN)


def test_a_category_that_a_ticket_has_or_that_comes_too_late_changes_nothing() -> None:
    path = "patient_billing/statement"
    category = taxonomies().category(path, version=2)

    def put(ticket: Ticket) -> Ticket:
        return categorized(
            ticket, path, version=2, category=category, metadata=(), ownership=None, at=AT,
            actor=ANN,
        )  # fmt: skip

    after = put(a_ticket())
    ended = closed(a_ticket(), reason="moved", at=AT, actor=SYSTEM)

    assert (after.category, after.assigned_to) == (path, "queue:patient-accounts")
    assert put(after) is after
    assert put(ended) is ended
