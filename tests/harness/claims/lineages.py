"""A claim, and another under a number of its own that replaces or voids it."""

from random import Random

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.store import documents
from tests.harness.claims.claim_events import ack999, front_end, remitted, submitted
from tests.twins.claims import MemoryClaimStore

OLD, NEW, OTHER = "clm_old", "clm_new", "clm_other"
PCCN = "pccn:old"
OLD_NUMBER = "ICN-OLD"


def bearing(event: ClaimEvent, *match_keys: str, number: str = OLD_NUMBER) -> ClaimEvent:
    fact = event.fact.model_copy(update={"payer_claim_control_number": number})
    return event.model_copy(update={"match_keys": match_keys, "fact": fact})


def old_claim(claim_id: str = OLD) -> list[ClaimEvent]:
    """Submitted, accepted, denied; the payer calls it ICN-OLD."""
    return [
        submitted(1, claim_id=claim_id),
        ack999(1, claim_id=claim_id),
        bearing(front_end(2, "A2", claim_id=claim_id), PCCN),
        bearing(remitted(16, 0, "CO-50:100", claim_id=claim_id), PCCN),
    ]


def newer(frequency: str) -> list[ClaimEvent]:
    """A submission under a number of its own that names ICN-OLD, and the payer's answer."""
    return [
        bearing(submitted(20, frequency=frequency, claim_id=NEW), PCCN),
        ack999(20, claim_id=NEW),
        bearing(front_end(21, "A2", claim_id=NEW), "pccn:new", number="ICN-NEW"),
    ]


def found(store: MemoryClaimStore, claim_id: str) -> Claim:
    claim = store.find(claim_id)
    assert claim is not None
    return claim


def ends(store: MemoryClaimStore, *claim_ids: str) -> list[str]:
    """The claims as text, without how many projections led there."""
    claims = [found(store, claim_id).model_copy(update={"version": 0}) for claim_id in claim_ids]
    return [documents.dump_claim(claim) for claim in claims]


def shuffled(events: list[ClaimEvent], chance: Random) -> list[list[ClaimEvent]]:
    """The events in any order, some of them twice, cut into batches anywhere."""
    coming = chance.sample(events, len(events)) + chance.choices(events, k=4)
    cuts = sorted(chance.sample(range(len(coming)), 4))
    batches = [coming[a:b] for a, b in zip([0, *cuts], [*cuts, None], strict=True)]
    return [batch for batch in batches if batch]
