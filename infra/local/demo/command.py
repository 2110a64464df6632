"""The command: one part after the other, from an empty folder to what to type next."""

import time

import click
from rich.status import Status

from claimtrail.console.output import Output
from claimtrail.console.stage import LOCAL, open_stage
from claimtrail.payers.profile import Partners, read_profiles
from infra.local.cloud import CHECKOUT, Cloud
from infra.local.demo.claims import example, show_claims, show_follow_up
from infra.local.demo.lake import show_lake
from infra.local.demo.month import files_of_month, keep_month
from infra.local.demo.page import write_page
from infra.local.demo.play import play, settle, versions
from infra.local.demo.trail import show_trail
from infra.local.deploy import Deployer
from infra.local.keys import ensure_keys

PROFILES = CHECKOUT / "infra" / "payers"


@click.command()
@click.option("--claims-per-day", default=8, show_default=True, help="Claims billed each workday.")
def demo(claims_per_day: int) -> None:
    """Start the cloud, deploy, play a month of files, and show what became of the claims."""
    output = Output()
    started = time.monotonic()
    partners = read_profiles(PROFILES)
    cloud = Cloud()
    _up(output, cloud, partners)
    stage = open_stage(LOCAL)
    root = cloud.settings.root
    month, again = keep_month(root / "demo.json", claims_per_day)
    files, truth = files_of_month(month, partners)
    before = versions(stage) if again else {}
    play(output, stage, files)
    found = settle(output, stage, truth)
    if again:
        changed = [claim for claim in found if before.get(claim.claim_id) != claim.version]
        verdict = "which they should not" if changed else "as it should be"
        output.heading(
            f"The same files again: {len(changed)} of {len(found)} claims changed, {verdict}."
        )
    show_claims(output, stage, found, truth)
    one = example(found)
    if one:
        show_trail(output, stage, one)
    show_lake(output, stage)
    show_follow_up(output, stage)
    page = write_page(root / "demo" / "index.html", found, one)
    output.heading(f"Done in {time.monotonic() - started:.0f} s. The cloud stays up.")
    output.say(f"  The month as a picture: [bold]{page}[/]")
    _show_next(output, one.claim_id if one else "CLAIM")


def _up(output: Output, cloud: Cloud, partners: Partners) -> None:
    with Status("Starting the embedded cloud", console=output.errors) as shown:
        status = cloud.start()
        ensure_keys(cloud.settings.root / "keys", [partner.id for partner in partners])
        deployer = Deployer(
            cloud=status,
            root=cloud.settings.root,
            progress=lambda text: shown.update(f"Deploying: {text}"),
        )
        done = deployer.deploy(LOCAL)
    what = "deployed" if done.changed else "unchanged"
    output.say(
        f"[green]●[/] The embedded cloud is up at {status.endpoint}; "
        f"{len(done.stacks)} stacks {what} in {done.seconds:.0f} s."
    )


def _show_next(output: Output, claim_id: str) -> None:
    output.heading("What to type next:")
    for command, meaning in (
        ("claimtrail claims --state DENIED", "the denied claims"),
        (f"claimtrail claim {claim_id}", "one claim, every step"),
        (f"claimtrail provenance {claim_id}", "each step, down to the payer's bytes"),
        ("claimtrail drop FILE --payer cedar-medicare", "a file of your own"),
        ("claimtrail trail FILE", "what became of a file"),
        ("claimtrail query --list", "the saved Athena queries"),
        ("claimtrail escalations; claimtrail tickets", "what is being done about stuck claims"),
        ("claimtrail incidents", "what failed, by cause, and what to do"),
        ("claimtrail audit seal", "seal the audit trail as it is now"),
        ("make down", "stop the cloud; its state is kept"),
    ):
        output.say(f"  .venv/bin/{command:<54} [dim]{meaning}[/]")
