"""`claimtrail terms` and `claimtrail record_status`.

Payers' own words, and what people saw at payers'.
"""

from datetime import datetime

import click

from claimtrail import __version__
from claimtrail.aws.core.event_bus import EventBridgePublisher
from claimtrail.claims.fold.recorded_statuses import SeenIn, reported
from claimtrail.claims.lifecycle.status_terms import TermReview, TermStatus
from claimtrail.claims.projection.term_review import PayerTermReview, as_toml
from claimtrail.cli.access import ClaimAccess, actor_of, shows_claim_data
from claimtrail.cli.claims import identify, payers_of, read_claim, store_of
from claimtrail.cli.output import Output
from claimtrail.cli.reproject import projection_queue
from claimtrail.cli.stage import Stage
from claimtrail.kernel import names
from claimtrail.kernel.clock import utc_now
from claimtrail.trail.access_log import Action


def register(group: click.Group) -> None:
    """Add the commands."""
    group.add_command(terms)
    group.add_command(record_status)


@click.group()
def terms() -> None:
    """Payers' own words for where a claim stands, and what each means."""


@terms.command("review")
@click.option("--payer", metavar="ID", help="Only this payer's words.")
@click.option("--all", "with_decided", is_flag=True, help="Those that are decided too.")
@shows_claim_data(Action.TERMS_READ)
def terms_review(claim_access: ClaimAccess, payer: str | None, with_decided: bool) -> None:
    """Words that no profile knows: they move nothing until somebody says what they mean."""
    store = store_of(claim_access.stage)
    found = [
        (review, store.claims_saying(review.term, payer_id=review.payer_id))
        for payer_id in ([payer] if payer else payers_of(claim_access.stage))
        for review in store.terms_of(payer_id)
        if with_decided or review.status is TermStatus.OPEN
    ]
    subjects = [claim_id for _, claims in found for claim_id in claims]
    show_reviews(claim_access.at(subjects, fields=TermReview.model_fields), found)


def show_reviews(output: Output, found: list[tuple[TermReview, list[str]]]) -> None:
    """A row for each word, with how many claims bear it and one for example."""
    output.data([review.model_dump(mode="json") | {"claims": claims} for review, claims in found])
    output.table(
        ("Payer", "Word", "Means", "Claims", "For example", "By", "Why"),
        [
            (
                review.payer_id,
                review.term,
                review.means or "?",
                len(claims),
                claims[0] if claims else None,
                review.decided_by,
                review.why,
            )
            for review, claims in found
        ],
        right=("Claims",),
        empty="Every word that payers use is known.",
    )


@terms.command("decide")
@click.argument("term")
@click.option("--payer", metavar="ID", required=True, help="Whose word it is.")
@click.option("--means", metavar="CATEGORY", required=True, help="A status category, as F1 or P1.")
@click.option("--why", required=True, help="On whose word you say so, without patients' names.")
@shows_claim_data(Action.TERMS_READ)
def terms_decide(claim_access: ClaimAccess, term: str, payer: str, means: str, why: str) -> None:
    """Say what a payer's TERM means; every claim that bears it is looked at again.

    It counts until the payer's profile has it: `claimtrail terms export` writes the table.
    """
    store = store_of(claim_access.stage)
    review = payer_term_review_of(claim_access.stage).decide(
        term, payer_id=payer, means=means, by=actor_of(claim_access.stage), at=utc_now(), why=why
    )
    claims = store.claims_saying(review.term, payer_id=payer)
    show_reviews(claim_access.at(claims, fields=TermReview.model_fields), [(review, claims)])


def payer_term_review_of(stage: Stage) -> PayerTermReview:
    """Return where the stage's words are decided."""
    return PayerTermReview(
        store=store_of(stage),
        publisher=EventBridgePublisher(
            stage.client("events"), stage.output(names.Output.EVENT_BUS)
        ),
        again=projection_queue(stage),
    )


@terms.command("export")
@click.option("--payer", metavar="ID", required=True, help="Whose words.")
@shows_claim_data(Action.TERMS_READ)
def terms_export(claim_access: ClaimAccess, payer: str) -> None:
    """The words that were decided.

    As TOML for the payer's profile in infra/stages/local/partners.
    """
    decided = {
        review.term: review.means
        for review in store_of(claim_access.stage).terms_of(payer)
        if review.status is TermStatus.DECIDED
    }
    output = claim_access.at([], fields=("term", "means"))
    output.data(decided)
    output.say(as_toml(decided).rstrip())


@click.command()
@click.argument("identifier", metavar="CLAIM")
@click.option("--number", is_flag=True, help="CLAIM is a patient control number (CLM01).")
@click.option("--term", required=True, help="The payer's word for the status, and nothing else.")
@click.option(
    "--seen-on", type=click.DateTime(["%Y-%m-%d"]), required=True, help="The day (YYYY-MM-DD)."
)
@click.option(
    "--seen-in", type=click.Choice(["portal", "phone", "letter"]), default="portal", help="Where."
)
@shows_claim_data(Action.STATUS_REPORTED)
def record_status(
    claim_access: ClaimAccess,
    identifier: str,
    number: bool,
    term: str,
    seen_on: datetime,
    seen_in: SeenIn,
) -> None:
    """Take down what you saw of CLAIM at the payer's: evidence like any other, in your name."""
    wanted = identify(claim_access.stage, identifier, number=number)
    event = reported(
        read_claim(claim_access.stage, wanted),
        term=term,
        seen_in=seen_in,
        seen_on=seen_on.date(),
        by=actor_of(claim_access.stage),
        at=utc_now(),
        code_version=__version__,
    )
    store_of(claim_access.stage).append_events([event])
    output = claim_access.at([wanted], fields=("event_id",))
    output.data({"claim_id": wanted, "event_id": event.event_id})
    output.say(f"Taken down as {event.event_id}; `claimtrail claim {wanted}` shows what follows.")
