"""Every command is declared as its body takes it, and its help has an example that parses."""

import inspect
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from claimtrail.cli.audit.commands import RECIPIENTS
from claimtrail.cli.core.declare import BODY, EXAMPLE, HANDED, body_of
from claimtrail.cli.core.lazy import LazyGroup
from claimtrail.cli.core.options import Day
from claimtrail.cli.escalations.commands import LISTED
from claimtrail.cli.main import cli
from claimtrail.disclosures.redaction import Recipient
from claimtrail.escalations.model import EscalationStatus
from tests.harness.command_line import commands_of

COMMANDS = dict(commands_of(cli))
LEAVES = {words: one for words, one in COMMANDS.items() if not isinstance(one, click.Group)}
OURS = [words for words, one in LEAVES.items() if words != ("synth",)]
"""The simulator's command knows nothing of the package, nor of its declarations."""
SHARED = {"stage", "as_json", "purpose"}
"""Options that the decorators take for themselves, unless the body asks for them."""
_ESCROW = ("ana.pem", "ben.pem", "ana.key", "ben.key", "escrow.json")
_ROUTING = ("cases.toml", "desk.toml", "rules.toml")
FILES = (
    "heads.json",
    "leavers.csv",
    "remittance.835",
    "seal.pem",
    "staff.csv",
    *_ESCROW,
    *_ROUTING,
)
FOLDERS = ("copy", "infra/stages/local/partners")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with the files that examples name."""
    for name in FOLDERS:
        (tmp_path / name).mkdir(parents=True)
    for name in FILES:
        (tmp_path / name).write_bytes(b"")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def example_of(command: click.Command) -> list[str]:
    """The words of the example's command line."""
    lines = (command.epilog or "").split("\n")
    assert EXAMPLE in lines, "no example"
    typed, *output = lines[lines.index(EXAMPLE) + 1 :]
    while typed.endswith(" \\"):
        typed = f"{typed.removesuffix(chr(92)).rstrip()} {output.pop(0).strip()}"
    assert typed.startswith("  $ claimtrail ")
    assert output, "no output"
    assert all(line.strip() for line in output), "an empty line ends the example"
    return shlex.split(typed.removeprefix("  $ claimtrail "))


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_help_has_an_example_of_this_command_that_parses(
    words: tuple[str, ...], folder: Path
) -> None:
    typed = example_of(COMMANDS[words])

    assert folder.is_dir()
    assert tuple(typed[: len(words)]) == words
    context: click.Context = cli.make_context("claimtrail", list(typed))
    while isinstance(context.command, click.Group):
        name, command, rest = context.command.resolve_command(
            context, [*context._protected_args, *context.args]
        )
        assert command is not None
        context = command.make_context(name, rest, parent=context)
    assert not context.args


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_the_example_is_shown_whole(words: tuple[str, ...]) -> None:
    shown = CliRunner().invoke(cli, [*words, "--help"]).output

    assert COMMANDS[words].epilog is not None
    for line in str(COMMANDS[words].epilog).split("\n")[1:]:
        assert line in shown
        assert len(line) <= 76


@pytest.mark.parametrize("words", OURS, ids=" ".join)
def test_the_body_takes_what_is_declared(words: tuple[str, ...]) -> None:
    callback = LEAVES[words].callback
    assert callback is not None
    assert hasattr(callback, BODY)
    parameters = inspect.signature(body_of(callback)).parameters.values()
    takes = {one.name for one in parameters if one.kind is one.KEYWORD_ONLY}
    positional = [one for one in parameters if one.kind is one.POSITIONAL_OR_KEYWORD]
    takes_more = any(one.kind is one.VAR_KEYWORD for one in parameters)
    declared = {str(one.name) for one in LEAVES[words].params if getattr(one, "expose_value", True)}

    assert len(positional) == len(getattr(callback, HANDED))
    assert takes <= declared
    assert takes_more or takes >= declared - SHARED


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_help_begins_with_a_verb_and_one_sentence(words: tuple[str, ...]) -> None:
    text = COMMANDS[words].help or ""
    first = text.split("\n\n", maxsplit=1)[0]

    assert first.endswith(".")
    assert first.split()[0] in VERBS, first


def test_a_day_is_asked_for_in_one_form_by_every_option() -> None:
    """Help shows `YYYY-MM-DD`, no pattern of a programming language."""
    days = 0
    for words in OURS:
        command = LEAVES[words]
        done = CliRunner().invoke(cli, [*words, "--help"], env={"COLUMNS": "100"})
        assert "%Y" not in done.output, words
        for option in command.params:
            assert not isinstance(option.type, click.DateTime), (words, option.name)
            if isinstance(option.type, Day):
                days += 1
                assert "YYYY-MM-DD" in done.output, words
    assert days > 5


VERBS = {
    "Apply", "Ask", "Bring", "Check,", "Close", "Compare", "Copy", "Delete", "Deploy", "Drop",
    "End", "Explain", "Export", "Extend", "Hand", "Have", "Keep", "Let", "List", "Lose", "Make",
    "Mask", "Match", "Publish", "Put", "Read", "Record", "Release", "Say", "Seal", "Search", "Send",
    "Show", "Sign", "Start", "Start,", "Stop", "Undo", "Validate", "Verify", "Verify,", "Write",
}  # fmt: skip


def test_tables_of_choices_are_those_of_the_rooms() -> None:
    assert set(RECIPIENTS) == set(Recipient)
    assert set(LISTED) <= set(EscalationStatus)


def test_the_table_of_commands_is_complete_and_short() -> None:
    assert isinstance(cli, LazyGroup)
    listed = [name for entries in cli.sections.values() for name in entries]

    assert sorted(listed) == sorted(set(listed)) == cli.list_commands(click.Context(cli))
    for entries in cli.sections.values():
        for entry in entries.values():
            assert entry.short_help.endswith(".")
            assert entry.short_help.split()[0] in VERBS
