"""The pace of the work of a stage: waits of escalations, and the work that is gathered."""

from pydantic import Field

from claimtrail.kernel.frozen_model import FrozenModel


class EscalationTimes(FrozenModel):
    """The seconds for which each step of an escalation waits for the claim to change status."""

    remind_after: int = Field(gt=0)
    ticket_after: int = Field(gt=0)
    escalate_after: int = Field(gt=0)


class Batching(FrozenModel):
    """The work gathered before a function is started: fewer starts and objects cost less.

    `docs/costs.md` has what it saves; nothing waits longer than the seconds say.
    """

    stream_seconds: int = Field(ge=0, le=300)
    """Seconds that records of the claim table's stream wait for others."""
    parallelization_factor: int = Field(ge=1, le=10)
    """Batches of one shard of the stream that are worked off at once; a claim stays in one lane."""
    audit_seconds: int = Field(ge=0, le=300)
    """Seconds that messages of the trail wait: each batch becomes an object of each data set."""
    audit_messages: int = Field(ge=1, le=10_000)
    figures_messages: int = Field(default=50, ge=1, le=10_000)
    """Messages of a batch; SQS gathers more than ten in a window of a second or more."""
    figures_seconds: int = Field(default=20, ge=0, le=300)
    """Seconds that claims to count wait: those of a batch write each counter once."""
