"""Bundles, reductions and denials of lines: the state that their adjustments add up to."""

from collections.abc import Sequence

import pytest

from claimtrail.claims.lifecycle.states import State
from simulator.model import SimulatedFile
from tests.harness.files.made_files import Clp, Sent, Svc, paid, sent
from tests.harness.pipelines.played import flags, played, standing

S = State

OURS = (("11111", 100), ("22222", 50), ("33333", 30))
TAKEN = [Svc("22222", 50, 0, ["CO*97*50"]), Svc("33333", 30, 0, ["CO*97*30"])]
"""Two lines whose charges move to the first."""
WHOLE = [Svc("11111", 100, 80, ["CO*45*20"])]
PAID_THIRD = [Svc("33333", 30, 30)]


def bundled(paid_dollars: int, *cas: str, code: str = "11111") -> list[Svc]:
    """The line that takes all charges of the bundle."""
    return [Svc(code, 100, paid_dollars, cas, submitted="11111" if code != "11111" else "")]


def in_bundle(code: str) -> list[Svc]:
    """The others, under the code that the payer paid for."""
    return [Svc(code, line.charge, 0, line.cas, submitted=line.code) for line in TAKEN]


CASES: dict[str, tuple[Sequence[Svc], int, tuple[S, int, int]]] = {
    "three lines under a code of the payer's": (
        [*bundled(150, "OA*94*-80", "CO*45*30", code="44444"), *in_bundle("44444")],
        0,
        (S.PAID, 150, 0),
    ),
    "a 94 for each line": (
        [*bundled(150, "OA*94*-50", "OA*94*-30", "CO*45*30"), *TAKEN],
        0,
        (S.PAID, 150, 0),
    ),
    "the bundle after its parts": (
        [*TAKEN, *bundled(150, "OA*94*-80", "CO*45*30")],
        0,
        (S.PAID, 150, 0),
    ),
    "one of two lines does not return": (
        [*bundled(120, "OA*94*-50", "CO*45*30"), *TAKEN],
        0,
        (S.PARTIALLY_PAID, 120, 0),
    ),
    "all of the bundle is the patient's": (
        [*bundled(0, "OA*94*-80", "CO*45*30", "PR*1*150"), *TAKEN],
        150,
        (S.PATIENT_RESPONSIBILITY, 0, 150),
    ),
    "the bundle is denied": (
        [*bundled(0, "OA*94*-80", "CO*50*180"), *TAKEN],
        0,
        (S.DENIED, 0, 0),
    ),
    "the contract's share and a denial of the rest": (
        [*WHOLE, Svc("22222", 50, 0, ["CO*45*10", "CO*50*40"]), *PAID_THIRD],
        0,
        (S.PARTIALLY_PAID, 110, 0),
    ),
    "a denial of less than the rest": (
        [*WHOLE, Svc("22222", 50, 0, ["CO*45*10", "CO*50*20", "PR*1*20"]), *PAID_THIRD],
        20,
        (S.PAID, 110, 20),
    ),
    "all lines not covered, for the patient to pay": (
        [Svc(code, charge, 0, [f"PR*204*{charge}"]) for code, charge in OURS],
        180,
        (S.DENIED, 0, 180),
    ),
}


@pytest.mark.capability("C3.4")
@pytest.mark.parametrize("name", CASES)
def test_lines_are_denied_by_what_is_left_of_them(name: str) -> None:
    lines, share, expected = CASES[name]
    total = sum(line.paid for line in lines)

    pipeline = played([sent(Sent("HL0001", 180, OURS)), _paid(180, total, share, lines)])

    assert standing(pipeline) == {"HL0001": expected}
    assert flags(pipeline) == []


def _paid(charge: int, total: int, share: int, lines: Sequence[Svc]) -> SimulatedFile:
    return paid(Clp("HL0001", "1", charge, total, share, lines=lines))


@pytest.mark.capability("C3.4")
@pytest.mark.parametrize("cas", [[], ["CO*96*0"], ["CO*246*0"]], ids=" ".join)
def test_a_line_without_a_charge_is_not_denied(cas: list[str]) -> None:
    ours = sent(Sent("HL0001", 100, [("99213", 100), ("3074F", 0)]))
    lines = [Svc("99213", 100, 80, ["PR*2*20"]), Svc("3074F", 0, 0, cas)]

    pipeline = played([ours, _paid(100, 80, 20, lines)])

    assert standing(pipeline) == {"HL0001": (S.PAID, 80, 20)}


@pytest.mark.capability("C3.4")
@pytest.mark.parametrize(
    "lines",
    [
        [
            Svc("80047", 60, 50, ["PR*2*10"], submitted="80053"),
            Svc("80048", 40, 30, ["PR*2*10"], submitted="80053"),
        ],
        [
            Svc("80047", 100, 50, ["PR*2*20", "CO*45*30"], submitted="80053"),
            Svc("80048", 0, 30, ["OA*94*-30"], submitted="80053"),
        ],
    ],
    ids=["charge divided", "charge on the first"],
)
def test_a_line_that_the_payer_unbundled_is_ours(lines: list[Svc]) -> None:
    ours = sent(Sent("HL0001", 100, [("80053", 100)]))

    pipeline = played([ours, _paid(100, 80, 20, lines)])

    assert standing(pipeline) == {"HL0001": (S.PAID, 80, 20)}
    assert flags(pipeline) == []


@pytest.mark.capability("C3.4")
def test_a_claim_without_lines_is_denied_as_a_whole() -> None:
    denied = Clp("HL0001", "1", 120, 0, 0, ["CO*29*120"], no_lines=True)

    pipeline = played([sent(Sent("HL0001")), paid(denied)])

    assert standing(pipeline) == {"HL0001": (S.DENIED, 0, 0)}
