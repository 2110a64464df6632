"""The table of expectations: by state, the words that a claim can wait for, and their clocks.

Data alone: `expectations.py` reads it, and `docs/lifecycle.md` is rendered from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.lifecycle.transitions import AT_PAYER

EXPECTATIONS_VERSION = 3
"""Part of every rule that an expectation names; grows when a row below changes."""

S = State
Party = Literal["payer", "provider", "patient"]


class ExpectedWord(StrEnum):
    """The words that a claim can wait for."""

    SUBMISSION = "837"
    SET_ACKNOWLEDGMENT = "999"
    CLAIM_ACKNOWLEDGMENT = "277CA"
    DECISION = "decision"
    REMITTANCE = "remittance"
    DOCUMENTS = "documents"
    INFORMATION = "information"
    CORRECTION = "correction"
    APPEAL = "appeal"
    PAYMENT = "payment"


ESCALATING = frozenset({ExpectedWord.DOCUMENTS, ExpectedWord.INFORMATION})
"""Words of others that the payer waits for: a claim that waits for them in vain escalates too."""


class ClockStart(StrEnum):
    """The day from which a clock counts: day 0."""

    STATE = "the claim's state"
    LAST_WORD = "the last word of another"
    """A decision of our own, as reopening, starts no clock."""
    SUBMISSION = "its submission"
    ACCEPTANCE = "its acceptance"
    SERVICE = "its last day of service"
    ARRIVAL = "the arrival of the payer's first word"
    """The days of the payer's profile count, where it says how long such a word may wait."""


class RowCondition(StrEnum):
    """The conditions of rows, in the words that docs/lifecycle.md shows."""

    ALWAYS = ""
    SENDS_999 = "the payer sends 999s"
    SENDS_277CA = "the payer sends 277CAs"
    NOT_REMITTED = "no remittance has come"
    NEXT_PAYER = "the next payer is awaited"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectationClock:
    """A number of days, and from when they count."""

    setting: str
    """The field of `PayerClocks` or its `Deadlines` with the number; empty: no profile says."""
    start: ClockStart
    default: int
    in_business_days: bool = False
    """False: calendar days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectationRow:
    """One row: the word that is awaited in a state, and its clocks."""

    party: Party
    word: ExpectedWord
    clocks: tuple[ExpectationClock, ...]
    """The earliest of those that the profile names; the default of the last where it names none."""
    when: RowCondition = RowCondition.ALWAYS


def _row(
    party: Party,
    word: ExpectedWord,
    *clocks: ExpectationClock,
    when: RowCondition = RowCondition.ALWAYS,
) -> ExpectationRow:
    return ExpectationRow(party=party, word=word, clocks=clocks, when=when)


def _after(
    start: ClockStart, setting: str, default: int, *, in_business_days: bool = False
) -> ExpectationClock:
    return ExpectationClock(
        setting=setting, start=start, default=default, in_business_days=in_business_days
    )


def _set_acknowledgment() -> ExpectationRow:
    clock = _after(ClockStart.SUBMISSION, "business_days_to_999", 1, in_business_days=True)
    word = ExpectedWord.SET_ACKNOWLEDGMENT
    return _row("payer", word, clock, when=RowCondition.SENDS_999)


def _claim_acknowledgment(start: ClockStart) -> ExpectationRow:
    clock = _after(start, "business_days_to_277ca", 5, in_business_days=True)
    word = ExpectedWord.CLAIM_ACKNOWLEDGMENT
    return _row("payer", word, clock, when=RowCondition.SENDS_277CA)


def _decision(start: ClockStart, *, when: RowCondition = RowCondition.ALWAYS) -> ExpectationRow:
    clock = _after(start, "adjudication_days", 30)
    return _row("payer", ExpectedWord.DECISION, clock, when=when)


def _remittance(*, when: RowCondition = RowCondition.ALWAYS) -> ExpectationRow:
    clock = _after(ClockStart.STATE, "business_days_to_835", 10, in_business_days=True)
    return _row("payer", ExpectedWord.REMITTANCE, clock, when=when)


_SUBMITTED = (
    _set_acknowledgment(),
    _claim_acknowledgment(ClockStart.SUBMISSION),
    _decision(ClockStart.SUBMISSION),
)
_BEFORE_ACCEPTANCE = (_claim_acknowledgment(ClockStart.STATE), _decision(ClockStart.STATE))
_TIMELY_FILING = _after(ClockStart.SERVICE, "timely_filing_days", 90)
_CORRECTION = _row(
    "provider",
    ExpectedWord.CORRECTION,
    _TIMELY_FILING,
    _after(ClockStart.LAST_WORD, "corrected_claim_days", 30),
)
_APPEAL = _row("provider", ExpectedWord.APPEAL, _after(ClockStart.LAST_WORD, "appeal_days", 60))
_NEXT_PAYER = _decision(ClockStart.STATE, when=RowCondition.NEXT_PAYER)
_UNPAID = (_remittance(when=RowCondition.NOT_REMITTED), _NEXT_PAYER, _APPEAL)

FINAL_STATES = frozenset({S.PAID, S.VOIDED, S.WRITTEN_OFF, S.CLOSED})
"""States in which nobody's word is awaited; of PAID unless a next payer's is."""

EXPECTATIONS: Mapping[State, tuple[ExpectationRow, ...]] = MappingProxyType(
    {
        S.DRAFT: (
            _row(
                "provider",
                ExpectedWord.SUBMISSION,
                _after(ClockStart.ARRIVAL, "", 3, in_business_days=True),
            ),
        ),
        S.SUBMITTED: _SUBMITTED,
        S.RESUBMITTED: _SUBMITTED,
        S.TRANSMISSION_REJECTED: (_CORRECTION,),
        S.SYNTAX_ACCEPTED: _BEFORE_ACCEPTANCE,
        # A clearinghouse's 277CA is followed by the payer's own.
        S.RECEIVED: _BEFORE_ACCEPTANCE,
        S.ACCEPTED: (_decision(ClockStart.ACCEPTANCE),),
        S.FRONT_END_REJECTED: (_CORRECTION,),
        # A payer's own delay (P2, P5) does not stop its window.
        **dict.fromkeys(AT_PAYER, (_decision(ClockStart.ACCEPTANCE),)),
        S.PENDED_PROVIDER_INFO: (
            _row(
                "provider",
                ExpectedWord.DOCUMENTS,
                _after(ClockStart.STATE, "documentation_days", 30),
            ),
        ),
        S.PENDED_PATIENT_INFO: (
            _row(
                "patient",
                ExpectedWord.INFORMATION,
                _after(ClockStart.STATE, "documentation_days", 30),
            ),
        ),
        S.ADJUDICATED: (_remittance(),),
        S.PAID: (_NEXT_PAYER,),
        S.PARTIALLY_PAID: (_NEXT_PAYER, _APPEAL),
        S.DENIED: _UNPAID,
        S.PATIENT_RESPONSIBILITY: (
            _NEXT_PAYER,
            _row("patient", ExpectedWord.PAYMENT, _after(ClockStart.STATE, "", 30)),
        ),
        S.FINAL_NO_PAYMENT: _UNPAID,
        S.REVISED: (_remittance(),),
        S.REVERSED: (_decision(ClockStart.STATE),),
        S.FORWARDED: (_decision(ClockStart.STATE),),
        S.PREDETERMINED: (_row("provider", ExpectedWord.SUBMISSION, _TIMELY_FILING),),
        S.APPEALED: (
            _row(
                "payer",
                ExpectedWord.DECISION,
                _after(ClockStart.STATE, "appeal_decision_days", 60),
            ),
        ),
        S.VOIDED: (),
        S.WRITTEN_OFF: (),
        S.CLOSED: (),
    }
)
"""By state, its rows: the first that applies decides."""
