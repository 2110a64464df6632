"""Claims that were replaced, voided, repeated and reversed: one figure in store and saved query."""

from collections.abc import Callable

import pytest

from simulator.model import SimulatedFile
from tests.harness.files.made_files import Clp, Sent, paid, sent
from tests.harness.files.trial_files import claims_of, ran
from tests.harness.trail.figures import asked_figures, lake_of, stored_figures
from tests.harness.trail.saved_rows import SQL

COUNTED = """
select coalesce(sum(remittances.paid_cents), 0) as paid_cents
from counted_remittances
inner join remittances on counted_remittances.remittance_id = remittances.remittance_id
"""


def first() -> list[SimulatedFile]:
    """An original and its payment."""
    return [sent(Sent("H1")), paid(Clp("H1", "1", 120, 100, 20, ["PR*2*20"]), on="20260920")]


def replacement(frequency: str = "7") -> SimulatedFile:
    """A claim under another number that replaces or voids it."""
    return sent(Sent("H2", 150, frequency=frequency, replaces="P1"), on="20260925")


def back() -> Clp:
    """The reversal of the original's payment."""
    return Clp("H1", "22", -120, -100, 0, ["PR*2*-20"])


def answer(number: str) -> Clp:
    """The payment of the replacement, less what the contract takes off."""
    cas = ["CO*45*20", "PR*2*30"]
    return Clp(number, "1", 150, 100, 30, cas, icn="P2", frequency="7")


SITUATIONS: dict[str, tuple[Callable[[], list[SimulatedFile]], int]] = {
    "paid": (first, 1),
    "paid twice in two files": (
        lambda: [*first(), paid(Clp("H1", "1", 120, 100, 20, ["PR*2*20"]), on="20260920")],
        1,
    ),
    "reversed": (lambda: [*first(), paid(back(), on="20261001")], 1),
    "replaced": (
        lambda: [*first(), replacement(), paid(back(), answer("H2"), on="20261010")],
        1,
    ),
    "replaced, answered under the original's number": (
        lambda: [*first(), replacement(), paid(back(), answer("H1"), on="20261010")],
        1,
    ),
    "replaced, not yet answered": (lambda: [*first(), replacement()], 1),
    "voided": (lambda: [*first(), replacement("8"), paid(back(), on="20261010")], 0),
}
"""Files, and the number of claims that lists show of them."""


@pytest.mark.capability("C5.2")
@pytest.mark.parametrize("backwards", [False, True], ids=["in-order", "backwards"])
@pytest.mark.parametrize("name", SITUATIONS)
def test_store_and_saved_query_have_the_same_figures(name: str, *, backwards: bool) -> None:
    files, shown = SITUATIONS[name]
    made = files()
    pipeline = ran(*(reversed(made) if backwards else made))
    lake = lake_of(pipeline)
    stored = stored_figures(claims_of(pipeline))

    asked = asked_figures(lake.ask(SQL["claims_by_status_and_payer"]))
    [counted] = lake.ask(COUNTED)
    lake.close()

    assert asked == stored
    assert sum(figures[0] for figures in stored.values()) == shown
    assert counted["paid_cents"] == sum(figures[2] for figures in stored.values())
