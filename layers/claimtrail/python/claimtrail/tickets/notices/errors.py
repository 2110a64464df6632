"""Errors of the outbox, the same in each of its twins."""

from claimtrail.kernel.errors import Explanation
from claimtrail.tickets.notices.model import Notice


def notice_conflict(notice: Notice) -> Explanation:
    """Return what a lost write against a notice says."""
    return Explanation(
        code="NOTICE_CONFLICT",
        what=f"version {notice.version - 1} of the notice is not the stored one",
        where=f"notice {notice.notice_id}",
        next_step="None: another worker has it.",
    )
