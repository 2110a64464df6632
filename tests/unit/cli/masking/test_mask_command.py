"""`claimtrail mask`: what is piped in, masked and explained."""

import json

import pytest
from click.testing import CliRunner

from claimtrail.cli.main import cli
from claimtrail.cli.masking import mask_text
from claimtrail.kernel.errors import ClaimTrailError
from claimtrail.partners.profile import Partners
from claimtrail.tickets.masking.known import ClaimPerson, KnownIdentifiers
from claimtrail.trail.access_log import Action
from tests.harness.aws.access_stage import FakeStage
from tests.harness.intake.intake_fixture import demo_partners
from tests.harness.stage.twins import Twins

pytestmark = pytest.mark.capability("T6.1")

TEXT = "Spoke w/ Maria Lopez, dob 3/7/58, denied CO-50"


def test_a_text_is_masked_and_each_place_explained() -> None:
    done = CliRunner().invoke(cli, ["mask", "--explain"], input=TEXT, env={"COLUMNS": "120"})

    assert done.exit_code == 0, done.output
    assert "Spoke w/ [name], dob [date 1958], denied CO-50" in done.output
    assert "names:cue" in done.output
    assert "Maria Lopez" in done.output


def test_names_of_the_stage_s_partners_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "denied by Carter Ellis, per Maria Lopez"
    payer = next(iter(demo_partners())).model_copy(update={"name": "Carter Ellis"})
    monkeypatch.setattr(mask_text, "partners_of", lambda _: Partners([payer]))

    done = CliRunner().invoke(cli, ["mask", "--json"], input=text)

    assert json.loads(done.stdout)["text"] == "denied by Carter Ellis, per [name]"


def test_json_has_places_and_no_identifier() -> None:
    done = CliRunner().invoke(cli, ["mask", "--json"], input=TEXT)

    read = json.loads(done.stdout)
    assert read["text"] == "Spoke w/ [name], dob [date 1958], denied CO-50"
    assert [one["class"] for one in read["masked"]] == ["names", "dates"]
    assert "Lopez" not in done.stdout


def test_a_file_that_cannot_be_read_says_so() -> None:
    done = CliRunner().invoke(cli, ["mask"], input=b"\x7fELF\x00")

    assert isinstance(done.exception, ClaimTrailError)
    assert done.exception.explanation.code == "ATTACHMENT_UNKNOWN"


def test_with_a_claim_the_access_is_recorded_before_anything_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    twins = Twins().fill()
    twins.serve(monkeypatch)
    claim = twins.claims[0]
    known = KnownIdentifiers(people=(ClaimPerson(given="Summer", family="Page"),))
    recorded: list[int] = []

    def known_of(claim_id: str, _stage: object) -> KnownIdentifiers:
        assert claim_id == claim.claim_id
        recorded.append(len(FakeStage.access_queue.rows))
        return known

    monkeypatch.setattr(mask_text, "known_of_claim", known_of)
    done = CliRunner().invoke(cli, ["mask", "--claim", claim.claim_id], input="page summer again")

    assert done.exit_code == 0, (done.output, done.exception)
    assert "[name] again" in done.output
    assert recorded == [1]
    assert FakeStage.access_queue.rows[0]["action"] == Action.TEXT_MASKED.value
