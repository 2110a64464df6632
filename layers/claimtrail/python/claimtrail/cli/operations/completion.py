"""`claimtrail completion`: click's own script for a shell, which asks the command line."""

import click
from click.shell_completion import get_completion_class

VARIABLE = "_CLAIMTRAIL_COMPLETE"
"""The variable by which the script asks: click derives it from the program's name."""


def write(*, shell: str) -> None:
    """Write the script on standard output. It asks no cloud, and needs none."""
    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"click completes nothing in {shell}.")
    root = click.get_current_context().find_root().command
    click.echo(kind(root, {}, "claimtrail", VARIABLE).source())
