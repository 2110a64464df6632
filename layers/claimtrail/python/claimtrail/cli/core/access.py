"""Recording who looks: a command gets an output for claim data once the access is recorded.

`shows_claim_data` is the way: it hands the command a `ClaimAccess`, whose `at` records in the
trail who looks, why and at what, and only then gives the output. Commands of `asks_api` leave that
to the API. `SHOWS_NONE` names every other
command and says why it shows no claim; a test walks the command line and finds each command in one
or the other.
"""

import functools
import platform
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import click

from claimtrail.cli.core.as_named import calling
from claimtrail.cli.core.declare import Declared, body_of, mark, output_for
from claimtrail.cli.core.lazy import load
from claimtrail.cli.core.local_user import says_who, says_who_today
from claimtrail.cli.core.masked_words import watch_masking
from claimtrail.cli.core.options import json_option, stage_option
from claimtrail.cli.core.stage import LOCAL, Stage, open_stage
from claimtrail.cli.core.state_folder import is_kept
from claimtrail.kernel.clock import utc_now
from claimtrail.kernel.errors import ClaimTrailError
from claimtrail.trail.access_log import STATED, Access, Action, Purpose, access_rows
from claimtrail.trail.datasets.rows import ACCESS_LOG

if TYPE_CHECKING:
    from claimtrail.cli.core.output import Output

LOCAL_PURPOSE = Purpose.OPERATIONS
"""On a laptop everything is fictitious; a deployed stage wants the purpose said."""
MARK = "shows_claim_data"
"""The attribute of a command's callback that says which action it records in the trail."""

_REMOTE = "claimtrail.cli.remote"
"""The folder of the bodies that ask the API: `lists:claims` is in its `lists.py`."""
DECIDING = frozenset(
    {
        Action.EVIDENCE_DECIDED, Action.MATCH_DECIDED, Action.STATUS_REPORTED, Action.APPEALED,
        Action.WRITTEN_OFF, Action.CLOSED, Action.REOPENED, Action.FILE_RELEASED, Action.HOLD_SET,
        Action.HOLD_RELEASED, Action.GLASS_REVIEWED, Action.RESTRICTION_CHANGED,
        Action.ACCESS_REVIEWED, Action.NOTED,
    }
)  # fmt: skip
"""Actions that rest on who decided."""
OF_TWO_PEOPLE = frozenset({"SELF_APPROVAL", "OWN_ACCESS", "RULES_OWN_APPROVAL"})
"""Refusals of what a second person has to do."""

SHOWS_NONE: Mapping[str, str] = MappingProxyType(
    {
        "audit heads": "sequence numbers and digests of the chains' ends",
        "audit key": "a public key",
        "audit report": "of a copy, ids and codes of rows that its holder has; a look at a stage's "
        "own bucket is recorded first, for the purpose audit",
        "audit seal": "the key of the seal that was written",
        "audit verify": "keys and digests of the trail's objects; rows are hashed, never shown",
        "audit verify-export": "paths and digests of a package that somebody was handed",
        "claim-key export": "digests of two public keys; the key itself leaves sealed",
        "claim-key restore": "that the secret is as it was, or is not",
        "compact": "numbers of rows by table and day",
        "completion": "a script for a shell",
        "contracts": "the schemas, which hold no document",
        "demo": "a fictitious month on this machine",
        "deploy": "stacks",
        "desk absent": "opaque ids of tickets and who has them now",
        "desk back": "a member of the staff",
        "desk list": "members of the staff, and numbers of their tickets",
        "desk put": "members of the staff",
        "dlq discard": "opaque ids of the message that was laid down",
        "dlq list": "counts, opaque ids and error codes of what failed; bodies stay in the queue",
        "dlq redrive": "counts",
        "doctor": "account, tools and settings of a stage",
        "down": "the embedded cloud's process",
        "drill": "how long each store of the local cloud took to come back",
        "drop": "what became of the caller's own file: its id, its status, a finding's text",
        "errors explain": "an entry of a table of this package",
        "errors list": "sources, codes, counts and digests of unknown errors, without their texts",
        "figures list": "counts and cents of many claims; it names none",
        "figures rebuild": "numbers of claims and tickets",
        "reproject": "how many claims were sent to be folded again",
        "mask": "the caller's own text; with --claim the access to the claim is recorded first",
        "pages": "the address of the pages, and the names that lead to it",
        "republish": "how many items were published again",
        "reset": "nothing",
        "restore": "counts of items",
        "retention": "the table of retention, and numbers of files by day",
        "sla clocks": "what is promised for tickets; no ticket is read",
        "rules apply": "rules, which name payers, facilities and queues",
        "rules approve": "the same",
        "rules diff": "the same",
        "rules list": "numbers of rules, and who proposed them",
        "rules propose": "rules, which name payers, facilities and queues",
        "rules show": "the same",
        "rules test": "the caller's own cases; no stage is asked",
        "smoke": "a claim that the stage made to test itself; it is nobody's",
        "sign-in": "the folder of the sign-in, and the stage",
        "sign-out": "the stage",
        "notices list": "opaque ids of tickets, kinds, and members of the staff",
        "notices set": "a member of the staff, and a way to reach them",
        "sftp": "a partner's account: host, port, key fingerprint, folders, limits",
        "sftp-host-key": "a fingerprint",
        "stages": "the settings and partners of stages, which stand in this checkout",
        "status": "the embedded cloud's process; with --export its credentials",
        "synth": "fictitious files, made on this machine",
        "undelete": "counts of objects",
        "taxonomy diff": "categories of two versions; no ticket is read",
        "taxonomy map": "the ways from old categories to new ones; no ticket is read",
        "taxonomy show": "categories and what each asks for; no ticket is read",
        "taxonomy versions": "the versions of the categories; no ticket is read",
        "vendors list": "vendors, their contracts and contacts; no ticket is read",
        "teardown": "stacks, buckets, and numbers of what they hold",
        "up": "the embedded cloud's process",
        "upgrade-check": "types and names of resources in templates",
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

    @functools.cached_property
    def purpose(self) -> Purpose:
        """The purpose of use. Raises click's usage error when a deployed stage is not given one."""
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
    ) -> "Output":
        """Record in the trail what is about to be shown; return the output to show it on.

        `subjects` are ids of claims, files, incidents, or names of tables; `fields` name what is
        shown. Raises ClaimTrailError when the trail cannot record it: then nothing is shown.
        """
        access = Access(
            correlation_id=f"cmd_{uuid.uuid4().hex}",
            accessed_at=utc_now(),
            actor=self.stage.caller(),
            purpose=self.purpose,
            action=action or self.action,
            fields=tuple(fields),
            origin=f"{click.get_current_context().command_path} on {platform.node()}",
            statement=statement,
        )
        rows = access_rows(access, subjects)
        if rows:
            self.stage.row_sink().send(ACCESS_LOG.name, rows)
        return output_for(as_json=self.as_json)


def shows_claim_data(
    action: Action, *, runs: str, purpose: Purpose | None = None, by_api: str | None = None
) -> Callable[[Declared], Declared]:
    """Make the callback of a command that shows claim data.

    The body `runs` is handed a `ClaimAccess`, whose stage is opened before the body is imported.
    Adds `--stage`, `--json` and, unless the command's purpose is always the same, `--purpose`.
    At a stage where the person signed in, the body `by_api` is handed a `RemoteAccess` instead.
    """

    def decorate(check_usage: Declared) -> Declared:
        @functools.wraps(check_usage)
        def run(*, stage: str, as_json: bool, purpose: str | None = purpose, **options: Any) -> Any:
            check_usage(as_json=as_json, **options)
            watch_masking(click.get_current_context(silent=True))
            if by_api and is_kept(stage):
                remote = load(f"{_REMOTE}.api:RemoteAccess")(
                    stage_name=stage, said_purpose=purpose, as_json=as_json
                )
                return calling(load(f"{_REMOTE}.{by_api}"), remote, **options)
            claim_access = ClaimAccess(
                stage_name=stage, said_purpose=purpose, action=action, as_json=as_json
            )
            _ = claim_access.stage
            try:
                result = calling(body_of(run), claim_access, **options)
            except ClaimTrailError as error:
                if who := _who(claim_access, code=error.explanation.code):
                    error.add_note(who)
                raise
            if who := _who(claim_access):
                output_for(as_json=as_json).say(who)
            return result

        setattr(run, MARK, action)
        marked = mark(run, runs, "claim_access")
        return stage_option(json_option(marked if purpose else _purpose_option(marked)))

    return decorate


def asks_api(action: Action, *, runs: str) -> Callable[[Declared], Declared]:
    """Make the callback of a command that only the API answers: its body gets a `RemoteAccess`.

    Adds `--stage`, `--json` and `--purpose`. Who has not signed in is shown how.
    """

    def decorate(check_usage: Declared) -> Declared:
        @functools.wraps(check_usage)
        def run(*, stage: str, as_json: bool, purpose: str | None, **options: Any) -> Any:
            check_usage(as_json=as_json, **options)
            remote = load(f"{_REMOTE}.api:RemoteAccess")(
                stage_name=stage, said_purpose=purpose, as_json=as_json
            )
            return calling(body_of(run), remote, **options)

        setattr(run, MARK, action)
        return stage_option(json_option(_purpose_option(mark(run, runs, "remote"))))

    return decorate


def _who(claim_access: ClaimAccess, *, code: str = "") -> str:
    """Return what the name of who decided on the local stage is worth; empty elsewhere.

    It is said once a day, and wherever two people are needed and the name is why it fails.
    """
    if claim_access.stage_name != LOCAL or claim_access.action not in DECIDING:
        return ""
    caller = claim_access.stage.caller()
    if code in OF_TWO_PEOPLE:
        return says_who(caller)
    return says_who_today(caller, today=utc_now().date())


def _purpose_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--purpose",
        metavar="PURPOSE",
        type=click.Choice([purpose.value for purpose in STATED]),
        envvar="CLAIMTRAIL_PURPOSE",
        help="Why you look, which a deployed stage wants said (or CLAIMTRAIL_PURPOSE): "
        f"{', '.join(purpose.value for purpose in STATED)}.",
    )(command)


def purpose_of(stage_name: str, said: str | None) -> Purpose:
    """The purpose of use. Raises click's usage error when a deployed stage is not given one."""
    if said:
        return Purpose(said)
    if stage_name == LOCAL:
        return LOCAL_PURPOSE
    choices = ", ".join(STATED)
    raise click.UsageError(
        f"Stage {stage_name} holds patients' data: say --purpose, or set CLAIMTRAIL_PURPOSE "
        f"({choices}). It is recorded with your name and what you were shown."
    )
