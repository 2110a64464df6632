"""The facts by which people decide about a claim's outcome: appeal, write off, close, reopen."""

from datetime import date
from enum import StrEnum
from typing import Literal

from claimtrail.claims.facts.kinds import EventKind, FrozenFact

SentBy = Literal["portal", "fax", "mail", "phone"]
"""The ways in which an appeal goes to the payer."""


class OutcomeAct(StrEnum):
    """The decisions that a person can make about a claim's outcome."""

    APPEAL = "APPEAL"
    WRITE_OFF = "WRITE_OFF"
    APPROVE = "APPROVE"
    """A second person agrees with a write-off that waits for one."""
    DECLINE = "DECLINE"
    """A second person, or the one who asked for it, turns such a write-off down."""
    CLOSE = "CLOSE"
    REOPEN = "REOPEN"
    """Undoes one write-off or one close."""


class AppealFact(FrozenFact):
    """An appeal as it went to the payer."""

    level: int
    """1 for the first request; Medicare has five levels (42 CFR 405.904)."""
    sent_on: date
    sent_by: SentBy
    payer_reference: str = ""
    """The payer's own number for the appeal; empty while it gave none."""
    last_day: date | None = None
    """The payer's last day for it, as it was known then; None when no profile says."""

    @property
    def is_late(self) -> bool:
        """Return whether it was sent after the payer's last day."""
        return self.last_day is not None and self.sent_on > self.last_day


class WriteOffFact(FrozenFact):
    """An amount of the balance that is not pursued any more."""

    amount_cents: int
    """As it was stated; of a whole balance, what it came to on that day."""
    is_whole: bool
    """True if it is all that is left, however much that turns out to be."""
    reason: str
    """A row of `lifecycle/write_off_reasons.py`."""
    needs_approval: bool
    """True if it counts only once a second person agrees."""
    open_until: date | None = None
    """Of one that says that the payer's last day has passed: the last day that was still to come,
    as it was known then; None where it had passed, or none was known."""

    @property
    def is_early(self) -> bool:
        """Return whether it says too early that the payer's last day has passed."""
        return self.open_until is not None


class OutcomeDecided(FrozenFact):
    """A person's decision about the outcome of a claim."""

    kind: Literal[EventKind.OUTCOME_DECIDED] = EventKind.OUTCOME_DECIDED
    number: int
    """Counted from 1 within the claim, whatever the act."""
    act: OutcomeAct
    why: str
    appeal: AppealFact | None = None
    """Of an appeal alone."""
    write_off: WriteOffFact | None = None
    """Of a write-off alone."""
    about_event_id: str = ""
    """The decision that this one approves, declines or undoes."""
