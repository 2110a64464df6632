"""Parts of entries of a ticket's history: marks of clocks, escalations, hand-offs, letters."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from claimtrail.kernel.frozen_model import FrozenModel


class ClockMark(FrozenModel):
    """A warning of a clock, or its breach."""

    clock_id: str
    version: int = Field(ge=1)
    """Of the definition in force when it was recorded."""
    percent: int = Field(ge=1, le=100)
    """Of the target; 100 is the breach."""
    at: datetime
    """The instant at which so much had run, however late that was recorded."""


class TicketEscalation(FrozenModel):
    """A rule of escalation that held, and the reason on which it rests."""

    rule: str
    """With its version: `age@1`."""
    rationale: str
    """Of the rule."""
    evidence: str
    """The conditions that held, with their values."""
    notified: str
    """The queue or person that is notified."""


class HandOff(FrozenModel):
    """The boundary of ownership: a vendor that has the work, since when and until when."""

    vendor_id: str
    contact: str
    """The contact of the vendor's path to which it went."""
    handed: tuple[str, ...] = Field(min_length=1)
    """Names of what was handed: `medical records`."""
    since: datetime
    due_back: datetime
    """The end of the time that the vendor's contract gives."""
    back_at: datetime | None = None
    """The instant of its return; None while the vendor has it."""
    outcome: str = ""
    """Of the return."""


class LetterMark(FrozenModel):
    """A letter that was archived with the ticket, by its digest."""

    letter_id: str
    vendor_id: str
    direction: Literal["sent", "received"]
    sha256: str
    """Of the text as it is archived."""
    letters: int = Field(ge=1)
    """Its length."""
