"""The payer whose decision a claim stands at: its deadlines hold, wherever they are shown."""

from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.states import BY_REMITTANCE
from claimtrail.partners.fields import Deadlines
from claimtrail.partners.profile import PartnerProfile, Partners

_UNKNOWN = Deadlines()


def deciding_payer(claim: Claim, partners: Partners) -> PartnerProfile | None:
    """Return the payer that decided: of an 835 the one that it names, else the claim's.

    None where no profile of it is known.
    """
    own = partners.get(claim.payer_id)
    decided = [one for one in claim.payer_responsibilities if one.decided]
    if claim.state not in BY_REMITTANCE or not decided:
        return own
    return partners.by_payer_identifier(decided[-1].payer_identifier) or own


def deadlines_of_decision(claim: Claim, partners: Partners) -> Deadlines:
    """Return the deadlines of the payer that decided; none where no profile of it is known."""
    payer = deciding_payer(claim, partners)
    return payer.deadlines if payer else _UNKNOWN
