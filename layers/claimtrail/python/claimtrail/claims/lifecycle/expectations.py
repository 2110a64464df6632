"""The word that a claim waits for next: whose it is, by which day, and by which rule.

Pure: from the claim as it stands and the clocks of its payer. A number comes from the payer's
profile; where that names none, or the payer has no profile, a default applies and the rule says so.
A word of the payer's that is late escalates the claim.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, Protocol, TypeVar

from claimtrail.claims.facts.kinds import EventKind
from claimtrail.claims.facts.submissions import VOID
from claimtrail.claims.lifecycle.expectation_rules import (
    ESCALATING,
    EXPECTATIONS,
    EXPECTATIONS_VERSION,
    ClockStart,
    ExpectationClock,
    ExpectationRow,
    ExpectedWord,
    Party,
    RowCondition,
)
from claimtrail.claims.lifecycle.reasons import NO_SUBMISSION
from claimtrail.claims.lifecycle.states import BY_REMITTANCE, State
from claimtrail.kernel.frozen_model import FrozenModel
from claimtrail.partners.clocks import PayerClocks
from claimtrail.partners.fields import Deadlines

DEFAULT = "default"
"""The end of a rule whose number is no profile's."""
OUR_DECISION = EventKind.OUTCOME_DECIDED
"""Steps of a person's decision: appealed, written off, closed, reopened."""
DENYING = frozenset({State.DENIED, State.PARTIALLY_PAID})
"""The states in which the denials of an 835 say what is left to do."""
_GIVEN_UP = frozenset({State.WRITTEN_OFF, State.CLOSED})
"""States from which a person's decision leads back to where the claim stood."""
CAPITATED = "CO-24"
"""A claim without payment under capitation is settled as agreed."""


class Expectation(FrozenModel):
    """The word that is expected next of a claim."""

    party: Party
    word: str
    """As `ExpectedWord` has it."""
    due_on: date
    """The last day on which it is in time."""
    rule: str
    """`expectation@3/277CA`; with `/default` behind it where no profile names the days."""


class SaidStep(Protocol):
    """The part of a step that says whose word it is."""

    @property
    def evidence(self) -> EventKind: ...  # noqa: D102 - as LifecycleStep has it


class SettlingStep(SaidStep, Protocol):
    """The part of a step that says why the claim stands where it does."""

    @property
    def codes(self) -> tuple[str, ...]: ...  # noqa: D102 - as LifecycleStep has them, here and below
    @property
    def effective_on(self) -> date: ...  # noqa: D102


class SettledClaim(Protocol):
    """The part of a claim that says whether it is settled."""

    @property
    def state(self) -> State: ...  # noqa: D102 - as Claim has them, here and below
    @property
    def balance_cents(self) -> int: ...  # noqa: D102
    @property
    def denied_cents(self) -> int: ...  # noqa: D102
    @property
    def open_denied_cents(self) -> int: ...  # noqa: D102
    @property
    def payer_ids(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def steps(self) -> Sequence[SettlingStep]: ...  # noqa: D102


Step = TypeVar("Step", bound=SaidStep)


class AwaitingStep(SettlingStep, Protocol):
    """The part of a step that begins the payer's window, or one of our own, again."""

    @property
    def before(self) -> State: ...  # noqa: D102 - as LifecycleStep has it, here and below
    @property
    def after(self) -> State: ...  # noqa: D102


class AwaitedResponsibility(Protocol):
    """The part of a payer's responsibility that says whether it decided."""

    @property
    def decided(self) -> bool: ...  # noqa: D102 - as PayerResponsibility has them, here and below
    @property
    def decided_on(self) -> date | None: ...  # noqa: D102


class AwaitedSubmission(Protocol):
    """The part of a submission that says what it is for."""

    @property
    def frequency_code(self) -> str: ...  # noqa: D102 - as Submission has it


class DecidedClaim(SettledClaim, Protocol):
    """The part of a claim that says when the payer decided that spoke last."""

    @property
    def payer_responsibilities(self) -> Sequence[AwaitedResponsibility]: ...  # noqa: D102


class HeldWord(Protocol):
    """The part of held evidence that says how long it may wait for our 837."""

    @property
    def reason(self) -> str: ...  # noqa: D102 - as Held has them, here and below
    @property
    def recorded_on(self) -> date | None: ...  # noqa: D102
    @property
    def due_on(self) -> date | None: ...  # noqa: D102


class AwaitingClaim(DecidedClaim, Protocol):
    """The part of a claim that its expectation depends on."""

    @property
    def state_since(self) -> date: ...  # noqa: D102 - as Claim has them, here and below
    @property
    def submitted_on(self) -> date | None: ...  # noqa: D102
    @property
    def accepted_on(self) -> date | None: ...  # noqa: D102
    @property
    def service_from(self) -> date | None: ...  # noqa: D102
    @property
    def service_to(self) -> date | None: ...  # noqa: D102
    @property
    def steps(self) -> Sequence[AwaitingStep]: ...  # noqa: D102
    @property
    def submissions(self) -> Sequence[AwaitedSubmission]: ...  # noqa: D102
    @property
    def held(self) -> Sequence[HeldWord]: ...  # noqa: D102
    @property
    def matched_to(self) -> str: ...  # noqa: D102
    @property
    def superseded_by(self) -> Sequence[object]: ...  # noqa: D102


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimStanding:
    """All of a claim that its expectation depends on."""

    state: State
    since: date
    """The day on which it came there; a claim that was given up and reopened keeps it."""
    said_on: date | None = None
    """The day of the last word of another: a claim that was reopened keeps it."""
    submitted_on: date | None = None
    accepted_on: date | None = None
    """When the payer's window began: with its acceptance, or again with an appeal."""
    last_service_day: date | None = None
    is_remitted: bool = False
    """True if a remittance decided the current submission."""
    arrived_on: date | None = None
    """The day on which the first word that waits for our 837 was recorded here."""
    held_until: date | None = None
    """The day from which that word is an exception: the one due day of our 837."""
    awaits_next_payer: bool = False
    """True if a payer passed the claim on, and the next one has not decided."""

    @property
    def first_day(self) -> date:
        """Return the day of the submission; of a claim without one, that of its state."""
        return self.submitted_on or self.since


_STARTS: Mapping[ClockStart, Callable[[ClaimStanding], date]] = MappingProxyType(
    {
        ClockStart.STATE: lambda standing: standing.since,
        ClockStart.LAST_WORD: lambda standing: standing.said_on or standing.since,
        ClockStart.SUBMISSION: lambda standing: standing.first_day,
        ClockStart.ACCEPTANCE: lambda standing: standing.accepted_on or standing.since,
        ClockStart.ARRIVAL: lambda standing: standing.arrived_on or standing.since,
        ClockStart.SERVICE: lambda standing: standing.last_service_day or standing.first_day,
    }
)


_CONDITIONS: Mapping[RowCondition, Callable[[ClaimStanding, PayerClocks], bool]] = MappingProxyType(
    {
        RowCondition.ALWAYS: lambda _standing, _clocks: True,
        RowCondition.SENDS_999: lambda _standing, clocks: clocks.sends_999,
        RowCondition.SENDS_277CA: lambda _standing, clocks: clocks.sends_277ca,
        RowCondition.NOT_REMITTED: lambda standing, _clocks: not standing.is_remitted,
        RowCondition.NEXT_PAYER: lambda standing, _clocks: standing.awaits_next_payer,
    }
)


def expected(claim: AwaitingClaim, clocks: PayerClocks) -> dict[str, Any]:
    """Return the fields of a claim that say what it waits for: `expectation`, `escalate_on`.

    A claim that lives on under another number, or was taken back, waits for nothing; nobody
    appeals one that is settled: without a balance, under capitation, or with its denied part
    written off.
    """
    is_void = bool(claim.submissions) and claim.submissions[-1].frequency_code == VOID
    is_elsewhere = bool(claim.matched_to or claim.superseded_by)
    found = None if is_void or is_elsewhere else expectation_of(standing_of(claim), clocks)
    if found and found.word == ExpectedWord.APPEAL and is_settled(claim):
        found = None
    return {"expectation": found, "escalate_on": escalation_day(found)}


def standing_of(claim: AwaitingClaim) -> ClaimStanding:
    """Return all of a claim that its expectation depends on."""
    waiting = [one for one in claim.held if one.reason == NO_SUBMISSION]
    return ClaimStanding(
        state=claim.state,
        since=_state_began(claim),
        said_on=decision_day(claim),
        submitted_on=claim.submitted_on,
        accepted_on=_window_start(claim),
        last_service_day=claim.service_to or claim.service_from,
        arrived_on=min((one.recorded_on for one in waiting if one.recorded_on), default=None),
        held_until=min((one.due_on for one in waiting if one.due_on), default=None),
        is_remitted=any(one.decided for one in claim.payer_responsibilities),
        # A payer that comes next has nothing to decide once nothing of the charge is left.
        awaits_next_payer=any(not one.decided for one in claim.payer_responsibilities)
        and claim.balance_cents > 0,
    )


def last_said(steps: Sequence[Step]) -> Step | None:
    """Return the last step on somebody else's word: a decision of our own starts no clock."""
    said = (step for step in reversed(steps) if step.evidence is not OUR_DECISION)
    return next(said, None)


def decision_day(claim: DecidedClaim) -> date | None:
    """Return the day from which the deadlines of the payer that decided count.

    Of a denial by an 835 it is that payer's own decision, also where another payer had denied
    before, so that the state stayed. Else it is the day of the last word of somebody else.
    """
    decided = [one.decided_on for one in claim.payer_responsibilities if one.decided]
    if claim.state in BY_REMITTANCE and decided and decided[-1]:
        return decided[-1]
    said = last_said(claim.steps)
    return said.effective_on if said else None


def last_codes(claim: SettledClaim) -> tuple[str, ...]:
    """Return the codes of the last word of somebody else; none before the first."""
    said = last_said(claim.steps)
    return said.codes if said else ()


def is_settled(claim: SettledClaim) -> bool:
    """Tell whether nothing is left that we could ask of the payer that spoke last.

    Without payment: nothing is owed any more, or capitation pays for it as agreed. Forwarded: to
    a payer of the claim, which has it now. Denied: all that was denied is written off.
    """
    if claim.state in DENYING:
        return claim.denied_cents > 0 and claim.open_denied_cents <= 0
    if claim.state is State.FINAL_NO_PAYMENT:
        return claim.balance_cents <= 0 or CAPITATED in last_codes(claim)
    return claim.state is State.FORWARDED and len(claim.payer_ids) > 1


def _state_began(claim: AwaitingClaim) -> date:
    """Return the day on which the claim came to its state: reopening it starts no clock."""
    steps = reversed(claim.steps)
    came = (one for one in steps if one.after is claim.state and not _reopens(one))
    return next((one.effective_on for one in came), claim.state_since)


def _reopens(step: AwaitingStep) -> bool:
    return step.evidence is OUR_DECISION and step.before in _GIVEN_UP


def _window_start(claim: AwaitingClaim) -> date | None:
    """Return when the payer's window began: an appeal begins it again."""
    accepted = claim.accepted_on
    appeals = [
        step.effective_on
        for step in claim.steps
        if step.after is State.APPEALED and not _reopens(step)
    ]
    current = [day for day in appeals if accepted is None or day >= accepted]
    return current[-1] if current else accepted


def expectation_of(standing: ClaimStanding, clocks: PayerClocks) -> Expectation | None:
    """Return the word that is expected next of a claim; None where nobody's is."""
    for row in EXPECTATIONS[standing.state]:
        if _CONDITIONS[row.when](standing, clocks):
            return _expectation(row, standing, clocks)
    return None


def _expectation(row: ExpectationRow, standing: ClaimStanding, clocks: PayerClocks) -> Expectation:
    """Return what a row expects of a claim."""
    named = [clock for clock in row.clocks if _named_days(clock, clocks) is not None]
    due_on = min(_due_on(clock, standing, clocks) for clock in named or row.clocks[-1:])
    # Our own deadlines go by the calendar; a payer's maintenance moves its own words alone.
    has_maintenance = clocks.calendar.weekly_maintenance or clocks.calendar.maintenance
    if row.party == "payer" and has_maintenance:
        due_on = clocks.calendar.clear_of_maintenance(due_on)
    rule = f"expectation@{EXPECTATIONS_VERSION}/{row.word.value}"
    return Expectation(
        party=row.party,
        word=row.word.value,
        due_on=due_on,
        rule=rule if named else f"{rule}/{DEFAULT}",
    )


def _named_days(clock: ExpectationClock, clocks: PayerClocks) -> int | None:
    """Return the number of the payer's profile, if it names one."""
    of = clocks.deadlines if clock.setting in Deadlines.model_fields else clocks
    days: int | None = getattr(of, clock.setting) if clock.setting else None
    return days


def _due_on(clock: ExpectationClock, standing: ClaimStanding, clocks: PayerClocks) -> date:
    """Return the last day that is in time."""
    if clock.start is ClockStart.ARRIVAL and standing.held_until:
        return standing.held_until
    named, start = _named_days(clock, clocks), _STARTS[clock.start](standing)
    days = clock.default if named is None else named
    if clock.in_business_days:
        return clocks.calendar.business_days_after(start, days)
    return start + timedelta(days=days)


def escalation_day(expectation: Expectation | None) -> date | None:
    """Return the first day after the one on which a word was due; None where none escalates."""
    if expectation is None:
        return None
    escalates = expectation.party == "payer" or expectation.word in ESCALATING
    return expectation.due_on + timedelta(days=1) if escalates else None
