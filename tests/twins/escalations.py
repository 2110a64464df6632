"""In-memory twins of the escalations' ports, for tests and benchmarks."""

from datetime import datetime

from claimtrail.escalations.errors import conflict, refuse_ended
from claimtrail.escalations.model import Escalation, EscalationKey, EscalationStatus, ScanPosition
from claimtrail.escalations.ports import ExecutionInput
from claimtrail.kernel.errors import ConflictError


class MemoryEscalationStore:
    """Keeps escalations in a dictionary."""

    def __init__(self) -> None:
        self._escalations: dict[EscalationKey, Escalation] = {}

    def put_new(self, escalation: Escalation) -> bool:
        """Keep a new escalation; False when it exists."""
        if escalation.key in self._escalations:
            return False
        self._escalations[escalation.key] = escalation
        return True

    def save(self, escalation: Escalation) -> None:
        """Keep the next version. Raises ConflictError when it is not the next."""
        stored = self._escalations.get(escalation.key)
        if stored is None or stored.version != escalation.version - 1:
            raise ConflictError(conflict(escalation))
        self._escalations[escalation.key] = escalation

    def get(self, key: EscalationKey) -> Escalation | None:
        """The escalation, or None."""
        return self._escalations.get(key)

    def list_by_claim(self, claim_id: str) -> list[Escalation]:
        """The claim's escalations, by `escalate_on`."""
        found = [item for item in self._escalations.values() if item.claim_id == claim_id]
        return sorted(found, key=lambda item: (item.escalate_on, item.escalation_id))

    def list_by_status(self, status: EscalationStatus, *, limit: int) -> list[Escalation]:
        """Escalations of a status, the longest unchecked first. Raises ValueError for ENDED."""
        refuse_ended(status)
        found = [item for item in self._escalations.values() if item.status is status]
        found.sort(key=lambda item: (item.checked_at, item.escalation_id))
        return found[:limit]


class MemoryScanPositions:
    """Keeps the position of the schedule's scan."""

    def __init__(self) -> None:
        self.position: ScanPosition | None = None
        self.walked: datetime | None = None

    def find(self) -> ScanPosition | None:
        """The end of the last run, or None."""
        return self.position

    def save(self, position: ScanPosition | None) -> None:
        """Keep the end of this run."""
        self.position = position

    def walked_at(self) -> datetime | None:
        """The end of the last whole walk."""
        return self.walked

    def save_walked(self, at: datetime) -> None:
        """Keep the end of a whole walk."""
        self.walked = at


class MemoryWorkflow:
    """Keeps what was started; a test says which executions were lost and which tokens wait."""

    def __init__(self) -> None:
        self.started: dict[str, ExecutionInput] = {}
        self.stopped: set[str] = set()
        self.waiting: set[str] = set()
        self.woken: list[str] = []

    def start(self, *, name: str, execution_input: ExecutionInput) -> None:
        """Remember the execution, once."""
        self.started.setdefault(name, execution_input)

    def is_running(self, name: str) -> bool:
        """Return whether it was started and not stopped."""
        return name in self.started and name not in self.stopped

    def wake(self, task_token: str) -> bool:
        """Remember the token; False when it does not wait."""
        if task_token not in self.waiting:
            return False
        self.waiting.remove(task_token)
        self.woken.append(task_token)
        return True
