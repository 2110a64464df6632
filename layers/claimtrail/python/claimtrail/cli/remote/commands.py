"""Declarations of `claimtrail sign-in`, `sign-out` and `search`."""

import click

from claimtrail.cli.core.access import asks_api
from claimtrail.cli.core.declare import example, works_here
from claimtrail.trail.access_log import Action


@example(
    "claimtrail sign-in https://claims.acme-health.example",
    """
Signed in at stage acme. Type commands with `--stage acme`.
""",
)
@click.command("sign-in")
@click.argument("address", metavar="ADDRESS")
@click.option("--provider", metavar="NAME", help="Your identity provider, where there are several.")
@works_here(".sign_in:sign_in")
def sign_in(**_: object) -> None:
    """Sign in at the stage whose pages have ADDRESS, by the browser of this machine.

    Commands on that stage then ask its JSON API with your roles, and need no AWS credentials.
    """


@example(
    "claimtrail sign-out --stage acme",
    """
Signed out of stage acme.
""",
)
@click.command("sign-out")
@click.option(
    "--stage",
    metavar="STAGE",
    required=True,
    envvar="CLAIMTRAIL_STAGE",
    help="The stage (or CLAIMTRAIL_STAGE).",
)
@works_here(".sign_in:sign_out")
def sign_out(**_: object) -> None:
    """End your sign-in at a stage, here and at its user pool."""


@example(
    "claimtrail search ZT00042 --stage acme --purpose payment",
    """
Claim       Number   Payer     State   Days  Charged  Paid
clm_viinx5  ZT00042  larkspur  Denied    57  $340.75  $0.00
""",
)
@click.command()
@click.argument("words", metavar="[WORDS]", required=False)
@asks_api(Action.CLAIMS_LISTED, runs=".searching:search")
def search(**_: object) -> None:
    """Search claims by number, name, date, amount or id, at a stage where you are signed in.

    Several parts narrow it: "Doe, Jane 10/03/2026". Without WORDS it asks for them: so no name is
    kept in the shell's history.
    """
