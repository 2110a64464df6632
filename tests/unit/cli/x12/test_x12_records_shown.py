"""`claimtrail x12 read`: a person sees statuses of every level, texts, and what holds a claim."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from claimtrail.cli.main import cli

TRIALS = Path(__file__).parents[3] / "fixtures" / "trials"
pytestmark = pytest.mark.capability("C5.5")


def shown(name: str, *options: str) -> str:
    """Return what the command writes of a trial file, blanks run together."""
    [path] = TRIALS.glob(f"*/{name}*")
    result = CliRunner(env={"COLUMNS": "200"}).invoke(cli, ["x12", "read", str(path), *options])
    return "\n".join(" ".join(line.split()) for line in result.output.splitlines())


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("05-277ca", "receiver BATCH77 BATCH77 PR ALD01 A3:24:41 U $800.00 AA 3 YY 800.00 no"),
        (
            "06-277ca",
            "provider BATCH77 PROVTRACE1 1234567893 PR ALD01 A8:496:85 U $150.00 QC 3 YY 150.00 no",
        ),
        ("12-277", "provider ALDER277 INQ5 1234567893 PR ALD01 E0:24:1P"),
    ],
)
def test_a_batch_or_provider_is_a_row_with_its_status_count_and_amount(name: str, row: str) -> None:
    assert row in shown(name)


def test_lines_with_a_status_of_their_own_stand_beside_the_claims() -> None:
    text = shown("11-277")
    assert "F1:65 99213 $100.00 F1:65" in text
    assert "99215 $200.00 F2:88:QC" in text


def test_every_composite_and_the_free_text_are_shown() -> None:
    assert "A7:562:85 A7:128:85 A7:145:85 TAXONOMY MISSING" in shown("stc12-three")


def test_a_code_of_another_list_is_marked() -> None:
    assert "F2:85 (RX)" in shown("09-277")


def test_a_number_that_is_not_the_claims_own_is_marked() -> None:
    assert shown("rfi535-two-zeros").count("0 (not its own)") == 2


def test_a_claim_says_what_holds_it_back() -> None:
    text = shown("51-835")
    assert text.count("X12_CLAIM_UNBALANCED X12_LINE_UNBALANCED") == 1


def test_json_has_lines_totals_and_texts() -> None:
    lines = [json.loads(line) for line in shown("05-277ca", "--json").splitlines()]
    [batch] = [line["data"] for line in lines if line.get("record") == "BatchStatus"]

    assert batch["totals"] == [
        {"segment_id": "QTY", "qualifier": "AA", "value": "3"},
        {"segment_id": "AMT", "qualifier": "YY", "value": "800.00"},
    ]
    lines = [json.loads(line) for line in shown("11-277", "--json").splitlines()]
    [claim] = [line["data"] for line in lines if line.get("record") == "ClaimStatus"]
    assert [line["charge_cents"] for line in claim["lines"]] == [10_000, 20_000]
    assert claim["lines"][1]["statuses"][0]["composites"][0]["status_code"] == "88"
