"""The held sets of a file as `--json` gives them, and the records in them."""

from collections.abc import Sequence
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any

from claimtrail.claims.matching.batch_model import BatchStatusCopy
from claimtrail.cli.x12.files import record_to_json, type_of
from claimtrail.intake.model.receipt import FileReceipt
from claimtrail.intake.release.held_sets import Figures, HeldSet, figures_of
from claimtrail.intake.release.service import HeldFile
from claimtrail.kernel.command_texts import with_ids
from claimtrail.kernel.errors import Explanation, NotFoundError
from claimtrail.x12 import stream_records
from claimtrail.x12.model import Record


def require_set(opened: Sequence[HeldFile], number: int) -> None:
    """Raise NotFoundError for a set that is not held, with those that are."""
    held = sorted({each.number for one in opened for each in one.held})
    if number in held:
        return
    listed = f"Held are: {', '.join(map(str, held))}." if held else "Nothing of it is held."
    raise NotFoundError(
        Explanation(
            code="SET_NOT_HELD",
            what=f"set {number} of the file is not held",
            where=", ".join(dict.fromkeys(one.receipt.file_id for one in opened)),
            next_step=with_ids(
                f"{listed} `claimtrail trail FILE` shows every set.",
                FILE=next((one.receipt.file_id for one in opened), ""),
            ),
        )
    )


def held_json(receipt: FileReceipt, held: HeldSet, figures: Figures) -> dict[str, Any]:
    """Return a held set with its figures."""
    return {
        "file_id": receipt.file_id,
        "partner_id": receipt.partner_id,
        "received_at": receipt.received_at.isoformat(),
        "set": held.number,
        "type": type_of(held.header),
        "offset": held.header.span.start,
        "why": list(held.why),
        "obstacle": held.obstacle,
        **asdict(figures),
    }


def unread_json(receipt: FileReceipt) -> dict[str, Any]:
    """Return a quarantined file that holds no transaction set."""
    return {
        "file_id": receipt.file_id,
        "partner_id": receipt.partner_id,
        "received_at": receipt.received_at.isoformat(),
        "set": None,
        "why": [receipt.reason],
    }


def file_json(
    file: HeldFile, statuses: list[BatchStatusCopy], *, number: int | None, limit: int
) -> dict[str, Any]:
    """Return what is held of a file, what was released, and its batch statuses."""
    trail = file.trail
    return {
        "file_id": file.receipt.file_id,
        "partner_id": file.receipt.partner_id,
        "status": file.receipt.status.value,
        "held": [
            held_json(file.receipt, held, figures_of_set(file, held))
            | {"records": [record_json(one) for one in records_of(file, held, limit)]}
            for held in sets_wanted(file, number)
        ],
        "releases": [release.model_dump(mode="json") for release in trail.releases],
        "released": [one.model_dump(mode="json") for one in trail.released],
        "batch_statuses": [status_json(one) for one in statuses],
    }


def record_json(record: Record) -> dict[str, Any]:
    """Return a record of a set."""
    document = record_to_json(Path(), None, record)
    return {"record": document["record"], "data": document["data"]}


def sets_wanted(file: HeldFile, number: int | None) -> list[HeldSet]:
    """Return the held sets of a file, or the one of that number."""
    return [held for held in file.held if number in (None, held.number)]


def records_of(file: HeldFile, held: HeldSet, limit: int) -> list[Record]:
    """Return the first records of a held set."""
    return list(islice(stream_records(file.source, held.header), limit))


def figures_of_set(file: HeldFile, held: HeldSet) -> Figures:
    """Return the claims and dollars of a held set."""
    return figures_of(file.source, held.header)


def status_json(status: BatchStatusCopy) -> dict[str, Any]:
    """Return a status of a batch or provider."""
    return {
        "status_id": status.status_id,
        "transaction_type": status.transaction_type,
        "reference": status.reference,
        "trace_number": status.trace_number,
        "provider": status.provider_identifier,
        "decides": status.decides,
        "has_children": status.has_children,
        **status.fact.model_dump(mode="json", exclude={"kind"}),
    }
