"""`claimtrail files`: what is held of payers' files, what is in it, and releasing it."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from claimtrail import __version__
from claimtrail.aws.core.account.outputs import SharedOutput
from claimtrail.bootstrap.bus import publisher
from claimtrail.bootstrap.intake.stores import bucket, ingest_queue
from claimtrail.claims.matching.batch_model import BatchStatusCopy
from claimtrail.claims.matching.batches import codes_of
from claimtrail.cli.claims.stores import payers_wanted, store_of
from claimtrail.cli.core.access import ClaimAccess
from claimtrail.cli.core.cuts import EVERYTHING, SHOWN, cut
from claimtrail.cli.core.options import synthetic_wanted
from claimtrail.cli.core.output import Output, dollars
from claimtrail.cli.core.stage import Stage
from claimtrail.cli.intake.file_trail import file_id_of, files_of
from claimtrail.cli.intake.held_rows import (
    figures_of_set,
    file_json,
    held_json,
    records_of,
    require_set,
    sets_wanted,
    unread_json,
)
from claimtrail.cli.x12.files import type_of
from claimtrail.cli.x12.record_tables import show_records
from claimtrail.escalations.guarded_words import guarded
from claimtrail.intake.model.finding_words import cause_words
from claimtrail.intake.model.receipt import FileReceipt, FileStatus
from claimtrail.intake.model.release import Release
from claimtrail.intake.model.status_words import FILE_STATUS_WORDS
from claimtrail.intake.outputs import IntakeOutput
from claimtrail.intake.release.service import HeldFile, HeldFiles, ReleaseService
from claimtrail.intake.views import FileTrail
from claimtrail.kernel.clock import utc_now
from claimtrail.kernel.command_texts import with_ids
from claimtrail.kernel.counting import counted
from claimtrail.kernel.errors import NotFoundError
from claimtrail.kernel.synthetic import is_synthetic

_MAY_HOLD = frozenset({FileStatus.QUARANTINED, FileStatus.REJECTED, FileStatus.PARTLY_REJECTED})


def list_files(
    claim_access: ClaimAccess, *, days: int, payer: str | None, limit: int | None
) -> None:
    """Show files received lately with something held: sets, reasons, claims and dollars.

    Raises NotFoundError for a partner that there is none of.
    """
    payers_wanted(claim_access.stage, payer)
    listed = cut(
        list(held_lately(claim_access.stage, days, payer=payer)),
        noun="files",
        limit=limit,
        as_json=claim_access.as_json,
    )
    found = listed.rows
    fields = ("file_id", "partner_id", "set", "why", "claims", "charge_cents", "paid_cents")
    output = claim_access.at([file.receipt.file_id for file in found], fields=fields)
    rows = [(file, held, figures_of_set(file, held)) for file in found for held in file.held]
    unread = [file.receipt for file in found if not file.held]
    output.data(
        [held_json(file.receipt, held, figures) for file, held, figures in rows]
        + [unread_json(receipt) for receipt in unread]
    )
    output.table(
        ("File", "Partner", "Received", "Set", "Type", "Reason", "Claims", "Charged", "Paid"),
        [
            (
                file.receipt.file_id,
                file.receipt.partner_id,
                file.receipt.received_at.date(),
                held.number,
                type_of(held.header),
                "; ".join(filter(None, (*map(cause_words, held.why), held.obstacle_words))),
                figures.claim_count,
                _money(figures.charge_cents),
                _money(figures.paid_cents),
            )
            for file, held, figures in rows
        ]
        + [
            (
                one.file_id,
                one.partner_id,
                one.received_at.date(),
                None,
                "",
                cause_words(one.reason or ""),
                *[None] * 3,
            )
            for one in unread
        ],
        right=("Set", "Claims", "Charged", "Paid"),
        empty=f"Nothing is held of the files {f'of {payer} ' if payer else ''}of the last {days} "
        "days; `--days` looks further back.",
    )
    if rows:
        output.say(
            with_ids(
                "  More: `claimtrail files show FILE`; `claimtrail files release FILE --why TEXT`",
                FILE=rows[0][0].receipt.file_id,
            )
        )
    listed.say(output)


def show(claim_access: ClaimAccess, *, file: str, number: int | None, limit: int | None) -> None:
    """Show what is held in a file, and its batch statuses."""
    if limit is None:
        limit = EVERYTHING if claim_access.as_json else SHOWN
    opened = held_files_of(claim_access.stage).open(file_id_of(file))
    if number is not None:
        require_set(opened, number)
    statuses = store_of(claim_access.stage).batch_statuses_of(file_id_of(file))
    output = claim_access.at(
        [one.receipt.file_id for one in opened],
        fields=("held", "records", "releases", "batch_statuses"),
    )
    output.data([file_json(one, statuses, number=number, limit=limit) for one in opened])
    for one in opened:
        _show_file(output, one, number=number, limit=limit)
    _show_statuses(output, statuses)


def release(claim_access: ClaimAccess, *, file: str, numbers: tuple[int, ...], why: str) -> None:
    """Apply what is held of a file, in the name of who types: all of it, or sets by number."""
    opened = held_files_of(claim_access.stage).open(file_id_of(file))
    output = claim_access.at([one.receipt.file_id for one in opened], fields=("release",))
    service = _service(claim_access.stage)
    why = guarded(why, store=store_of(claim_access.stage))
    made = [each for one in opened for each in _release(service, one, numbers, why)]
    output.data([each.model_dump(mode="json") for each in made])
    for each in made:
        sets = len(each.set_starts)
        output.say(
            f"Released by {each.by} on {each.released_at:%Y-%m-%d %H:%M} UTC, because: "
            f"{each.why}\n{sets} set{'' if sets == 1 else 's'}, {each.release_id}. "
            f"`claimtrail files show {each.file_id}` shows what came of it."
        )
        if each.why != why:
            output.say("It was released before: your words are not recorded.")


def held_files_of(stage: Stage) -> HeldFiles:
    """Return what finds held sets on a stage."""
    return HeldFiles(
        files=files_of(stage),
        archive=bucket(stage.output(IntakeOutput.ARCHIVE_BUCKET)),
        quarantine=bucket(stage.output(IntakeOutput.QUARANTINE_BUCKET)),
    )


def _service(stage: Stage) -> ReleaseService:
    return ReleaseService(
        held_files=held_files_of(stage),
        queue=ingest_queue(stage.output(IntakeOutput.INGEST_QUEUE)),
        publisher=publisher(stage.output(SharedOutput.EVENT_BUS)),
        by=stage.caller(),
        at=utc_now(),
        code_version=__version__,
    )


def _release(
    service: ReleaseService, file: HeldFile, numbers: tuple[int, ...], why: str
) -> list[Release]:
    """Return the new release; where nothing is held any more, what is sent again."""
    if not file.held and file.trail.releases:
        return service.repeat(file) or list(file.trail.releases)
    return [service.release(file, numbers=numbers, why=why)]


def held_lately(stage: Stage, days: int, *, payer: str | None = None) -> Iterator[HeldFile]:
    """Yield the files with something held, the latest day first; of a partner, or of all."""
    held_files, today = held_files_of(stage), utc_now().date()
    for back in range(days):
        day = today - timedelta(days=back)
        for receipt in held_files.files.list_by_day(day=day, limit=EVERYTHING):
            is_wanted = payer in (None, receipt.partner_id) and _is_listed(receipt)
            if receipt.status in _MAY_HOLD and is_wanted:
                yield from _open(held_files, receipt)


def _is_listed(receipt: FileReceipt) -> bool:
    """Return whether a list has the file: synthetic ones only where they are asked for."""
    return is_synthetic(receipt.partner_id) is synthetic_wanted()


def _open(held_files: HeldFiles, receipt: FileReceipt) -> Iterator[HeldFile]:
    """Yield the file if something is held; none whose bytes are gone."""
    try:
        opened = held_files.open(receipt.file_id)
    except NotFoundError:
        return
    own = (one for one in opened if one.receipt.partner_id == receipt.partner_id)
    yield from (one for one in own if one.held or _is_unread(one))


def _is_unread(file: HeldFile) -> bool:
    """Return a quarantined file without a transaction set: nobody can release it."""
    return file.receipt.status is FileStatus.QUARANTINED and not file.scan.sets


def _show_file(output: Output, file: HeldFile, *, number: int | None, limit: int) -> None:
    receipt = file.receipt
    output.heading(f"{receipt.file_id}  {receipt.partner_id}  {FILE_STATUS_WORDS[receipt.status]}")
    wanted = sets_wanted(file, number)
    if not wanted:
        output.say("  Nothing is held.")
    for held in wanted:
        figures = figures_of_set(file, held)
        why = "; ".join(map(cause_words, held.why))
        output.say(
            f"  Set {held.number}, {type_of(held.header)}: {why};"
            f" {counted(figures.claim_count, 'claim')}"
            f" {_money(figures.charge_cents)} {_money(figures.paid_cents)}".rstrip()
        )
        if held.obstacle:
            output.say(f"  Nobody can release it: {held.obstacle_words}.")
        records = records_of(file, held, limit + 1)
        show_records(output, records[:limit])
        if len(records) > limit:
            output.note(f"The set has more than {limit:,} records; `--limit` shows more.")
    _show_releases(output, file.trail)


def _show_releases(output: Output, trail: FileTrail) -> None:
    if not trail.releases:
        return
    output.heading("Released")
    applied = Counter(one.release_id for one in trail.released)
    output.table(
        ("When", "By", "Reason", "Sets", "Applied", "Facts"),
        [
            (
                f"{release.released_at:%Y-%m-%d %H:%MZ}",
                release.by,
                release.why,
                len(release.set_starts),
                applied[release.release_id],
                trail.facts_of(release),
            )
            for release in trail.releases
        ],
        right=("Sets", "Applied", "Facts"),
    )


def _show_statuses(output: Output, statuses: list[BatchStatusCopy]) -> None:
    if not statuses:
        return
    output.heading("Statuses of batches and providers")
    output.table(
        ("Level", "Reference", "Provider", "Codes", "Action", "Claims", "Charged", "Decides"),
        [
            (
                one.fact.level,
                one.reference,
                one.provider_identifier,
                " ".join(codes_of(one.fact)),
                " ".join(dict.fromkeys(each.action_code for each in one.fact.statuses)),
                one.fact.claim_count,
                _money(one.fact.charge_cents),
                "yes" if one.decides else "",
            )
            for one in statuses
        ],
        right=("Claims", "Charged"),
    )


def _money(cents: int | None) -> str:
    return "" if cents is None else dollars(cents)
