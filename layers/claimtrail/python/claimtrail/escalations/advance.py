"""One action of the state machine: climb a step and wait there, close, or record a failure.

Every action may be repeated: what was recorded is not recorded twice, and its event is published
again under the same id.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from claimtrail.claims.fold.model import Claim
from claimtrail.claims.store.ports import ClaimReader
from claimtrail.escalations.events import entry_id, recorded_event
from claimtrail.escalations.model import (
    EndReason,
    Escalation,
    EscalationEntry,
    EscalationEventType,
    EscalationKey,
    EscalationStatus,
    EscalationStep,
)
from claimtrail.escalations.outcome_work import tickets_of_outcomes
from claimtrail.escalations.ports import EscalationStore
from claimtrail.escalations.reasons import REASONS
from claimtrail.escalations.rules import days_past, has_changed_status
from claimtrail.escalations.steps import STEP_RULES, addressee, ticket_for
from claimtrail.kernel.bus import EventPublisher
from claimtrail.kernel.clock import Clock
from claimtrail.kernel.errors import Explanation, NotFoundError
from claimtrail.kernel.frozen_model import FrozenModel
from claimtrail.kernel.retry import repeat_on_conflict
from claimtrail.partners.fields import Deadlines
from claimtrail.partners.profile import PartnerProfile
from claimtrail.tickets.model import ticket_id
from claimtrail.tickets.service import TicketService

ACTOR = "system:advance_escalation"


class EscalationAction(StrEnum):
    """The state machine's request; the first four are the steps of an escalation."""

    NOTIFY = "notify"
    REMIND = "remind"
    OPEN_TICKET = "open_ticket"
    ESCALATE_TO_MANAGER = "escalate_to_manager"
    AWAIT = "await"
    """Asked by executions that began when waiting was a step of its own; the last may run long."""
    CLOSE = "close"
    FAIL = "fail"


class AdvanceOutcome(StrEnum):
    """The answer that the state machine goes by."""

    GO_ON = "go_on"
    """Done; after a step: wait for the claim to move."""
    STATUS_CHANGED = "moved"
    SUPERSEDED = "superseded"
    """The escalation is over, or another execution has taken it over: end quietly."""


class Command(FrozenModel):
    """The payload of one invocation."""

    action: EscalationAction
    escalation_id: str
    claim_id: str
    escalate_on: date
    attempt: int
    first_step: EscalationStep = EscalationStep.NOTIFY
    """With NOTIFY: where the execution begins, which is later for one that is resumed."""
    task_token: str | None = None
    """With a step: what wakes the execution when the claim moves."""
    reason: EndReason | None = None
    """With CLOSE."""
    error: str | None = None
    """With FAIL: the error's name, never its text."""

    @property
    def is_resumed_later(self) -> bool:
        """Return whether the step is asked for by an execution that is to begin at a later one."""
        is_first = self.action is EscalationAction.NOTIFY
        return is_first and self.first_step is not EscalationStep.NOTIFY

    @property
    def key(self) -> EscalationKey:
        """Return the escalation that it is about."""
        return EscalationKey(
            claim_id=self.claim_id,
            escalate_on=self.escalate_on,
            escalation_id=self.escalation_id,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AdvanceEscalation:
    """Carries out the actions."""

    claims: ClaimReader
    escalations: EscalationStore
    ticket_service: TicketService
    publisher: EventPublisher
    partner: Callable[[str], PartnerProfile | None]
    """The profile of a payer; None for one without (any more)."""
    clock: Clock

    def advance(self, command: Command) -> AdvanceOutcome:
        """Carry out one action.

        Raises:
            NotFoundError: the escalation or its claim does not exist.
            ConflictError: other writers kept winning; the state machine retries.
        """
        return repeat_on_conflict(lambda: self._advance(command))

    def _advance(self, command: Command) -> AdvanceOutcome:
        escalation = self.escalations.get(command.key)
        if escalation is None:
            raise _missing("ESCALATION_NOT_FOUND", f"escalation {command.escalation_id}")
        if command.attempt != escalation.attempt:
            return AdvanceOutcome.SUPERSEDED
        if command.action is EscalationAction.CLOSE:
            return self._close(escalation, command.reason or EndReason.STATUS_CHANGED)
        if escalation.status is EscalationStatus.ENDED:
            return AdvanceOutcome.SUPERSEDED
        if command.action is EscalationAction.FAIL:
            return self._fail(escalation, command.error or "unknown")
        if command.action is EscalationAction.AWAIT:
            self.escalations.save(escalation.next(task_token=command.task_token))
            return AdvanceOutcome.GO_ON
        return self._climb(escalation, EscalationStep(command.action.value), command.task_token)

    def _climb(
        self, escalation: Escalation, step: EscalationStep, token: str | None
    ) -> AdvanceOutcome:
        claim = self._claim(escalation)
        if has_changed_status(escalation, claim):
            return AdvanceOutcome.STATUS_CHANGED
        step_rule = STEP_RULES[step]
        if escalation.entry(entry_id(escalation, step_rule.event_type)) is None:
            escalation = self._record_step(escalation, claim, step, token)
        else:
            if step is EscalationStep.OPEN_TICKET:
                self._open_ticket(escalation, claim)
            if token and token != escalation.task_token:
                escalation = escalation.next(task_token=token)
                self.escalations.save(escalation)
        self.publisher.publish(recorded_event(escalation, step_rule.event_type))
        return AdvanceOutcome.GO_ON

    def _record_step(
        self, escalation: Escalation, claim: Claim, step: EscalationStep, token: str | None
    ) -> Escalation:
        step_rule = STEP_RULES[step]
        opened = (
            self._open_ticket(escalation, claim) if step is EscalationStep.OPEN_TICKET else None
        )
        days = days_past(escalation.escalate_on, today=self.clock().date())
        return self._save(
            escalation,
            step_rule.event_type,
            claim,
            to=addressee(escalation, step_rule),
            note=step_rule.note.format(reason=REASONS[escalation.reason].words, days=days),
            status=EscalationStatus.RUNNING,
            step=step,
            failures=0,
            task_token=token,
            ticket_id=opened or escalation.ticket_id,
        )

    def _open_ticket(self, escalation: Escalation, claim: Claim) -> str:
        """Return the open ticket of the claim's outcome, which asks for the same; else open one."""
        for ticket in tickets_of_outcomes(claim.claim_id, self.ticket_service):
            if ticket.is_open and ticket.cause and ticket.cause.outcome == claim.state:
                return ticket.ticket_id
        profile = self.partner(claim.payer_id)
        deadlines = profile.deadlines if profile else Deadlines()
        wanted = ticket_for(escalation, claim, deadlines, at=self.clock(), actor=ACTOR)
        return self.ticket_service.open(wanted).ticket_id

    def _close(self, escalation: Escalation, reason: EndReason) -> AdvanceOutcome:
        claim = self._claim(escalation)
        if reason is EndReason.STATUS_CHANGED:
            self._close_ticket(escalation, claim)
        if escalation.status is not EscalationStatus.ENDED:
            escalation = self._save(
                escalation,
                EscalationEventType.ENDED,
                claim,
                note=reason.value,
                status=EscalationStatus.ENDED,
                task_token=None,
                ended_at=self.clock(),
                end_reason=reason,
            )
        self.publisher.publish(recorded_event(escalation, EscalationEventType.ENDED))
        return AdvanceOutcome.GO_ON

    def _close_ticket(self, escalation: Escalation, claim: Claim) -> None:
        """Close the escalation's ticket by its id, which is known even if recording it was lost."""
        before, after = escalation.state_at_start.value, claim.state.value
        self.ticket_service.close(
            ticket_id(claim_id=escalation.claim_id, origin_id=escalation.escalation_id),
            reason=f"the claim moved: it was {before} and is {after} since {claim.state_since}",
            at=self.clock(),
            actor=ACTOR,
        )

    def _fail(self, escalation: Escalation, error: str) -> AdvanceOutcome:
        if escalation.entry(entry_id(escalation, EscalationEventType.FAILED)) is None:
            escalation = self._save(
                escalation,
                EscalationEventType.FAILED,
                self.claims.find(escalation.claim_id),
                note=f"an action failed with {error}",
                status=EscalationStatus.FAILED,
                failures=escalation.failures + 1,
                task_token=None,
            )
        self.publisher.publish(recorded_event(escalation, EscalationEventType.FAILED))
        return AdvanceOutcome.GO_ON

    def _save(
        self,
        escalation: Escalation,
        event_type: EscalationEventType,
        claim: Claim | None,
        *,
        to: str = "",
        note: str,
        **changes: Any,
    ) -> Escalation:
        entry = EscalationEntry(
            event_type=event_type,
            event_id=entry_id(escalation, event_type),
            at=self.clock(),
            actor=ACTOR,
            claim_state=claim.state if claim else escalation.state_at_start,
            to=to,
            note=note,
        )
        changed = escalation.next(history=(*escalation.history, entry), **changes)
        self.escalations.save(changed)
        return changed

    def _claim(self, escalation: Escalation) -> Claim:
        claim = self.claims.find(escalation.claim_id)
        if claim is None:
            raise _missing("CLAIM_NOT_FOUND", f"claim {escalation.claim_id}")
        return claim


def _missing(code: str, where: str) -> NotFoundError:
    return NotFoundError(
        Explanation(
            code=code,
            what="the state machine asked for something that is not stored",
            where=where,
            next_step="Check that function and tables belong to one stage.",
        )
    )
