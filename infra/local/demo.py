"""`claimtrail demo`: a month of payers' files through the deployed stacks, and what became of it.

The month ends yesterday on the first run and is remembered with the cloud's state, so that a
second run drops the very same files: the system recognises every one of them and changes nothing.
"""

import json
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.status import Status

from claimtrail.claims.model import Claim
from claimtrail.claims.states import State
from claimtrail.console import claims as claims_view
from claimtrail.console import dlq, dropbox, follow_up
from claimtrail.console import drop as drop_view
from claimtrail.console import query as query_view
from claimtrail.console.output import Output
from claimtrail.console.stage import LOCAL, Stage, open_stage
from claimtrail.console.trail import files_of
from claimtrail.escalations.model import Status as EscalationStatus
from claimtrail.intake.receipt import FileReceipt, FileStatus
from claimtrail.kernel import names
from claimtrail.kernel.time import parse_d8, utc_now
from claimtrail.payers.profile import Partners, read_profiles
from claimtrail.synthetic.generator import generate
from claimtrail.synthetic.model import Expectation, SyntheticFile
from claimtrail.synthetic.odd import odd_files
from infra.local.cloud import CHECKOUT, Cloud
from infra.local.deploy import Deployer
from infra.local.keys import ensure_keys

PROFILES = CHECKOUT / "infra" / "payers"
DAYS = 35
SETTLE_SECONDS = 150.0
FOLLOW_UP_SECONDS = 120.0
SFTP_PARTNERS = frozenset({"juniper-medicaid", "foxglove-plan"})
"""These deliver over SSH; the others put objects into their inbox."""
SAVED = ("claims_by_status_and_payer", "rejections_and_why", "denials_by_reason")
"""The saved queries whose answers the demo shows."""


@dataclass(frozen=True, slots=True)
class Month:
    """What the demo plays; kept in `.claimtrail/demo.json` from the first run on."""

    seed: int
    first_day: date
    last_day: date
    claims_per_day: int


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
    month, again = _month(cloud.settings.root / "demo.json", claims_per_day)
    truth: list[Expectation] = []
    files = list(
        generate(
            partners=partners,
            seed=month.seed,
            first_day=month.first_day,
            last_day=month.last_day,
            claims_per_day=month.claims_per_day,
            on_expectation=truth.append,
        )
    )
    files += odd_files(partners, month.seed + 1, day=_workday_before(month.first_day)).values()
    before = _versions(stage) if again else {}
    _play(output, stage, files)
    found = _settle(output, stage, truth)
    if again:
        _show_nothing_changed(output, before, found)
    _show(output, stage, found, truth)
    _show_next(output, found, seconds=time.monotonic() - started)


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


def _month(record: Path, claims_per_day: int) -> tuple[Month, bool]:
    """The month to play, and whether it was played before."""
    if record.is_file():
        kept = json.loads(record.read_text(encoding="utf-8"))
        first, last = parse_d8(kept.pop("first_day")), parse_d8(kept.pop("last_day"))
        return Month(first_day=first, last_day=last, **kept), True
    yesterday = utc_now().date() - timedelta(days=1)
    month = Month(
        seed=yesterday.toordinal(),
        first_day=yesterday - timedelta(days=DAYS - 1),
        last_day=yesterday,
        claims_per_day=claims_per_day,
    )
    kept = {
        "seed": month.seed,
        "first_day": f"{month.first_day:%Y%m%d}",
        "last_day": f"{month.last_day:%Y%m%d}",
        "claims_per_day": claims_per_day,
    }
    record.write_text(json.dumps(kept), encoding="utf-8")
    return month, False


def _workday_before(day: date) -> date:
    day -= timedelta(days=1)
    while day.weekday() >= 5:  # noqa: PLR2004 - Saturday
        day -= timedelta(days=1)
    return day


def _play(output: Output, stage: Stage, files: list[SyntheticFile]) -> None:
    """Deliver every file in order, day by day: objects in the inbox, and SFTP over real SSH."""
    inbox = stage.output(names.Output.INBOX_BUCKET)
    s3 = stage.client("s3")
    with (
        tempfile.TemporaryDirectory() as scratch,
        _progress(output, "Dropping files", len(files)) as advance,
    ):
        for _, delivered in groupby(files, key=lambda file: file.day):
            for partner_id, batch in groupby(delivered, key=lambda file: file.partner_id):
                paths = [_written(Path(scratch), file) for file in batch]
                if partner_id in SFTP_PARTNERS:
                    account = drop_view.sftp_account(
                        stage, partner_id, host=None, port=None, key=None
                    )
                    dropbox.send_files(account, paths)
                else:
                    for path in paths:
                        dropbox.put_object(s3, bucket=inbox, partner_id=partner_id, path=path)
                advance(len(paths))


def _written(folder: Path, file: SyntheticFile) -> Path:
    path = folder / file.name
    path.write_bytes(file.content)
    return path


def _settle(output: Output, stage: Stage, truth: list[Expectation]) -> list[Claim]:
    """Wait until every queue is empty and the claims stand as the month's truth says they must.

    Goes on at the deadline all the same: the tables then show what differs.
    """
    deadline = time.monotonic() + SETTLE_SECONDS
    with _progress(output, "Claims as they should be", len(truth)) as advance:
        shown = 0
        while True:
            found = list(claims_view.read_claims(stage, payer=None, wanted=None))
            right = len(truth) - len(differences(found, truth))
            advance(right - shown)
            shown = right
            done = right == len(truth) and waiting_messages(stage) == 0
            if done or time.monotonic() > deadline:
                return found
            time.sleep(1)


def differences(
    found: list[Claim], truth: list[Expectation]
) -> list[tuple[Expectation, Claim | None]]:
    """The claims whose state or money is not what the month's truth says."""
    by_number = {claim.patient_control_number: claim for claim in found}
    return [
        (expected, by_number.get(expected.patient_control_number))
        for expected in truth
        if not _as_expected(by_number.get(expected.patient_control_number), expected)
    ]


def _as_expected(claim: Claim | None, expected: Expectation) -> bool:
    return (
        claim is not None
        and claim.state is expected.state
        and claim.paid_cents == expected.paid_cents
    )


def waiting_messages(stage: Stage) -> int:
    """Messages that wait or are in work, over all queues but the dead-letter queues."""
    sqs = stage.client("sqs")
    attributes = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    total = 0
    for queue, _ in dlq.queue_pairs(stage).values():
        answer = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=attributes)
        total += sum(int(answer["Attributes"][name]) for name in attributes)
    return total


def _versions(stage: Stage) -> dict[str, int]:
    found = claims_view.read_claims(stage, payer=None, wanted=None)
    return {claim.claim_id: claim.version for claim in found}


def _show_nothing_changed(output: Output, before: dict[str, int], found: list[Claim]) -> None:
    changed = [claim for claim in found if before.get(claim.claim_id) != claim.version]
    output.heading(
        f"The same files again: {len(changed)} of {len(found)} claims changed, as it should be."
        if not changed
        else f"The same files again changed {len(changed)} claims, which they should not."
    )


def _show(output: Output, stage: Stage, found: list[Claim], truth: list[Expectation]) -> None:
    receipts = _receipts(stage)
    output.heading("What came in")
    _show_files(output, receipts)
    output.heading("What was refused at the door, and why")
    _show_refused(output, receipts)
    output.heading("Where the claims stand, by payer")
    claims_view.show_counts(output, found)
    wrong = differences(found, truth)
    verdict = "as the month's truth says" if not wrong else f"but {len(wrong)} that differ"
    output.say(f"  {len(truth) - len(wrong)} of {len(truth)} claims stand {verdict}.")
    for expected, claim in wrong[:5]:
        at = f"{claim.state.value}, {claim.paid_cents} cents" if claim else "unknown"
        output.say(f"    expected {expected.state.value}, {expected.paid_cents} cents; is {at}")
    _show_one(output, found)
    _show_answers(output, stage)
    _show_follow_up(output, stage)


def _receipts(stage: Stage) -> list[FileReceipt]:
    files = files_of(stage)
    today = utc_now().date()
    days = (today - timedelta(days=1), today)
    return [receipt for day in days for receipt in files.list_by_day(day=day, limit=100_000)]


def _show_files(output: Output, receipts: list[FileReceipt]) -> None:
    counts = Counter((receipt.partner_id, receipt.channel) for receipt in receipts)
    facts: Counter[tuple[str, str]] = Counter()
    taken: Counter[tuple[str, str]] = Counter()
    for receipt in receipts:
        key = (receipt.partner_id, receipt.channel)
        facts[key] += receipt.event_count
        taken[key] += receipt.status in {FileStatus.INGESTED, FileStatus.PARTLY_REJECTED}
    output.table(
        ("Dropbox", "By", "Files", "Taken", "Facts about claims"),
        [(*key, count, taken[key], facts[key]) for key, count in sorted(counts.items())],
        right=("Files", "Taken", "Facts about claims"),
    )


def _show_refused(output: Output, receipts: list[FileReceipt]) -> None:
    refused = [
        receipt
        for receipt in receipts
        if receipt.status
        in {FileStatus.QUARANTINED, FileStatus.REJECTED, FileStatus.PARTLY_REJECTED}
    ]
    output.table(
        ("File", "Dropbox", "Status", "Why", "Next"),
        [
            (
                receipt.name,
                receipt.partner_id,
                receipt.status.value,
                receipt.findings[0].text if receipt.findings else "see `claimtrail trail`",
                receipt.findings[0].next_step if receipt.findings else "",
            )
            for receipt in refused[:12]
        ],
        empty="Nothing.",
    )


def _show_one(output: Output, found: list[Claim]) -> None:
    """The claim with the longest way behind it."""
    told = [claim for claim in found if claim.state is State.PAID] or found
    if told:
        output.heading("One claim, and on whose word it moved")
        claims_view.show_claim(output, max(told, key=lambda claim: len(claim.steps)))


def _show_answers(output: Output, stage: Stage) -> None:
    athena = query_view.athena_of(stage)
    for saved in query_view.named(SAVED):
        output.heading(f"Athena: {saved.title}  (claimtrail query --saved {saved.name})")
        query_view.show_result(output, athena.run(saved.sql), limit=12)


def _show_follow_up(output: Output, stage: Stage) -> None:
    """Escalations start on a schedule, so wait for it; the ladder's first rungs are short here."""
    due = _await(
        output,
        "Escalations",
        lambda: (
            follow_up.read_escalations(stage, EscalationStatus.RUNNING)
            if follow_up.read_tickets(stage)
            else []
        ),
    )
    output.heading("Escalations running: claims past their payer's window")
    follow_up.show_escalations(output, due or [])
    output.heading("Tickets opened")
    follow_up.show_tickets(output, follow_up.read_tickets(stage))


def _await(output: Output, what: str, ask: Callable[[], list[Any]]) -> list[Any]:
    deadline = time.monotonic() + FOLLOW_UP_SECONDS
    with Status(f"{what}: waiting for the schedule", console=output.errors):
        while not (answer := ask()) and time.monotonic() < deadline:
            time.sleep(1)
    return answer


def _show_next(output: Output, found: list[Claim], *, seconds: float) -> None:
    example = found[0].claim_id if found else "CLAIM"
    output.heading(f"Done in {seconds:.0f} s. The cloud stays up. What to type next:")
    for command, meaning in (
        ("claimtrail claims --state DENIED", "the denied claims"),
        (f"claimtrail claim {example}", "one claim, every step"),
        ("claimtrail drop FILE --payer cedar-medicare", "a file of your own"),
        ("claimtrail trail FILE", "what became of a file"),
        ("claimtrail query --list", "the saved Athena queries"),
        ("claimtrail escalations; claimtrail tickets", "what is being done about stuck claims"),
        ("claimtrail dlq list", "what could not be processed"),
        ("make down", "stop the cloud; its state is kept"),
    ):
        output.say(f"  .venv/bin/{command:<46} [dim]{meaning}[/]")


@contextmanager
def _progress(output: Output, what: str, total: int) -> Iterator[Callable[[int], None]]:
    with Progress(
        TextColumn(f"{what:<26}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=output.errors,
    ) as progress:
        task = progress.add_task(what, total=total)
        yield lambda count: progress.advance(task, count)
