"""Declarations of `claimtrail dlq`, `reproject`, `republish`, `contracts` and `completion`."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from claimtrail.cli.core.declare import CommandGroup, example, runs, works_on_stage
from claimtrail.cli.core.options import CLAIM_ID, WORDS, payer_option

_LEAST_OF_ID = 4


def at_least_four(_context: click.Context, _option: click.Parameter, value: str) -> str:
    """Return the beginning of an id that says enough. Raises click's usage error."""
    if len(value) < _LEAST_OF_ID:
        raise click.BadParameter(f"give at least {_LEAST_OF_ID} letters of the id")
    return value


def instant(
    _context: click.Context, _option: click.Parameter, value: str | None
) -> datetime | None:
    """Return a time in UTC: `2026-11-30`, `2026-11-30T08:15Z`. Raises click's usage error."""
    if value is None:
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        raise click.BadParameter("not a time; one is 2026-11-30T08:15Z") from None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def span_options(*, is_required: bool) -> Callable[[Any], Any]:
    """Return the options `--since` and `--until`."""
    since = click.option(
        "--since",
        required=is_required,
        callback=instant,
        metavar="TIME",
        help="What was stored from TIME on (UTC): 2026-11-30T08:15Z.",
    )
    until = click.option(
        "--until", callback=instant, metavar="TIME", help="With --since, and up to TIME."
    )
    return lambda command: since(until(command))


_LISTED = """
Message   Queue   About       Partner   Error           Attempts   Age
4f1c09aa  Ingest  fil_9c1f33  larkspur  OBJECT_MISSING         5  12 min
  When the cause is fixed: `claimtrail dlq redrive Ingest`
  When nothing is to be done: `claimtrail dlq discard 4f1c09aa --why TEXT`
"""


@example("claimtrail dlq list", _LISTED)
@click.group(cls=CommandGroup)
def dlq() -> None:
    """List messages that failed every attempt, hand them back, or lay them down."""


@example("claimtrail dlq list", _LISTED)
@dlq.command("list")
@click.option("--limit", default=20, show_default=True, help="Messages of each queue to show.")
@works_on_stage(".dead_letters:list_letters")
def list_(**_: object) -> None:
    """List dead letters: what each is about, whose, why it failed, how often and since when.

    Exits 0 whatever the queues hold. A message that is shown is hidden from others for a moment.
    """


@example(
    'claimtrail dlq discard 4f1c09aa --why "payer sent the file again as fil_77ab20"',
    """
Discarded 4f1c09aa-3c1e-4f0e-9d4e-0d3a1d0a7b52 of Ingest, about ...
The trail has it with your name and reason; it is not tried again.
""",
)
@dlq.command()
@click.argument("message", callback=at_least_four)
@click.option(
    "--why",
    type=WORDS,
    required=True,
    help="Why nothing is to be done, without patients' names.",
)
@works_on_stage(".dead_letters:discard")
def discard(**_: object) -> None:
    """Delete a MESSAGE that needs no work, once the trail has your name and reason.

    MESSAGE is its id, or so much of its beginning as `dlq list` shows.
    """


@example(
    "claimtrail dlq redrive Ingest",
    """
Queue   Handed back
Ingest            2
""",
)
@dlq.command()
@click.argument("queue", required=False)
@click.option("--all", "every", is_flag=True, help="Redrive every dead-letter queue.")
@works_on_stage(".dead_letters:redrive")
def redrive(queue: str | None, *, every: bool, **_: object) -> None:
    """Hand dead letters back to the queue that they came from.

    Those of a schedule (`SweepSchedule`) have its function run again. Each message is sent first
    and deleted after, so a break in between repeats and never loses it; every consumer recognizes
    repeats.
    """
    if (queue is None) != every:
        raise click.UsageError("Name a QUEUE (see `claimtrail dlq list`) or give --all.")


@example(
    "claimtrail reproject clm_viinx5",
    """
1 claim to be folded again; `claimtrail dlq list` shows what fails.
""",
)
@click.command()
@click.argument("identifiers", metavar="[CLAIM]...", nargs=-1, type=CLAIM_ID)
@click.option(
    "--awaiting", "awaiting", is_flag=True, help="What awaits another claim, or awaited one."
)
@click.option("--all", "everything", is_flag=True, help="Every claim.")
@span_options(is_required=False)
@payer_option("Of these, only this payer's.")
@click.option(
    "--whole",
    is_flag=True,
    help="Here and now, however many events: for claims that were preserved.",
)
@click.option(
    "--profiles",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="With --whole: folder of the partners' profiles, as they are deployed; "
    "default: infra/stages/STAGE/partners.",
)
@works_on_stage(".reproject:reproject")
def reproject(
    identifiers: tuple[str, ...],
    *,
    awaiting: bool,
    everything: bool,
    since: datetime | None,
    until: datetime | None,
    whole: bool,
    **_: object,
) -> None:
    """Have CLAIMs folded again from their events, by the queue of what was deferred.

    After an upgrade as the changelog says; after a fixed fold for the claims that it concerns;
    with --since, after records of the stream were lost: docs/runbooks/streams.md.
    Claims that come out as they are stay untouched, so it may be repeated.
    """
    if sum(map(bool, (identifiers, awaiting, everything, since))) != 1:
        raise click.UsageError("Name CLAIMs, or say one of --awaiting, --all and --since.")
    if until and not since:
        raise click.UsageError("--until needs --since.")
    if whole and not identifiers:
        raise click.UsageError("--whole takes the CLAIMs that were preserved, by name.")


@example(
    "claimtrail republish --since 2026-11-30T08:00Z --until 2026-11-30T09:00Z",
    """
48112 items read: 310 events and 122 versions are published again.
  `claimtrail dlq list` shows what fails.
""",
)
@click.command()
@span_options(is_required=True)
@click.option("--dry-run", "is_dry", is_flag=True, help="Count them, and publish nothing.")
@works_on_stage(".republish:republish")
def republish(*, since: datetime, until: datetime | None, **_: object) -> None:
    """Publish again what the table stored: rows of the trail, and events of the bus.

    For what was stored and never published, as after records of the stream were lost. Rows and
    events have the ids that they had, so that nothing counts twice; it may be repeated. Reads the
    whole table, a page at a time. Of each claim its last version is published.
    """
    if until and until < since:
        raise click.UsageError("--until is before --since.")


@example(
    "claimtrail contracts docs/contracts --check",
    """
30 contracts are compatible with docs/contracts.
""",
)
@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--check", is_flag=True, help="Write nothing; fail when a change is breaking.")
@runs(".contracts:contracts")
def contracts(**_: object) -> None:
    """Write the JSON Schemas into FOLDER; a breaking change without a new version is refused."""


@example(
    "claimtrail completion bash",
    """
_claimtrail_completion() {
    local IFS=$'\\n'
    ...
""",
)
@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@runs(".completion:write")
def completion(**_: object) -> None:
    """Write the script that completes commands, options, payers and ids in SHELL.

    For this shell: `eval "$(claimtrail completion bash)"`; docs/command-line.md says how for each.
    """
