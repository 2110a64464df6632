"""Stores of pages with claims of one's own: facts, tickets and escalations with values to find."""

from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType

from claimtrail.access.fields import FieldGroup
from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.statuses import StatusCode, StatusFact
from claimtrail.claims.fold.decisions.recorded_statuses import reported
from claimtrail.claims.lifecycle.states import State
from claimtrail.escalations.model import (
    Escalation,
    EscalationEntry,
    EscalationEventType,
    EscalationStatus,
)
from claimtrail.tickets.model import Ticket, TicketCategory, TicketEntry
from tests.harness.claims.claim_events import (
    CLAIM_ID,
    NUMBER,
    PAYER,
    accepted_claim,
    answer,
    day,
    remitted,
    submitted,
)
from tests.harness.claims.lineages import found
from tests.harness.claims.outcomes import LIMITS
from tests.harness.claims.projecting import item_of, take
from tests.harness.intake.intake_fixture import IntakeFixture
from tests.harness.web.page_stores import PageStores
from tests.twins.claims import MemoryClaimStore

CHARGE, PAID = 4321, 137
"""Dollars that no other value of a page contains."""
STC12, SAID, NOTE, DESCRIPTION = "MORBID HISTORY", "asked Zelda", "rang them twice", "$4,321.00"

SEEDED: Mapping[str, frozenset[FieldGroup]] = MappingProxyType(
    {
        "Secretperson": frozenset({FieldGroup.PATIENT}),
        "MEMBER-9": frozenset({FieldGroup.PATIENT}),
        NUMBER: frozenset({FieldGroup.ACCOUNT}),
        "ICN-SECRET-1": frozenset({FieldGroup.ACCOUNT}),
        "4,321.00": frozenset({FieldGroup.MONEY}),
        "137.00": frozenset({FieldGroup.MONEY}),
        "99213": frozenset({FieldGroup.CLINICAL}),
        "J0190": frozenset({FieldGroup.CLINICAL}),
        "1234567893": frozenset({FieldGroup.SERVICE}),
        STC12: frozenset({FieldGroup.NOTES, FieldGroup.PATIENT}),
        SAID: frozenset({FieldGroup.NOTES}),
        NOTE: frozenset({FieldGroup.NOTES, FieldGroup.MONEY, FieldGroup.WORK}),
        "claims-follow-up-7": frozenset({FieldGroup.WORK}),
        "lifecycle@": frozenset({FieldGroup.TECHNICAL}),
    }
)
"""Values of the seeded claim, with the groups that a person needs to see each."""


def own_stores() -> PageStores:
    """Return stores without any claim, to be written to."""
    return PageStores(intake=IntakeFixture(), limits=LIMITS)


def with_claim(stores: PageStores, *batches: list[ClaimEvent]) -> PageStores:
    """Take facts in, and fold what they are about."""
    take(claims_of(stores), *batches)
    return stores


def fold_again(stores: PageStores, claim_id: str = CLAIM_ID) -> None:
    """Fold what people decided, as the stream does within seconds."""
    store = claims_of(stores)
    take(store, [event for event in store.events_of(claim_id) if item_of(event)])


def claims_of(stores: PageStores) -> MemoryClaimStore:
    return stores.intake.claims


def denied(*, charge: int = 40) -> PageStores:
    """Return stores with one claim that a payer denied (CO-29), of so many dollars."""
    sent = [submitted(1, charge=charge), *accepted_claim()[1:]]
    return with_claim(own_stores(), sent, [remitted(9, 0, f"CO-29:{charge}", charge=charge)])


def seeded(*, awaits_documents: bool = False) -> PageStores:
    """Return stores with one claim, a ticket and an escalation that hold every seeded value."""
    stores = own_stores()
    sent = [submitted(1, charge=CHARGE), *accepted_claim()[1:]]
    with_claim(stores, sent, [_pended()])
    if not awaits_documents:
        left = CHARGE - PAID
        with_claim(stores, [remitted(12, PAID, f"CO-50:{left}", charge=CHARGE)])
    claims_of(stores).append_events([_seen(stores)])
    fold_again(stores)
    stores.tickets.put_new(_ticket())
    stores.escalations.put_new(_escalation())
    return stores


def _pended() -> ClaimEvent:
    event = answer(8, "R3")
    status = StatusFact(
        codes=(StatusCode(category_code="R3", status_code="294", entity_code=""),),
        effective_on=day(8),
        action_code="",
        total_charge_cents=CHARGE * 100,
        paid_cents=None,
        adjudicated_on=None,
        text=STC12,
    )
    fact = event.fact.model_copy(update={"statuses": (status,)})
    return event.model_copy(update={"fact": fact})


def _seen(stores: PageStores) -> ClaimEvent:
    return reported(
        found(claims_of(stores), CLAIM_ID),
        term="Under review",
        seen_in="phone",
        seen_on=day(10),
        by="user:zoe",
        at=datetime(2026, 10, 10, 9, tzinfo=UTC),
        code_version="test",
        words=SAID,
    )


def _ticket() -> Ticket:
    at = datetime(2026, 10, 9, 9, tzinfo=UTC)
    return Ticket(
        ticket_id="tkt_seeded",
        category=TicketCategory.INFORMATION_REQUESTED,
        claim_id=CLAIM_ID,
        payer_id=PAYER,
        origin_id="esc_seeded",
        title="Records requested",
        description=f"The payer waits for records; {DESCRIPTION} is open.",
        impact=2,
        urgency=2,
        priority=2,
        rule="priority@1/seeded",
        assigned_to="queue:claims-follow-up-7",
        opened_at=at,
        history=(TicketEntry(at=at, actor="user:zoe", action="opened", note=NOTE),),
        amount_cents=CHARGE * 100,
        next_action="Send the records.",
    )


def _escalation() -> Escalation:
    at = datetime(2026, 10, 20, 9, tzinfo=UTC)
    return Escalation(
        escalation_id="esc_seeded",
        claim_id=CLAIM_ID,
        payer_id=PAYER,
        charge_cents=CHARGE * 100,
        escalate_on=day(20),
        state_at_start=State.PENDED_PROVIDER_INFO,
        last_event_id="evt_seeded",
        owner="queue:claims-follow-up-7",
        manager="queue:managers",
        rule="escalation@1/seeded",
        status=EscalationStatus.RUNNING,
        started_at=at,
        checked_at=at,
        history=(
            EscalationEntry(
                event_type=EscalationEventType.NOTIFIED,
                event_id="evt_seeded",
                at=at,
                actor="system:escalations",
                claim_state=State.PENDED_PROVIDER_INFO,
                to="queue:claims-follow-up-7",
                note=f"{DESCRIPTION} waits",
            ),
        ),
    )
