"""The command: one part after the other, from an empty folder to what to type next."""

import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

from rich.status import Status

from claimtrail.access.front.outputs import FrontOutput
from claimtrail.access.roles import JobRole
from claimtrail.claims.fold.model import Claim
from claimtrail.cli.analytics.compact import run_compaction
from claimtrail.cli.core.output import Output
from claimtrail.cli.core.stage import LOCAL, open_stage
from claimtrail.kernel.clock import utc_now
from claimtrail.partners.profile import Partners
from claimtrail.partners.synthetic import PAYER_ID
from infra.local.cloud import Cloud
from infra.local.demo.claims import example, show_claims, show_follow_up
from infra.local.demo.desk.play import DeskPlayer
from infra.local.demo.desk.show import show_desk
from infra.local.demo.desk.steps import services_of
from infra.local.demo.lake import show_lake
from infra.local.demo.month import files_of_month, keep_month
from infra.local.demo.page import write_page
from infra.local.demo.play import await_rest, left_behind, play, settle
from infra.local.demo.trail import show_trail
from infra.local.deploy import Deployer
from infra.local.identity.people import principals_of, users_by_role
from infra.local.identity.show import show_people
from infra.local.keys import ensure_keys
from infra.stage import read_stage


def demo(*, claims_per_day: int) -> None:
    """Start the cloud, deploy, play a month of files, and show what became of the claims."""
    output = Output()
    laps = Laps()
    read = read_stage(LOCAL)
    partners = read.partners
    cloud = Cloud()
    _up(output, cloud, partners)
    laps.end("start and deploy")
    stage = open_stage(LOCAL)
    root = cloud.settings.root
    month, again = keep_month(root / "demo.json", claims_per_day)
    files, truth = files_of_month(month, partners)
    before = left_behind(output, stage, truth) if again else {}
    play(output, stage, files)
    laps.end("drop files")
    found = settle(output, stage, truth)
    laps.end("take them in")
    desk = DeskPlayer(
        tools=services_of(stage),
        people=users_by_role(),
        last_day=month.last_day,
        claims=found,
        signed_in=principals_of(read.people, JobRole.MANAGER),
    )
    desk.play()
    await_rest(stage)
    laps.end("work at the desk")
    if again:
        _show_unchanged(output, found, before)
    one = example(found)
    with ThreadPoolExecutor(1) as aside:
        compacted = aside.submit(run_compaction, stage, through=utc_now())
        show_claims(output, stage, found, truth)
        if one:
            show_trail(output, stage, one)
        laps.end("verify the trail")
        answers = show_lake(output, stage, compacted.result(), found)
    laps.end("ask Athena")
    show_follow_up(output, stage)
    laps.end("follow up")
    every = list(desk.tools.relations.tickets.walk())
    picture = show_desk(output, every, now=utc_now(), folder=root / "demo")
    listed = [claim for claim in found if not claim.is_hidden]
    page = write_page(root / "demo" / "index.html", listed, one, answers)
    output.heading(f"Done in {laps.total:.0f} s. The cloud stays up.")
    output.say(f"  [dim]{laps}[/]")
    output.say(f"  The month as a picture: [bold]{page}[/]")
    if picture:
        output.say(f"  A ticket's clock as a picture: [bold]{picture}[/]")
    output.say(f"  The pages: [bold]{stage.output(FrontOutput.PAGES_ADDRESS)}[/]")
    show_people(output, cloud.settings)
    show_next(output, one.claim_id if one else "CLAIM")


def _show_unchanged(output: Output, found: list[Claim], before: Mapping[str, int]) -> None:
    """Say how many claims the same files changed, which is none; `before`: versions by id."""
    changed = [claim for claim in found if before.get(claim.claim_id) != claim.version]
    verdict = "which they should not" if changed else "as it should be"
    output.heading(
        f"The same files again: {len(changed)} of {len(found)} claims changed, {verdict}."
    )


class Laps:
    """The time that each part of the demo took, in seconds."""

    def __init__(self) -> None:
        self._began = self._last = time.monotonic()
        self._parts: dict[str, float] = {}

    def end(self, part: str) -> None:
        """Record that the part which ends now began when the one before it ended."""
        now = time.monotonic()
        self._parts[part] = now - self._last
        self._last = now

    @property
    def total(self) -> float:
        """Until the end of the last part."""
        return self._last - self._began

    def __str__(self) -> str:
        return ", ".join(f"{part} {seconds:.0f} s" for part, seconds in self._parts.items())


def _up(output: Output, cloud: Cloud, partners: Partners) -> None:
    with Status("Starting the embedded cloud", console=output.errors) as shown:
        deployer = Deployer.onto(cloud, show=shown.update)
        ensure_keys(cloud.settings.root / "keys", [*(one.id for one in partners), PAYER_ID])
        done = deployer.deploy(LOCAL)
    what = "deployed" if done.changed else "unchanged"
    output.say(
        f"[green]●[/] The embedded cloud is up at {deployer.cloud.endpoint}; "
        f"{len(done.stacks)} stacks {what} in {done.seconds:.0f} s."
    )


def show_next(output: Output, claim_id: str) -> None:
    """Print commands to type next, each on a line of its own that can be pasted."""
    output.heading("What to type next:")
    for command, meaning in (
        ("claimtrail claims --state DENIED", "the denied claims"),
        (f"claimtrail claim {claim_id}", "one claim, every step"),
        (f"claimtrail provenance {claim_id}", "each step, down to the payer's bytes"),
        ("claimtrail drop FILE --payer cedar-medicare", "a file of your own"),
        ("claimtrail trail FILE", "what became of a file"),
        ("claimtrail query --list", "the saved Athena queries"),
        ("claimtrail tickets", "what must be done, by cause and deadline"),
        ("claimtrail escalations", "what is being done about stuck claims"),
        ("claimtrail incidents", "what failed, by cause, and what to do"),
        ("claimtrail audit seal", "seal the audit trail as it is now"),
        ("make down", "stop the cloud; its state is kept"),
    ):
        typed = f".venv/bin/{command}" if command.startswith("claimtrail ") else command
        output.say(f"  [dim]{meaning}:[/]\n    {typed}")
