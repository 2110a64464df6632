"""835: the payment, its claims (loop 2100) and their lines (2110), balanced on three levels.

Balancing follows the 835 guide, section 1.10.2: lines, claims, and the transaction as a whole. A
payment with an amount that cannot be read is neither balanced nor unbalanced: it is unproven.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import cast

from claimtrail.x12.envelopes.segment import Segment
from claimtrail.x12.extract.claim_numbers import NumberWatch
from claimtrail.x12.extract.record_buffer import RecordFault, SpanBuffer
from claimtrail.x12.extract.remittance_claim import (
    PaymentFacts,
    ReadClaim,
    provider_adjustments,
    read_claim,
)
from claimtrail.x12.extract.reversals import REVERSALS_KEPT, ReversalFact, fact_of
from claimtrail.x12.extract.values import ZERO, day, finer_than_a_cent, readable_amount
from claimtrail.x12.model import (
    ByteRange,
    Payment,
    ProviderAdjustment,
    Record,
    RemittanceClaim,
    Reversal,
)
from claimtrail.x12.model.catalog import FindingCode
from claimtrail.x12.model.limits import Counted, most
from claimtrail.x12.model.remittance_codes import REVERSAL_STATUS
from claimtrail.x12.model.rules import STANDARD, Rules

_ADJUSTMENTS = most(Counted.PROVIDER_ADJUSTMENTS)
_CLAIM_ENDS = frozenset({"CLP", "LX", "PLB", "SE"})
_PRODUCTION = "405"
"""DTM01: the day on which the payment was produced."""


@dataclass(slots=True)
class _Header:
    """The segments before the first claim."""

    file_day: date | None
    """Of GS04."""
    bpr: Segment | None = None
    amount: Decimal | None = None
    """BPR02; None when it cannot be read."""
    produced_on: date | None = None
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
                self.amount = readable_amount(segment.get(2))
            case "TRN":
                self.trace_number, self.company_id = segment.get(2), segment.get(3)
            case "DTM" if segment.get(1) == _PRODUCTION:
                self.produced_on = day(segment.get(2))
            case "N1":
                self.party = segment.get(1)
                if self.party == "PR" and not self.payer_name:
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
        stated = day(self.bpr.get(16)) if self.bpr else None
        return stated or self.produced_on or self.file_day


@dataclass(frozen=True, slots=True, kw_only=True)
class RemittanceTotals:
    """The sums of the claims of an 835, or of a part of one."""

    claim_count: int
    paid: Decimal
    """The sum of CLP04."""
    provider_adjustments: tuple[ProviderAdjustment, ...]
    complete: bool
    """Each CLP04 and each amount of a PLB can be read."""
    reversals: tuple[ReversalFact, ...] = ()

    def __add__(self, other: "RemittanceTotals") -> "RemittanceTotals":
        """Return the totals of two parts, in their order."""
        return RemittanceTotals(
            claim_count=self.claim_count + other.claim_count,
            paid=self.paid + other.paid,
            provider_adjustments=self.provider_adjustments + other.provider_adjustments,
            complete=self.complete and other.complete,
            reversals=(self.reversals + other.reversals)[:REVERSALS_KEPT],
        )


class RemittanceExtractor(SpanBuffer):
    """Reads one 835. A claim is balanced by itself; the payment as a whole."""

    def __init__(self, file_day: date | None = None, rules: Rules = STANDARD) -> None:
        """`file_day` is that of GS04: the payment's, where the set states none.

        `rules` are the payer's.
        """
        super().__init__()
        self._rules = rules
        self._header = _Header(file_day)
        self._facts: PaymentFacts | None = None
        self._claim_count = 0
        self._paid = ZERO
        self._adjustments: list[ProviderAdjustment] = []
        self._complete = True
        self._reversals: list[ReversalFact] = []
        self._paired: tuple[Reversal, ...] = ()
        self._numbers = NumberWatch()

    def take(self, segment: Segment) -> None:
        """Read the next segment."""
        if segment.id in _CLAIM_ENDS:
            self._close()
        if segment.id == "CLP" or self._claim:
            self._gather(segment)
            return
        self._doubts.clear()
        self._facts = None
        if segment.id == "PLB":
            self._withhold(segment)
        else:
            self._header.take(segment)

    def facts(self) -> PaymentFacts:
        """Return what is known of the payment before its claims."""
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
        self._keep(cast("tuple[RemittanceClaim, ...]", records))

    def end_part(self) -> tuple[list[Record], list[RecordFault], RemittanceTotals]:
        """End a part of the set: return its last claims, what was found, and its totals."""
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

    def take_numbers(self, numbers: NumberWatch) -> None:
        """Take the numbers of all claims of the set."""
        self._numbers = numbers

    def shared_numbers(self) -> frozenset[str]:
        """Return the numbers that stand on records of several patients, when all are read."""
        self._close()
        return frozenset(self._numbers.shared)

    def reversals(self) -> tuple[ReversalFact, ...]:
        """Return what is kept of the reversals, when all claims are read."""
        self._close()
        return tuple(self._reversals)

    def take_pairs(self, pairs: tuple[Reversal, ...], faults: list[RecordFault]) -> None:
        """Take what belongs to the reversals, and what is wrong with them."""
        self._paired = pairs
        self._faults += faults

    def finish(self) -> tuple[list[Record], list[RecordFault]]:
        """Return the claims that are left, then the payment, and what was found on the way."""
        self._close()
        bpr = self._header.bpr
        if bpr is None:
            return self.drain(), self._faults
        if len(self._adjustments) > _ADJUSTMENTS:
            del self._adjustments[_ADJUSTMENTS:]
            self._complete = False
            self._faults.append((FindingCode.TOO_MANY_ADJUSTMENTS, bpr.place()))
        withheld = sum((item.amount for item in self._adjustments), ZERO)
        adds_up = self._header.amount == self._paid - withheld
        self._faults += self._payment_faults(bpr, adds_up=adds_up)
        payment = self._payment(bpr, balanced=self._complete and adds_up)
        return [*self.drain(), payment], self._faults

    def _payment_faults(self, bpr: Segment, *, adds_up: bool) -> list[RecordFault]:
        """Return what is wrong with BPR02; what is no number, the guide's own checks report."""
        place = bpr.place("02")
        if self._header.amount is None:
            finer = finer_than_a_cent(bpr.get(2))
            return [(FindingCode.AMOUNT_UNREADABLE, place)] if finer else []
        if not self._complete:
            return [(FindingCode.PAYMENT_UNPROVEN, place)]
        return [] if adds_up else [(FindingCode.PAYMENT_UNBALANCED, place)]

    def _keep(self, claims: Sequence[RemittanceClaim]) -> None:
        """Count the claims, and hand them out."""
        self._records += claims
        self._claim_count += len(claims)
        watch, reversals = self._numbers.take, self._reversals
        for claim in claims:
            watch(claim.patient_control_number, claim.patient, claim.span.start)
            if claim.status_code == REVERSAL_STATUS and len(reversals) < REVERSALS_KEPT:
                reversals.append(fact_of(claim))
        self._paid = sum([claim.paid for claim in claims], self._paid)

    def _payment(self, bpr: Segment, *, balanced: bool) -> Payment:
        header = self._header
        return Payment(
            span=bpr.span,
            amount=header.amount or ZERO,
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
            claim_paid_total=self._paid,
            balanced=balanced,
            reversals=self._paired,
            shared_numbers=self._numbers.places,
        )

    def _withhold(self, plb: Segment) -> None:
        """Take what a PLB withholds from the payment, or adds to it."""
        read = provider_adjustments(plb)
        room = max(0, _ADJUSTMENTS + 1 - len(self._adjustments))
        self._adjustments += read.adjustments[:room]
        self._faults += read.faults
        self._complete = self._complete and read.is_complete

    def _close(self) -> None:
        """Make a record of the claim at hand."""
        segments, self._claim = self._claim, []
        if not segments:
            return
        read: ReadClaim = read_claim(segments, self.facts(), self._rules)
        self._faults += read.faults
        self._complete = self._complete and read.is_paid_known
        self._keep([read.claim._replace(faults=self._held(read.holds))])
        self._held_for.clear()
