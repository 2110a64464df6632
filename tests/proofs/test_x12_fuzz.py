"""Any bytes, any cut, any delimiters: no exception, no hang, nothing lost, nothing given away."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimtrail.x12.envelopes.scan import scan_envelopes
from claimtrail.x12.envelopes.set_ranges import SetRange, SetResult, _range
from claimtrail.x12.model import Delimiters, SetAcceptance, SetHeader
from claimtrail.x12.model.source import MemorySource
from claimtrail.x12.read.api import read_range, read_set
from tests.fuzz.corpus import generated_files
from tests.fuzz.differential import mutations
from tests.fuzz.mutations import mutate
from tests.fuzz.other_inputs import check_findings_input, check_json_input
from tests.fuzz.properties import CANARIES, check, check_999
from tests.fuzz.run import available, fuzz
from tests.harness.effort import times
from tests.harness.files.x12_files import (
    ACKNOWLEDGMENT_277CA,
    ALL_SETS,
    CLAIM_837P,
    REMITTANCE_835,
    STATUS_277,
    Set,
    write_interchange,
)

FAULTY = (
    CLAIM_837P.without("SBR"),
    REMITTANCE_835.changed("SVC*HC:99213:25*100", "SVC*HC:99213:25*99"),
    ACKNOWLEDGMENT_277CA.changed("STC*A2:20*", "STC*A2:20:ZZ*"),
)
MARKS = [bytes([byte]) for byte in b"|!\"#$%&'()+,/;<=>?@[\\]_`{}~*:^\x1c\x1d\x1e\x1f\x07"]
INPUTS = 2000
_SPAN = re.compile(r"ByteRange\(start=\d+, end=\d+\)")


def read(data: bytes) -> list[SetResult]:
    source = MemorySource(data)
    return [read_set(source, header) for header in scan_envelopes(source).sets]


def test_damage_can_be_done_to_what_little_is_left() -> None:
    whole = generated_files()[0]
    for seed in range(2_000):
        mutate(whole[: 106 + seed % 40], str(seed))


@pytest.mark.parametrize("part", range(4))
def test_every_property_holds_on_damaged_files(part: int) -> None:
    for _, data in mutations(generated_files(), "properties", range(part * 60, part * 60 + 60)):
        check(data)


@pytest.mark.parametrize("canary", CANARIES)
@pytest.mark.parametrize("item", ALL_SETS, ids=lambda item: item.version)
def test_no_finding_holds_a_value_wherever_it_stands(item: Set, canary: bytes) -> None:
    """Each element in turn becomes the canary, the segment's name too."""
    lines = item.body.splitlines()
    for number, line in enumerate(lines):
        elements = line.split("*")
        for place in range(len(elements)):
            planted = [*elements[:place], canary.decode("ascii"), *elements[place + 1 :]]
            body = "\n".join([*lines[:number], "*".join(planted), *lines[number + 1 :]])
            results = read(write_interchange([Set(*_head(item), body)]))
            for result in results:
                for entry in result.findings:
                    assert canary.decode("ascii") not in repr(entry)


def _head(item: Set) -> tuple[str, str, str]:
    return item.identifier, item.functional_code, item.version


@st.composite
def cut_files(draw: st.DrawFn) -> tuple[bytes, list[int]]:
    """A file of several groups, and where among its sets it is split."""
    sets = [*ALL_SETS, *FAULTY]
    groups = [
        [kind] * draw(st.integers(1, 4))
        for kind in draw(st.lists(st.sampled_from(sets), min_size=1, max_size=4))
    ]
    count = sum(map(len, groups))
    cuts = draw(st.lists(st.integers(0, count), max_size=5))
    return write_interchange(*groups), sorted(cuts)


@pytest.mark.capability("C5.6")
@settings(max_examples=times(60), deadline=None)
@given(cut_files())
def test_any_cut_gives_what_the_single_pass_gives(case: tuple[bytes, list[int]]) -> None:
    data, cuts = case
    source = MemorySource(data)
    headers = scan_envelopes(source).sets
    ranges = [SetRange.from_json(item.to_json()) for item in _cut(headers, cuts)]

    results = [result for item in ranges for result in read_range(source, item)]

    assert results == [read_set(source, header) for header in headers]


def _cut(headers: tuple[SetHeader, ...], cuts: list[int]) -> list[SetRange]:
    """Ranges that end at the cuts, and at the groups, as a range must."""
    ordinals = {header.span: index for index, header in enumerate(headers)}
    runs: list[list[SetHeader]] = []
    for index, header in enumerate(headers):
        if not runs or index in cuts or runs[-1][-1].group.span != header.group.span:
            runs.append([])
        runs[-1].append(header)
    return [_range(run, ordinals) for run in runs]


@pytest.mark.capability("C2.3")
@settings(max_examples=times(60), deadline=None)
@given(
    st.sampled_from([*ALL_SETS, *FAULTY]), st.lists(st.sampled_from(MARKS), min_size=4, unique=True)
)
def test_any_delimiters_give_the_same(item: Set, marks: list[bytes]) -> None:
    element, component, repetition, segment = marks[:4]
    other = Delimiters(element=element, component=component, repetition=repetition, segment=segment)

    (usual,) = read(write_interchange([item]))
    (unusual,) = read(write_interchange([item], delimiters=other))

    assert unusual.verdict is usual.verdict
    assert unusual.findings == usual.findings
    assert unusual.records == usual.records
    assert unusual.segment_count == usual.segment_count


@pytest.mark.parametrize("item", [*ALL_SETS, *FAULTY], ids=lambda item: item.version)
@pytest.mark.parametrize("line_break", [b"\r\n", b"\n", b"\r"])
def test_line_breaks_change_nothing(item: Set, line_break: bytes) -> None:
    (plain,) = read(write_interchange([item]))
    (broken,) = read(write_interchange([item], line_break=line_break))

    assert broken.verdict is plain.verdict
    assert [entry.code for entry in broken.findings] == [entry.code for entry in plain.findings]
    assert _SPAN.sub("", repr(broken.records)) == _SPAN.sub("", repr(plain.records))


@settings(max_examples=times(100), deadline=None)
@given(st.binary(max_size=60), st.lists(st.integers(-5, 5_000), min_size=4, max_size=4))
def test_a_range_says_what_it_likes(extra: bytes, numbers: list[int]) -> None:
    source = MemorySource(write_interchange([STATUS_277]))
    (header,) = scan_envelopes(source).sets
    document = json.loads(_cut((header,), [])[0].to_json())
    document["start"], document["end"], document["first_ordinal"], document["set_count"] = numbers

    check_json_input(json.dumps(document).encode("ascii"))
    check_json_input(b"{" + extra)


@settings(max_examples=times(100), deadline=None)
@given(st.binary(max_size=80))
def test_a_999_can_be_written_whatever_a_set_calls_itself(words: bytes) -> None:
    check_findings_input(b"!" + words)


def test_a_sound_file_is_accepted_whatever_stands_around_it() -> None:
    data = write_interchange([REMITTANCE_835])
    for before, after in ((b"\r\n", b""), (b"\xef\xbb\xbf", b"\x1a"), (b"", b"\r\n\r\n\x00\x00")):
        (result,) = read(before + data + after)
        assert result.verdict is SetAcceptance.ACCEPTED


@pytest.mark.parametrize("text", ["{}", "[]", '{"schema_version":1}', "null"])
def test_a_text_that_is_no_range_is_refused_with_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match="range"):
        SetRange.from_json(text)


@pytest.mark.parametrize("code", [b"NORTHPAY", b"HILLCLINIC"])
def test_a_999_on_a_group_without_an_address_is_sound(code: bytes) -> None:
    data = write_interchange([REMITTANCE_835])
    start = data.index(b"GS*")
    data = data[:start] + data[start:].replace(code, b"", 1)
    scan = scan_envelopes(MemorySource(data))

    check_999(scan.groups[0], scan.interchanges[0], [], scan)


@pytest.mark.fuzz
@pytest.mark.skipif(not available(), reason="the fuzzer's environment: make fuzz-setup")
def test_the_fuzzer_finds_nothing(tmp_path: Path) -> None:
    record = fuzz(seconds=0, runs=INPUTS, seed=20261122, folder=tmp_path)

    assert record["held"], record["words"]
    assert record["inputs"] > 100
