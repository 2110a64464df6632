"""The settings of a stage: one typed, frozen model, which the stage's folder fills in."""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from pydantic import Field, PositiveInt, model_validator

from claimtrail.access.reviews.pace import ReviewPace
from claimtrail.claims.lifecycle.write_off_limits import WriteOffLimits
from claimtrail.kernel.frozen_model import FrozenModel
from claimtrail.kernel.message_retries import MOST_SECONDS, RETRY_SECONDS
from infra.settings.operations import Alarms, Backup, Tags
from infra.settings.pace import Batching, EscalationTimes
from infra.settings.sftp import Sftp
from infra.settings.sign_in import SignIn
from infra.settings.web import Web

Architecture = Literal["arm64", "x86_64"]


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
    access_reviews: ReviewPace = ReviewPace()
    write_off_limits: WriteOffLimits = ()
    """Limits of write-offs in cents, by person: the first row that covers a person holds. Nobody
    may write anything off where no row does."""
    rules_four_eyes: bool = False
    """True if rules of routing need the approval of somebody else than whoever proposed them."""
    attachment_scanner: str = Field(
        default="guardduty", pattern=r"^(guardduty|signatures|clamd://[a-z0-9.-]+:\d{1,5})$"
    )
    """The scanner of attachments: AWS's own, a daemon of ClamAV, or signatures of our own, which
    know the EICAR test file alone and are for a laptop."""
    channels_kept_seconds: int = Field(default=60, ge=0, le=60)
    """Seconds for which a worker keeps mail server and webhooks of notices: those that somebody
    enters count after that."""
    sftp: Sftp = Sftp()
    sftp_keys: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    """OpenSSH public keys by partner, beside those in the profiles."""
    sign_in: SignIn = SignIn()
    web: Web = Web()

    @model_validator(mode="after")
    def _each_wait_is_used(self) -> "Settings":
        """Refuse waiting times that no message lives to see, or that SQS does not know."""
        if len(self.retry_seconds) >= self.max_receives:
            raise ValueError("retry_seconds has to have fewer times than max_receives tries")
        if max(self.retry_seconds) > MOST_SECONDS:
            raise ValueError(f"SQS hides a message for {MOST_SECONDS} seconds at most")
        return self

    @model_validator(mode="after")
    def _reaches_its_pages(self) -> "Settings":
        """Refuse a certificate that API Gateway cannot take: it takes those of its own region."""
        certificate = self.web.origin_certificate
        if certificate and certificate.split(":")[3] != self.region:
            raise ValueError(f"web.origin_certificate has to be one of {self.region}")
        return self

    @property
    def pages_url(self) -> str:
        """Return the address of the pages; empty where nothing leads to them."""
        if not self.web.domain or self.web.is_public:
            return f"https://{self.web.domain}" if self.web.domain else ""
        # The embedded cloud answers for pages and sign-in at one port.
        port = self.sign_in.local_address.rpartition(":")[2]
        return f"http://{self.web.domain}:{port}"
