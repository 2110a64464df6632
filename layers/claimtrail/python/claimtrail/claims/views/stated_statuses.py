"""Payers' statements about a claim short of a payment, status by status, with our short wording.

The deciding code alone moves a claim. What a biller can act on often stands beside it: in a second
composite, at a line, or in the payer's own words (STC12), which may name a patient.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.statuses import (
    BatchStatusReported,
    FrontEndStatus,
    StatusCode,
    StatusFact,
    StatusLineFact,
    StatusReported,
)
from claimtrail.claims.fold.ordering import in_order
from claimtrail.claims.views.code_words import status_meaning

CLAIM, LINE = "claim", "line"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedStatus:
    """One STC of a 277CA or 277. May hold PHI: for those who may read the claim."""

    effective_on: date
    transaction: str
    """277CA or 277."""
    level: str
    """`claim`, `line`, `receiver` (the whole batch) or `provider`."""
    line: str
    """The line's control number and procedure; empty above the lines."""
    codes: tuple[str, ...]
    """`F2:88:QC`; with `RX` before a code of the NCPDP list."""
    meanings: tuple[str, ...]
    """The meaning of each code, in our short wording."""
    action_code: str
    """STC03 of a 277CA."""
    text: str
    """STC12."""
    charge_cents: int | None
    paid_cents: int | None
    payer_claim_control_number: str
    from_clearinghouse: bool
    event_id: str
    file_id: str
    start: int
    """First byte of the record in the file."""


def stated_statuses(events: Iterable[ClaimEvent]) -> list[StatedStatus]:
    """Return every status among events, in their order, each claim's before those of its lines."""
    return [status for event in in_order(events) for status in _of_event(event)]


def _of_event(event: ClaimEvent) -> Iterator[StatedStatus]:
    fact = event.fact
    if isinstance(fact, BatchStatusReported):
        for status in fact.statuses:
            yield _stated(event, status, level=fact.level)
    elif isinstance(fact, FrontEndStatus | StatusReported):
        for status in fact.statuses:
            yield _stated(event, status, level=CLAIM)
        for line in fact.lines:
            for status in line.statuses:
                yield _stated(event, status, level=LINE, line=line)


def _stated(
    event: ClaimEvent, status: StatusFact, *, level: str, line: StatusLineFact | None = None
) -> StatedStatus:
    fact = event.fact
    charge, paid = status.total_charge_cents, status.paid_cents
    return StatedStatus(
        effective_on=status.effective_on or event.effective_on,
        transaction="277" if isinstance(fact, StatusReported) else "277CA",
        level=level,
        line=_line_name(line) if line else "",
        codes=tuple(map(_code, status.codes)),
        meanings=tuple(map(status_meaning, status.codes)),
        action_code=status.action_code,
        text=status.text,
        charge_cents=line.charge_cents if line and charge is None else charge,
        paid_cents=line.paid_cents if line and paid is None else paid,
        payer_claim_control_number=getattr(fact, "payer_claim_control_number", ""),
        from_clearinghouse=getattr(fact, "from_clearinghouse", False),
        event_id=event.event_id,
        file_id=event.source.file_id,
        start=event.source.start,
    )


def _line_name(line: StatusLineFact) -> str:
    named = (line.control_number, line.revenue_code, line.procedure_code, *line.modifiers)
    return " ".join(filter(None, named))


def _code(code: StatusCode) -> str:
    status = "-".join(filter(None, (code.code_list, code.status_code)))
    return ":".join(filter(None, (code.category_code, status, code.entity_code)))
