"""Records cut out of their files: segments with their places, whatever the delimiters are."""

import pytest

from claimtrail.x12 import record_segments
from claimtrail.x12.model.segment_names import segment_names

ISA = (
    b"ISA|00|          |00|          |ZZ|SENDER         |ZZ|RECEIVER       |261008|0900|^|00501|"
    b"000000001|0|P|>\n"
)


def test_each_segment_has_its_place_in_the_file() -> None:
    record = b"CLP*A*1*100~\r\nNM1*QC*1*DOE~\r\n"

    first, second = record_segments(record, start=500)

    assert (first.start, first.end) == (500, 512)
    assert record[second.start - 500 : second.end - 500] == b"NM1*QC*1*DOE~"
    assert second.elements == ("NM1", "QC", "1", "DOE")
    assert second.terminator == "~"


def test_the_header_of_the_interchange_says_which_marks_separate() -> None:
    record = b"SVC|HC>99213|100\nCAS|CO|45|20\n"

    line, adjustment = record_segments(record, header=ISA)

    assert line.components(1) == ["HC", "99213"]
    assert adjustment.get(2) == "45"
    assert line.terminator == ""


def test_a_header_with_other_marks_is_not_believed() -> None:
    [one] = record_segments(b"CLP*A*1*100~", header=ISA)

    assert one.elements == ("CLP", "A", "1", "100")


def test_hl7_acknowledgments_are_split_alike() -> None:
    first, second = record_segments(b"MSH|^~\\&|A|B\rMSA|AA|77|taken\r")

    assert first.identifier == "MSH"
    assert second.elements == ("MSA", "AA", "77", "taken")
    assert record_segments(b"ERR|a^b\r")[0].components(1) == ["a", "b"]


@pytest.mark.parametrize("record", [b"", b"   \r\n", b"~~~", b"*", b"CLP", b"\xff\xfe", b"12*3~"])
def test_bytes_that_are_no_segments_raise_nothing(record: bytes) -> None:
    assert record_segments(record) == []


def test_elements_are_read_in_the_encoding_that_they_have() -> None:
    assert record_segments("NM1*QC*1*MU\u00d1OZ~".encode())[0].get(3) == "MU\u00d1OZ"
    assert record_segments(b"NM1*QC*1*MU\xd1OZ~")[0].get(3) == "MU\u00d1OZ"


def test_names_stand_for_elements_in_their_order() -> None:
    claim = segment_names("CLP")

    assert claim.name == "Claim payment"
    assert (claim.element(1), claim.element(4)) == ("patient control number", "paid")
    assert (claim.element(0), claim.element(99)) == ("", "")
    assert segment_names("ZZZ").name == ""
