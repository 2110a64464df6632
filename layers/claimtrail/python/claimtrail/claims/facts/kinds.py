"""The kinds of fact, and the base of their models."""

from enum import StrEnum

from claimtrail.kernel.frozen_model import FrozenModel


class FrozenFact(FrozenModel):
    """The base of facts: no field changes, and none is unknown."""


class EventKind(StrEnum):
    """The kinds of fact, by the transaction that carries them."""

    SUBMITTED = "submitted"
    INTERCHANGE_ACKNOWLEDGED = "interchange_acknowledged"
    SET_ACKNOWLEDGED = "set_acknowledged"
    FRONT_END_STATUS = "front_end_status"
    BATCH_STATUS = "batch_status"
    STATUS_REPORTED = "status_reported"
    REMITTED = "remitted"
    MESSAGE_ACKNOWLEDGED = "message_acknowledged"
    TERM_REPORTED = "term_reported"
    MATCH_DECIDED = "match_decided"
    EVIDENCE_DECIDED = "evidence_decided"
    OUTCOME_DECIDED = "outcome_decided"


DECISIONS = frozenset(
    {EventKind.MATCH_DECIDED, EventKind.EVIDENCE_DECIDED, EventKind.OUTCOME_DECIDED}
)
"""The facts by which people decide: about a match, about evidence, about the outcome."""
