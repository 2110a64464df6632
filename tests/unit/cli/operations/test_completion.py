"""`claimtrail completion`: the script of a shell, and what it is answered without a cloud."""

import sys
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner

from claimtrail.cli.core.options import remember_payers
from claimtrail.cli.core.short_ids import remember
from claimtrail.cli.main import cli
from claimtrail.cli.operations.completion import VARIABLE

CLAIM = "clm_viinx5e26jd56qkuqma4tmzx"


@pytest.fixture(autouse=True)
def _state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAIMTRAIL_STATE_FOLDER", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "elsewhere" / "venv"))


def completed(*words: str, incomplete: str = "") -> list[str]:
    shell = ShellComplete(cli, {}, "claimtrail", VARIABLE)
    return [item.value for item in shell.get_completions(list(words), incomplete)]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_asks_the_command_line(shell: str) -> None:
    done = CliRunner().invoke(cli, ["completion", shell], catch_exceptions=False)

    assert f"{VARIABLE}={shell}_complete" in done.stdout
    assert "claimtrail" in done.stdout


def test_the_script_is_answered() -> None:
    asked = {VARIABLE: "bash_complete", "COMP_WORDS": "claimtrail cl", "COMP_CWORD": "1"}

    done = CliRunner().invoke(cli, env=asked, prog_name="claimtrail")

    assert done.stdout.split() == ["plain,claim", "plain,claim-key", "plain,claims", "plain,close"]


def test_commands_options_and_states_are_completed() -> None:
    assert completed(incomplete="re") == [
        "rebill-check", "record-status", "reopen", "reproject", "republish",
        "reset", "restore", "restrictions", "retention",
    ]  # fmt: skip
    assert completed("exceptions", incomplete="w") == ["withdraw"]
    assert "--submitted" in completed("claims", incomplete="--")
    assert completed("claims", "--state", incomplete="den") == ["denied"]


def test_payers_of_opened_stages_and_ids_that_were_shown_are_completed() -> None:
    remember_payers(["larkspur", "juniper-medicaid"])
    remember([CLAIM, "fil_9c1f3364c0de5ad18e20a7b1"])

    assert completed("claims", "--payer", incomplete="lark") == ["larkspur"]
    assert completed("claim", incomplete="clm_") == [CLAIM]
    assert completed("trail", incomplete="clm_") == []


def test_the_profiles_of_a_checkout_name_payers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    profiles = tmp_path / "infra" / "stages" / "local" / "partners"
    profiles.mkdir(parents=True)
    (tmp_path / ".claimtrail").mkdir()
    (profiles / "cedar-medicare.toml").write_text("")
    monkeypatch.chdir(profiles)

    assert completed("claims", "--payer") == ["cedar-medicare"]
