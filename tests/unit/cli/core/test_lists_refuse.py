"""Lists and stages that are asked for what there is none of."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from claimtrail.cli.claims import profiles
from claimtrail.cli.core import stage as stages
from claimtrail.cli.core.stage import open_stage
from claimtrail.cli.intake.drop import _waiting_for
from claimtrail.cli.main import cli
from claimtrail.kernel.errors import ConfigurationError, NotFoundError
from claimtrail.partners.profile import Role
from tests.harness.intake.intake_fixture import IntakeFixture
from tests.harness.stage.twins import Twins


@pytest.fixture
def twins(monkeypatch: pytest.MonkeyPatch) -> Twins:
    twins = Twins(intake=IntakeFixture())
    twins.serve(monkeypatch)
    return twins


def test_claims_of_a_partner_that_is_no_payer_are_refused(
    twins: Twins, monkeypatch: pytest.MonkeyPatch
) -> None:
    partners = twins.intake.partners
    [biller, *_] = [one.id for one in partners if one.role is not Role.PAYER]
    monkeypatch.setattr(profiles, "partners_of", lambda _: partners)

    done = CliRunner().invoke(cli, ["claims", "--payer", biller])

    assert isinstance(done.exception, NotFoundError)
    assert "is no payer" in done.exception.explanation.what


def test_a_stage_that_nobody_knows_is_called_unknown(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / stages.STAGES / "dev").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("claimtrail.bootstrap.stages.outputs_of", lambda _: {})

    with pytest.raises(ConfigurationError) as refused:
        open_stage("nope")

    said = refused.value.explanation
    assert (said.code, "dev" in said.next_step) == ("STAGE_UNKNOWN", True)


def test_several_files_are_waited_for() -> None:
    files = tuple(map(Path, "abcd"))

    assert "until 4 files are read or refused" in _waiting_for(files, 9).plain
