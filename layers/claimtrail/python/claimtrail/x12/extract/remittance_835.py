"""835: the payment, its claims (loop 2100) and their lines (2110), balanced on three levels.

Balancing follows the 835 guide, section 1.10.2: lines, claims, and the transaction as a whole.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from claimtrail.x12.catalogue import FindingCode, Place
from claimtrail.x12.extract.keeper import RecordKeeper
from claimtrail.x12.extract.values import (
    ZERO,
    Period,
    cover,
    day,
    optional_amount,
    parse_amount,
    quantity,
    span_of,
)
from claimtrail.x12.records import (
    Adjustment,
    ByteRange,
    Payment,
    ProviderAdjustment,
    Record,
    RemittanceClaim,
    RemittanceLine,
)
from claimtrail.x12.walk import Segment

_CLAIM_ENDS = frozenset({"CLP", "LX", "PLB", "SE"})
_REMARKS = {"MIA": (5, 20, 21, 22, 23), "MOA": (3, 4, 5, 6, 7)}
"""Elements that hold remark codes."""
_LINE_DATES = frozenset({"472", "150", "151"})
_CLAIM_DATES = frozenset({"232", "233"})
_RECEIVED = "050"


@dataclass(slots=True)
class _Header:
    """What stands before the first claim."""

    bpr: Segment | None = None
    amount: Decimal = ZERO
    trace_number: str = ""
    company_id: str = ""
    payer_name: str = ""
    payer_id: str = ""
    payer_reference: str = ""
    payee_npi: str = ""
    party: str = ""

    def take(self, segment: Segment) -> None:
        match segment.id:
            case "BPR":
                self.bpr = segment
                self.amount = parse_amount(segment.get(2))
            case "TRN":
                self.trace_number, self.company_id = segment.get(2), segment.get(3)
            case "N1":
                self.party = segment.get(1)
                if self.party == "PR":
                    self.payer_name, self.payer_id = segment.get(2), segment.get(4)
                elif self.party == "PE" and segment.get(3) == "XX":
                    self.payee_npi = segment.get(4)
            case "REF" if self.party == "PR" and segment.get(1) == "2U":
                self.payer_reference = segment.get(2)

    @property
    def payer_identifier(self) -> str:
        return self.payer_id or self.payer_reference or self.company_id

    @property
    def paid_on(self) -> date | None:
        return day(self.bpr.get(16)) if self.bpr else None


class PaymentFacts(NamedTuple):
    """What a claim repeats of the payment that it belongs to."""

    trace_number: str
    span: ByteRange
    paid_on: date | None
    payer_identifier: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RemittanceTotals:
    """What the claims of an 835, or of a part of one, come to."""

    claim_count: int
    paid: Decimal
    """The sum of CLP04."""
    provider_adjustments: tuple[ProviderAdjustment, ...]
    complete: bool
    """Nothing was left out because it could not be read."""

    def __add__(self, other: "RemittanceTotals") -> "RemittanceTotals":
        """The totals of two parts, in their order."""
        return RemittanceTotals(
            claim_count=self.claim_count + other.claim_count,
            paid=self.paid + other.paid,
            provider_adjustments=self.provider_adjustments + other.provider_adjustments,
            complete=self.complete and other.complete,
        )


class RemittanceExtractor(RecordKeeper):
    """Reads one 835. A claim counts as balanced by itself; the payment tells of the whole."""

    def __init__(self) -> None:
        super().__init__()
        self._header = _Header()
        self._facts: PaymentFacts | None = None
        self._claim: list[Segment] = []
        self._claim_count = 0
        self._paid = ZERO
        self._adjustments: list[ProviderAdjustment] = []
        self._complete = True

    def take(self, segment: Segment) -> None:
        """Read the next segment."""
        if segment.id in _CLAIM_ENDS:
            self._close()
        if segment.id == "CLP" or self._claim:
            self._claim.append(segment)
            return
        self._facts = None
        try:
            if segment.id == "PLB":
                self._adjustments += _provider_adjustments(segment)
            else:
                self._header.take(segment)
        except ValueError:
            self._unreadable(segment)

    def facts(self) -> PaymentFacts:
        """What is known of the payment before its claims."""
        if self._facts is None:
            header = self._header
            self._facts = PaymentFacts(
                header.trace_number,
                header.bpr.span if header.bpr else ByteRange(0, 0),
                header.paid_on,
                header.payer_identifier,
            )
        return self._facts

    def sound(self, records: tuple[Record, ...], _: str) -> None:
        """Take claims that were proven as a whole."""
        self._close()
        for record in records:
            if isinstance(record, RemittanceClaim):
                self._keep(record)

    def end_part(self) -> tuple[list[Record], list[tuple[FindingCode, Place]], RemittanceTotals]:
        """End a part of the set: its last claims, what was found, and its totals."""
        self._close()
        totals = RemittanceTotals(
            claim_count=self._claim_count,
            paid=self._paid,
            provider_adjustments=tuple(self._adjustments),
            complete=self._complete,
        )
        return self.drain(), self._faults, totals

    def take_totals(self, totals: RemittanceTotals) -> None:
        """Stand where all claims with these totals have been read."""
        self._close()
        self._claim_count, self._paid = totals.claim_count, totals.paid
        self._adjustments = list(totals.provider_adjustments)
        self._complete = totals.complete

    def finish(self) -> tuple[list[Record], list[tuple[FindingCode, Place]]]:
        """The claims that are left, then the payment, and what was found on the way."""
        self._close()
        bpr = self._header.bpr
        if bpr is None:
            return [], self._faults
        withheld = sum((item.amount for item in self._adjustments), ZERO)
        balanced = self._complete and self._header.amount == self._paid - withheld
        if not balanced:
            self._faults.append((FindingCode.PAYMENT_UNBALANCED, bpr.place("02")))
        payment = self._payment(bpr, self._paid, balanced=balanced)
        return [*self.drain(), payment], self._faults

    def _keep(self, claim: RemittanceClaim) -> None:
        self._records.append(claim)
        self._claim_count += 1
        self._paid += claim.paid

    def _payment(self, bpr: Segment, total: Decimal, *, balanced: bool) -> Payment:
        header = self._header
        return Payment(
            span=bpr.span,
            amount=header.amount,
            credit_debit=bpr.get(3),
            method=bpr.get(4),
            paid_on=header.paid_on,
            trace_number=header.trace_number,
            originating_company_id=header.company_id,
            payer_name=header.payer_name,
            payer_identifier=header.payer_identifier,
            payee_npi=header.payee_npi,
            provider_adjustments=tuple(self._adjustments),
            claim_count=self._claim_count,
            claim_paid_total=total,
            balanced=balanced,
        )

    def _unreadable(self, segment: Segment) -> None:
        self._complete = False
        self._faults.append((FindingCode.RECORD_UNREADABLE, segment.place()))

    def _close(self) -> None:
        segments, self._claim = self._claim, []
        if not segments:
            return
        try:
            claim = _claim(segments, self.facts())
        except ValueError:
            self._unreadable(segments[0])
            return
        if not _claim_balances(claim):
            self._faults.append((FindingCode.CLAIM_UNBALANCED, segments[0].place("04")))
        services = [segment for segment in segments if segment.id == "SVC"]
        for service, line in zip(services, claim.lines, strict=True):
            if not _line_balances(line):
                self._faults.append((FindingCode.LINE_UNBALANCED, service.place("03")))
        self._keep(claim)


def _claim(segments: list[Segment], facts: PaymentFacts) -> RemittanceClaim:
    """Raises ValueError when CLP01 is empty, or an amount or quantity cannot be read."""
    clp, own = segments[0], _own(segments)
    if not clp.get(1):
        raise ValueError("no patient control number")
    lines = tuple(_line(line) for line in _lines(segments))
    stated = cover(_dates(own, _CLAIM_DATES))
    first, last = stated if any(stated) else cover((x.service_from, x.service_to) for x in lines)
    claim = RemittanceClaim(
        span=span_of(segments),
        patient_control_number=clp.get(1),
        status_code=clp.get(2),
        charge=parse_amount(clp.get(3)),
        paid=parse_amount(clp.get(4)),
        patient_responsibility=optional_amount(clp.get(5)) or ZERO,
        claim_filing_indicator=clp.get(6),
        payer_claim_control_number=clp.get(7),
        facility_code=clp.get(8),
        frequency_code=clp.get(9),
        adjustments=tuple(_adjustments(own)),
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
    )
    balanced = _claim_balances(claim) and all(_line_balances(line) for line in lines)
    return claim._replace(balanced=balanced)


def settle(records: list[Record]) -> list[Record]:
    """The payment first, as the set has it.

    When it does not balance none of its claims counts as balanced: it is not known which of them is
    wrong.
    """
    payments = [item for item in records if isinstance(item, Payment)]
    others = [item for item in records if not isinstance(item, Payment)]
    if any(not item.balanced for item in payments):
        others = [
            item._replace(balanced=False) if isinstance(item, RemittanceClaim) else item
            for item in others
        ]
    return [*payments, *others]


def _claim_balances(claim: RemittanceClaim) -> bool:
    lines = sum((item.amount for line in claim.lines for item in line.adjustments), ZERO)
    own = sum((item.amount for item in claim.adjustments), ZERO)
    return claim.charge - claim.paid == own + lines


def _line_balances(line: RemittanceLine) -> bool:
    return line.charge - line.paid == sum((item.amount for item in line.adjustments), ZERO)


def _own(segments: list[Segment]) -> list[Segment]:
    """The claim's segments before its first line."""
    for index, segment in enumerate(segments):
        if segment.id == "SVC":
            return segments[:index]
    return segments


def _lines(segments: list[Segment]) -> list[list[Segment]]:
    lines: list[list[Segment]] = []
    for segment in segments:
        if segment.id == "SVC":
            lines.append([])
        if lines:
            lines[-1].append(segment)
    return lines


def _line(segments: list[Segment]) -> RemittanceLine:
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
        charge=parse_amount(svc.get(2)),
        paid=parse_amount(svc.get(3)),
        revenue_code=revenue,
        units=quantity(svc.get(5)),
        service_from=first,
        service_to=last,
        control_number=numbers[0] if numbers else "",
        adjustments=tuple(_adjustments(segments)),
        remark_codes=tuple(
            item.get(2) for item in segments if item.id == "LQ" and item.get(1) == "HE"
        ),
    )


def _dates(segments: list[Segment], qualifiers: frozenset[str]) -> Iterator[Period]:
    for segment in segments:
        if segment.id == "DTM" and segment.get(1) in qualifiers:
            yield day(segment.get(2)), day(segment.get(2))


def _remarks(segments: list[Segment]) -> Iterator[str]:
    for segment in segments:
        yield from filter(None, (segment.get(number) for number in _REMARKS.get(segment.id, ())))


def _adjustments(segments: list[Segment]) -> Iterator[Adjustment]:
    for segment in segments:
        if segment.id != "CAS":
            continue
        for number in range(2, len(segment.elements), 3):
            if segment.get(number) or segment.get(number + 1):
                yield Adjustment(
                    group_code=segment.get(1),
                    carc=segment.get(number),
                    amount=parse_amount(segment.get(number + 1)),
                    quantity=quantity(segment.get(number + 2)),
                )


def _provider_adjustments(segment: Segment) -> list[ProviderAdjustment]:
    return [
        ProviderAdjustment(
            provider_identifier=segment.get(1),
            fiscal_period_end=day(segment.get(2)),
            reason_code=segment.part(number, 1),
            reference=segment.part(number, 2),
            amount=parse_amount(segment.get(number + 1)),
        )
        for number in range(3, len(segment.elements), 2)
        if segment.get(number)
    ]
