"""Writing exports: runs that each go on where the last one saved its place.

A message begins a run, which takes the export over from whoever had it and saves its place with
each part or file. With little time left it sends a message for the next run. Whatever crashes, the
message is redelivered, and the next run begins at the last place that was saved.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from claimtrail.exports import errors
from claimtrail.exports.errors import ExportRefusedError
from claimtrail.exports.messages import ExportMessage
from claimtrail.exports.model import MOST_RUNS, Export, ExportState
from claimtrail.exports.run import ExportDependencies, ExportRun, OvertakenError, SourceOf
from claimtrail.kernel.deadline import Deadline, no_deadline
from claimtrail.kernel.retry import repeat_on_conflict


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportWriter:
    """The use case of the function that writes exports."""

    deps: ExportDependencies
    source_of: SourceOf
    revoked_at: Callable[[str], datetime | None]
    """Returns when a person's sessions were last revoked."""

    def write(
        self,
        message: ExportMessage,
        *,
        deadline: Deadline = no_deadline,
        is_last_attempt: bool = False,
    ) -> Export | None:
        """Do a run of an export. Return it as the run leaves it; None where nothing was to be done.

        What is refused fails with its reason. Another error is raised, for the message to be
        redelivered; at the last attempt the export fails as well.
        """
        export = repeat_on_conflict(lambda: self._begun(message))
        if export is None or not export.is_unfinished:
            return export
        run = ExportRun(deps=self.deps, export=export, source_of=self.source_of, deadline=deadline)
        try:
            return run.go()
        except OvertakenError:
            self._leave(run.export)
            return None
        except ExportRefusedError as error:
            return self._failed(run.export, error)
        except Exception:
            if is_last_attempt:
                self._failed(run.export, errors.failed(export.export_id))
            raise

    def _begun(self, message: ExportMessage) -> Export | None:
        """Return the export in the hands of a new run; as failed if it is refused; else None."""
        export = self.deps.store.find(message.person_id, message.export_id)
        if export is None:
            return None
        if not export.is_unfinished:
            self._abandon(export)
            return None
        refused = self._refused(export)
        if refused:
            return self._failed(export, refused)
        begun = export.begun(at=self.deps.clock())
        if not self.deps.store.save(begun):
            raise errors.conflict(export.export_id)
        return begun

    def _refused(self, export: Export) -> ExportRefusedError | None:
        revoked = self.revoked_at(export.requester.person_id)
        if revoked is not None and revoked >= export.requested_at:
            return errors.person_left(export.export_id)
        if self.deps.clock() >= export.expires_at:
            return errors.expired(export.export_id)
        return errors.too_large(export.export_id) if export.run >= MOST_RUNS else None

    def _failed(self, export: Export, error: ExportRefusedError) -> Export | None:
        """Return the export as failed; None when the run was overtaken."""
        at = self.deps.clock()
        failed = export.ended(ExportState.FAILED, at=at, failure=error.explanation)
        if not self.deps.store.save(failed):
            self._leave(export)
            return None
        self._abandon(failed)
        return failed

    def _leave(self, export: Export) -> None:
        """Give up the upload that an overtaken run has, unless the run after it goes on with it."""
        latest = self.deps.store.find(export.requester.person_id, export.export_id)
        goes_on = latest.checkpoint.upload if latest and latest.is_unfinished else None
        own = export.checkpoint.upload
        if own and (goes_on is None or goes_on.upload_id != own.upload_id):
            self.deps.files.abandon(own)

    def _abandon(self, export: Export) -> None:
        """Give up what an ended export left unfinished; a file that was completed stays."""
        if export.checkpoint.upload:
            self.deps.files.abandon(export.checkpoint.upload)
