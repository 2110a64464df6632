"""A value that does not exist is named as it was typed: never an empty list, never a hash."""

import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from claimtrail.claims.lifecycle.state_words import STATE_WORDS
from claimtrail.claims.lifecycle.states import State
from claimtrail.cli.core import access
from claimtrail.cli.core import stage as stages
from claimtrail.cli.core.short_ids import ids_in
from claimtrail.cli.main import cli
from claimtrail.kernel.errors import ClaimTrailError
from tests.harness.stage.twins import Twins

CLAIM = "ZT99999"
LARKSPUR = "larkspur-commercial"
EXPORT = f"audit export --payer {LARKSPUR} --recipient payer --out package"


@pytest.fixture(scope="module")
def twins() -> Twins:
    """One month of files for all cases; commands here change nothing."""
    return Twins().fill()


@pytest.fixture(autouse=True)
def _stage(twins: Twins, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    twins.serve(monkeypatch)
    monkeypatch.setattr(stages, "open_stage", access.open_stage)
    monkeypatch.setenv("CLAIMTRAIL_STATE_FOLDER", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my remit.835").write_bytes(b"ISA")


def run(line: str) -> Result:
    return CliRunner().invoke(cli, shlex.split(line))


def said(done: Result) -> str:
    """Return what a person reads: click's usage error, or the explanation."""
    if isinstance(done.exception, ClaimTrailError):
        explanation = done.exception.explanation
        return f"{explanation.code}: {explanation.what} {explanation.where} {explanation.next_step}"
    assert isinstance(done.exception, SystemExit), (done.exception, done.output)
    return done.output


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        *(
            (f"{command} --payer larkspurr", ("PARTNER_UNKNOWN", "'larkspurr'", LARKSPUR))
            for command in (
                "claims",
                "unmatched",
                "exceptions",
                "payments",
                "tickets",
                "files",
                "escalations",
                "incidents",
                "terms review",
                "terms export",
                "terms decide Processed --means F1 --why guide",
                "reproject --all",
                "audit export --recipient payer --out package",
            )
        ),
        ("claims --state GONE", ("GONE", "DENIED")),
        ("escalations --status GONE", ("GONE", "running")),
        ("tickets --owner queue:biling", ("OWNER_UNKNOWN", "queue:biling", "queue:billing")),
        ("tickets --cause CO-0", ("CAUSE_UNKNOWN", "'CO-0'")),
        ("tickets --category duplicat", ("CATEGORY_UNKNOWN", "duplicat", "kinds of cause")),
        ("taxonomy map claims_processing/rejectd", ("CATEGORY_UNKNOWN", "taxonomy show")),
        ("query --saved claims_by_status", ("claims_by_status", "claims_by_status_and_payer")),
        ("incidents inc_aaaaaaaaaaaaaaaaaaaaaaaa", ("INCIDENT_UNKNOWN",)),
        ("payments --since 2026-13-01", ("2026-13-01",)),
        ("claims --submitted 2099-01-01", ("a day to come",)),
        ("compact --since 2026-11-09 --through 2026-11-01", ("later than --through",)),
        (
            f"{EXPORT} --from 2026-11-09 --to 2026-11-01",
            ("later than --to",),
        ),
        (
            f"{EXPORT} --to 1999-11-01",
            ("CLAIMS_NONE", "1999-11-01"),
        ),
        ("files --days 0", ("not in the range",)),
        ("retention --days 99999999", ("not in the range",)),
        ("drop 'my remit.835' --payer larkspurr", ("PARTNER_UNKNOWN", "'larkspurr'")),
    ],
)
def test_a_filter_whose_value_does_not_exist_says_so_and_names_the_known_ones(
    line: str, expected: tuple[str, ...]
) -> None:
    done = run(line)

    assert done.exit_code in {1, 2}
    text = said(done)
    assert all(each in text for each in expected), text


@pytest.mark.parametrize(
    "line",
    [
        f"mask --claim {CLAIM} -",
        f"restrictions list {CLAIM}",
        f"provenance {CLAIM}",
        f"claim {CLAIM}",
        f"exceptions accept {CLAIM} exc_1 --why word",
        f"hold set {CLAIM} --docket 1 --reason why",
        f"match {CLAIM} --reject --why word",
        f"record-status {CLAIM} --term Processed --seen-on 2026-11-20 --seen-in phone",
        f"reproject {CLAIM}",
        f"audit export --claim {CLAIM} --recipient regulator --out package",
    ],
)
def test_an_unknown_account_is_named_by_its_number_and_not_by_a_hash(line: str) -> None:
    done = run(line)

    assert done.exit_code == 1
    text = said(done)
    assert CLAIM in text
    assert list(ids_in(text)) == []


def test_a_files_id_for_a_claim_leads_to_the_file() -> None:
    text = said(run("claim fil_d24e3c"))

    assert "CLAIM_UNKNOWN" in text
    assert "fil_d24e3c is a file's id" in text
    assert "`claimtrail trail fil_d24e3c`" in text
    assert "`claimtrail files show fil_d24e3c`" in text
    assert "mistyped" not in text


@pytest.mark.parametrize("command", ["trail", "files show", "files release --why word"])
def test_an_unknown_file_is_named_by_its_path_and_not_by_a_hash(command: str) -> None:
    done = run(f"{command} 'my remit.835'")

    text = said(done)
    assert "FILE_UNKNOWN" in text
    assert "'my remit.835'" in text
    assert list(ids_in(text)) == []


def test_a_set_that_is_not_held_is_no_file_without_held_sets(twins: Twins) -> None:
    file_id = twins.claims[0].steps[0].source.file_id

    text = said(run(f"files show {file_id} --set 99"))

    assert "SET_NOT_HELD: set 99 of the file is not held" in text


@pytest.mark.parametrize(
    "line",
    [
        "trail nofile",
        "trail .",
        "claim ''",
        "files show nofile",
        "match clm_1 --accept clm_2 --reject --why word",
        "provenance clm_1 --step 0",
        "claims --limit -1",
        "drop . --payer larkspur-commercial",
        "audit verify nofile",
        "audit verify s3://",
        "audit report nofile",
        "query --saved ''",
        "completion csh",
        "dlq redrive",
        "hold list --docket",
    ],
)
def test_bad_input_ends_with_a_reason_and_no_traceback(line: str) -> None:
    done = run(line)

    assert done.exit_code in {1, 2}
    assert said(done)


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("unmached", "unmatched"),
        ("claim-s", "claims"),
        ("audit verfy", "verify"),
        ("tickets reopn", "reopen"),
    ],
)
def test_a_mistyped_command_is_met_with_near_ones(typed: str, near: str) -> None:
    done = run(typed)

    assert done.exit_code == 2
    assert "Did you mean" in done.output
    assert near in done.output


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("rejected", ["TRANSMISSION_REJECTED", "FRONT_END_REJECTED"]),
        ("pended", ["PENDED_PROVIDER_INFO", "PENDED_PATIENT_INFO"]),
        ("277ca", ["RECEIVED", "ACCEPTED", "FRONT_END_REJECTED"]),
        ("denid", ["DENIED"]),
        ("999 acepted", ["SYNTAX_ACCEPTED"]),
        ("gone", []),
        ("--", []),
    ],
)
def test_an_unknown_state_is_answered_with_the_near_ones_first(typed: str, near: list[str]) -> None:
    done = run(f"claims --state='{typed}'")

    assert done.exit_code == 2
    lines = done.output.splitlines()
    assert max(map(len, lines)) <= 80
    assert ("Near it:" in done.output) is bool(near)
    listed = [line.split(maxsplit=1) for line in lines if line.startswith("  ")]
    assert [code for code, _ in listed[: len(near)]] == near
    assert sorted(listed) == sorted([state.value, STATE_WORDS[state]] for state in State)
