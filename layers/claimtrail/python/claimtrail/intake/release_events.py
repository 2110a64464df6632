"""The events and the row of a release: sets that a person has had applied, who and why."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from claimtrail.intake.detail_types import FileDetailType
from claimtrail.intake.events import file_event
from claimtrail.intake.model.receipt import FileReceipt
from claimtrail.intake.model.release import Release, ReleasedSet
from claimtrail.intake.rows import ReleaseRow
from claimtrail.kernel.bus import BusEvent, DetailType
from claimtrail.kernel.clock import format_instant


def release_ordered(release: Release, receipt: FileReceipt) -> BusEvent:
    """Return the event about a release: who, why, which sets."""
    return _release_event(release, receipt, FileDetailType.FILE_RELEASED, at=release.released_at)


def release_applied(
    release: Release,
    receipt: FileReceipt,
    sets: Sequence[ReleasedSet],
    *,
    ended: Sequence[str] = (),
) -> BusEvent:
    """Return the event about a release of which every set is applied.

    `ended` has the events of the file's quarantine, when nothing of it is held any more.
    """
    event = _release_event(
        release,
        receipt,
        FileDetailType.FILE_RELEASE_APPLIED,
        at=_applied_at(release, sets),
    )
    starts = sorted(release.set_starts)
    more = {"set_starts": starts, "quarantine_event_ids": list(ended)}
    return replace(event, detail={**event.detail, **_release_counts(sets), **more})


def _release_event(
    release: Release, receipt: FileReceipt, detail_type: DetailType, *, at: datetime
) -> BusEvent:
    return file_event(
        detail_type,
        receipt,
        actor=release.by,
        occurred_at=at,
        apart=release.release_id,
        rule="intake@1/released",
        detail={
            "release_id": release.release_id,
            "why": release.why,
            "sets": len(release.set_starts),
        },
    )


def _release_counts(sets: Sequence[ReleasedSet]) -> dict[str, int]:
    return {
        "claim_events": sum(one.outcome.event_count for one in sets),
        "records_withheld": sum(one.outcome.withheld_count for one in sets),
    }


def released_row(release: Release, receipt: FileReceipt, sets: Sequence[ReleasedSet]) -> ReleaseRow:
    """Return a release as a row of `releases`, once every set is applied."""
    return {
        "release_id": release.release_id,
        "file_id": release.file_id,
        "partner_id": release.partner_id,
        "released_by": release.by,
        "why": release.why,
        "released_at": format_instant(release.released_at),
        "applied_at": format_instant(_applied_at(release, sets)),
        "sha256": receipt.sha256,
        "set_count": len(release.set_starts),
        "event_count": sum(one.outcome.event_count for one in sets),
        "withheld_count": sum(one.outcome.withheld_count for one in sets),
        "code_version": release.code_version,
    }


def _applied_at(release: Release, sets: Sequence[ReleasedSet]) -> datetime:
    return max((one.finished_at for one in sets), default=release.released_at)
