"""Stack outputs of claims."""

from claimtrail.kernel.outputs import StackOutput


class ClaimOutput(StackOutput):
    """The claim table, what claim ids are made with, and the queues of what is done again."""

    CLAIM_TABLE = "ClaimTable"
    CLAIM_KEY_SECRET = "ClaimKeySecret"  # noqa: S105 - the output's name
    ORGANIZATION_ID = "OrganizationId"
    PROJECTION_QUEUE = "ProjectionQueueUrl"
    PUBLICATION_QUEUE = "PublicationQueueUrl"
    WRITE_OFF_LIMITS = "WriteOffLimits"
    """The stage's table of who may write off how much, as JSON."""
