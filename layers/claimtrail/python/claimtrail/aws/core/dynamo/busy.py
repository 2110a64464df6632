"""Requests that DynamoDB throttles: nothing of them was done, so that they are tried again.

The codes are those of the DynamoDB developer guide, "Error handling with DynamoDB", and of the API
reference, "TransactWriteItems".
"""

from botocore.exceptions import ClientError

from claimtrail.kernel.errors import ClaimTrailError, Explanation

THROTTLES = frozenset(
    {
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "ThrottlingException",
    }
)
_REASONS = frozenset({"ProvisionedThroughputExceeded", "ThrottlingError"})
"""The reasons of a write in a transaction that was canceled because a table was busy."""
_NONE = "None"
"""The reason of a write that was not why."""


class TableBusyError(ClaimTrailError):
    """DynamoDB took a request, or some items of it, at no attempt."""


def table_busy(table: str, attempts: int) -> TableBusyError:
    """Return the error of a table that took no more at so many attempts."""
    return TableBusyError(
        Explanation(
            code="TABLE_BUSY",
            what=f"DynamoDB throttled or left items over {attempts} times in a row",
            where=f"table {table}",
            next_step="Nothing is lost: the message is redelivered. See the table's throttles.",
        )
    )


def is_throttle(error: ClientError) -> bool:
    """Return whether DynamoDB did nothing because a table, an index or the account was busy."""
    code = error.response["Error"]["Code"]
    return code in THROTTLES or (
        code == "TransactionCanceledException" and _is_throttled(reasons_of(error))
    )


def reasons_of(error: ClientError) -> tuple[str, ...]:
    """Return why each write of a canceled transaction was not done."""
    reasons = error.response.get("CancellationReasons", [])
    return tuple(str(reason.get("Code")) for reason in reasons)


def _is_throttled(reasons: tuple[str, ...]) -> bool:
    """Return whether throttles alone were why: what a condition refused stays refused."""
    why = {reason for reason in reasons if reason != _NONE}
    return bool(why) and why <= _REASONS


def is_busy(error: Exception) -> bool:
    """Return whether work failed because AWS took no more of it for now."""
    if isinstance(error, ClientError):
        return is_throttle(error)
    return isinstance(error, TableBusyError)
