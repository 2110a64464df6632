"""Recording who looks: a command that shows claim data gets nothing to show it on until it told.

`shows_claim_data` is the one way: it hands the command a `ClaimAccess`, whose `at` records in the
trail who looks, why and at what, and only then gives the output. `SHOWS_NONE` names every other
command and says why it shows no claim; a test walks the command line and finds each command in one
or the other.
"""

import functools
import getpass
import platform
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import click

from claimtrail.aws.trail.row_sink import SqsRowSink
from claimtrail.cli.options import json_option, stage_option
from claimtrail.cli.output import Output
from claimtrail.cli.stage import LOCAL, Stage, open_stage
from claimtrail.kernel.clock import utc_now
from claimtrail.kernel.names import QUEUE_OUTPUT_SUFFIX
from claimtrail.trail.access_log import ACCESS_LOG, STATED, Access, Action, Purpose, access_rows

LOCAL_PURPOSE = Purpose.OPERATIONS
"""On a laptop everything is fictitious; a deployed stage wants the purpose said."""
AUDIT_QUEUE = f"Audit{QUEUE_OUTPUT_SUFFIX}"
MARK = "shows_claim_data"
"""The attribute of a command's callback that says which action it records in the trail."""

SHOWS_NONE: Mapping[str, str] = MappingProxyType(
    {
        "audit heads": "sequence numbers and digests of the chains' ends",
        "audit key": "a public key",
        "audit seal": "the key of the seal that was written",
        "audit verify": "keys and digests of the trail's objects; rows are hashed, never shown",
        "audit verify-export": "paths and digests of a package that somebody was handed",
        "compact": "numbers of rows by table and day",
        "contracts": "the schemas, which hold no document",
        "demo": "a fictitious month on this machine",
        "deploy": "stacks",
        "dlq list": "counts, and opaque ids of what failed; bodies stay in the queue",
        "dlq redrive": "counts",
        "down": "the embedded cloud's process",
        "drop": "what became of the caller's own file: its id, its status, a finding's text",
        "reproject": "how many claims were sent to be folded again",
        "reset": "nothing",
        "retention": "the table of retention, and numbers of files by day",
        "status": "the embedded cloud's process; with --export its credentials",
        "synth": "fictitious files, made on this machine",
        "up": "the embedded cloud's process",
        "x12 ack": "acknowledgments of the caller's own file; no stage is asked",
        "x12 check": "findings about the caller's own file; no stage is asked",
        "x12 read": "the caller's own file; no stage is asked",
    }
)
"""Every command that shows no claim data of a stage, and what it shows instead."""


@dataclass(frozen=True, kw_only=True)
class ClaimAccess:
    """The working set of a command that shows claim data."""

    stage_name: str
    said_purpose: str | None
    action: Action
    as_json: bool

    @property
    def aside(self) -> Output:
        """For what is no claim data, as a list of saved queries."""
        return Output(self.as_json)

    @functools.cached_property
    def purpose(self) -> Purpose:
        """The purpose of use. Raises click's usage error when a deployed stage is not told it."""
        return purpose_of(self.stage_name, self.said_purpose)

    @functools.cached_property
    def stage(self) -> Stage:
        """Return the stage, which is not opened before a purpose is said.

        Raises what `purpose` and `open_stage` raise.
        """
        _ = self.purpose
        return open_stage(self.stage_name)

    def at(
        self,
        subjects: Iterable[str],
        *,
        fields: Iterable[str] = (),
        action: Action | None = None,
        statement: str | None = None,
    ) -> Output:
        """Tell the trail what is about to be shown; then the output to show it on.

        `subjects` are ids of claims, files, incidents, or names of tables; `fields` name what is
        shown. Raises ClaimTrailError when the trail cannot be reported: then nothing is shown.
        """
        access = Access(
            correlation_id=f"cmd_{uuid.uuid4().hex}",
            accessed_at=utc_now(),
            actor=actor_of(self.stage),
            purpose=self.purpose,
            action=action or self.action,
            fields=tuple(fields),
            origin=f"{click.get_current_context().command_path} on {platform.node()}",
            statement=statement,
        )
        rows = access_rows(access, subjects)
        if rows:
            queue = self.stage.outputs[AUDIT_QUEUE]
            SqsRowSink(self.stage.client("sqs"), queue).send(ACCESS_LOG, rows)
        return Output(self.as_json)


def shows_claim_data(
    action: Action, *, purpose: Purpose | None = None
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Make a function, under `@click.command()`.

    One that is handed a `ClaimAccess` as `claim_access`.

    Adds `--stage`, `--json` and, unless the command's purpose is always the same, `--purpose`.
    """

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(command)
        def looking(
            *arguments: Any,
            stage: str,
            as_json: bool,
            purpose: str | None = purpose,
            **options: Any,
        ) -> Any:
            claim_access = ClaimAccess(
                stage_name=stage, said_purpose=purpose, action=action, as_json=as_json
            )
            return command(*arguments, claim_access=claim_access, **options)

        setattr(looking, MARK, action)
        optional = looking if purpose else _purpose_option(looking)
        return stage_option(json_option(optional))

    return decorate


def _purpose_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--purpose",
        type=click.Choice([purpose.value for purpose in STATED]),
        envvar="CLAIMTRAIL_PURPOSE",
        help="Why you look (or CLAIMTRAIL_PURPOSE); a deployed stage wants it said.",
    )(command)


def purpose_of(stage_name: str, said: str | None) -> Purpose:
    """The purpose of use. Raises click's usage error when a deployed stage is not told it."""
    if said:
        return Purpose(said)
    if stage_name == LOCAL:
        return LOCAL_PURPOSE
    choices = ", ".join(STATED)
    raise click.UsageError(
        f"Stage {stage_name} holds patients' data: say --purpose, or set CLAIMTRAIL_PURPOSE "
        f"({choices}). It is recorded with your name and what you were shown."
    )


def actor_of(stage: Stage) -> str:
    """Return who types: the AWS caller's ARN, or the operating system's user on the local stage."""
    if stage.name == LOCAL:
        return f"user:{getpass.getuser()}"
    return f"user:{stage.client('sts').get_caller_identity()['Arn']}"
