"""`claimtrail reproject`: stored claims folded again by the code that is deployed now."""

from datetime import datetime
from pathlib import Path

import click

from claimtrail.bootstrap.claims.stores import claim_store, deferral
from claimtrail.claims.facts.limits import WHOLE_EVENTS
from claimtrail.claims.outputs import ClaimOutput
from claimtrail.claims.projection.projection import policies, project
from claimtrail.claims.projection.reprojection import awaiting_match, reproject_stored
from claimtrail.claims.projection.reprojection import reproject as send_again
from claimtrail.claims.store.recorded import Span
from claimtrail.cli.claims.stores import identify, read_claim, read_claims, store_of
from claimtrail.cli.core.output import Output
from claimtrail.cli.core.stage import Stage
from claimtrail.kernel.clock import utc_now
from claimtrail.kernel.counting import counted
from claimtrail.partners.profile import Partners, read_profiles


def reproject(
    stage: Stage,
    output: Output,
    *,
    identifiers: tuple[str, ...],
    everything: bool,
    since: datetime | None,
    until: datetime | None,
    payer: str | None,
    whole: bool,
    profiles: Path | None,
    **_checked: object,
) -> None:
    """Have claims folded again from their events, by the queue of what was deferred."""
    if since:
        _of_span(stage, output, Span(since, until or utc_now()))
        return
    if identifiers:
        wanted = [_known(stage, one) for one in identifiers]
    else:
        stored = read_claims(stage, payer=payer, wanted=None)
        every = (partition for one in stored for partition in one.partitions)
        wanted = list(every if everything else awaiting_match(stored))
    if whole:
        _fold_here(stage, wanted, _partners(profiles, stage.name), output)
        return
    sent = send_again(wanted, again=deferral(stage.output(ClaimOutput.PROJECTION_QUEUE)))
    output.data({"sent": sent})
    output.say(
        f"{counted(sent, 'claim')} to be folded again; `claimtrail dlq list` shows what fails."
    )


def _of_span(stage: Stage, output: Output, span: Span) -> None:
    """Have what was stored in a span worked off again, whether or not a claim came of it."""
    store = claim_store(stage.output(ClaimOutput.CLAIM_TABLE))
    again = deferral(stage.output(ClaimOutput.PROJECTION_QUEUE))
    read, sent = reproject_stored(store.pages_of_items(), span, again=again)
    output.data({"read": read, "sent": sent})
    output.say(
        f"{read} items read: {sent} claims and other items are worked off again; "
        "`claimtrail dlq list` shows what fails."
    )


def _known(stage: Stage, identifier: str) -> str:
    """Return the id of a claim that events are stored about. Raises NotFoundError for another."""
    wanted = identify(stage, identifier, number=False)
    if next(iter(store_of(stage).history_of(wanted)), None) is None:
        return read_claim(stage, wanted).claim_id
    return wanted


def _partners(profiles: Path | None, stage: str) -> Partners:
    """Return the partners of the stage. Raises click.BadParameter where they do not stand."""
    folder = profiles or Path("infra/stages") / stage / "partners"
    if not folder.is_dir():
        raise click.BadParameter(f"{folder} is no folder", param_hint="--profiles")
    return read_profiles(folder)


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
