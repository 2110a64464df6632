"""The `claimtrail` command: it finds its subcommands and turns errors into text and exit codes."""

import sys

import click

from claimtrail import __version__
from claimtrail.cli.core.declare import output_for
from claimtrail.cli.core.extras import missing_extra
from claimtrail.cli.core.lazy import LazyGroup
from claimtrail.cli.table import SECTIONS
from claimtrail.kernel.collector import collect_rarely
from claimtrail.kernel.errors import ClaimTrailError
from claimtrail.kernel.private_files import restrict_new_files

FAILED = 1
"""Exit code when a command could not do what was asked; 2 is click's, for wrong usage."""

PLUGINS = "claimtrail.commands"
"""Entry points whose tables add sections of commands; a checkout adds the embedded cloud's."""


@click.group(
    cls=LazyGroup,
    sections=SECTIONS,
    plugins=PLUGINS,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, prog_name="claimtrail")
@click.pass_context
def cli(context: click.Context) -> None:
    """Show where every claim stands with every payer, why, since when and on whose word."""
    context.with_resource(restrict_new_files())


def main() -> None:
    """Run the command line; exits 0 done, 1 failed, 2 wrong usage."""
    collect_rarely()
    try:
        cli()
    except ClaimTrailError as error:
        output_for(as_json=False).failure(error.explanation)
        sys.exit(FAILED)
    except ModuleNotFoundError as error:
        explanation = missing_extra(error)
        if explanation is None:
            raise
        output_for(as_json=False).failure(explanation)
        sys.exit(FAILED)
