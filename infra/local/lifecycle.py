"""The embedded cloud's life as its commands run it, and deploying onto it."""

from dataclasses import asdict

import click
from rich.status import Status

from claimtrail.cli.core.output import Output
from claimtrail.partners.synthetic import PAYER_ID
from infra.local.cloud import Cloud, CloudStatus
from infra.local.deploy import Deployer
from infra.local.identity.show import show_people
from infra.local.keys import ensure_keys
from infra.local.prerequisites import check_node
from infra.stage import read_stage

NOT_RUNNING = 3
"""Exit code of `status` when the cloud does not run, as systemd's and LSB's status have it."""
LOCAL = "local"


def up(output: Output) -> None:
    """Start the embedded cloud, or find it running."""
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
    if found.was_reset:
        output.say("  A reset had been cut off. It is finished: the cloud starts empty.")
    if found.was_killed:
        output.say(_recovery(found))
    show_people(output, cloud.settings)


def _recovery(found: CloudStatus) -> str:
    """Return the sentences about what a kill costs."""
    if found.saved_at is None:
        return "  It had been killed before it saved anything, and starts empty."
    return (
        f"  It had been killed, and goes on from its state of {found.saved_at:%Y-%m-%d %H:%M:%S} "
        "UTC.\n  Files that arrived later are taken in again from the inbox.\n"
        "  Commands that were given later (decisions, releases, holds) are to be given again."
    )


def down(output: Output) -> None:
    """Stop the embedded cloud; its state is kept."""
    cloud = Cloud()
    with Status("Saving the state", console=output.errors):
        stopped = cloud.stop()
    output.data({"stopped": stopped})
    output.say(
        "○ The embedded cloud is down; its state is kept." if stopped else "○ It was not running."
    )


def status(output: Output, *, export: bool) -> None:
    """Show whether the embedded cloud runs, and where; exit 3 when it does not."""
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
            ("identity provider", found.identity_provider or "none"),
            ("process", str(found.pid)),
            ("since", found.started_at),
            ("state", cloud.settings.state),
            ("saved", found.saved_at or "not yet"),
            ("log", cloud.settings.log),
        ]
        output.table(("", ""), rows)
        show_people(output, cloud.settings)
    else:
        output.say("○ The embedded cloud is down. `claimtrail up` starts it.")
        raise SystemExit(NOT_RUNNING)


def reset(output: Output, *, yes: bool) -> None:
    """Stop the embedded cloud and delete everything in it, once that is confirmed."""
    cloud = Cloud()
    if not yes:
        click.confirm(f"Delete all state under {cloud.settings.root}?", abort=True, err=True)
    cloud.reset()
    output.data({"reset": True})
    output.say("○ The embedded cloud is down and empty.")


def deploy(output: Output, *, force: bool) -> None:
    """Deploy the local stage onto the embedded cloud, which is started if it is down."""
    check_node()
    cloud = Cloud()
    with Status("Starting the embedded cloud", console=output.errors) as shown:
        deployer = Deployer.onto(cloud, show=shown.update)
        ensure_keys(
            cloud.settings.root / "keys",
            [*(partner.id for partner in read_stage(LOCAL).partners), PAYER_ID],
        )
        done = deployer.deploy(LOCAL, force=force)
    output.data(asdict(done))
    what = "deployed" if done.changed else "unchanged"
    output.say(f"[green]●[/] {len(done.stacks)} stacks {what} in {done.seconds:.0f} s.")


def _plain(found: CloudStatus) -> dict[str, object]:
    return asdict(found)
