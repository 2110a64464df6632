"""The expiry of items that a stage makes to test itself: a production table keeps none for long."""

from datetime import datetime, timedelta

from claimtrail.aws.core.dynamo.items import EXPIRES_AT, Item, attributes
from claimtrail.kernel.retention import SYNTHETIC_DAYS
from claimtrail.kernel.synthetic import is_synthetic


def synthetic_expiry(partner_id: str, *, since: datetime) -> int | None:
    """Return when an item of that partner expires (epoch seconds); None: it stays."""
    if not is_synthetic(partner_id):
        return None
    return int((since + timedelta(days=SYNTHETIC_DAYS)).timestamp())


def lasting(item: Item, partner_id: str, *, since: datetime) -> Item:
    """Return an item with its expiry, if its partner is synthetic."""
    expires_at = synthetic_expiry(partner_id, since=since)
    return item if expires_at is None else item | attributes({EXPIRES_AT: expires_at})
