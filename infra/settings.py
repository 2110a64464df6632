"""The settings of a stage: one typed, frozen model per stage, and nothing else decides."""

import platform
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from claimtrail.kernel.errors import ConfigurationError, Explanation

REPOSITORY = Path(__file__).resolve().parents[1]
LOCAL_KEYS = REPOSITORY / ".claimtrail" / "keys"
"""The folder where the local stage keeps the key pair that it made for each SFTP account."""

Architecture = Literal["arm64", "x86_64"]

_MINUTE = 60
_DAY = 24 * 60 * _MINUTE
_GIB = 1024**3


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


class Settings(_Frozen):
    """One stage. Retention and Object Lock stand in `infra.retention`, for all stages at once."""

    stage: str = Field(pattern=r"^[a-z][a-z0-9]{1,11}$")
    organization_id: str
    """Goes into every claim's id; changing it orphans the claims that are there."""
    region: str
    python: str = Field(pattern=r"^3\.\d+$")
    architecture: Architecture
    wheel_platform: str | None
    """The platform that wheels are chosen for, as uv names it; None is this machine's."""
    keep_data: bool
    """True if tables, buckets and keys outlive their stack, and stacks refuse deletion."""
    escalation: EscalationTimes
    schedule_minutes: int = Field(gt=0)
    """Minutes between two searches for due escalations."""
    recheck_minutes: int = Field(ge=0)
    """Minutes for which a running escalation may go unchecked: whether it was lost, whether its
    claim moved unseen."""
    seal_minutes: int = Field(default=24 * 60, gt=0)
    """Minutes between two seals of the audit trail's ends."""
    athena_scan_limit_bytes: int = Field(ge=10_000_000)
    """One Athena query is canceled beyond it; Athena's own minimum is 10 MB."""
    max_receives: int = Field(ge=1)
    """Tries of a message before it goes to the dead-letter queue."""
    visibility_seconds: int | None = None
    """When a failed message is tried again; None is six times the function's time-out, which is
    what AWS advises for queues that Lambda reads."""
    concurrency_cap: int | None = Field(default=None, ge=2)
    """The most invocations that one queue may have at once, below what the stacks ask for."""
    batching: Batching
    trace_every_hop: bool
    """True if what queues start begins traces of its own. Where it does not, a trace begins with
    each file and each schedule; `docs/costs.md` has what a trace costs."""
    chunk_bytes: int = Field(ge=1 << 10)
    """A transaction set larger than that is worked on in chunks of about that size."""
    single_audit_writer: bool
    """Reserve one concurrent execution for the audit trail, whose chain has one end."""
    sftp_keys: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    """OpenSSH public keys by partner, beside those in the profiles."""


def _aws(
    *,
    stage: str,
    keep_data: bool,
    escalation: EscalationTimes,
    scan_limit: int,
    trace_every_hop: bool,
) -> Settings:
    return Settings(
        stage=stage,
        organization_id="harborlight",
        region="us-east-1",
        python="3.13",
        architecture="arm64",
        wheel_platform="aarch64-manylinux_2_28",
        keep_data=keep_data,
        escalation=escalation,
        schedule_minutes=60,
        recheck_minutes=24 * 60,
        athena_scan_limit_bytes=scan_limit,
        max_receives=5,
        batching=Batching(
            stream_seconds=5, parallelization_factor=1, audit_seconds=60, audit_messages=100
        ),
        trace_every_hop=trace_every_hop,
        chunk_bytes=4 << 20,
        single_audit_writer=True,
    )


def _prod() -> Settings:
    return _aws(
        stage="prod",
        keep_data=True,
        escalation=EscalationTimes(
            remind_after=2 * _DAY, ticket_after=3 * _DAY, escalate_after=5 * _DAY
        ),
        scan_limit=100 * _GIB,
        trace_every_hop=False,
    )


def _dev() -> Settings:
    return _aws(
        stage="dev",
        keep_data=False,
        escalation=EscalationTimes(remind_after=_DAY, ticket_after=_DAY, escalate_after=2 * _DAY),
        scan_limit=10 * _GIB,
        trace_every_hop=True,
    )


def _local() -> Settings:
    """Return the embedded cloud: it runs functions on its own interpreter, on this very machine."""
    return Settings(
        stage="local",
        organization_id="harborlight",
        region="us-east-1",
        python=f"{sys.version_info.major}.{sys.version_info.minor}",
        architecture="arm64" if platform.machine().lower() in {"arm64", "aarch64"} else "x86_64",
        wheel_platform=None,
        keep_data=False,
        escalation=EscalationTimes(remind_after=20, ticket_after=20, escalate_after=60 * _MINUTE),
        schedule_minutes=1,
        recheck_minutes=0,
        seal_minutes=30,
        athena_scan_limit_bytes=_GIB,
        max_receives=3,
        visibility_seconds=20,
        # A process per invocation: on two cores more of them only wait for one another, past the
        # visibility of their messages.
        concurrency_cap=3,
        batching=Batching(
            stream_seconds=0, parallelization_factor=10, audit_seconds=0, audit_messages=10
        ),
        trace_every_hop=True,
        # So that the files that fit a laptop go the way of the large ones, too.
        chunk_bytes=64 << 10,
        single_audit_writer=False,
        sftp_keys=read_public_keys(LOCAL_KEYS),
    )


_STAGES = {"local": _local, "dev": _dev, "prod": _prod}

STAGES = tuple(_STAGES)
"""The stages that can be deployed."""


def read_public_keys(folder: Path) -> dict[str, tuple[str, ...]]:
    """Partner id to public keys, from `<partner>.pub`, one per line, comments left out."""
    return {
        path.stem: tuple(
            " ".join(line.split()[:2])
            for line in path.read_text(encoding="ascii").splitlines()
            if line.strip() and not line.startswith("#")
        )
        for path in sorted(folder.glob("*.pub"))
    }


def settings_for(stage: str) -> Settings:
    """Return the settings of a stage. Raises ConfigurationError when there is no such stage."""
    read = _STAGES.get(stage)
    if read is None:
        raise ConfigurationError(
            Explanation(
                code="STAGE_UNKNOWN",
                what=f"there is no stage {stage!r}",
                where="infra/settings.py",
                next_step=f"The stages are {', '.join(STAGES)}: --context stage=NAME.",
            )
        )
    return read()
