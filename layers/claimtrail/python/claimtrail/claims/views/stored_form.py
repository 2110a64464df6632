"""The stored form of a claim, where an earlier version of this code wrote it."""

from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.expectation_rules import EXPECTATIONS_VERSION

_RULES = f"expectation@{EXPECTATIONS_VERSION}/"


def lacking(claim: Claim) -> tuple[str, ...]:
    """Return what the stored claim lacks that this code stores, by field; empty for none.

    An expectation by an earlier version of the rules counts as lacking.
    """
    is_earlier = claim.expectation and not claim.expectation.rule.startswith(_RULES)
    return (*claim.lacking, "expectation") if is_earlier else claim.lacking
