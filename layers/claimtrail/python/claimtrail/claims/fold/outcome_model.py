"""People's decisions about a claim's outcome, as the claim shows them."""

from datetime import date, datetime
from enum import StrEnum

from claimtrail.claims.facts.events import Source
from claimtrail.claims.facts.outcomes import AppealFact, OutcomeAct, WriteOffFact
from claimtrail.kernel.frozen_model import FrozenModel


class OutcomeStatus(StrEnum):
    """The effect of a person's decision about the outcome, as the claim stands now."""

    STANDS = "STANDS"
    AWAITING_APPROVAL = "AWAITING_APPROVAL"
    """A write-off that counts only once a second person agrees."""
    DECLINED = "DECLINED"
    UNDONE = "UNDONE"
    """A person reopened the claim, or the payer's word moved it on."""
    NO_EFFECT = "NO_EFFECT"
    """The decision that it is about did not stand any more."""
    HELD = "HELD"
    """It does not fit the claim's state; it is tried again with every new event."""


class OutcomeDecision(FrozenModel):
    """A person's decision about the outcome: appeal, write off, approve, decline, close, reopen."""

    event_id: str
    number: int
    """Counted from 1 within the claim, whatever the act."""
    act: OutcomeAct
    status: OutcomeStatus
    effective_on: date
    by: str
    """`user:<id>`."""
    at: datetime
    why: str
    appeal: AppealFact | None = None
    write_off: WriteOffFact | None = None
    about_event_id: str = ""
    """The decision that this one approves, declines or undoes."""
    source: Source
