"""The parts of `claimtrail claim` that show its steps, what is held, and what changed nothing."""

from collections.abc import Sequence

from claimtrail.claims.facts.kinds import DECISIONS
from claimtrail.claims.fold.claim_parts import Note
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.state_words import state_words
from claimtrail.claims.views.code_words import listed_codes, words_of
from claimtrail.claims.views.reason_words import reason_words
from claimtrail.claims.views.timeline import TRANSACTIONS, TimelineRow, timeline
from claimtrail.cli.core.output import Output, state

IMPLIED = "Implied: the payer never sent this status"
"""In place of the codes' words for a step that the next evidence implies."""
NO_CHANGE = "Received, no change in status: duplicate or lower-priority information"
HELD = "Held: received and not applied yet"
"""Why each waits stands in its row: a missing step is one reason among several."""
PEOPLE = "Decided by people, no change in status"


def show_steps(output: Output, one: Claim) -> None:
    """A row for each step: the day, the status, the source, and its codes in words."""
    output.table(
        ("Day", "Status", "Source", "Meaning", "File", "Bytes"),
        [
            (
                row.effective_on,
                state(row.after),
                _source(row),
                IMPLIED if row.inferred else row.meaning,
                row.file_id,
                f"{row.start}-{row.end}",
            )
            for row in timeline(one)
        ],
    )


def _source(row: TimelineRow) -> str:
    said = f"{row.transaction} {listed_codes(row.codes)}".rstrip()
    return f"{said} (inferred)" if row.inferred else said


def show_held(output: Output, one: Claim) -> None:
    """A row for what waits, the status that it would lead to, and why."""
    if not one.held:
        return
    output.heading(HELD)
    output.table(
        ("Day", "Source", "Meaning", "Would lead to", "Why held"),
        [
            (
                held.effective_on,
                f"{TRANSACTIONS[held.evidence]} {listed_codes(held.codes)}".rstrip(),
                words_of(held.codes),
                state_words(held.wanted),
                reason_words(held.reason),
            )
            for held in one.held
        ],
    )


def show_notes(output: Output, one: Claim) -> None:
    """A row for what came and changed nothing, and why; nothing where all that came counted.

    People's decisions, which count without a change of status, have a table of their own.
    """
    decided = [note for note in one.notes if note.evidence in DECISIONS]
    received = [note for note in one.notes if note.evidence not in DECISIONS]
    for heading, notes in ((PEOPLE, decided), (NO_CHANGE, received)):
        if notes:
            _show_notes(output, heading, notes)


def _show_notes(output: Output, heading: str, notes: Sequence[Note]) -> None:
    output.heading(heading)
    output.table(
        ("Day", "Source", "Meaning", "Why"),
        [
            (
                note.effective_on,
                f"{TRANSACTIONS[note.evidence]} {listed_codes(note.codes)}".rstrip(),
                words_of(note.codes),
                reason_words(note.reason),
            )
            for note in notes
        ],
    )
