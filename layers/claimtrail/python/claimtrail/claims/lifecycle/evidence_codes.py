"""The state that each code of an acknowledgment, and each decision of a person, asks for."""

from types import MappingProxyType

from claimtrail.claims.facts.outcomes import OutcomeAct
from claimtrail.claims.lifecycle.states import State

INTERCHANGE_CODES: MappingProxyType[str, State | None] = MappingProxyType(
    {
        "A": None,  # The envelope is sound; the 999 speaks of what is in it.
        "E": None,  # Accepted with errors; the sender must not resend.
        "R": State.TRANSMISSION_REJECTED,  # Rejects every claim in the interchange.
    }
)
"""TA104."""
SET_CODES: MappingProxyType[str, State | None] = MappingProxyType(
    {
        "A": State.SYNTAX_ACCEPTED,
        "E": State.SYNTAX_ACCEPTED,
        "P": None,  # AK9 only: partially accepted, each set's own IK5 decides.
        "R": State.TRANSMISSION_REJECTED,
        "M": State.TRANSMISSION_REJECTED,
        "W": State.TRANSMISSION_REJECTED,
        "X": State.TRANSMISSION_REJECTED,
    }
)
"""IK501 and AK901."""
HL7_CODES: MappingProxyType[str, State] = MappingProxyType(
    {
        "AA": State.SYNTAX_ACCEPTED,
        "CA": State.SYNTAX_ACCEPTED,
        "AE": State.TRANSMISSION_REJECTED,
        "CE": State.TRANSMISSION_REJECTED,
        "AR": State.TRANSMISSION_REJECTED,
        "CR": State.TRANSMISSION_REJECTED,
    }
)
"""HL7 v2 MSA-1: accepted; in error; rejected. Weighs as much as a 999."""
OUTCOME_STATES: MappingProxyType[OutcomeAct, State | None] = MappingProxyType(
    {
        OutcomeAct.APPEAL: State.APPEALED,
        # Of a part of the balance: the claim stays where it is.
        OutcomeAct.WRITE_OFF: State.WRITTEN_OFF,
        # Whether it moves the claim depends on the write-off that it is about.
        OutcomeAct.APPROVE: None,
        OutcomeAct.DECLINE: None,
        OutcomeAct.CLOSE: State.CLOSED,
        # Back to where the claim stood.
        OutcomeAct.REOPEN: None,
    }
)
"""A person's decision about the outcome."""
