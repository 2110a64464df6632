"""`claimtrail x12`: what a person and a machine are reported about files, and the exit codes."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from claimtrail.cli.main import cli
from claimtrail.cli.x12 import check as room
from claimtrail.x12.envelopes.scan import scan_envelopes
from claimtrail.x12.model import SetAcknowledgment
from claimtrail.x12.model.source import MemorySource
from claimtrail.x12.read.api import read_set
from tests.harness.files.x12_files import (
    ACKNOWLEDGMENT_277CA,
    ALL_SETS,
    CLAIM_837P,
    PHI,
    REMITTANCE_835,
    STATUS_277,
    Set,
    write_interchange,
)

WITHOUT_STC = STATUS_277.without("STC")


def held(*sets: Set) -> bytes:
    """An interchange whose last set is held: SE01 is wrong."""
    before, _, after = write_interchange(list(sets)).rpartition(b"SE*")
    return before + b"SE*9" + after


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["x12", *map(str, arguments)])


def lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.output.splitlines()]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "remit.835"
    path.write_bytes(write_interchange([REMITTANCE_835]))
    return path


@pytest.mark.capability("C5.5")
@pytest.mark.parametrize("item", ALL_SETS, ids=lambda item: f"{item.identifier}-{item.version}")
def test_a_good_file_of_any_kind_is_accepted(item: Set, tmp_path: Path) -> None:
    path = tmp_path / "good.x12"
    path.write_bytes(write_interchange([item]))

    result = run("check", path, "--json")

    envelope, transaction = lines(result)
    assert result.exit_code == 0
    assert (envelope["verdict"], envelope["transaction_sets"]) == ("accepted", 1)
    assert (transaction["verdict"], transaction["version"]) == ("accepted", item.version)
    assert transaction["findings"] == []


def test_amounts_are_cents_and_control_numbers_name_the_set(file: Path) -> None:
    [_, transaction] = lines(run("check", file, "--json"))

    source = MemorySource(file.read_bytes())
    [header] = scan_envelopes(source).sets
    assert transaction["type"] == "835"
    assert transaction["interchange_control_number"] == header.interchange.control_number
    assert transaction["set_control_number"] == header.control_number
    assert transaction["claims"] > 0
    assert isinstance(transaction["charge_cents"], int)
    assert isinstance(transaction["paid_cents"], int)


@pytest.mark.capability("C2.3")
def test_a_rejected_set_says_what_is_wrong_and_where_without_values(tmp_path: Path) -> None:
    path = tmp_path / "bad.277"
    path.write_bytes(held(WITHOUT_STC))

    result = run("check", path, "--json")
    checked = run("check", path)

    [_, transaction] = lines(result)
    assert (result.exit_code, checked.exit_code) == (1, 1)
    assert transaction["verdict"] == "rejected"
    faults = [(item["code"], item["segment"]) for item in transaction["findings"]]
    assert faults == [("X12_SE_COUNT", "SE"), ("X12_SEGMENT_MISSING", "STC")]
    assert all(item["offset"] > 0 for item in transaction["findings"])
    assert "X12_SEGMENT_MISSING" in checked.output
    assert "rejected" in checked.output
    assert not [value for value in PHI if value in result.output + checked.output]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no interchange"])
def test_a_file_that_is_no_x12_is_rejected(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "other.bin"
    path.write_bytes(content)

    result = run("check", path, "--json")

    [envelope] = lines(result)
    assert result.exit_code == 1
    assert envelope["verdict"] == "rejected"
    assert envelope["findings"]
    assert "rejected by its envelope" in run("check", path).output


def test_one_bad_file_among_good_ones_decides_the_exit_code(file: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.277"
    bad.write_bytes(held(STATUS_277))

    assert run("check", file, file).exit_code == 0
    assert run("check", file, bad, file).exit_code == 1


@pytest.mark.parametrize("arguments", [(), ("no-such-file",), ("--wrong",)])
def test_wrong_usage_exits_2(arguments: tuple[str, ...]) -> None:
    assert run("check", *arguments).exit_code == 2


def test_many_sets_are_summed_by_type_and_the_odd_ones_listed(tmp_path: Path) -> None:
    path = tmp_path / "many.277"
    path.write_bytes(held(*[STATUS_277] * 41))

    result = run("check", path)

    assert result.exit_code == 1
    assert result.output.count("277") < 10
    assert "41 transaction sets" in result.output
    assert "rejected" in result.output


@pytest.mark.capability("C5.5")
def test_read_gives_each_record_a_line_with_its_byte_range(file: Path) -> None:
    found = lines(run("read", file, "--json"))

    assert [item["kind"] for item in found[:2]] == ["file", "transaction_set"]
    records = [item for item in found if item["kind"] == "record"]
    assert {item["record"] for item in records} == {"Payment", "RemittanceClaim"}
    claim = next(item["data"] for item in records if item["record"] == "RemittanceClaim")
    first, last = claim["span"]
    number = claim["patient_control_number"].encode()
    assert file.read_bytes()[first:last].startswith(b"CLP*" + number)
    assert isinstance(claim["charge_cents"], int)
    assert isinstance(claim["lines"][0]["charge_cents"], int)


@pytest.mark.parametrize("item", ALL_SETS, ids=lambda item: f"{item.identifier}-{item.version}")
def test_read_shows_people_every_kind_of_record(item: Set, tmp_path: Path) -> None:
    path = tmp_path / "some.x12"
    path.write_bytes(write_interchange([item]))

    result = run("read", path)

    assert result.exit_code == 0, result.output
    assert "accepted" in result.output


@pytest.mark.capability("C2.3")
def test_ack_writes_a_999_that_names_each_set_and_its_outcome(tmp_path: Path) -> None:
    path = tmp_path / "mixed.277"
    path.write_bytes(held(STATUS_277, WITHOUT_STC, STATUS_277))
    out = tmp_path / "answers"

    result = run("ack", path, "--out", out, "--control-number", 77, "--json")

    answers = [Path(item["answer"]) for item in lines(result)]
    assert result.exit_code == 1
    [functional] = [item for item in answers if item.suffix == ".999"]
    source = MemorySource(functional.read_bytes())
    [header] = scan_envelopes(source).sets
    records = [r for r in read_set(source, header).records if isinstance(r, SetAcknowledgment)]
    assert [item.code for item in records] == ["A", "E", "R"]
    assert sorted(out.iterdir()) == sorted(answers)


def test_a_refused_interchange_gets_a_ta1_and_no_999(tmp_path: Path) -> None:
    path = tmp_path / "cut.837"
    path.write_bytes(write_interchange([CLAIM_837P])[:-20])

    result = run("ack", path)

    assert result.exit_code == 1
    [answer] = tmp_path.glob("*.ta1")
    assert b"TA1*" in answer.read_bytes()
    assert not list(tmp_path.glob("*.999"))


def test_acknowledgments_are_not_acknowledged(tmp_path: Path) -> None:
    item = next(item for item in ALL_SETS if item.identifier == "999")
    path = tmp_path / "in.999"
    path.write_bytes(write_interchange([item]))

    result = run("ack", path)

    assert result.exit_code == 0
    assert not list(tmp_path.glob("*.*.999"))


def test_a_bar_is_drawn_only_for_people_with_long_files(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "LONG_FILE", 0)

    result = run("check", file, "--json")

    assert len(lines(result)) == 2


def test_totals_of_a_277ca_are_those_of_its_claims(tmp_path: Path) -> None:
    path = tmp_path / "front.277"
    path.write_bytes(write_interchange([ACKNOWLEDGMENT_277CA]))

    [_, transaction] = lines(run("check", path, "--json"))

    assert transaction["claims"] == 2
    assert transaction["charge_cents"] == 105_050


@pytest.mark.capability("C2.3")
def test_the_records_of_a_held_set_are_shown_when_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "two.835"
    path.write_bytes(held(REMITTANCE_835, REMITTANCE_835))

    def shown(*options: str) -> set[str]:
        found = lines(run("read", path, "--json", *options))
        return {item["in_set"] for item in found if item["kind"] == "record"}

    assert shown() == {"0001"}
    assert shown("--held") == {"0001", "0002"}
    assert "Set 0002 is held: its records (3) are shown with --held." in run("read", path).output
    assert "is held" not in run("read", path, "--held").output


@pytest.mark.parametrize(
    ("data", "verdict", "exit_code"),
    [
        (write_interchange([REMITTANCE_835]), "accepted", 0),
        (
            write_interchange([REMITTANCE_835, REMITTANCE_835.changed("*C*ACH", "*Q*ACH")]),
            "accepted_with_errors",
            0,
        ),
        (held(REMITTANCE_835, REMITTANCE_835), "rejected", 1),
        (write_interchange([REMITTANCE_835]).replace(b"IEA*1*", b"IEA*2*"), "rejected", 1),
    ],
    ids=["sound", "a value", "a set", "an interchange"],
)
def test_a_files_verdict_is_that_of_its_worst_set(
    data: bytes, verdict: str, exit_code: int, tmp_path: Path
) -> None:
    path = tmp_path / "some.835"
    path.write_bytes(data)

    for command in ("check", "read"):
        result = run(command, path, "--json")
        assert lines(result)[0]["verdict"] == verdict
        assert result.exit_code == exit_code


def test_sets_of_a_doubtful_interchange_are_judged_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "some.835"
    unbalanced = REMITTANCE_835.changed("CAS*CO*45*600", "CAS*CO*45*6")
    path.write_bytes(write_interchange([unbalanced]).replace(b"IEA*1*", b"IEA*2*"))

    envelope, transaction = lines(run("check", path, "--json"))

    assert [item["code"] for item in envelope["findings"]] == ["X12_IEA_COUNT"]
    assert [item["code"] for item in transaction["findings"]] == ["X12_CLAIM_UNBALANCED"]
    assert transaction["verdict"] == "rejected"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"ST*835*", b"ST*QUILLHENRY*"),
        (b"*005010X221A1~", b"*QUILLHENRY~"),
        (b"GS*HP*", b"GS*QUILLHENRY*"),
        (b"ST*835*0001~", b"ST*835*0001*QUILLHENRY~"),
        (b"~LX*1~", b"~QUILLHENRY*1~"),
        (b"~LX*1~", b"~HEN*1~"),
    ],
)
def test_a_name_where_an_identifier_belongs_is_not_repeated(
    old: bytes, new: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "some.835"
    data = write_interchange([REMITTANCE_835])
    assert old in data
    path.write_bytes(data.replace(old, new, 1))

    results = [run("check", path), run("check", path, "--json"), run("ack", path)]
    answers = [answer.read_text() for answer in tmp_path.glob("*.999")]

    for text in (*(result.output for result in results), *answers):
        assert "HENRY" not in text
        assert "HEN*" not in text
        assert '"HEN"' not in text
