"""The lines of a claim, its denials, and what was adjusted, each reason in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from claimtrail.access.field_views.tables import field_table
from claimtrail.access.fields import FieldGroup
from claimtrail.claims.lifecycle.action_rules import (
    CATEGORY_RULES,
    CODE_RULES,
    UNEXPLAINED_DENIAL,
)
from claimtrail.claims.lifecycle.adjustments import DENIAL_CATEGORIES
from claimtrail.claims.lifecycle.no_appeal import allowed, refusal_of
from claimtrail.claims.views.code_words import adjustment_words, code_words, remark_words
from claimtrail.claims.views.line_outcomes import LineOutcome, Reason
from claimtrail.web.claims.page.context import PageContext, marked

_SERVICES: Mapping[str, str] = MappingProxyType({"837P": "SV1", "837I": "SV2"})
"""The service segment of each kind of claim."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeInWords:
    """A code of the trade with what it means."""

    code: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonPart:
    """One adjustment with its reason in words."""

    code: str
    words: str
    role: str
    payer: str
    amount_cents: int
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinePart:
    """A service line, as it was sent and as payers answered it."""

    number: str
    procedure: str
    revenue_code: str
    units: str
    service_from: date | None
    charge_cents: int
    allowed_cents: int | None
    paid_cents: int | None
    adjusted_cents: int | None
    denied_cents: int
    patient_cents: int
    reasons: tuple[ReasonPart, ...]
    remarks: tuple[CodeInWords, ...]
    categories: tuple[str, ...]
    charge_link: str
    """The segment of the 837 that bills it."""
    links: tuple[str, ...]
    """The segments of the remittances that answer it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmatchedLinePart:
    """A remittance line that is on no claim of ours."""

    line_number: int
    procedure: str
    payer: str
    charge_cents: int
    paid_cents: int
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DenialPart:
    """A denial, what it means, and what can be done about it."""

    code: str
    words: str
    category: str
    todo: str


LINE_TABLES = (
    field_table(CodeInWords, {FieldGroup.STATUS: "code words"}),
    field_table(
        ReasonPart,
        {
            FieldGroup.REFERENCE: "link",
            FieldGroup.SERVICE: "payer",
            FieldGroup.STATUS: "code words role",
            FieldGroup.MONEY: "amount_cents",
        },
    ),
    field_table(
        LinePart,
        {
            FieldGroup.REFERENCE: "number charge_link links",
            FieldGroup.SERVICE: "service_from",
            FieldGroup.STATUS: "reasons remarks categories",
            FieldGroup.CLINICAL: "procedure revenue_code units",
            FieldGroup.MONEY: (
                "charge_cents allowed_cents paid_cents adjusted_cents denied_cents patient_cents"
            ),
        },
    ),
    field_table(
        UnmatchedLinePart,
        {
            FieldGroup.REFERENCE: "line_number link",
            FieldGroup.SERVICE: "payer",
            FieldGroup.CLINICAL: "procedure",
            FieldGroup.MONEY: "charge_cents paid_cents",
        },
    ),
    field_table(DenialPart, {FieldGroup.STATUS: "code words category todo"}),
)


def line_rows(context: PageContext) -> tuple[LinePart, ...]:
    """Return the lines of the current submission with their outcomes."""
    lines = context.whole.lines.lines
    return tuple(_line(context, one, place) for place, one in enumerate(lines, start=1))


def _billed(context: PageContext, place: int) -> str:
    """Return the address of the service segment of a line of the current submission."""
    claim = context.claim
    segment = _SERVICES.get(claim.transaction_type)
    if segment is None or not claim.submissions:
        return ""
    return marked(context.segment_of(claim.submissions[-1].event_id), f"{segment}#{place}")


def _line(context: PageContext, line: LineOutcome, place: int) -> LinePart:
    is_answered = bool(line.remittance_lines)
    contractual = sum(one.amount_cents for one in line.reasons if one.role == "contractual")
    return LinePart(
        number=line.number,
        procedure=" ".join((line.procedure_code, *line.modifiers)).strip(),
        revenue_code=line.revenue_code,
        units=line.units,
        service_from=line.service_from,
        charge_cents=line.charge_cents,
        allowed_cents=line.charge_cents - contractual if is_answered else None,
        paid_cents=line.paid_cents if is_answered else None,
        adjusted_cents=line.adjusted_cents if is_answered else None,
        denied_cents=line.denied_cents,
        patient_cents=line.patient_cents,
        reasons=_reasons(context, line.reasons, line.remittance_lines),
        remarks=tuple(CodeInWords(code=one, words=remark_words(one)) for one in line.remark_codes),
        categories=line.denial_categories,
        charge_link=_billed(context, place),
        links=tuple(
            marked(link, f"SVC#{number}")
            for remittance, number in line.remittance_lines
            if (link := context.segment_of(remittance))
        ),
    )


def whole_claim_rows(context: PageContext) -> tuple[ReasonPart, ...]:
    """Return what payers adjusted on the claim as a whole."""
    return _reasons(context, context.whole.lines.whole_claim)


def _reasons(
    context: PageContext, reasons: Iterable[Reason], places: Sequence[tuple[str, int]] = ()
) -> tuple[ReasonPart, ...]:
    """Return adjustments; `places` are the remittance lines at which they stand."""
    numbers = dict(places)
    return tuple(
        ReasonPart(
            code=f"{one.group_code}-{one.carc}",
            words=adjustment_words(one.group_code, one.carc),
            role=one.role,
            payer=one.payer_identifier,
            amount_cents=one.amount_cents,
            link=marked(
                context.segment_of(one.remittance_id),
                f"{one.group_code}-{one.carc}"
                + (f"#{numbers[one.remittance_id]}" if one.remittance_id in numbers else ""),
            ),
        )
        for one in reasons
    )


def unmatched_rows(context: PageContext) -> tuple[UnmatchedLinePart, ...]:
    """Return the remittance lines that are on no claim of ours."""
    return tuple(
        UnmatchedLinePart(
            line_number=one.line_number,
            procedure=" ".join((one.fact.procedure_code, *one.fact.modifiers)).strip()
            or one.fact.revenue_code,
            payer=one.payer_identifier,
            charge_cents=one.fact.charge_cents,
            paid_cents=one.fact.paid_cents,
            link=marked(context.segment_of(one.remittance_id), f"SVC#{one.line_number}"),
        )
        for one in context.whole.lines.strange
    )


def denial_rows(context: PageContext) -> tuple[DenialPart, ...]:
    """Return the denials of the latest decision, each with what can be done about it."""
    claim = context.claim
    has_others = len(claim.denial_codes) > 1
    remark = refusal_of(claim)
    return tuple(_denial(code, remark, has_others=has_others) for code in claim.denial_codes)


def _denial(code: str, remark: str, *, has_others: bool) -> DenialPart:
    carc = code.partition("-")[2]
    category = DENIAL_CATEGORIES.get(carc, "")
    usual = CODE_RULES.get(carc) or CATEGORY_RULES.get(category, UNEXPLAINED_DENIAL)
    row = allowed(usual, code, remark, has_others=has_others)
    return DenialPart(code=code, words=code_words(code), category=category, todo=row.action)
