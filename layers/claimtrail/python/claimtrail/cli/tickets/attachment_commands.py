"""Declarations of `claimtrail tickets` about attachments."""

from pathlib import Path

import click

from claimtrail.cli.core.access import shows_claim_data
from claimtrail.cli.core.declare import example
from claimtrail.cli.core.short_ids import ShortId
from claimtrail.cli.tickets.vendor_commands import tickets
from claimtrail.trail.access_log import Action

_TICKET = click.argument("ticket_id", metavar="TICKET", type=ShortId("tkt_"))


@example(
    "claimtrail tickets attach tkt_7x2b9q remittance.835",
    """
att_m4k2vw8d1c waits in quarantine until it is scanned: remittance.835.
""",
)
@tickets.command("attach")
@_TICKET
@click.argument(
    "file", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@shows_claim_data(Action.TICKETS_CHANGED, runs=".attaching:attach")
def attach(**_: object) -> None:
    """Put FILE with TICKET: PDF, PNG, JPEG, DOCX, X12, CSV or text, 25 MiB at most."""


@example(
    "claimtrail tickets attachments tkt_7x2b9q",
    """
Attachment      Name            Kind  Size    State  By
att_m4k2vw8d1c  remittance.pdf  pdf   4.1 KB  clean  user:ines
""",
)
@tickets.command("attachments")
@_TICKET
@shows_claim_data(Action.TICKETS_LISTED, runs=".attaching:list_attachments")
def attachments(**_: object) -> None:
    """List what is attached to TICKET, and what became of it."""


@example(
    "claimtrail tickets attachment tkt_7x2b9q att_m4k2vw --to remittance.pdf",
    """
remittance.pdf
""",
)
@tickets.command("attachment")
@_TICKET
@click.argument("attachment_id", metavar="ATTACHMENT", type=ShortId("att_"))
@click.option(
    "--to", "target", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path),
    help="Save it there, readable by you alone.",
)  # fmt: skip
@click.option("--show", is_flag=True, help="Show its records, where it is X12.")
@shows_claim_data(Action.ATTACHMENT_READ, runs=".attaching:get")
def attachment(*, target: Path | None, show: bool, **_: object) -> None:
    """Hand out ATTACHMENT of TICKET: a link for five minutes, its bytes, or its records.

    The access is recorded first.
    """
    if target and show:
        raise click.UsageError("Say --to or --show, not both.")
