"""Words that people type at commands: none is stored with what names a patient."""

import click
import pytest
from click.testing import CliRunner

from claimtrail.cli.core.options import WORDS, TicketWordsOption, WordsOption
from claimtrail.cli.main import cli
from claimtrail.incidents.model import IncidentState
from claimtrail.tickets.masking.guarding import guarded_alone
from tests.harness.command_line import commands_of
from tests.harness.stage.twins import Twins

pytestmark = pytest.mark.capability("C5.4")

FREE = {"why", "note", "said", "finding", "text", "title", "handed", "docket"}
"""Options by which people say something; `--reason` may be a code, too."""
NOT_STORED = {("errors", "explain")}
"""Commands that look a text up, and keep none of it."""
SAID = "Maria's SSN 123-45-6789, member id W12345678, DOB 03/04/1980, patient Maria Gomez"


def options() -> list[tuple[tuple[str, ...], click.Option]]:
    """Every option by which a person says something, with the words of its command."""
    return [
        (words, option)
        for words, command in commands_of(cli)
        for option in command.params
        if isinstance(option, click.Option) and is_free(option)
    ]


def is_free(option: click.Option) -> bool:
    is_code = isinstance(option.type, click.Choice)
    return not is_code and (option.name in FREE or option.name == "reason")


def test_each_command_takes_words_that_are_masked() -> None:
    found = options()

    assert len({words for words, option in found if option.name == "why"}) > 20
    assert {
        (words, option.name)
        for words, option in found
        if not isinstance(option.type, TicketWordsOption) and words not in NOT_STORED
    } == set()


def test_tickets_alone_keep_the_original_behind_the_masked_words() -> None:
    kept = {words[0] for words, option in options() if type(option.type) is TicketWordsOption}

    assert kept == {"tickets"}


def test_what_was_typed_is_masked_before_a_command_runs() -> None:
    found = [(words, one) for words, one in options() if isinstance(one.type, WordsOption)]

    assert len(found) > 20
    for words, option in found:
        with click.Context(click.Command("x")) as ctx:
            typed = option.type.convert(SAID, option, ctx)
        for known in ("123-45-6789", "W12345678", "03/04/1980", "Gomez"):
            assert known not in typed, words


@pytest.mark.parametrize(
    "words",
    [
        "payer, by phone on 2026-11-20, call reference 8812345",
        "filed a month late; CO-29",
        "per plan 2026 of the payer, group 12",
        "payer sent the file again as fil_77ab20",
        "Mika Sorensen, call 4711",
        "subpoena 2026, docket 26-cv-01893",
    ],
)
def test_the_source_of_a_decision_stays(words: str) -> None:
    assert guarded_alone(words) == words
    assert WORDS.convert(words, None, None) == words


def test_an_incident_keeps_the_note_without_the_number(monkeypatch: pytest.MonkeyPatch) -> None:
    twins = Twins().fill()
    twins.serve(monkeypatch)
    note = "the patient with SSN 123-45-6789 called"
    [incident, *_] = twins.incidents.list_by_state(IncidentState.OPEN, limit=1)

    done = CliRunner().invoke(
        cli, ["incidents", incident.incident_id, "--acknowledge", "--note", note]
    )

    assert done.exit_code == 0, done.output
    assert "1 Social Security number was masked. No original is kept." in done.output
    stored = twins.incidents.get(incident.incident_id)
    assert stored is not None
    assert stored.timeline[-1].note == "the patient with SSN [ssn] called"
