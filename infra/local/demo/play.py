"""Playing a month: every file through its partner's door, then waiting until claims are right."""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from claimtrail.aws.core.account.clients import client
from claimtrail.bootstrap.operations import put_file
from claimtrail.claims.fold.model import Claim
from claimtrail.cli.claims import stores as claims_view
from claimtrail.cli.core.output import Output
from claimtrail.cli.core.stage import Stage
from claimtrail.cli.intake import sftp
from claimtrail.cli.operations.dead_letters import queue_pairs
from claimtrail.intake.outputs import IntakeOutput
from claimtrail.kernel.private_files import write_private
from simulator.model import Expectation, SimulatedFile

PATIENCE_SECONDS = 60.0
"""Without any claim or queue moving; a busy machine takes its time."""
_LOOK_SECONDS = 8.0
SFTP_PARTNERS = frozenset({"juniper-medicaid", "foxglove-plan"})
"""These deliver over SSH; the others put objects into their inbox."""


def play(output: Output, stage: Stage, files: list[SimulatedFile]) -> None:
    """Deliver every file in order, day by day: objects in the inbox, and SFTP over real SSH."""
    inbox = stage.output(IntakeOutput.INBOX_BUCKET)
    with (
        tempfile.TemporaryDirectory() as scratch,
        _progress(output, "Dropping files", len(files)) as advance,
    ):
        for _, delivered in groupby(files, key=lambda file: file.day):
            for partner_id, batch in groupby(delivered, key=lambda file: file.partner_id):
                paths = [_written(Path(scratch), file) for file in batch]
                if partner_id in SFTP_PARTNERS:
                    account = sftp.sftp_account(stage, partner_id, host=None, port=None, key=None)
                    sftp.send_files(account, paths)
                else:
                    for path in paths:
                        put_file(path, bucket=inbox, folder=partner_id)
                advance(len(paths))


def _written(folder: Path, file: SimulatedFile) -> Path:
    return write_private(folder / file.name, file.content)


def settle(output: Output, stage: Stage, truth: list[Expectation]) -> list[Claim]:
    """Wait until every queue is empty and the claims stand as the month's truth says they must.

    Goes on all the same when nothing has moved for a while: the tables then show what differs.
    """
    with _progress(output, "Claims as they should be", len(truth)) as advance:
        shown, last, moved_at = 0, (-1, 0), time.monotonic()
        while True:
            waiting = await_rest(stage)
            found = list(claims_view.read_claims(stage, payer=None, wanted=None))
            right = len(truth) - len(differences(found, truth))
            advance(right - shown)
            shown = right
            stands = (waiting, sum(claim.version for claim in found))
            if stands != last:
                last, moved_at = stands, time.monotonic()
            done = right == len(truth) and waiting == 0
            if done or time.monotonic() > moved_at + PATIENCE_SECONDS:
                return found


def await_rest(stage: Stage) -> int:
    """Return what still waits in the queues when nothing does, or after some seconds.

    Reading all claims is work for the same small cloud that is to take the files in.
    """
    deadline = time.monotonic() + _LOOK_SECONDS
    while (waiting := waiting_messages(stage)) and time.monotonic() < deadline:
        time.sleep(1)
    if not waiting:
        time.sleep(1)  # what a stream still holds lies in no queue
    return waiting


def left_behind(output: Output, stage: Stage, truth: list[Expectation]) -> dict[str, int]:
    """Return the claims' versions by their ids.

    Once what an earlier run left undone has been done.
    """
    return {claim.claim_id: claim.version for claim in settle(output, stage, truth)}


def differences(
    found: list[Claim], truth: list[Expectation]
) -> list[tuple[Expectation, Claim | None]]:
    """Return the claims whose state or money is not what the month's truth says."""
    by_number = {claim.patient_control_number: claim for claim in found}
    return [
        (expected, by_number.get(expected.patient_control_number))
        for expected in truth
        if not _as_expected(by_number.get(expected.patient_control_number), expected)
    ]


def _as_expected(claim: Claim | None, expected: Expectation) -> bool:
    return (
        claim is not None
        and claim.state == expected.state
        and claim.paid_cents == expected.paid_cents
    )


def waiting_messages(stage: Stage) -> int:
    """Messages that wait or are in work, over all queues but the dead-letter queues."""
    sqs = client("sqs")
    attributes = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    total = 0
    for queue, _ in queue_pairs(stage).values():
        answer = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=attributes)
        total += sum(int(answer["Attributes"][name]) for name in attributes)
    return total


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
