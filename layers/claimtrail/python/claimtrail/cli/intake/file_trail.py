"""`claimtrail trail`: what became of a file, from its delivery to its acknowledgments."""

import hashlib
import shlex
from collections.abc import Sequence
from pathlib import Path

import click

from claimtrail.bootstrap.intake.arrivals import arrival_store
from claimtrail.bootstrap.intake.stores import file_store
from claimtrail.claims.outputs import ClaimOutput
from claimtrail.cli.core.access import ClaimAccess
from claimtrail.cli.core.as_named import remember_typed
from claimtrail.cli.core.output import Output, size
from claimtrail.cli.core.stage import Stage
from claimtrail.cli.intake.named_files import ids_named
from claimtrail.cli.intake.uploads import show_uploads, uploads_named
from claimtrail.intake.model.receipt import FileReceipt, SetOutcome
from claimtrail.intake.model.status_words import FILE_STATUS_WORDS, SET_VERDICT_WORDS
from claimtrail.intake.ports import FileStore
from claimtrail.intake.receive.arrivals import find_arrival
from claimtrail.intake.views import FileTrail, describe_file
from claimtrail.kernel.errors import Explanation, NotFoundError
from claimtrail.kernel.ids import DELIVERY_PREFIX, FILE_PREFIX, file_id
from claimtrail.x12.model import SetAcceptance

_SHA256_LENGTH = 64
_SHOWN_SETS = 100
"""Sets of a file that are listed for people."""


def show(claim_access: ClaimAccess, *, file: str, payer: str | None) -> None:
    """Show what became of a file; several that may be meant are listed, the newest one first.

    It is named by a file on this disk, a file id, a SHA-256, a delivery id, or its name.
    """
    if file.startswith(DELIVERY_PREFIX):
        _show_delivery(claim_access, file)
        return
    try:
        trails = _trails_of(file, files_of(claim_access.stage), payer)
    except (click.UsageError, NotFoundError):
        name = Path(file).name if Path(file).is_file() else file
        uploads = uploads_named(claim_access.stage, name, payer=payer)
        if not uploads:
            raise
        show_uploads(claim_access, uploads)
        return
    output = claim_access.at(
        [one.receipt.file_id for one in trails],
        fields=("receipt", "deliveries", "ranges", "acknowledgments"),
    )
    output.data([_json(one) for one in trails])
    if len(trails) > 1:
        show_several(output, trails)
    else:
        show_trail(output, trails[0])


def _trails_of(text: str, files: FileStore, payer: str | None) -> list[FileTrail]:
    """Return what became of each file that is meant, the newest one first.

    Raises NotFoundError (FILE_UNKNOWN) when the partner delivered none.
    """
    ids = [file_id_of(text)] if is_content(text) else ids_named(text, files)
    every = [one for each in ids for one in describe_file(each, files=files)]
    trails = [one for one in every if payer in (None, one.receipt.partner_id)]
    if not trails:
        raise _delivered_by_another(payer or "", every)
    return sorted(trails, key=lambda one: one.receipt.received_at, reverse=True)


def _delivered_by_another(payer: str, every: Sequence[FileTrail]) -> NotFoundError:
    others = ", ".join(dict.fromkeys(one.receipt.partner_id for one in every))
    return NotFoundError(
        Explanation(
            code="FILE_UNKNOWN",
            what=f"{payer} delivered no such file",
            where="the stage's files",
            next_step=f"It came from {others}: say another --payer, or none.",
        )
    )


def show_several(output: Output, trails: Sequence[FileTrail]) -> None:
    """List the files that may be meant, and how to see one of them."""
    output.heading(f"{len(trails)} files are meant; the newest one first")
    output.table(
        ("Received", "File", "Dropbox", "Name", "Status", "Deliveries"),
        [
            (
                one.receipt.received_at,
                one.receipt.file_id,
                one.receipt.partner_id,
                ", ".join(one.names),
                FILE_STATUS_WORDS[one.receipt.status],
                len(one.deliveries),
            )
            for one in trails
        ],
        right=("Deliveries",),
    )
    newest = trails[0].receipt
    output.say(f"  One of them: `claimtrail trail {newest.file_id} --payer {newest.partner_id}`")


def _show_delivery(claim_access: ClaimAccess, delivery_id: str) -> None:
    """Show an object of the inbox by the id of its delivery, and whether it could be read.

    Raises NotFoundError (ARRIVAL_UNKNOWN) when it is not kept.
    """
    arrivals = arrival_store(claim_access.stage.output(ClaimOutput.CLAIM_TABLE))
    arrival = find_arrival(delivery_id, arrivals=arrivals)
    removed_at = arrivals.removed_at(delivery_id)
    output = claim_access.at([delivery_id], fields=("arrival", "removed_at"))
    output.data(arrival.model_dump(mode="json") | {"removed_at": removed_at})
    output.heading(f"{delivery_id}  {arrival.name}")
    output.table(
        ("", ""),
        [
            ("dropbox", arrival.folder),
            ("arrived", f"{arrival.occurred_at:%Y-%m-%d %H:%M:%SZ}"),
            ("removed before it was read", removed_at and f"{removed_at:%Y-%m-%d %H:%M:%SZ}"),
        ],
    )
    if removed_at is None:
        name = shlex.quote(arrival.name)
        output.say(
            f"  Once it is read, `claimtrail trail {name}` shows what became of its content."
        )


def files_of(stage: Stage) -> FileStore:
    """Return the stage's receipts."""
    return file_store(stage.output(ClaimOutput.CLAIM_TABLE))


def is_content(text: str) -> bool:
    """Return whether a text names content: a file id, a SHA-256, or a file on this disk."""
    return text.startswith(FILE_PREFIX) or _is_sha256(text) or Path(text).is_file()


def _is_sha256(text: str) -> bool:
    return len(text) == _SHA256_LENGTH and all(letter in "0123456789abcdef" for letter in text)


def file_id_of(text: str) -> str:
    """Return the file id that the text means. Raises click's usage error when it can mean none."""
    if text.startswith(FILE_PREFIX):
        return text
    if _is_sha256(text):
        return remember_typed(file_id(text), text)
    path = Path(text)
    if not path.is_file():
        raise click.UsageError(f"{text!r} is no file here, no file id (fil_...) and no SHA-256.")
    return remember_typed(file_id(sha256_of(path)), shlex.quote(text))


def sha256_of(path: Path) -> str:
    """Return the SHA-256 (hex) of a file on disk."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _json(one: FileTrail) -> dict[str, object]:
    return {
        "receipt": one.receipt.model_dump(mode="json"),
        "deliveries": [delivery.model_dump(mode="json") for delivery in one.deliveries],
        "ranges": [result.model_dump(mode="json") for result in one.ranges],
        "releases": [release.model_dump(mode="json") for release in one.releases],
        "released": [result.model_dump(mode="json") for result in one.released],
        "missing_ranges": list(one.missing_ranges),
        "acknowledgments": list(one.acknowledgment_keys),
    }


def _sets(receipt: FileReceipt) -> str:
    return f"{receipt.accepted_set_count} accepted, {receipt.rejected_set_count} rejected"


def _first_sets(sets: Sequence[SetOutcome]) -> Sequence[SetOutcome]:
    """Return the sets to show: those with errors before others, where there are too many."""
    if len(sets) <= _SHOWN_SETS:
        return sets
    return sorted(sets, key=lambda each: each.verdict is SetAcceptance.ACCEPTED)[:_SHOWN_SETS]


def _tests(receipt: FileReceipt) -> str | None:
    count = receipt.test_interchange_count
    return f"{count}, which move nothing" if count else None


def show_trail(output: Output, one: FileTrail) -> None:
    """The trail of one content in one dropbox."""
    receipt = one.receipt
    output.heading(f"{receipt.file_id}  {', '.join(one.names)}")
    output.table(
        ("", ""),
        [
            ("status", FILE_STATUS_WORDS[receipt.status]),
            ("dropbox", receipt.partner_id),
            ("came by", f"{receipt.channel}, {receipt.received_at:%Y-%m-%d %H:%M:%SZ}"),
            ("size", size(receipt.size)),
            ("SHA-256", receipt.sha256),
            ("holds", " ".join(kind.value for kind in receipt.transaction_types)),
            (
                "sets",
                f"{receipt.accepted_set_count} accepted, {receipt.rejected_set_count} rejected",
            ),
            (
                "facts",
                "none of its own: claims move with the sets that it acknowledges"
                if receipt.own_facts is None
                else receipt.event_count,
            ),
            ("encounters", receipt.encounter_count or None),
            ("test interchanges", _tests(receipt)),
            ("kept as", receipt.stored_key),
            ("read by", receipt.code_version),
        ],
    )
    if len(one.deliveries) > 1:
        output.heading("Dropped more than once; processed once")
        output.table(
            ("When", "Name", "By"),
            [(each.delivered_at, each.name, each.channel) for each in one.deliveries],
        )
    if one.sets:
        output.heading("Transaction sets")
        output.table(
            ("Set", "Control number", "Verdict", "Records", "Facts", "Findings", "Bytes"),
            [
                (
                    each.transaction_type or each.identifier,
                    each.control_number,
                    SET_VERDICT_WORDS[each.verdict] + (" (test)" if each.is_test else ""),
                    each.record_count,
                    each.own_facts,
                    each.finding_count,
                    f"{each.start}-{each.end}",
                )
                for each in _first_sets(one.sets)
            ],
            right=("Records", "Facts", "Findings"),
        )
        if len(one.sets) > _SHOWN_SETS:
            output.say(f"  {_SHOWN_SETS} of {len(one.sets):,} sets, those with errors first;")
            output.say(f"  all of them: `claimtrail trail {receipt.file_id} --json`.")
    if one.releases:
        output.heading("Released by people")
        output.table(
            ("When", "By", "Why", "Sets", "Facts"),
            [
                (
                    f"{release.released_at:%Y-%m-%d %H:%MZ}",
                    release.by,
                    release.why,
                    len(release.set_starts),
                    one.facts_of(release),
                )
                for release in one.releases
            ],
            right=("Sets", "Facts"),
        )
    if one.missing_ranges:
        output.say(
            f"  [yellow]{len(one.missing_ranges)} ranges are not read yet; "
            "`claimtrail dlq list` shows whether they failed.[/]"
        )
    if one.findings:
        output.heading("Findings")
        output.table(
            ("Code", "Reach", "Where", "What", "Next"),
            [
                (
                    finding.code,
                    finding.severity.value,
                    f"byte {finding.offset} {finding.segment_id}{finding.element_position}",
                    finding.text,
                    one.next_step_of(finding),
                )
                for finding in one.findings
            ],
        )
        if one.may_hold_more:
            output.say(
                f"  What is held of it: `claimtrail files show {receipt.file_id}`. On somebody's "
                f"word it is applied as it is: `claimtrail files release {receipt.file_id} --why "
                "TEXT`."
            )
        if one.releases:
            output.say("  What was released need not be dropped again.")
    if one.acknowledgment_keys:
        output.heading("Answers in the outbox")
        output.table(("Key",), [(key,) for key in one.acknowledgment_keys])
