"""A command imports what it needs when it runs: its help costs no body, no AWS, no tables."""

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from claimtrail.cli.main import cli
from tests.harness.command_line import words_of_commands

HEAVY = {
    "boto3",
    "botocore",
    "pydantic",
    "rich",
    "duckdb",
    "pyx12",
    "asyncssh",
    "sqlglot",
}
"""Libraries that take a tenth of a second of processor time, or several."""
MOST = 295
"""Modules that the version or any help may import, Python's own included."""
AFTER = "import atexit, sys; atexit.register(lambda: print('MODULES', *sys.modules))"
HELP = """
for words in sys.argv[1:]:
    try:
        cli([*words.split(), "--help"], prog_name="claimtrail")
    except SystemExit as ended:
        assert not ended.code, words
"""
CALL = "from claimtrail.cli.main import main; sys.argv[0] = 'claimtrail'; main()"


def modules_of(*words: str, folder: Path, call: str = CALL, **environment: str) -> set[str]:
    """The modules that a command has imported when its process ends, however it ends."""
    done = subprocess.run(  # noqa: S603 - our own statement
        (sys.executable, "-c", f"{AFTER}\n{call}", *words),
        cwd=folder,
        env=os.environ | {"HOME": str(folder)} | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    listed = [line for line in done.stdout.splitlines() if line.startswith("MODULES ")]
    assert listed, done.stderr
    return set(listed[-1].split()[1:])


def roots(modules: set[str]) -> set[str]:
    return {name.partition(".")[0] for name in modules}


def test_the_version_imports_nothing_heavy_and_no_command(tmp_path: Path) -> None:
    found = modules_of("--version", folder=tmp_path)

    assert not HEAVY & roots(found)
    assert not [name for name in found if name.endswith(".commands")]
    assert len(found) <= MOST


def test_the_list_of_commands_is_shown_from_its_table(tmp_path: Path) -> None:
    found = modules_of("--help", folder=tmp_path)

    assert not HEAVY & roots(found)
    assert not [name for name in found if name.endswith(".commands")]


def test_the_help_of_all_commands_imports_declarations_alone(tmp_path: Path) -> None:
    every = [" ".join(words) for words in words_of_commands(cli)]
    assert len(every) > 50

    found = modules_of(*every, folder=tmp_path, call=f"from claimtrail.cli.main import cli\n{HELP}")

    assert not HEAVY & roots(found)
    assert len(found) <= MOST


@pytest.mark.long
@pytest.mark.parametrize(
    "words",
    [("claims",), ("claim", "clm_viinx5"), ("tickets",), ("payments",), ("dlq", "list")],
    ids=" ".join,
)
def test_a_command_calls_the_cloud_before_it_imports_its_body(
    words: tuple[str, ...], tmp_path: Path
) -> None:
    nowhere = {
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
        "AWS_ACCESS_KEY_ID": "none",
        "AWS_SECRET_ACCESS_KEY": "none",
        "AWS_MAX_ATTEMPTS": "1",
    }

    found = modules_of(*words, folder=tmp_path, **nowhere)

    assert "botocore" in found
    assert not {"boto3", "pydantic", "asyncssh"} & roots(found)


def test_wrong_usage_asks_no_cloud(tmp_path: Path) -> None:
    found = modules_of("match", "clm_viinx5", "--why", "said so", folder=tmp_path)

    assert not HEAVY & roots(found)


def test_every_command_of_the_table_is_there() -> None:
    context = click.Context(cli)

    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        assert command is not None
        assert command.name == name
