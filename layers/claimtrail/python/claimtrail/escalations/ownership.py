"""The owner of a claim's escalation: the rules of routing decide, as about its ticket later."""

from claimtrail.claims.fold.model import Claim
from claimtrail.escalations.claim_snapshot import claim_snapshot
from claimtrail.tickets.routing.facts import (
    RoutedClaimType,
    RoutingFacts,
    WordSource,
    category_facts,
)
from claimtrail.tickets.routing.rules import RoutingRules, RuleMatch, match


def owner_of(claim: Claim, *, category: str, rules: RoutingRules) -> RuleMatch:
    """Return the rule that names owner and manager of work of this category on a claim.

    No ticket is open yet: what only a ticket has, such as its priority, is as low as can be.
    """
    known = claim_snapshot(claim)
    facts = RoutingFacts(
        payer=claim.payer_id,
        claim_type=RoutedClaimType(known["claim_type"] or RoutedClaimType.NONE),
        amount_cents=claim.charge_cents,
        charge_cents=claim.charge_cents,
        facility=known["facility_npi"] or "",
        **category_facts(category),
        source=WordSource(known["word_source"] or WordSource.SYSTEM),
    )
    return match(facts, rules)
