"""The amounts of a payer's decision in cents, line by line; every claim and line balances."""

from collections.abc import Callable
from enum import Enum
from typing import NamedTuple

from simulator.claim_states import ClaimState
from simulator.provider.encounter import SimulatedEncounter, SimulatedLine


class SimulatedDecision(Enum):
    """The statement of an 835 on a claim, and the state that follows."""

    PAID = ("paid", ClaimState.PAID)
    PARTLY_PAID = ("partly paid", ClaimState.PARTIALLY_PAID)
    DENIED = ("denied", ClaimState.DENIED)
    PATIENT_SHARE = ("patient share", ClaimState.PATIENT_RESPONSIBILITY)
    CAPITATED = ("capitated", ClaimState.FINAL_NO_PAYMENT)
    SPLIT = ("split", ClaimState.PAID)
    CORRECTED = ("reversed and corrected", ClaimState.PAID)
    IN_PARTS = ("paid in parts", ClaimState.PAID)
    BUNDLED = ("bundled", ClaimState.PAID)
    DUPLICATE = ("denied as a duplicate", ClaimState.PAID)
    """Of itself: the payment before it stands."""

    def __init__(self, text: str, state: ClaimState) -> None:
        self.text = text
        self.state = state


class SimulatedAdjustment(NamedTuple):
    """One reason in a CAS."""

    group: str
    carc: str
    amount: int


class SimulatedRemittedLine(NamedTuple):
    """SVC with its CAS and LQ."""

    line: SimulatedLine
    paid: int
    adjustments: tuple[SimulatedAdjustment, ...]
    remark: str = ""
    paid_as: str = ""
    """The procedure that the payer put in place of the line's own (SVC01 beside SVC06)."""


class Remittance(NamedTuple):
    """One CLP. Amounts in cents; CLP03 - CLP04 equals the sum of all adjustments."""

    status: str
    """CLP02."""
    suffix: str
    """Behind the payer's control number."""
    charge: int
    paid: int
    patient_share: int
    adjustments: tuple[SimulatedAdjustment, ...]
    """At the claim; the lines have theirs."""
    lines: tuple[SimulatedRemittedLine, ...]
    remark: str = ""
    """At the claim."""


_DENIED_STATUS = "4"
_PROCESSED_STATUS = "1"
FORWARDED_STATUS = "19"
"""Processed as primary, forwarded to another payer."""
REVERSED_STATUS = "22"
_FULL_PERCENT = 100
_CORRECTED_PERCENT_MORE = 8


def remittances(
    encounter: SimulatedEncounter, decision: SimulatedDecision
) -> tuple[Remittance, ...]:
    """Return the CLPs that one 835 has for the claim, in their order."""
    return _DECISIONS[decision](encounter)


def _paid(
    encounter: SimulatedEncounter, *, percent: int | None = None, suffix: str = ""
) -> Remittance:
    lines = [
        _allowed(encounter, line, share=line.number == 1, percent=percent)
        for line in encounter.lines
    ]
    status = FORWARDED_STATUS if encounter.secondary else _PROCESSED_STATUS
    whole = _processed(lines, status=status, suffix=suffix)
    return _at_claim_level(whole) if encounter.inpatient else whole


def _allowed(
    encounter: SimulatedEncounter, line: SimulatedLine, *, share: bool, percent: int | None = None
) -> SimulatedRemittedLine:
    """Return a paid line: the contract's reduction.

    And on the first line the patient's copayment.
    """
    allowed = line.charge * (percent or encounter.allowed_percent) // _FULL_PERCENT
    copay = min(encounter.copay, allowed // 2) if share else 0
    adjustments = [SimulatedAdjustment("CO", "45", line.charge - allowed)]
    if copay:
        adjustments.append(SimulatedAdjustment("PR", "3", copay))
    return SimulatedRemittedLine(line, allowed - copay, tuple(adjustments))


def _denied(encounter: SimulatedEncounter, line: SimulatedLine) -> SimulatedRemittedLine:
    denial = encounter.denial
    reason = SimulatedAdjustment(denial.group, denial.carc, line.charge)
    return SimulatedRemittedLine(line, 0, (reason,), denial.remark)


def _deductible(encounter: SimulatedEncounter, line: SimulatedLine) -> SimulatedRemittedLine:
    allowed = line.charge * encounter.allowed_percent // _FULL_PERCENT
    reasons = (
        SimulatedAdjustment("CO", "45", line.charge - allowed),
        SimulatedAdjustment("PR", "1", allowed),
    )
    return SimulatedRemittedLine(line, 0, reasons)


def _capitated(line: SimulatedLine) -> SimulatedRemittedLine:
    return SimulatedRemittedLine(line, 0, (SimulatedAdjustment("CO", "24", line.charge),))


def _processed(
    lines: list[SimulatedRemittedLine], *, status: str = _PROCESSED_STATUS, suffix: str = ""
) -> Remittance:
    return Remittance(
        status=status,
        suffix=suffix,
        charge=sum(line.line.charge for line in lines),
        paid=sum(line.paid for line in lines),
        patient_share=sum(
            adjustment.amount
            for line in lines
            for adjustment in line.adjustments
            if adjustment.group == "PR"
        ),
        adjustments=(),
        lines=tuple(lines),
    )


def _at_claim_level(remittance: Remittance) -> Remittance:
    """As inpatient claims are paid: one amount and its reasons for the stay, without lines."""
    totals: dict[tuple[str, str], int] = {}
    for line in remittance.lines:
        for adjustment in line.adjustments:
            key = adjustment.group, adjustment.carc
            totals[key] = totals.get(key, 0) + adjustment.amount
    adjustments = tuple(SimulatedAdjustment(*key, amount) for key, amount in totals.items())
    remark = remittance.lines[0].remark
    return remittance._replace(adjustments=adjustments, lines=(), remark=remark)


def _reversal(remittance: Remittance) -> Remittance:
    return remittance._replace(
        status=REVERSED_STATUS,
        charge=-remittance.charge,
        paid=-remittance.paid,
        patient_share=0,
        adjustments=_negated(remittance.adjustments),
        lines=tuple(
            line._replace(
                line=line.line._replace(charge=-line.line.charge),
                paid=-line.paid,
                adjustments=_negated(line.adjustments),
            )
            for line in remittance.lines
        ),
    )


def _negated(adjustments: tuple[SimulatedAdjustment, ...]) -> tuple[SimulatedAdjustment, ...]:
    return tuple(adjustment._replace(amount=-adjustment.amount) for adjustment in adjustments)


def _paid_claim(encounter: SimulatedEncounter) -> tuple[Remittance, ...]:
    return (_paid(encounter),)


def _partly_paid_claim(encounter: SimulatedEncounter) -> tuple[Remittance, ...]:
    *paid, last = encounter.lines
    lines = [_allowed(encounter, line, share=line.number == 1) for line in paid]
    return (_processed([*lines, _denied(encounter, last)]),)


def _denied_claim(encounter: SimulatedEncounter) -> tuple[Remittance, ...]:
    """Denied outright (CLP02 4), or "processed" with a denial on every line (X12 RFI 207)."""
    lines = [_denied(encounter, line) for line in encounter.lines]
    status = _DENIED_STATUS if encounter.chance % 2 else _PROCESSED_STATUS
    whole = _processed(lines, status=status)
    return (_at_claim_level(whole) if encounter.inpatient else whole,)


def _patient_share_claim(encounter: SimulatedEncounter) -> tuple[Remittance, ...]:
    return (_processed([_deductible(encounter, line) for line in encounter.lines]),)


def _capitated_claim(encounter: SimulatedEncounter) -> tuple[Remittance, ...]:
    return (_processed([_capitated(line) for line in encounter.lines]),)


def _split_claim(encounter: SimulatedEncounter) -> tuple[Remittance, ...]:
    middle = len(encounter.lines) // 2
    parts = (encounter.lines[:middle], encounter.lines[middle:])
    return tuple(
        _processed([_allowed(encounter, line, share=False) for line in part], suffix=suffix)
        for part, suffix in zip(parts, ("A", "B"), strict=True)
    )


def _corrected_claim(encounter: SimulatedEncounter) -> tuple[Remittance, ...]:
    percent = encounter.allowed_percent + _CORRECTED_PERCENT_MORE
    return (_reversal(_paid(encounter)), _paid(encounter, percent=percent, suffix="C"))


def _claim_in_parts(encounter: SimulatedEncounter) -> tuple[Remittance, ...]:
    """Return two CLPs under one CLP07 (X12 RFI 137)."""
    middle = len(encounter.lines) // 2
    lines = [_allowed(encounter, line, share=line.number == 1) for line in encounter.lines]
    return (_processed(lines[:middle]), _processed(lines[middle:]))


def _bundled_claim(encounter: SimulatedEncounter) -> tuple[Remittance, ...]:
    """Return the last line paid within the first (835 guide, bundling: CO 97 and OA -94)."""
    first, *between, last = encounter.lines
    whole = _allowed(encounter, first._replace(charge=first.charge + last.charge), share=True)
    moved = SimulatedAdjustment("OA", "94", -last.charge)
    bundle = whole._replace(
        line=first, adjustments=(moved, *whole.adjustments), paid_as=first.procedure
    )
    emptied = SimulatedRemittedLine(
        last, 0, (SimulatedAdjustment("CO", "97", last.charge),), "M15", paid_as=first.procedure
    )
    others = [_allowed(encounter, line, share=False) for line in between]
    return (_processed([bundle, *others, emptied]),)


def _duplicate_claim(encounter: SimulatedEncounter) -> tuple[Remittance, ...]:
    """Return a denial of a claim that was paid before, under another CLP07."""
    lines = [
        SimulatedRemittedLine(line, 0, (SimulatedAdjustment("CO", "18", line.charge),), "N522")
        for line in encounter.lines
    ]
    status = _DENIED_STATUS if encounter.chance % 4 else _PROCESSED_STATUS
    whole = _processed(lines, status=status, suffix="D")
    return (_at_claim_level(whole) if encounter.inpatient else whole,)


_DECISIONS: dict[SimulatedDecision, Callable[[SimulatedEncounter], tuple[Remittance, ...]]] = {
    SimulatedDecision.PAID: _paid_claim,
    SimulatedDecision.PARTLY_PAID: _partly_paid_claim,
    SimulatedDecision.DENIED: _denied_claim,
    SimulatedDecision.PATIENT_SHARE: _patient_share_claim,
    SimulatedDecision.CAPITATED: _capitated_claim,
    SimulatedDecision.SPLIT: _split_claim,
    SimulatedDecision.CORRECTED: _corrected_claim,
    SimulatedDecision.IN_PARTS: _claim_in_parts,
    SimulatedDecision.BUNDLED: _bundled_claim,
    SimulatedDecision.DUPLICATE: _duplicate_claim,
}
