"""The in-memory twin of requests under idempotency keys."""

from datetime import datetime
from threading import Lock

from claimtrail.access.idempotency import KeyedRequest


class MemoryIdempotencyStore:
    """Requests in a dictionary, by key."""

    def __init__(self) -> None:
        self.requests: dict[str, KeyedRequest] = {}
        self._lock = Lock()

    def begin(self, request: KeyedRequest, now: datetime) -> KeyedRequest | None:
        """Store a request whose key is free. Return the one that has the key, None once it did."""
        with self._lock:
            found = self.requests.get(request.key_id)
            if found and now < found.free_at:
                return found
            self.requests[request.key_id] = request
        return None

    def finish(self, request: KeyedRequest) -> None:
        """Store a request with its answer."""
        self.requests[request.key_id] = request

    def forget(self, key_id: str) -> None:
        """Set a key free."""
        self.requests.pop(key_id, None)
