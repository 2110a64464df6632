"""The hops of the smoke test in their order, each with its time-out and what it shows of AWS."""

from claimtrail.smoke import probes
from claimtrail.smoke.model import Hop
from claimtrail.smoke.probes import Probe, Walked

__all__ = ["HOPS", "Probe", "Walked"]

_WHEN_IT_FAILS = "docs/operations.md#when-something-fails"


def _hop(  # noqa: PLR0913 - a row of the table below
    name: str,
    what: str,
    seconds: int,
    *,
    assumptions: str,
    log_group: str = "",
    dead_letters: str = "",
    runbook: str = _WHEN_IT_FAILS,
) -> Hop:
    return Hop(
        name=name,
        what=what,
        seconds=seconds,
        log_group=log_group,
        dead_letters=dead_letters,
        runbook=runbook,
        assumptions=tuple(assumptions.split()),
    )


HOPS: tuple[tuple[Hop, Probe], ...] = (
    (
        _hop("inbox", "the 837 is in the biller's inbox", 30, assumptions="KMS-1"),
        probes.dropped,
    ),
    (
        _hop(
            "receipt",
            "S3's event brought the file, and its receipt stands",
            180,
            log_group="queue_arrival, receive_file",
            dead_letters="Receive",
            assumptions="EVT-1 LAM-1 IAM-1 SQS-1 DDB-1",
        ),
        probes.received,
    ),
    (
        _hop(
            "archive",
            "the bytes are in the archive",
            60,
            log_group="receive_file",
            dead_letters="Receive",
            assumptions="S3-1",
        ),
        probes.archived,
    ),
    (
        _hop(
            "ingest",
            "the file is read to its end",
            180,
            log_group="ingest_transactions",
            dead_letters="Ingest",
            assumptions="SQS-1 S3-6 SEC-1",
        ),
        probes.ingested,
    ),
    (
        _hop(
            "claim",
            "the table's stream made the claim SUBMITTED",
            120,
            log_group="project_claims",
            dead_letters="Projection",
            assumptions="DDB-2 LAM-3 SEC-1",
        ),
        probes.submitted,
    ),
    (
        _hop(
            "answer",
            "the 999 for the biller is in its outbox",
            60,
            log_group="ingest_transactions",
            dead_letters="Ingest",
            assumptions="KMS-1",
        ),
        probes.answered,
    ),
    (
        _hop(
            "999",
            "the payer's 999 made the claim SYNTAX_ACCEPTED",
            300,
            log_group="receive_file, ingest_transactions, project_claims",
            dead_letters="Receive, Ingest, Projection",
            assumptions="EVT-1 DDB-2",
        ),
        probes.syntax_accepted,
    ),
    (
        _hop(
            "sftp",
            "that file came by SFTP",
            30,
            runbook="docs/payers.md",
            assumptions="TRF-1 TRF-2",
        ),
        probes.sent_over_sftp,
    ),
    (
        _hop(
            "277CA",
            "the payer's 277CA made it ACCEPTED",
            300,
            log_group="receive_file, ingest_transactions, project_claims",
            dead_letters="Receive, Ingest, Projection",
            assumptions="DDB-2 LAM-3",
        ),
        probes.accepted,
    ),
    (
        _hop(
            "835",
            "the payer's 835 made it PAID",
            300,
            log_group="receive_file, ingest_transactions, project_claims",
            dead_letters="Receive, Ingest, Projection",
            assumptions="DDB-2 S3-6",
        ),
        probes.paid,
    ),
    (
        _hop(
            "bus",
            "the file's event came over the bus into the trail, and Athena reads it",
            600,
            log_group="record_audit",
            dead_letters="Audit",
            assumptions="EVT-2 EVT-3 ATH-1 ATH-2 GLU-1",
        ),
        probes.published,
    ),
    (
        _hop(
            "trail",
            "the claim's versions and audit rows are in the trail",
            600,
            log_group="publish_changes, record_audit",
            dead_letters="Publication, Audit",
            assumptions="LAM-3 ATH-1",
        ),
        probes.recorded,
    ),
    (
        _hop(
            "views",
            "no view that people ask has the claim",
            120,
            runbook="docs/smoke.md",
            assumptions="ATH-3 ATH-4",
        ),
        probes.unseen,
    ),
    (
        _hop(
            "seal",
            "a seal covers the claim's rows",
            60,
            log_group="seal_audit",
            runbook="docs/audit.md",
            assumptions="KMS-2",
        ),
        probes.sealed,
    ),
    (
        _hop(
            "lake",
            "every closed day has its Parquet",
            120,
            log_group="compact_day",
            assumptions="ATH-4",
        ),
        probes.compacted,
    ),
    (
        _hop(
            "escalation",
            "nobody is called for the claim",
            30,
            log_group="start_escalations",
            runbook="docs/smoke.md",
            assumptions="DDB-1",
        ),
        probes.not_escalated,
    ),
    (
        _hop("expiry", "the claim's item expires", 30, runbook="docs/smoke.md", assumptions=""),
        probes.expiring,
    ),
)
"""In the order of the walk."""
