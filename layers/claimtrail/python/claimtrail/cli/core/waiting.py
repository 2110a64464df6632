"""Waits of a command: people see on standard error what is waited for."""

from rich.status import Status
from rich.text import Text

from claimtrail.cli.core.output import Output


def waiting_for(output: Output, what: str) -> Status:
    """Return a status to enter while something is awaited; without a terminal it shows nothing."""
    return Status(Text(f"Waiting for {what}"), console=output.errors)
