"""Figures as people ask for them: by payer, state, category, facility, owner and age."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pytest

from claimtrail.access.roles import JobRole
from claimtrail.access.subjects import EVERYWHERE, Principal
from claimtrail.analytics.figures.counting import (
    Contribution,
    contribution_of_claim,
    contribution_of_ticket,
)
from claimtrail.analytics.figures.model import (
    EVERYTHING,
    AgeBucket,
    FigureScope,
    FigureSums,
    OwnerLoad,
    bucket_of,
    scope_of,
)
from claimtrail.analytics.figures.reading import StageFigures
from claimtrail.analytics.figures.rows import AgeAnchor
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.states import State
from claimtrail.tickets.model import Ticket, TicketCategory, TicketEntry
from claimtrail.tickets.status_changes import closed
from tests.harness.claims.counted_claims import NOW, TODAY, counted_claim
from tests.twins.figures import MemoryFigureStore

pytestmark = pytest.mark.capability("C8.5")


def figures_over(*claims: Claim, tickets: Iterable[Ticket] = (), on: date = TODAY) -> StageFigures:
    """Return figures that have counted these."""
    store = MemoryFigureStore(lambda: NOW)
    found: list[Contribution | None] = [contribution_of_claim(one) for one in claims]
    found += [contribution_of_ticket(one) for one in tickets]
    store.apply(one for one in found if one)
    return StageFigures(store=store, today=lambda: on)


def ticket(number: int, *, owner: str = "queue:denials", payer: str = "granite-health") -> Ticket:
    return Ticket(
        ticket_id=f"tkt_{number}",
        category=TicketCategory.DENIED,
        claim_id=f"clm_{number}",
        payer_id=payer,
        origin_id="evt_1",
        title="Denied",
        description="Appeal.",
        impact=2,
        urgency=2,
        priority=3,
        rule="ticket-priority@1",
        assigned_to=owner,
        opened_at=NOW,
        history=(TicketEntry(at=NOW, actor="system:test", action="opened", note=""),),
        amount_cents=100 * number,
    )


def test_claims_are_counted_with_their_cents_by_payer_and_state() -> None:
    figures = figures_over(
        counted_claim("clm_a", charge=100),
        counted_claim("clm_b", charge=50, paid=40, state=State.PAID),
        counted_claim("clm_c", charge=7, payer="larkspur"),
    ).read()

    assert figures.totals == FigureSums(
        claims=3, charge_cents=15_700, paid_cents=4_000, balance_cents=11_700
    )
    assert {payer: sums.claims for payer, sums in figures.by_payer.items()} == {
        "granite-health": 2,
        "larkspur": 1,
    }
    assert {state: sums.charge_cents for state, sums in figures.by_state.items()} == {
        "ACCEPTED": 10_700,
        "PAID": 5_000,
    }
    assert figures.by_payer_and_state["larkspur", "ACCEPTED"].claims == 1


@pytest.mark.parametrize(
    "hidden", [{"state": State.VOIDED}, {"matched_to": "clm_other"}, {"payer": "synthetic-payer"}]
)
def test_claims_that_lists_leave_out_count_nowhere(hidden: dict[str, Any]) -> None:
    figures = figures_over(counted_claim(**hidden)).read(by_facility=True)

    assert figures.totals.is_zero
    assert not figures.by_facility
    assert not any(figures.aging.values())


def test_denials_are_counted_by_the_category_of_the_code_that_decides() -> None:
    figures = figures_over(
        counted_claim("clm_a", state=State.DENIED, denial_codes=("CO-16", "CO-50"), denied_cents=9),
        counted_claim(
            "clm_b",
            state=State.PARTIALLY_PAID,
            denial_codes=("CO-50",),
            denied_cents=4,
            written_off_cents=3,
        ),
        counted_claim("clm_c", state=State.PARTIALLY_PAID, denial_codes=("CO-45",)),
        counted_claim("clm_d", state=State.DENIED, denial_codes=("CO-999",), denied_cents=5),
        counted_claim("clm_e", state=State.APPEALED, denial_codes=("CO-50",), denied_cents=7),
    ).read()

    assert {
        category: (one.claims, one.denied_cents) for category, one in figures.denials.items()
    } == {
        "medical necessity": (2, 10),
        "other": (1, 5),
    }
    assert figures.denials_by_payer["granite-health", "medical necessity"].claims == 2


@pytest.mark.capability("C8.3")
@pytest.mark.parametrize(
    ("days", "bucket"),
    [
        *((0, "0-30"), (30, "0-30"), (31, "31-60"), (60, "31-60"), (61, "61-90")),
        *((90, "61-90"), (91, "91-120"), (120, "91-120"), (121, "121+"), (4000, "121+")),
        (-1, "0-30"),
    ],
)
def test_ages_have_the_buckets_of_receivables(days: int, bucket: str) -> None:
    assert bucket_of(days) == bucket


@pytest.mark.capability("C8.3")
@pytest.mark.parametrize("anchor", AgeAnchor)
def test_a_claim_moves_on_to_the_next_bucket_at_midnight_without_an_event(
    anchor: AgeAnchor,
) -> None:
    first = date(2026, 8, 1)
    claim = counted_claim(submitted=first, since=first)
    seen = []
    for days in range(400):
        read = figures_over(claim, on=first + timedelta(days)).read()
        (buckets,) = read.aging[anchor].values()
        (bucket,) = [name for name, sums in buckets.items() if not sums.is_zero]
        assert buckets[bucket].balance_cents == claim.balance_cents
        assert bucket == bucket_of(days)
        seen.append(bucket)
    assert set(seen) == set(AgeBucket)


@pytest.mark.capability("C8.3")
def test_ages_count_open_claims_alone_each_from_its_own_day() -> None:
    figures = figures_over(
        counted_claim("clm_a", submitted=date(2026, 7, 1), since=date(2026, 11, 29)),
        counted_claim("clm_b", state=State.PAID, submitted=date(2026, 7, 1)),
        counted_claim("clm_c", submitted=None, since=date(2026, 10, 1)),
    ).read()

    def claims_in(anchor: AgeAnchor) -> dict[str, int]:
        buckets = figures.aging[anchor]["granite-health"]
        return {bucket.value: one.claims for bucket, one in buckets.items() if one.claims}

    assert claims_in(AgeAnchor.SUBMITTED) == {"121+": 1}
    assert claims_in(AgeAnchor.CHANGED) == {"0-30": 1, "31-60": 1}


@pytest.mark.capability("C8.3")
def test_a_day_in_the_future_counts_as_the_day_on_which_it_was_stored() -> None:
    figures = figures_over(counted_claim(submitted=date(2099, 1, 1))).read()

    buckets = figures.aging[AgeAnchor.SUBMITTED]["granite-health"]
    assert buckets[AgeBucket.TO_30].claims == 1


@pytest.mark.capability("T2.2")
def test_a_person_sees_figures_of_own_payers_and_facilities_and_of_none_alone() -> None:
    claims = [
        counted_claim(f"clm_{payer}_{facility}", payer=payer, facility=facility)
        for payer in ("granite", "larkspur", "")
        for facility in ("north", "south", "")
    ]
    person = Principal(
        id="dana",
        roles=frozenset({JobRole.MANAGER}),
        facilities=frozenset({"north"}),
        payers=frozenset({"granite"}),
    )

    figures = figures_over(*claims, tickets=[ticket(1)]).read(scope_of(person))

    assert figures.totals.claims == 4
    assert set(figures.by_payer) == {"granite", ""}
    assert set(figures.by_facility) == {"north", ""}
    aged = figures.aging[AgeAnchor.SUBMITTED]
    assert {payer: one[AgeBucket.TO_30].claims for payer, one in aged.items()} == {
        "": 2,
        "granite": 2,
    }
    assert figures.owners is None
    assert "south" not in repr(figures)
    assert "larkspur" not in repr(figures)


@pytest.mark.capability("T2.2")
def test_a_person_who_is_not_limited_sees_all() -> None:
    everywhere = frozenset({EVERYWHERE})
    person = Principal(
        id="kim", roles=frozenset({JobRole.AUDITOR}), facilities=everywhere, payers=everywhere
    )

    assert scope_of(person) == EVERYTHING


def test_facilities_are_summed_where_they_are_asked_for() -> None:
    figures = figures_over(
        counted_claim("clm_a", facility="north"),
        counted_claim("clm_b", facility="north", payer="larkspur"),
        counted_claim("clm_c", facility="#~ '"),
    )

    assert figures.read().by_facility == {}
    by_facility = figures.read(by_facility=True).by_facility
    assert {name: sums.claims for name, sums in by_facility.items()} == {"north": 2, "#~ '": 1}
    only = figures.read(FigureScope(payers=frozenset({"larkspur"})), by_facility=True)
    assert {name: sums.claims for name, sums in only.by_facility.items()} == {"north": 1}


def test_open_tickets_are_counted_by_owner() -> None:
    done = closed(ticket(4), reason="paid", at=NOW, actor="system:test")
    tickets = [ticket(1), ticket(2), ticket(3, owner="user:kim", payer="larkspur"), done]
    figures = figures_over(tickets=tickets)

    assert figures.read().owners == {
        "queue:denials": OwnerLoad(tickets=2, amount_cents=300),
        "user:kim": OwnerLoad(tickets=1, amount_cents=300),
    }
    limited = figures.read(FigureScope(payers=frozenset({"larkspur"})))
    assert limited.owners == {"user:kim": OwnerLoad(tickets=1, amount_cents=300)}
