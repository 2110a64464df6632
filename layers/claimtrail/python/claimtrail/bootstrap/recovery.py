"""Recovery on AWS: restored tables copied back, deleted objects, and the claim key's secret."""

import time
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from botocore.exceptions import ClientError

from claimtrail.aws.analytics.figure_keys import FIGURE_KINDS
from claimtrail.aws.core.account.clients import client
from claimtrail.aws.core.account.secrets import claim_key_secret, put_claim_key_secret
from claimtrail.aws.core.dynamo.copy_back import CopyBack, CopyPlan, first_items
from claimtrail.aws.core.dynamo.table import DynamoTable
from claimtrail.aws.core.storage.undelete import DeletedObjects
from claimtrail.aws.trail.chain_store import HEAD_PARTITIONS
from claimtrail.kernel.errors import Explanation, NotFoundError
from claimtrail.kernel.retention import Store

PLANS = {
    # Facts come last: each starts a projection, which then finds the claim that it made.
    Store.CLAIM_TABLE: CopyPlan(
        kinds=(
            *("claim", "set", "group", "interchange", "key", "terms", "encounter", "patient"),
            *("file", "arrival", "batch", "payment", "dealings", "search", "notes"),
            *("originals", "unknown_error"),
        ),
        last_sorts=("event#", "roster#", "ack#"),
    ),
    # The bucket is the truth of the trail's heads: `claimtrail audit heads --rebuild`.
    Store.OPERATIONS_TABLE: CopyPlan(
        kinds=(
            *("incident", "occurrence", "escalation", "escalation_scan", "hold", "held"),
            *("chain", "session", "person", "known_person", "restricted", "household", "glass"),
            *("sign_in", "rate", "exports", *FIGURE_KINDS),
            *("access_review", "review_round", "scim_group", "viewer", "view", "idempotency"),
            *("accesses", "accesses_of", "trail_checks", "unknown_errors"),
        ),
        # Sums of another hour fit no claim: `claimtrail figures rebuild`.
        skipped_partitions=(HEAD_PARTITIONS, *FIGURE_KINDS),
    ),
    Store.TICKET_TABLE: CopyPlan(kinds=("ticket", "ticket_cause", "notice", "notices")),
}
"""Each table with what it holds, and the way in which it is copied back."""
OTHERS = "others"
"""A kind that none of our tables holds: its keys may say anything, so they are not shown."""
_NO_SUCH_TABLE = frozenset({"ResourceNotFoundException", "ValidationException"})
"""DynamoDB's answers about a name: no table has it, and none can have it."""

claim_secret = claim_key_secret
put_claim_secret = put_claim_key_secret


def copy_back(
    store: Store, *, source: str, target: str, is_dry: bool, on_progress: Callable[[int], None]
) -> dict[str, int]:
    """Copy a restored table into the stage's own, where no item stands.

    Return the numbers of items: total, copied, same, kept, skipped. `on_progress` takes the
    number of items so far.
    """
    dynamodb = client("dynamodb")
    copy = CopyBack(
        client=dynamodb,
        source=source,
        target=DynamoTable(dynamodb, target),
        plan=PLANS[store],
        now_seconds=time.time(),
    )
    counts = copy.run(is_dry=is_dry, on_progress=lambda found: on_progress(found.total))
    return asdict(counts) | {"total": counts.total}


def item_count(table: str) -> int:
    """Return about how many items a table has.

    Raises NotFoundError (RESTORED_TABLE_UNKNOWN) where the region has none of that name, and else
    botocore's ClientError.
    """
    dynamodb = client("dynamodb")
    try:
        described: dict[str, Any] = dynamodb.describe_table(TableName=table)
    except ClientError as error:
        if error.response["Error"]["Code"] not in _NO_SUCH_TABLE:
            raise
        raise _unknown(table, region=dynamodb.meta.region_name) from error
    return int(described["Table"]["ItemCount"])


def _unknown(table: str, *, region: str) -> NotFoundError:
    return NotFoundError(
        Explanation(
            code="RESTORED_TABLE_UNKNOWN",
            what=f"there is no table {table!r} in {region}",
            where="--from",
            next_step="`aws dynamodb list-tables` names those that there are. AWS lists a restored "
            "table as soon as its restore has begun. Nothing was written.",
        )
    )


def foreign_kinds(store: Store, source: str) -> tuple[str, ...]:
    """Return the kinds of a table's first items when the store never holds any of them.

    Else nothing. Raises botocore's ClientError.
    """
    found = PLANS[store].foreign_kinds(first_items(client("dynamodb"), source))
    ours = {kind for plan in PLANS.values() for kind in plan.kinds}
    known = tuple(kind for kind in found if kind in ours)
    return known if len(known) == len(found) else (*known, OTHERS)


def deleted_objects(bucket: str, prefix: str, *, by_copy: bool) -> DeletedObjects:
    """Return what was deleted from a bucket, below a prefix.

    `by_copy` is for buckets that let nobody delete a version.
    """
    return DeletedObjects(client=client("s3"), bucket=bucket, prefix=prefix, by_copy=by_copy)
