"""Claim events as files would yield them, short to write: a day of the month, codes and dollars."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from claimtrail.claims.facts.acknowledgments import InterchangeAcknowledged, SetAcknowledged
from claimtrail.claims.facts.events import ClaimEvent, Fact
from claimtrail.claims.facts.remittances import AdjustmentFact
from claimtrail.claims.facts.statuses import StatusCode, StatusFact
from claimtrail.claims.facts.submissions import Submitted
from claimtrail.claims.fold.fold import fold
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.fold.policy import PayerPolicy
from claimtrail.kernel.ids import event_id
from claimtrail.partners.clocks import PayerClocks
from claimtrail.partners.fields import Deadlines
from claimtrail.partners.profile import InferencePolicy
from tests.harness.claims.facts import (
    front_end_status,
    line,
    person,
    remittance,
    remittance_line,
    source_of,
    status_report,
    submission,
)

CLAIM_ID = "clm_test"
PAYER = "granite-health"
NUMBER = "PCN-SECRET-77"
NUMBERS = {
    "patient_control_number": NUMBER,
    "payer_claim_control_number": "ICN-SECRET-1",
    "payer_identifier": "GRNT1",
}
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

CLOCKS = PayerClocks(
    business_days_to_999=1,
    business_days_to_277ca=3,
    adjudication_days=30,
    business_days_to_835=5,
    deadlines=Deadlines(
        timely_filing_days=180, corrected_claim_days=60, appeal_days=90, documentation_days=14
    ),
)
INFERRING = PayerPolicy(inference=InferencePolicy.INFER, clocks=CLOCKS, name="Granite Health")
HOLDING = PayerPolicy(inference=InferencePolicy.HOLD, clocks=CLOCKS, name="Granite Health")

PERSON = person()


def day(number: int) -> date:
    """A day of October 2026; 32 and more go on into November."""
    return date.fromordinal(date(2026, 10, 1).toordinal() + number - 1)


def event_of(
    fact: Fact,
    on: int,
    *,
    hour: int = 12,
    claim_id: str = CLAIM_ID,
    file: str = "",
    start: int = 0,
    recorded_at: datetime = NOW,
) -> ClaimEvent:
    """An event; its file is named by what it says unless `file` names it."""
    name = file or f"{fact.model_dump_json()}|{on}|{hour}"
    sha256 = hashlib.sha256(name.encode()).hexdigest()
    return ClaimEvent(
        event_id=event_id(sha256=sha256, offset=start, kind=fact.kind.value),
        claim_id=claim_id,
        payer_id=PAYER,
        effective_on=day(on),
        recorded_at=recorded_at,
        source=source_of(
            file_id=f"fil_{sha256[:24]}",
            sha256=sha256,
            start=start,
            end=start + 100,
            partner_id="billing" if isinstance(fact, Submitted) else PAYER,
            received_at=recorded_at,
            prepared_at=datetime.combine(day(on), datetime.min.time(), UTC).replace(hour=hour),
        ),
        fact=fact,
    )


def submitted(
    on: int,
    *,
    frequency: str = "1",
    charge: int = 100,
    others: tuple[str, ...] = (),
    **where: Any,
) -> ClaimEvent:
    """An 837 copy; dollars. `others` are the payers that it names beside its own."""
    fact = submission(
        numbers=NUMBERS,
        charge_cents=charge * 100,
        frequency_code=frequency,
        payer_name="Granite Health",
        lines=(line(charge_cents=charge * 100, service_from=day(1), service_to=day(1)),),
        service_from=day(1),
        service_to=day(1),
        submitted_on=day(on),
        other_payer_ids=others,
    )
    return event_of(fact, on, **({"hour": 8} | where))


def ta1(on: int, code: str = "A", **where: Any) -> ClaimEvent:
    """A TA1."""
    fact = InterchangeAcknowledged(code=code, note_code="000")
    return event_of(fact, on, **({"hour": 9} | where))


def ack999(on: int, code: str = "A", *, group: str = "", **where: Any) -> ClaimEvent:
    """A 999."""
    fact = SetAcknowledged(code=code, group_code=group or code, error_count=0)
    return event_of(fact, on, **({"hour": 10} | where))


def _status(category: str, on: int, status: str = "20") -> StatusFact:
    return StatusFact(
        codes=(StatusCode(category_code=category, status_code=status, entity_code=""),),
        effective_on=day(on),
        action_code="",
        total_charge_cents=None,
        paid_cents=None,
        adjudicated_on=None,
    )


def front_end(on: int, *categories: str, **where: Any) -> ClaimEvent:
    """A 277CA with one STC per category."""
    statuses = tuple(_status(category, on) for category in categories)
    fact = front_end_status(numbers=NUMBERS, statuses=statuses)
    return event_of(fact, on, **where)


def answer(on: int, *categories: str, **where: Any) -> ClaimEvent:
    """A 277 with one STC per category."""
    statuses = tuple(_status(category, on) for category in categories)
    fact = status_report(numbers=NUMBERS, statuses=statuses)
    return event_of(fact, on, **({"hour": 13} | where))


def adjustments(text: str) -> tuple[AdjustmentFact, ...]:
    """`CO-45:20 PR-1:30`, in dollars."""
    found = []
    for item in text.split():
        code, _, amount = item.partition(":")
        group, _, carc = code.partition("-")
        cents = int(float(amount or 0) * 100)
        found.append(AdjustmentFact(group_code=group, carc=carc, amount_cents=cents, quantity=None))
    return tuple(found)


def remitted(
    on: int,
    paid: int,
    cas: str = "",
    *,
    status: str = "1",
    charge: int = 100,
    number: str = "ICN-SECRET-1",
    trace: str = "",
    share: int = 0,
    line_cas: str = "",
    balanced: bool = True,
    **where: Any,
) -> ClaimEvent:
    """An 835 CLP with one line; dollars, CAS as `adjustments` reads it."""
    fact = remittance(
        numbers=NUMBERS | {"payer_claim_control_number": number},
        charge_cents=charge * 100,
        paid_cents=paid * 100,
        status_code=status,
        patient_responsibility_cents=share * 100,
        adjustments=adjustments(cas),
        lines=(
            remittance_line(
                charge_cents=charge * 100,
                paid_cents=paid * 100,
                service_from=day(1),
                adjustments=adjustments(line_cas),
            ),
        ),
        payment_trace_number=trace or f"EFT{on}",
        paid_on=day(on),
        balanced=balanced,
    )
    return event_of(fact, on, **({"hour": 14} | where))


def about(event: ClaimEvent, *, payer: str = PAYER, **fact: Any) -> ClaimEvent:
    """The same said by another payer, or with other fields, as an event of its own."""
    changed = event.model_copy(
        update={"fact": event.fact.model_copy(update=fact), "payer_id": payer}
    )
    said = f"{event.event_id}|{payer}|{changed.fact.model_dump_json()}"
    return changed.model_copy(
        update={"event_id": f"evt_{hashlib.sha256(said.encode()).hexdigest()[:26]}"}
    )


def from_partner(event: ClaimEvent, partner_id: str, **source: Any) -> ClaimEvent:
    """The same delivered by another partner, as an event of its own."""
    said = f"{event.event_id}|{partner_id}|{source}"
    sha256 = hashlib.sha256(said.encode()).hexdigest()
    changed = {"partner_id": partner_id, "sha256": sha256, "file_id": f"fil_{sha256[:24]}"}
    return event.model_copy(
        update={
            "event_id": f"evt_{sha256[:26]}",
            "source": event.source.model_copy(update=changed | source),
        }
    )


def with_lines(event: ClaimEvent, *lines: tuple[int, int, str]) -> ClaimEvent:
    """A remittance with these lines in place of its own: charge, paid, CAS; dollars."""
    made = tuple(
        remittance_line(
            control_number="",
            charge_cents=charge * 100,
            paid_cents=paid * 100,
            service_from=day(1),
            adjustments=adjustments(cas),
        )
        for charge, paid, cas in lines
    )
    return event.model_copy(update={"fact": event.fact.model_copy(update={"lines": made})})


def folded(events: Iterable[ClaimEvent], policy: PayerPolicy = INFERRING) -> Claim:
    """The claim of these events."""
    return fold(events, claim_id=CLAIM_ID, policy=lambda _: policy, now=NOW)


def accepted_claim() -> list[ClaimEvent]:
    """Submitted on the 1st, 999 on the 1st, accepted by the front end on the 2nd."""
    return [submitted(1), ack999(1), front_end(2, "A2")]
