"""`claimtrail reproject`: stored claims folded again by the code that is deployed now."""

from pathlib import Path

import click

from claimtrail.aws.claims.stream import SqsDeferral
from claimtrail.claims.facts.limits import WHOLE_EVENTS
from claimtrail.claims.projection.projection import policies, project
from claimtrail.claims.projection.reprojection import awaiting_match
from claimtrail.claims.projection.reprojection import reproject as send_again
from claimtrail.cli.claims import identify, read_claims, store_of
from claimtrail.cli.options import json_option, stage_option
from claimtrail.cli.output import Output
from claimtrail.cli.stage import Stage, open_stage
from claimtrail.kernel.clock import utc_now
from claimtrail.kernel.names import QUEUE_OUTPUT_SUFFIX
from claimtrail.partners.profile import Partners, read_profiles

_PROJECTION = f"Projection{QUEUE_OUTPUT_SUFFIX}"


def register(group: click.Group) -> None:
    """Add the command."""
    group.add_command(reproject)


@click.command()
@click.argument("identifiers", metavar="[CLAIM]...", nargs=-1)
@click.option(
    "--awaiting", "awaiting", is_flag=True, help="What awaits another claim, or awaited one."
)
@click.option("--all", "everything", is_flag=True, help="Every claim.")
@click.option("--payer", metavar="ID", help="Of these, only this payer's.")
@click.option(
    "--whole",
    is_flag=True,
    help="Here and now, however many events: for claims that were preserved.",
)
@click.option(
    "--profiles",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path("infra/stages/local/partners"),
    show_default=True,
    help="With --whole: folder of the partners' profiles, as they are deployed.",
)
@stage_option
@json_option
def reproject(
    identifiers: tuple[str, ...],
    awaiting_claims: bool,
    everything: bool,
    payer: str | None,
    whole: bool,
    profiles: Path,
    stage: str,
    as_json: bool,
) -> None:
    """Have CLAIMs folded again from their events, by the queue of what was deferred.

    After an upgrade as the changelog says; after a fixed fold for the claims that it concerns.
    Claims that come out as they are stay untouched, so it may be repeated.
    """
    if sum(map(bool, (identifiers, awaiting_claims, everything))) != 1:
        raise click.UsageError("Name CLAIMs, or say one of --awaiting and --all.")
    if whole and not identifiers:
        raise click.UsageError("--whole takes the CLAIMs that were preserved, by name.")
    opened = open_stage(stage)
    if identifiers:
        wanted = [identify(opened, one, number=False) for one in identifiers]
    else:
        stored = read_claims(opened, payer=payer, wanted=None)
        every = (partition for one in stored for partition in one.partitions)
        wanted = list(awaiting_match(stored) if awaiting_claims else every)
    output = Output(as_json)
    if whole:
        _fold_here(opened, wanted, read_profiles(profiles), output)
        return
    sent = send_again(wanted, again=projection_queue(opened))
    output.data({"sent": sent})
    output.say(f"{sent} claims are folded again; `claimtrail dlq list` shows what fails.")


def _fold_here(stage: Stage, claim_ids: list[str], partners: Partners, output: Output) -> None:
    """Fold claims in this process, which nobody stops: with all their events."""
    policy, store = policies(partners), store_of(stage)
    changed = [
        claim_id
        for claim_id in claim_ids
        if project(claim_id, store=store, policy=policy, clock=utc_now, most=WHOLE_EVENTS)
    ]
    output.data({"changed": changed})
    output.say(f"{len(changed)} of {len(claim_ids)} claims changed.")


def projection_queue(stage: Stage) -> SqsDeferral:
    """Return the stage's queue of claims that are to be folded again."""
    return SqsDeferral(stage.client("sqs"), stage.outputs[_PROJECTION])
