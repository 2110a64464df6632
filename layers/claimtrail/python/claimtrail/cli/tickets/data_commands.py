"""Declarations of `claimtrail taxonomy` and `tags`: what is kept about tickets as data."""

from pathlib import Path

import click

from claimtrail.cli.core.access import shows_claim_data
from claimtrail.cli.core.declare import CommandGroup, example, works_here
from claimtrail.trail.access_log import Action


@example(
    "claimtrail taxonomy show patient_billing/dispute",
    """
patient_billing/dispute (version 2): Patient disputes a balance
Queue                   Tier  Impact  Urgency
queue:patient-accounts     1       3        2
""",
)
@click.group(cls=CommandGroup)
def taxonomy() -> None:
    """Show the categories of tickets: versions, ways between them, what each asks for."""


@example(
    "claimtrail taxonomy show --version 1",
    """
Category        Title   Queue          Tier  Asks for
denials/denied  Denied  queue:denials     1
""",
)
@taxonomy.command("show")
@click.argument("category", metavar="[CATEGORY]", required=False)
@click.option("--version", metavar="NUMBER", type=int, help="Else the one in force today.")
@works_here(".taxonomy:show")
def show(**_: object) -> None:
    """List all categories, or show one with its defaults and references."""


@example(
    "claimtrail taxonomy versions",
    """
Version  In force from  Areas  Categories
      1  2026-01-01         5          15
      2  2026-11-01        12          69
""",
)
@taxonomy.command("versions")
@works_here(".taxonomy:versions")
def versions(**_: object) -> None:
    """List the versions, with the day from which each is in force."""


@example(
    "claimtrail taxonomy map denials/denied",
    """
From            When                       To
denials/denied  cause is timely filing     denial_management/timely_filing
""",
)
@taxonomy.command("map")
@click.argument("category", metavar="[CATEGORY]", required=False)
@click.option("--to", "version", metavar="NUMBER", type=int, help="Else the latest version.")
@works_here(".taxonomy:ways")
def ways(**_: object) -> None:
    """List the ways that lead from the version before to one, in the order that decides."""


@example(
    "claimtrail taxonomy diff 1 2",
    """
Change  Category
added   charge_capture/late_charge
gone    denials/denied
""",
)
@taxonomy.command("diff")
@click.argument("before", metavar="BEFORE", type=int)
@click.argument("after", metavar="AFTER", type=int)
@works_here(".taxonomy:diff")
def diff(**_: object) -> None:
    """List categories that were added, went, or changed between two versions."""


_LOGS = click.option(
    "--logs",
    metavar="FILE",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="JSON log lines, which rules over logs read.",
)


@example(
    "claimtrail tags preview",
    """
Tag   Gain  Lose
eft     12     0
Rules 1 would change 12 of 340 tickets. Nothing was changed.
""",
)
@click.group(cls=CommandGroup)
def tags() -> None:
    """Show and run the rules that tag tickets."""


@example(
    "claimtrail tags preview",
    """
Tag   Gain  Lose
eft     12     0
Rules 1 would change 12 of 340 tickets. Nothing was changed.
""",
)
@tags.command("preview")
@click.argument("rules", metavar="[RULES]", required=False,
                type=click.Path(path_type=Path, exists=True, dir_okay=False))  # fmt: skip
@_LOGS
@shows_claim_data(Action.TICKETS_LISTED, runs=".tagging:preview_rules")
def preview_rules(**_: object) -> None:
    """Show what the rules of a TOML file, else the shipped ones, would change."""


@example(
    "claimtrail tags apply",
    """
Tag   Gain  Lose
eft     12     0
Rules 1 changed 12 of 340 tickets.
""",
)
@tags.command("apply")
@_LOGS
@shows_claim_data(Action.TICKETS_CHANGED, runs=".tagging:apply_rules")
def apply_rules(**_: object) -> None:
    """Apply the shipped rules to all tickets, ended ones too."""
