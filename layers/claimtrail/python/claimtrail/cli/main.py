"""The `claimtrail` command: it finds its subcommands and turns errors into text and exit codes."""

import sys

import click

from claimtrail import __version__
from claimtrail.cli.core.declare import output_for
from claimtrail.cli.core.lazy import PLUGINS, LazyGroup
from claimtrail.cli.table import SECTIONS
from claimtrail.kernel.collector import collect_rarely
from claimtrail.kernel.errors import ClaimTrailError
from claimtrail.kernel.private_files import restrict_new_files

FAILED = 1
"""Exit code when a command could not do what was asked; 2 is click's, for wrong usage."""

PURPOSE = (
    "Track claim status by payer: current status, reason, date, and the payer file it came from."
)


@click.group(
    cls=LazyGroup,
    sections=SECTIONS,
    plugins=PLUGINS,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=PURPOSE,
)
@click.version_option(__version__, prog_name="claimtrail")
@click.pass_context
def cli(context: click.Context) -> None:
    """Restrict what every command writes to its owner."""
    context.with_resource(restrict_new_files())


def main() -> None:
    """Run the command line; exits 0 done, 1 failed, 2 wrong usage."""
    collect_rarely()
    try:
        cli()
    except Exception as error:
        from claimtrail.cli.core.failures import explained  # noqa: PLC0415 - failures alone need it

        explanation = explained(error)
        if explanation is None:
            raise
        notes = getattr(error, "__notes__", ()) if isinstance(error, ClaimTrailError) else ()
        output_for(as_json=False).failure(explanation, notes=notes)
        sys.exit(FAILED)
