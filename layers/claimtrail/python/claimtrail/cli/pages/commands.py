"""Declaration of `claimtrail pages`."""

import click

from claimtrail.cli.core.declare import example, works_on_stage


@example(
    "claimtrail pages --stage acme",
    """
https://claims.acme-health.example
Record of                             Type   Leads to
claims.acme-health.example            CNAME  d111111abcdef8.cloudfront.net
origin.claims.acme-health.example     CNAME  d-0a1b2c3d4e.execute-api...
""",
)
@click.command()
@works_on_stage(".pages:show")
def pages(**_: object) -> None:
    """Show the address of the pages, and the DNS records that their names need.

    Exits 1 when the stage has no pages.
    """
