"""`claimtrail audit verify`: the verdict on a copy of the trail, or on its bucket in place."""

import re
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import click
from rich.text import Text

from claimtrail.cli.core.output import Output
from claimtrail.cli.core.stage import LOCAL, use_local_cloud
from claimtrail.kernel.clock import utc_now
from claimtrail.trail.contents import is_sha256, strict_json
from claimtrail.trail.copies import FolderCopy, TrailCopy
from claimtrail.trail.ports import Head
from claimtrail.trail.report import CheckResult, TrailVerdict, VerificationReport
from claimtrail.trail.seals import from_pem
from claimtrail.trail.verify import verify_copy

EXIT_CODES: Mapping[TrailVerdict, int] = {
    TrailVerdict.SOUND: 0,
    TrailVerdict.NOT_SOUND: 1,
    TrailVerdict.INCOMPLETE: 3,
}
"""By verdict; 2 is click's, for wrong usage."""
ABSENT = 4
"""Exit code, and NOT SOUND, when there was nothing to verify."""

_SHOWN_FAULTS = 20
_S3 = "s3://"
_LONGEST_FILE = 1 << 20
_DURATION = re.compile(r"(?P<count>\d{1,6})(?P<unit>[mhd])", re.ASCII)
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_RESULT_STYLES = {
    CheckResult.PASSED: "green",
    CheckResult.FAILED: "bold red",
    CheckResult.NOT_CHECKED: "yellow",
}
_VERDICT_STYLES = {
    TrailVerdict.SOUND: "green",
    TrailVerdict.NOT_SOUND: "bold red",
    TrailVerdict.INCOMPLETE: "yellow",
}


def verify(
    output: Output,
    *,
    target: str,
    key_files: tuple[Path, ...],
    heads_file: Path | None,
    exact: bool,
    sealed_since: str | None,
    bucket: str | None,
    stage: str,
) -> None:
    """Verify the trail in a folder or in a bucket; exit by the verdict."""
    if target.startswith(_S3) and stage == LOCAL:
        use_local_cloud()
    report = verify_copy(
        _copy(target),
        heads=read_heads(_read(heads_file)) if heads_file else None,
        public_keys=[_public_key(path) for path in key_files],
        growing=not exact,
        sealed_since=parse_since(sealed_since, now=utc_now()) if sealed_since else None,
        bucket=bucket,
    )
    code = ABSENT if report.is_absent else EXIT_CODES[report.verdict]
    output.data(asdict(report) | {"sound": report.sound, "exit_code": code})
    show_report(output, report, target=target)
    if code:
        raise SystemExit(code)


def parse_since(text: str, *, now: datetime) -> datetime:
    """Read a duration before now, a day or an instant. Raises click's usage error."""
    duration = _DURATION.fullmatch(text)
    try:
        if duration:
            return now - timedelta(**{_UNITS[duration["unit"]]: int(duration["count"])})
        instant = datetime.fromisoformat(text)
    except (ValueError, OverflowError) as error:
        raise click.UsageError(f"--sealed-since: {text!r} is no time and no duration.") from error
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def read_heads(data: bytes) -> dict[str, Head]:
    """Read what `heads` wrote. Raises click's usage error when it is something else."""
    try:
        return {name: _head(value) for name, value in strict_json(data).items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise click.UsageError("--heads: no file of `claimtrail audit heads`.") from error


def _head(value: dict[str, Any]) -> Head:
    seq, sha256 = value["seq"], value["sha256"]
    if type(seq) is not int or seq < 0 or not is_sha256(sha256):
        raise ValueError("no head")
    return Head(
        day=date.fromisoformat(value["day"]),
        reserved=bool(value["reserved"]),
        seq=seq,
        sha256=sha256,
    )


def _public_key(path: Path) -> bytes:
    try:
        return from_pem(_read(path))
    except ValueError as error:
        raise click.UsageError(f"--public-key: {path} is no public key in PEM.") from error


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        data = file.read(_LONGEST_FILE + 1)
    if len(data) > _LONGEST_FILE:
        raise click.UsageError(f"{path} is larger than {_LONGEST_FILE:,} bytes.")
    return data


def _copy(target: str) -> TrailCopy:
    if target.startswith(_S3):
        bucket, _, prefix = target.removeprefix(_S3).partition("/")
        if not bucket:
            raise click.UsageError("s3:// names no bucket.")
        prefix = prefix.strip("/")
        return bucket_copy(bucket, f"{prefix}/" if prefix else "")
    folder = Path(target)
    if not folder.is_dir():
        raise click.UsageError(f"{target!r} is neither a folder nor s3://BUCKET.")
    return FolderCopy(folder)


def bucket_copy(bucket: str, prefix: str) -> TrailCopy:
    """Return the trail in a bucket; a folder needs no network, and imports no AWS client."""
    from claimtrail.bootstrap.disclosures import trail_copy  # noqa: PLC0415 - as said above

    return trail_copy(bucket, prefix)


def show_report(output: Output, report: VerificationReport, *, target: str) -> None:
    """Show each chain, each check, the verdict, and the first faults."""
    output.table(
        ("Chain", "Objects", "Sealed up to", "Heads count", "Beyond the seal"),
        [
            (
                chain.dataset,
                chain.last,
                chain.sealed,
                chain.counted,
                max(0, chain.last - chain.sealed),
            )
            for chain in report.chains
        ],
        right=("Objects", "Sealed up to", "Heads count", "Beyond the seal"),
        empty="No chain.",
    )
    for fingerprint in report.key_fingerprints:
        trust = "as given" if report.key_given else "taken from the copy: compare it"
        output.say(Text(f"  seals: {report.seals}, by key {fingerprint} ({trust})"))
    output.table(
        ("Check", "Result", "What"),
        [
            (
                check.name.value,
                Text(check.result.value, style=_RESULT_STYLES[check.result]),
                check.detail,
            )
            for check in report.checks
        ],
    )
    output.say(_verdict(report, target))
    _show_faults(output, report)


def _verdict(report: VerificationReport, target: str) -> Text:
    word = (report.verdict.value, _VERDICT_STYLES[report.verdict])
    counts = f"{report.objects:,} objects, {report.rows:,} rows"
    if report.is_absent:
        why = f"{report.faults[0].text} (in {target})"
    elif report.faults:
        why = f"{report.faults[0].key}: {report.faults[0].text}"
    elif report.verdict is TrailVerdict.SOUND:
        up_to = f", sealed up to {report.sealed_at:%Y-%m-%d %H:%M:%SZ}" if report.sealed_at else ""
        why = f"{counts}{up_to}; nothing was edited, removed, inserted, reordered or cut off."
    else:
        why = (
            f"{counts}; nothing is wrong, but only the copy itself says where it ends and whose "
            "key sealed it: give --public-key (`claimtrail audit key`) or --heads."
        )
    return Text.assemble(word, f": {why}")


def _show_faults(output: Output, report: VerificationReport) -> None:
    if not report.faults:
        return
    output.table(
        ("Kind", "Object", "Why"),
        [(fault.kind.value, fault.key, fault.text) for fault in report.faults[:_SHOWN_FAULTS]],
    )
    more = sum(report.fault_counts.values()) - _SHOWN_FAULTS
    if more > 0:
        output.say(f"  and {more:,} more; --json lists the first thousand")
