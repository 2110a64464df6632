"""Claim status categories (list 507, STC01-1): the state that each means, and who sends it.

Codes are facts of the published list (their texts are in `codes/`); states and ranks are ours.
"""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from types import MappingProxyType

from claimtrail.claims.facts.kinds import EventKind
from claimtrail.claims.lifecycle.states import State


class Rank(IntEnum):
    """The weight of a piece of evidence against another within one submission."""

    SUBMISSION = 0
    TA1 = 1
    IMPLEMENTATION_ACKNOWLEDGMENT = 2
    """999, and HL7 v2 ACK."""
    CLEARINGHOUSE = 3
    """277CA of a clearinghouse (2100A NM1*AY)."""
    FRONT_END = 4
    """277CA of the payer."""
    PENDING = 5
    """277 P."""
    REQUEST = 6
    """277 R."""
    FINAL = 7
    """277 F."""
    REMITTANCE = 8
    """835."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """One code of list 507."""

    code: str
    state: State | None
    """None: the claim stays where it is."""
    rank: Rank
    carriers: frozenset[EventKind]
    """The transactions in which the code may stand."""
    stopped_on: date | None = None
    """The first day on which the code is no longer legal; None while it is."""


# A whole batch, or a provider in it, gets its status in a 277CA or in a 277.
_CA = frozenset({EventKind.FRONT_END_STATUS, EventKind.BATCH_STATUS})
_ANSWER = frozenset({EventKind.STATUS_REPORTED, EventKind.BATCH_STATUS})
_BOTH = _CA | _ANSWER

_ROWS: tuple[tuple[str, State | None, frozenset[EventKind]], ...] = (
    ("A0", State.RECEIVED, _CA),
    ("A1", State.RECEIVED, _CA),
    ("A2", State.ACCEPTED, _CA),
    ("A3", State.FRONT_END_REJECTED, _CA),
    ("A4", None, _BOTH),
    ("A5", State.ACCEPTED, _CA),
    ("A6", State.FRONT_END_REJECTED, _CA),
    ("A7", State.FRONT_END_REJECTED, _CA),
    ("A8", State.FRONT_END_REJECTED, _CA),
    ("P0", State.IN_PROCESS, _ANSWER),
    ("P1", State.IN_PROCESS, _ANSWER),
    ("P2", State.IN_REVIEW, _ANSWER),
    ("P3", State.PENDED_PROVIDER_INFO, _ANSWER),
    ("P4", State.PENDED_PATIENT_INFO, _ANSWER),
    ("P5", State.PAYER_HOLD, _ANSWER),
    # The list has no R2.
    *((f"R{number}", State.PENDED_PROVIDER_INFO, _ANSWER) for number in (0, 1, *range(3, 18))),
    ("F0", State.ADJUDICATED, _ANSWER),
    ("F1", State.ADJUDICATED, _ANSWER),
    ("F2", State.DENIED, _ANSWER),
    ("F3", State.REVISED, _ANSWER),
    ("F3F", State.FORWARDED, _ANSWER),
    ("F3N", State.ADJUDICATED, _ANSWER),
    ("F4", State.FINAL_NO_PAYMENT, _ANSWER),
    ("E0", None, _ANSWER),
    ("E1", None, _ANSWER),
    ("E2", None, _ANSWER),
    ("E3", None, _ANSWER),
    ("E4", None, _ANSWER),
    ("D0", None, _ANSWER),
    # Stopped codes stay known, so that a late one is reported as what it is.
    ("X0", None, _ANSWER),
    ("F5", None, _ANSWER),
    ("RQ", None, _ANSWER),
)

_STOPPED_ON = MappingProxyType({"X0": date.min, "F5": date(2003, 10, 16), "RQ": date(2008, 1, 1)})
"""The first day on which a code is no longer legal; X0's is not known to us, and long ago."""

_RANKS = {"A": Rank.FRONT_END, "P": Rank.PENDING, "R": Rank.REQUEST, "F": Rank.FINAL}


CATEGORIES: MappingProxyType[str, Category] = MappingProxyType(
    {
        code: Category(
            code=code,
            state=state,
            rank=_RANKS.get(code[0], Rank.PENDING),
            carriers=carriers,
            stopped_on=_STOPPED_ON.get(code),
        )
        for code, state, carriers in _ROWS
    }
)
"""By code. DR01 to DR08 are left out: they stand in the data-reporting acknowledgment only."""
