"""Refusals of batches and providers as payers write them: exactly whose claims move."""

from collections.abc import Callable, Sequence

import pytest

from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.matching.batch_model import DIFFERS
from simulator.model import SimulatedFile
from tests.harness.files.made_files import (
    CEDAR,
    NPI,
    Batch,
    Level,
    Provider,
    Sent,
    Taken,
    acknowledged,
    submission,
)
from tests.harness.pipelines.pipeline import Pipeline
from tests.harness.pipelines.played import played, standing

OTHER_NPI = "1497758544"
FIRST, SECOND, THIRD = Sent("HL0001", 120), Sent("HL0002", 350), Sent("HL0003", 330)
ALL = (FIRST, SECOND, THIRD)
LATER = (Sent("HL0011", 120), Sent("HL0012", 350), Sent("HL0013", 330))
REJECTED, WAITS = State.FRONT_END_REJECTED, State.SUBMITTED

Files = Callable[[], list[SimulatedFile]]


def batch(claims: Sequence[Sent] = ALL, *, on: str = "20260901") -> SimulatedFile:
    """A batch of one provider, under the reference that all of them have."""
    return submission(Batch([(NPI, claims)], on=on))


def refused(
    count: int = 3, amount: str = "800", *, on: str = "20260902", received: str = "20260901"
) -> SimulatedFile:
    """The refusal of a whole batch."""
    totals = [f"QTY*AA*{count}", f"AMT*YY*{amount}"]
    level = Level(f"A3:24:41*{on}*U*{amount}", totals)
    return acknowledged(batch=level, on=on, received=received)


def provider_refused(
    identifier: str, count: int, amount: int, *others: Provider, qualifier: str = "XX"
) -> SimulatedFile:
    """The refusal of one provider beside others."""
    level = Level(f"A8:496:85**U*{amount}", [f"QTY*QC*{count}", f"AMT*YY*{amount}"])
    return acknowledged(Provider(identifier, level, qualifier=qualifier), *others)


def reasons(pipeline: Pipeline) -> list[str]:
    """Why statuses of batches wait for a person."""
    found = pipeline.store.list_batch_exceptions(payer_id="juniper-medicaid", limit=10)
    return [result.reason for result in found]


def states(pipeline: Pipeline) -> dict[str, State]:
    """The claims' states by number."""
    return {number: money[0] for number, money in standing(pipeline).items()}


def every(claims: Sequence[Sent], state: State) -> dict[str, State]:
    """One state for all of them."""
    return dict.fromkeys((claim.number for claim in claims), state)


SITUATIONS: dict[str, tuple[Files, dict[str, State], list[str]]] = {
    "a cent too much": (lambda: [batch(), refused(3, "800.01")], every(ALL, WAITS), [DIFFERS]),
    "one claim less": (lambda: [batch(), refused(2)], every(ALL, WAITS), [DIFFERS]),
    "one reference on two days, the first refused": (
        lambda: [batch(), batch(LATER, on="20260908"), refused()],
        every(ALL, REJECTED) | every(LATER, WAITS),
        [],
    ),
    "one reference on two days, the second refused": (
        lambda: [
            batch(),
            batch(LATER, on="20260908"),
            refused(on="20260909", received="20260908"),
        ],
        every(ALL, WAITS) | every(LATER, REJECTED),
        [],
    ),
    "refused, and sent again under its reference": (
        lambda: [batch(), refused(), batch(on="20260905")],
        every(ALL, State.RESUBMITTED),
        [],
    ),
    "refused, sent again under its reference, and refused": (
        lambda: [
            batch(),
            refused(),
            batch(on="20260905"),
            refused(on="20260906", received="20260905"),
        ],
        every(ALL, REJECTED),
        [],
    ),
    "a batch of two payers": (
        lambda: [batch((*ALL, Sent("HL0009", 90, payer=CEDAR))), refused()],
        every(ALL, REJECTED) | {"HL0009": WAITS},
        [],
    ),
    "a provider with two levels of the 837": (
        lambda: [
            submission(Batch([(NPI, [FIRST]), (OTHER_NPI, [SECOND]), (NPI, [THIRD])])),
            provider_refused(
                NPI,
                2,
                450,
                Provider(OTHER_NPI, Level("A1:19:PR**WQ*350"), [Taken("HL0002", charge=350)]),
            ),
        ],
        {"HL0001": REJECTED, "HL0002": State.ACCEPTED, "HL0003": REJECTED},
        [],
    ),
    "a provider refused by its tax id": (
        lambda: [batch(), provider_refused("00-4000001", 3, 800, qualifier="FI")],
        every(ALL, REJECTED),
        [],
    ),
    "a provider refused in one of two batches": (
        lambda: [
            submission(Batch([(NPI, [FIRST])])),
            submission(Batch([(NPI, [SECOND, THIRD])], reference="OWN2")),
            provider_refused(NPI, 1, 120),
        ],
        {"HL0001": REJECTED, "HL0002": WAITS, "HL0003": WAITS},
        [],
    ),
    "two sets under one reference, refused one by one": (
        lambda: [
            submission(Batch([(NPI, [FIRST])]), Batch([(NPI, [SECOND, THIRD])])),
            refused(1, "120"),
            refused(2, "680"),
        ],
        every(ALL, REJECTED),
        [],
    ),
    "accepted as a whole": (
        lambda: [batch(), acknowledged(batch=Level("A1:19:PR*20260902*WQ*800"))],
        every(ALL, WAITS),
        [],
    ),
}


@pytest.mark.capability("C1.8")
@pytest.mark.parametrize("name", SITUATIONS)
def test_a_refusal_moves_exactly_its_claims(name: str) -> None:
    files, expected, waiting = SITUATIONS[name]

    pipeline = played(files())

    assert states(pipeline) == expected
    assert reasons(pipeline) == waiting
