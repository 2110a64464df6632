"""Claims to count, short to write: a payer, a facility, a state, days and dollars."""

from datetime import UTC, date, datetime, time
from typing import Any

from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.states import State
from tests.harness.claims.claim_events import accepted_claim, folded

TODAY = date(2026, 11, 30)
NOW = datetime.combine(TODAY, time(9), UTC)
_FOLDED = folded(accepted_claim())


def counted_claim(
    claim_id: str = "clm_one",
    *,
    version: int = 1,
    payer: str = "granite-health",
    facility: str = "1234567893",
    state: State = State.ACCEPTED,
    submitted: date | None = date(2026, 11, 20),
    since: date = date(2026, 11, 24),
    charge: int = 100,
    paid: int = 0,
    **fields: Any,
) -> Claim:
    """Return a stored claim; dollars."""
    values = {
        "claim_id": claim_id,
        "version": version,
        "payer_id": payer,
        "facility_npi": facility,
        "state": state,
        "submitted_on": submitted,
        "state_since": since,
        "charge_cents": charge * 100,
        "paid_cents": paid * 100,
        "updated_at": NOW,
    }
    return _FOLDED.model_copy(update=values | fields)
