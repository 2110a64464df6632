"""The review of errors that nobody has explained yet."""

from claimtrail.aws.core.account.clients import client
from claimtrail.aws.tickets.unknown_errors import DynamoUnknownErrors
from claimtrail.kernel.clock import utc_now
from claimtrail.tickets.error_texts.table import error_table
from claimtrail.tickets.error_texts.unknown import ErrorReview


def unknown_errors(*, operations_table: str, claim_table: str = "") -> DynamoUnknownErrors:
    """Return the store of unknown errors."""
    return DynamoUnknownErrors(
        client("dynamodb"), operations_table=operations_table, claim_table=claim_table
    )


def error_review(*, operations_table: str, claim_table: str = "") -> ErrorReview:
    """Return what says what an error means; without a claim table, by its code alone."""
    return ErrorReview(
        table=error_table(),
        store=unknown_errors(operations_table=operations_table, claim_table=claim_table),
        clock=utc_now,
    )
