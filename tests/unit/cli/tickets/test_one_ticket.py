"""One ticket by command: its clocks, its changes, and what is refused."""

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner, Result

from claimtrail.bootstrap.tickets.stores import ticket_texts
from claimtrail.cli.main import cli
from claimtrail.cli.tickets import bulk, one_ticket
from claimtrail.cli.tickets.commands import HOLD_REASONS
from claimtrail.tickets.model import HoldParty, Ticket
from claimtrail.tickets.originals import TicketTexts
from claimtrail.tickets.relation_service import TicketRelations
from claimtrail.tickets.service import TicketService
from claimtrail.trail.access_log import Action
from tests.harness.aws.access_stage import FakeStage
from tests.harness.stage.twins import NOW, Twins
from tests.twins.kernel import MemoryPublisher
from tests.twins.tickets import MemoryOriginalTexts

pytestmark = pytest.mark.capability("T3.3")

Command = Callable[..., Result]


@pytest.fixture
def twins(monkeypatch: pytest.MonkeyPatch) -> Twins:
    """A stage with tickets, whose service keeps them in memory."""
    made = Twins().fill()
    made.serve(monkeypatch)
    texts = ticket_texts(MemoryOriginalTexts(), made.intake.claims)
    monkeypatch.setattr(one_ticket, "texts", lambda _: texts)
    monkeypatch.setattr(
        one_ticket,
        "ticket_service",
        lambda *, texts, store, **_: TicketService(store, MemoryPublisher(), texts=texts),
    )
    service = TicketService(made.tickets, MemoryPublisher())
    relations = TicketRelations(tickets=service, members=made.tickets.beside)
    monkeypatch.setattr(bulk, "relations", lambda _: relations)
    monkeypatch.setattr(one_ticket, "utc_now", lambda: NOW)
    return made


@pytest.fixture
def ticket(twins: Twins) -> Ticket:
    """One of the open tickets."""
    return twins.tickets.list_open(limit=1)[0]


def _run(*words: str) -> Result:
    return CliRunner().invoke(cli, [*words], env={"COLUMNS": "100"})


def _said(done: Result) -> str:
    """Return what a person reads: output, else the error that the program prints."""
    return " ".join(f"{done.output} {done.exception or ''}".split())


def _read(*words: str) -> Any:
    done = _run(*words, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_a_day_on_a_ticket(ticket: Ticket) -> None:
    one = ticket.ticket_id

    started = _run("tickets", "start", one, "--why", "asked the clinic")
    held = _run("tickets", "hold", one, "--for", "payer", "--why", "they review it")
    shown = _run("tickets", "show", one)
    explained = _run("sla", "explain", one)
    _run("tickets", "resume", one, "--why", "they answered")
    _run("tickets", "comment", one, "--note", "paid next week")
    _run("tickets", "assign", one, "--to", "queue:payment-posting")
    resolved = _run("tickets", "resolve", one, "--why", "paid")

    assert started.output == f"{one} is in progress.\n"
    assert held.output == f"{one} is on hold (payer).\n"
    assert "on hold (payer), priority 3" in shown.output
    assert "paused" in explained.output
    assert resolved.output == f"{one} is resolved.\n"
    assert "ClaimTrail: overdue claims" in _said(shown)
    history = _read("tickets", "show", one)["history"]
    assert history[0]["actor"] == "system:advance_escalation"
    assert [entry["action"] for entry in history] == [
        "opened", "started", "held", "resumed", "noted", "assigned", "resolved",
    ]  # fmt: skip


@pytest.mark.capability("T6.1")
def test_a_command_says_what_it_masked_and_where_the_original_is(ticket: Ticket) -> None:
    one, words = ticket.ticket_id, "LOPEZ, TAMSIN member, per Ngozi Ho on 3/7/26"

    plain = _run("tickets", "comment", one, "--note", "they call back")
    masked = _run("tickets", "comment", one, "--note", words)
    document = _run("tickets", "start", one, "--why", "Maria Gomez asked", "--json")

    assert "masked" not in plain.output
    assert "2 names and 1 date were masked. The original is kept:" in _said(masked)
    assert f"`claimtrail tickets original {one}` shows it" in _said(masked)
    assert "TAMSIN" not in masked.output
    assert "[name] member, per [name] on [date 2026]" in _said(_run("tickets", "show", one))
    assert json.loads(document.stdout)["ticket_id"] == one
    assert "1 name was masked." in document.stderr


def test_other_words_to_a_change_that_was_made_are_noted_or_said_to_be_lost(
    ticket: Ticket,
) -> None:
    held = ("tickets", "hold", ticket.ticket_id, "--for", "payer", "--why")
    _run(*held, "they review it")

    assert "nothing was recorded" in _said(_run(*held, "they review it"))
    assert "your words are noted" in _said(_run(*held, "until Friday"))
    history = _read("tickets", "show", ticket.ticket_id)["history"]
    assert [entry["note"] for entry in history][-2:] == ["they review it", "until Friday"]

    resolve = ("tickets", "resolve", ticket.ticket_id, "--why")
    _run(*resolve, "paid")
    assert "nothing was recorded" in _said(_run(*resolve, "paid twice"))


def test_to_resolve_a_ticket_of_an_outcome_says_that_the_claim_has_not_moved(
    twins: Twins, ticket: Ticket
) -> None:
    changes = {
        "ticket_id": "tkt_outcome",
        "origin_id": "out_1",
        "next_action": "Appeal.",
        "deadline": date(2026, 11, 17),
        "deadline_kind": "appeal",
    }
    twins.tickets.put_new(ticket.model_copy(update=changes))

    assert "the payer's last day (appeal) 2026-11-17" in _said(
        _run("tickets", "show", "tkt_outcome")
    )

    said = _said(_run("tickets", "resolve", "tkt_outcome", "--why", "called them"))

    assert "tkt_outcome is resolved." in said
    assert "Warning: the claim has not moved since, and waits for: Appeal." in said
    assert "If it has not moved by 2026-12-07, the ticket is reopened." in said


def test_list_and_ticket_are_due_on_the_day_that_the_clock_shows(ticket: Ticket) -> None:
    clocks = {row["clock_id"]: row for row in _read("sla", "explain", ticket.ticket_id)}
    breach = datetime.fromisoformat(clocks["resolution"]["due_at"])
    shown = _read("tickets", "show", ticket.ticket_id)
    listed = {row["ticket_id"]: row for row in _read("tickets")}[ticket.ticket_id]

    assert ticket.deadline is None
    day = breach.astimezone(ZoneInfo("America/New_York")).date().isoformat()
    assert (shown["due_on"], shown["due_kind"]) == (day, "SLA resolution")
    assert (listed["due_on"], listed["due_kind"]) == (day, "SLA resolution")
    assert f"due {day} (SLA resolution)" in _said(_run("tickets", "show", ticket.ticket_id))


def test_machines_read_every_clock_with_its_stretches(ticket: Ticket) -> None:
    _run("tickets", "hold", ticket.ticket_id, "--for", "vendor", "--why", "with medical review")

    clocks = {row["clock_id"]: row for row in _read("sla", "explain", ticket.ticket_id)}

    assert clocks["resolution"]["state"] == "paused"
    assert clocks["vendor-turnaround"]["state"] == "running"
    assert clocks["first-response"]["state"] == "met"


def test_a_change_that_the_status_does_not_take_says_what_it_takes(ticket: Ticket) -> None:
    done = _run("tickets", "resume", ticket.ticket_id, "--why", "said so")

    assert done.exit_code != 0
    assert "TICKET_STATUS" in _said(done)
    assert "start, hold, resolve, cancel" in _said(done)


def test_words_to_a_ticket_that_ended_say_how_it_is_opened(ticket: Ticket) -> None:
    _run("tickets", "cancel", ticket.ticket_id, "--why", "opened twice")

    done = _run("tickets", "comment", ticket.ticket_id, "--note", "one more thing")

    assert f"claimtrail tickets reopen {ticket.ticket_id}" in _said(done)
    assert _run("tickets", "reopen", ticket.ticket_id, "--why", "it was not").output.endswith(
        "is reopened.\n"
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("show", "tkt_unknown"), "TICKET_UNKNOWN"),
        (("assign", "TICKET", "--to", "billing"), "OWNER_INVALID"),
        (("assign", "TICKET", "--to", "queue:biling"), "Near it: queue:billing"),
        (("assign", "TICKET", "--to", "queue:zzz"), "QUEUE_UNKNOWN"),
        (("hold", "TICKET", "--for", "nobody", "--why", "x"), "'payer', 'provider documentation'"),
        (("hold", "TICKET", "--for", "payer", "--why", "x", "--since", "today"), "no instant"),
        (("hold", "TICKET", "--for", "payer", "--why", " "), "it says nothing"),
        (
            ("hold", "TICKET", "--for", "payer", "--why", "x", "--since", "2026-01-01T00:00Z"),
            "CHANGE_INSTANT",
        ),
    ],
)
def test_what_cannot_be_is_refused_by_name(
    ticket: Ticket, words: tuple[str, ...], said: str
) -> None:
    typed = [ticket.ticket_id if word == "TICKET" else word for word in words]

    done = _run("tickets", *typed)

    assert done.exit_code != 0
    assert said in _said(done)


def test_the_promises_are_listed_with_their_hours(twins: Twins) -> None:
    del twins
    done = _run("sla", "clocks")

    assert "(America/New_York)" in done.output
    assert "First response" in done.output


def test_reasons_of_a_hold_are_those_of_the_model() -> None:
    assert set(HOLD_REASONS) == {reason.value for reason in HoldParty}


@pytest.mark.parametrize(
    "words",
    [
        ("comment", "--note"),
        ("start", "--why"),
        ("hold", "--for", "payer", "--why"),
        ("resolve", "--why"),
        ("cancel", "--why"),
    ],
    ids=lambda words: words[0],
)
def test_words_that_name_the_patient_by_a_number_are_masked(
    twins: Twins, ticket: Ticket, words: tuple[str, ...]
) -> None:
    claim = twins.intake.claims.find(ticket.claim_id)
    assert claim is not None
    change, *options = words

    words_of_both = f"call about {claim.patient_control_number}, 123-45-6789"
    done = _run("tickets", change, ticket.ticket_id, *options, words_of_both)

    assert done.exit_code == 0, _said(done)
    stored = twins.tickets.get(ticket.ticket_id)
    assert stored is not None
    assert stored.history[-1].note == "call about [account number], [ssn]"


@pytest.mark.capability("T6.1")
def test_an_original_is_shown_once_the_access_is_recorded(
    twins: Twins, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    originals = MemoryOriginalTexts()
    service = TicketService(
        twins.tickets, MemoryPublisher(), texts=TicketTexts(originals=originals)
    )
    monkeypatch.setattr(one_ticket, "_service", lambda _: service)
    monkeypatch.setattr(one_ticket, "_originals", lambda _: originals)

    noted = _run("tickets", "comment", ticket.ticket_id, "--note", "told Dr. Okonkwo")
    shown = _read("tickets", "show", ticket.ticket_id)
    FakeStage.access_queue.rows.clear()
    original = _run("tickets", "original", ticket.ticket_id)

    assert noted.exit_code == 0, _said(noted)
    assert "Okonkwo" not in json.dumps(shown)
    assert "told Dr. Okonkwo" in _said(original)
    assert {row["action"] for row in FakeStage.access_queue.rows} == {Action.ORIGINALS_READ.value}


@pytest.mark.capability("T6.1")
def test_a_ticket_in_which_nothing_was_masked_has_no_originals(
    ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(one_ticket, "_originals", lambda _: MemoryOriginalTexts())

    assert "Nothing was masked" in _said(_run("tickets", "original", ticket.ticket_id))


@pytest.mark.capability("T6.2")
@pytest.mark.parametrize(
    "category", ["patient_billing/payment_plan", "patient_billing/charity_care"]
)
def test_a_ticket_of_a_sensitive_topic_is_not_there_for_who_types_with_aws_credentials(
    twins: Twins, ticket: Ticket, category: str
) -> None:
    hidden = ticket.model_copy(
        update={"version": ticket.version + 1, "category": category, "title": "HARDSHIP"}
    )
    twins.tickets.save(hidden)
    one, why = ticket.ticket_id, ("--why", "seen")

    for words in (
        ("tickets", "show", one), ("sla", "explain", one), ("tickets", "start", one, *why),
        ("tickets", "resolve", one, *why), ("tickets", "comment", one, "--note", "seen"),
        ("tickets", "original", one),
    ):  # fmt: skip
        said = _said(_run(*words))
        assert "TICKET_UNKNOWN" in said, words
        assert "HARDSHIP" not in said
    for words in (("tickets",), ("claim", ticket.claim_id), ("tickets", "list", "--json")):
        said = _said(_run(*words))
        assert "HARDSHIP" not in said
        assert one not in said
    assert twins.tickets.get(one) == hidden
