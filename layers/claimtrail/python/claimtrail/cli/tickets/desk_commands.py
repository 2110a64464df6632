"""Declarations of `claimtrail tickets` beside those of one status: opening, belonging, rating."""

import click

from claimtrail.cli.core.access import shows_claim_data
from claimtrail.cli.core.declare import example
from claimtrail.cli.core.options import CLAIM_ID, LATER_INSTANT, TICKET_WORDS, payer_option
from claimtrail.cli.core.short_ids import ShortId
from claimtrail.cli.tickets.commands import tickets
from claimtrail.trail.access_log import Action

__all__ = ["HOLDS", "LINK_KINDS", "SIDES", "tickets"]
LINK_KINDS = (
    "duplicate of", "duplicated by", "caused by", "cause of", "child of", "parent of", "related to",
)  # fmt: skip
"""Links that a person may set; a test holds them among those of the model."""
SIDES = ("clinical", "financial", "joint")
"""Sides that may answer for a ticket; a test holds them equal to those of the model."""
HOLDS = ("patient-discharge", "patient-transfer", "procedure", "medication")
"""Reasons of care; a test holds them equal to those of the model."""
_TICKET_ID = ShortId("tkt_")
_TICKET = click.argument("ticket_id", metavar="TICKET", type=_TICKET_ID)
_META = click.option(
    "--meta", "given", metavar="NAME=VALUE", multiple=True, help="A value that the category needs."
)
_WHY = click.option(
    "--why",
    type=TICKET_WORDS,
    metavar="TEXT",
    required=True,
    help="A sentence, without names or numbers of patients.",
)


@example(
    "claimtrail tickets new vendors/collections --title 'Sent twice'"
    " --meta vendor=V7 --meta amount=90",
    """
tkt_p3m8ra is new: priority 4, tier 1, queue:vendor-management.
""",
)
@tickets.command("new")
@click.argument("category", metavar="CATEGORY")
@click.option(
    "--title",
    type=TICKET_WORDS,
    metavar="TEXT",
    required=True,
    help="A few words, without patients.",
)
@click.option(
    "--text",
    type=TICKET_WORDS,
    metavar="TEXT",
    default="",
    help="The rest; it is masked before storage.",
)
@click.option("--claim", "claim_ids", metavar="CLAIM", type=CLAIM_ID, multiple=True,
              help="A claim that it is about; several may be given.")  # fmt: skip
@payer_option("The payer, where no claim says it.")
@_META
@shows_claim_data(Action.TICKETS_CHANGED, runs=".opening:new", by_api="tickets:new")
def new(**_: object) -> None:
    """Start a ticket of CATEGORY; `claimtrail taxonomy show` lists them."""


@example(
    "claimtrail tickets merge tkt_7x2b9q --into tkt_p3m8ra",
    """
tkt_7x2b9q is merged into tkt_p3m8ra, which is about 2 claims.
""",
)
@tickets.command("merge")
@_TICKET
@click.option("--into", metavar="TICKET", type=_TICKET_ID, required=True, help="The one to stay.")
@shows_claim_data(Action.TICKETS_CHANGED, runs=".belonging:merge")
def merge(**_: object) -> None:
    """Close TICKET and give its claims, watchers and tags to another one."""


@example(
    "claimtrail tickets split tkt_p3m8ra --claim clm_9d2kfe",
    """
tkt_c4v7hn is new with 1 claim of tkt_p3m8ra, which keeps 11.
""",
)
@tickets.command("split")
@_TICKET
@click.option("--claim", "claim_ids", metavar="CLAIM", type=CLAIM_ID, multiple=True, required=True,
              help="A claim to take out; several may be given.")  # fmt: skip
@shows_claim_data(Action.TICKETS_CHANGED, runs=".belonging:split")
def split(**_: object) -> None:
    """Start another ticket for some claims of TICKET."""


@example(
    "claimtrail tickets link tkt_7x2b9q 'caused by' tkt_p3m8ra",
    """
tkt_7x2b9q is caused by tkt_p3m8ra.
""",
)
@tickets.command("link")
@_TICKET
@click.argument("kind", metavar="KIND", type=click.Choice(LINK_KINDS))
@click.argument("other_id", metavar="OTHER", type=_TICKET_ID)
@shows_claim_data(Action.TICKETS_CHANGED, runs=".belonging:link")
def link(**_: object) -> None:
    """Record that TICKET is KIND OTHER, e.g. 'caused by', and the inverse with OTHER."""


@example(
    "claimtrail tickets watch tkt_7x2b9q",
    """
user:ann.lee watches tkt_7x2b9q.
""",
)
@tickets.command("watch")
@_TICKET
@click.option("--who", metavar="WHO", help="queue:NAME or user:ID; else you.")
@click.option("--stop", is_flag=True, help="Watch it no longer.")
@shows_claim_data(Action.TICKETS_CHANGED, runs=".belonging:watch")
def watch(**_: object) -> None:
    """Let a person or a queue hear what happens to TICKET."""


@example(
    "claimtrail tickets categorize tkt_7x2b9q coding/modifier --meta service_code=99213",
    """
tkt_7x2b9q is coding/modifier: Modifier in question, queue:coding.
""",
)
@tickets.command("categorize")
@_TICKET
@click.argument("category", metavar="CATEGORY")
@_META
@shows_claim_data(Action.TICKETS_CHANGED, runs=".rating:categorize")
def categorize(**_: object) -> None:
    """Put TICKET into another CATEGORY, with what that asks for."""


@example(
    "claimtrail tickets prioritize tkt_7x2b9q --to 1 --why 'discharge hold'"
    " --approved-by user:ines --until 2030-01-02T12:00-05:00",
    """
tkt_7x2b9q has priority 1 until 2030-01-02 17:00 UTC, then 3 again.
""",
)
@tickets.command("prioritize")
@_TICKET
@click.option("--to", "priority", metavar="1-4", type=click.IntRange(1, 4), required=True,
              help="1 is the highest.")  # fmt: skip
@_WHY
@click.option("--approved-by", metavar="user:ID", required=True, help="Somebody else than you.")
@click.option(
    "--until", metavar="INSTANT", type=LATER_INSTANT, required=True, help="When it expires."
)
@shows_claim_data(Action.TICKETS_CHANGED, runs=".rating:prioritize")
def prioritize(**_: object) -> None:
    """Let TICKET have another priority until an instant, with an approver."""


@example(
    "claimtrail tickets urgent tkt_7x2b9q --hold procedure --why 'at noon'"
    " --approved-by user:ines --until 2030-01-02T12:00-05:00",
    """
tkt_7x2b9q has priority 1 until 2030-01-02 17:00 UTC, then 3 again.
""",
)
@tickets.command("urgent")
@_TICKET
@click.option("--hold", type=click.Choice(HOLDS), required=True, help="What waits for it.")
@_WHY
@click.option("--approved-by", metavar="user:ID", required=True, help="Somebody else than you.")
@click.option(
    "--until", metavar="INSTANT", type=LATER_INSTANT, required=True, help="When it expires."
)
@shows_claim_data(Action.TICKETS_CHANGED, runs=".rating:urgent")
def urgent(**_: object) -> None:
    """Put TICKET before all others for a patient's care, until an instant."""


@example(
    "claimtrail tickets agree tkt_p3m8ra --as queue:revenue-integrity",
    """
queue:revenue-integrity agrees on tkt_p3m8ra: it may be resolved.
""",
)
@tickets.command("agree")
@_TICKET
@click.option("--as", "owner", metavar="QUEUE", required=True, help="The owner you speak for.")
@shows_claim_data(Action.TICKETS_CHANGED, runs=".rating:agree")
def agree(**_: object) -> None:
    """Say for one of two owners that TICKET may be resolved."""


@example(
    "claimtrail tickets own tkt_p3m8ra --as financial --why 'the chart is complete'",
    """
tkt_p3m8ra is financial, decided by user:ines: queue:revenue-integrity.
""",
)
@tickets.command("own")
@_TICKET
@click.option("--as", "kind", type=click.Choice(SIDES), required=True, help="Who answers for it.")
@_WHY
@shows_claim_data(Action.TICKETS_CHANGED, runs=".rating:own")
def own(**_: object) -> None:
    """Record a manager's decision whether TICKET is clinical or financial."""
