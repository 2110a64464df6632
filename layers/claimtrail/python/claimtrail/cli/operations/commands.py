"""Declarations of `claimtrail dlq`, `reproject`, `contracts` and `completion`."""

from pathlib import Path

import click

from claimtrail.cli.core.declare import example, runs, works_on_stage
from claimtrail.cli.core.options import CLAIM_ID, payer_option


@example(
    "claimtrail dlq list",
    """
Queue   Dead letters
Ingest             2
  When the cause is fixed: claimtrail dlq redrive QUEUE
""",
)
@click.group()
def dlq() -> None:
    """List messages that failed every attempt, and hand them back."""


@example(
    "claimtrail dlq list --messages",
    """
Queue   Dead letters
Ingest             1
  Ingest: {"file_id": "fil_9c1f3364c0de5ad18e20a7b1", "start": 0, "end": 4096}
""",
)
@dlq.command("list")
@click.option("--messages", is_flag=True, help="Show each message's ids as well.")
@works_on_stage(".dead_letters:list_queues")
def list_(**_: object) -> None:
    """List every dead-letter queue with the number of its messages. Exits 0 whatever they hold."""


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

    Each message is sent first and deleted after, so a break in between repeats and never loses
    it; every consumer recognizes repeats.
    """
    if (queue is None) != every:
        raise click.UsageError("Name a QUEUE (see `claimtrail dlq list`) or give --all.")


@example(
    "claimtrail reproject clm_viinx5",
    """
1 claims are folded again; `claimtrail dlq list` shows what fails.
""",
)
@click.command()
@click.argument("identifiers", metavar="[CLAIM]...", nargs=-1, type=CLAIM_ID)
@click.option(
    "--awaiting", "awaiting", is_flag=True, help="What awaits another claim, or awaited one."
)
@click.option("--all", "everything", is_flag=True, help="Every claim.")
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
    identifiers: tuple[str, ...], *, awaiting: bool, everything: bool, whole: bool, **_: object
) -> None:
    """Have CLAIMs folded again from their events, by the queue of what was deferred.

    After an upgrade as the changelog says; after a fixed fold for the claims that it concerns.
    Claims that come out as they are stay untouched, so it may be repeated.
    """
    if sum(map(bool, (identifiers, awaiting, everything))) != 1:
        raise click.UsageError("Name CLAIMs, or say one of --awaiting and --all.")
    if whole and not identifiers:
        raise click.UsageError("--whole takes the CLAIMs that were preserved, by name.")


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

    For this shell: `eval "$(claimtrail completion bash)"`; docs/operations.md says how for each.
    """
