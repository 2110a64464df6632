"""Claims that wait too long, and a claim store that holds just them."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from claimtrail.claims.facts.kinds import EventKind
from claimtrail.claims.fold.claim_parts import LifecycleStep
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.store.due_claims import DuePage, listed_on
from tests.harness.claims.facts import source_of
from tests.twins.claims.due_claims import page_of

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
DUE = date(2026, 11, 12)


def step(
    after: State, *, event_id: str = "evt_first", codes: tuple[str, ...] = ("P1:20",)
) -> LifecycleStep:
    return LifecycleStep(
        before=State.ACCEPTED,
        after=after,
        event_id=event_id,
        evidence=EventKind.STATUS_REPORTED,
        codes=codes,
        rule="lifecycle@2/277-P1",
        inferred=False,
        effective_on=date(2026, 10, 20),
        source=source_of(
            sha256="0" * 64, start=0, end=10, partner_id="granite-health", received_at=NOW
        ),
    )


def pending_claim(claim_id: str = "clm_one", **changes: Any) -> Claim:
    fields: dict[str, Any] = {
        "claim_id": claim_id,
        "version": 1,
        "state": State.IN_PROCESS,
        "state_since": date(2026, 10, 20),
        "payer_id": "granite-health",
        "payer_name": "Granite Health",
        "patient_control_number": "PCN-SECRET-77",
        "payer_claim_control_number": "ICN-SECRET-88",
        "transaction_type": "837P",
        "claim_filing_indicator": "CI",
        "charge_cents": 123_456,
        "paid_cents": 0,
        "patient_responsibility_cents": 0,
        "submitted_on": date(2026, 10, 10),
        "accepted_on": date(2026, 10, 12),
        "service_from": None,
        "service_to": None,
        "denial_codes": (),
        "steps": (step(State.IN_PROCESS),),
        "notes": (),
        "held": (),
        "event_count": 3,
        "updated_at": NOW,
        "escalate_on": DUE,
    }
    return Claim(**(fields | changes))


def paid(claim: Claim) -> Claim:
    """The claim after its remittance."""
    return claim.model_copy(
        update={
            "version": claim.version + 1,
            "state": State.PAID,
            "state_since": date(2026, 11, 22),
            "steps": (*claim.steps, step(State.PAID, event_id="evt_paid", codes=("CLP02=1",))),
            "escalate_on": None,
        }
    )


class PendingClaims:
    """The part of a claim store that escalations read."""

    def __init__(self, *claims: Claim) -> None:
        self._claims = {claim.claim_id: claim for claim in claims}
        self._listed = dict(self._claims)
        self.listings = self.read = 0
        """Pages that were asked for, and claims in them."""

    def put(self, claim: Claim) -> None:
        self._claims[claim.claim_id] = self._listed[claim.claim_id] = claim

    def find(self, claim_id: str) -> Claim | None:
        return self._claims.get(claim_id)

    def list_due(
        self, *, day: date, limit: int, per_payer: int, after: str | None = None
    ) -> DuePage:
        self.listings += 1
        due = [claim for claim in self._listed.values() if listed_on(claim) == day]
        page = page_of(due, limit=limit, per_payer=per_payer, after=after)
        self.read += len(page.claims)
        return page

    def delist_due(self, claims: Iterable[Claim]) -> None:
        for claim in claims:
            if self._claims[claim.claim_id].version == claim.version:
                self._listed.pop(claim.claim_id, None)


class SteppingClock:
    """Stands still until it is let go on."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def go_on(self, **delta: float) -> None:
        self.now += timedelta(**delta)
