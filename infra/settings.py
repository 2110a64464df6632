"""The settings of a stage: one typed, frozen model, which the stage's folder fills in."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from claimtrail.claims.lifecycle.write_off_limits import WriteOffLimits

REPOSITORY = Path(__file__).resolve().parents[1]

Architecture = Literal["arm64", "x86_64"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class EscalationTimes(_Frozen):
    """The seconds for which each step of an escalation waits for the claim to change status."""

    remind_after: int = Field(gt=0)
    ticket_after: int = Field(gt=0)
    escalate_after: int = Field(gt=0)


class Batching(_Frozen):
    """The work gathered before a function is started: fewer starts and objects cost less.

    `docs/costs.md` has what it saves; nothing waits longer than the seconds say.
    """

    stream_seconds: int = Field(ge=0, le=300)
    """Seconds that records of the claim table's stream wait for others."""
    parallelization_factor: int = Field(ge=1, le=10)
    """Batches of one shard of the stream that are worked off at once; a claim stays in one lane."""
    audit_seconds: int = Field(ge=0, le=300)
    """Seconds that messages of the trail wait: each batch becomes an object of each data set."""
    audit_messages: int = Field(ge=1, le=10_000)


class Tags(_Frozen):
    """The tags of everything that a stage deploys, beside `application` and `stage`."""

    owner: str = ""
    """The team that is called; untagged when empty."""
    cost_center: str = ""
    data_classification: str = "phi"


class Settings(_Frozen):
    """One stage. Retention and Object Lock are declared by the nouns, for all stages at once."""

    stage: str = Field(pattern=r"^[a-z][a-z0-9]{1,11}$")
    organization_id: str = ""
    """Goes into every claim's id; changing it orphans the claims that are there. Empty in a stage
    that only lends its settings to others."""
    account: str = Field(default="", pattern=r"^(\d{12})?$")
    """The AWS account that alone may hold the stage: the CDK refuses other credentials. Empty in a
    stage that only lends its settings to others."""
    region: str
    first_day: date | None = None
    """The day of the stage's first deployment: Athena looks for nothing from before it."""
    tags: Tags = Tags()
    permissions_boundary: str = Field(default="", pattern=r"^(arn:aws[a-z-]*:iam::\d*:policy/.+)?$")
    """ARN of the managed policy that bounds every role of the stage; empty: none does."""
    python: str = Field(pattern=r"^3\.\d+$")
    architecture: Architecture
    wheel_platform: str | None
    """The platform that wheels are chosen for, as uv names it; None is this machine's."""
    keep_data: bool
    """True if tables, buckets and keys outlive their stack, and stacks refuse deletion."""
    object_lock: Literal["local", "dev", "prod"]
    """The column of the retention table whose Object Lock applies."""
    compliance_from: date | None = None
    """With `object_lock` prod: from the deployment on that day or later, nobody can shorten the
    lock of what is written. Before it, governance mode lets a first deployment be undone."""
    escalation: EscalationTimes
    schedule_minutes: int = Field(gt=0)
    """Minutes between two searches for due escalations."""
    recheck_minutes: int = Field(ge=0)
    """Minutes for which a running escalation may go unchecked: whether it was lost, whether its
    claim moved unseen."""
    settle_seconds: int = Field(default=60 * 60, ge=0)
    """Seconds for which a claim must not have changed before it escalates: files that come late
    come together, and the next word may lie in one of them."""
    seal_minutes: int = Field(default=24 * 60, gt=0)
    """Minutes between two seals of the audit trail's ends."""
    athena_scan_limit_bytes: int = Field(ge=10_000_000)
    """One Athena query is canceled beyond it; Athena's own minimum is 10 MB."""
    max_receives: int = Field(ge=1)
    """Tries of a message before it goes to the dead-letter queue."""
    visibility_factor: int = Field(default=6, ge=1)
    """Times of a function's time-out for which its messages stay with it. AWS advises six for
    queues that Lambda reads; below one, a message would be worked on twice at once."""
    retry_seconds: int | None = Field(default=None, ge=1)
    """When a message whose work failed is tried again; None: when its visibility ends."""
    concurrency_cap: int | None = Field(default=None, ge=2)
    """The most invocations that one queue may have at once, below what the stacks ask for."""
    batching: Batching
    trace_every_hop: bool
    """True if what queues start begins traces of its own. Where it does not, a trace begins with
    each file and each schedule; `docs/costs.md` has what a trace costs."""
    chunk_bytes: int = Field(ge=1 << 10)
    """A transaction set larger than that is worked on in chunks of about that size."""
    write_off_limits: WriteOffLimits = ()
    """Limits of write-offs in cents, by person: the first row that covers a person holds. Nobody
    may write anything off where no row does."""
    sftp_keys: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    """OpenSSH public keys by partner, beside those in the profiles."""
