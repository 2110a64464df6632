"""The facts of TA1, 999 and HL7 acknowledgments."""

from typing import Literal

from claimtrail.claims.facts.kinds import EventKind, FrozenFact


class InterchangeAcknowledged(FrozenFact):
    """TA1 on the interchange that carried the claim."""

    kind: Literal[EventKind.INTERCHANGE_ACKNOWLEDGED] = EventKind.INTERCHANGE_ACKNOWLEDGED
    code: str
    note_code: str


class SetAcknowledged(FrozenFact):
    """999 on the transaction set that carried the claim."""

    kind: Literal[EventKind.SET_ACKNOWLEDGED] = EventKind.SET_ACKNOWLEDGED
    code: str
    """IK501, or AK901 where the 999 speaks of the whole group."""
    group_code: str
    error_count: int


class MessageAcknowledged(FrozenFact):
    """HL7 v2 ACK on what carried the claim."""

    kind: Literal[EventKind.MESSAGE_ACKNOWLEDGED] = EventKind.MESSAGE_ACKNOWLEDGED
    code: str
    """MSA-1."""
    error_codes: tuple[str, ...]
    """ERR-3, in the message's order."""
