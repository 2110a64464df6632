"""The facts of a claim that its ticket has, so that lists of work read no claims to narrow them."""

from typing import Any

from claimtrail.claims.fold.claim_parts import ReferenceKind
from claimtrail.claims.fold.model import Claim


def claim_snapshot(claim: Claim) -> dict[str, Any]:
    """Return a ticket's fields out of its claim: facility, submission, and since when it stands.

    An NPI names a provider, not a patient. A patient's id is a keyed hash.
    """
    return {
        "facility_npi": claim.facility_npi,
        "submitted_on": claim.submitted_on,
        "moved_on": claim.state_since,
        "patient_ids": tuple(
            one.entity_id for one in claim.references if one.kind is ReferenceKind.PATIENT
        ),
        "is_sensitive": bool(claim.sensitivities),
    }
