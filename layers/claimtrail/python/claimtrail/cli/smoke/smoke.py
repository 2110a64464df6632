"""`claimtrail smoke`: the walk over a stage, its progress, and what it found."""

import secrets
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from rich.status import Status
from rich.text import Text

from claimtrail.analytics.outputs import AnalyticsOutput
from claimtrail.aws.core.account.outputs import SharedOutput
from claimtrail.bootstrap.smoke import DeployedStage, Send, StageNames
from claimtrail.claims.outputs import ClaimOutput
from claimtrail.cli.core.output import Output
from claimtrail.cli.core.stage import LOCAL, Stage, cloud_folder
from claimtrail.intake.outputs import IntakeOutput
from claimtrail.kernel.clock import utc_now
from claimtrail.kernel.private_files import write_private
from claimtrail.partners.synthetic import PAYER_ID
from claimtrail.smoke.assumptions.table import BY_ID
from claimtrail.smoke.files import RUNS, SyntheticClaim, SyntheticFile
from claimtrail.smoke.model import Hop, HopResult, HopStatus, SmokeReport
from claimtrail.smoke.walk import Walk
from claimtrail.tickets.outputs import TicketOutput
from claimtrail.trail.outputs import TrailOutput

FAILED = 1
"""Exit code when a hop failed or its time was over."""
_STYLES: Mapping[HopStatus, str] = MappingProxyType(
    {
        HopStatus.PASSED: "green",
        HopStatus.SKIPPED: "dim",
        HopStatus.FAILED: "red",
        HopStatus.TIMED_OUT: "red",
        HopStatus.NOT_TRIED: "dim",
    }
)


def smoke(
    stage: Stage,
    output: Output,
    *,
    sftp_key: Path | None,
    sftp_host: str | None,
    sftp_port: int | None,
    patience: float,
) -> None:
    """Follow one synthetic claim through the stage; exits 1 when it does not arrive."""
    send = _sender(stage, host=sftp_host, port=sftp_port, key=sftp_key)
    claim = SyntheticClaim(run=secrets.randbelow(RUNS), made_at=utc_now())
    with Status(Text("Begins"), console=output.errors) as status:
        walk = Walk(
            stage=DeployedStage(names=_names(stage), send_by_sftp=send),
            progress=Shown(output, status, patience=patience),
            monotonic=time.monotonic,
            sleep=time.sleep,
            patience=patience,
        )
        report = walk.run(claim)
    output.data(report_json(report))
    _conclude(output, report)
    if report.failed:
        raise SystemExit(FAILED)


class Shown:
    """The walk's progress: a line for each hop that ended, and what is waited for meanwhile."""

    def __init__(self, output: Output, status: Status, *, patience: float) -> None:
        self._patience = patience
        self._output = output
        self._status = status

    def begins(self, hop: Hop) -> None:
        """Say what is waited for."""
        self._status.update(Text(f"Waiting at most {self._most(hop)} s until {hop.what}"))

    def waits(self, hop: Hop, seconds: float) -> None:
        """Say how long it has been."""
        self._status.update(Text(f"{seconds:.0f} of {self._most(hop)} s until {hop.what}"))

    def _most(self, hop: Hop) -> str:
        return f"{hop.seconds * self._patience:.0f}"

    def ends(self, result: HopResult) -> None:
        """Write the hop's line."""
        line = f"{result.hop.name:<11} {result.status.value:<9} {result.seconds:6.1f} s  "
        text = Text(line, style=_STYLES[result.status]).append(result.evidence, style="default")
        self._output.say(text)


def _conclude(output: Output, report: SmokeReport) -> None:
    failed = report.failed
    if failed is None:
        took = sum(one.seconds for one in report.results)
        output.say(
            f"The synthetic claim {report.claim_id} went all the way: {len(report.results)} hops "
            f"in {took:.0f} s. No list has it; `claimtrail claims --synthetic` does."
        )
        return
    output.say(f"The hop {failed.hop.name} failed: not seen that {failed.hop.what}.")
    output.say(f"  Instead: {failed.evidence}")
    output.say(f"  Look at: {failed.hop.look_at()}")
    for one in failed.hop.assumptions:
        output.say(f"  It rests on {one}: {BY_ID[one].says} Otherwise: {BY_ID[one].failure}")


def report_json(report: SmokeReport) -> dict[str, Any]:
    """Return a report as `--json` gives it."""
    return {
        "run": report.run,
        "claim_id": report.claim_id,
        "passed": report.failed is None,
        "failed_hop": report.failed.hop.name if report.failed else None,
        "hops": [
            {
                "hop": one.hop.name,
                "status": one.status.value,
                "seconds": round(one.seconds, 3),
                "evidence": one.evidence,
                "look_at": one.hop.look_at(),
                "assumptions": list(one.hop.assumptions),
            }
            for one in report.results
        ],
    }


def _names(stage: Stage) -> StageNames:
    return StageNames(
        inbox=stage.output(IntakeOutput.INBOX_BUCKET),
        archive=stage.output(IntakeOutput.ARCHIVE_BUCKET),
        outbox=stage.output(IntakeOutput.OUTBOX_BUCKET),
        audit=stage.output(TrailOutput.AUDIT_BUCKET),
        claim_table=stage.output(ClaimOutput.CLAIM_TABLE),
        operations_table=stage.output(SharedOutput.OPERATIONS_TABLE),
        ticket_table=stage.output(TicketOutput.TICKET_TABLE),
        claim_key_secret=stage.output(ClaimOutput.CLAIM_KEY_SECRET),
        organization_id=stage.output(ClaimOutput.ORGANIZATION_ID),
        workgroup=stage.output(AnalyticsOutput.ATHENA_WORKGROUP),
        database=stage.output(AnalyticsOutput.GLUE_DATABASE),
        seal_function=stage.output(TrailOutput.SEAL_FUNCTION),
    )


def _sender(stage: Stage, *, host: str | None, port: int | None, key: Path | None) -> Send | None:
    """Return what delivers over SFTP; None where no private key is at hand."""
    found = key or _local_key(stage)
    if found is None:
        return None
    from claimtrail.cli.intake import sftp  # noqa: PLC0415 - it loads an SSH client

    account = sftp.sftp_account(stage, PAYER_ID, host=host, port=port, key=found)

    def send(file: SyntheticFile) -> str:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / file.name
            write_private(path, file.content)
            sftp.send_files(account, [path])
        return f"sftp://{account.user}@{account.host}{sftp.INBOX}/{file.name}"

    return send


def _local_key(stage: Stage) -> Path | None:
    """Return the key that the local stage made for the synthetic payer, if it did."""
    folder = cloud_folder() if stage.name == LOCAL else None
    path = folder / "keys" / PAYER_ID if folder else None
    return path if path and path.is_file() else None
