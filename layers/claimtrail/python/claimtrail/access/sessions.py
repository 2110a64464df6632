"""Sessions of people who signed in: an opaque token in a cookie, everything else in the table.

A session ends after a time without use, after a time in all, when the person signs out, and at once
when the person's sessions are revoked. The token is 256 random bits; the table has its SHA-256 and
never the token itself, so that who reads the table cannot use what it finds.
"""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal, Protocol

from claimtrail.access.people.last_use import PersonInactiveError
from claimtrail.access.people.ports import UseRecorder
from claimtrail.access.roles import JobRole
from claimtrail.access.subjects import Principal
from claimtrail.kernel.errors import ClaimTrailError, Explanation
from claimtrail.kernel.frozen_model import FrozenModel
from claimtrail.trail.access_log import Purpose

TOKEN_BYTES = 32


class BrokenGlass(FrozenModel):
    """A restricted thing that the person opened for a reason; the trail has the reason."""

    subject_id: str
    until: datetime
    break_id: str = ""
    """The opening, as its reviewer finds it; empty in a session of an earlier release."""


class Session(FrozenModel):
    """A session as it is stored."""

    schema_version: Literal[1] = 1
    version: int = 1
    """Grows by one with each change; a change of an older version is made again."""
    session_id: str
    """SHA-256 of the token, in hexadecimal."""
    person_id: str
    roles: tuple[JobRole, ...]
    facilities: tuple[str, ...]
    payers: tuple[str, ...]
    queues: tuple[str, ...]
    purpose: Purpose
    form_token: str
    """The value that every form of the session sends along, against forged requests."""
    signed_in_at: datetime
    used_at: datetime
    """The last use, to the minute."""
    ends_at: datetime
    """The latest end, whatever the use."""
    broken_glass: tuple[BrokenGlass, ...] = ()

    @property
    def principal(self) -> Principal:
        """Return the person as decisions go by them."""
        return Principal(
            id=self.person_id,
            roles=frozenset(self.roles),
            facilities=frozenset(self.facilities),
            payers=frozenset(self.payers),
            queues=frozenset(self.queues),
        )

    def has_broken_glass(self, subject_id: str, *, now: datetime) -> bool:
        """Return whether a restricted thing is open to the person at an instant."""
        return subject_id in self.opened(now=now)

    def opened(self, *, now: datetime) -> dict[str, str]:
        """Return the restricted things that are open at an instant, each with its opening."""
        return {one.subject_id: one.break_id for one in self.broken_glass if now < one.until}


class SessionStore(Protocol):
    """The store of sessions."""

    def save(self, session: Session) -> bool:
        """Store a session's first version, or the one after the stored one; False otherwise."""
        ...

    def find(self, session_id: str) -> Session | None:
        """Return a session, strongly consistent."""
        ...

    def delete(self, session_id: str) -> None:
        """Remove a session, if there is one."""
        ...

    def revoke_all(self, person_id: str, at: datetime) -> None:
        """Let every session of a person that began until an instant be at its end."""
        ...

    def revoked_at(self, person_id: str) -> datetime | None:
        """Return when the person's sessions were last revoked, strongly consistent."""
        ...


class SessionEnd(StrEnum):
    """The reason for which a token opens nothing."""

    UNKNOWN = "unknown"
    IDLE = "idle"
    EXPIRED = "expired"
    REVOKED = "revoked"


_ENDED = {
    SessionEnd.UNKNOWN: "no session has this token",
    SessionEnd.IDLE: "the session was not used for too long",
    SessionEnd.EXPIRED: "the session has reached its latest end",
    SessionEnd.REVOKED: "the sessions of this person were ended",
}


class SessionEndedError(ClaimTrailError):
    """A token opens no session, or none any more."""

    def __init__(self, end: SessionEnd) -> None:
        super().__init__(
            Explanation(
                code=f"SESSION_{end.name}",
                what=_ENDED[end],
                where="sign-in",
                next_step="Sign in again.",
            )
        )
        self.end = end


GLASS_MINUTES = 60
"""Minutes for which a restricted thing stays open, where a stage says nothing else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLimits:
    """Times after which sessions end (45 CFR 164.312(a)(2)(iii), automatic logoff)."""

    idle: timedelta = timedelta(minutes=30)
    absolute: timedelta = timedelta(hours=12)
    glass: timedelta = timedelta(minutes=GLASS_MINUTES)
    """The time for which a restricted thing stays open once its glass is broken; a session that
    ends sooner ends it, too."""
    noted_every: timedelta = timedelta(minutes=1)
    """A use is written down this often at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionService:
    """Opens, resumes and ends sessions."""

    store: SessionStore
    clock: Callable[[], datetime]
    limits: SessionLimits = SessionLimits()
    uses: UseRecorder | None = None
    """Hears of sign-ins and of each day of use; None where people sign in on no stage."""

    def open(self, person: Principal, *, purpose: Purpose) -> tuple[str, Session]:
        """Begin a session. Return its token, which nothing else has, and the session.

        Raises PersonInactiveError for a person whose access ended.
        """
        if self.uses:
            self.uses.signed_in(person)
        token, now = secrets.token_urlsafe(TOKEN_BYTES), self.clock()
        session = Session(
            session_id=session_id_of(token),
            person_id=person.id,
            roles=tuple(sorted(person.roles)),
            facilities=tuple(sorted(person.facilities)),
            payers=tuple(sorted(person.payers)),
            queues=tuple(sorted(person.queues)),
            purpose=purpose,
            form_token=secrets.token_urlsafe(TOKEN_BYTES),
            signed_in_at=now,
            used_at=now,
            ends_at=now + self.limits.absolute,
        )
        self.store.save(session)
        return token, session

    def resume(self, token: str) -> Session:
        """Return the session of a token. Raises SessionEndedError when there is none any more.

        The first use of a day is remembered, and ends the session of a person whose access ended.
        """
        session = self.store.find(session_id_of(token))
        if session is None:
            raise SessionEndedError(SessionEnd.UNKNOWN)
        end = self._end_of(session)
        if end:
            self.store.delete(session.session_id)
            raise SessionEndedError(end)
        if self.clock() - session.used_at < self.limits.noted_every:
            return session
        if self.uses and session.used_at.date() != self.clock().date():
            self._remember_use(session, self.uses)
        return self._changed(session, lambda _: {"used_at": self.clock()})

    def state_purpose(self, session: Session, purpose: Purpose) -> Session:
        """Return the session for another purpose of use."""
        return self._changed(session, lambda _: {"purpose": purpose})

    def break_glass(self, session: Session, subject_id: str, break_id: str = "") -> Session:
        """Return the session with a restricted thing open; its reason was recorded before."""
        now = self.clock()
        opened = BrokenGlass(
            subject_id=subject_id, until=now + self.limits.glass, break_id=break_id
        )

        def added(latest: Session) -> dict[str, object]:
            kept = [one for one in latest.broken_glass if now < one.until]
            return {"broken_glass": (*kept, opened)}

        return self._changed(session, added)

    def close(self, session: Session) -> None:
        """End a session."""
        self.store.delete(session.session_id)

    def revoke_all(self, person_id: str) -> None:
        """End every session of a person at once."""
        self.store.revoke_all(person_id, self.clock())

    def is_over(self, person_id: str, signed_in_at: datetime) -> bool:
        """Return whether a sign-in without a session of ours has come to its end.

        It has the latest end of a session, and ends where the person's sessions were ended.
        """
        revoked = self.store.revoked_at(person_id)
        is_revoked = revoked is not None and signed_in_at <= revoked
        return is_revoked or self.clock() >= signed_in_at + self.limits.absolute

    def _remember_use(self, session: Session, uses: UseRecorder) -> None:
        try:
            uses.used(session.principal)
        except PersonInactiveError as error:
            self.store.delete(session.session_id)
            raise SessionEndedError(SessionEnd.REVOKED) from error

    def _end_of(self, session: Session) -> SessionEnd | None:
        now = self.clock()
        if now >= session.ends_at:
            return SessionEnd.EXPIRED
        if now - session.used_at >= self.limits.idle:
            return SessionEnd.IDLE
        revoked = self.store.revoked_at(session.person_id)
        if revoked is not None and session.signed_in_at <= revoked:
            return SessionEnd.REVOKED
        return None

    def _changed(self, session: Session, change: Callable[[Session], dict[str, object]]) -> Session:
        """Return the session with a change to what is stored. Raises SessionEndedError."""
        latest: Session | None = session
        while latest is not None:
            changed = latest.model_copy(update={"version": latest.version + 1, **change(latest)})
            if self.store.save(changed):
                return changed
            latest = self.store.find(session.session_id)
        raise SessionEndedError(SessionEnd.UNKNOWN)


def session_id_of(token: str) -> str:
    """Return the id under which the session of a token is stored."""
    return hashlib.sha256(token.encode()).hexdigest()
