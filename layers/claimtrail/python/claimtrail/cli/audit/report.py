"""`claimtrail audit report`: a verification on paper, with what the trail holds."""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.text import Text

from claimtrail.cli.audit.report_data import AuditReport, as_data
from claimtrail.cli.audit.report_page import page_of
from claimtrail.cli.audit.trail_copy import S3, CopyOptions, exit_code_of, verify_target
from claimtrail.cli.audit.verdicts import VERDICT_STYLES, verdict_reason, verdict_word
from claimtrail.cli.core.local_user import account_name
from claimtrail.cli.core.output import Output
from claimtrail.kernel.clock import utc_now
from claimtrail.kernel.ids import CLAIM_PREFIX
from claimtrail.kernel.private_files import write_private
from claimtrail.trail.datasets.rows import ACCESS_LOG, AUDIT
from claimtrail.trail.verification.tally import TrailTally

if TYPE_CHECKING:
    from claimtrail.cli.core.stage import Stage

PAGE = Path("audit-report.html")
"""The page, where --out names no other and no JSON is asked for."""


def write_report(
    output: Output,
    *,
    target: str | None,
    claim: str | None,
    out: Path | None,
    stage: str,
    key_files: tuple[Path, ...],
    heads_file: Path | None,
    exact: bool,
    sealed_since: str | None,
    bucket: str | None,
    part: bool,
) -> None:
    """Verify a trail, write what was found and what it holds, and exit by the verdict."""
    page = out or (None if output.as_json else PAGE)
    made_by, typed, opened = f"user:{account_name()}", claim or "", None
    if target is None or target.startswith(S3):
        output, target, claim, opened = _in_place(output, target, claim, stage)
        made_by = opened.caller()
    elif claim and not claim.startswith(CLAIM_PREFIX):
        raise click.UsageError(
            "A copy knows claims by their ids alone: give the id (clm_...) that "
            f"`claimtrail claim {shlex.quote(claim)}` shows for a patient control number."
        )
    options = CopyOptions(
        target=target,
        key_files=key_files,
        heads_file=heads_file,
        exact=exact,
        sealed_since=sealed_since,
        bucket=bucket,
        part=part,
    )
    tally = TrailTally(claim_id=claim or "")
    verification = verify_target(options, stage=stage, observer=tally)
    unknown = _unknown(tally, typed, target, opened=opened, part=part) if claim else ""
    if unknown and not verification.faults:
        raise click.UsageError(unknown)
    report = AuditReport(
        options=options,
        verification=verification,
        tally=tally,
        made_at=utc_now(),
        made_by=made_by,
    )
    if page:
        write_private(page, page_of(report))
    output.data(as_data(report))
    word = (verdict_word(verification), VERDICT_STYLES[verification.verdict])
    output.say(Text.assemble(word, f": {verdict_reason(verification, target)}"))
    output.say(f"Written to {page}: open it, and print it on A4 or Letter.")
    if unknown:
        output.note(f"Warning: {unknown}")
    if code := exit_code_of(verification):
        raise SystemExit(code)


def _in_place(
    output: Output, target: str | None, claim: str | None, stage_name: str
) -> "tuple[Output, str, str | None, Stage]":
    """Return what a report on a stage's bucket needs; the look at it is recorded first."""
    # A copy in a folder needs none of these, and an auditor has no AWS library.
    from claimtrail.cli.claims.stores import identify  # noqa: PLC0415
    from claimtrail.cli.core.access import ClaimAccess  # noqa: PLC0415
    from claimtrail.trail.access_log import Action, Purpose  # noqa: PLC0415
    from claimtrail.trail.outputs import TrailOutput  # noqa: PLC0415

    claim_access = ClaimAccess(
        stage_name=stage_name,
        said_purpose=Purpose.AUDIT.value,
        action=Action.AUDIT_REPORTED,
        as_json=output.as_json,
    )
    opened = claim_access.stage
    claim_id = identify(opened, claim, number=False) if claim else None
    subjects = [claim_id] if claim_id else [f"table:{AUDIT.name}", f"table:{ACCESS_LOG.name}"]
    recorded = claim_access.at(subjects)
    place = target or f"{S3}{opened.output(TrailOutput.AUDIT_BUCKET)}"
    return recorded, place, claim_id, opened


def _unknown(
    tally: TrailTally, typed: str, target: str, *, opened: "Stage | None", part: bool
) -> str:
    """Return that nothing is known of the claim, and what to check; empty for a known one.

    A look at a mistyped id is in the trail, too: it takes an event, or a stored claim, to know one.
    """
    if tally.claim_events or (part and tally.claim_accesses):
        return ""
    if opened is not None:
        from claimtrail.cli.claims.stores import store_of  # noqa: PLC0415 - brings AWS

        if store_of(opened).find(tally.claim_id):
            return ""
    looked = (
        f" (only looks at it are recorded: {len(tally.claim_accesses):,})"
        if tally.claim_accesses
        else ""
    )
    return (
        f"No event of {target} is about {typed}{looked}: is it mistyped, or of another stage? "
        "`claimtrail claims` lists ids and numbers."
    )
