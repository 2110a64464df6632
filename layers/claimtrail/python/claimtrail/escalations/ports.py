"""The ports of escalations: a store and a workflow that waits. Twins pass one suite."""

from datetime import datetime
from typing import Protocol

from claimtrail.escalations.model import (
    Escalation,
    EscalationKey,
    EscalationStatus,
    EscalationStep,
    ScanPosition,
)
from claimtrail.kernel.frozen_model import FrozenModel


class ExecutionInput(FrozenModel):
    """The input of the state machine `claim_escalation`."""

    schema_version: int = 1
    escalation_id: str
    claim_id: str
    escalate_on: str
    """YYYY-MM-DD, part of the escalation's key."""
    attempt: int
    first_step: EscalationStep
    """The step at which the machine enters: the lowest, or where a lost execution stood."""


class EscalationStore(Protocol):
    """Escalations by claim, and those that are not over."""

    def put_new(self, escalation: Escalation) -> bool:
        """Store a new escalation; False, and nothing changed, when it exists."""
        ...

    def save(self, escalation: Escalation) -> None:
        """Store an escalation's next version.

        Raises ConflictError when the stored version is not `escalation.version - 1`.
        """
        ...

    def get(self, key: EscalationKey) -> Escalation | None:
        """Return the escalation, strongly consistent; None when there is none."""
        ...

    def list_by_claim(self, claim_id: str) -> list[Escalation]:
        """Return all escalations of a claim, strongly consistent, by `escalate_on`."""
        ...

    def list_by_status(self, status: EscalationStatus, *, limit: int) -> list[Escalation]:
        """Escalations of a status that is not ENDED, the longest unchecked first.

        May lag behind writes by moments: read the escalation again before acting on it.
        Raises ValueError for ENDED, which is not indexed.
        """
        ...


class ScanPositions(Protocol):
    """The position of the schedule's scan, from one run to the next.

    It only spares work: a scan that begins elsewhere finds the same claims, sooner or later.
    """

    def find(self) -> ScanPosition | None:
        """Return where the last run ended; None when it came to the end."""
        ...

    def save(self, position: ScanPosition | None) -> None:
        """Store where this run ended; None removes the position. The last of two runs stays."""
        ...

    def walked_at(self) -> datetime | None:
        """Return when a walk over all older days last came to its end; None when none has."""
        ...

    def save_walked(self, at: datetime) -> None:
        """Store when a walk over all older days came to its end."""
        ...


class Workflow(Protocol):
    """The state machine `claim_escalation`."""

    def start(self, *, name: str, execution_input: ExecutionInput) -> None:
        """Start an execution; a name that was started before is left as it is."""
        ...

    def is_running(self, name: str) -> bool:
        """Return whether the execution of that name is under way.

        False when it is unknown or over.
        """
        ...

    def wake(self, task_token: str) -> bool:
        """Tell a waiting execution that its claim moved; False when nothing waits any more."""
        ...
