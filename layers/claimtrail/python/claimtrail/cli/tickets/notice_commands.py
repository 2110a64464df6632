"""Declarations of `claimtrail notices`."""

import click

from claimtrail.cli.core.declare import ListsByDefault, example, works_on_stage

KINDS = ("assigned", "mentioned", "reminder", "warning", "breach", "escalated")
"""Kinds of notices; a test holds them equal to those of the model."""


@example(
    "claimtrail notices --failed",
    """
Ticket      Kind    For        By    Attempts  Next              Failure
tkt_7x2b9q  breach  user:ines  mail         5  2030-01-02 12:00  OSError
""",
)
@click.group(cls=ListsByDefault)
def notices() -> None:
    """List notices that wait or could not be sent; say what somebody wants to hear."""


@example(
    "claimtrail notices list",
    """
Ticket      Kind      For        By    Attempts  Next              Failure
tkt_7x2b9q  assigned  user:ines  mail         0  2030-01-02 12:00
""",
)
@notices.command("list")
@click.option("--failed", "is_failed", is_flag=True, help="Those that were given up.")
@works_on_stage(".notice_desk:list_notices")
def list_notices(**_: object) -> None:
    """List notices that wait for their time or for another attempt."""


@example(
    "claimtrail notices set user:ines --mail ines@desk.example --off warning",
    """
user:ines is notified by ines@desk.example.
""",
)
@notices.command("set")
@click.argument("recipient", metavar="WHO")
@click.option("--mail", metavar="ADDRESS", default="", help="A mail address.")
@click.option("--chat", metavar="NAME", default="", help="A chat webhook of the stage.")
@click.option("--off", type=click.Choice(KINDS), multiple=True, help="A kind not to send.")
@click.option("--digest", type=click.Choice(KINDS), multiple=True, help="A kind to send daily.")
@click.option("--hours", metavar="CALENDAR", default="", help="Working hours to keep to.")
@works_on_stage(".notice_desk:set_wishes")
def set_wishes(**_: object) -> None:
    """Keep what WHO (user:ID or queue:NAME) wants to hear, and how."""
