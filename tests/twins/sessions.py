"""In-memory twin of the sessions' store, for tests."""

from datetime import datetime

from claimtrail.access.sessions import Session


class MemorySessionStore:
    """Sessions in a dictionary."""

    def __init__(self) -> None:
        self.sessions: dict[str, Session] = {}
        self.revocations: dict[str, datetime] = {}

    def save(self, session: Session) -> bool:
        """Store a session's first version, or the one after the stored one; False otherwise."""
        stored = self.sessions.get(session.session_id)
        if session.version != (stored.version if stored else 0) + 1:
            return False
        self.sessions[session.session_id] = session
        return True

    def find(self, session_id: str) -> Session | None:
        """Return a session."""
        return self.sessions.get(session_id)

    def delete(self, session_id: str) -> None:
        """Remove a session, if there is one."""
        self.sessions.pop(session_id, None)

    def revoke_all(self, person_id: str, at: datetime) -> None:
        """Let every session of a person that began until an instant be at its end."""
        self.revocations[person_id] = at

    def revoked_at(self, person_id: str) -> datetime | None:
        """Return when the person's sessions were last revoked."""
        return self.revocations.get(person_id)
