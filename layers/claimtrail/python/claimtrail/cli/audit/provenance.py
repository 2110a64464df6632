"""`claimtrail provenance`: from a claim's status to the payer's bytes, verified on the way."""

from typing import Any

from rich.text import Text

from claimtrail.bootstrap.disclosures import archive
from claimtrail.claims.fold.decisions.evidence_decisions import decisions_in
from claimtrail.claims.fold.decisions.match_decisions import match_decisions_of
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.state_words import state_words
from claimtrail.claims.views.whole_claim import events_behind
from claimtrail.cli.claims.known_claims import read_known
from claimtrail.cli.claims.stores import identify, store_of
from claimtrail.cli.core.access import ClaimAccess
from claimtrail.cli.core.output import Output, size, state
from claimtrail.cli.core.stage import Stage
from claimtrail.cli.intake.file_trail import files_of
from claimtrail.disclosures.provenance import (
    Archive,
    Provenance,
    StepVerdict,
    trace,
)
from claimtrail.intake.outputs import IntakeOutput
from claimtrail.intake.views import custodies_of
from claimtrail.kernel.clock import format_instant
from claimtrail.trail.access_log import Action

NOT_INTACT = 1
"""Exit code when the bytes of a step are not there, or are not those that were read."""


def show(
    claim_access: ClaimAccess, *, identifier: str, number: bool, step: int | None, show_bytes: bool
) -> None:
    """Show where each status of a claim comes from; exit 1 when anything is not as it was."""
    wanted = identify(claim_access.stage, identifier, number=number)
    claim = read_known(claim_access, wanted, typed=identifier)
    found = trace_claim(claim_access.stage, claim, step=step)
    rows = [as_data(one, show_bytes=show_bytes) for one in found]
    output = claim_access.at(
        [claim.claim_id],
        fields=rows[0] if rows else (),
        action=Action.BYTES_READ if show_bytes else None,
    )
    output.data(rows)
    for one in found:
        show_provenance(output, one, show_bytes=show_bytes)
    if not all(one.intact for one in found):
        raise SystemExit(NOT_INTACT)


def trace_claim(stage: Stage, claim: Claim, *, step: int | None = None) -> list[Provenance]:
    """Return the provenance of the claim's steps, or of one of them."""
    wanted = claim.steps if step is None else claim.steps[max(step - 1, 0) : step]
    files = files_of(stage)
    return trace(
        claim,
        events=events_behind(claim, store=store_of(stage)),
        custodies=[
            custody
            for file_id in dict.fromkeys(one.source.file_id for one in wanted)
            for custody in custodies_of(file_id, files=files)
        ],
        archive=archive_of(stage),
        step=step,
    )


def archive_of(stage: Stage) -> Archive:
    """Return the stage's archived files."""
    return archive(stage.output(IntakeOutput.ARCHIVE_BUCKET))


def as_data(one: Provenance, *, show_bytes: bool) -> dict[str, Any]:
    """Return a step's provenance as JSON; the payer's bytes only when asked for."""
    custody = one.custody
    data: dict[str, Any] = {
        "step": one.step,
        "before": one.before,
        "after": one.after,
        "effective_on": one.effective_on,
        "evidence": one.evidence,
        "codes": list(one.codes),
        "rule": one.rule,
        "inferred": one.inferred,
        "event_id": one.event_id,
        "recorded_at": format_instant(one.recorded_at) if one.recorded_at else None,
        "source": one.source.model_dump(mode="json"),
        "stored_key": custody.stored_key if custody else None,
        "size": custody.size if custody else None,
        "deliveries": custody.deliveries if custody else 0,
        "archived_sha256": one.archived_sha256 or None,
        "range_sha256": one.range_sha256 or None,
        "segments": list(one.segments),
        "decided_by": _decision(one) or None,
        "verdict": one.verdict.value,
        "proven": one.proven,
        "intact": one.intact,
        "faults": list(one.faults),
    }
    if show_bytes:
        data["bytes"] = one.record.decode("latin-1")
    return data


def _decision(one: Provenance) -> str:
    """Return what people said of the evidence and of its number, and why.

    Empty when nobody had to.
    """
    match_decisions = match_decisions_of([one.decision] if one.decision else [])
    accepted = decisions_in([one.accepted] if one.accepted else [])
    said = [f"{each.by}: {each.decision} {each.accepted}, {each.why}" for each in match_decisions]
    said += [f"{each.by}: {each.decision} the evidence, {each.why}" for each in accepted]
    return "; ".join(said)


_VERDICT_STYLES = {
    StepVerdict.PROVEN: "green",
    StepVerdict.REPORTED: "yellow",
    StepVerdict.IMPLIED: "yellow",
    StepVerdict.NOT_PROVEN: "bold red",
}


def verdict_text(one: Provenance) -> Text:
    """Return the verdict on a step, with no more than was compared."""
    return Text(_verdict_words(one), _VERDICT_STYLES[one.verdict])


def _verdict_words(one: Provenance) -> str:
    source = one.source
    match one.verdict:
        case StepVerdict.NOT_PROVEN:
            return "; ".join(one.faults)
        case StepVerdict.IMPLIED:
            return (
                f"implied: the payer never sent this status; {one.evidence} of "
                f"{one.effective_on} implies it, and its bytes are those that were read"
            )
        case StepVerdict.REPORTED:
            return f"reported by {source.partner_id}: the statement is unchanged; no file says it"
        case StepVerdict.PROVEN:
            return "proven: the archived bytes are those that were read"


def show_provenance(output: Output, one: Provenance, *, show_bytes: bool) -> None:
    """One step for people."""
    source, custody = one.source, one.custody
    before, after = state_words(one.before), state_words(one.after)
    output.heading(f"Step {one.step}: {before} to {after}, {one.effective_on}")
    control_numbers = (
        source.interchange_control_number,
        source.group_control_number,
        source.set_control_number,
    )
    rows = [
        ("status", state(one.after)),
        ("source", f"{source.partner_id}: {one.evidence} {' '.join(one.codes)}"),
        ("by rule", one.rule + (" (implied)" if one.inferred else "")),
        ("fact", one.event_id),
        ("file", source.file_id),
        ("came by", f"{source.channel}, {source.received_at:%Y-%m-%d %H:%M:%SZ}"),
        ("times dropped", str(custody.deliveries) if custody else ""),
        ("ISA13, GS06, ST02", ", ".join(control_numbers)),
        ("read by", f"ClaimTrail {source.code_version}"),
        ("kept as", f"{custody.stored_key}, {size(custody.size)}" if custody else ""),
        ("bytes", f"{source.start} to {source.end}: {' '.join(one.segments)}"),
        ("SHA-256 when read", source.sha256),
        ("SHA-256 now", one.archived_sha256),
        ("SHA-256 of the bytes", one.range_sha256),
        ("decided by", _decision(one)),
        ("verdict", verdict_text(one)),
    ]
    output.table(("", ""), [row for row in rows if row[1]])
    if show_bytes:
        output.say(Text(one.record.decode("latin-1")))
