"""Recording who looks: every command that shows claim data tells the trail before it shows any."""

import getpass
import platform
import uuid
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import click

from claimtrail.audit.access import ACCESS_LOG, Access, Action, Purpose, access_rows
from claimtrail.aws.row_sink import SqsRowSink
from claimtrail.console.stage import LOCAL, Stage
from claimtrail.kernel.names import QUEUE_OUTPUT_SUFFIX
from claimtrail.kernel.time import utc_now

Command = TypeVar("Command", bound=Callable[..., Any])

LOCAL_PURPOSE = Purpose.OPERATIONS
"""On a laptop everything is fictitious; a deployed stage wants the purpose said."""
AUDIT_QUEUE = f"Audit{QUEUE_OUTPUT_SUFFIX}"


def purpose_option(command: Command) -> Command:
    """`--purpose WHY`: recorded in the access log with what was shown."""
    return click.option(
        "--purpose",
        type=click.Choice([purpose.value for purpose in Purpose]),
        envvar="CLAIMTRAIL_PURPOSE",
        help="Why you look (or CLAIMTRAIL_PURPOSE); a deployed stage wants it said.",
    )(command)


def purpose_of(stage: Stage, said: str | None) -> Purpose:
    """The purpose of use. Raises click's usage error when a deployed stage is not told it."""
    if said:
        return Purpose(said)
    if stage.name == LOCAL:
        return LOCAL_PURPOSE
    choices = ", ".join(Purpose)
    raise click.UsageError(
        f"Stage {stage.name} holds patients' data: say --purpose, or set CLAIMTRAIL_PURPOSE "
        f"({choices}). It is recorded with your name and what you were shown."
    )


def record_access(
    stage: Stage,
    *,
    purpose: str | None,
    action: Action,
    subjects: Iterable[str],
    fields: Iterable[str],
) -> None:
    """Tell the trail, before anything is shown; raises when it cannot be told."""
    access = Access(
        correlation_id=f"cmd_{uuid.uuid4().hex}",
        accessed_at=utc_now(),
        actor=actor_of(stage),
        purpose=purpose_of(stage, purpose),
        action=action,
        fields=tuple(fields),
        origin=f"{click.get_current_context().command_path} on {platform.node()}",
    )
    rows = access_rows(access, subjects)
    if rows:
        SqsRowSink(stage.client("sqs"), stage.outputs[AUDIT_QUEUE]).send(ACCESS_LOG, rows)


def actor_of(stage: Stage) -> str:
    """Who types: the AWS caller's ARN, or the operating system's user on the local stage."""
    if stage.name == LOCAL:
        return f"user:{getpass.getuser()}"
    return f"user:{stage.client('sts').get_caller_identity()['Arn']}"
