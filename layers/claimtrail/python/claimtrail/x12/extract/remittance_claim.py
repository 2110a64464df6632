"""835: one claim (loop 2100) with its lines (2110), and the reasons of a PLB.

Balancing follows the 835 guide, section 1.10.2: lines, then claims. A claim with an amount that
cannot be read is a record all the same, so that a person sees what the payer sent. It is never
balanced.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from claimtrail.x12.envelopes.segment import Segment
from claimtrail.x12.extract.claim_numbers import names_a_claim
from claimtrail.x12.extract.doubtful_amounts import doubtful_amounts
from claimtrail.x12.extract.record_buffer import RecordFault
from claimtrail.x12.extract.reversals import sign_is_wrong
from claimtrail.x12.extract.values import (
    ZERO,
    Period,
    before_lines,
    cover,
    day,
    finer_than_a_cent,
    lines_of,
    readable_amount,
    readable_quantity,
    span_of,
)
from claimtrail.x12.model import (
    NOBODY,
    Adjustment,
    ByteRange,
    Person,
    ProviderAdjustment,
    RemittanceClaim,
    RemittanceLine,
)
from claimtrail.x12.model.catalog import FindingCode
from claimtrail.x12.model.rules import STANDARD, Rules

REMARKS = {"MIA": (5, 20, 21, 22, 23), "MOA": (3, 4, 5, 6, 7)}
"""Elements that hold remark codes."""
_LINE_DATES = frozenset({"472", "150", "151"})
_CLAIM_DATES = frozenset({"232", "233"})
_RECEIVED = "050"
_PATIENTS = ("QC", "IL")
"""NM101 of the patient, and of the subscriber."""
_CROSSOVER = "TT"
"""NM101 of the carrier to which a claim was forwarded (X12 RFI 1981)."""


class PaymentFacts(NamedTuple):
    """The part of its payment that a claim repeats."""

    trace_number: str
    span: ByteRange
    paid_on: date | None
    payer_identifier: str


@dataclass(slots=True)
class _Amounts:
    """Reads amounts, and keeps what is wrong with them."""

    faults: list[RecordFault] = field(default_factory=list)
    unreadable: bool = False
    """An amount without which the claim cannot be posted is absent."""

    def needed(self, segment: Segment, number: int) -> Decimal:
        """Dollars, zero when the element cannot be read."""
        value = self.optional(segment, number)
        self.unreadable = self.unreadable or value is None
        return ZERO if value is None else value

    def optional(self, segment: Segment, number: int) -> Decimal | None:
        """Dollars, None when the element is empty or cannot be read."""
        text = segment.get(number)
        value = readable_amount(text)
        if value is None and finer_than_a_cent(text):
            place = segment.place(f"{number:02}")
            self.faults.append((FindingCode.AMOUNT_UNREADABLE, place))
        return value


class ReadClaim(NamedTuple):
    """A claim, and what was found in it."""

    claim: RemittanceClaim
    faults: list[RecordFault]
    holds: tuple[FindingCode, ...]
    """Codes of those that hold the claim back."""
    is_paid_known: bool
    """CLP04 can be read."""


def read_claim(segments: list[Segment], facts: PaymentFacts, rules: Rules = STANDARD) -> ReadClaim:
    """Return the claim of CLP and what follows it; `rules` are the payer's."""
    amounts = _Amounts()
    claim = _claim(segments, facts, amounts)
    faults = amounts.faults
    holds: tuple[FindingCode, ...] = (FindingCode.AMOUNT_UNREADABLE,)
    if not amounts.unreadable:
        unbalanced = list(_unbalanced(segments, claim))
        faults += unbalanced
        holds = tuple(code for code, _ in unbalanced)
    claim = claim._replace(balanced=not holds)
    if not amounts.unreadable:
        doubtful = list(doubtful_amounts(segments, claim))
        faults += doubtful
        holds += tuple(dict.fromkeys(code for code, _ in doubtful if rules.may_hold(code)))
    is_paid_known = readable_amount(segments[0].get(4)) is not None
    return ReadClaim(claim, faults, holds, is_paid_known)


def _claim(segments: list[Segment], facts: PaymentFacts, amounts: _Amounts) -> RemittanceClaim:
    clp, own = segments[0], before_lines(segments)
    lines = tuple(_line(line, amounts) for line in lines_of(segments))
    stated = cover(_dates(own, _CLAIM_DATES))
    first, last = stated if any(stated) else cover((x.service_from, x.service_to) for x in lines)
    return RemittanceClaim(
        span=span_of(segments),
        patient_control_number=clp.get(1),
        status_code=clp.get(2),
        charge=amounts.needed(clp, 3),
        paid=amounts.needed(clp, 4),
        patient_responsibility=amounts.optional(clp, 5) or ZERO,
        claim_filing_indicator=clp.get(6),
        payer_claim_control_number=clp.get(7),
        facility_code=clp.get(8),
        frequency_code=clp.get(9),
        adjustments=tuple(_adjustments(own, amounts)),
        lines=lines,
        remark_codes=tuple(_remarks(own)),
        received_on=next((start for start, _ in _dates(own, frozenset({_RECEIVED}))), None),
        service_from=first,
        service_to=last,
        payment_trace_number=facts.trace_number,
        payment_span=facts.span,
        paid_on=facts.paid_on,
        payer_identifier=facts.payer_identifier,
        balanced=True,
        patient=_patient(own),
        has_own_number=names_a_claim(clp.get(1)),
        crossover_carrier=_crossover_carrier(own),
    )


def _unbalanced(segments: list[Segment], claim: RemittanceClaim) -> Iterator[RecordFault]:
    """Yield what does not add up in a claim whose amounts can be read."""
    clp = segments[0]
    if sign_is_wrong(claim):
        yield FindingCode.REVERSAL_SIGN, clp.place("04" if claim.paid > 0 else "03")
    if not claim_balances(claim):
        yield FindingCode.CLAIM_UNBALANCED, clp.place("04")
    services = (segment for segment in segments if segment.id == "SVC")
    for service, line in zip(services, claim.lines, strict=True):
        if not line_balances(line):
            yield FindingCode.LINE_UNBALANCED, service.place("03")


def _patient(segments: list[Segment]) -> Person:
    """NM1*QC, else NM1*IL: the subscriber is the patient where no other is named."""
    names = [item for item in segments if item.id == "NM1" and item.get(1) in _PATIENTS]
    if not names:
        return NOBODY
    name = min(names, key=lambda item: _PATIENTS.index(item.get(1)))
    return NOBODY._replace(last_name=name.get(3), first_name=name.get(4), member_id=name.get(9))


def _crossover_carrier(segments: list[Segment]) -> str:
    """NM109 of NM1*TT; empty when the claim was not forwarded."""
    names = (item for item in segments if item.id == "NM1" and item.get(1) == _CROSSOVER)
    return next((item.get(9) for item in names), "")


def claim_balances(claim: RemittanceClaim) -> bool:
    """CLP03 less CLP04 is the sum of all adjustments, those of the lines included."""
    lines = sum((item.amount for line in claim.lines for item in line.adjustments), ZERO)
    own = sum((item.amount for item in claim.adjustments), ZERO)
    return claim.charge - claim.paid == own + lines


def line_balances(line: RemittanceLine) -> bool:
    """SVC02 less SVC03 is the sum of the line's adjustments."""
    return line.charge - line.paid == sum((item.amount for item in line.adjustments), ZERO)


def _line(segments: list[Segment], amounts: _Amounts) -> RemittanceLine:
    svc = segments[0]
    code = [*svc.components(1), "", ""]
    first, last = cover(_dates(segments, _LINE_DATES))
    numbers = [item.get(2) for item in segments if item.id == "REF" and item.get(1) == "6R"]
    revenue = code[1] if code[0] == "NU" else svc.get(4)
    return RemittanceLine(
        span=span_of(segments),
        procedure_qualifier=code[0],
        procedure_code=code[1],
        modifiers=tuple(modifier for modifier in code[2:6] if modifier),
        charge=amounts.needed(svc, 2),
        paid=amounts.needed(svc, 3),
        revenue_code=revenue,
        units=readable_quantity(svc.get(5)),
        service_from=first,
        service_to=last,
        control_number=numbers[0] if numbers else "",
        adjustments=tuple(_adjustments(segments, amounts)),
        remark_codes=tuple(
            item.get(2) for item in segments if item.id == "LQ" and item.get(1) == "HE"
        ),
        submitted_procedure_code=svc.part(6, 2),
    )


def _dates(segments: list[Segment], qualifiers: frozenset[str]) -> Iterator[Period]:
    for segment in segments:
        if segment.id == "DTM" and segment.get(1) in qualifiers:
            yield day(segment.get(2)), day(segment.get(2))


def _remarks(segments: list[Segment]) -> Iterator[str]:
    for segment in segments:
        yield from filter(None, (segment.get(number) for number in REMARKS.get(segment.id, ())))


def _adjustments(segments: list[Segment], amounts: _Amounts) -> Iterator[Adjustment]:
    for segment in segments:
        if segment.id != "CAS":
            continue
        for number in range(2, len(segment.elements), 3):
            if segment.get(number) or segment.get(number + 1):
                yield Adjustment(
                    group_code=segment.get(1),
                    carc=segment.get(number),
                    amount=amounts.needed(segment, number + 1),
                    quantity=readable_quantity(segment.get(number + 2)),
                )


class ReadAdjustments(NamedTuple):
    """The reasons of a PLB, and what was found in it."""

    adjustments: list[ProviderAdjustment]
    faults: list[RecordFault]
    is_complete: bool
    """No reason was left out."""


def provider_adjustments(segment: Segment) -> ReadAdjustments:
    """Return the reasons of a PLB; one whose amount cannot be read is left out."""
    amounts = _Amounts()
    numbers = range(3, len(segment.elements), 2)
    pairs = [number for number in numbers if segment.get(number) or segment.get(number + 1)]
    values = [(number, amounts.optional(segment, number + 1)) for number in pairs]
    found = [
        ProviderAdjustment(
            provider_identifier=segment.get(1),
            fiscal_period_end=day(segment.get(2)),
            reason_code=segment.part(number, 1),
            reference=segment.part(number, 2),
            amount=value,
        )
        for number, value in values
        if value is not None
    ]
    return ReadAdjustments(found, amounts.faults, len(found) == len(values))
