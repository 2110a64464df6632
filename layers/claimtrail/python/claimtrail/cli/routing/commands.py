"""Declarations of `claimtrail rules` and `desk`."""

from pathlib import Path

import click

from claimtrail.cli.core.access import shows_claim_data
from claimtrail.cli.core.declare import (
    ListsByDefault,
    example,
    works_here,
    works_on_stage,
)
from claimtrail.cli.core.options import DAY, WORDS
from claimtrail.trail.access_log import Action

_FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
_VERSION = click.argument("version", metavar="VERSION", type=click.IntRange(1))
_PERSON = click.argument("person", metavar="PERSON")


@example(
    "claimtrail rules",
    """
Version  State     From                  Rules  Proposed by  Approved by
      1  shipped   2026-01-01 05:00 UTC      5
      2  decides   2026-12-01 05:00 UTC      6  user:ann     user:max
      3  proposed  2027-01-04 05:00 UTC      6  user:ann
""",
)
@click.group(cls=ListsByDefault)
def rules() -> None:
    """List the rules that give tickets to queues and people; test, propose and apply others."""


@example(
    "claimtrail rules list",
    """
Version  State     From                  Rules  Proposed by  Approved by
      1  shipped   2026-01-01 05:00 UTC      5
      2  decides   2026-12-01 05:00 UTC      6  user:ann     user:max
""",
)
@rules.command("list")
@works_on_stage(".rules:list_rules")
def list_rules(**_: object) -> None:
    """List every set of rules: from when it decides, who proposed and approved it, and why."""


@example(
    "claimtrail rules show 2",
    """
Rules 2, from 2026-12-01 05:00 UTC: applied
Rule         When                 Queue            Tier  Strategy
high-dollar  charge from $10,000  queue:senior        2  least loaded
denials      area denials         queue:follow-up     1  queue only
""",
)
@rules.command("show")
@click.argument("version", metavar="[VERSION]", type=click.IntRange(1), required=False)
@click.option("--toml", "as_toml", is_flag=True, help="The file, as it was proposed.")
@works_on_stage(".rules:show")
def show(**_: object) -> None:
    """Show the rules of VERSION in their order; without one, those that decide now."""


@example(
    "claimtrail rules test cases.toml --rules rules.toml",
    """
Case            Rule         Queue            Tier  Result
a large denial  high-dollar  queue:senior        2  as expected
a small one     denials      queue:follow-up     1  tier 1, expected 2
1 of 2 cases differs.
""",
)
@rules.command("test")
@click.argument("cases", metavar="CASES.toml", type=_FILE)
@click.option(
    "--rules",
    "rules_file",
    metavar="RULES.toml",
    type=_FILE,
    help="The rules to test; without it those that are shipped.",
)
@works_here(".rule_tests:test")
def test(**_: object) -> None:
    """Compare a table of cases with what rules say: which decides, and what differs.

    Ends with 1 if a case differs. No stage is asked.
    """


@example(
    "claimtrail rules diff 2 rules.toml",
    """
Rule         What     How
high-dollar  changed  tier: 1 -> 2
refunds      added
""",
)
@rules.command("diff")
@click.argument("before", metavar="BEFORE")
@click.argument("after", metavar="AFTER")
@works_on_stage(".rules:diff")
def diff(**_: object) -> None:
    """Compare two sets of rules, each a version or a file."""


@example(
    "claimtrail rules preview rules.toml",
    """
3 of 41 open tickets would move; 2 stay with people who were given them.
From             To                       Rule                Tickets
queue:follow-up  queue:payments (tier 1)  routing@3/payments        3
""",
)
@rules.command("preview")
@click.argument("after", metavar="VERSION|RULES.toml")
@shows_claim_data(Action.TICKETS_LISTED, runs=".rules:preview_moves")
def preview(**_: object) -> None:
    """Show which open tickets would go elsewhere by another set of rules; none is moved."""


@example(
    "claimtrail rules propose rules.toml --cases cases.toml --why 'tier 2'",
    """
Rules 3 are proposed. `claimtrail rules apply 3` brings them into force.
""",
)
@rules.command("propose")
@click.argument("rules_file", metavar="RULES.toml", type=_FILE)
@click.option(
    "--cases", metavar="CASES.toml", type=_FILE, required=True, help="Its table of cases."
)
@click.option(
    "--why",
    type=WORDS,
    metavar="TEXT",
    required=True,
    help="A sentence, without names or numbers of patients.",
)
@works_on_stage(".rules:propose")
def propose(**_: object) -> None:
    """Keep a set of rules with its table of cases, as a proposal."""


@example(
    "claimtrail rules approve 3",
    """
Rules 3 are approved. `claimtrail rules apply 3` brings them into force.
""",
)
@rules.command("approve")
@_VERSION
@works_on_stage(".rules:approve")
def approve(**_: object) -> None:
    """Say that the rules of VERSION may decide; with four eyes, somebody else says so."""


@example(
    "claimtrail rules apply 3",
    """
Rules 3 decide from 2027-01-04 05:00 UTC on.
""",
)
@rules.command("apply")
@_VERSION
@works_on_stage(".rules:apply")
def apply(**_: object) -> None:
    """Bring the rules of VERSION into force from their day on, if each of their cases passes."""


@example(
    "claimtrail rules move --dry-run",
    """
Rules 3 would move 12 of 340 open tickets; people hold 31.
From             To                       Rule                Tickets
queue:follow-up  queue:payments (tier 1)  routing@3/payments       12
""",
)
@rules.command("move")
@click.option("--dry-run", is_flag=True, help="Show what would move, and move nothing.")
@click.option(
    "--why",
    type=WORDS,
    metavar="TEXT",
    help="A sentence, without names or numbers of patients.",
)
@shows_claim_data(Action.TICKETS_CHANGED, runs=".moves:move")
def move(*, dry_run: bool, why: str | None, **_: object) -> None:
    """Have the rules in force decide about all open tickets, as if each had just opened.

    Tickets that people assigned stay.
    """
    if dry_run == bool(why):
        raise click.UsageError("Say --dry-run to see what would move, or --why to move it.")


@example(
    "claimtrail desk",
    """
Person    Tiers  Queues                 Load   Now
user:ann  1      claims-follow-up       3/12   works
user:ben  1, 2   senior-claims          9/10   absent until 2026-12-26
""",
)
@click.group(cls=ListsByDefault)
def desk() -> None:
    """List the people who get tickets by rules; change them, and say who is away."""


@example(
    "claimtrail desk list",
    """
Person    Tiers  Queues                 Load   Now
user:ann  1      claims-follow-up       3/12   works
""",
)
@desk.command("list")
@works_on_stage(".desk:list_people")
def list_people(**_: object) -> None:
    """List the people of the desk: skills, load by weight of open tickets, and shifts."""


@example(
    "claimtrail desk put desk.toml",
    """
The desk has 4 people.
""",
)
@desk.command("put")
@click.argument("file", metavar="DESK.toml", type=_FILE)
@works_on_stage(".desk:put")
def put(**_: object) -> None:
    """Put the desk of a file in place of the last; absences that were recorded stay."""


@example(
    "claimtrail desk absent ann --from 2026-12-24 --to 2026-12-26",
    """
user:ann is away from 2026-12-24 to 2026-12-26.
""",
)
@desk.command("absent")
@_PERSON
@click.option("--from", "begins", type=DAY, required=True, help="The first day.")
@click.option("--to", "ends", type=DAY, required=True, help="The last day.")
@works_on_stage(".desk:absent")
def absent(**_: object) -> None:
    """Say that PERSON is away: what rules gave them goes to others on the first day.

    What people gave them stays theirs, and is counted.
    """


@example(
    "claimtrail desk back ann",
    """
user:ann is back.
""",
)
@desk.command("back")
@_PERSON
@works_on_stage(".desk:back")
def back(**_: object) -> None:
    """Say that PERSON is back, or does not go: absences that are not over are forgotten."""
