"""The list of open work: causes with dollars and due days, and filters that match nothing."""

from datetime import timedelta

import pytest
from rich.console import Console

from claimtrail.cli.core.output import Output
from claimtrail.cli.core.stage import Stage
from claimtrail.cli.escalations import ticket_list
from claimtrail.kernel.errors import NotFoundError
from claimtrail.tickets.model import Ticket, TicketCategory, TicketCause, TicketEntry
from claimtrail.tickets.views import TicketFilter, TicketRow, cause_groups, ticket_rows
from tests.harness.escalations.pending_claims import NOW

pytestmark = pytest.mark.capability("C3.4")

TODAY = NOW.date()


def a_row(name: str, *, code: str = "CO-50", days: int = 5) -> TicketRow:
    cause = TicketCause(
        payer_id="granite-health", outcome="DENIED", category="medical necessity", code=code
    )
    ticket = Ticket(
        ticket_id=f"tkt_{name}",
        category=TicketCategory.DENIED,
        claim_id=f"clm_{name}",
        payer_id="granite-health",
        origin_id=f"out_{name}",
        title="Denied: medical necessity",
        description="",
        impact=2,
        urgency=2,
        priority=3,
        rule="ticket-priority@1/impact-2-deadline-2",
        assigned_to="queue:claims-follow-up",
        opened_at=NOW,
        history=(TicketEntry(at=NOW, actor="system:test", action="opened", note=""),),
        cause=cause,
        amount_cents=123_450,
        next_action="Appeal with the medical records.",
        deadline=TODAY + timedelta(days),
        deadline_kind="appeal",
    )
    return ticket_rows([ticket], today=TODAY)[0]


def shown(rows: list[TicketRow]) -> str:
    console = Console(width=200)
    output = Output(console=console)
    with console.capture() as captured:
        ticket_list.show_causes(output, cause_groups(rows))
        ticket_list.show_tickets(output, rows[:1], of=len(rows))
    return captured.get()


def test_causes_come_with_count_dollars_due_day_and_next_action() -> None:
    text = shown([a_row("one"), a_row("two", days=1)])

    assert "Open work by cause: 2 tickets, $2,469.00" in text
    assert "medical necessity" in text
    assert "(5 days)" in text
    assert "Appeal with" in text


@pytest.mark.parametrize(
    ("days", "words"), [(0, "(today)"), (1, "(1 day)"), (-1, "(1 day late)"), (-9, "(9 days late)")]
)
def test_a_due_day_says_how_far_away_it_is(days: int, words: str) -> None:
    assert words in shown([a_row("one", days=days)])


@pytest.mark.parametrize(
    ("wanted", "code", "known"),
    [
        (TicketFilter(cause="CO-99"), "CAUSE_UNKNOWN", "CO-16, CO-50"),
        (TicketFilter(category="duplicate"), "CATEGORY_UNKNOWN", "medical necessity"),
    ],
)
def test_a_cause_without_tickets_names_what_there_is(
    wanted: TicketFilter, code: str, known: str
) -> None:
    rows = [a_row("one"), a_row("two", code="CO-16")]

    with pytest.raises(NotFoundError) as refused:
        ticket_list._require_values(Stage("local", {}), wanted, rows)

    assert refused.value.explanation.code == code
    assert refused.value.explanation.next_step.endswith(f" of open tickets are: {known}.")


def test_known_values_without_tickets_are_an_empty_list() -> None:
    rows = [a_row("one"), a_row("two", code="CO-16")]

    ticket_list._require_values(Stage("local", {}), TicketFilter(payer="larkspur"), rows)
    assert "The payers are: granite-health." in ticket_list._nothing(
        TicketFilter(payer="larkspur"), rows
    )
    assert "together" in ticket_list._nothing(TicketFilter(payer="granite-health"), rows)
