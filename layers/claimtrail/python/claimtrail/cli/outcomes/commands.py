"""Declarations of `claimtrail appeal`, `write-off`, `close` and `reopen`."""

import click

from claimtrail.claims.lifecycle.write_off_reasons import WRITE_OFF_REASONS
from claimtrail.cli.core.access import shows_claim_data
from claimtrail.cli.core.declare import Declared, example
from claimtrail.cli.core.options import DAY, DOLLARS, WORDS, claim_argument, number_option
from claimtrail.trail.access_log import Action

_WAYS = ("--amount", "--balance", "--approve", "--decline")
"""The options of which a write-off has one."""


def _why(command: Declared) -> Declared:
    """`--why`, which every decision has."""
    text = "Why, with your source; without patients' names."
    return click.option("--why", type=WORDS, required=True, help=text)(command)


@example(
    'claimtrail appeal clm_viinx5 --sent 2026-11-20 --how portal --why "records attached"',
    """
Decision 1 by user:dana: appealed at level 1, sent 2026-11-20 ...
`claimtrail claim clm_viinx5` shows what follows.
""",
)
@click.command()
@claim_argument
@number_option
@click.option(
    "--level", type=click.IntRange(1, 5), default=1, show_default=True, help="1 is the first."
)
@click.option("--sent", type=DAY, required=True, help="The day on which it went out.")
@click.option(
    "--how", type=click.Choice(["portal", "fax", "mail", "phone"]), required=True, help="By what."
)
@click.option("--reference", default="", help="The payer's own number for the appeal.")
@_why
@shows_claim_data(Action.APPEALED, runs=".decide:appeal")
def appeal(**_: object) -> None:
    """Record that an appeal of CLAIM went to the payer: a fact like any other, in your name.

    After the payer's last day for appeals, against a remark code that allows none (N211, MA130),
    or at a level without one at the level below, it is recorded with a warning. One sent before
    the payer's decision is refused.
    """


@example(
    'claimtrail write-off clm_viinx5 --balance --reason timely_filing --why "filed a month late"',
    """
Decision 1 by user:dana: asked to write off the balance of $340.75 ...
It awaits a second person: `claimtrail write-off clm_viinx5 --approve ...`
""",
)
@click.command("write-off")
@claim_argument
@number_option
@click.option("--amount", type=DOLLARS, metavar="DOLLARS", help="A part of the balance, 12.34.")
@click.option("--balance", is_flag=True, help="All of the balance.")
@click.option(
    "--reason",
    metavar="REASON",
    type=click.Choice(list(WRITE_OFF_REASONS)),
    help=f"Why: {', '.join(WRITE_OFF_REASONS)}.",
)
@click.option("--approve", is_flag=True, help="Agree with what another person asked for.")
@click.option("--decline", is_flag=True, help="Turn such a request down.")
@_why
@shows_claim_data(Action.WRITTEN_OFF, runs=".decide:write_off")
def write_off(
    *,
    amount: int | None,
    balance: bool,
    reason: str | None,
    approve: bool,
    decline: bool,
    **_: object,
) -> None:
    """Write off CLAIM's balance or a part of it, in your name.

    Above your limit (`write_off_limits` in the stage's settings) it is a request that another
    person approves or declines. A write-off never counts as paid. One for timely filing before the
    payer's last day is recorded with a warning.
    """
    given = (amount is not None, balance, approve, decline)
    said = [name for name, is_given in zip(_WAYS, given, strict=True) if is_given]
    if not said:
        raise click.UsageError("Say one of --amount DOLLARS, --balance, --approve and --decline.")
    if len(said) > 1:
        raise click.UsageError(f"{' and '.join(said)} cannot be combined: say one of them.")
    if (amount is not None or balance) and reason is None:
        raise click.UsageError(f"Say --reason: {', '.join(WRITE_OFF_REASONS)}.")
    if (approve or decline) and reason is not None:
        raise click.UsageError("--reason is that of the request; leave it out.")


@example(
    'claimtrail close clm_viinx5 --why "paid in full, nothing open"',
    """
Decision 2 by user:dana: closed the claim.
`claimtrail claim clm_viinx5` shows what follows.
""",
)
@click.command()
@claim_argument
@number_option
@_why
@shows_claim_data(Action.CLOSED, runs=".decide:close")
def close(**_: object) -> None:
    """Close CLAIM: nothing more is expected of it.

    A balance above your limit has to be written off first.
    """


@example(
    'claimtrail reopen clm_viinx5 --why "the payer found the authorization"',
    """
Decision 3 by user:dana: reopened the claim.
`claimtrail claim clm_viinx5` shows what follows.
""",
)
@click.command()
@claim_argument
@number_option
@_why
@shows_claim_data(Action.REOPENED, runs=".decide:reopen")
def reopen(**_: object) -> None:
    """Undo the last write-off or close of CLAIM: it stands again where it stood before."""
