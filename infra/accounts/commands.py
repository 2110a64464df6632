"""Declarations of the commands on the account of a stage: check it, name its server, empty it."""

from pathlib import Path

import click

from claimtrail.cli.core.declare import example, works_here
from claimtrail.cli.core.options import stage_option

_root_option = click.option(
    "--in",
    "root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of the stages, where they stand outside of the checkout.",
)


@example(
    "claimtrail doctor --stage acme",
    """
Check                  Result   Found
CDK bootstrap          failed   the account is not bootstrapped ...
concurrent executions  warning  100 (a new account's is 10); below 200 ...
""",
)
@click.command()
@stage_option
@_root_option
@works_here(".doctor:doctor")
def doctor(**_: object) -> None:
    """Show whether a stage can be deployed: its account, the tools here, its settings.

    Changes nothing. Exits 0 when nothing stands in the way, warnings included, 1 when a check
    failed, 3 when none failed and some could not be made.
    """


@example(
    "claimtrail sftp-host-key --stage acme",
    """
● The SFTP server has the host key
  SHA256:lOFjZQH5lk7v1UaUUWvkQmCxHxL4sGDKFm0OPJyGlQ4.
""",
)
@click.command()
@stage_option
@_root_option
@works_here(".host_key:give")
def sftp_host_key(**_: object) -> None:
    """Let a deployed stage's SFTP server have the host key of the secret in its settings.

    The server's keys of the same type are removed: clients are shown this one alone.
    """


@example(
    "claimtrail teardown acmedev --yes acmedev",
    """
Bucket                         Versions  Delete markers      Size
claimtrail-acmedev-audit-1x4c       812               0    3.1 MB
○ The stage acmedev is gone. Its KMS keys go in 30 days.
""",
)
@click.command()
@click.argument("stage")
@click.option("--yes", metavar="STAGE", help="The stage's name again, instead of typing it.")
@click.option("--dry-run", is_flag=True, help="Show what would go, and delete nothing.")
@_root_option
@works_here(".teardown:teardown")
def teardown(**_: object) -> None:
    """Delete STAGE with all that it holds: stacks, every version in its buckets, log groups.

    Refuses a stage that keeps its data, and stops before anything is deleted while objects are
    locked in compliance mode or held. What broke off goes on when the command is run again.
    """
