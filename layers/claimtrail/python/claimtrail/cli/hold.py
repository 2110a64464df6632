"""`claimtrail hold` and `claimtrail retention`: what must stay, and what will go when."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

import click
from rich.text import Text

from claimtrail.aws.core.event_bus import EventBridgePublisher
from claimtrail.aws.trail.holds import AwsKeeper, DynamoHoldStore
from claimtrail.cli.access import ClaimAccess, actor_of, shows_claim_data
from claimtrail.cli.claims import events_behind, identify, read_claim
from claimtrail.cli.hold_role import hold_session
from claimtrail.cli.options import json_option, stage_option
from claimtrail.cli.output import Output, size
from claimtrail.cli.stage import Stage, open_stage
from claimtrail.cli.trail import files_of
from claimtrail.intake.model.receipt import FileReceipt, FileStatus
from claimtrail.kernel import names
from claimtrail.kernel.clock import utc_now
from claimtrail.kernel.ids import FILE_PREFIX
from claimtrail.kernel.retention import RETENTION, Store, removed_on, rule_of
from claimtrail.trail.access_log import Action, Purpose
from claimtrail.trail.hold_service import LegalHolds
from claimtrail.trail.holds import HeldObject, Hold, nothing_to_hold

_FILES_PER_DAY = 100_000


def register(group: click.Group) -> None:
    """Add the commands."""
    group.add_command(hold)
    group.add_command(retention)


@click.group()
def hold() -> None:
    """Legal holds: a claim's or a file's bytes stay until the last docket's hold is released."""


_DOCKET = click.option("--docket", required=True, help="The matter's number, without names.")


@hold.command("set")
@click.argument("subject", metavar="CLAIM|FILE_ID")
@_DOCKET
@click.option("--reason", required=True, help="Why, without names.")
@shows_claim_data(Action.HOLD_SET, purpose=Purpose.LEGAL)
def hold_set(claim_access: ClaimAccess, subject: str, docket: str, reason: str) -> None:
    """Keep what is there about SUBJECT for a docket; set it again when new files have come.

    Several dockets may hold the same claim: each is released by itself.
    """
    opened = claim_access.stage
    subject_id, objects = _objects(opened, subject)
    if not objects:
        raise nothing_to_hold(subject_id)
    output = claim_access.at([subject_id])
    done = legal_holds(opened).set(
        subject_id, docket, objects=objects, by=actor_of(opened), reason=reason
    )
    output.data(done.model_dump(mode="json"))
    output.say(
        Text(
            f"{subject_id} is held for {done.docket}: {done.object_count} files stay "
            "until it is released."
        )
    )


@hold.command("release")
@click.argument("subject", metavar="CLAIM|FILE_ID")
@_DOCKET
@click.option("--reason", required=True, help="Why it may go, without names.")
@shows_claim_data(Action.HOLD_RELEASED, purpose=Purpose.LEGAL)
def hold_release(claim_access: ClaimAccess, subject: str, docket: str, reason: str) -> None:
    """Release SUBJECT for a docket; what another hold keeps stays."""
    opened = claim_access.stage
    is_file = subject.startswith(FILE_PREFIX)
    subject_id = subject if is_file else identify(opened, subject, number=False)
    output = claim_access.at([subject_id])
    done = legal_holds(opened).release(subject_id, docket, by=actor_of(opened), reason=reason)
    left = [one.docket for one in holds_of(opened).holds_on(subject_id) if one.active]
    output.data(done.model_dump(mode="json") | {"still_held_for": left})
    output.say(
        Text(
            f"{subject_id} is released for {done.docket}, and still held for {', '.join(left)}."
            if left
            else f"{subject_id} is released; retention goes on as its table says."
        )
    )


@hold.command("refresh")
@shows_claim_data(Action.HOLD_SET, purpose=Purpose.LEGAL)
def hold_refresh(claim_access: ClaimAccess) -> None:
    """Extend every active hold to the files that came since, and put each flag again."""
    opened = claim_access.stage
    found = [one for one in holds_of(opened).list_open() if one.active]
    output = claim_access.at([one.subject_id for one in found])
    service = legal_holds(opened)
    done = []
    for one in found:
        _, objects = _objects(opened, one.subject_id)
        extended = service.set(
            one.subject_id, one.docket, objects=objects, by=actor_of(opened), reason="refreshed"
        )
        done.append((extended, extended.object_count - one.object_count))
    output.data([one.model_dump(mode="json") | {"added": added} for one, added in done])
    output.table(
        ("Held", "Docket", "Files", "Added"),
        [(one.subject_id, one.docket, one.object_count, added) for one, added in done],
        right=("Files", "Added"),
        empty="Nothing is held.",
    )


@hold.command("list")
@shows_claim_data(Action.HOLDS_LISTED, purpose=Purpose.LEGAL)
def hold_list(claim_access: ClaimAccess) -> None:
    """List what is held, for which docket, by whom, why and since when, and what is unfinished."""
    found = holds_of(claim_access.stage).list_open()
    output = claim_access.at([one.subject_id for one in found], fields=Hold.model_fields)
    output.data([one.model_dump(mode="json") for one in found])
    output.table(
        ("Held", "Docket", "Since", "By", "Why", "Files", "Phase"),
        [
            (
                one.subject_id,
                one.docket,
                one.set_at,
                one.set_by,
                one.reason,
                one.object_count,
                one.phase.value,
            )
            for one in found
        ],
        right=("Files",),
        empty="Nothing is held.",
    )


@dataclass(frozen=True, slots=True)
class Leaving:
    """The files of one day that one bucket will remove together."""

    removed_on: date
    store: str
    received_on: date
    files: int
    bytes: int
    held: int
    """Of these files, those that a legal hold keeps."""


@click.command()
@click.option("--days", default=30, show_default=True, help="How far to look ahead.")
@stage_option
@json_option
def retention(days: int, stage: str, as_json: bool) -> None:
    """Show how long everything is kept, and which files will be removed in the days to come."""
    output = Output(as_json)
    opened = open_stage(stage)
    today = utc_now().date()
    leaving = list(leaving_files(opened, today=today, days=days))
    rules = [
        {
            "data": item.name,
            "where": item.store.value,
            "at_hand_days": item.hot_days,
            "then": item.tier,
            "removed_after_days": item.expiry_days,
            "written_today_goes_on": today + timedelta(days=item.expiry_days)
            if item.expiry_days
            else None,
            "legal_hold": item.legal_hold,
        }
        for item in RETENTION
    ]
    output.data({"rules": rules, "leaving": [asdict(one) for one in leaving]})
    columns = ("Data", "Where", "At hand", "Then", "Removed after", "Written today", "Hold")
    output.table(columns, [tuple(_shown(value) for value in rule.values()) for rule in rules])
    output.heading(f"Files that go within {days} days")
    output.table(
        ("On", "Out of", "Received", "Files", "Size", "Held"),
        [
            (one.removed_on, one.store, one.received_on, one.files, size(one.bytes), one.held)
            for one in leaving
        ],
        right=("Files", "Size", "Held"),
        empty="None.",
    )


def leaving_files(stage: Stage, *, today: date, days: int) -> Iterator[Leaving]:
    """Per day and bucket, the files whose time is over within so many days."""
    files = files_of(stage)
    holds = holds_of(stage)
    held = {one for hold in holds.list_open() for one in holds.objects_of(hold)}
    for store in (Store.ARCHIVE, Store.QUARANTINE):
        kept_days = rule_of(store).expiry_days or 0
        for ahead in range(days + 1):
            received_on = today + timedelta(days=ahead - kept_days)
            receipts = [
                receipt
                for receipt in files.list_by_day(day=received_on, limit=_FILES_PER_DAY)
                if receipt.stored_key and _store(receipt) is store
            ]
            gone = removed_on(store, received_on)
            if receipts and gone:
                yield Leaving(
                    removed_on=gone,
                    store=store.value,
                    received_on=received_on,
                    files=len(receipts),
                    bytes=sum(receipt.size for receipt in receipts),
                    held=sum(_object(stage, receipt) in held for receipt in receipts),
                )


def holds_of(stage: Stage) -> DynamoHoldStore:
    """The stage's holds."""
    return DynamoHoldStore(stage.client("dynamodb"), stage.output(names.Output.OPERATIONS_TABLE))


def legal_holds(stage: Stage) -> LegalHolds:
    """Return what sets and releases the stage's holds, in the role that alone may do so.

    Raises ConfigurationError (HOLD_ROLE_REFUSED) when the caller may not take that role.
    """
    session = hold_session(stage)
    table = stage.output(names.Output.OPERATIONS_TABLE)
    dynamodb = session("dynamodb")
    return LegalHolds(
        store=DynamoHoldStore(dynamodb, table),
        keeper=AwsKeeper(session("s3"), dynamodb, table),
        publisher=EventBridgePublisher(
            stage.client("events"), stage.output(names.Output.EVENT_BUS)
        ),
        clock=utc_now,
    )


def _objects(stage: Stage, subject: str) -> tuple[str, tuple[HeldObject, ...]]:
    """Return the id that the subject means, and the stored files that it rests on."""
    if subject.startswith(FILE_PREFIX):
        subject_id, file_ids = subject, [subject]
    else:
        claim = read_claim(stage, identify(stage, subject, number=False))
        subject_id = claim.claim_id
        file_ids = [event.source.file_id for event in events_behind(stage, claim)]
    files = files_of(stage)
    found = [
        _object(stage, receipt)
        for file_id in dict.fromkeys(file_ids)
        for receipt in files.receipts_of(file_id)
        if receipt.stored_key
    ]
    return subject_id, tuple(dict.fromkeys(found))


def _store(receipt: FileReceipt) -> Store:
    return Store.QUARANTINE if receipt.status is FileStatus.QUARANTINED else Store.ARCHIVE


def _object(stage: Stage, receipt: FileReceipt) -> HeldObject:
    outputs = {
        Store.ARCHIVE: names.Output.ARCHIVE_BUCKET,
        Store.QUARANTINE: names.Output.QUARANTINE_BUCKET,
    }
    return HeldObject(bucket=stage.output(outputs[_store(receipt)]), key=receipt.stored_key)


def _shown(value: Any) -> Any:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value
