"""The `claimtrail` command: it loads its subcommands and turns errors into text and exit codes."""

import sys
from importlib.metadata import entry_points

import click

from claimtrail import __version__
from claimtrail.cli import (
    audit,
    claims,
    compact,
    contracts,
    dlq,
    drop,
    escalations,
    exceptions,
    export,
    files,
    hold,
    incidents,
    payments,
    provenance,
    query,
    rebill_check,
    reproject,
    terms,
    trail,
    unmatched,
    x12,
)
from claimtrail.cli.output import Output
from claimtrail.kernel.collector import collect_rarely
from claimtrail.kernel.errors import ClaimTrailError
from claimtrail.kernel.private_files import restrict_new_files

FAILED = 1
"""Exit code when a command could not do what was asked; 2 is click's, for wrong usage."""

PLUGINS = "claimtrail.commands"
"""Entry points that add commands; a checkout adds the embedded cloud's."""


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="claimtrail")
@click.pass_context
def cli(context: click.Context) -> None:
    """Show where every claim stands with every payer, why, since when and on whose word."""
    context.with_resource(restrict_new_files())


for _room in (
    drop,
    claims,
    rebill_check,
    trail,
    provenance,
    audit,
    export,
    hold,
    escalations,
    incidents,
    query,
    compact,
    dlq,
    contracts,
    unmatched,
    reproject,
    payments,
    exceptions,
    files,
    terms,
    x12,
):
    _room.register(cli)
for _plugin in entry_points(group=PLUGINS):
    _plugin.load()(cli)


def main() -> None:
    """Run the command line; exits 0 done, 1 failed, 2 wrong usage."""
    collect_rarely()
    try:
        cli()
    except ClaimTrailError as error:
        Output().failure(error.explanation)
        sys.exit(FAILED)
