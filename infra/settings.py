"""The settings of a stage: one typed, frozen model, which the stage's folder fills in."""

from collections.abc import Mapping
from datetime import date
from ipaddress import IPv4Network
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, PositiveInt, StringConstraints, model_validator

from claimtrail.claims.lifecycle.write_off_limits import WriteOffLimits
from claimtrail.kernel.frozen_model import FrozenModel
from claimtrail.kernel.message_retries import MOST_SECONDS, RETRY_SECONDS

REPOSITORY = Path(__file__).resolve().parents[1]

Architecture = Literal["arm64", "x86_64"]
SubnetId = Annotated[str, StringConstraints(pattern=r"^subnet-[0-9a-f]{8,17}$")]


class EscalationTimes(FrozenModel):
    """The seconds for which each step of an escalation waits for the claim to change status."""

    remind_after: int = Field(gt=0)
    ticket_after: int = Field(gt=0)
    escalate_after: int = Field(gt=0)


class Batching(FrozenModel):
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


class Tags(FrozenModel):
    """The tags of everything that a stage deploys, beside `application` and `stage`."""

    owner: str = ""
    """The team that is called; untagged when empty."""
    cost_center: str = ""
    data_classification: str = "phi"


class Backup(FrozenModel):
    """Backups of AWS Backup, beside the point-in-time recovery that every table has."""

    keep_days: int = Field(default=35, ge=1, le=36_500)
    """Days that a daily backup is kept."""
    vault_lock_days: int = Field(default=0, ge=0, le=36_500)
    """Days before which nobody can delete a backup, root included; 0: the vault has no lock."""
    lock_changeable_days: int = Field(default=7, ge=3, le=36_500)
    """Days for which the lock can still be taken back; AWS asks for three at least."""
    buckets: bool = False
    """True if archive, quarantine, outbox and trail are backed up, too. Each needs the space of
    the bucket again; they have versions and locks already."""
    copy_to_vault: str = Field(default="", pattern=r"^(arn:aws[a-z-]*:backup:.+)?$")
    """ARN of a vault in another region or account, into which each backup is copied."""

    @model_validator(mode="after")
    def _is_kept_as_long_as_it_is_locked(self) -> Self:
        if self.vault_lock_days > self.keep_days:
            raise ValueError("keep_days is shorter than vault_lock_days, which AWS refuses")
        return self


class Alarms(FrozenModel):
    """The people and tools that hear of an alarm; `docs/runbooks/alarms.md` sets each up."""

    mail: tuple[str, ...] = ()
    """Addresses; AWS asks each to confirm, and sends nothing before."""
    slack_workspace_id: str = Field(default="", pattern=r"^([0-9A-Z]{1,255})?$")
    """A workspace that Amazon Q Developer in chat applications (AWS Chatbot) may write to."""
    slack_channel_id: str = Field(default="", pattern=r"^([A-Za-z0-9]{1,255})?$")
    incident_url: str = Field(default="", pattern=r"^(https://\S+)?$")
    """The incident tool's endpoint: each change of an alarm's state is posted to it."""
    incident_header: str = "Authorization"
    incident_secret: str = Field(default="", pattern=r"^(arn:aws[a-z-]*:secretsmanager:\S+)?$")
    """ARN of the secret whose text is the header's value."""
    runbook_base: str = Field(default="", pattern=r"^(https?://\S+/)?$")
    """Address before `docs/runbooks/alarms.md` in descriptions; empty: the path alone."""

    @model_validator(mode="after")
    def _has_halves(self) -> Self:
        for one, other in (
            ("slack_workspace_id", "slack_channel_id"),
            ("incident_url", "incident_secret"),
        ):
            if bool(getattr(self, one)) != bool(getattr(self, other)):
                raise ValueError(f"{one} and {other} go together")
        return self

    def __bool__(self) -> bool:
        """Return whether anybody hears of an alarm."""
        return bool(self.mail or self.slack_channel_id or self.incident_url)


class SftpAddresses(FrozenModel):
    """The place of the SFTP server in a network of the account, with addresses that stay."""

    vpc_id: str = Field(pattern=r"^vpc-[0-9a-f]{8,17}$")
    subnet_ids: tuple[SubnetId, ...] = Field(min_length=1, max_length=3)
    """Public subnets, each in another zone; each has an elastic address."""
    admitted: tuple[IPv4Network, ...] = Field(min_length=1)
    """The partners' networks, such as 203.0.113.0/24; nobody else reaches the server."""


class Sftp(FrozenModel):
    """The SFTP server of a stage, which AWS charges by the hour (`docs/costs.md`)."""

    enabled: bool = True
    """False: partners deliver by S3 alone, and no server is there."""
    host_name: str = Field(default="", pattern=r"^(([a-z0-9-]+\.)+[a-z]{2,})?$")
    """The server's name in a domain of the organization; its CNAME leads to the server's own."""
    host_key_secret: str = Field(default="", pattern=r"^(arn:aws[a-z-]*:secretsmanager:.+)?$")
    """ARN of the secret with the private key by which clients know the server; empty: AWS's own.
    `claimtrail sftp-host-key` gives the server that key."""
    addresses: SftpAddresses | None = None

    @model_validator(mode="after")
    def _has_a_server(self) -> Self:
        if not self.enabled and (self.host_name or self.host_key_secret or self.addresses):
            raise ValueError("without a server there is neither host name nor key nor address")
        return self


class Settings(FrozenModel):
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
    alarms: Alarms = Alarms()
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
    retry_seconds: tuple[PositiveInt, ...] = Field(default=RETRY_SECONDS, min_length=1)
    """Seconds after which a message whose work failed is tried again: the first time, the second,
    and so on; the last one holds for all further times."""
    concurrency_cap: int | None = Field(default=None, ge=2)
    """The most invocations that one queue may have at once, below what the stacks ask for."""
    batching: Batching
    trace_every_hop: bool
    """True if what queues start begins traces of its own. Where it does not, a trace begins with
    each file and each schedule; `docs/costs.md` has what a trace costs."""
    chunk_bytes: int = Field(ge=1 << 10)
    """A transaction set larger than that is worked on in chunks of about that size."""
    backup: Backup | None = None
    """Backups in a vault; None: point-in-time recovery and versions alone."""
    write_off_limits: WriteOffLimits = ()
    """Limits of write-offs in cents, by person: the first row that covers a person holds. Nobody
    may write anything off where no row does."""
    sftp: Sftp = Sftp()
    sftp_keys: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    """OpenSSH public keys by partner, beside those in the profiles."""

    @model_validator(mode="after")
    def _each_wait_is_used(self) -> "Settings":
        """Refuse waiting times that no message lives to see, or that SQS does not know."""
        if len(self.retry_seconds) >= self.max_receives:
            raise ValueError("retry_seconds has to have fewer times than max_receives tries")
        if max(self.retry_seconds) > MOST_SECONDS:
            raise ValueError(f"SQS hides a message for {MOST_SECONDS} seconds at most")
        return self
