"""`claimtrail undelete`: deleted objects of the stage's buckets brought back."""

from collections.abc import Mapping
from types import MappingProxyType

import click

from claimtrail.analytics.outputs import AnalyticsOutput
from claimtrail.bootstrap.recovery import deleted_objects
from claimtrail.cli.audit.trail_copy import parse_since
from claimtrail.cli.core.output import Output
from claimtrail.cli.core.stage import Stage
from claimtrail.cli.core.waiting import waiting_for
from claimtrail.cli.recovery.recording import record_recovery
from claimtrail.intake.outputs import IntakeOutput
from claimtrail.kernel.clock import utc_now
from claimtrail.kernel.counting import counted
from claimtrail.kernel.errors import ConflictError, Explanation
from claimtrail.kernel.outputs import StackOutput
from claimtrail.trail.datasets.detail_types import RecoveryDetailType
from claimtrail.trail.outputs import TrailOutput

BUCKETS: Mapping[str, StackOutput] = MappingProxyType(
    {
        "inbox": IntakeOutput.INBOX_BUCKET,
        "archive": IntakeOutput.ARCHIVE_BUCKET,
        "quarantine": IntakeOutput.QUARANTINE_BUCKET,
        "outbox": IntakeOutput.OUTBOX_BUCKET,
        "lake": AnalyticsOutput.LAKE_BUCKET,
        "audit": TrailOutput.AUDIT_BUCKET,
    }
)
"""The stage's buckets by the words of the command."""
BY_COPY = frozenset({"archive", "quarantine", "outbox"})
"""Buckets whose policy lets nobody delete a version, not even a delete marker. So does that of the
trail; but there a copy would stand over an object that is written once."""


def undelete(
    stage: Stage,
    output: Output,
    *,
    bucket: str,
    since: str,
    prefix: str,
    dry_run: bool,
    yes: bool,
) -> None:
    """Bring back what was deleted in an hour or a day, once that is confirmed.

    Raises ConflictError (UNDELETE_INCOMPLETE) when S3 left some.
    """
    instant = parse_since(since, now=utc_now(), option="--since")
    name = stage.output(BUCKETS[bucket])
    objects = deleted_objects(name, prefix, by_copy=bucket in BY_COPY)
    with waiting_for(output, "the bucket's versions to be listed"):
        deleted = list(objects.since(instant))
    brought_back = 0
    if deleted and not dry_run:
        if not yes:
            click.confirm(f"Bring back {counted(len(deleted), 'object')}?", abort=True, err=True)
        record_recovery(
            stage, RecoveryDetailType.OBJECTS_UNDELETED, name, objects=len(deleted), since=since
        )
        brought_back = objects.bring_back(deleted)
    output.data({"bucket": name, "deleted": len(deleted), "brought_back": brought_back})
    output.table(("", ""), [("Deleted objects", len(deleted))])
    if dry_run:
        output.say("Nothing was written.")
        return
    output.say(f"{counted(brought_back, 'object')} back.")
    if brought_back < len(deleted):
        raise _incomplete(name, len(deleted) - brought_back)


def _incomplete(bucket: str, left: int) -> ConflictError:
    return ConflictError(
        Explanation(
            code="UNDELETE_INCOMPLETE",
            what=f"S3 brought all objects back but {left:,}",
            where=f"s3://{bucket}",
            next_step="Inbox and lake need s3:DeleteObjectVersion, archive, quarantine and outbox "
            "s3:GetObjectVersion and s3:PutObject; the audit bucket's policy denies it to all: "
            "docs/runbooks/restore.md. Then give the command again.",
        )
    )
