"""Asking for exports, following them, canceling them, and fetching their files.

An export is stored, then queued. A process that ends between the two leaves one that nobody works
on: it is queued again when its person looks at the exports. A second message does no harm.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from claimtrail.access.subjects import Principal
from claimtrail.exports import errors
from claimtrail.exports.messages import ExportMessage
from claimtrail.exports.model import (
    KEPT,
    Export,
    ExportFormat,
    ExportHeader,
    ExportRequester,
    ExportState,
    new_export_id,
)
from claimtrail.exports.ports import ExportQueue, ExportStore, ResultFiles
from claimtrail.exports.views import file_name
from claimtrail.kernel.clock import Clock
from claimtrail.kernel.retry import repeat_on_conflict

_LOST_WRITES = 20
"""A worker saves its progress every few seconds, and a person may ask in several windows."""
_LAST_MOMENT = timedelta(minutes=10)
"""An export whose end is so near has no links any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportLimits:
    """Bounds on the exports of one person."""

    unfinished: int = 5
    kept: int = 100
    link_seconds: int = 300
    queued_again_after: timedelta = timedelta(minutes=15)
    """An export that nobody began."""
    resumed_after: timedelta = timedelta(hours=2)
    """An export that was begun; its message may still be redelivered until then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportService:
    """The use cases of pages and of the API."""

    store: ExportStore
    queue: ExportQueue
    files: ResultFiles
    clock: Clock
    limits: ExportLimits = ExportLimits()
    new_id: Callable[[datetime], str] = new_export_id

    def ask(  # noqa: PLR0913 - what is wanted of which list, by keyword
        self,
        requester: ExportRequester,
        *,
        listing: str,
        query: str,
        format: ExportFormat,  # noqa: A002 - the word of the field
        header: ExportHeader,
        selection: Sequence[str] = (),
    ) -> Export:
        """Store and queue an export of a list, or of the rows of it that were selected.

        Raises ExportLimitError when the person has as many as one may have, ValueError for a list
        or header that cannot be, ClaimTrailError (EXPORT_NOT_QUEUED) when it is stored and waits.
        """
        now = self.clock()
        export = Export(
            export_id=self.new_id(now),
            listing=listing,
            query=query,
            selection=tuple(selection),
            format=format,
            header=header,
            requester=requester,
            requested_at=now,
            touched_at=now,
            expires_at=now + KEPT,
        )
        repeat_on_conflict(lambda: self._add(export), most=_LOST_WRITES)
        self.queue.send(_message_of(export))
        return export

    def exports_of(self, person_id: str) -> tuple[Export, ...]:
        """Return a person's exports, the latest first; those that nobody works on are queued."""
        found = self.store.of_person(person_id).exports
        return tuple(self._queued_again(one) if self._is_stuck(one) else one for one in found)

    def find(self, person_id: str, export_id: str) -> Export:
        """Return a person's export. Raises NotFoundError (EXPORT_UNKNOWN)."""
        found = self.store.find(person_id, export_id)
        if found is None:
            raise errors.unknown(export_id)
        return found

    def cancel(self, person_id: str, export_id: str) -> Export:
        """Cancel an export that is not finished; a finished one comes back as it is.

        The worker that writes it stops at its next step, and gives up the unfinished file.
        Raises NotFoundError.
        """
        return repeat_on_conflict(lambda: self._cancel(person_id, export_id), most=_LOST_WRITES)

    def link(self, person: Principal, export_id: str, number: int) -> str:
        """Return a link to a file of a person's export, by its number from 1; it works for minutes.

        Raises NotFoundError for another's export or file, ExportRefusedError for one that is not
        ready or has expired, and for a person who may see less than when it was asked for.
        """
        export = self.find(person.id, export_id)
        if export.state is not ExportState.READY:
            raise errors.not_ready(export_id, export.state.value)
        if self.clock() >= export.expires_at - _LAST_MOMENT:
            raise errors.expired(export_id)
        if not export.requester.is_within(person):
            raise errors.access_changed(export_id)
        files = export.checkpoint.files
        if not 1 <= number <= len(files):
            raise errors.unknown(export_id)
        return self.files.link(
            files[number - 1].key,
            file_name=file_name(export, number),
            seconds=self.limits.link_seconds,
        )

    def _add(self, export: Export) -> None:
        person = self.store.of_person(export.requester.person_id)
        unfinished = sum(one.is_unfinished for one in person.exports)
        if unfinished >= self.limits.unfinished:
            raise errors.too_many_unfinished(self.limits.unfinished)
        if len(person.exports) >= self.limits.kept:
            raise errors.too_many_kept(self.limits.kept)
        if not self.store.add(export, asked=person.asked):
            raise errors.conflict(export.export_id)

    def _cancel(self, person_id: str, export_id: str) -> Export:
        export = self.find(person_id, export_id)
        if not export.is_unfinished:
            return export
        canceled = export.ended(ExportState.CANCELED, at=self.clock())
        if not self.store.save(canceled):
            raise errors.conflict(export_id)
        return canceled

    def _is_stuck(self, export: Export) -> bool:
        is_begun = export.state is ExportState.RUNNING
        limit = self.limits.resumed_after if is_begun else self.limits.queued_again_after
        return export.is_unfinished and self.clock() - export.touched_at > limit

    def _queued_again(self, export: Export) -> Export:
        """Return an export for which a message is sent again; as it was if a run saved it now."""
        queued = export.changed(touched_at=self.clock())
        if not self.store.save(queued):
            return export
        self.queue.send(_message_of(export))
        return queued


def _message_of(export: Export) -> ExportMessage:
    return ExportMessage(person_id=export.requester.person_id, export_id=export.export_id)
