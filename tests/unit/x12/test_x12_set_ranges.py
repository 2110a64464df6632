"""Ranges of sets: cut at sets, small enough for a queue, and read as the whole file is."""

import re

import pytest

from claimtrail.x12.envelopes.scan import scan_envelopes
from claimtrail.x12.envelopes.set_ranges import SetRange, plan_ranges
from claimtrail.x12.model import Delimiters
from claimtrail.x12.model.source import MemorySource
from claimtrail.x12.read.api import range_headers, read_range, read_set
from tests.harness.files.x12_files import REMITTANCE_835, STATUS_277, write_interchange

SET_BYTES = 1_000
MARKS = Delimiters(element=b"\x1d", component=b"\x1f", repetition=b"\x1e", segment=b"\x1c")


def make_file() -> bytes:
    return write_interchange(
        [REMITTANCE_835] * 9, [STATUS_277] * 5, delimiters=MARKS, line_break=b"\r\n"
    ) + write_interchange([STATUS_277] * 3, control_number="42")


@pytest.mark.parametrize("target_bytes", [1, SET_BYTES, 4 * SET_BYTES, 1 << 30])
def test_ranges_hold_every_set_once_and_cut_none(target_bytes: int) -> None:
    source = MemorySource(make_file())
    scan = scan_envelopes(source)

    ranges = plan_ranges(scan, target_bytes=target_bytes)

    headers = [header for item in ranges for header in range_headers(source, item)]
    assert tuple(headers) == scan.sets
    assert sum(item.set_count for item in ranges) == len(scan.sets)
    assert all(item.end - item.start <= target_bytes or item.set_count == 1 for item in ranges)
    ordinals = [item.first_ordinal for item in ranges]
    assert [scan.sets[index].span.start for index in ordinals] == [item.start for item in ranges]


def test_a_range_reads_after_its_journey_as_the_file_does() -> None:
    source = MemorySource(make_file())
    scan = scan_envelopes(source)

    traveled = [
        SetRange.from_json(item.to_json()) for item in plan_ranges(scan, target_bytes=3_000)
    ]

    assert traveled == plan_ranges(scan, target_bytes=3_000)
    results = [result for item in traveled for result in read_range(source, item)]
    assert results == [read_set(source, header) for header in scan.sets]


def test_a_range_says_where_its_sets_stand_unless_only_their_bytes_tell_what_is_wrong() -> None:
    data = make_file()
    sound = plan_ranges(scan_envelopes(MemorySource(data)), target_bytes=1 << 20)
    faulty = MemorySource(data.replace(b"SE\x1d", b"SE\x1d9", 1))
    scan = scan_envelopes(faulty)

    ranges = plan_ranges(scan, target_bytes=1 << 20)

    assert [len(item.sets) for item in sound] == [9, 5, 3]
    assert [len(item.sets) for item in ranges] == [0, 5, 3]
    headers = [header for item in ranges for header in range_headers(faulty, item)]
    assert tuple(headers) == scan.sets


def test_sets_that_do_not_stand_in_the_range_are_looked_for() -> None:
    source = MemorySource(make_file())
    first, *_ = plan_ranges(scan_envelopes(source), target_bytes=1 << 20)
    sound = list(range_headers(source, first))

    assert list(range_headers(source, first._replace(sets=first.sets[1:]))) == sound
    assert list(range_headers(source, first._replace(sets=first.sets[::-1]))) == sound
    shorter = MemorySource(make_file()[: first.end - 1])
    assert len(list(range_headers(shorter, first))) == len(sound)
    assert first.sets_within(shorter.size) == ()


def test_a_set_number_used_twice_is_known_in_every_range() -> None:
    data = write_interchange([REMITTANCE_835] * 3)
    data = data.replace(b"ST*835*0003", b"ST*835*0001").replace(b"*0003~", b"*0001~")
    source = MemorySource(data)

    ranges = plan_ranges(scan_envelopes(source), target_bytes=1)

    results = [result for item in ranges for result in read_range(source, item)]
    assert [[item.code for item in result.findings] for result in results] == [
        [],
        [],
        ["X12_SET_DUPLICATE"],
    ]


def test_refused_interchanges_and_groups_are_not_planned() -> None:
    data = write_interchange([REMITTANCE_835], [STATUS_277])
    source = MemorySource(data.replace(b"GE*1*1~", b"GE*4*1~"))

    [only] = plan_ranges(scan_envelopes(source), target_bytes=1 << 20)

    assert only.group.functional_code == "HN"
    assert only.first_ordinal == 1


def test_a_message_stays_far_below_the_queues_limit() -> None:
    data = write_interchange([STATUS_277] * 2_500)
    data = re.sub(rb"(ST\*277|SE\*\d+)\*\d{4}", rb"\1*0001", data)

    ranges = plan_ranges(scan_envelopes(MemorySource(data)), target_bytes=1 << 30)

    assert sum(len(item.duplicates) for item in ranges) == 2_499
    assert max(len(item.to_json()) for item in ranges) < 20_000


def test_a_range_of_another_schema_version_is_refused() -> None:
    source = MemorySource(make_file())
    text = plan_ranges(scan_envelopes(source), target_bytes=1)[0].to_json()

    with pytest.raises(ValueError, match="schema version"):
        SetRange.from_json(text.replace('"schema_version":1', '"schema_version":2'))


def test_a_target_of_no_bytes_is_refused() -> None:
    scan = scan_envelopes(MemorySource(make_file()))

    with pytest.raises(ValueError, match="positive"):
        plan_ranges(scan, target_bytes=0)
