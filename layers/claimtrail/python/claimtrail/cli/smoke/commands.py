"""Declaration of `claimtrail smoke`."""

from pathlib import Path

import click

from claimtrail.cli.core.declare import example, works_on_stage


@example(
    "claimtrail smoke --stage prod",
    """
inbox       passed   0.4 s  s3://.../synthetic-biller/smoke-04711815.837
receipt     passed   3.1 s  fil_9c1f3364c0de5ad18e20a7b1, QUEUED
...
The synthetic claim clm_viinx5 went all the way: 17 hops in 96 s.
""",
)
@click.command()
@click.option(
    "--sftp-key",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The synthetic payer's private key: its 999 then comes by SFTP.",
)
@click.option("--sftp-host", help="The SFTP server's name, if it is not AWS's own.")
@click.option("--sftp-port", type=int, help="Its port; default: 22, or the local cloud's.")
@click.option(
    "--patience",
    type=click.FloatRange(0.1, 20),
    default=1.0,
    show_default=True,
    help="Times of each hop's own time-out to wait.",
)
@works_on_stage(".smoke:smoke")
def smoke(**_: object) -> None:
    """Send one synthetic claim on its whole way through a stage, and follow it hop by hop.

    Its files, claims and rows are marked, enter no list or figure, and expire; docs/smoke.md. It
    exits 0 when every hop passed, 1 when one failed: the output names it and where to look.
    """
