"""The dispatch of an outgoing interchange: sender, receiver, time and numbers."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from claimtrail.x12.model import Delimiters
from claimtrail.x12.write.segment_writer import (
    STANDARD_DELIMITERS,
    GroupAddress,
    InterchangeAddress,
    SegmentWriter,
)

SET_CONTROL_NUMBER = "0001"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """An outgoing interchange with one group and one transaction set."""

    address: InterchangeAddress
    prepared_at: datetime
    control_number: str
    """ISA13 and GS06, up to nine digits."""
    reference: str
    """BHT03: our own number of the batch."""
    usage: str = "P"
    """ISA15: P production, T test."""
    sender_code: str = ""
    """GS02; ISA06 when empty."""
    receiver_code: str = ""
    """GS03; ISA08 when empty."""
    acknowledgment_requested: bool = True
    """ISA14: a TA1 is wanted."""
    delimiters: Delimiters = STANDARD_DELIMITERS


@contextmanager
def outgoing_set(
    dispatch: Dispatch, *, identifier: str, functional_code: str, version: str
) -> Iterator[SegmentWriter]:
    """ISA, GS and ST; then what the caller writes; then SE, GE and IEA."""
    writer = SegmentWriter(dispatch.delimiters)
    writer.open_interchange(
        address=dispatch.address,
        prepared_at=dispatch.prepared_at,
        control_number=dispatch.control_number,
        usage=dispatch.usage,
        acknowledgment_requested=dispatch.acknowledgment_requested,
    )
    address = GroupAddress(
        functional_code=functional_code,
        sender_code=dispatch.sender_code or dispatch.address.sender_id,
        receiver_code=dispatch.receiver_code or dispatch.address.receiver_id,
        version=version,
    )
    number = dispatch.control_number.lstrip("0") or "0"
    writer.open_group(address=address, prepared_at=dispatch.prepared_at, control_number=number)
    writer.open_set(identifier, SET_CONTROL_NUMBER, version)
    yield writer
    writer.close_set()
    writer.close_group()
    writer.close_interchange()
