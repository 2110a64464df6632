"""A claim as the subject of a page: its address, and how decisions see it."""

from claimtrail.access.resources import Resource
from claimtrail.access.subjects import AccessTarget
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.states import State


def address_of(claim_id: str) -> str:
    """Return the address of a claim's page."""
    return f"/claims/{claim_id}"


def target_of(claim: Claim) -> AccessTarget:
    """Return a claim as decisions go by it."""
    return AccessTarget(
        resource=Resource.CLAIM,
        facility=claim.facility_npi,
        payer=claim.payer_id,
        awaits_documents=claim.state is State.PENDED_PROVIDER_INFO,
    )
