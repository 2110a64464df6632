"""The audit trail of the month: from a status to the payer's bytes, sealed, verified, damaged."""

import gzip
import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType

import click

from claimtrail.bootstrap.disclosures import trail_copy
from claimtrail.claims.fold.model import Claim
from claimtrail.cli.audit.chains import heads_of
from claimtrail.cli.audit.commands import key, seal, verify
from claimtrail.cli.audit.provenance import show_provenance, trace_claim
from claimtrail.cli.core.output import Output, state
from claimtrail.cli.core.stage import Stage
from claimtrail.disclosures.provenance import Provenance
from claimtrail.kernel.private_files import private_folder, write_private
from claimtrail.trail.outputs import TrailOutput
from claimtrail.trail.verification.copies import TrailCopy, read_whole

_SHORT = 12
"""Hexadecimal digits of a digest that the table of steps shows."""


def show_trail(output: Output, stage: Stage, claim: Claim) -> None:
    """One claim's provenance; then the trail, sealed and verified, and copies that fail."""
    _show_provenance(output, trace_claim(stage, claim))
    bucket = stage.output(TrailOutput.AUDIT_BUCKET)
    with tempfile.TemporaryDirectory() as scratch:
        public_key, copy = Path(scratch) / "seal-key.pem", Path(scratch) / "copy"
        output.heading("The audit trail, sealed and verified from its bucket")
        _type(output, seal)
        _type(output, key, "--out", str(public_key))
        ends = Path(scratch) / "heads.json"
        output.say(f"[dim]$ claimtrail audit heads > {ends}[/]")
        write_private(ends, json.dumps(heads_of(stage), default=str))
        by_key = ("--public-key", str(public_key))
        _type(output, verify, f"s3://{bucket}", *by_key, "--heads", str(ends))
        _copy(trail_copy(bucket), copy)
        victim = min(copy.glob("claim_events/**/*.gz"))
        kept = victim.read_bytes()
        for what, damage in DAMAGES.items():
            name = victim.relative_to(copy).as_posix()
            output.heading(f"A copy of the trail in which {what}: {name}")
            damage(victim)
            _type(output, verify, str(copy), *by_key)
            victim.write_bytes(kept)


def _show_provenance(output: Output, traced: list[Provenance]) -> None:
    output.heading("Where each of its statuses comes from: every file hashed again")
    output.table(
        ("Step", "Status", "File", "Bytes", "Their SHA-256", "Verdict"),
        [
            (
                one.step,
                state(one.after),
                one.source.file_id,
                f"{one.source.start}-{one.source.end}",
                one.range_sha256[:_SHORT],
                one.verdict.value if one.intact else "; ".join(one.faults),
            )
            for one in traced
        ],
    )
    if traced:
        # The month is fictitious: so are the people in these bytes.
        show_provenance(output, traced[-1], show_bytes=True)


def _copy(trail: TrailCopy, folder: Path) -> None:
    for entry in trail.entries(""):
        path = folder / entry.key
        private_folder(path.parent)
        write_private(path, read_whole(trail, entry))


def _type(output: Output, command: click.Command, *arguments: str) -> None:
    """Run an auditor's command as it would be typed, and say how it ended."""
    output.say(f"[dim]$ claimtrail audit {command.name} {' '.join(arguments)}[/]")
    exit_code = 0
    try:
        command.main([*arguments], standalone_mode=False)
    except SystemExit as ended:
        exit_code = int(ended.code or 0)
    output.say(f"  exit code {exit_code}")


def _edit(path: Path) -> None:
    rows = gzip.decompress(path.read_bytes())
    path.write_bytes(gzip.compress(rows.replace(b'"payer_id":"', b'"payer_id":"x', 1)))


DAMAGES: MappingProxyType[str, Callable[[Path], None]] = MappingProxyType(
    {"one letter was added": _edit, "one object is gone": Path.unlink}
)
"""The kinds of change to a copy, each with its way."""
