"""Keys of a file's objects in the buckets; opaque ids only."""

from datetime import UTC, datetime

TA1 = "ta1"
FUNCTIONAL = "999"
"""Kinds of acknowledgment, as the outbox names them."""


def stored_object(partner_id: str, received_at: datetime, file_id: str) -> str:
    """Return where the bytes are kept, in the archive and the quarantine bucket alike."""
    day = received_at.astimezone(UTC).date()
    return f"{partner_id}/{day:%Y/%m/%d}/{file_id}.x12"


def acknowledgment_object(partner_id: str, file_id: str, kind: str) -> str:
    """Return what the sender gets back, in the outbox bucket; `kind` is TA1 or FUNCTIONAL."""
    return f"{partner_id}/{file_id}.{kind}"
