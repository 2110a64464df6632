"""An escalation: one claim, one escalation of waiting too long, and every step that was taken.

Holds opaque ids, states, amounts and days only. Kept in the operations table as JSON.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Literal

from pydantic import Field

from claimtrail.claims.lifecycle.states import State
from claimtrail.escalations.reasons import EscalationReason
from claimtrail.kernel.frozen_model import FrozenModel

ESCALATION_PREFIX = "esc_"


class EscalationStep(StrEnum):
    """The steps of the steps, in order. The state machine enters at one of these names."""

    NOTIFY = "notify"
    REMIND = "remind"
    OPEN_TICKET = "open_ticket"
    ESCALATE_TO_MANAGER = "escalate_to_manager"


class EscalationStatus(StrEnum):
    """The status of the escalation and its execution."""

    STARTING = "STARTING"
    """Recorded; whether its execution was started is not known yet."""
    RUNNING = "RUNNING"
    FAILED = "FAILED"
    """An action failed for good; the schedule tries again a few times."""
    ENDED = "ENDED"


ESCALATION_STATUS_WORDS: Mapping[EscalationStatus, str] = MappingProxyType(
    {
        EscalationStatus.STARTING: "starting",
        EscalationStatus.RUNNING: "running",
        EscalationStatus.FAILED: "failed, tried again",
        EscalationStatus.ENDED: "ended",
    }
)
"""By status: the words that pages and commands show."""


class EndReason(StrEnum):
    """Why an escalation ended."""

    STATUS_CHANGED = "claim_status_changed"
    EXPIRED = "expired"
    """Nothing moved for as long as the state machine waits; its ticket stays open."""


END_REASON_WORDS: Mapping[EndReason, str] = MappingProxyType(
    {
        EndReason.STATUS_CHANGED: "the claim moved",
        EndReason.EXPIRED: "nothing moved; its ticket stays open",
    }
)
"""By reason: the words that pages and commands show."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationKey:
    """The key of one escalation of one claim."""

    claim_id: str
    escalate_on: date
    escalation_id: str


class EscalationEventType(StrEnum):
    """The kinds of event in an escalation."""

    STARTED = "started"
    NOTIFIED = "notified"
    REMINDED = "reminded"
    TICKETED = "ticketed"
    ESCALATED_TO_MANAGER = "escalated_to_manager"
    RESUMED = "resumed"
    FAILED = "failed"
    ENDED = "ended"


ESCALATION_STEP_WORDS: Mapping[EscalationEventType, str] = MappingProxyType(
    {
        EscalationEventType.STARTED: "started",
        EscalationEventType.NOTIFIED: "notified",
        EscalationEventType.REMINDED: "reminded",
        EscalationEventType.TICKETED: "ticket opened",
        EscalationEventType.ESCALATED_TO_MANAGER: "escalated to manager",
        EscalationEventType.RESUMED: "resumed",
        EscalationEventType.FAILED: "failed",
        EscalationEventType.ENDED: "ended",
    }
)
"""By kind of event: the words that pages and commands show."""


def step_words(event_type: str) -> str:
    """Return the words of an event's kind; empty for none."""
    return ESCALATION_STEP_WORDS[EscalationEventType(event_type)] if event_type else ""


class EscalationEntry(FrozenModel):
    """One thing that happened in an escalation."""

    event_type: EscalationEventType
    event_id: str
    """The bus event that tells of it."""
    at: datetime
    actor: str
    claim_state: State
    to: str = ""
    """The role's queue that was addressed; empty when nobody was."""
    note: str
    """Opaque ids, states, codes, amounts and days only."""


class Escalation(FrozenModel):
    """One escalation: from the first day on which a word is late until the claim moves."""

    schema_version: Literal[1] = 1
    escalation_id: str
    version: int = Field(default=1, ge=1)
    """Grows by one with each write; a write against an older version is refused."""
    claim_id: str
    payer_id: str
    charge_cents: int
    escalate_on: date
    state_at_start: State
    reason: EscalationReason = EscalationReason.NO_DECISION
    """The word that is late."""
    last_event_id: str
    """The event behind the claim's last step when the escalation began: another one is movement."""
    owner: str
    manager: str
    rule: str
    """The rule that chose owner and manager, with its version."""
    status: EscalationStatus
    step: EscalationStep | None = None
    """The last step that was taken; a lost execution is resumed there."""
    attempt: int = Field(default=1, ge=1)
    """Grows with every execution; an execution of an older attempt is turned away."""
    failures: int = Field(default=0, ge=0)
    """Actions that failed for good since the last step."""
    task_token: str | None = None
    """The token that wakes the waiting execution."""
    ticket_id: str | None = None
    started_at: datetime
    checked_at: datetime
    """When the schedule last looked after it."""
    ended_at: datetime | None = None
    end_reason: EndReason | None = None
    history: tuple[EscalationEntry, ...] = ()

    @property
    def key(self) -> EscalationKey:
        """Return which escalation of which claim this is."""
        return EscalationKey(
            claim_id=self.claim_id,
            escalate_on=self.escalate_on,
            escalation_id=self.escalation_id,
        )

    @property
    def due_on(self) -> date:
        """Return the last day on which the word was in time; its expectation's, as claims show."""
        return self.escalate_on - timedelta(days=1)

    @property
    def execution_name(self) -> str:
        """Return the name of this attempt's execution: starting it twice starts it once."""
        return f"{self.escalation_id}-{self.attempt}"

    def entry(self, event_id: str) -> EscalationEntry | None:
        """Return what was recorded under that event id, if it was."""
        return next((entry for entry in self.history if entry.event_id == event_id), None)

    def next(self, **changes: Any) -> "Escalation":
        """Return the next version, with these fields changed."""
        return self.model_copy(update={**changes, "version": self.version + 1})


class ScanPosition(FrozenModel):
    """The place at which a run of the schedule ended its scan of claims whose word is late."""

    schema_version: Literal[1] = 1
    day: date
    """The day under which the claims are listed that come next."""
    after: str | None = None
    """The token of the page; None: the first one of the day."""
