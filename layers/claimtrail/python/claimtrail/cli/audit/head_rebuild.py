"""`claimtrail audit heads --rebuild`: the chains' ends, written again from the bucket."""

from collections.abc import Sequence

import click

from claimtrail.analytics.datasets import DATASETS
from claimtrail.aws.core.account.outputs import SharedOutput
from claimtrail.bootstrap.bus import publisher
from claimtrail.bootstrap.disclosures import trail_copy
from claimtrail.bootstrap.trail import chain_store, signer
from claimtrail.cli.audit.verify import report_data, show_report
from claimtrail.cli.core.output import Output
from claimtrail.cli.core.stage import Stage
from claimtrail.cli.core.waiting import waiting_for
from claimtrail.kernel.clock import utc_now
from claimtrail.kernel.counting import counted
from claimtrail.kernel.errors import ConflictError, Explanation
from claimtrail.trail.outputs import TrailOutput
from claimtrail.trail.ports import ChainStore, Head
from claimtrail.trail.verification.head_rebuild import (
    HeadChange,
    HeadPlan,
    heads_rebuilt,
    plan_heads,
    rebuild_heads,
)


def chains_of(stage: Stage) -> ChainStore:
    """Return the stage's trail."""
    return chain_store(
        audit_bucket=stage.output(TrailOutput.AUDIT_BUCKET),
        operations_table=stage.output(SharedOutput.OPERATIONS_TABLE),
    )


def rebuild_heads_of(stage: Stage, output: Output, *, is_dry: bool, is_sure: bool) -> None:
    """Verify the bucket, show which heads differ, and write them, once that is confirmed.

    Raises ConflictError when the bucket holds less than a head counts; exits 1 when it is not
    sound.
    """
    store, bucket = chains_of(stage), stage.output(TrailOutput.AUDIT_BUCKET)
    with waiting_for(output, "every object of the trail to be verified"):
        plan = plan_heads(
            trail_copy(bucket),
            store,
            public_key=signer(stage.output(TrailOutput.SEAL_KEY)).public_key,
            datasets=list(DATASETS),
        )
    if not plan.is_sound:
        output.data(report_data(plan.report))
        show_report(output, plan.report, target=f"s3://{bucket}")
        raise SystemExit(1)
    _refuse_less(plan, bucket)
    _show(output, plan.changes)
    overtaken: list[HeadChange] = []
    if plan.changes and not is_dry:
        if not is_sure:
            click.confirm(f"Write {len(plan.changes)} heads again?", abort=True, err=True)
        overtaken = _write(stage, store, plan)
    _conclude(output, plan, overtaken, is_dry=is_dry)


def _write(stage: Stage, store: ChainStore, plan: HeadPlan) -> list[HeadChange]:
    """Record who does it, then write the heads."""
    event = heads_rebuilt(plan.changes, by=stage.caller(), at=utc_now())
    publisher(stage.output(SharedOutput.EVENT_BUS)).publish([event])
    return rebuild_heads(store, plan.changes)


def _show(output: Output, changes: Sequence[HeadChange]) -> None:
    output.table(
        ("Chain", "Head", "Bucket's end", "Behind"),
        [
            (
                change.dataset,
                _number(change.before),
                _number(change.after),
                change.after.seq - (change.before.seq if change.before else 0),
            )
            for change in changes
        ],
        right=("Behind",),
        empty="Every head is at its chain's end.",
    )


def _number(head: Head | None) -> str:
    return f"{head.seq:,} ({head.day.isoformat()})" if head and head.seq else "none"


def _conclude(
    output: Output, plan: HeadPlan, overtaken: Sequence[HeadChange], *, is_dry: bool
) -> None:
    written = 0 if is_dry else len(plan.changes) - len(overtaken)
    output.data(
        {
            "objects": plan.report.objects,
            "changes": [
                {
                    "dataset": change.dataset,
                    "before": change.before.seq if change.before else None,
                    "after": change.after.seq,
                }
                for change in plan.changes
            ],
            "written": written,
            "overtaken": [change.dataset for change in overtaken],
        }
    )
    verified = f"{counted(plan.report.objects, 'object')} verified"
    if is_dry:
        output.say(f"{verified}. Nothing was written.")
        return
    output.say(f"{verified}; {counted(written, 'head')} written.")
    for change in overtaken:
        output.say(f"  {change.dataset}: a writer moved it first, which comes to the same.")


def _refuse_less(plan: HeadPlan, bucket: str) -> None:
    if not plan.backward:
        return
    names = ", ".join(
        f"{change.dataset} ({change.after.seq:,} of {change.before.seq if change.before else 0:,})"
        for change in plan.backward
    )
    raise ConflictError(
        Explanation(
            code="AUDIT_BUCKET_SHORTER",
            what=f"the bucket holds fewer objects than heads count: {names}",
            where=f"s3://{bucket}",
            next_step="Nothing was written. Find the missing objects first (their versions, the "
            "second region's copy); `claimtrail audit heads` shows what the heads name.",
        )
    )
