"""At 80 columns no line is longer, and no id, day, amount or code is broken over two lines."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from claimtrail.cli.core.short_ids import ids_in
from claimtrail.cli.main import cli
from tests.harness.command_line import commands_of
from tests.harness.stage.twins import Twins

WIDTH = 80
COMMANDS = dict(commands_of(cli))
WORDS = re.compile(
    r"[\w./-]+fil_[0-9a-f]{24}\.\w+|\b[0-9a-f]{64}\b"
    r"|\b[a-z]{3}_[a-z0-9]{6,}\b|\$[\d,]+\.\d\d|\b\d{4}-\d\d-\d\d\b|\bZT\w{5,}|\bX12_[A-Z0-9_]+"
)
"""Names of files, digests, ids, amounts, days, account numbers and findings."""
COMMAND = re.compile(r"`claimtrail [^`]+`")
LISTS = (
    "claims",
    "claims --sort amount --limit 200",
    "claims --totals",
    "claims --all --state denied --state PAID --sort deadline",
    "unmatched",
    "exceptions",
    "payments",
    "files --days 60",
    "escalations",
    "tickets",
    "incidents",
    "hold list",
    "terms review --all",
    "query --list",
)


@pytest.fixture(scope="module")
def twins() -> Twins:
    """One month of files for all cases; commands here change nothing."""
    return Twins().fill()


@pytest.fixture(autouse=True)
def _stage(twins: Twins, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    twins.serve(monkeypatch)
    monkeypatch.setenv("CLAIMTRAIL_STATE_FOLDER", str(tmp_path))


def shown(line: str, *, width: int = WIDTH) -> str:
    """Return what a command shows people in a terminal of that width."""
    done = CliRunner().invoke(cli, shlex.split(line), env={"COLUMNS": str(width)})
    assert not done.exception or isinstance(done.exception, SystemExit), done.exception
    return done.output


def faults(text: str, wide: str) -> Iterator[str]:
    """Yield lines that are too long, and words of the wide output that are nowhere whole."""
    yield from (f"too long: {line}" for line in text.splitlines() if len(line.rstrip()) > WIDTH)
    yield from (f"broken command: {one}" for one in COMMAND.findall(text) if "\n" in one)
    narrow = set(WORDS.findall(text))
    for word in dict.fromkeys(WORDS.findall(wide)):
        cut = any(word.startswith(each) for each in narrow if "_" in each)
        if word not in narrow and not cut:
            yield f"broken or gone: {word}"


def ids_of(line: str) -> list[str]:
    """Return the whole ids that a wide list shows."""
    return list(dict.fromkeys(ids_in(shown(line, width=400))))


@pytest.mark.parametrize("line", LISTS)
def test_lists_fit_with_whole_words(line: str) -> None:
    assert list(faults(shown(line), shown(line, width=400))) == []


def test_every_claim_fits_with_whole_words(twins: Twins) -> None:
    by_state = {one.state: one for one in twins.claims}
    for one in by_state.values():
        for line in (f"claim {one.claim_id}", f"provenance {one.claim_id}"):
            found = list(faults(shown(line), shown(line, width=400)))
            assert found == [], line


def test_each_incident_fits() -> None:
    incidents = [one for one in ids_of("incidents") if one.startswith("inc_")]
    assert incidents
    for line in (f"incidents {one}" for one in incidents):
        assert list(faults(shown(line), "")) == [], line


def test_files_fit_with_whole_digests_and_names(twins: Twins) -> None:
    files = [one for one in ids_of(f"claim {twins.claims[0].claim_id}") if one.startswith("fil_")]
    wide = [shown(f"trail {one}", width=400) for one in files]
    assert all(re.search(r"\b[0-9a-f]{64}\b", text) for text in wide)
    for one, text in zip(files, wide, strict=True):
        assert list(faults(shown(f"trail {one}"), text)) == [], one
        assert list(faults(shown(f"files show {one}"), "")) == [], one


@pytest.mark.parametrize(
    "words", [(), *COMMANDS], ids=lambda words: " ".join(words) or "claimtrail"
)
def test_help_fits(words: tuple[str, ...]) -> None:
    text = shown(shlex.join([*words, "--help"]))

    assert [line for line in text.splitlines() if len(line) > WIDTH] == []
    _, _, listed = text.partition("\nCommands:\n")
    cut = [line for line in listed.partition("\n\n")[0].splitlines() if line.endswith("...")]
    assert cut == [], "the sentence of a command is cut"


def test_the_list_of_commands_has_a_line_for_each() -> None:
    text = shown("--help")

    groups = re.findall(r"^(\S.*):$", text, re.MULTILINE)
    assert groups == [
        "Options", "Everyday", "Files and payments", "Audit", "Access", "Analysts",
        "Cloud operations",
    ]  # fmt: skip
    assert isinstance(cli, click.Group)
    for name in cli.list_commands(click.Context(cli)):
        assert re.search(rf"^  {name} +\S.*\.$", text, re.MULTILINE), name
