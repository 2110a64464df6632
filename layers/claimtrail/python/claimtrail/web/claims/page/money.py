"""The figures of a claim, and the facts that each is made of."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from claimtrail.access.field_views.tables import field_table
from claimtrail.access.fields import FieldGroup
from claimtrail.claims.facts.remittances import Remitted
from claimtrail.claims.facts.submissions import Submitted
from claimtrail.claims.fold.outcome_model import OutcomeStatus
from claimtrail.claims.lifecycle.adjustments import is_contractual
from claimtrail.claims.lifecycle.remittances import all_adjustments
from claimtrail.claims.views.code_words import CLAIM_STATUSES
from claimtrail.claims.views.people import write_off_words
from claimtrail.web.claims.page.context import PageContext


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyPart:
    """A fact that figures are made of."""

    event_id: str
    on: date
    transaction: str
    """`837`, `835`, or `person`."""
    payer: str
    words: str
    charge_cents: int | None = None
    allowed_cents: int | None = None
    paid_cents: int | None = None
    contractual_cents: int | None = None
    patient_cents: int | None = None
    written_off_cents: int | None = None
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyFigures:
    """The figures of the claim, in cents, and what they are made of."""

    charge_cents: int
    allowed_cents: int | None
    """The charge less what contracts take off; None before a remittance counts."""
    paid_cents: int
    contractual_cents: int
    patient_cents: int
    denied_cents: int
    written_off_cents: int
    balance_cents: int
    parts: tuple[MoneyPart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentPart:
    """A payment that paid it."""

    trace_number: str
    on: date | None
    payer: str
    paid_cents: int
    payment_link: str
    link: str


_FIGURES = "charge_cents allowed_cents paid_cents contractual_cents patient_cents"
MONEY_TABLES = (
    field_table(
        MoneyPart,
        {
            FieldGroup.REFERENCE: "event_id link",
            FieldGroup.SERVICE: "payer",
            FieldGroup.STATUS: "on transaction words",
            FieldGroup.MONEY: f"{_FIGURES} written_off_cents",
        },
    ),
    field_table(
        MoneyFigures,
        {FieldGroup.MONEY: f"{_FIGURES} denied_cents written_off_cents balance_cents parts"},
    ),
    field_table(
        PaymentPart,
        {
            FieldGroup.REFERENCE: "trace_number payment_link link",
            FieldGroup.SERVICE: "payer",
            FieldGroup.STATUS: "on",
            FieldGroup.MONEY: "paid_cents",
        },
    ),
)


def money_row(context: PageContext) -> MoneyFigures:
    """Return the figures of a claim with their parts."""
    claim = context.claim
    is_decided = bool(claim.counted_remittances)
    return MoneyFigures(
        charge_cents=claim.charge_cents,
        allowed_cents=claim.charge_cents - claim.contractual_cents if is_decided else None,
        paid_cents=claim.paid_cents,
        contractual_cents=claim.contractual_cents,
        patient_cents=claim.patient_responsibility_cents,
        denied_cents=claim.denied_cents,
        written_off_cents=claim.written_off_cents,
        balance_cents=claim.balance_cents,
        parts=(*_submitted(context), *_remitted(context), *_written_off(context)),
    )


def payment_rows(context: PageContext) -> tuple[PaymentPart, ...]:
    """Return the payments of the remittances that count."""
    return tuple(
        PaymentPart(
            trace_number=fact.payment_trace_number,
            on=fact.paid_on,
            payer=fact.payer_identifier,
            paid_cents=fact.paid_cents,
            payment_link=context.payment_link(context.whole.by_id[event_id]),
            link=context.segment_of(event_id),
        )
        for event_id, fact in _counted(context)
    )


def _counted(context: PageContext) -> Iterator[tuple[str, Remitted]]:
    for event_id in context.claim.counted_remittances:
        event = context.whole.by_id.get(event_id)
        if event and isinstance(event.fact, Remitted):
            yield event_id, event.fact


def _submitted(context: PageContext) -> Iterator[MoneyPart]:
    """Yield the current submission, which states the charge."""
    for version in context.claim.submissions[-1:]:
        event = context.whole.by_id.get(version.event_id)
        payer = event.fact.payer_identifier if event and isinstance(event.fact, Submitted) else ""
        yield MoneyPart(
            event_id=version.event_id,
            on=version.submitted_on,
            transaction="837",
            payer=payer,
            words="charge as billed",
            charge_cents=version.charge_cents,
            link=context.segment_of(version.event_id),
        )


def _remitted(context: PageContext) -> Iterator[MoneyPart]:
    for event_id, fact in _counted(context):
        contractual = sum(one.amount_cents for one in all_adjustments(fact) if is_contractual(one))
        yield MoneyPart(
            event_id=event_id,
            on=context.whole.by_id[event_id].effective_on,
            transaction="835",
            payer=fact.payer_identifier,
            words=CLAIM_STATUSES.get(fact.status_code, f"CLP02 {fact.status_code}"),
            charge_cents=fact.charge_cents,
            allowed_cents=fact.charge_cents - contractual,
            paid_cents=fact.paid_cents,
            contractual_cents=contractual,
            patient_cents=fact.patient_responsibility_cents,
            link=context.segment_of(event_id),
        )


def _written_off(context: PageContext) -> Iterator[MoneyPart]:
    for one in context.claim.outcome_decisions:
        if one.write_off and one.status is OutcomeStatus.STANDS:
            yield MoneyPart(
                event_id=one.event_id,
                on=one.effective_on,
                transaction="person",
                payer="",
                words=f"written off: {write_off_words(one.write_off)}",
                written_off_cents=one.write_off.amount_cents,
                link=context.segment_of(one.event_id),
            )
