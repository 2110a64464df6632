"""Replacements and voids under numbers of their own, and the numbers under which payers answer."""

from collections.abc import Callable

import pytest

from claimtrail.claims.lifecycle.states import State
from simulator.model import SimulatedFile
from tests.harness.files.made_files import Answer, Clp, Sent, answered, paid, sent
from tests.harness.files.trial_files import unmatched
from tests.harness.pipelines.played import Money, flags, played, standing

S = State
Files = Callable[[], list[SimulatedFile]]

GONE: Money = (S.REVERSED, 0, 0)
PAID: Money = (S.PAID, 130, 20)


def first() -> list[SimulatedFile]:
    """The original and its payment."""
    return [sent(Sent("H1")), paid(Clp("H1", "1", 120, 100, 20, ["PR*2*20"]), on="20260920")]


def denied() -> list[SimulatedFile]:
    """The original and its denial."""
    return [sent(Sent("H1")), paid(Clp("H1", "4", 120, 0, 0, ["CO*16*120"]), on="20260920")]


def again(
    number: str = "H2",
    charge: int = 150,
    *,
    frequency: str = "7",
    names: str = "P1",
    on: str = "20260925",
) -> SimulatedFile:
    """A replacement or void."""
    return sent(Sent(number, charge, frequency=frequency, replaces=names), on=on)


def back(number: str = "H1") -> Clp:
    """The reversal of the original's payment."""
    return Clp(number, "22", -120, -100, 0, ["PR*2*-20"])


def second_back(number: str) -> Clp:
    """The reversal of the second version's payment."""
    return Clp(number, "22", -150, -130, 0, ["PR*2*-20"])


def answer(number: str = "H1", charge: int = 150, *, icn: str = "P2", frequency: str = "7") -> Clp:
    """Return what the payer paid for the replacement: all but 20 dollars."""
    cas = ["PR*2*20"]
    return Clp(number, "1", charge, charge - 20, 20, cas, icn=icn, frequency=frequency)


def on(*claims: Clp, day: str = "20261010", withheld: int = 0) -> SimulatedFile:
    """A payment of these."""
    return paid(*claims, on=day, plb=[("WO:P1", -withheld)] if withheld else [])


SITUATIONS: dict[str, tuple[Files, dict[str, Money]]] = {
    "answered under its own number": (
        lambda: [*first(), again(), on(back(), answer("H2"))],
        {"H1": GONE, "H2": PAID},
    ),
    "the reversal bears the replacement's number": (
        lambda: [*first(), again(), on(back("H2"), answer("H2"))],
        {"H1": GONE, "H2": PAID},
    ),
    "the same with equal amounts": (
        lambda: [*first(), again(charge=120), on(back("H2"), answer("H2", 120))],
        {"H1": GONE, "H2": (S.PAID, 100, 20)},
    ),
    "the replacement's own payment is taken back": (
        lambda: [
            *first(),
            again(charge=120),
            on(back(), answer("H2", 120)),
            on(back("H2"), day="20261020", withheld=100),
        ],
        {"H1": GONE, "H2": GONE},
    ),
    "the reversal bears the third version's number": (
        lambda: [
            *first(),
            again(),
            again("H3", 170, on="20261012"),
            on(back("H3"), answer("H3", 170, icn="P3"), day="20261020"),
        ],
        {"H1": GONE, "H2": (S.SUBMITTED, 0, 0), "H3": (S.PAID, 150, 20)},
    ),
    "what was denied, answered under the original's number": (
        lambda: [*denied(), again(), on(answer())],
        {"H1": (S.DENIED, 0, 0), "H2": PAID},
    ),
    "the same with one charge, and without a word of a replacement": (
        lambda: [*denied(), again(charge=120), on(answer(charge=120, frequency="1"))],
        {"H1": (S.DENIED, 0, 0), "H2": (S.PAID, 100, 20)},
    ),
    "denied under the original's number": (
        lambda: [
            *first(),
            again(),
            on(back(), Clp("H1", "4", 150, 0, 0, ["CO*50*150"], icn="P2"), withheld=100),
        ],
        {"H1": GONE, "H2": (S.DENIED, 0, 0)},
    ),
    "a status under the original's number": (
        lambda: [*first(), again(charge=120), answered(Answer("H1", "P1:20", "P2", "20261001"))],
        {"H1": (S.PAID, 100, 20), "H2": (S.IN_PROCESS, 0, 0)},
    ),
    "three versions under one number of the payer's": (
        lambda: [
            *first(),
            again(),
            on(back(), answer("H2", icn="P1"), day="20261001"),
            again("H3", 170, on="20261012"),
            on(second_back("H2"), answer("H3", 170, icn="P1"), day="20261020"),
        ],
        {"H1": GONE, "H2": GONE, "H3": (S.PAID, 150, 20)},
    ),
    "the same, answered under the original's number": (
        lambda: [
            *first(),
            again(),
            on(back(), answer(icn="P1"), day="20261001"),
            again("H3", 170, on="20261012"),
            on(second_back("H1"), answer("H1", 170, icn="P1"), day="20261020"),
        ],
        {"H1": GONE, "H2": GONE, "H3": (S.PAID, 150, 20)},
    ),
    "a void, answered under the original's number": (
        lambda: [*first(), again("H1V", 120, frequency="8"), on(back(), withheld=100)],
        {"H1": GONE, "H1V": (S.VOIDED, 0, 0)},
    ),
    "a void, answered under its own number": (
        lambda: [*first(), again("H1V", 120, frequency="8"), on(back("H1V"), withheld=100)],
        {"H1": GONE, "H1V": (S.VOIDED, 0, 0)},
    ),
    "a void under the original's number": (
        lambda: [*first(), again("H1", 120, frequency="8"), on(back(), withheld=100)],
        {"H1": GONE},
    ),
}


@pytest.mark.capability("C3.7")
@pytest.mark.parametrize("name", SITUATIONS)
def test_each_version_has_its_own_money(name: str) -> None:
    files, expected = SITUATIONS[name]

    pipeline = played(files())

    assert standing(pipeline) == expected
    assert flags(pipeline) == []
    assert unmatched(pipeline) == []


@pytest.mark.capability("C3.6")
def test_a_unknown_number_is_decided_about_again_when_a_lineage_is_found() -> None:
    """Both the original and what replaced it bear the payer's number, which one number awaits.

    The worker that finds the lineage has decided about the unknown number just before.
    """
    strange = Clp("H2", "22", -150, 0, 0, ["PR*2*-150"])
    files = [
        again("H1", 120, on="20260922"),
        sent(Sent("H1")),
        again("H1", 150, on="20260911"),
        on(strange, answer(charge=120, icn="P1"), day="20261128"),
        again("H3", 120, on="20260908"),
    ]

    pipeline = played(files, orders=4)

    assert standing(pipeline)["H3"] == (S.PAID, 100, 20)
    assert len(unmatched(pipeline)) == 1
