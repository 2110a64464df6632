"""The way of a claim: its steps with days waited, statuses that came, and what moved nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from claimtrail.access.field_views.tables import field_table
from claimtrail.access.fields import FieldGroup
from claimtrail.claims.fold.claim_parts import Held, LifecycleStep, Note
from claimtrail.claims.fold.decisions.recorded_statuses import PERSON
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.action_model import DeadlineKind
from claimtrail.claims.lifecycle.next_actions import next_action
from claimtrail.claims.views.code_words import listed_codes, words_of
from claimtrail.claims.views.head import expected_beside
from claimtrail.claims.views.last_days import appeal_day, given_up_appeal_day
from claimtrail.claims.views.reason_words import reason_words
from claimtrail.claims.views.timeline import TRANSACTIONS
from claimtrail.kernel.clock import days_between
from claimtrail.partners.fields import Deadlines
from claimtrail.web.claims.page.context import PageContext

EXPECTED = "expected"
_CENTS = "cents="
"""Before the amount of a write-off, among the codes of its step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepPart:
    """One step of the claim, with its source."""

    number: int
    on: date
    waited_days: int
    """Since the step before; 0 for the first."""
    before: str
    after: str
    """The state's code; templates show its words."""
    transaction: str
    source: str
    """The partner or person whose word it is."""
    codes: str
    meaning: str
    amount_cents: int | None
    """Of a person's write-off."""
    inferred: bool
    event_id: str
    file_id: str
    received_at: datetime | None
    channel: str
    start: int
    end: int
    rule: str
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlinePart:
    """A day that is marked on the timeline."""

    kind: str
    """`expected`, `timely filing`, `corrected claim`, `appeal`, `documents`."""
    on: date
    words: str
    days_left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SentStatus:
    """One status that a payer or clearinghouse sent (277CA, 277)."""

    on: date
    transaction: str
    level: str
    line: str
    codes: str
    meaning: str
    text: str
    charge_cents: int | None
    paid_cents: int | None
    payer_number: str
    from_clearinghouse: bool
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotePart:
    """Evidence that is held, or that came and moved nothing, and why."""

    on: date
    transaction: str
    source: str
    codes: str
    meaning: str
    would_lead_to: str
    """A state's code; empty for what is not held."""
    why: str
    due_on: date | None
    event_id: str
    link: str


HISTORY_TABLES = (
    field_table(
        StepPart,
        {
            FieldGroup.REFERENCE: "number source event_id file_id link",
            FieldGroup.STATUS: (
                "on waited_days before after transaction codes meaning inferred received_at channel"
            ),
            FieldGroup.MONEY: "amount_cents",
            FieldGroup.SOURCE: "start end",
            FieldGroup.TECHNICAL: "rule",
        },
    ),
    field_table(DeadlinePart, {FieldGroup.STATUS: "kind on words days_left"}),
    field_table(
        SentStatus,
        {
            FieldGroup.REFERENCE: "link",
            FieldGroup.ACCOUNT: "payer_number",
            FieldGroup.STATUS: "on transaction level codes meaning from_clearinghouse",
            FieldGroup.CLINICAL: "line",
            FieldGroup.MONEY: "charge_cents paid_cents",
            # STC12 is free text of the payer: it may name a patient.
            (FieldGroup.NOTES, FieldGroup.PATIENT): "text",
        },
    ),
    field_table(
        NotePart,
        {
            FieldGroup.REFERENCE: "source event_id link",
            FieldGroup.STATUS: "on transaction would_lead_to why due_on",
            # Of an unmatched remittance line these are procedures and charges.
            (FieldGroup.STATUS, FieldGroup.CLINICAL, FieldGroup.MONEY): "codes meaning",
        },
    ),
)


def step_rows(context: PageContext) -> tuple[StepPart, ...]:
    """Return the steps in order, each with the days since the one before."""
    steps = context.claim.steps
    return tuple(
        _step(context, number, step, before=steps[number - 2] if number > 1 else None)
        for number, step in enumerate(steps, start=1)
    )


def _step(
    context: PageContext, number: int, step: LifecycleStep, *, before: LifecycleStep | None
) -> StepPart:
    source = step.source
    codes = [code for code in step.codes if not code.startswith(_CENTS)]
    amount = next((code for code in step.codes if code.startswith(_CENTS)), "")
    return StepPart(
        number=number,
        on=step.effective_on,
        waited_days=days_between(before.effective_on, step.effective_on) if before else 0,
        before=step.before.value,
        after=step.after.value,
        transaction=TRANSACTIONS[step.evidence],
        source=source.partner_id,
        codes=listed_codes(codes),
        meaning=words_of(codes),
        amount_cents=int(amount.removeprefix(_CENTS)) if amount else None,
        inferred=step.inferred,
        event_id=step.event_id,
        file_id="" if source.channel == PERSON else source.file_id,
        received_at=source.received_at,
        channel=source.channel,
        start=source.start,
        end=source.end,
        rule=step.rule,
        link=context.segment_of_step(number),
    )


def deadline_rows(context: PageContext) -> tuple[DeadlinePart, ...]:
    """Return the days that are still to come or have passed, the earliest first."""
    claim = context.claim
    found = [*_expected(context), *_own(claim, context.deadlines)]
    return tuple(
        DeadlinePart(kind=kind, on=on, words=words, days_left=days_between(context.today, on))
        for on, kind, words in sorted(found)
    )


def _expected(context: PageContext) -> Iterator[tuple[date, str, str]]:
    action = next_action(context.claim, context.deadlines, today=context.today)
    awaited = expected_beside(action, context.claim)
    if awaited:
        yield awaited.due_on, EXPECTED, f"{awaited.word} expected from the {awaited.party}"


def _own(claim: Claim, deadlines: Deadlines) -> Iterator[tuple[date, str, str]]:
    """Yield the payer's last days for what is sent to it."""
    served, days = claim.service_to or claim.service_from, deadlines.timely_filing_days
    if served and days:
        kind = DeadlineKind.TIMELY_FILING.value
        yield served + timedelta(days=days), kind, "last day for timely filing"
    appeal = appeal_day(claim, deadlines) or given_up_appeal_day(claim, deadlines)
    if appeal:
        yield appeal, DeadlineKind.APPEAL.value, "last day for an appeal"


def status_rows(context: PageContext) -> tuple[SentStatus, ...]:
    """Return the statuses that payers and clearinghouses sent."""
    return tuple(
        SentStatus(
            on=one.effective_on,
            transaction=one.transaction,
            level=one.level,
            line=one.line,
            codes=" ".join(one.codes),
            meaning="; ".join(dict.fromkeys(filter(None, one.meanings))),
            text=one.text,
            charge_cents=one.charge_cents,
            paid_cents=one.paid_cents,
            payer_number=one.payer_claim_control_number,
            from_clearinghouse=one.from_clearinghouse,
            link=context.segment_of(one.event_id),
        )
        for one in context.whole.statuses
    )


def held_rows(context: PageContext) -> tuple[NotePart, ...]:
    """Return what waits until it can be applied."""
    return tuple(_noted(context, context.claim.held))


def note_rows(context: PageContext) -> tuple[NotePart, ...]:
    """Return what came and moved nothing."""
    return tuple(_noted(context, context.claim.notes))


def _noted(context: PageContext, found: Sequence[Held | Note]) -> Iterator[NotePart]:
    for one in found:
        yield NotePart(
            on=one.effective_on,
            transaction=TRANSACTIONS[one.evidence],
            source=one.source.partner_id,
            codes=listed_codes(one.codes),
            meaning=words_of(one.codes),
            would_lead_to=one.wanted.value if isinstance(one, Held) else "",
            why=reason_words(one.reason),
            due_on=one.due_on if isinstance(one, Held) else None,
            event_id=one.event_id,
            link=context.segment_of(one.event_id),
        )
