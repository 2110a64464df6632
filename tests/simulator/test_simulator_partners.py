"""The simulator stands on its own feet: it reads profiles itself, and names states itself."""

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from claimtrail.claims.lifecycle.expectation_rules import EXPECTATIONS, ExpectedWord
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.lifecycle.transitions import AT_PAYER
from claimtrail.partners.profile import Partners
from simulator.claim_states import AWAITING_DECISION, ClaimState
from simulator.commands import synth
from simulator.generator import generate
from simulator.model import SimulatedFile
from simulator.partners import Partner, SimulatorError, read_partners

PROFILES = Path(__file__).parents[2] / "infra" / "stages" / "local" / "partners"
PAYER = """
id = "lone-payer"
name = "Lone Payer"
role = "payer"
transactions = ["835"]
identities = [{ qualifier = "ZZ", sender_id = "LONE" }]
"""


def week(partners: list[Partner]) -> list[SimulatedFile]:
    """The files of a week."""
    return list(
        generate(
            partners=partners,
            seed=3,
            first_day=date(2026, 10, 5),
            last_day=date(2026, 10, 11),
            claims_per_day=6,
        )
    )


def test_profiles_are_read_as_the_package_reads_them(partners: Partners) -> None:
    assert week(list(read_partners(PROFILES))) == week(list(partners))


@pytest.mark.parametrize(
    ("text", "why"), [("id = ", "Invalid value"), ('id = "lone"', "'name'"), (PAYER, "billing")]
)
def test_a_profile_that_lacks_something_ends_the_command_with_the_reason(
    tmp_path: Path, text: str, why: str
) -> None:
    (tmp_path / "payer.toml").write_text(text, encoding="utf-8")

    ended = CliRunner().invoke(
        synth, ["--out", str(tmp_path / "out"), "--profiles", str(tmp_path), "--days", "2"]
    )

    assert ended.exit_code == 1
    assert why in ended.output


def test_an_identifier_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    biller = PAYER.replace('"payer"', '"billing"').replace("LONE", "LONGER-THAN-FIFTEEN")
    payer = f'{PAYER}payer_identifiers = ["LONE1"]\nterms = {{ adjudication_days = 30 }}\n'
    (tmp_path / "biller.toml").write_text(biller, encoding="utf-8")
    (tmp_path / "payer.toml").write_text(payer, encoding="utf-8")

    with pytest.raises(ValueError, match="longer than its field"):
        week(list(read_partners(tmp_path)))


def test_without_a_payer_nothing_is_written(tmp_path: Path) -> None:
    biller = PAYER.replace('"payer"', '"billing"')
    (tmp_path / "biller.toml").write_text(biller, encoding="utf-8")

    with pytest.raises(SimulatorError, match="role payer"):
        week(list(read_partners(tmp_path)))


def test_states_are_words_of_the_package() -> None:
    assert {state.value for state in ClaimState} <= {state.value for state in State}
    ours = {state.value for state in ClaimState}
    deciding = {
        state.value
        for state, rows in EXPECTATIONS.items()
        if rows and rows[0].word is ExpectedWord.DECISION and state in {State.ACCEPTED, *AT_PAYER}
    }
    assert {state.value for state in AWAITING_DECISION} == deciding & ours
