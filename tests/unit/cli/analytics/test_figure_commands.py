"""`claimtrail figures`: tables for people, JSON for machines, and counting all again."""

import json
from datetime import date
from typing import Any

import pytest

from claimtrail.analytics.figures.counting import contribution_of_claim, contribution_of_ticket
from claimtrail.analytics.figures.keeping import FigureKeeper
from claimtrail.analytics.figures.reading import StageFigures
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.projection.projection import project
from claimtrail.cli.analytics import figures
from claimtrail.cli.core.output import Output
from claimtrail.kernel.errors import NotFoundError
from claimtrail.partners.outputs import PartnerOutput
from claimtrail.tickets.model import Ticket, TicketCategory, TicketEntry
from tests.harness.claims.claim_events import CLAIM_ID, INFERRING, accepted_claim
from tests.harness.claims.claim_figures import EVERY_ROW, rows_of
from tests.harness.claims.counted_claims import NOW, TODAY, counted_claim
from tests.twins.claims import MemoryClaimStore
from tests.twins.figures import MemoryCurrentClaims, MemoryFigureStore
from tests.twins.tickets import MemoryTicketStore

pytestmark = pytest.mark.capability("C8.5")


class Stage:
    """The outputs of a stage."""

    name = "local"

    def output(self, name: str) -> str:
        return PAYER if name == PartnerOutput.PAYERS else f"the {name}"


STAGE: Any = Stage()
PAYER = "granite-health"


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> MemoryFigureStore:
    """Return figures that commands read."""
    store = MemoryFigureStore(lambda: NOW)
    read = StageFigures(store=store, today=lambda: TODAY)
    monkeypatch.setattr(figures, "stage_figures", lambda _: read)
    return store


def show(*, as_json: bool = False, **options: Any) -> None:
    given = {"payer": None, "facility": None, "by_facility": False} | options
    figures.list_figures(STAGE, Output(as_json), **given)


def test_people_see_ages_states_and_denials_with_their_dollars(
    store: MemoryFigureStore, capsys: pytest.CaptureFixture[str]
) -> None:
    denied = counted_claim(
        "clm_b", state=State.DENIED, denial_codes=("CO-50",), denied_cents=25_000, charge=250
    )
    old = counted_claim("clm_c", submitted=date(2026, 1, 5), charge=1_000)
    claims = (counted_claim(), denied, old)
    store.apply(one for one in map(contribution_of_claim, claims) if one)

    show(by_facility=True)

    said = " ".join(capsys.readouterr().out.split())
    assert said.startswith("3 claims, charged $1,350.00, paid $0.00, balance $1,350.00")
    assert "granite-health 1 0 0 0 1 $1,100.00" in said
    assert "medical necessity 1 $250.00 $250.00" in said
    assert "1234567893 3 $1,350.00" in said


def test_the_dollars_of_owners_are_per_ticket_and_their_column_says_so(
    store: MemoryFigureStore, capsys: pytest.CaptureFixture[str]
) -> None:
    tickets = (_ticket("tkt_1"), _ticket("tkt_2"))
    store.apply(one for one in map(contribution_of_ticket, tickets) if one)

    show()

    said = " ".join(capsys.readouterr().out.split())
    assert "queue:denials 2 $20.00" in said
    assert "Owner Tickets Dollars (per ticket)" in said
    assert "so owners do not add up to a total; `claimtrail tickets` counts each claim once" in said


def _ticket(ticket_id: str) -> Ticket:
    return Ticket(
        ticket_id=ticket_id,
        category=TicketCategory.DENIED,
        claim_id="clm_a",
        payer_id="granite-health",
        origin_id="evt_1",
        title="Denied",
        description="Appeal.",
        impact=2,
        urgency=2,
        priority=3,
        rule="ticket-priority@1",
        amount_cents=1_000,
        assigned_to="queue:denials",
        opened_at=NOW,
        history=(TicketEntry(at=NOW, actor="system:test", action="opened", note=""),),
    )


@pytest.mark.usefixtures("store")
def test_a_payer_that_is_no_partner_is_no_empty_figure(capsys: pytest.CaptureFixture[str]) -> None:
    show(payer=PAYER)
    with pytest.raises(NotFoundError, match="no partner is called 'granit'"):
        show(payer="granit")

    assert "0 claims" in capsys.readouterr().out


def test_machines_get_every_sum(
    store: MemoryFigureStore, capsys: pytest.CaptureFixture[str]
) -> None:
    store.apply(one for one in map(contribution_of_claim, [counted_claim()]) if one)

    show(as_json=True)

    document = json.loads(capsys.readouterr().out)
    assert document["totals"]["balance_cents"] == 10_000
    assert document["by_payer"][0]["payer_id"] == "granite-health"
    assert {(one["since"], one["days"]) for one in document["aging"] if one["claims"]} == {
        ("submitted", "0-30"),
        ("changed", "0-30"),
    }
    assert document["is_rebuilding"] is False


def test_a_stage_that_counted_nothing_yet_says_how_it_does(
    store: MemoryFigureStore, capsys: pytest.CaptureFixture[str]
) -> None:
    show()

    assert "claimtrail figures rebuild" in capsys.readouterr().out
    assert store.read(EVERY_ROW).rows == {}


def test_a_rebuild_counts_every_stored_claim(
    store: MemoryFigureStore,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    claims, tickets = MemoryClaimStore(), MemoryTicketStore()
    claims.append_events(accepted_claim())
    project(CLAIM_ID, store=claims, policy=lambda _: INFERRING, clock=lambda: NOW)
    keeper = FigureKeeper(store=store, claims=MemoryCurrentClaims(claims), tickets=tickets)
    monkeypatch.setattr(figures, "figure_keeper", lambda **_: keeper)
    monkeypatch.setattr(figures, "claim_store", lambda _: claims)
    monkeypatch.setattr(figures, "ticket_store", lambda _: tickets)

    figures.rebuild(STAGE, Output(as_json=False))

    claim = claims.find(CLAIM_ID)
    assert claim is not None
    assert store.read(EVERY_ROW).rows == rows_of([claim])
    assert "1 claim and 0 tickets are counted again" in capsys.readouterr().out
