"""The messages from S3 by way of EventBridge, and those in the Receive and Ingest queues."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Literal, TypeVar

from pydantic import Field, ValidationError

from claimtrail.intake.model.receipt import Channel, FileReceipt, ReceiptStep
from claimtrail.kernel.clock import parse_instant
from claimtrail.kernel.frozen_model import FrozenModel
from claimtrail.kernel.ids import DELIVERY_PREFIX, derived_id

RANGE_FINDINGS = 300
"""Findings kept with a range where a file has few."""
OBJECT_CREATED = "Object Created"
"""EventBridge's detail-type for a new S3 object."""
SCHEDULED = "Scheduled Event"
"""EventBridge's detail-type for a rule with a schedule."""


Message = TypeVar("Message", bound=FrozenModel)


class Arrival(FrozenModel):
    """A new object in the inbox, as S3 reported it."""

    bucket: str
    key: str
    """`<partner id>/<name>`, not URL-encoded (EventBridge gives it raw)."""
    version_id: str
    """Empty where the bucket is not versioned."""
    sequencer: str
    occurred_at: datetime

    @property
    def delivery_id(self) -> str:
        """Tells this drop apart from another one of the same content; the same on redelivery."""
        return derived_id(DELIVERY_PREFIX, self.bucket, self.key, self.version_id or self.sequencer)

    @property
    def folder(self) -> str:
        """Return the dropbox: what stands before the first slash; empty when there is none."""
        return self.key.partition("/")[0] if "/" in self.key else ""

    @property
    def name(self) -> str:
        """Return the file's name within the dropbox. May hold PHI."""
        return self.key.partition("/")[2] or self.key

    @property
    def is_folder_marker(self) -> bool:
        """Return the empty object that consoles and SFTP clients make for a folder."""
        return self.key.endswith("/")


SWEEP, WHOLE = "sweep", "whole"
"""The words in the detail of the daily sweep's events."""


class ArrivalMessage(FrozenModel):
    """An arrival by its id: the unit of work of receiving. It holds nothing of the partner's."""

    schema_version: Literal[1] = 1
    delivery_id: str


class Chunk(FrozenModel):
    """The part of a large set that a message is about; see `x12/chunks/set_split.py`."""

    step: ReceiptStep
    ordinal: int = Field(ge=0)
    set_cut: str
    """The set and all its chunks (JSON)."""


class IngestMessage(FrozenModel):
    """One range of whole transaction sets of an archived file: the unit of work of ingestion.

    A large set is a range of its own, and each message about it names a chunk.
    """

    schema_version: Literal[1] = 1
    file_id: str
    sha256: str
    partner_id: str
    channel: Channel
    received_at: datetime
    recorded_at: datetime
    archive_key: str
    start: int = Field(ge=0)
    """Byte offset of the range; names its result."""
    set_range: str
    """The range with its envelopes, as `x12.plan_ranges` makes it (JSON); empty for an extract."""
    more_ranges: tuple[str, ...] = ()
    """Further small ranges of the file, behind that one, each as JSON; their result is one."""
    chunk: Chunk | None = None
    release_id: str = ""
    """The release by which a held set is applied; empty for a file that is read."""
    shared_numbers: tuple[int, ...] = ()
    """Of an 835: for each CLP01 that the file has on records of several patients, the byte offset
    of a CLP with it."""
    findings_room: int = RANGE_FINDINGS
    """Findings that may be kept with the range; the rows have all."""
    lines_end: int | None = None
    """Of an extract that registers entities: where this range of whole lines ends."""

    @classmethod
    def about(cls, receipt: FileReceipt, *, start: int, set_range: str = "") -> "IngestMessage":
        """Return the message about the range of a taken file that begins at `start`."""
        return cls(
            file_id=receipt.file_id,
            sha256=receipt.sha256,
            partner_id=receipt.partner_id,
            channel=receipt.channel,
            received_at=receipt.received_at,
            recorded_at=receipt.recorded_at,
            archive_key=receipt.stored_key,
            start=start,
            set_range=set_range,
        )


def is_scheduled(event: Mapping[str, Any]) -> bool:
    """Return whether a schedule's rule invoked, instead of S3's."""
    return event.get("detail-type") == SCHEDULED


def settled_in(event: Mapping[str, Any]) -> timedelta | None:
    """Return how old an object has to be for the sweep that an event asks for; None: as usual."""
    seconds = (event.get("detail") or {}).get("settled_seconds")
    return None if seconds is None else timedelta(seconds=seconds)


def is_whole_sweep(event: Mapping[str, Any]) -> bool:
    """Return whether a sweep is of all that the inbox keeps: the daily one's rule says so."""
    return (event.get("detail") or {}).get(SWEEP) == WHOLE


def parse_arrival(event: Mapping[str, Any]) -> Arrival | None:
    """Read an event of EventBridge; None for one that tells of no new object.

    S3 sends `s3:TestEvent` when notifications are set up, and rules may be widened: what is JSON
    and tells of no object is none of our business.

    Raises:
        ValueError: an `Object Created` without bucket, key or time; holds nothing of it.
    """
    if event.get("detail-type") != OBJECT_CREATED:
        return None
    try:
        return _arrival(event)
    except (KeyError, TypeError, ValueError):
        raise ValueError("an Object Created event without bucket, key or time") from None


def parse_delivery_id(body: str) -> str:
    """Return the arrival's id of a Receive message. Raises ValueError, without the body."""
    return _parsed(ArrivalMessage, body).delivery_id


def parse_ingest(body: str) -> IngestMessage:
    """Read a message of the Ingest queue. Raises ValueError, without the body, when it is none."""
    return _parsed(IngestMessage, body)


def _parsed(model: type[Message], body: str) -> Message:
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        faults = sorted({str(fault["type"]) for fault in error.errors()})
        raise ValueError(f"not of type {model.__name__}: {', '.join(faults)}") from None


def _arrival(message: Mapping[str, Any]) -> Arrival:
    stored = message["detail"]["object"]
    return Arrival(
        bucket=message["detail"]["bucket"]["name"],
        key=stored["key"],
        version_id=stored.get("version-id") or "",
        sequencer=stored.get("sequencer") or message.get("id") or "",
        occurred_at=parse_instant(message["time"]),
    )
