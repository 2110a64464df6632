"""835: the payment, its claims (loop 2100) and their lines (2110), balanced on three levels.

Balancing follows the 835 guide, section 1.10.2: lines, claims, and the transaction as a whole.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from claimtrail.x12.catalogue import FindingCode, Place
from claimtrail.x12.extract.keeper import RecordKeeper
from claimtrail.x12.extract.remittance_claim import (
    PaymentFacts,
    claim_balances,
    line_balances,
    provider_adjustments,
    read_claim,
)
from claimtrail.x12.extract.reversals import (
    REVERSAL_STATUS,
    REVERSALS_KEPT,
    ReversalFact,
    fact_of,
    sign_is_wrong,
)
from claimtrail.x12.extract.values import (
    ZERO,
    day,
    parse_amount,
)
from claimtrail.x12.records import (
    ByteRange,
    Payment,
    ProviderAdjustment,
    Record,
    RemittanceClaim,
    Reversal,
)
from claimtrail.x12.walk import Segment

_CLAIM_ENDS = frozenset({"CLP", "LX", "PLB", "SE"})


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


@dataclass(frozen=True, slots=True, kw_only=True)
class RemittanceTotals:
    """What the claims of an 835, or of a part of one, come to."""

    claim_count: int
    paid: Decimal
    """The sum of CLP04."""
    provider_adjustments: tuple[ProviderAdjustment, ...]
    complete: bool
    """Nothing was left out because it could not be read."""
    reversals: tuple[ReversalFact, ...] = ()

    def __add__(self, other: "RemittanceTotals") -> "RemittanceTotals":
        """The totals of two parts, in their order."""
        return RemittanceTotals(
            claim_count=self.claim_count + other.claim_count,
            paid=self.paid + other.paid,
            provider_adjustments=self.provider_adjustments + other.provider_adjustments,
            complete=self.complete and other.complete,
            reversals=(self.reversals + other.reversals)[:REVERSALS_KEPT],
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
        self._reversals: list[ReversalFact] = []
        self._paired: tuple[Reversal, ...] = ()

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
                self._adjustments += provider_adjustments(segment)
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
            reversals=tuple(self._reversals),
        )
        return self.drain(), self._faults, totals

    def take_totals(self, totals: RemittanceTotals) -> None:
        """Stand where all claims with these totals have been read."""
        self._close()
        self._claim_count, self._paid = totals.claim_count, totals.paid
        self._adjustments = list(totals.provider_adjustments)
        self._complete = totals.complete
        self._reversals = list(totals.reversals)

    def reversals(self) -> tuple[ReversalFact, ...]:
        """What is kept of the reversals, when all claims are read."""
        self._close()
        return tuple(self._reversals)

    def take_pairs(
        self, pairs: tuple[Reversal, ...], faults: list[tuple[FindingCode, Place]]
    ) -> None:
        """Take what belongs to the reversals, and what is wrong with them."""
        self._paired = pairs
        self._faults += faults

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
        if claim.status_code == REVERSAL_STATUS and len(self._reversals) < REVERSALS_KEPT:
            self._reversals.append(fact_of(claim))
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
            reversals=self._paired,
        )

    def _unreadable(self, segment: Segment) -> None:
        self._complete = False
        self._faults.append((FindingCode.RECORD_UNREADABLE, segment.place()))

    def _close(self) -> None:
        segments, self._claim = self._claim, []
        if not segments:
            return
        try:
            claim = read_claim(segments, self.facts())
        except ValueError:
            self._unreadable(segments[0])
            return
        if sign_is_wrong(claim):
            element = "04" if claim.paid > 0 else "03"
            self._faults.append((FindingCode.REVERSAL_SIGN, segments[0].place(element)))
        if not claim_balances(claim):
            self._faults.append((FindingCode.CLAIM_UNBALANCED, segments[0].place("04")))
        services = [segment for segment in segments if segment.id == "SVC"]
        for service, line in zip(services, claim.lines, strict=True):
            if not line_balances(line):
                self._faults.append((FindingCode.LINE_UNBALANCED, service.place("03")))
        self._keep(claim)


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
