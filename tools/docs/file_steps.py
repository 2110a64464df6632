"""The way of a file, step by step: which files do it, and what carries it to the next one."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FileStep:
    """One step; `file` and each of `work` are a path, a colon and what it defines."""

    name: str
    place: str
    """The place in the code at which the step begins."""
    work: tuple[str, ...]
    """The functions that do it, in the order of the calls; `claimtrail/` is the package itself."""
    purpose: str
    then: tuple[tuple[str, str], ...] = ()
    """Names of the steps that follow, each with what carries the work there."""

    @property
    def file(self) -> str:
        """The path of the place."""
        return self.place.partition(":")[0]


STEPS = (
    FileStep(
        "drop",
        "infra/constructs/payer_dropbox.py:PayerDropbox",
        (),
        "an object in `s3://inbox/<partner>/`, put there directly or by SFTP",
        (("arrive", "S3 event"),),
    ),
    FileStep(
        "arrive",
        "functions/intake/queue_arrival.py:handler",
        ("claimtrail/intake/receive/arrivals.py:queue_arrival",),
        "keep the object's name in the table; the queue gets an id",
        (("receive", "Receive queue"),),
    ),
    FileStep(
        "receive",
        "functions/intake/receive_file.py:handler",
        (
            "claimtrail/intake/receive/receive_file.py:receive_file",
            "claimtrail/intake/screening/screen.py:screen_content",
            "claimtrail/intake/receive/plan_messages.py:plan_messages",
        ),
        "hash, recognize repeats, check envelopes; archive or quarantine; TA1",
        (("ingest", "Ingest queue"),),
    ),
    FileStep(
        "ingest",
        "functions/intake/ingest_transactions.py:handler",
        (
            "claimtrail/intake/ingest/ingest_range.py:ingest_range",
            "claimtrail/x12/read/api.py:read_range",
            "claimtrail/intake/ingest/append.py:append_records",
        ),
        "validate each transaction set, append facts to claims, answer with a 999; a "
        "[fault](x12.md#reach-of-a-fault) costs what it touches",
        (("project", "table stream"),),
    ),
    FileStep(
        "project",
        "functions/claims/project_claims.py:handler",
        (
            "claimtrail/claims/projection/projector.py:Projector.take_items",
            "claimtrail/claims/projection/projection.py:project",
            "claimtrail/claims/fold/fold.py:fold_with_checkpoint",
        ),
        "fold a claim's facts into its state by the [lifecycle table](lifecycle.md)",
        (("publish", "table stream"),),
    ),
    FileStep(
        "publish",
        "functions/claims/publish_changes.py:handler",
        ("claimtrail/claims/publishing/publication.py:Publication.take_items",),
        "publish what changed: `claims.status_changed`, `claim.held`",
        (("record", "Audit queue"), ("escalate", "event bus; schedule")),
    ),
    FileStep(
        "escalate",
        "functions/escalations/start_escalations.py:handler",
        (
            "claimtrail/escalations/start_due.py:StartDueEscalations.start_due",
            "claimtrail/escalations/advance.py:AdvanceEscalation",
            "claimtrail/escalations/on_claim_change.py:WakeEscalations",
        ),
        "the next word is late: notify, remind, open a ticket, escalate to the manager; ends "
        "when the claim's status changes",
        (("record", "event bus"),),
    ),
    FileStep(
        "record",
        "functions/trail/record_audit.py:handler",
        (
            "claimtrail/trail/chaining/record.py:record",
            "claimtrail/trail/chaining/append.py:append",
        ),
        "append rows to the digest chain in S3 under Object Lock",
        (("seal", "schedule"), ("compact", "schedule"), ("ask", "Glue tables")),
    ),
    FileStep(
        "seal",
        "functions/trail/seal_audit.py:handler",
        ("claimtrail/trail/chaining/seals.py:seal",),
        "sign the ends of the chains once a day with KMS",
    ),
    FileStep(
        "compact",
        "functions/analytics/compact_day.py:handler",
        ("claimtrail/analytics/compaction.py:Compactor.run",),
        "write closed days as Parquet",
        (("ask", "Glue tables"),),
    ),
    FileStep(
        "ask",
        "claimtrail/analytics/saved.py:saved_queries",
        ("claimtrail/aws/core/athena.py:AthenaClient.run",),
        "answer [analysts' queries](analysts.md) with Athena",
    ),
)
"""Every step between a partner's drop and an analyst's answer."""
