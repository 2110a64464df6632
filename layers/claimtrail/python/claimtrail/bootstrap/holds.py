"""Legal holds on AWS: their store, what keeps the held, and the role that alone may set them."""

from typing import Any

from claimtrail.aws.core.account.clients import client
from claimtrail.aws.core.dynamo.table import DynamoTable
from claimtrail.aws.escalations.expiry import EscalationExpiry
from claimtrail.aws.trail.hold_role import hold_session
from claimtrail.aws.trail.holds import DynamoHoldStore, S3LegalHolds
from claimtrail.bootstrap.bus import publisher
from claimtrail.kernel.clock import utc_now
from claimtrail.trail.holding.hold_service import LegalHolds


class AwsKeeper(S3LegalHolds, EscalationExpiry):
    """A Keeper of everything that a hold preserves."""

    def __init__(self, s3_client: Any, dynamodb_client: Any, operations_table: str) -> None:
        S3LegalHolds.__init__(self, s3_client)
        EscalationExpiry.__init__(self, DynamoTable(dynamodb_client, operations_table))


def hold_store(operations_table: str) -> DynamoHoldStore:
    """Return the stage's holds."""
    return DynamoHoldStore(client("dynamodb"), operations_table)


def legal_holds(*, hold_role: str, operations_table: str, event_bus: str) -> LegalHolds:
    """Return what sets and releases holds, in the hold role.

    Raises ConfigurationError (HOLD_ROLE_REFUSED) when the caller may not take that role.
    """
    session = hold_session(hold_role)
    dynamodb = session("dynamodb")
    return LegalHolds(
        store=DynamoHoldStore(dynamodb, operations_table),
        keeper=AwsKeeper(session("s3"), dynamodb, operations_table),
        publisher=publisher(event_bus),
        clock=utc_now,
    )
