"""In-memory twins of the ports of notices, for tests."""

from collections.abc import Iterator
from datetime import datetime

from claimtrail.kernel.errors import ConflictError
from claimtrail.tickets.error_texts.table import ErrorSource
from claimtrail.tickets.notices.errors import notice_conflict
from claimtrail.tickets.notices.model import Notice, NoticePreferences, NoticeStatus
from claimtrail.tickets.notices.ports import OutgoingMessage


class MemoryNoticePreferences:
    """Keeps wishes in a dictionary."""

    def __init__(self) -> None:
        self._wishes: dict[str, NoticePreferences] = {}

    def find(self, recipient: str) -> NoticePreferences | None:
        """Return somebody's wishes, or None."""
        return self._wishes.get(recipient)

    def keep(self, preferences: NoticePreferences) -> None:
        """Keep somebody's wishes in place of those before."""
        self._wishes[preferences.recipient] = preferences


class MemoryNoticeOutbox:
    """Keeps notices in a dictionary."""

    def __init__(self) -> None:
        self._notices: dict[str, Notice] = {}

    def put_new(self, notice: Notice) -> bool:
        """Store a notice; False when it is there already."""
        is_new = notice.notice_id not in self._notices
        self._notices.setdefault(notice.notice_id, notice)
        return is_new

    def save(self, notice: Notice) -> None:
        """Store the next version. Raises ConflictError when it is not the next."""
        stored = self._notices.get(notice.notice_id)
        if stored is None or stored.version != notice.version - 1:
            raise ConflictError(notice_conflict(notice))
        self._notices[notice.notice_id] = notice

    def due(self, now: datetime) -> Iterator[Notice]:
        """Yield the waiting notices that are due, the earliest first."""
        waiting = self.list_by_status(NoticeStatus.WAITING, limit=10**9)
        return (one for one in waiting if one.due_at <= now)

    def list_by_status(self, status: NoticeStatus, *, limit: int) -> list[Notice]:
        """Return notices that wait or were given up. Raises ValueError for those sent."""
        if status is NoticeStatus.SENT:
            raise ValueError("no index has the notices that were sent")
        found = [one for one in self._notices.values() if one.status is status]
        return sorted(found, key=lambda one: (one.due_at, one.notice_id))[:limit]


class MemorySender:
    """Keeps what was sent; a test says how often it fails first."""

    source = ErrorSource.SMTP

    def __init__(self) -> None:
        self.sent: list[OutgoingMessage] = []
        self.failures = 0

    def send(self, message: OutgoingMessage) -> None:
        """Remember the message, or fail."""
        if self.failures:
            self.failures -= 1
            raise ConnectionError
        self.sent.append(message)

    def code_of(self, error: Exception) -> str:
        """Return the error's type."""
        return type(error).__name__
