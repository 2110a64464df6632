"""`claimtrail exceptions accept`, `reject`, `withdraw`: decisions about held-back evidence."""

from collections.abc import Callable
from functools import partial
from typing import Any

import click

from claimtrail import __version__
from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.fold.model import DecisionOnEvidence
from claimtrail.claims.projection.authority_review import AuthorityReview
from claimtrail.cli.access import ClaimAccess, actor_of, shows_claim_data
from claimtrail.cli.claims import identify, store_of
from claimtrail.cli.evidence_decisions import show_decision
from claimtrail.kernel.clock import utc_now
from claimtrail.trail.access_log import Action


def register(group: click.Group) -> None:
    """Add the commands."""
    for command in (accept, reject, withdraw):
        group.add_command(command)


def _arguments(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add what the three commands take."""
    for decorate in (
        click.option("--why", required=True, help="On whose word, without patients' names."),
        click.option(
            "--whole-source",
            is_flag=True,
            help="Of all that its partner delivered about this claim, and will.",
        ),
        click.option("--number", is_flag=True, help="CLAIM is a patient control number (CLM01)."),
        click.argument("exception", metavar="EXCEPTION"),
        click.argument("identifier", metavar="CLAIM"),
    ):
        command = decorate(command)
    return command


@click.command()
@_arguments
@shows_claim_data(Action.EVIDENCE_DECIDED)
def accept(
    claim_access: ClaimAccess,
    identifier: str,
    exception: str,
    why: str,
    *,
    number: bool,
    whole_source: bool,
) -> None:
    """Let evidence count that came from another payer or biller, or that is faulty.

    EXCEPTION is its id as `claimtrail exceptions` shows it, or its event's. The claim follows at
    once.
    """
    wanted = identify(claim_access.stage, identifier, number=number)
    decide = partial(AuthorityReview.accept, why=why, whole_source=whole_source)
    _decide(claim_access, decide, wanted, exception)


@click.command()
@_arguments
@shows_claim_data(Action.EVIDENCE_DECIDED)
def reject(
    claim_access: ClaimAccess,
    identifier: str,
    exception: str,
    why: str,
    *,
    number: bool,
    whole_source: bool,
) -> None:
    """Keep such evidence as a note that never counts; it is no exception any more."""
    wanted = identify(claim_access.stage, identifier, number=number)
    decide = partial(AuthorityReview.reject, why=why, whole_source=whole_source)
    _decide(claim_access, decide, wanted, exception)


@click.command()
@_arguments
@shows_claim_data(Action.EVIDENCE_DECIDED)
def withdraw(
    claim_access: ClaimAccess,
    identifier: str,
    exception: str,
    why: str,
    *,
    number: bool,
    whole_source: bool,
) -> None:
    """Undo what was decided about evidence, as if nobody had."""
    wanted = identify(claim_access.stage, identifier, number=number)
    decide = partial(AuthorityReview.withdraw, why=why, whole_source=whole_source)
    _decide(claim_access, decide, wanted, exception)


def _decide(
    claim_access: ClaimAccess, decide: Callable[..., ClaimEvent], claim_id: str, exception: str
) -> None:
    """Show the decision that a method of AuthorityReview makes; the access is recorded first."""
    output = claim_access.at([claim_id], fields=DecisionOnEvidence.model_fields)
    review = AuthorityReview(
        store=store_of(claim_access.stage),
        by=actor_of(claim_access.stage),
        at=utc_now(),
        code_version=__version__,
    )
    show_decision(output, decide(review, claim_id, exception))
