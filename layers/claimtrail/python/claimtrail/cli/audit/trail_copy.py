"""The copy of a trail that an auditor names, and what the auditor kept apart from it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import click

from claimtrail.cli.core.stage import LOCAL, use_local_cloud
from claimtrail.kernel.clock import utc_now
from claimtrail.trail.chaining.contents import is_sha256, strict_json
from claimtrail.trail.chaining.observing import TrailObserver
from claimtrail.trail.chaining.seals import from_pem
from claimtrail.trail.ports import Head
from claimtrail.trail.verification.copies import FolderCopy, TrailCopy
from claimtrail.trail.verification.report import TrailVerdict, VerificationReport
from claimtrail.trail.verification.verify import verify_copy

EXIT_CODES: Mapping[TrailVerdict, int] = {
    TrailVerdict.SOUND: 0,
    TrailVerdict.NOT_SOUND: 1,
    TrailVerdict.INCOMPLETE: 3,
    TrailVerdict.SOUND_UP_TO: 5,
    TrailVerdict.PART: 6,
}
"""By verdict; 2 is click's, for wrong usage."""
ABSENT = 4
"""Exit code, and NOT SOUND, when there was nothing to verify."""
S3 = "s3://"

_LONGEST_FILE = 1 << 20
_DURATION = re.compile(r"(?P<count>\d{1,6})(?P<unit>[mhd])", re.ASCII)
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyOptions:
    """The options by which a copy is verified, as they were typed."""

    target: str
    key_files: tuple[Path, ...]
    heads_file: Path | None
    exact: bool
    sealed_since: str | None
    bucket: str | None
    part: bool


def verify_target(
    options: CopyOptions, *, stage: str, observer: TrailObserver | None = None
) -> VerificationReport:
    """Verify the trail in a folder or in a bucket. Raises click's usage error."""
    if options.target.strip("/") == S3.strip("/"):
        raise click.UsageError("s3:// names no bucket.")
    if options.target.startswith(S3) and stage == LOCAL:
        use_local_cloud()
    since = options.sealed_since
    return verify_copy(
        _copy(options.target),
        heads=read_heads(_read(options.heads_file)) if options.heads_file else None,
        public_keys=[_public_key(path) for path in options.key_files],
        growing=not options.exact,
        sealed_since=parse_since(since, now=utc_now()) if since else None,
        bucket=options.bucket,
        is_part=options.part,
        observer=observer,
    )


def exit_code_of(report: VerificationReport) -> int:
    """Return the exit code of a verification."""
    return ABSENT if report.is_absent else EXIT_CODES[report.verdict]


def parse_since(text: str, *, now: datetime, option: str = "--sealed-since") -> datetime:
    """Read a duration before now, a day or an instant. Raises click's usage error."""
    duration = _DURATION.fullmatch(text)
    try:
        if duration:
            return now - timedelta(**{_UNITS[duration["unit"]]: int(duration["count"])})
        instant = datetime.fromisoformat(text)
    except (ValueError, OverflowError) as error:
        raise click.UsageError(f"{option}: {text!r} is no time and no duration.") from error
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
    try:
        with path.open("rb") as file:
            data = file.read(_LONGEST_FILE + 1)
    except OSError as error:
        raise click.UsageError(f"{path} cannot be read ({error.strerror}).") from error
    if len(data) > _LONGEST_FILE:
        raise click.UsageError(f"{path} is larger than {_LONGEST_FILE:,} bytes.")
    return data


def _copy(target: str) -> TrailCopy:
    if target.startswith(S3):
        bucket, _, prefix = target.removeprefix(S3).partition("/")
        prefix = prefix.strip("/")
        return _bucket_copy(bucket, f"{prefix}/" if prefix else "")
    folder = Path(target)
    if not folder.is_dir():
        raise click.UsageError(f"{target!r} is neither a folder nor s3://BUCKET.")
    return FolderCopy(folder)


def _bucket_copy(bucket: str, prefix: str) -> TrailCopy:
    """Return the trail in a bucket; a folder needs no network, and imports no AWS client."""
    from claimtrail.bootstrap.disclosures import trail_copy  # noqa: PLC0415 - as said above

    return trail_copy(bucket, prefix)
