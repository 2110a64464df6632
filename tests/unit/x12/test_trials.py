"""Files as payers really send them, and what a person who works them needs to be reported.

Each row is a real situation (an X12 request for interpretation, a guide's example, a companion
guide, a public bug report) in `tests/fixtures/trials/x12`, read through the command line.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from claimtrail.cli.main import cli

pytestmark = pytest.mark.capability("C2.3")

TRIALS = Path(__file__).parents[2] / "fixtures" / "trials" / "x12"
FILES = sorted(path.name for path in TRIALS.iterdir())
FAULTY = {"set", "claim", "value"}


@dataclass(frozen=True)
class Trial:
    """One file as `claimtrail x12 read --held --json` tells of it."""

    exit_code: int
    file: dict[str, Any]
    sets: list[dict[str, Any]]
    records: list[dict[str, Any]]

    @property
    def verdicts(self) -> list[str]:
        return [item["verdict"] for item in self.sets]

    @property
    def findings(self) -> list[dict[str, Any]]:
        return [*self.file["findings"], *(x for item in self.sets for x in item["findings"])]

    @property
    def places(self) -> list[tuple[str, str, str]]:
        """Severity, segment and element of each finding."""
        return [(x["severity"], x["segment"], x["element"]) for x in self.findings]

    @property
    def codes(self) -> list[str]:
        return [item["code"] for item in self.findings]

    def of(self, record: str) -> list[dict[str, Any]]:
        return [item["data"] for item in self.records if item["record"] == record]

    def claims(self) -> dict[str, dict[str, Any]]:
        found = [*self.of("ClaimStatus"), *self.of("RemittanceClaim"), *self.of("SubmittedClaim")]
        return {item["patient_control_number"]: item for item in found}


@cache
def trial(start: str) -> Trial:
    """The file whose name begins so."""
    (name,) = [name for name in FILES if name.startswith(start)]
    result = CliRunner().invoke(cli, ["x12", "read", "--held", "--json", str(TRIALS / name)])
    lines = [json.loads(line) for line in result.output.splitlines()]
    return Trial(
        result.exit_code,
        next(line for line in lines if line["kind"] == "file"),
        [line for line in lines if line["kind"] == "transaction_set"],
        [line for line in lines if line["kind"] == "record"],
    )


def composites(holder: dict[str, Any]) -> list[str]:
    """`A3:24:41` for each composite of all STC."""
    return [
        ":".join(
            filter(
                None,
                (item["category_code"], item["status_code"], item["entity_code"]),
            )
        )
        for status in holder["statuses"]
        for item in status["composites"]
    ]


SOUND = ("00", "01", "05", "06", "09", "11", "12", "20", "37", "40", "plb-two", "plb-six")


@pytest.mark.parametrize("start", SOUND)
def test_a_sound_file_is_accepted_without_a_word(start: str) -> None:
    read = trial(start)
    assert (read.exit_code, read.file["verdict"]) == (0, "accepted")
    assert set(read.verdicts) == {"accepted"}
    assert read.findings == []


WITH_A_WARNING: dict[str, tuple[str, str]] = {
    "03": ("STC", "01-2"),
    "39": ("NM1", "04"),
    "43": ("HL", "01"),
    "44": ("NM1", "09"),
    "48-": ("CTX", "06-1"),
    "48j": ("CTX", "01-1"),
    "49": ("CTX", "06-1"),
    "50": ("IK3", "03"),
    "latin1": ("NM1", "04"),
    "utf8": ("NM1", "04"),
    "rfi998": ("CAS", "06"),
    "rfi264": ("PLB", "06"),
}


@pytest.mark.parametrize("start", WITH_A_WARNING)
def test_what_is_odd_and_clear_gets_a_warning_at_its_place(start: str) -> None:
    read = trial(start)
    assert (read.exit_code, set(read.verdicts)) == (0, {"accepted"})
    assert {place[1:] for place in read.places} == {WITH_A_WARNING[start]}
    assert {severity for severity, *_ in read.places} == {"warning"}


ONE_FAULT: dict[str, tuple[str, str, str]] = {
    "04": ("X12_DATE_INVALID", "DTP", "03"),
    "08": ("X12_CODE_INVALID", "TRN", "01"),
    "26": ("X12_SEGMENT_MISSING", "LX", ""),
    "27": ("X12_SEGMENT_MISSING", "PER", ""),
    "29": ("X12_DATE_INVALID", "DTM", "02"),
    "30": ("X12_CODE_INVALID", "DTM", "01"),
    "32": ("X12_COMPONENT_SEPARATOR", "SVC", "01-1"),
    "35": ("X12_CHARACTER_INVALID", "N1", "02"),
    "38": ("X12_SEGMENT_CASE", "DTM", ""),
    "51": ("X12_CLAIM_UNBALANCED", "CLP", "04"),
}


@pytest.mark.parametrize("start", ONE_FAULT)
def test_one_cause_is_one_finding_and_the_rest_is_read(start: str) -> None:
    read = trial(start)
    found = [(x["code"], x["segment"], x["element"]) for x in read.findings]
    if start == "51":
        found = [item for item in found if item[0] != "X12_LINE_UNBALANCED"]
    assert found == [ONE_FAULT[start]]
    assert read.verdicts == ["accepted_with_errors"]
    assert read.file["verdict"] == "accepted_with_errors"
    assert read.exit_code == 0


def test_a_277ca_without_the_provider_loop_is_read_whole() -> None:
    claims = trial("01").claims()
    assert set(claims) == {"ACCT01", "ACCT02"}
    charges = [claim["statuses"][0]["total_charge_cents"] for claim in claims.values()]
    assert sum(charges) == 300_00


def test_a_line_status_needs_no_date_and_a_stopped_code_is_said_to_be_stopped() -> None:
    read = trial("03")
    assert read.codes == ["X12_CODE_INACTIVE"]
    (line,) = read.claims()["ACCT02"]["lines"]
    assert composites(line) == ["A3:122", "A3:153:82"]
    assert line["statuses"][0]["effective_on"] is None


def test_an_impossible_day_costs_that_day_alone() -> None:
    claims = trial("04").claims()
    assert claims["ACCT01"]["service_from"] == "2026-05-10"
    assert claims["ACCT02"]["service_from"] is None
    assert composites(claims["ACCT02"]) == ["A2:20:PR"]


def test_a_batch_that_is_refused_as_a_whole_is_one_record() -> None:
    read = trial("05")
    (batch,) = read.of("BatchStatus")
    assert (batch["level"], batch["reference"]) == ("receiver", "BATCH77")
    assert (composites(batch), batch["has_children"]) == (["A3:24:41"], False)
    assert batch["statuses"][0]["action_code"] == "U"
    assert batch["statuses"][0]["total_charge_cents"] == 800_00
    assert _totals(batch) == {"AA": "3", "YY": "800.00"}
    assert read.claims() == {}


def test_a_provider_that_is_refused_as_a_whole_is_one_record() -> None:
    receiver, provider = trial("06").of("BatchStatus")
    assert (receiver["level"], composites(receiver)) == ("receiver", ["A1:19:PR"])
    assert (provider["level"], provider["provider_identifier"]) == ("provider", "1234567893")
    assert (composites(provider), provider["has_children"]) == (["A8:496:85"], False)
    assert provider["statuses"][0]["action_code"] == "U"
    assert _totals(provider) == {"QC": "3", "YY": "150.00"}
    assert provider["reference"] == "BATCH77"


def _totals(batch: dict[str, Any]) -> dict[str, str]:
    amounts = {
        item["qualifier"]: item.get("value") or f"{item['value_cents'] / 100:.2f}"
        for item in batch["totals"]
    }
    return {
        name: (value if name in {"YU", "YY"} else str(int(float(value))))
        for name, value in amounts.items()
    }


def test_a_wrong_trace_type_leaves_both_claims_read() -> None:
    read = trial("08")
    assert read.findings[0]["loop"] == "2200C"
    assert set(read.claims()) == {"ACCT01", "ACCT02"}


def test_a_reject_code_of_a_pharmacy_is_not_looked_for_in_list_508() -> None:
    claim = trial("09").claims()["ACCT01"]
    (status,) = claim["statuses"]
    (code,) = status["composites"]
    assert (code["category_code"], code["status_code"], code["code_list"]) == ("F2", "85", "RX")


def test_a_line_that_was_denied_stands_beside_the_claims_own_status() -> None:
    claim = trial("11").claims()["ACCT01"]
    assert composites(claim) == ["F1:65"]
    first, second = claim["lines"]
    assert (second["procedure_code"], second["charge_cents"]) == ("99215", 200_00)
    assert (second["control_number"], composites(second)) == ("", ["F2:88:QC"])
    assert composites(first) == ["F1:65"]


def test_an_answer_about_a_provider_names_the_inquiry_that_it_answers() -> None:
    (answer,) = trial("12").of("BatchStatus")
    assert (answer["level"], composites(answer)) == ("provider", ["E0:24:1P"])
    assert answer["provider_identifier"] == "1234567893"
    assert (answer["reference"], answer["trace_number"]) == ("ALDER277", "INQ5")


def test_a_wrong_gs01_is_reported_and_the_set_is_read() -> None:
    read = trial("13")
    assert read.verdicts != ["rejected"]
    assert "X12_CODE_INACTIVE" in read.codes
    assert len(read.codes) == 2
    assert composites(read.claims()["ACCT01"]) == ["P3:317"]


def test_two_statuses_of_one_line_are_both_read() -> None:
    read = trial("17")
    assert read.exit_code == 0
    assert {place[1:] for place in read.places} == {("STC", "02")}
    (line,) = read.claims()["ACCT02"]["lines"]
    assert composites(line) == ["A3:21", "A3:454"]


@pytest.mark.parametrize(
    ("start", "segment", "element"), [("21", "BPR", "16"), ("23", "SE", ""), ("22", "IEA", "")]
)
def test_all_faults_are_reported_and_not_the_first_alone(
    start: str, segment: str, element: str
) -> None:
    read = trial(start)
    places = {(item["segment"], item["element"]) for item in read.findings}
    assert (segment, element) in {(name, place if element else "") for name, place in places}
    assert "X12_CLAIM_UNBALANCED" in read.codes
    assert set(read.claims()) == {"A1", "A2"}


def test_a_payment_whose_day_is_impossible_is_of_the_day_of_the_production_date() -> None:
    read = trial("21")
    (payment,) = read.of("Payment")
    assert payment["paid_on"] == "2026-06-01"
    assert read.verdicts == ["accepted_with_errors"]
    claims = read.claims()
    assert claims["A1"]["faults"] == []
    assert claims["A1"]["paid_on"] == "2026-06-01"
    assert "X12_CLAIM_UNBALANCED" in claims["A2"]["faults"]


@pytest.mark.parametrize("start", ["22", "23"])
def test_what_is_doubtful_as_a_whole_is_held(start: str) -> None:
    read = trial(start)
    assert (read.exit_code, read.file["verdict"]) == (1, "rejected")


@pytest.mark.parametrize(("start", "claims"), [("24", {"A1", "B2"}), ("25", {"A1"})])
def test_a_control_number_that_comes_twice_is_held_against_the_bytes(
    start: str, claims: set[str], tmp_path: Path
) -> None:
    read = trial(start)
    assert "X12_INTERCHANGE_" in " ".join(read.codes)
    assert set(read.claims()) == claims
    assert len(read.of("RemittanceClaim")) == len(claims)
    (path,) = TRIALS.glob(f"{start}-*")
    CliRunner().invoke(cli, ["x12", "ack", str(path), "--out", str(tmp_path)])
    answers = [item.read_text() for item in sorted(tmp_path.glob("*.ta1"))]
    assert len(answers) == 1
    code = {"24": "*E*025~", "25": "*R*025~"}[start]
    assert code in answers[0]


@pytest.mark.parametrize("start", ["26", "27", "28", "29", "30", "32", "35", "38", "39"])
def test_a_remittance_with_a_small_fault_is_read(start: str) -> None:
    read = trial(start)
    assert read.exit_code == 0
    assert read.findings
    claim = read.claims()["A1"]
    assert (claim["paid_cents"], claim["faults"], claim["balanced"]) == (80_00, [], True)


@pytest.mark.parametrize("start", ["29", "30"])
def test_a_line_with_a_fault_is_read_as_far_as_it_is_sound(start: str) -> None:
    claim = trial(start).claims()["A2"]
    assert (claim["paid_cents"], claim["faults"]) == (80_00, [])
    assert claim["lines"][0]["service_from"] is None
    assert claim["lines"][0]["procedure_code"] == "99213"


def test_a_lower_case_segment_is_read_as_what_it_is() -> None:
    (line,) = trial("38").claims()["A1"]["lines"]
    assert line["service_from"] == "2026-05-10"


@pytest.mark.parametrize("name", FILES)
def test_no_finding_and_no_type_echoes_a_value(name: str) -> None:
    result = CliRunner().invoke(cli, ["x12", "check", "--json", str(TRIALS / name)])
    path = json.dumps(str(TRIALS / name))
    said = result.output.replace(path, "").upper()
    for value in ("HAZEL", "ROBIN", "SORREL", "JOS", "OPAL", "MEM00", "ZZT77"):
        assert value not in said


def test_a_good_set_applies_beside_one_that_is_held() -> None:
    read = trial("42")
    assert read.verdicts == ["accepted", "rejected"]
    assert (read.file["verdict"], read.exit_code) == ("rejected", 1)
    assert set(read.claims()) == {"A1", "B1"}


def test_a_category_of_another_kind_of_277_is_reported_as_misplaced() -> None:
    read = trial("46")
    assert set(read.codes) == {"X12_CODE_MISPLACED"}
    assert composites(read.claims()["ACCT01"]) == ["F2:20:PR"]


OUTCOMES = {
    "48-": ["A", "R", "E"],
    **{start: ["A", "R"] for start in ("48a", "48b", "48c", "48d", "48e")},
    **{start: ["R"] for start in ("48h", "48i", "48j", "49", "50")},
}


@pytest.mark.parametrize("start", OUTCOMES)
def test_a_999_says_of_each_set_what_became_of_it(start: str) -> None:
    read = trial(start)
    assert [item["code"] for item in read.of("SetAcknowledgment")] == OUTCOMES[start]
    assert read.exit_code == 0
    assert not FAULTY & {severity for severity, *_ in read.places}


@pytest.mark.parametrize("start", ["48a", "48b", "48c", "48d", "48e", "48h", "48i"])
def test_contexts_of_a_999_are_sound(start: str) -> None:
    assert trial(start).findings == []


def test_a_claim_that_is_out_of_balance_is_held_and_its_neighbor_posts() -> None:
    claims = trial("51").claims()
    assert (claims["A1"]["balanced"], claims["A1"]["faults"]) == (True, [])
    assert claims["A2"]["balanced"] is False
    assert "X12_CLAIM_UNBALANCED" in claims["A2"]["faults"]


def test_a_short_zip_is_reported_and_the_claim_is_registered() -> None:
    read = trial("60")
    assert ("N4", "03") in {place[1:] for place in read.places}
    assert read.exit_code == 0
    assert set(read.claims()) == {"ACCT01"}


@pytest.mark.parametrize(("start", "reasons"), [("plb-two", 2), ("plb-six", 8)])
def test_any_number_of_provider_adjustments_balances(start: str, reasons: int) -> None:
    (payment,) = trial(start).of("Payment")
    assert payment["balanced"]
    assert len(payment["provider_adjustments"]) == reasons


def test_lines_of_eighty_bytes_are_joined_and_offsets_stay_those_of_the_file() -> None:
    read = trial("bots65")
    assert {severity for severity, *_ in read.places} == {"warning"}
    claim = read.claims()["HL0001"]
    assert (claim["paid_cents"], claim["balanced"]) == (100_00, True)
    data = (TRIALS / "bots65-wrapped-80-lf.835").read_bytes()
    start, end = claim["span"]
    assert data[start:end].replace(b"\n", b"").startswith(b"CLP*HL0001*1*120*100")
    assert data[start:end].replace(b"\n", b"").endswith(b"CAS*PR*2*20~")


@pytest.mark.parametrize("start", ["latin1", "utf8"])
def test_a_name_beyond_ascii_is_read_as_it_is_spelled(start: str) -> None:
    claim = trial(start).claims()["HL0001"]
    assert claim["patient"]["first_name"] == "JOS\u00c9"


def test_a_negative_payment_is_read_with_a_warning() -> None:
    read = trial("rfi2660")
    assert ("warning", "BPR", "02") in read.places
    assert (read.verdicts, read.exit_code) == (["accepted"], 0)
    (payment,) = trial("rfi2660").of("Payment")
    assert (payment["amount_cents"], payment["balanced"]) == (-100_00, True)


def test_composites_and_free_text_are_in_the_record() -> None:
    claim = trial("stc12").claims()["HL0001"]
    assert composites(claim) == ["A7:562:85", "A7:128:85", "A7:145:85"]
    assert claim["statuses"][0]["text"] == "TAXONOMY MISSING"
