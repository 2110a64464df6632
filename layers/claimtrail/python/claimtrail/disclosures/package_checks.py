"""Checking a package: every file against the manifest, every step against its bytes.

The manifest proves the files, and nothing in the package proves the manifest: whoever makes a
package can make another one. Hence its SHA-256 is handed over on another way, and compared here.
A package may be of a forger's making, so files are read as the trail's objects are: regular ones
only, in pieces, and none outside the package.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from claimtrail.disclosures.export_package import MANIFEST
from claimtrail.disclosures.redaction import Recipient
from claimtrail.trail.chaining.chain import digest
from claimtrail.trail.chaining.contents import is_sha256, strict_json
from claimtrail.trail.verification.copies import (
    Entry,
    FolderCopy,
    UnreadableObjectError,
    read_whole,
)
from claimtrail.trail.verification.report import TrailVerdict
from claimtrail.trail.verification.trail_faults import KEPT, printable

MAX_MANIFEST_BYTES = 64 << 20
MAX_PART_BYTES = 256 << 20
"""Of `provenance.json`, which is held in memory as a whole."""
MAX_SOURCE_BYTES = 256 << 20
"""Of a payer's file; intake takes no larger one."""
_PROVENANCE = "provenance.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageReport:
    """The faults of a package, and whether its manifest is the one that was handed over."""

    faults: tuple[str, ...]
    """By file, the first thousand."""
    manifest_sha256: str
    is_compared: bool
    """True if the manifest's digest was given by the reader."""
    files: int

    @property
    def verdict(self) -> TrailVerdict:
        """SOUND only when the manifest is the one that was handed over."""
        if self.faults:
            return TrailVerdict.NOT_SOUND
        return TrailVerdict.SOUND if self.is_compared else TrailVerdict.INCOMPLETE


@dataclass(frozen=True, slots=True)
class _Manifest:
    recipient: str
    files: Mapping[str, str]
    """SHA-256 by path."""


def check_package(folder: Path, *, manifest_sha256: str | None = None) -> PackageReport:
    """Compare a package with its manifest, and the manifest with the digest given.

    Raises ValueError when the folder holds no package.
    """
    copy = FolderCopy(folder)
    try:
        data = read_whole(copy, Entry(key=MANIFEST), limit=MAX_MANIFEST_BYTES)
        manifest = _read_manifest(data)
        entries = {entry.key: entry for entry in copy.entries("") if entry.key != MANIFEST}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError("no package: its manifest cannot be read") from error
    faults = [
        *_manifest_faults(digest(data), manifest_sha256),
        *_file_faults(copy, entries, manifest.files),
    ]
    if not faults:
        faults = list(_step_faults(copy, entries, manifest))
    return PackageReport(
        faults=tuple(printable(fault) for fault in faults[:KEPT]),
        manifest_sha256=digest(data),
        is_compared=manifest_sha256 is not None,
        files=len(entries),
    )


def _read_manifest(data: bytes) -> _Manifest:
    value = strict_json(data)
    files: dict[str, str] = {}
    for listed in value["files"]:
        path, sha256 = listed["path"], listed["sha256"]
        if not isinstance(path, str) or not is_sha256(sha256) or path in files:
            raise ValueError("no list of files")
        files[path] = sha256
    return _Manifest(recipient=str(value["recipient"]), files=files)


def _manifest_faults(found: str, wanted: str | None) -> Iterator[str]:
    if wanted is not None and found != wanted:
        yield (
            f"{MANIFEST}: its SHA-256 is {found}, not the one that was handed over: this is "
            "another package"
        )


def _file_faults(
    copy: FolderCopy, entries: Mapping[str, Entry], listed: Mapping[str, str]
) -> Iterator[str]:
    for path in sorted(entries.keys() - listed.keys()):
        yield f"{path}: not in the manifest"
    for path in sorted(listed.keys() - entries.keys()):
        yield f"{path}: missing"
    for path in sorted(entries.keys() & listed.keys()):
        entry = entries[path]
        for _, text in entry.remarks:
            yield f"{path}: {text}"
        if entry.is_readable and (wrong := _content_fault(copy, entry, listed[path])):
            yield f"{path}: {wrong}"


def _content_fault(copy: FolderCopy, entry: Entry, wanted: str) -> str:
    sha256 = hashlib.sha256()
    try:
        for piece in copy.pieces(entry):
            sha256.update(piece)
    except UnreadableObjectError as error:
        return str(error)
    return "" if sha256.hexdigest() == wanted else "not as it was made"


def _step_faults(
    copy: FolderCopy, entries: Mapping[str, Entry], manifest: _Manifest
) -> Iterator[str]:
    is_whole = manifest.recipient == Recipient.REGULATOR
    try:
        data = read_whole(copy, Entry(key=_PROVENANCE), limit=MAX_PART_BYTES)
        for row in strict_json(data):
            yield from _step_fault(copy, entries, row, is_whole=is_whole)
    except (ValueError, KeyError, TypeError, AttributeError):
        yield f"{_PROVENANCE}: it cannot be read as the steps' provenance"


def _step_fault(
    copy: FolderCopy, entries: Mapping[str, Entry], row: Mapping[str, Any], *, is_whole: bool
) -> Iterator[str]:
    where = f"provenance of {row['claim_id']}, step {row['step']}"
    if not row.get("intact", row["proven"]):
        yield f"{where}: {row['faults']}"
        return
    entry = entries.get(row["source_path"])
    if entry is None:
        yield f"{where}: its source is not in the package"
        return
    data = read_whole(copy, entry, limit=MAX_SOURCE_BYTES)
    if is_whole and digest(data) != row["source_sha256"]:
        yield f"{where}: the source is not the file that was read"
    record = data[row["source_start"] : row["source_end"]] if is_whole else data
    if digest(record) != row["range_sha256"]:
        yield f"{where}: the bytes are not those that were read"
