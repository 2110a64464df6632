"""Declarations of `claimtrail people`, `restrictions` and `break-glass`."""

from pathlib import Path

import click

from claimtrail.access.subjects import AccessRestriction
from claimtrail.cli.core.access import shows_claim_data
from claimtrail.cli.core.declare import ListsByDefault, example
from claimtrail.cli.core.options import WORDS, claim_argument, number_option
from claimtrail.cli.core.short_ids import ShortId
from claimtrail.trail.access_log import Action, Purpose

_FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
_PERSON = click.argument("person_id", metavar="PERSON")
_REVIEW = click.argument("review_id", metavar="REVIEW", type=ShortId("rvw_"))
_WHY = click.option(
    "--why",
    type=WORDS,
    metavar="TEXT",
    required=True,
    help="A sentence, without names or numbers of patients.",
)
_KIND = click.argument(
    "kind",
    metavar="KIND",
    type=click.Choice([one.value for one in AccessRestriction if one.value != "own_family"]),
)


@example(
    "claimtrail people list",
    """
Person  Roles           Last sign-in         Last used   Access
dana    biller          2026-11-30 08:00:00  2026-11-30  active
lee     biller manager  2026-08-02 09:10:00  2026-08-02  ended: left
""",
)
@click.group(cls=ListsByDefault)
def people() -> None:
    """List who has access and when it was last used; review it, restore it, and end it."""


@example(
    "claimtrail people list --unused-days 90",
    """
Person  Roles           Last sign-in         Last used   Access
lee     biller manager  2026-08-02 09:10:00  2026-08-02  active
""",
)
@people.command("list")
@click.option(
    "--unused-days",
    metavar="DAYS",
    type=click.IntRange(1, 3_650),
    help="Only people with access who used it on none of so many days.",
)
@shows_claim_data(Action.PEOPLE_LISTED, runs=".people:list_people", purpose=Purpose.OPERATIONS)
def list_people(**_: object) -> None:
    """List everybody who ever signed in, or that the personnel system announced."""


@example(
    'claimtrail people sign-out dana --why "lost the laptop on the train"',
    """
Every session of dana is over; dana may sign in again.
""",
)
@people.command("sign-out")
@_PERSON
@_WHY
@shows_claim_data(Action.ACCESS_REVIEWED, runs=".people:sign_out", purpose=Purpose.OPERATIONS)
def sign_out(**_: object) -> None:
    """Stop every session of PERSON at once; the access stays."""


@example(
    'claimtrail people end dana --why "left the organization today"',
    """
The access of dana is over: sign-in, sessions, the provider's account.
""",
)
@people.command("end")
@_PERSON
@_WHY
@shows_claim_data(Action.ACCESS_REVIEWED, runs=".people:end", purpose=Purpose.OPERATIONS)
def end(**_: object) -> None:
    """Stop the access of PERSON at once, everywhere."""


@example(
    'claimtrail people restore dana --why "came back from a leave"',
    """
dana may sign in again; roles come from the identity provider's groups.
""",
)
@people.command("restore")
@_PERSON
@_WHY
@shows_claim_data(Action.ACCESS_REVIEWED, runs=".people:restore", purpose=Purpose.OPERATIONS)
def restore(**_: object) -> None:
    """Let PERSON, whose access ended, sign in again."""


@example(
    "claimtrail people leavers leavers.csv",
    """
Left: lee sam.
Announced: kim, after 2026-12-31.
""",
)
@people.command("leavers")
@click.argument("path", metavar="FILE", type=_FILE)
@shows_claim_data(Action.ACCESS_REVIEWED, runs=".people:leavers", purpose=Purpose.OPERATIONS)
def leavers(**_: object) -> None:
    """Stop the access of everybody in FILE, a CSV of the personnel system.

    Its header names `person_id` and, if there is a last day, `left_on` (2026-12-31): a day to come
    ends the access after it. Other columns are not read.
    """


@example(
    "claimtrail people reviews",
    """
Review      Manager  Department  Due         People  Left  Late
rvw_c4pw2n  kim      Billing     2026-10-15       8     3
""",
)
@people.command("reviews")
@click.argument("review_id", metavar="REVIEW", required=False, type=ShortId("rvw_"))
@shows_claim_data(Action.PEOPLE_LISTED, runs=".reviews:reviews", purpose=Purpose.OPERATIONS)
def reviews(**_: object) -> None:
    """List the reviews that are open; with REVIEW, each person with roles and last use."""


@example(
    'claimtrail people attest rvw_c4pw2n lee --remove --why "changed teams"',
    """
lee: REMOVE. Left in this review: 2 of 8.
""",
)
@people.command("attest")
@_REVIEW
@_PERSON
@click.option("--keep", is_flag=True, help="The person needs what the review lists.")
@click.option("--remove", is_flag=True, help="End the access of the person at once.")
@click.option("--why", type=WORDS, metavar="TEXT", default="", help="With --remove: a sentence.")
@shows_claim_data(Action.ACCESS_REVIEWED, runs=".reviews:attest", purpose=Purpose.OPERATIONS)
def attest(*, keep: bool, remove: bool, **_: object) -> None:
    """Record that PERSON keeps the access that REVIEW lists, or remove it."""
    if keep == remove:
        raise click.UsageError("Say --keep or --remove.")


@example(
    "claimtrail people reassign rvw_c4pw2n sam",
    """
rvw_c4pw2njm3q5e26jd56qkuqma4t is sam's to complete.
""",
)
@people.command("reassign")
@_REVIEW
@click.argument("manager_id", metavar="MANAGER")
@shows_claim_data(Action.ACCESS_REVIEWED, runs=".reviews:reassign", purpose=Purpose.OPERATIONS)
def reassign(**_: object) -> None:
    """Hand REVIEW to another MANAGER."""


@example(
    "claimtrail restrictions list clm_viinx5",
    """
Restriction  Since                By        Why
vip          2026-11-30 08:00:00  user:kim  the patient advocate asked
""",
)
@click.group(cls=ListsByDefault)
def restrictions() -> None:
    """Close a claim to everybody but those who break the glass, or open it to roles again."""


@example(
    "claimtrail restrictions list clm_viinx5",
    """
Restriction  Since                By        Why
vip          2026-11-30 08:00:00  user:kim  the patient advocate asked
""",
)
@restrictions.command("list")
@claim_argument
@number_option
@shows_claim_data(Action.RESTRICTIONS_READ, runs=".restrictions:list_restrictions")
def list_restrictions(**_: object) -> None:
    """List the restrictions of CLAIM: what people set, and what the registration says."""


@example(
    'claimtrail restrictions set clm_viinx5 vip --why "the patient advocate asked"',
    """
clm_viinx5e26jd56qkuqma4tmzx is closed beyond roles: vip.
""",
)
@restrictions.command("set")
@claim_argument
@_KIND
@number_option
@_WHY
@shows_claim_data(Action.RESTRICTION_CHANGED, runs=".restrictions:set_restriction")
def set_restriction(**_: object) -> None:
    """Close CLAIM beyond roles for KIND: charity_care, payment_plan or vip."""


@example(
    'claimtrail restrictions clear clm_viinx5 vip --why "no longer needed"',
    """
clm_viinx5e26jd56qkuqma4tmzx is open to roles.
""",
)
@restrictions.command("clear")
@claim_argument
@_KIND
@number_option
@_WHY
@shows_claim_data(Action.RESTRICTION_CHANGED, runs=".restrictions:clear_restriction")
def clear_restriction(**_: object) -> None:
    """Undo what a person set on CLAIM; what the registration says stands."""


@example(
    "claimtrail restrictions staff-list staff.csv",
    """
Households taken: 212.
""",
)
@restrictions.command("staff-list")
@click.argument("path", metavar="FILE", type=_FILE)
@shows_claim_data(Action.RESTRICTION_CHANGED, runs=".staff_list:take", purpose=Purpose.OPERATIONS)
def staff_list(**_: object) -> None:
    """Read the staff list: claims of a person's household are closed to that person.

    FILE is a CSV with `person_id`, and `account_number` or `medical_record_number` of each patient
    of the household. It replaces the list before. Only keyed hashes are kept.
    """


@example(
    "claimtrail break-glass list",
    """
Opening     Claim       Who   Why closed  Reason      Until       Late
brk_q7x2ma  clm_viinx5  dana  vip         payer_asks  2026-12-03
""",
)
@click.group("break-glass", cls=ListsByDefault)
def break_glass() -> None:
    """List openings of restricted claims that await review, and review them."""


@example(
    "claimtrail break-glass list",
    """
Opening     Claim       Who   Why closed  Reason      Until       Late
brk_q7x2ma  clm_viinx5  dana  vip         payer_asks  2026-12-03
""",
)
@break_glass.command("list")
@click.option("--all", "with_reviewed", is_flag=True, help="List reviewed ones as well.")
@shows_claim_data(Action.GLASS_BREAKS_LISTED, runs=".glass:list_openings", purpose=Purpose.AUDIT)
def list_openings(**_: object) -> None:
    """List openings that await review, the nearest last day first."""


@example(
    'claimtrail break-glass review brk_q7x2ma --justified --finding "the payer had called"',
    """
brk_q7x2majm3q5e26jd56qkuqma4t: JUSTIFIED, by user:kim.
""",
)
@break_glass.command("review")
@click.argument("break_id", metavar="OPENING", type=ShortId("brk_"))
@click.option("--justified", is_flag=True, help="The person needed to see it.")
@click.option("--unjustified", is_flag=True, help="The person did not need to see it.")
@click.option(
    "--finding", type=WORDS, metavar="TEXT", required=True, help="Your finding in a sentence."
)
@shows_claim_data(Action.GLASS_REVIEWED, runs=".glass:review", purpose=Purpose.AUDIT)
def review(*, justified: bool, unjustified: bool, **_: object) -> None:
    """Record what you find about OPENING, which another person made."""
    if justified == unjustified:
        raise click.UsageError("Say --justified or --unjustified.")
