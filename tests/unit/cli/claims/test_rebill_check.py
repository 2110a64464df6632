"""`claimtrail rebill-check` never invites a duplicate: an unknown number is one to check."""

import json

import pytest
from click.testing import CliRunner, Result

from claimtrail.claims.fold.model import Claim
from claimtrail.claims.fold.review.duplicates import NEXT, NextSubmission, rebill_check_of
from claimtrail.claims.lifecycle.action_rules import CODE_RULES
from claimtrail.claims.lifecycle.next_actions import next_action
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.views.near_numbers import MOST, near_numbers
from claimtrail.claims.views.rebill_advice import advice_of
from claimtrail.cli.claims.rebill_check import UNKNOWN
from claimtrail.cli.main import cli
from claimtrail.partners.fields import Deadlines
from tests.harness.aws.access_stage import FakeStage
from tests.harness.claims.claim_events import accepted_claim, day, folded, remitted
from tests.harness.stage.twins import Twins


@pytest.fixture
def twins(monkeypatch: pytest.MonkeyPatch) -> Twins:
    """A stage with a month of files."""
    twins = Twins()
    twins.serve(monkeypatch)
    return twins


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, ["rebill-check", *words], env={"COLUMNS": "300"})


def waiting(twins: Twins) -> Claim:
    return next(one for one in twins.claims if one.state is State.ACCEPTED)


@pytest.mark.capability("C7.6")
def test_a_claim_that_the_payer_has_is_not_rebilled(twins: Twins) -> None:
    done = run(waiting(twins).patient_control_number)

    assert done.exit_code == 0
    assert (
        "Do not rebill. The payer has this claim; a second original would deny as a duplicate "
        "(CARC 18)."
    ) in done.output


@pytest.mark.capability("C7.6")
@pytest.mark.usefixtures("twins")
def test_an_unknown_number_is_one_to_check_and_no_invitation() -> None:
    done = run("NO-SUCH-NUMBER")
    as_json = run("NO-SUCH-NUMBER", "--json")

    assert done.exit_code == as_json.exit_code == UNKNOWN == 1
    said = " ".join(done.stderr.split())
    assert "NUMBER_UNKNOWN: no claim with the number NO-SUCH-NUMBER" in said
    assert "Check the number (CLM01)" in said
    assert "original" not in done.output
    assert json.loads(as_json.stdout) == {
        "found": False,
        "number": "NO-SUCH-NUMBER",
        "next_submission": None,
        "near": [],
        "held_in": [],
    }


@pytest.mark.capability("C7.6")
@pytest.mark.parametrize(
    "mistake",
    [
        lambda number: number[:-1],
        lambda number: f"{number}7",
        lambda number: number[:2] + number[3] + number[2] + number[4:],
        lambda number: number.replace("0", "O", 1),
        lambda number: number[:5] + ("3" if number[5] != "3" else "4") + number[6:],
    ],
)
def test_near_numbers_are_offered_and_recorded_as_shown(twins: Twins, mistake: object) -> None:
    number = waiting(twins).patient_control_number
    assert callable(mistake)

    done = run(mistake(number), "--json")

    assert done.exit_code == UNKNOWN
    assert number in json.loads(done.stdout)["near"]
    assert waiting(twins).claim_id in {row["subject_id"] for row in FakeStage.access_queue.rows}


def test_lost_zeros_are_put_back() -> None:
    assert "ZT00042" in near_numbers("ZT42")
    assert "0000123" in near_numbers("123")
    assert "ZT42" in near_numbers("ZT00042")


@pytest.mark.parametrize("number", ["", "1", "A" * 21, "Z" * 20, "9" * 20, "-" * 12])
def test_near_numbers_are_bounded(number: str) -> None:
    assert len(near_numbers(number)) <= MOST
    assert number not in near_numbers(number)


@pytest.mark.capability("C7.6")
def test_no_state_is_advised_to_send_what_the_payer_has() -> None:
    claim = folded(accepted_claim())
    for state, following in NEXT.items():
        advice = advice_of(rebill_check_of(claim.model_copy(update={"state": state})))
        if following is NextSubmission.ORIGINAL:
            assert "as an original (CLM05-3 = 1)" in advice
        elif following is NextSubmission.CHECK:
            assert advice.startswith("Do not bill")
        else:
            assert advice.startswith("Do not")
            assert "duplicate (CARC 18)" in advice


@pytest.mark.capability("C7.6")
@pytest.mark.parametrize("carc", sorted(CODE_RULES))
def test_a_denial_that_a_second_claim_cannot_fix_gets_the_claims_own_next_action(carc: str) -> None:
    denied = folded([*accepted_claim(), remitted(16, 0, f"CO-{carc}:100")])
    action = next_action(denied, Deadlines(), today=day(17))
    assert action is not None

    advice = advice_of(rebill_check_of(denied), action)

    assert denied.state is State.DENIED
    assert advice.startswith("Do not send an original")
    assert CODE_RULES[carc].action in advice
    assert "A change goes as a replacement" not in advice


@pytest.mark.capability("C7.6")
def test_the_next_action_is_that_of_the_claims_head(twins: Twins) -> None:
    rejected = next(one for one in twins.claims if one.state is State.FRONT_END_REJECTED)

    head = CliRunner().invoke(cli, ["claim", rejected.patient_control_number, "--json"]).stdout
    checked = json.loads(run(rejected.patient_control_number, "--json").stdout)

    assert checked["next_action"]
    assert checked["next_action"] == json.loads(head)["head"]["next_action"]


@pytest.mark.capability("C7.6")
def test_a_denied_account_is_shown_its_next_action(
    twins: Twins, monkeypatch: pytest.MonkeyPatch
) -> None:
    denied = folded([*accepted_claim(), remitted(16, 0, "CO-97:100", number="ICN-7")])
    monkeypatch.setattr(twins.intake.claims, "find", lambda _: denied)

    done = run(denied.patient_control_number)

    assert "Do not bill again." in done.output
    assert "The payer's claim number is ICN-7." in done.output
    assert "CLM05-3 = 7" not in done.output


@pytest.mark.capability("C7.6")
def test_a_number_whose_records_belong_to_another_claim_is_one_to_check() -> None:
    claim = folded(accepted_claim()).model_copy(update={"matched_to": "clm_other"})

    assert "its records count for clm_other" in advice_of(rebill_check_of(claim))
