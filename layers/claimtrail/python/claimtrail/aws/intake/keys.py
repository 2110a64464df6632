"""Keys of receipts and arrivals in the claim table; opaque ids only.

file#<file_id>  receipt#<partner_id>              FileReceipt; on `by_state` by day received
file#<file_id>  delivery#<partner_id>#<delivery>  Delivery
file#<file_id>  range#<start, 12 digits>          RangeResult
file#<file_id>  progress                          the set of ranges that are done
file#<file_id>  set#<start>#<step>#<split>#<ordinal>  CheckedChunk, AppendedChunk of a large set
file#<file_id>  set#<start>#verdict               SetVerdict
file#<file_id>  progress#<start>#<step>#<split>     the set of chunks that are done
file#<file_id>  release#<partner_id>#<release_id> Release
file#<file_id>  released#<release_id>#<start>     ReleasedSet
file#<file_id>  progress#<release_id>             the set of released sets that are applied
file#<file_id>  batch#<offset>                    BatchStatusCopy (aws/claims/batch_keys.py)
arrival#<delivery>  arrival                       Arrival, until it expires
"""

from datetime import date, datetime

from claimtrail.kernel.clock import format_instant

RECEIPT_PREFIX = "receipt#"
DELIVERY_PREFIX = "delivery#"
RANGE_PREFIX = "range#"
RELEASE_PREFIX = "release#"
RELEASED_PREFIX = "released#"
PROGRESS = "progress"
ARRIVAL = "arrival"


def partition(file_id: str) -> str:
    """Return everything about one content."""
    return f"file#{file_id}"


def arrival(delivery_id: str) -> str:
    """Partition of one arrival."""
    return f"{ARRIVAL}#{delivery_id}"


def receipt(partner_id: str) -> str:
    """Sort key of the receipt for a partner's dropbox."""
    return f"{RECEIPT_PREFIX}{partner_id}"


def delivery(partner_id: str, delivery_id: str) -> str:
    """Sort key of one delivery."""
    return f"{DELIVERY_PREFIX}{partner_id}#{delivery_id}"


def byte_range(start: int) -> str:
    """Sort key of one range's result; sorts by place in the file."""
    return f"{RANGE_PREFIX}{start:012d}"


def chunks(set_start: int, step: str, split_id: str) -> str:
    """Return what the sort keys of a large set's chunks begin with."""
    return f"set#{set_start:012d}#{step}#{split_id}#"


def chunk(set_start: int, step: str, split_id: str, ordinal: int) -> str:
    """Sort key of what became of one chunk; sorts by place in the set."""
    return f"{chunks(set_start, step, split_id)}{ordinal:04d}"


def chunk_progress(set_start: int, step: str, split_id: str) -> str:
    """Sort key of the set of chunks that are done."""
    return f"{PROGRESS}#{set_start:012d}#{step}#{split_id}"


def set_verdict(set_start: int) -> str:
    """Sort key of the verdict on a large set."""
    return f"set#{set_start:012d}#verdict"


def release(partner_id: str, release_id: str) -> str:
    """Sort key of a release."""
    return f"{RELEASE_PREFIX}{partner_id}#{release_id}"


def released(release_id: str, set_start: int) -> str:
    """Sort key of what became of one released set; sorts by place in the file."""
    return f"{RELEASED_PREFIX}{release_id}#{set_start:012d}"


def release_progress(release_id: str) -> str:
    """Sort key of the set of released sets that are applied."""
    return f"{PROGRESS}#{release_id}"


def received_day(day: date) -> str:
    """Partition of `by_state`: the receipts of one UTC day."""
    return f"file#{day.isoformat()}"


def received_order(received_at: datetime, file_id: str) -> str:
    """Sort key of `by_state`: receipts in order of arrival."""
    return f"{format_instant(received_at)}#{file_id}"
