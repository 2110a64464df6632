"""`claimtrail audit export`: a package of claims for a payer or a regulator."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from claimtrail.claims.fold.model import Claim
from claimtrail.cli.analytics.query import athena_of
from claimtrail.cli.audit.provenance import archive_of, trace_claim
from claimtrail.cli.claims.stores import identify, read_claim, read_claims
from claimtrail.cli.core.access import ClaimAccess
from claimtrail.cli.core.stage import Stage
from claimtrail.disclosures.export_package import (
    PackageWriter,
    Wanted,
    claim_rows,
    history_rows,
    provenance_row,
    source_path,
)
from claimtrail.disclosures.provenance import Provenance
from claimtrail.disclosures.redaction import PARTS, Recipient
from claimtrail.kernel.clock import utc_now
from claimtrail.kernel.counting import counted
from claimtrail.kernel.errors import Explanation, NotFoundError
from claimtrail.kernel.synthetic import is_synthetic
from claimtrail.trail.access_index.model import HANDED_OUT

_IDS_PER_QUERY = 500
"""Claim ids in one statement, far below Athena's 256 KiB."""


def export(
    claim_access: ClaimAccess,
    *,
    claims: tuple[str, ...],
    payer: str | None,
    first: datetime | None,
    last: datetime | None,
    recipient: str,
    out: Path,
) -> None:
    """Write a package of claims, redacted for its recipient."""
    opened = claim_access.stage
    found = _selected(opened, claims, payer, first=_day(first), last=_day(last))
    to = Recipient(recipient)
    if not found:
        raise _nothing_between(payer, _day(first), _day(last))
    _refuse_mixed(found, to)
    output = claim_access.at(
        [one.claim_id for one in found],
        fields=(*PARTS, "sources"),
        statement=f"{HANDED_OUT}{to.value}",
    )
    wanted = Wanted(
        recipient=to,
        purpose=claim_access.purpose.value,
        stage=opened.name,
        selection={"claims": list(claims), "payer": payer, "from": _day(first), "to": _day(last)},
        made_by=opened.caller(),
        made_at=utc_now(),
    )
    sha256 = write_package(opened, found, out=out, wanted=wanted)
    output.data({"folder": out, "claims": len(found), "manifest_sha256": sha256})
    output.say(f"{counted(len(found), 'claim')} for the {to.value} in {out}.")
    output.say(f"SHA-256 of its manifest, to be handed over by another way: {sha256}")


def write_package(stage: Stage, claims: list[Claim], *, out: Path, wanted: Wanted) -> str:
    """Write the package; the SHA-256 of its manifest."""
    writer = PackageWriter(out, wanted)
    writer.write_part("claims", claim_rows(claims))
    writer.write_part("history", history_rows(claims))
    traced = [(one.claim_id, step) for one in claims for step in trace_claim(stage, one)]
    writer.write_part(
        "provenance",
        [provenance_row(claim_id, step, wanted.recipient) for claim_id, step in traced],
    )
    sources = {source_path(step, wanted.recipient): step for _, step in traced if step.intact}
    for path, step in sources.items():
        writer.write_source(path, _source(stage, step, wanted.recipient))
    writer.write_part("access_log", accesses_of(stage, [one.claim_id for one in claims]))
    return writer.finish()


def accesses_of(stage: Stage, claim_ids: list[str]) -> Iterator[dict[str, Any]]:
    """Yield who looked at the claims, as the trail has recorded it up to now."""
    seen = set()
    for start in range(0, len(claim_ids), _IDS_PER_QUERY):
        wanted = claim_ids[start : start + _IDS_PER_QUERY]
        if not all(one.replace("_", "").isalnum() for one in wanted):
            raise ValueError("not claim ids")
        listed = ", ".join(f"'{one}'" for one in wanted)
        result = athena_of(stage).run(
            "select access_id, claim_id, accessed_at, actor, role, purpose, action, fields,"  # noqa: S608 - ids are checked
            f" origin, correlation_id from access_log where claim_id in ({listed})"
            " order by accessed_at, access_id"
        )
        for values in result.rows:
            row = dict(zip(result.columns, values, strict=True))
            if row["access_id"] not in seen:
                seen.add(row["access_id"])
                yield row


def _source(stage: Stage, step: Provenance, recipient: Recipient) -> bytes:
    if recipient is Recipient.PAYER or step.custody is None:
        return step.record
    return archive_of(stage).read(step.custody.stored_key, 0, step.custody.size)


def _selected(
    stage: Stage,
    claims: tuple[str, ...],
    payer: str | None,
    *,
    first: date | None,
    last: date | None,
) -> list[Claim]:
    if payer is None:
        named = (read_claim(stage, identify(stage, one, number=False)) for one in claims)
        return list({one.claim_id: one for one in named}.values())
    found = read_claims(stage, payer=payer, wanted=None)
    return [one for one in found if _between(_submitted(one), first, last)]


def _nothing_between(payer: str | None, first: date | None, last: date | None) -> NotFoundError:
    days = f"{first or 'the beginning'} to {last or 'today'}"
    return NotFoundError(
        Explanation(
            code="CLAIMS_NONE",
            what=f"no claim of {payer} was submitted from {days}",
            where="--payer, --from, --to",
            next_step=f"`claimtrail claims --payer {payer}` lists those that there are.",
        )
    )


def _submitted(claim: Claim) -> date:
    """Return when the claim was sent, or first heard of while no 837 copy has come."""
    return claim.submitted_on or min(
        (step.effective_on for step in claim.steps), default=claim.state_since
    )


def _between(day: date, first: date | None, last: date | None) -> bool:
    return (first is None or first <= day) and (last is None or day <= last)


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _refuse_mixed(claims: list[Claim], recipient: Recipient) -> None:
    payers = {claim.payer_id for claim in claims}
    if any(map(is_synthetic, payers)):
        raise click.UsageError("A synthetic claim is nobody's: no package holds it.")
    if recipient is Recipient.PAYER and len(payers) > 1:
        raise click.UsageError("A payer's package holds the claims of one payer.")
