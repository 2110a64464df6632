"""Statuses of several payer claims and several front ends: which one the claim shows."""

from collections.abc import Callable

import pytest

from claimtrail.claims.lifecycle.states import State
from simulator.model import SimulatedFile
from tests.harness.files.made_files import (
    Answer,
    Clp,
    Provider,
    Sent,
    Taken,
    acknowledged,
    answered,
    sent,
)
from tests.harness.files.made_files import paid as paid_in
from tests.harness.pipelines.played import flags, played, standing

S = State
Files = Callable[[], list[SimulatedFile]]


def one(on: str = "20260901") -> SimulatedFile:
    """The claim."""
    return sent(Sent("HL0001"), on=on)


def says(status: str, icn: str = "", on: str = "10") -> SimulatedFile:
    """A 277 about it."""
    return answered(Answer("HL0001", status, icn, f"202609{on}"))


def front(status: str, on: str = "02", *, source: str = "PR") -> SimulatedFile:
    """A 277CA about it, of the payer or (AY) of a clearinghouse."""
    taken = Taken("HL0001", status, "U" if status.startswith("A3") else "WQ", on=f"202609{on}")
    return acknowledged(Provider(claims=[taken]), reference="B1", source=source, on=f"202609{on}")


def paid(icn: str = "P1") -> SimulatedFile:
    """An 835 that pays it."""
    return paid_in(Clp("HL0001", "1", 120, 100, 20, ["PR*2*20"], icn=icn))


WAITS = S.PENDED_PROVIDER_INFO
DUPLICATE = "F2:54"

SITUATIONS: dict[str, tuple[Files, State]] = {
    "P3, then F1 of another number": (
        lambda: [one(), says("P3:123", "K1"), says("F1:65", "K2", "20")],
        WAITS,
    ),
    "P3, then F2 of another number": (
        lambda: [one(), says("P3:123", "K1"), says("F2:88", "K2", "20")],
        WAITS,
    ),
    "F2, then P3 of another number": (
        lambda: [one(), says("P3:123", "K1", "20"), says("F2:88", "K2")],
        WAITS,
    ),
    "R4, then P1 of another number": (
        lambda: [one(), says("R4:294", "K1"), says("P1:20", "K2", "20")],
        WAITS,
    ),
    "P3, then P2 of the same number": (
        lambda: [one(), says("P3:123", "K1"), says("P2:0", "K1", "20")],
        S.IN_REVIEW,
    ),
    "P3, then paid under the same number": (
        lambda: [one(), says("P3:123", "K1"), paid("K1")],
        S.PAID,
    ),
    "a code of the NCPDP list": (lambda: [one(), says("P3:75::RX", "K1")], WAITS),
    "not found": (lambda: [one(), says("A4:35")], S.SUBMITTED),
    "F1, then a copy denied under another number": (
        lambda: [one(), says("F1:65", "K1"), says(DUPLICATE, "K2", "20")],
        S.ADJUDICATED,
    ),
    "a copy denied, then F1 under another number": (
        lambda: [one(), says("F1:65", "K1", "20"), says(DUPLICATE, "K2")],
        S.ADJUDICATED,
    ),
    "nothing but a denial as a duplicate": (lambda: [one(), says(DUPLICATE, "K2")], S.DENIED),
    "accepted by a clearinghouse": (lambda: [one(), front("A2:20", source="AY")], S.RECEIVED),
    "accepted by a clearinghouse after the payer's rejection": (
        lambda: [one(), front("A3:21"), front("A2:20", "04", source="AY")],
        S.FRONT_END_REJECTED,
    ),
    "rejected by a clearinghouse": (
        lambda: [one(), front("A3:21", source="AY")],
        S.FRONT_END_REJECTED,
    ),
    "rejected by a clearinghouse, accepted by the payer": (
        lambda: [one(), front("A3:21", source="AY"), front("A2:20", "04")],
        S.ACCEPTED,
    ),
    "rejected by a clearinghouse after the payer accepted": (
        lambda: [one(), front("A2:20"), front("A3:21", "04", source="AY")],
        S.ACCEPTED,
    ),
    "rejected by a clearinghouse, asked for by the payer": (
        lambda: [one(), front("A3:21", source="AY"), says("P3:123", "K1")],
        WAITS,
    ),
    "rejected by a clearinghouse, paid": (
        lambda: [one(), front("A3:21", source="AY"), paid()],
        S.PAID,
    ),
    "rejected by a clearinghouse, sent again, accepted": (
        lambda: [one(), front("A3:21", source="AY"), one("20260905"), front("A2:20", "06")],
        S.ACCEPTED,
    ),
    "accepted, sent again, the copy rejected": (
        lambda: [one(), front("A2:20"), one("20260910"), front("A3:54", "11")],
        S.ACCEPTED,
    ),
}


@pytest.mark.capability("C3.2")
@pytest.mark.parametrize("name", SITUATIONS)
def test_the_claim_shows_what_somebody_can_act_on(name: str) -> None:
    files, expected = SITUATIONS[name]

    pipeline = played(files())

    assert standing(pipeline)["HL0001"][0] is expected
    assert set(flags(pipeline)) <= {"duplicate_submission"}
