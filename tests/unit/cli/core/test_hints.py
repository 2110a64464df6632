"""Every command that the program prints or the docs show can be typed as it stands."""

import re
from collections import Counter

import pytest

from tests.harness.hints import Hint, docs_hints, fault_of, program_hints, unquoted_hints

PROGRAM, DOCS = tuple(program_hints()), tuple(docs_hints())


def faults(hints: tuple[Hint, ...]) -> list[str]:
    """Each hint that fails, with where it stands and why."""
    return [f"{hint.where}: {hint.line}: {wrong}" for hint in hints if (wrong := fault_of(hint))]


def test_every_hint_of_the_program_names_a_command_with_what_it_needs() -> None:
    assert faults(PROGRAM) == []


BLANKS = {
    "TEXT": "a person's own reason",
    "CATEGORY": "a person's decision; the line lists the categories",
    "FILE": "a file of the person, or filled in by `with_ids`",
    "TERM": "filled in by `with_ids`",
    "PAYER": "filled in by `with_ids`",
    "CLAIM": "a claim that the person means, where a patient's number is unknown",
    "MESSAGE": "one of those that `claimtrail dlq list` names first",
    "ADDRESS": "of pages where nobody has signed in here",
    "DESK": "a file that the person writes",
    "STAGE": "a variable of make",
    "RUNNING": "a status",
    "ERA": "a word of an example",
}
"""Words in capitals that a printed command may have, and why no id stands there."""


def test_a_hint_leaves_blank_what_a_person_alone_knows() -> None:
    found = {
        word
        for hint in PROGRAM
        if "/cli/" in hint.where and hint.is_complete
        for word in re.findall(r"(?<![\w-])[A-Z][A-Z_]*(?![\w-])", hint.line)
    }

    assert found - {"VALUE"} == set(BLANKS)


def test_every_command_in_the_docs_exists_with_its_options() -> None:
    assert faults(DOCS) == []


def test_a_hint_says_where_the_command_ends() -> None:
    assert list(unquoted_hints()) == []


def test_a_hint_is_one_command_since_only_its_first_one_is_given_the_programs_path() -> None:
    assert [f"{hint.where}: {hint.line}" for hint in PROGRAM if "; " in hint.line] == []


def test_hints_are_found_in_texts_help_examples_and_pages() -> None:
    assert len(PROGRAM) > 130
    assert len(DOCS) > 200
    folders = Counter(hint.where.split("/")[0] for hint in (*PROGRAM, *DOCS))
    assert folders.keys() >= {"layers", "infra", "docs"}
    assert {"make setup", "make down"} <= {hint.line for hint in (*PROGRAM, *DOCS)}


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("claimtrail matches", "no command 'matches'"),
        ("claimtrail up --port 4567", "up has no option --port"),
        ("make nothing", "no target nothing"),
        (".venv/bin/make down", "no program .venv/bin/make"),
        ("claimtrail query --saved ageing_of_yesterday", "no saved query"),
        ("claimtrail claims --payer nobody", "no payer 'nobody'"),
        ("claimtrail escalations --status gone", "is not one of"),
        ("claimtrail audit unseal", "no command 'unseal' in audit"),
        ("claimtrail exceptions --old", "no option --old"),
        ("claimtrail claim", "claim misses CLAIM"),
        ("claimtrail exceptions accept CLAIM EXCEPTION", "accept misses --why"),
        ("claimtrail payments --since yesterday", "is no day: write YYYY-MM-DD"),
        ("claimtrail dlq list Ingest Other", "takes"),
    ],
)
def test_a_hint_that_fails_is_found(line: str, wrong: str) -> None:
    assert wrong in fault_of(Hint(where="here", line=line, is_complete=True))


@pytest.mark.parametrize(
    "line",
    [
        "$ CLAIMTRAIL_CLOUD_PORT=4567 .venv/bin/claimtrail up",
        "claimtrail payments [--payer P] [--since DAY]",
        "claimtrail exceptions --limit 5",
        "make deploy STAGE=acme",
        'claimtrail query "select 1',
        "claimtrail audit heads > heads.json",
        "claimtrail terms export --payer {payer} | sort",
    ],
)
def test_a_hint_that_can_be_typed_passes(line: str) -> None:
    assert fault_of(Hint(where="here", line=line, is_complete=True)) == ""
