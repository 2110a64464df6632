"""Writing segments: counts are kept, and what would break the interchange is refused."""

from dataclasses import replace
from decimal import Decimal

import pytest

from claimtrail.kernel.money import format_x12
from claimtrail.x12.write.segment_writer import STANDARD_DELIMITERS, SegmentWriter
from tests.harness.files.x12_files import ADDRESS, PREPARED_AT


def test_empty_elements_and_components_at_the_end_are_left_off() -> None:
    writer = SegmentWriter()

    writer.segment("SVC", ("HC", "99213", "", ""), format_x12(Decimal("12.50")), "", "")

    assert writer.getvalue() == b"SVC*HC:99213*12.5~"


def test_counts_and_control_numbers_of_the_trailers() -> None:
    writer = SegmentWriter()
    writer.open_interchange(address=ADDRESS, prepared_at=PREPARED_AT, control_number="7")
    writer.open_set("835", "0001")
    writer.segment("LX", "1")
    writer.close_set()
    writer.close_interchange()

    written = writer.getvalue()
    assert written[106:] == b"ST*835*0001~LX*1~SE*3*0001~IEA*0*000000007~"


@pytest.mark.parametrize("text", ["A*B", "A:B", "A~", "A^", "A\nB", "Ä"])
def test_an_element_that_would_say_something_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^an element holds") as refusal:
        SegmentWriter().segment("NM1", text)

    assert text not in str(refusal.value)


def test_an_identifier_longer_than_its_field_is_refused() -> None:
    with pytest.raises(ValueError, match="longer than its field"):
        SegmentWriter(STANDARD_DELIMITERS).open_interchange(
            address=replace(ADDRESS, sender_id="A" * 16),
            prepared_at=PREPARED_AT,
            control_number="1",
        )
