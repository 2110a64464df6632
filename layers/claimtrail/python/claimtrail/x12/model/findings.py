"""The faults of a file: a stable code, where it stands, and never a value out of the file."""

from enum import StrEnum
from typing import NamedTuple

from claimtrail.kernel.tuples import stored_by_name


class Severity(StrEnum):
    """The reach of a finding."""

    INTERCHANGE = "interchange"
    """The interchange is refused (TA1 R)."""
    GROUP = "group"
    """The functional group is refused (AK9 R)."""
    SET = "set"
    """The set's completeness or identity is in doubt: it is held (IK5 R)."""
    CLAIM = "claim"
    """The claim is held, with the record as it came; the others of the set apply (IK5 E)."""
    VALUE = "value"
    """The value counts as absent; its record applies (IK5 E)."""
    WARNING = "warning"
    """Noted; everything is read as it stands, and no 999 names it (IK5 A)."""


@stored_by_name
class Finding(NamedTuple):
    """One fault with its place. `text` is written by us and holds no element value (PHI)."""

    code: str
    """Stable, from the catalog in `x12/model/catalog.py`: `X12_SEGMENT_MISSING`."""
    severity: Severity
    text: str
    next_step: str
    offset: int
    """Byte offset in the file of the segment that is at fault."""
    segment_id: str = ""
    segment_position: int = 0
    """Counted from ST, which is 1; 0 outside a set."""
    element_position: str = ""
    """`02` or `01-2` (component); empty when the segment as a whole is meant."""
    loop_id: str = ""
    segment_error: str = ""
    """999 IK304."""
    element_error: str = ""
    """999 IK403."""
    interchange_note: str = ""
    """TA105."""
    set_error: str = ""
    """999 IK502."""
    group_error: str = ""
    """999 AK905."""
