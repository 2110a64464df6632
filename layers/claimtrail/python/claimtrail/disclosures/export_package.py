"""The package for a payer or a regulator: parts in CSV and JSON, sources, a manifest with digests.

claims, history, provenance, access_log     each as .csv and .json
sources/<file id>.x12                       the whole archived file (regulator), or
sources/<file id>/<start>-<end>.x12         only the records of these claims (payer)
manifest.json                               what it is, for whom, and every file's SHA-256
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from claimtrail.claims.fold.model import Claim
from claimtrail.disclosures.provenance import Provenance
from claimtrail.disclosures.redaction import PARTS, Recipient, columns_for, redact
from claimtrail.kernel.clock import format_instant
from claimtrail.kernel.private_files import private_folder, write_private
from claimtrail.kernel.spreadsheet_text import neutral_text
from claimtrail.trail.chaining.chain import digest

MANIFEST = "manifest.json"
SOURCES = "sources"
_SCHEMA_VERSION = 1

Rows = Iterable[Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The parts of a package, for the manifest."""

    recipient: Recipient
    purpose: str
    stage: str
    selection: Mapping[str, Any]
    made_by: str
    made_at: datetime


class PackageWriter:
    """Writes a package file by file and remembers their digests. The folder must be new."""

    def __init__(self, folder: Path, wanted: Wanted) -> None:
        if folder.exists():
            raise FileExistsError(folder)
        private_folder(folder)
        self._folder = folder
        self._wanted = wanted
        self._files: list[dict[str, Any]] = []
        self._counts: dict[str, int] = {}

    def write_part(self, part: str, rows: Rows) -> None:
        """One part, redacted for the recipient, as JSON and as CSV."""
        recipient = self._wanted.recipient
        shown = redact(part, rows, recipient)
        self._counts[part] = len(shown)
        text = json.dumps(shown, indent=1, default=str)
        self._write(f"{part}.json", f"{text}\n".encode())
        self._write(f"{part}.csv", _csv(columns_for(part, recipient), shown))

    def write_source(self, path: str, data: bytes) -> None:
        """Bytes of a payer's file, at a path of `source_path`; the same one twice is one."""
        if all(entry["path"] != path for entry in self._files):
            self._write(path, data)

    def finish(self) -> str:
        """Write the manifest; return its SHA-256, which goes by another way than the package."""
        wanted = self._wanted
        recipient = wanted.recipient
        manifest = {
            "schema_version": _SCHEMA_VERSION,
            "recipient": recipient.value,
            "purpose": wanted.purpose,
            "stage": wanted.stage,
            "selection": {name: _plain(value) for name, value in wanted.selection.items()},
            "made_by": wanted.made_by if recipient is Recipient.REGULATOR else "ClaimTrail",
            "made_at": format_instant(wanted.made_at),
            "rows": self._counts,
            "withheld": {part: sorted(_withheld(part, recipient)) for part in PARTS},
            "files": sorted(self._files, key=lambda entry: str(entry["path"])),
        }
        data = (json.dumps(manifest, indent=1) + "\n").encode()
        write_private(self._folder / MANIFEST, data)
        return digest(data)

    def _write(self, path: str, data: bytes) -> None:
        target = self._folder / path
        private_folder(target.parent)
        write_private(target, data)
        self._files.append({"path": path, "bytes": len(data), "sha256": digest(data)})


def source_path(one: Provenance, recipient: Recipient) -> str:
    """Return where the bytes of a step stand in the package."""
    source = one.source
    if recipient is Recipient.REGULATOR:
        return f"{SOURCES}/{source.file_id}.x12"
    return f"{SOURCES}/{source.file_id}/{source.start}-{source.end}.x12"


def claim_rows(claims: Iterable[Claim]) -> Iterator[dict[str, Any]]:
    """Claims as rows; lists as words."""
    for claim in claims:
        row = claim.model_dump(mode="json", exclude={"steps", "notes", "held"})
        yield row | {"denial_codes": " ".join(claim.denial_codes)}


def history_rows(claims: Iterable[Claim]) -> Iterator[dict[str, Any]]:
    """Yield every step, and what was recorded or is held without being one."""
    for claim in claims:
        for number, step in enumerate(claim.steps, start=1):
            yield {
                "claim_id": claim.claim_id,
                "step": number,
                "standing": "step",
                "before": step.before.value,
                "after": step.after.value,
                "inferred": step.inferred,
                "rule": step.rule,
                **_evidence(step),
            }
        for standing, found in (("note", claim.notes), ("held", claim.held)):
            for one in found:
                yield {
                    "claim_id": claim.claim_id,
                    "standing": standing,
                    "reason": one.reason,
                    **_evidence(one),
                }


def _evidence(one: Any) -> dict[str, Any]:
    return {
        "effective_on": one.effective_on.isoformat(),
        "evidence": one.evidence.value,
        "codes": " ".join(one.codes),
        "event_id": one.event_id,
    }


def provenance_row(claim_id: str, one: Provenance, recipient: Recipient) -> dict[str, Any]:
    """Return a step's provenance, with where its bytes stand in the package."""
    source = one.source
    return {
        **source.model_dump(mode="json"),
        "claim_id": claim_id,
        "step": one.step,
        "event_id": one.event_id,
        "source_sha256": source.sha256,
        "source_start": source.start,
        "source_end": source.end,
        "range_sha256": one.range_sha256,
        "source_path": source_path(one, recipient),
        "recorded_at": format_instant(one.recorded_at) if one.recorded_at else None,
        "rule": one.rule,
        "verdict": one.verdict.value,
        "proven": one.proven,
        "intact": one.intact,
        "faults": "; ".join(one.faults),
    }


def _withheld(part: str, recipient: Recipient) -> set[str]:
    return set(PARTS[part]) - set(columns_for(part, recipient))


def _csv(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")  # RFC 4180
    writer.writerow(columns)
    writer.writerows([_cell(row[name]) for name in columns] for row in rows)
    return text.getvalue().encode()


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _cell(value: Any) -> Any:
    """Return a value that no spreadsheet runs; JSON has the exact text."""
    return neutral_text(value) if isinstance(value, str) else value
