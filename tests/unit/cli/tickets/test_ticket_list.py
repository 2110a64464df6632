"""The list of open work: causes with dollars and due days, and filters that match nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest
from click.testing import CliRunner
from rich.console import Console

from claimtrail.cli.core.output import Output
from claimtrail.cli.core.short_ids import AmbiguousIdError
from claimtrail.cli.core.stage import Stage
from claimtrail.cli.main import cli
from claimtrail.cli.tickets import ticket_list
from claimtrail.kernel.errors import NotFoundError
from claimtrail.kernel.ids import FILE_PREFIX
from claimtrail.tickets.model import Ticket, TicketCategory, TicketCause, TicketEntry
from claimtrail.tickets.views import (
    TicketFilter,
    TicketRow,
    ticket_rows,
    work_rows,
)
from tests.harness.escalations.pending_claims import NOW
from tests.harness.stage.twins import Twins

pytestmark = pytest.mark.capability("C3.4")

TODAY = NOW.date()


def a_ticket(name: str, *, code: str = "CO-50", days: int = 5) -> Ticket:
    cause = TicketCause(
        payer_id="granite-health", outcome="DENIED", category="medical necessity", code=code
    )
    return Ticket(
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


def a_row(name: str, *, code: str = "CO-50", days: int = 5) -> TicketRow:
    return ticket_rows([a_ticket(name, code=code, days=days)], now=NOW)[0]


def shown(rows: list[TicketRow]) -> str:
    console = Console(width=200)
    output = Output(console=console)
    with console.capture() as captured:
        ticket_list.show_causes(output, rows)
        ticket_list.show_tickets(output, rows[:1], of=len(rows))
    return captured.get()


def test_causes_come_with_count_dollars_due_day_and_next_action() -> None:
    text = shown([a_row("one"), a_row("two", days=1)])

    assert "Open work by cause: 2 tickets, $2,469.00" in text
    assert "medical necessity" in text
    assert "(5 days)" in text
    assert "Appeal with" in text


def test_a_limit_cuts_the_causes_and_not_their_total() -> None:
    console = Console(width=200)
    with console.capture() as captured:
        rows = [a_row("one"), a_row("two", code="CO-16")]
        ticket_list.show_causes(Output(console=console), rows, most=1)
    text = captured.get()

    assert "Open work by cause: 2 tickets" in text
    assert text.count("Appeal with") == 1


def test_a_claim_on_two_lines_counts_once_in_the_total() -> None:
    one = a_row("one")
    two = replace(a_row("two", code="CO-16"), claim_id=one.claim_id, action_rule="other")

    text = shown([one, two])

    assert "Open work by cause: 2 tickets, $1,234.50" in text
    assert "A claim on several lines counts once in the total." in text
    assert "counts once" not in shown([one, a_row("three")])


def silent(name: str, file_id: str) -> TicketRow:
    row = a_row(name, code=file_id)
    return replace(row, outcome="", cause="no 999", file_id=file_id)


def test_a_lost_file_is_one_line_of_work_whatever_it_held() -> None:
    lost = [silent(f"lost{number}", "fil_lost") for number in range(12)]
    rows = [lost[0], a_row("other"), *lost[1:], silent("alone", "fil_else")]

    work = work_rows(rows)

    assert [(one.claims, one.amount_cents) for one in work] == [
        (12, 12 * 123_450),
        (1, 123_450),
        (1, 123_450),
    ]
    console = Console(width=250)
    with console.capture() as captured:
        ticket_list.show_tickets(Output(console=console), work)
        ticket_list.show_causes(Output(console=console), rows)
    text = captured.get()
    assert "Open tickets, what is due next first: 14 on 3 lines" in text
    assert "Open work by cause: 14 tickets, $17,283.00" in text
    assert text.count("12 claims of fil_lost") == 1
    assert "clm_alone" in text
    assert "`claimtrail tickets --cause fil_lost` lists each claim's ticket" in text
    [line] = [line for line in text.splitlines() if "fil_lost" in line and "no 999" in line]
    assert line.split().count("12") == 1


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


@pytest.fixture
def two_files(monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """A stage with a ticket for each of two files, whose ids begin alike."""
    twins = Twins()
    files = (f"{FILE_PREFIX}d24e3c7{'a' * 20}", f"{FILE_PREFIX}d24e3c8{'a' * 20}")
    for name, file_id in zip(("one", "two"), files, strict=True):
        twins.tickets.put_new(a_ticket(name, code=file_id))
    twins.serve(monkeypatch)
    return files


def test_a_files_tickets_are_found_by_the_short_id_that_the_list_shows(
    two_files: tuple[str, str],
) -> None:
    short = two_files[0][:11]

    done = CliRunner().invoke(cli, ["tickets", "--cause", short], env={"COLUMNS": "300"})

    assert done.exit_code == 0, done.exception
    assert "tkt_one" in done.output
    assert "tkt_two" not in done.output


def test_a_short_id_that_begins_two_causes_is_refused_with_both(
    two_files: tuple[str, str],
) -> None:
    done = CliRunner().invoke(cli, ["tickets", "--cause", two_files[0][:10]])

    assert isinstance(done.exception, AmbiguousIdError)
    assert all(each in done.exception.explanation.what for each in two_files)
