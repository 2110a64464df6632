"""The store of claims, and the queues where work about them waits."""

from claimtrail.aws.claims.stream import SqsDeferral
from claimtrail.aws.claims.table import DynamoClaimStore
from claimtrail.aws.core.account.clients import client


def claim_store(claim_table: str) -> DynamoClaimStore:
    """Return the store of claims and of the facts about them."""
    return DynamoClaimStore(claim_table)


def deferral(queue_url: str) -> SqsDeferral:
    """Return the queue where work waits: claims to project, or changes to publish."""
    return SqsDeferral(client("sqs"), queue_url)
