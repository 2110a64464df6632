"""Errors of wrong usage fit the terminal, and keep commands and long words whole."""

import pytest
from click.testing import CliRunner

from claimtrail.cli.core.usage import in_lines
from claimtrail.cli.main import cli

LONG = "write-off clm_viinx5e26jd56qkuqma4tmzx --reason unheard_of --why so"


@pytest.mark.parametrize(
    "words", [LONG, f"--{'unheard-of-' * 6}option", "claims --sort " + "x" * 9]
)
def test_an_error_of_usage_is_wrapped_to_the_terminal(words: str) -> None:
    done = CliRunner().invoke(cli, words.split(), env={"COLUMNS": "60"})

    assert done.exit_code == 2
    said = done.stderr
    too_wide = [line for line in said.splitlines() if len(line) > 60 and " " in line.strip()]
    assert too_wide == []
    assert "Error: " in said
    assert "--help' for help." in said


def test_a_wrapped_error_says_all_that_it_said() -> None:
    said = CliRunner().invoke(cli, LONG.split(), env={"COLUMNS": "60"}).stderr

    lines = said.partition("Error: ")[2].splitlines()
    assert len(lines) > 3
    assert "'charity_care', 'bad_debt', 'billing_error'." in " ".join(" ".join(lines).split())


def test_a_command_and_a_long_word_stay_whole() -> None:
    command, word = "`claimtrail claims --all --payer larkspur`", "w" * 70
    said = in_lines(f"No such payer as this one: {command} lists {word} of them.", width=50)

    assert command in said
    assert word in said
    assert len([line for line in said.splitlines() if len(line) > 50]) == 1


def test_no_arguments_show_the_help() -> None:
    done = CliRunner().invoke(cli, [], env={"COLUMNS": "60"})

    assert "Everyday:" in done.output
    assert "Error" not in done.output
