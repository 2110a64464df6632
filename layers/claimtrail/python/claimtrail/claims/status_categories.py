"""Claim status categories (list 507, STC01-1): the state each means, who sends it, our wording.

Codes are facts of the published list; states, ranks and texts are this project's own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from types import MappingProxyType

from claimtrail.claims.events import EventKind
from claimtrail.claims.states import State


class Rank(IntEnum):
    """How much a piece of evidence weighs against another within one submission."""

    SUBMISSION = 0
    TA1 = 1
    IMPLEMENTATION_ACKNOWLEDGMENT = 2
    """999, and HL7 v2 ACK."""
    FRONT_END = 3
    """277CA."""
    PENDING = 4
    """277 P."""
    REQUEST = 5
    """277 R."""
    FINAL = 6
    """277 F."""
    REMITTANCE = 7
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
    meaning: str
    stopped_on: date | None = None
    """The first day on which the code is no longer legal; date.min when it never took effect."""


_CA = frozenset({EventKind.FRONT_END_STATUS})
_ANSWER = frozenset({EventKind.STATUS_REPORTED})
_BOTH = _CA | _ANSWER

# code, state, carriers, our wording
_ROWS: tuple[tuple[str, State | None, frozenset[EventKind], str], ...] = (
    ("A0", State.RECEIVED, _CA, "forwarded to another party"),
    ("A1", State.RECEIVED, _CA, "received by the front end, not yet accepted"),
    ("A2", State.ACCEPTED, _CA, "accepted into adjudication"),
    ("A3", State.FRONT_END_REJECTED, _CA, "returned as unprocessable"),
    ("A4", None, _BOTH, "not found"),
    ("A5", State.ACCEPTED, _CA, "split by the payer and accepted"),
    ("A6", State.FRONT_END_REJECTED, _CA, "rejected: information is missing"),
    ("A7", State.FRONT_END_REJECTED, _CA, "rejected: information is invalid"),
    ("A8", State.FRONT_END_REJECTED, _CA, "rejected: a related field is in error"),
    ("P0", State.IN_PROCESS, _ANSWER, "pending, no detail given"),
    ("P1", State.IN_PROCESS, _ANSWER, "in process"),
    ("P2", State.IN_REVIEW, _ANSWER, "in review at the payer"),
    ("P3", State.PENDED_PROVIDER_INFO, _ANSWER, "waits for the provider"),
    ("P4", State.PENDED_PATIENT_INFO, _ANSWER, "waits for the patient"),
    ("P5", State.PAYER_HOLD, _ANSWER, "on hold at the payer"),
    ("F0", State.ADJUDICATED, _ANSWER, "finalized"),
    ("F1", State.ADJUDICATED, _ANSWER, "finalized, payment to follow"),
    ("F2", State.DENIED, _ANSWER, "finalized as denied"),
    ("F3", State.REVISED, _ANSWER, "finalized and revised"),
    ("F3F", State.FORWARDED, _ANSWER, "finalized and forwarded to another payer"),
    ("F3N", State.ADJUDICATED, _ANSWER, "finalized, not forwarded"),
    ("F4", State.FINAL_NO_PAYMENT, _ANSWER, "finalized without payment"),
    ("E0", None, _ANSWER, "our inquiry was in error"),
    ("E1", None, _ANSWER, "the payer's system did not answer"),
    ("E2", None, _ANSWER, "the information holder did not answer"),
    ("E3", None, _ANSWER, "our inquiry needs correction"),
    ("E4", None, _ANSWER, "the trading partner agreement forbids the inquiry"),
    ("D0", None, _ANSWER, "several claims match the inquiry, or none"),
)
# R0 to R17 without R2, which the list does not have: all wait for the provider.
_REQUESTS = {
    "R0": "asks for information",
    "R1": "asks for details of the entity",
    "R3": "asks for claim details",
    "R4": "asks for documentation",
    "R5": "asks for more about accident or injury",
    "R6": "asks for regulatory information",
    "R7": "asks for details of care",
    "R8": "asks for authorization",
    "R9": "asks for service line details",
    "R10": "asks for medical records",
    "R11": "asks for more about a prior payer",
    "R12": "asks for billing details",
    "R13": "asks for procedure details",
    "R14": "asks for diagnosis details",
    "R15": "asks for drug details",
    "R16": "asks for equipment details",
    "R17": "asks for dates",
}
# Stopped codes stay known, so that a late one is reported as what it is.
_STOPPED: tuple[tuple[str, date, str], ...] = (
    ("X0", date.min, "stopped code"),
    ("F5", date(2003, 10, 16), "stopped code: cannot process"),
    ("RQ", date(2008, 1, 1), "stopped code: asks for information"),
)

_RANKS = {"A": Rank.FRONT_END, "P": Rank.PENDING, "R": Rank.REQUEST, "F": Rank.FINAL}


def _rank(code: str) -> Rank:
    return _RANKS.get(code[0], Rank.PENDING)


def _categories() -> Iterator[Category]:
    for code, state, carriers, meaning in _ROWS:
        yield Category(code=code, state=state, rank=_rank(code), carriers=carriers, meaning=meaning)
    for code, meaning in _REQUESTS.items():
        yield Category(
            code=code,
            state=State.PENDED_PROVIDER_INFO,
            rank=Rank.REQUEST,
            carriers=_ANSWER,
            meaning=meaning,
        )
    for code, stopped_on, meaning in _STOPPED:
        yield Category(
            code=code,
            state=None,
            rank=_rank(code),
            carriers=_ANSWER,
            meaning=meaning,
            stopped_on=stopped_on,
        )


CATEGORIES: MappingProxyType[str, Category] = MappingProxyType(
    {category.code: category for category in _categories()}
)
"""By code. DR01 to DR08 are left out: they stand in the data-reporting acknowledgment only."""


def find_category(code: str, *, kind: EventKind, on: date) -> Category | None:
    """The category if that transaction may carry it on that day; None is a finding."""
    category = CATEGORIES.get(code)
    if category is None or kind not in category.carriers:
        return None
    if category.stopped_on is not None and on >= category.stopped_on:
        return None
    return category
