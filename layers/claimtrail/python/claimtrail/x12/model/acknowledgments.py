"""The receiver's answers to our interchanges and transaction sets: TA1 and 999."""

from typing import NamedTuple

from claimtrail.x12.model.envelopes import ByteRange


class ElementNote(NamedTuple):
    """IK4 (or AK4) within an IK3: positions and codes, never the value of IK404."""

    segment_id: str
    segment_position: int
    segment_error_code: str
    element_position: str
    element_error_code: str


class SetAcknowledgment(NamedTuple):
    """A 999's word on one transaction set: AK2 to IK5, with the group's AK1 and AK9."""

    span: ByteRange
    functional_code: str
    """AK101."""
    group_control_number: str
    """AK102: GS06 of the group that is acknowledged."""
    version: str
    """AK103."""
    set_identifier: str
    """AK201; empty when the 999 speaks of the whole group only."""
    set_control_number: str
    """AK202; empty when the 999 speaks of the whole group only."""
    code: str
    """IK501, or AK901 where there is no AK2."""
    group_code: str
    """AK901."""
    notes: tuple[ElementNote, ...]


class InterchangeAcknowledgment(NamedTuple):
    """TA1."""

    span: ByteRange
    interchange_control_number: str
    """TA101: ISA13 of the interchange that is acknowledged."""
    date_text: str
    """TA102."""
    time_text: str
    """TA103."""
    code: str
    """TA104: A, E, R."""
    note_code: str
    """TA105."""
