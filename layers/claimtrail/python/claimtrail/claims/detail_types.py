"""Events that claims publish."""

from claimtrail.kernel.bus import DetailType


class ClaimDetailType(DetailType):
    """Events of a claim, and of claims that a file changed alike."""

    CLAIM_STATUS_CHANGED = "claim.status_changed"
    """In the trail, one row a claim; the bus carries it inside `claims.status_changed`."""
    CLAIMS_STATUS_CHANGED = "claims.status_changed"
    CLAIM_OUTCOME_CHANGED = "claim.outcome_changed"
    """The reasons or amounts of an outcome that a person acts on changed, and its state did not; in
    the trail as `claim.status_changed` is."""
    CLAIMS_OUTCOME_CHANGED = "claims.outcome_changed"
    CLAIM_HELD = "claim.held"
    CLAIM_RELEASED = "claim.released"
    CLAIM_FLAGGED = "claim.flagged"
    CLAIM_SUPERSEDED = "claim.superseded"
    CLAIM_REINSTATED = "claim.reinstated"
    CLAIM_MATCH_DECIDED = "claim.match_decided"
    CLAIM_EVIDENCE_DECIDED = "claim.evidence_decided"
    CLAIM_OUTCOME_DECIDED = "claim.outcome_decided"
    CLAIM_NOTED = "claim.noted"
    """A person noted something on it; the words stay in the claim table."""
    CLAIM_EXCEPTION_OPENED = "claim.exception_opened"
    CLAIM_EXCEPTION_CLOSED = "claim.exception_closed"
    CLAIM_UNFLAGGED = "claim.unflagged"


class TermDetailType(DetailType):
    """Events of a payer's status term."""

    TERM_DECIDED = "term.decided"


class StreamDetailType(DetailType):
    """Events of the claim table's stream."""

    STREAM_RANGE_LOST = "stream.range_lost"
    """Records that failed every attempt are kept no more; the detail has the time that they are
    of."""
