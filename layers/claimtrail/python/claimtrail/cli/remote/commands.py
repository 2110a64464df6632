"""Declarations of `claimtrail sign-in` and `sign-out`."""

import click

from claimtrail.cli.core.declare import example, works_here


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
