"""Declarations of `claimtrail errors`."""

import click

from claimtrail.cli.core.access import shows_claim_data
from claimtrail.cli.core.declare import ListsByDefault, example, works_here, works_on_stage
from claimtrail.trail.access_log import Action

SOURCES = (
    *("TA1", "999", "277CA", "http", "sftp", "as2", "soap", "hl7"),
    *("smtp", "webhook", "function", "exception"),
)
"""The sources of errors; a test holds them equal to those of the table."""
_LISTED = """
Error       Source  Code  Count  First             Last
uer_4f2k9m  http    418       3  2026-11-24 09:10  2026-11-24 11:02
"""


@example("claimtrail errors", _LISTED)
@click.group(cls=ListsByDefault)
def errors() -> None:
    """Explain errors in plain words, and list and show those that are unknown."""


@example("claimtrail errors list", _LISTED)
@errors.command("list")
@works_on_stage(".errors:list_unknown")
def list_unknown(**_: object) -> None:
    """List errors that no entry of the table knows, the latest first."""


@example(
    "claimtrail errors show uer_4f2k9m",
    """
Unknown http error 418, 3 times
SHA-256 of the text: 9f86d081884c7d65
I'm a teapot
""",
)
@errors.command("show")
@click.argument("error_id", metavar="ERROR")
@shows_claim_data(Action.ERROR_TEXT_READ, runs=".errors:show")
def show(**_: object) -> None:
    """Show the text of ERROR as it came; the access is recorded in the audit trail first."""


@example(
    "claimtrail errors explain http 503",
    """
Payer's system is down
  The payer is in maintenance, or overloaded.
  Owner: queue:operations; may be tried again
  1. Compare with the payer's maintenance windows.
""",
)
@errors.command("explain")
@click.argument("source", metavar="SOURCE", type=click.Choice(SOURCES))
@click.argument("code", metavar="CODE")
@click.option("--text", metavar="TEXT", default="", help="What the system said, as it came.")
@works_here(".errors:explain")
def explain(**_: object) -> None:
    """Explain CODE of SOURCE with its cause, owner and steps."""
