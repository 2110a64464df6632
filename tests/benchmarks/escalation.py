"""The work of one escalation, played on the twins from its first day to the day its claim moves."""

import math
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from functools import cache

from pydantic import BaseModel

from claimtrail.aws.core.dynamo.packing import stored_size
from claimtrail.claims.fold.model import Claim
from claimtrail.escalations.advance import AdvanceEscalation, Command, EscalationAction
from claimtrail.escalations.model import EndReason, Escalation, EscalationStatus, EscalationStep
from claimtrail.escalations.on_claim_change import WakeEscalations
from claimtrail.escalations.start_due import StartDueEscalations
from claimtrail.kernel.bus import BusEvent
from claimtrail.tickets.model import Ticket
from claimtrail.tickets.service import TicketService
from infra.stage import settings_for
from tests.harness.escalations.pending_claims import (
    DUE,
    PendingClaims,
    SteppingClock,
    paid,
    pending_claim,
)
from tests.twins.escalations import MemoryEscalationStore, MemoryScanPositions, MemoryWorkflow
from tests.twins.tickets import MemoryTicketStore

KEY_BYTES = 300
"""Keys, names and index keys of an item beside its document."""
WRITE_BYTES, READ_BYTES = 1024, 4096


@cache
def escalation(days: int) -> Counter[str]:
    """Billed units, by their names in PRICES, of an escalation whose claim moves after `days`."""
    return _Play().until(days)


class _Play:
    def __init__(self) -> None:
        self.units: Counter[str] = Counter()
        self._clock = SteppingClock(datetime.combine(DUE, time(6), tzinfo=UTC))
        self._claims = _MeteredClaims(self.units, pending_claim(updated_at=self._clock.now))
        self._workflow = MemoryWorkflow()
        self._escalations = _MeteredEscalations(self.units)
        self._settings = settings_for("prod")
        self._due = StartDueEscalations(
            claims=self._claims,  # type: ignore[arg-type]  # the part that it reads
            escalations=self._escalations,
            positions=MemoryScanPositions(),
            workflow=self._workflow,
            publisher=self,
            clock=self._clock,
            recheck_after=timedelta(minutes=self._settings.recheck_minutes),
            settle_after=timedelta(0),
        )
        self._advancer = AdvanceEscalation(
            claims=self._claims,  # type: ignore[arg-type]
            escalations=self._escalations,
            ticket_service=TicketService(_MeteredTickets(self.units), self),
            publisher=self,
            partner={}.get,
            clock=self._clock,
        )
        self._tokens = 0

    def publish(self, events: list[BusEvent]) -> None:
        self.units["eventbridge events"] += len(events)

    def until(self, days: int) -> Counter[str]:
        times = self._settings.escalation
        waits = (times.remind_after, times.ticket_after, times.escalate_after)
        steps = iter(zip(EscalationStep, (*waits, math.inf), strict=True))
        end = self._clock.now + timedelta(days=days)
        self._due.start_due()
        next_at = self._clock.now
        while self._clock.now <= end:
            if self._clock.now >= next_at:
                step, wait = next(steps)
                self._advance(EscalationAction(step.value), task_token=self._token())
                self.units["step functions transitions"] += 1
                next_at += timedelta(seconds=wait) if wait < math.inf else timedelta(days=90)
            self._clock.go_on(minutes=self._settings.schedule_minutes)
            self._due.start_due()
        self._end()
        return self.units

    def _end(self) -> None:
        self._claims.put(paid(pending_claim()))
        waker = WakeEscalations(
            claims=self._claims,  # type: ignore[arg-type]
            escalations=self._escalations,
            workflow=self._workflow,
        )
        if not waker.on_claim_change("clm_one"):
            raise AssertionError("nothing waited for the claim")
        self._advance(EscalationAction.CLOSE, reason=EndReason.STATUS_CHANGED)
        self.units["step functions transitions"] += 1
        self.units["x-ray traces"] += 1

    def _token(self) -> str:
        self._tokens += 1
        token = f"token {self._tokens}"
        self._workflow.waiting.add(token)
        return token

    def _advance(
        self,
        action: EscalationAction,
        *,
        task_token: str | None = None,
        reason: EndReason | None = None,
    ) -> None:
        [escalation] = self._escalations.list_by_claim("clm_one")
        self.units["lambda requests"] += 1
        self._advancer.advance(
            Command(
                action=action,
                escalation_id=escalation.escalation_id,
                claim_id=escalation.claim_id,
                escalate_on=escalation.escalate_on,
                attempt=escalation.attempt,
                task_token=task_token,
                reason=reason,
            )
        )


class _MeteredClaims(PendingClaims):
    """Counts what a claim costs to list, read and delist once its escalation is recorded."""

    def __init__(self, units: Counter[str], *claims: Claim) -> None:
        super().__init__(*claims)
        self._units = units

    def delist_due(self, claims: Iterable[Claim]) -> None:
        delisted = list(claims)
        super().delist_due(delisted)
        for claim in delisted:
            size = _size(claim)
            self._units["dynamodb write units"] += size + 1
            self._units["dynamodb read units"] += 1 + math.ceil(size * WRITE_BYTES / READ_BYTES)


class _MeteredEscalations(MemoryEscalationStore):
    """Counts what the table bills: `by_status` holds whole items, by status and check."""

    def __init__(self, units: Counter[str]) -> None:
        super().__init__()
        self._units = units

    def put_new(self, escalation: Escalation) -> bool:
        is_new = super().put_new(escalation)
        self._units["dynamodb write units"] += is_new * 2 * _size(escalation)
        return is_new

    def save(self, escalation: Escalation) -> None:
        before = self.get(escalation.key)
        super().save(escalation)
        old, new = _size(before) if before else 0, _size(escalation)
        places = [_place(one) for one in (before, escalation) if one]
        is_moved = places[0] != places[-1]
        indexed = old + new * bool(places[-1]) if is_moved else max(old, new)
        self._units["dynamodb write units"] += max(old, new) + indexed
        # Looked at by list, by key, and with its claim, before it is saved.
        self._units["dynamodb read units"] += 2


class _MeteredTickets(MemoryTicketStore):
    """Counts what the table bills: three indexes hold open tickets whole, one closed ones."""

    def __init__(self, units: Counter[str]) -> None:
        super().__init__()
        self._units = units

    def put_new(self, ticket: Ticket) -> Ticket:
        self._units["dynamodb write units"] += 4 * _size(ticket)
        return super().put_new(ticket)

    def save(self, ticket: Ticket) -> None:
        open_before = (stored := self.get(ticket.ticket_id)) and stored.is_open
        super().save(ticket)
        self._units["dynamodb write units"] += (4 if open_before else 2) * _size(ticket)


def _place(escalation: Escalation) -> tuple[str, datetime] | None:
    if escalation.status is EscalationStatus.ENDED:
        return None
    return escalation.status.value, escalation.checked_at


def _size(model: BaseModel) -> int:
    return math.ceil((stored_size(model.model_dump_json()) + KEY_BYTES) / WRITE_BYTES)
