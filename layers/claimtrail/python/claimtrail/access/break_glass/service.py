"""Breaking the glass of a restricted claim.

The opening is stored, published for the trail and entered in the access log; only then the session
is opened for the claim. A crash in between leaves an opening under review that opened nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from claimtrail.access.break_glass.events import break_events
from claimtrail.access.break_glass.model import GlassBreak, GlassReason, GlassView, break_id
from claimtrail.access.break_glass.ports import GlassBreakStore
from claimtrail.access.errors import require
from claimtrail.access.free_text import checked_words
from claimtrail.access.resources import Operation
from claimtrail.access.sessions import Session, SessionService
from claimtrail.access.subjects import AccessTarget
from claimtrail.kernel.bus import EventPublisher
from claimtrail.kernel.clock import Clock
from claimtrail.trail.access_log import Access, Action, access_rows
from claimtrail.trail.datasets.rows import ACCESS_LOG
from claimtrail.trail.ports import RowSink

REVIEW_DAYS = 3
"""Days for the review of an opening, where a stage says nothing else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GlassService:
    """The use case of a person who opens what is restricted."""

    store: GlassBreakStore
    sessions: SessionService
    rows: RowSink
    publisher: EventPublisher
    clock: Clock
    review_days: int = REVIEW_DAYS

    def break_glass(  # noqa: PLR0913 - who opens what, and why
        self,
        session: Session,
        target: AccessTarget,
        subject_id: str,
        *,
        reason: GlassReason,
        words: str,
        origin: str,
    ) -> Session:
        """Open a restricted thing in a session, for its time; recorded before it is open.

        Raises NotAllowedError for a person who could not act on it either way, UnusableTextError
        for words that are no reason, SessionEndedError.
        """
        person, now = session.principal, self.clock()
        require(person, Operation.BREAK_GLASS, target)
        if not target.restrictions or session.has_broken_glass(subject_id, now=now):
            return session
        opened = GlassBreak(
            break_id=break_id(session.session_id, subject_id, now),
            subject_id=subject_id,
            facility=target.facility,
            payer=target.payer,
            person_id=person.id,
            roles=session.roles,
            restrictions=tuple(sorted(target.restrictions)),
            reason=reason,
            words=checked_words(words),
            purpose=session.purpose,
            origin=origin,
            broken_at=now,
            open_until=now + self.sessions.limits.glass,
            review_by=now.date() + timedelta(days=self.review_days),
        )
        self.store.save(opened)
        self.publisher.publish(list(break_events(opened)))
        self._log(opened)
        return self.sessions.break_glass(session, subject_id, opened.break_id)

    def note_views(self, session: Session, view: GlassView, subjects: Iterable[str]) -> None:
        """Keep what is about to be shown of things that the session opened, for the reviewer.

        Other subjects are passed over: this costs nothing where no glass is broken.
        """
        open_now = session.opened(now=self.clock())
        for subject in dict.fromkeys(subjects):
            if opening := open_now.get(subject):
                self.store.add_view(opening, view)

    def _log(self, opened: GlassBreak) -> None:
        access = Access(
            correlation_id=opened.break_id,
            accessed_at=opened.broken_at,
            actor=f"user:{opened.person_id}",
            purpose=opened.purpose,
            action=Action.GLASS_BROKEN,
            fields=(),
            origin=opened.origin,
            role=" ".join(opened.roles),
            statement=f"reason:{opened.reason.value}",
        )
        self.rows.send(ACCESS_LOG.name, access_rows(access, [opened.subject_id]))
