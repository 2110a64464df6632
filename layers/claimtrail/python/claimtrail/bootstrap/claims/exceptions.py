"""Exceptions of claims."""

from claimtrail.bootstrap.claims.stores import claim_store
from claimtrail.claims.projection.overdue import ExceptionOpener
from claimtrail.kernel.clock import utc_now
from claimtrail.kernel.deadline import Deadline


def exception_opener(*, claim_table: str, deadline: Deadline) -> ExceptionOpener:
    """Return what makes evidence that is held too long an exception."""
    return ExceptionOpener(store=claim_store(claim_table), clock=utc_now, deadline=deadline)
