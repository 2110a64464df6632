"""The commands of a checkout: the embedded cloud's life, deploying onto it, and the demo."""

from dataclasses import asdict

import click
from rich.status import Status

from claimtrail.cli.options import json_option
from claimtrail.cli.output import Output
from claimtrail.partners.profile import read_profiles
from infra.local.cloud import Cloud, CloudStatus
from infra.local.demo.command import PROFILES, demo
from infra.local.deploy import Deployer
from infra.local.keys import ensure_keys
from infra.local.prerequisites import check_node

NOT_RUNNING = 3
"""Exit code of `status` when the cloud does not run, as systemd's and LSB's status have it."""
LOCAL = "local"


def register(group: click.Group) -> None:
    """Add the commands to the command line.

    Called through the entry point `claimtrail.commands`.
    """
    for command in (up, down, status, reset, deploy, demo):
        group.add_command(command)


@click.command()
@json_option
def up(*, as_json: bool) -> None:
    """Start the embedded cloud, or find it running."""
    output = Output(as_json)
    check_node()
    cloud = Cloud()
    before = cloud.status().running
    with Status("Starting the embedded cloud", console=output.errors):
        found = cloud.start()
    output.data(_plain(found))
    output.say(
        f"[green]●[/] The embedded cloud {'runs already' if before else 'is up'} at "
        f"[bold]{found.endpoint}[/]; SFTP on port {found.sftp_port}."
    )


@click.command()
@json_option
def down(*, as_json: bool) -> None:
    """Stop the embedded cloud; its state is kept."""
    output = Output(as_json)
    cloud = Cloud()
    with Status("Saving the state", console=output.errors):
        stopped = cloud.stop()
    output.data({"stopped": stopped})
    output.say(
        "○ The embedded cloud is down; its state is kept." if stopped else "○ It was not running."
    )


@click.command()
@click.option("--export", is_flag=True, help="Print what a shell needs to use it: eval this.")
@json_option
@click.pass_context
def status(context: click.Context, *, export: bool, as_json: bool) -> None:
    """Say whether the embedded cloud runs, and where; exits 3 when it does not."""
    output = Output(as_json)
    cloud = Cloud()
    found = cloud.status()
    if export:
        variables = {**cloud.credentials, "AWS_ENDPOINT_URL": found.endpoint}
        click.echo("\n".join(f"export {name}={value}" for name, value in variables.items()))
        return
    output.data(_plain(found))
    if found.running:
        output.say(f"[green]●[/] The embedded cloud runs at [bold]{found.endpoint}[/].")
        rows = [
            ("SFTP port", str(found.sftp_port)),
            ("process", str(found.pid)),
            ("since", found.started_at),
            ("state", cloud.settings.root / "state"),
            ("log", cloud.settings.log),
        ]
        output.table(("", ""), rows)
    else:
        output.say("○ The embedded cloud is down. `claimtrail up` starts it.")
        context.exit(NOT_RUNNING)


@click.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
def reset(*, yes: bool, as_json: bool) -> None:
    """Stop the embedded cloud and forget everything in it."""
    output = Output(as_json)
    cloud = Cloud()
    if not yes:
        click.confirm(f"Forget all state under {cloud.settings.root}?", abort=True, err=True)
    cloud.reset()
    output.data({"reset": True})
    output.say("○ The embedded cloud is down and empty.")


@click.command()
@click.option("--force", is_flag=True, help="Deploy even when nothing has changed.")
@json_option
def deploy(*, force: bool, as_json: bool) -> None:
    """Deploy the local stage onto the embedded cloud, which is started if it is down."""
    output = Output(as_json)
    check_node()
    cloud = Cloud()
    with Status("Starting the embedded cloud", console=output.errors) as shown:
        status = cloud.start()
        ensure_keys(
            cloud.settings.root / "keys", (partner.id for partner in read_profiles(PROFILES))
        )
        deployer = Deployer(
            cloud=status,
            credentials=cloud.credentials,
            root=cloud.settings.root,
            progress=lambda text: shown.update(f"Deploying: {text}"),
        )
        done = deployer.deploy(LOCAL, force=force)
    output.data(asdict(done))
    what = "deployed" if done.changed else "unchanged"
    output.say(f"[green]●[/] {len(done.stacks)} stacks {what} in {done.seconds:.0f} s.")


def _plain(found: CloudStatus) -> dict[str, object]:
    return asdict(found)
