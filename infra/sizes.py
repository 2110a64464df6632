"""The sizes of each function's invocations: one table, chosen by the figures of `make bench`.

Computing costs the same whatever the size, since the processor grows with the memory. What costs by
size is waiting: for AWS's answers, and for the imports of a function that starts. So a function is
as small as its work lets it be, unless its speed bounds what ClaimTrail can take. `docs/costs.md`
has the measurements.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """The limits of one invocation."""

    memory_mb: int
    timeout_seconds: int
    scratch_mb: int = 512
    """Of /tmp; Lambda gives 512 MB without being asked."""


_LIGHT = Size(memory_mb=256, timeout_seconds=60)
"""Some calls of AWS for a message: imports and clients take a third of the memory."""
_STEADY = Size(memory_mb=512, timeout_seconds=60)

SIZES: Mapping[str, Size] = MappingProxyType(
    {
        "queue_arrival": _LIGHT,
        # Waits for S3 most of the time; reads a gigabyte in a minute.
        "receive_file": Size(memory_mb=512, timeout_seconds=300),
        # A whole processor: how large a set can be is what it reads within its time.
        "ingest_transactions": Size(memory_mb=1769, timeout_seconds=300),
        # Folds a hundred claims at a time.
        "project_claims": _STEADY,
        "publish_changes": _LIGHT,
        # The one writer of the trail, with up to 6 MB of rows.
        "record_audit": _STEADY,
        "seal_audit": _LIGHT,
        # DuckDB sorts a day's rows.
        "compact_day": Size(memory_mb=2048, timeout_seconds=900, scratch_mb=4096),
        "open_exceptions": _STEADY,
        "ticket_exceptions": _LIGHT,
        "start_escalations": _STEADY,
        "advance_escalation": _LIGHT,
        "end_escalations": _LIGHT,
        "group_incidents": _LIGHT,
        "record_queries": _LIGHT,
    }
)
"""By the function's folder."""


def construct_name(function: str) -> str:
    """Return what a function's construct is called in its stack.

    `ReceiveFile` of `receive_file`.
    """
    return function.title().replace("_", "")
