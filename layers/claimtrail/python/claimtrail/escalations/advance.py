"""One action of the state machine: climb a rung and wait there, close, or record a failure.

Every action may be repeated: what was recorded is not recorded twice, and its event is published
again under the same id.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict

from claimtrail.claims.model import Claim
from claimtrail.claims.ports import ClaimStore
from claimtrail.escalations.episode import days_past, has_moved
from claimtrail.escalations.history import entry_id, recorded_event
from claimtrail.escalations.ladder import LADDER, addressee, ticket_for
from claimtrail.escalations.model import (
    EndReason,
    Entry,
    Escalation,
    EscalationKey,
    Happening,
    Status,
    Step,
)
from claimtrail.escalations.ports import EscalationStore
from claimtrail.kernel.conflicts import repeat_on_conflict
from claimtrail.kernel.errors import Explanation, NotFoundError
from claimtrail.kernel.events import EventPublisher
from claimtrail.kernel.time import Clock
from claimtrail.tickets.desk import TicketDesk
from claimtrail.tickets.model import ticket_id

ACTOR = "system:advance_escalation"


class Action(StrEnum):
    """What the state machine asks for; the first four are the rungs of the ladder."""

    NOTIFY = "notify"
    REMIND = "remind"
    OPEN_TICKET = "open_ticket"
    RAISE = "raise"
    AWAIT = "await"
    """Asked by executions that began when waiting was a step of its own; the last may run long."""
    CLOSE = "close"
    FAIL = "fail"


class Outcome(StrEnum):
    """What the state machine goes by."""

    GO_ON = "go_on"
    """Done; after a rung: wait for the claim to move."""
    MOVED = "moved"
    SUPERSEDED = "superseded"
    """The episode is over, or another execution has taken it over: end quietly."""


class Command(BaseModel):
    """The payload of one invocation."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    action: Action
    escalation_id: str
    claim_id: str
    escalate_on: date
    attempt: int
    task_token: str | None = None
    """With a rung: what wakes the execution when the claim moves."""
    reason: EndReason | None = None
    """With CLOSE."""
    error: str | None = None
    """With FAIL: the error's name, never its text."""

    @property
    def key(self) -> EscalationKey:
        """The episode that it is about."""
        return EscalationKey(
            claim_id=self.claim_id,
            escalate_on=self.escalate_on,
            escalation_id=self.escalation_id,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Advancer:
    """Carries out the actions."""

    claims: ClaimStore
    escalations: EscalationStore
    desk: TicketDesk
    publisher: EventPublisher
    clock: Clock

    def advance(self, command: Command) -> Outcome:
        """Carry out one action.

        Raises:
            NotFoundError: the episode or its claim does not exist.
            ConflictError: other writers kept winning; the state machine retries.
        """
        return repeat_on_conflict(lambda: self._advance(command))

    def _advance(self, command: Command) -> Outcome:
        escalation = self.escalations.get(command.key)
        if escalation is None:
            raise _missing("ESCALATION_NOT_FOUND", f"escalation {command.escalation_id}")
        if command.attempt != escalation.attempt:
            return Outcome.SUPERSEDED
        if command.action is Action.CLOSE:
            return self._close(escalation, command.reason or EndReason.MOVED)
        if escalation.status is Status.ENDED:
            return Outcome.SUPERSEDED
        if command.action is Action.FAIL:
            return self._fail(escalation, command.error or "unknown")
        if command.action is Action.AWAIT:
            self.escalations.save(escalation.next(task_token=command.task_token))
            return Outcome.GO_ON
        return self._climb(escalation, Step(command.action.value), command.task_token)

    def _climb(self, escalation: Escalation, step: Step, token: str | None) -> Outcome:
        claim = self._claim(escalation)
        if has_moved(escalation, claim):
            return Outcome.MOVED
        rung = LADDER[step]
        if escalation.entry(entry_id(escalation, rung.happening)) is None:
            escalation = self._record_rung(escalation, claim, step, token)
        else:
            if step is Step.OPEN_TICKET:
                self._open_ticket(escalation, claim)
            if token and token != escalation.task_token:
                escalation = escalation.next(task_token=token)
                self.escalations.save(escalation)
        self.publisher.publish(recorded_event(escalation, rung.happening))
        return Outcome.GO_ON

    def _record_rung(
        self, escalation: Escalation, claim: Claim, step: Step, token: str | None
    ) -> Escalation:
        rung = LADDER[step]
        opened = self._open_ticket(escalation, claim) if step is Step.OPEN_TICKET else None
        days = days_past(escalation.escalate_on, today=self.clock().date())
        return self._save(
            escalation,
            rung.happening,
            claim,
            to=addressee(escalation, rung),
            note=rung.note.format(days=days),
            status=Status.RUNNING,
            step=step,
            failures=0,
            task_token=token,
            ticket_id=opened or escalation.ticket_id,
        )

    def _open_ticket(self, escalation: Escalation, claim: Claim) -> str:
        wanted = ticket_for(escalation, claim, at=self.clock(), actor=ACTOR)
        return self.desk.open(wanted).ticket_id

    def _close(self, escalation: Escalation, reason: EndReason) -> Outcome:
        claim = self._claim(escalation)
        if reason is EndReason.MOVED:
            self._close_ticket(escalation, claim)
        if escalation.status is not Status.ENDED:
            escalation = self._save(
                escalation,
                Happening.ENDED,
                claim,
                note=reason.value,
                status=Status.ENDED,
                task_token=None,
                ended_at=self.clock(),
                end_reason=reason,
            )
        self.publisher.publish(recorded_event(escalation, Happening.ENDED))
        return Outcome.GO_ON

    def _close_ticket(self, escalation: Escalation, claim: Claim) -> None:
        """Close the episode's ticket by its id, which is known even if recording it was lost."""
        before, after = escalation.state_at_start.value, claim.state.value
        self.desk.close(
            ticket_id(claim_id=escalation.claim_id, origin_id=escalation.escalation_id),
            reason=f"the claim moved: it was {before} and is {after} since {claim.state_since}",
            at=self.clock(),
            actor=ACTOR,
        )

    def _fail(self, escalation: Escalation, error: str) -> Outcome:
        if escalation.entry(entry_id(escalation, Happening.FAILED)) is None:
            escalation = self._save(
                escalation,
                Happening.FAILED,
                self.claims.find(escalation.claim_id),
                note=f"an action failed with {error}",
                status=Status.FAILED,
                failures=escalation.failures + 1,
                task_token=None,
            )
        self.publisher.publish(recorded_event(escalation, Happening.FAILED))
        return Outcome.GO_ON

    def _save(
        self,
        escalation: Escalation,
        happening: Happening,
        claim: Claim | None,
        *,
        to: str = "",
        note: str,
        **changes: Any,
    ) -> Escalation:
        entry = Entry(
            happening=happening,
            event_id=entry_id(escalation, happening),
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
