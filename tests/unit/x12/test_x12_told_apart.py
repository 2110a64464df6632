"""The 277s are reported apart.

A data reporting acknowledgment (X364) is named, and never a 277CA.
"""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

import claimtrail.x12.read.set_reader
from claimtrail.cli.main import cli
from claimtrail.x12.envelopes.scan import scan_envelopes
from claimtrail.x12.envelopes.set_ranges import SetResult
from claimtrail.x12.model import SetAcceptance, TransactionType
from claimtrail.x12.model.source import MemorySource
from claimtrail.x12.read.api import read_set, stream_records
from claimtrail.x12.write.acknowledgments import write_999
from claimtrail.x12.write.set_summary import summarize
from tests.harness.files.x12_files import ACKNOWLEDGMENT_277CA, STATUS_277, Set, write_interchange

DATA_REPORTING = replace(
    ACKNOWLEDGMENT_277CA.changed("STC*A2:20*", "STC*DR04:20*"), version="005010X364"
)


def read(data: bytes) -> SetResult:
    source = MemorySource(data)
    [header] = scan_envelopes(source).sets
    assert list(stream_records(source, header)) == list(read_set(source, header).records)
    return read_set(source, header)


@pytest.mark.capability("C2.3")
def test_a_data_reporting_acknowledgment_is_named_and_not_read() -> None:
    result = read(write_interchange([DATA_REPORTING]))

    assert [item.code for item in result.findings] == ["X12_DATA_REPORTING"]
    assert "277CA" in result.findings[0].text
    assert result.header.unread_as == "277 data reporting acknowledgment"
    assert result.header.transaction_type is None
    assert result.verdict is SetAcceptance.REJECTED
    assert result.records == ()


@pytest.mark.parametrize("other", [ACKNOWLEDGMENT_277CA, STATUS_277], ids=lambda x: x.version)
def test_it_is_never_taken_for_another_277_when_st_and_gs_disagree(other: Set) -> None:
    data = write_interchange([DATA_REPORTING])
    by_group = read(data.replace(b"*X*005010X364~", b"*X*" + other.version.encode() + b"~"))
    by_set = read(data.replace(b"0001*005010X364~", b"0001*" + other.version.encode() + b"~"))

    assert [item.code for item in by_group.findings] == ["X12_VERSION_MISMATCH"]
    assert [item.code for item in by_set.findings] == ["X12_DATA_REPORTING"]
    assert by_group.header.transaction_type is by_set.header.transaction_type is None
    assert by_group.records == by_set.records == ()


@pytest.mark.parametrize(
    ("item", "kind"),
    [
        (ACKNOWLEDGMENT_277CA, TransactionType.CLAIM_ACKNOWLEDGMENT),
        (STATUS_277, TransactionType.CLAIM_STATUS),
    ],
)
def test_the_other_277s_are_what_their_guides_are(item: Set, kind: TransactionType) -> None:
    result = read(write_interchange([item]))

    assert result.header.transaction_type is kind
    assert result.header.unread_as == ""
    assert result.records


def test_the_999_says_that_the_guide_is_not_supported() -> None:
    result = read(write_interchange([DATA_REPORTING]))
    answer = write_999(
        result.header.group,
        result.header.interchange,
        [summarize(result)],
        prepared_at=datetime(2026, 3, 4, tzinfo=UTC),
        control_number="7",
    )

    assert b"AK2*277*0001*005010X364~IK5*R*I6~AK9*R*1*1*0~" in answer


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_the_command_names_it(options: list[str], tmp_path: Path) -> None:
    path = tmp_path / "reported.277"
    path.write_bytes(write_interchange([DATA_REPORTING]))

    result = CliRunner().invoke(cli, ["x12", "check", str(path), *options], env={"COLUMNS": "160"})

    assert result.exit_code == 1
    assert "277 data reporting acknowledgment" in result.output
    assert "X12_DATA_REPORTING" in result.output


def test_other_guides_that_are_not_read_are_named() -> None:
    dental = Set("837", "HC", "005010X224A2", "BHT*0019*00*1*20260302*0815*CH")
    result = read(write_interchange([dental]))

    assert [item.code for item in result.findings] == ["X12_GUIDE_NOT_READ"]
    assert result.header.unread_as == "837D"


@pytest.mark.parametrize("proven_after", [0, 1 << 30])
@pytest.mark.parametrize(
    ("item", "old", "new"),
    [
        (ACKNOWLEDGMENT_277CA, "STC*A2:20*", "STC*DR04:20*"),
        (ACKNOWLEDGMENT_277CA, "STC*A2:20*", "STC*F1:20*"),
        (ACKNOWLEDGMENT_277CA, "*A7:128:IL", "*P1:128:IL"),
        (STATUS_277, "STC*F2:88*", "STC*DR04:88*"),
        (STATUS_277, "STC*F2:88*", "STC*A2:88*"),
    ],
)
def test_a_category_of_another_277_is_reported(
    item: Set, old: str, new: str, proven_after: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claimtrail.x12.read.set_reader, "LOOPS_BEFORE_PROVER", proven_after)
    result = read(write_interchange([item.changed(old, new)]))

    assert [item.code for item in result.findings] == ["X12_CODE_MISPLACED"]
    assert result.verdict is SetAcceptance.ACCEPTED
    assert len(result.records) == len(read(write_interchange([item])).records)
