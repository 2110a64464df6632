"""Reversals, second decisions and duplicates' denials, as payers' 835s show them."""

from collections.abc import Callable

import pytest

from claimtrail.claims.lifecycle.states import State
from simulator.model import SimulatedFile
from tests.harness.files.made_files import Clp, Sent, Svc, paid, sent
from tests.harness.pipelines.played import Money, flags, played, standing

S = State
Files = Callable[[], list[SimulatedFile]]

TWO = (("99213", 100), ("87880", 50))
BACK = [("WO:P1", -100)]


def one() -> SimulatedFile:
    """The claim of most situations."""
    return sent(Sent("HL0001"))


def pays(cents: int = 100, *, on: str = "20260920", icn: str = "P1") -> SimulatedFile:
    """A payment of all that the patient does not owe."""
    return paid(clp(cents, icn=icn), on=on)


def clp(cents: int = 100, *, icn: str = "P1") -> Clp:
    """Its claim."""
    return Clp("HL0001", "1", 120, cents, 120 - cents, [f"PR*2*{120 - cents}"], icn=icn)


def back(*, icn: str = "P1") -> Clp:
    """The reversal of 100 dollars."""
    return Clp("HL0001", "22", -120, -100, 0, ["PR*2*-20"], icn=icn)


def takes_back(*, on: str = "20261010") -> SimulatedFile:
    """The reversal in a payment of its own."""
    return paid(back(), on=on, plb=BACK)


def copy_denied(
    cas: str = "OA*18*120", *, on: str = "20261007", status: str = "4", icn: str = "P7"
) -> SimulatedFile:
    """The denial of a second copy."""
    share = 120 if cas.startswith("PR") else 0
    return paid(Clp("HL0001", status, 120, 0, share, [cas], icn=icn), on=on)


def part(code: str, charge: int, cents: int) -> Svc:
    """A line of which the patient owes the rest."""
    return Svc(code, charge, cents, [f"PR*2*{charge - cents}"])


def split(code: str, charge: int, cents: int, *, on: str, icn: str = "S1") -> SimulatedFile:
    """One line of a claim of two, in a payment of its own."""
    lines = [part(code, charge, cents)]
    return paid(Clp("HL0001", "1", charge, cents, charge - cents, icn=icn, lines=lines), on=on)


def whole_split_back() -> SimulatedFile:
    """The reversal of both lines at once."""
    lines = [part("99213", -100, -80), part("87880", -50, -40)]
    whole = Clp("HL0001", "22", -150, -120, icn="S1", lines=lines)
    return paid(whole, on="20261010", plb=[("WO:S1", -120)])


def replaced() -> SimulatedFile:
    """A replacement under the same number."""
    return sent(Sent("HL0001", frequency="7", replaces="P1"), on="20260925")


SITUATIONS: dict[str, tuple[Files, Money, list[str]]] = {
    "a correction before its reversal in one payment": (
        lambda: [one(), pays(), paid(clp(80), back(), plb=[("WO:P1", -20)])],
        (S.PAID, 80, 40),
        [],
    ),
    "paid, taken back, paid again alike, taken back, paid otherwise": (
        lambda: [
            one(),
            pays(),
            takes_back(on="20260925"),
            pays(on="20260930"),
            takes_back(on="20261003"),
            pays(80, on="20261005"),
        ],
        (S.PAID, 80, 40),
        [],
    ),
    "two reversals of one payment": (
        lambda: [one(), pays(), takes_back(), takes_back(on="20261011")],
        (S.REVERSED, 0, 0),
        ["nothing_to_reverse"],
    ),
    "a reversal of a part of what was paid": (
        lambda: [
            one(),
            pays(),
            paid(Clp("HL0001", "22", -120, -40, 0, ["PR*2*-80"]), on="20261010"),
        ],
        (S.PAID, 100, 20),
        ["nothing_to_reverse"],
    ),
    "a denial taken back for a payment": (
        lambda: [
            one(),
            paid(Clp("HL0001", "1", 120, 0, 0, ["CO*16*120"]), on="20260920"),
            paid(Clp("HL0001", "22", -120, 0, 0, ["CO*16*-120"]), clp(icn="P2")),
        ],
        (S.PAID, 100, 20),
        [],
    ),
    "a claim split over two payments, and taken back at once": (
        lambda: [
            sent(Sent("HL0001", 150, TWO)),
            split("99213", 100, 80, on="20260920"),
            split("87880", 50, 40, on="20260927"),
            whole_split_back(),
        ],
        (S.REVERSED, 0, 0),
        [],
    ),
    "a claim split under two numbers, and taken back at once": (
        lambda: [
            sent(Sent("HL0001", 150, TWO)),
            split("99213", 100, 80, on="20260920", icn="S2"),
            split("87880", 50, 40, on="20260927"),
            whole_split_back(),
        ],
        (S.REVERSED, 0, 0),
        [],
    ),
    "a payment taken back after a copy was denied": (
        lambda: [one(), pays(), copy_denied(), takes_back()],
        (S.REVERSED, 0, 0),
        [],
    ),
    "a copy denied before its payment, which is taken back": (
        lambda: [one(), copy_denied(on="20260910"), pays(), takes_back()],
        (S.REVERSED, 0, 0),
        [],
    ),
    "a payment taken back because it was of a duplicate": (
        lambda: [
            one(),
            pays(),
            paid(back(), Clp("HL0001", "4", 120, 0, 0, ["OA*18*120"]), on="20261010", plb=BACK),
        ],
        (S.DENIED, 0, 0),
        [],
    ),
    "a replacement denied as a duplicate of what was paid": (
        lambda: [one(), pays(on="20260910"), replaced(), copy_denied()],
        (S.PAID, 100, 20),
        [],
    ),
    "the same, and then the payment is taken back": (
        lambda: [one(), pays(on="20260910"), replaced(), copy_denied(), takes_back()],
        (S.REVERSED, 0, 0),
        [],
    ),
    "the same, and then the replacement is decided": (
        lambda: [
            one(),
            pays(on="20260910"),
            replaced(),
            copy_denied(),
            paid(back(), clp(110, icn="P8"), on="20261010"),
        ],
        (S.PAID, 110, 10),
        [],
    ),
    "what was denied is sent again, and denied as a duplicate": (
        lambda: [
            one(),
            paid(Clp("HL0001", "4", 120, 0, 0, ["CO*50*120"]), on="20260910"),
            sent(Sent("HL0001"), on="20260915"),
            copy_denied(),
        ],
        (S.DENIED, 0, 0),
        [],
    ),
}


@pytest.mark.capability("C7.6")
@pytest.mark.parametrize("name", SITUATIONS)
def test_the_money_is_what_the_payer_left_standing(name: str) -> None:
    files, expected, flagged = SITUATIONS[name]

    pipeline = played(files())

    assert standing(pipeline) == {"HL0001": expected}
    assert flags(pipeline) == flagged


@pytest.mark.capability("C3.4")
@pytest.mark.parametrize("status", ["1", "4"])
@pytest.mark.parametrize("cas", ["OA*18*120", "PR*18*120", "CO*B13*120"])
@pytest.mark.parametrize("icn", ["P1", "P7", ""], ids=["same number", "other", "none"])
def test_a_copy_denied_before_the_payment_denies_nothing(icn: str, cas: str, status: str) -> None:
    denial = copy_denied(cas, on="20260910", status=status, icn=icn)

    pipeline = played([one(), pays(), denial], orders=0)

    assert standing(pipeline) == {"HL0001": (S.PAID, 100, 20)}
    assert flags(pipeline) == []
