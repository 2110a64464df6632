"""Declarations of a checkout's commands: the embedded cloud's life, deploying onto it, the demo."""

from pathlib import Path

import click

from claimtrail.bootstrap.stacks import STACK_NAMES
from claimtrail.cli.core.declare import example, runs, works_here


@example(
    "claimtrail up",
    """
● The embedded cloud is up at http://127.0.0.1:4566; SFTP on port 2222.
""",
)
@click.command()
@works_here(".lifecycle:up")
def up(**_: object) -> None:
    """Start the embedded cloud, or find it running."""


@example(
    "claimtrail down",
    """
○ The embedded cloud is down; its state is kept.
""",
)
@click.command()
@works_here(".lifecycle:down")
def down(**_: object) -> None:
    """Stop the embedded cloud; its state is kept."""


@example(
    "claimtrail status",
    """
● The embedded cloud runs at http://127.0.0.1:4566.
SFTP port  2222
process    41872
""",
)
@click.command()
@click.option("--export", is_flag=True, help="Print what a shell needs to use it: eval this.")
@works_here(".lifecycle:status")
def status(**_: object) -> None:
    """Show whether the embedded cloud runs, and where; exits 3 when it does not."""


@example(
    "claimtrail reset --yes",
    """
○ The embedded cloud is down and empty.
""",
)
@click.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
@works_here(".lifecycle:reset")
def reset(**_: object) -> None:
    """Stop the embedded cloud and delete everything in it."""


@example("claimtrail deploy", f"● {len(STACK_NAMES)} stacks deployed in 21 s.")
@click.command()
@click.option("--force", is_flag=True, help="Deploy even when nothing has changed.")
@works_here(".lifecycle:deploy")
def deploy(**_: object) -> None:
    """Deploy the local stage onto the embedded cloud, which is started if it is down."""


@example(
    "claimtrail demo --claims-per-day 4",
    f"""
● The embedded cloud is up at http://127.0.0.1:4566; {len(STACK_NAMES)} stacks deployed.
What came in
Partner   Files  Facts
larkspur     12    184
""",
)
@click.command()
@click.option("--claims-per-day", default=8, show_default=True, help="Claims billed each workday.")
@runs(".demo.command:demo")
def demo(**_: object) -> None:
    """Start the cloud, deploy, play a month of files, and show what became of the claims."""


@example(
    "claimtrail drill",
    """
Store         How it was lost     Seconds  What was lost
claim table   every item deleted      9.8  nothing
Nothing was lost, in 312 s.
""",
)
@click.command()
@click.option("--only", metavar="TEXT", help="Only the stores whose name has this in it.")
@click.option("--keep", is_flag=True, help="Leave the drill's cloud up, to look at it.")
@works_here(".drill.command:drill")
def drill(**_: object) -> None:
    """Lose each store of a small stage of its own, and bring it back as the runbook says.

    Beside the embedded cloud, which it does not touch. Proves that claims are the same to the cent,
    that the trail is SOUND, and that new files are taken in. Exits 1 when anything was lost.
    """


@example(
    "claimtrail stages",
    """
Stage  Files
dev    the stage dev has no partners
local  organization harborlight, partners 4 payer, 2 billing
""",
)
@click.command()
@click.argument("name", required=False)
@click.option(
    "--in",
    "root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of the stages, where they stand outside of the checkout.",
)
@works_here(".stages:stages")
def stages(**_: object) -> None:
    """List the stages that can be deployed, or check the files of the stage NAME."""


@example(
    "claimtrail upgrade-check tests/fixtures/releases/0.1.0/prod.tar.xz cdk.out",
    f"● CloudFormation can upgrade the {len(STACK_NAMES)} stacks.",
)
@click.command("upgrade-check")
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option(
    "--accept",
    multiple=True,
    metavar="STACK/PLACE",
    help="A place whose findings are meant; may be given several times.",
)
@works_here("..upgrades.command:upgrade_check")
def upgrade_check(**_: object) -> None:
    """Say whether the release NEW can be deployed over OLD.

    OLD and NEW are folders that `cdk synth` wrote, or archives of kept releases. The word
    `deployed` as OLD stands for what the account holds. Exits 1 when an upgrade would lose data or
    fail.
    """
