"""The page of a file: its sets, what was refused and why with the segment, and what is held."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from claimtrail import __version__
from claimtrail.access.fields import FieldGroup
from claimtrail.access.resources import Operation, Resource
from claimtrail.escalations.guarded_words import guarded
from claimtrail.intake.model.finding_words import cause_words
from claimtrail.intake.model.receipt import FileReceipt, FileStatus
from claimtrail.intake.model.status_words import FILE_STATUS_WORDS, SET_VERDICT_WORDS
from claimtrail.intake.release.drop_again import DropAgain
from claimtrail.intake.release.held_sets import Figures, figures_of
from claimtrail.intake.release.service import HeldFile, ReleaseService
from claimtrail.intake.views import FileTrail, describe_file
from claimtrail.kernel.errors import ConflictError, NotFoundError
from claimtrail.trail.access_log import Action
from claimtrail.web.core.errors import forbidden, missing, wrong_field
from claimtrail.web.core.lists.list_pages import list_routes
from claimtrail.web.core.recording import record
from claimtrail.web.core.replies import PageReply, RedirectReply, Reply, ShownData
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.core.routes import MenuPlace, Method, PageRoute
from claimtrail.web.files.listing import FILES, HELD, file_address, file_target
from claimtrail.x12.model.findings import Finding
from claimtrail.x12.model.source import ByteSource

MOST_SUMMED = 4 << 20
"""Bytes: the claims of a larger file's held sets are not summed while somebody waits."""
MOST_SETS, MOST_FINDINGS = 100, 50
MOST_SEGMENT = 2_048
"""Bytes of a segment that are shown."""
_ISA_LENGTH = 106
"""Bytes of ISA: the last one ends every segment of the interchange (X12.5)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundSegment:
    """A finding with the segment that it is about."""

    finding: Finding
    segment: str
    """As the payer sent it; empty where the person may not read the payer's bytes. PHI."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldRow:
    """A held set with its sums."""

    number: int
    control_number: str
    kind: str
    why: tuple[str, ...]
    obstacle: str
    figures: Figures | None
    """None where the file is too large to be summed, or the person does not see money."""


def show_file(request: PageRequest) -> Reply:
    """Show what became of a file in each dropbox to which it came, as far as the person may see."""
    trails = trails_of(request, Operation.READ)
    return PageReply(
        template="file.html",
        title="File",
        view={"files": [_view(request, one) for one in trails], "verdict_words": SET_VERDICT_WORDS},
        shows=(
            ShownData(
                action=Action.FILE_READ,
                subjects=tuple(dict.fromkeys(one.receipt.file_id for one in trails)),
                fields=("receipt", "deliveries", "sets", "findings", "held", "acknowledgments"),
            ),
        ),
    )


def _view(request: PageRequest, trail: FileTrail) -> dict[str, object]:
    receipt = trail.receipt
    target = file_target(receipt)
    releasing = request.decide(Operation.RELEASE, target)
    groups = request.decide(Operation.READ, target).groups | releasing.groups
    reads_bytes = request.decide(Operation.READ_SEGMENT, target).is_allowed
    is_open = receipt.status in HELD and FieldGroup.STATUS in groups
    held = _held_file(request, trail) if is_open else None
    return {
        "receipt": receipt,
        "status": FILE_STATUS_WORDS[receipt.status],
        "reason": cause_words(receipt.reason or ""),
        "name": receipt.name if FieldGroup.SOURCE in groups else "",
        "is_technical": FieldGroup.TECHNICAL in groups,
        "deliveries": trail.deliveries if len(trail.deliveries) > 1 else (),
        "sets": trail.sets[:MOST_SETS],
        "more_sets": max(len(trail.sets) - MOST_SETS, 0),
        "findings": list(_segments(held, trail.findings, reads_bytes=reads_bytes)),
        "held": list(_held_rows(held, sums=FieldGroup.MONEY in groups)),
        "releases": trail.releases if FieldGroup.NOTES in groups else (),
        "acknowledgments": len(trail.acknowledgment_keys),
        "unread": len(trail.missing_ranges),
        "may_release": releasing.is_allowed
        and held is not None
        and any(not one.obstacle for one in held.held),
        "may_drop": request.decide(Operation.DROP, target).is_allowed
        and receipt.status is FileStatus.QUARANTINED,
    }


def _held_file(request: PageRequest, trail: FileTrail) -> HeldFile | None:
    """Return the file, open to be read; None while it is being read or when its bytes are gone."""
    try:
        opened = request.stores.held_files.open(trail.receipt.file_id)
    except (ConflictError, NotFoundError):
        return None
    partner_id = trail.receipt.partner_id
    return next((one for one in opened if one.receipt.partner_id == partner_id), None)


def _held_rows(file: HeldFile | None, *, sums: bool) -> Iterator[HeldRow]:
    if file is None:
        return
    is_summed = sums and file.receipt.size <= MOST_SUMMED
    for one in file.held:
        kind = one.header.transaction_type
        yield HeldRow(
            number=one.number,
            control_number=one.header.control_number,
            kind=kind.value if kind else one.header.identifier,
            why=tuple(map(cause_words, one.why)),
            obstacle=one.obstacle_words,
            figures=figures_of(file.source, one.header) if is_summed else None,
        )


def _segments(
    file: HeldFile | None, findings: Iterable[Finding], *, reads_bytes: bool
) -> Iterator[FoundSegment]:
    for finding in list(findings)[:MOST_FINDINGS]:
        segment = _segment(file.source, finding.offset) if file and reads_bytes else ""
        yield FoundSegment(finding=finding, segment=segment)


def _segment(source: ByteSource, offset: int) -> str:
    """Return the segment at an offset, as it was sent; characters outside of ASCII are escaped."""
    head = source.read(0, _ISA_LENGTH)
    end = head[-1:] if head.startswith(b"ISA") else b"\n"
    found = source.read(offset, offset + MOST_SEGMENT).partition(end)
    return (found[0] + found[1]).decode("ascii", "backslashreplace").strip()


def release_file(request: PageRequest) -> Reply:
    """Apply what is held of a file, in the person's name.

    Raises BadRequestError for a field that is wrong, and what ReleaseService raises.
    """
    why = request.form.first("why").strip()
    if not why:
        raise wrong_field("why", wanted="a reason, without patients' names")
    why = guarded(why, store=request.stores.claims)
    numbers = request.form.all("set")
    if not all(one.isdecimal() for one in numbers):
        raise wrong_field("set", wanted="numbers of held sets")
    trails = trails_of(request, Operation.RELEASE)
    _record(request, Action.FILE_RELEASED)
    for trail in trails:
        held = _held_file(request, trail)
        if held is None or not held.held:
            continue
        ReleaseService(
            held_files=request.stores.held_files,
            queue=request.stores.ingest_queue,
            publisher=request.stores.publisher,
            by=f"user:{request.person.id}",
            at=request.now,
            code_version=__version__,
        ).release(held, numbers=tuple(map(int, numbers)), why=why)
    return RedirectReply(location=file_address(request.arguments[0]))


def drop_file_again(request: PageRequest) -> Reply:
    """Bring a refused file in again. Raises what DropAgain raises."""
    dropping = DropAgain(
        quarantine=request.stores.held_files.quarantine, inbox=request.stores.inbox
    )
    trails = trails_of(request, Operation.DROP)
    _record(request, Action.FILE_DROPPED_AGAIN)
    for trail in trails:
        dropping.drop(trail.receipt)
    return RedirectReply(location=file_address(request.arguments[0]))


def _record(request: PageRequest, action: Action) -> None:
    """Record what is about to be done to the file of the address."""
    record(request, (ShownData(action=action, subjects=request.arguments, fields=("status",)),))


def trails_of(request: PageRequest, operation: Operation) -> list[FileTrail]:
    """Return the file in the dropboxes that the person may reach so.

    Raises MissingError for none that the person may know of, ForbiddenError for one that the
    person may only look at.
    """
    [file_id] = request.arguments
    try:
        found = describe_file(file_id, files=request.stores.files)
    except NotFoundError:
        raise missing("file") from None
    seen = [one for one in found if _may(request, Operation.READ, one.receipt)]
    if not seen:
        raise missing("file")
    reached = [one for one in seen if _may(request, operation, one.receipt)]
    if not reached:
        raise forbidden("this action on files")
    return reached


def _may(request: PageRequest, operation: Operation, receipt: FileReceipt) -> bool:
    return request.decide(operation, file_target(receipt)).is_allowed


ROUTES: tuple[PageRoute, ...] = (
    *list_routes(FILES, menu=MenuPlace.FIND, key="f"),
    PageRoute(
        path="/files/<file_id>",
        page=show_file,
        resource=Resource.FILE,
        operation=Operation.READ,
    ),
    PageRoute(
        path="/files/<file_id>/release",
        page=release_file,
        resource=Resource.FILE,
        operation=Operation.RELEASE,
        method=Method.POST,
        title="releasing files",
    ),
    PageRoute(
        path="/files/<file_id>/drop-again",
        page=drop_file_again,
        resource=Resource.FILE,
        operation=Operation.DROP,
        method=Method.POST,
        title="dropping files again",
    ),
)
