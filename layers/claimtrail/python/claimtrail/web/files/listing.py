"""The list of files: what came, from whom, and what became of it."""

from datetime import timedelta

from claimtrail.access.fields import FieldGroup
from claimtrail.access.resources import Resource
from claimtrail.access.subjects import AccessTarget
from claimtrail.intake.model.finding_words import cause_words
from claimtrail.intake.model.receipt import FileReceipt, FileStatus
from claimtrail.intake.model.status_words import FILE_STATUS_WORDS
from claimtrail.trail.access_log import Action
from claimtrail.web.core.errors import bad_value
from claimtrail.web.core.lists.columns import CellKind, ListColumn
from claimtrail.web.core.lists.listing import Admission, Facet, Found, Listing, RowOrder, WantedView
from claimtrail.web.core.lists.memory_rows import MemoryRows
from claimtrail.web.core.requests import PageRequest

DAYS, MOST_DAYS = 31, 400
"""Days of files that a view shows unless it says otherwise, and at most."""
MOST_A_DAY = 500

HELD = frozenset({FileStatus.QUARANTINED, FileStatus.PARTLY_REJECTED, FileStatus.REJECTED})
"""Statuses in which something of a file is held."""


def file_address(file_id: str) -> str:
    """Return the address of a file's page."""
    return f"/files/{file_id}"


def file_target(receipt: FileReceipt) -> AccessTarget:
    """Return a file as decisions go by it."""
    return AccessTarget(resource=Resource.FILE, payer=receipt.partner_id)


def read_files(
    request: PageRequest, wanted: WantedView, groups_of: Admission[FileReceipt]
) -> Found[FileReceipt]:
    """Return a page of the files of the last days."""
    days = request.query.first("days", str(DAYS))
    if not days.isdecimal() or not 0 < int(days) <= MOST_DAYS:
        raise bad_value("days", known=f"1 to {MOST_DAYS}")
    lists = [
        request.stores.files.list_by_day(day=request.today - timedelta(back), limit=MOST_A_DAY)
        for back in range(int(days))
    ]
    notes = [f"Of files of the last {days} days; the address takes days=1 to days={MOST_DAYS}."]
    if any(len(one) >= MOST_A_DAY for one in lists):
        notes.append(f"Of some days, only the first {MOST_A_DAY} files were read.")
    return ROWS.page(
        (receipt for one in lists for receipt in one), wanted, groups_of, notes=tuple(notes)
    )


FACETS: tuple[Facet[FileReceipt], ...] = (
    Facet(
        name="status",
        title="What became of it",
        group=FieldGroup.STATUS,
        value=lambda row: row.status.value,
        words=lambda value: FILE_STATUS_WORDS[FileStatus(value)],
        known=lambda _: [one.value for one in FileStatus],
    ),
    Facet(
        name="partner",
        title="From",
        group=FieldGroup.STATUS,
        value=lambda row: row.partner_id,
    ),
    Facet(
        name="type",
        title="Type",
        group=FieldGroup.STATUS,
        value=lambda row: " ".join(row.transaction_types),
    ),
)

ORDERS: tuple[RowOrder[FileReceipt], ...] = (
    RowOrder(
        name="latest",
        words="latest first",
        key=lambda row: (-row.received_at.timestamp(), row.file_id),
    ),
    RowOrder(
        name="findings",
        words="most findings first",
        key=lambda row: (-row.finding_count, -row.received_at.timestamp(), row.file_id),
        group=FieldGroup.STATUS,
    ),
)
ROWS = MemoryRows(facets=FACETS, orders=ORDERS)

COLUMNS: tuple[ListColumn[FileReceipt], ...] = (
    ListColumn(
        name="file_id",
        title="File",
        group=FieldGroup.REFERENCE,
        value=lambda row: row.file_id,
        kind=CellKind.ID,
        link=lambda row: file_address(row.file_id),
    ),
    ListColumn(
        name="received",
        title="Received",
        group=FieldGroup.STATUS,
        value=lambda row: row.received_at,
        kind=CellKind.INSTANT,
    ),
    ListColumn(
        name="partner", title="From", group=FieldGroup.STATUS, value=lambda row: row.partner_id
    ),
    ListColumn(name="name", title="Name", group=FieldGroup.SOURCE, value=lambda row: row.name),
    ListColumn(
        name="type",
        title="Type",
        group=FieldGroup.STATUS,
        value=lambda row: " ".join(row.transaction_types),
        below="name",
    ),
    ListColumn(
        name="status",
        title="What became of it",
        group=FieldGroup.STATUS,
        value=lambda row: FILE_STATUS_WORDS[row.status],
        note=lambda row: cause_words(row.reason or ""),
    ),
    ListColumn(
        name="sets",
        title="Sets",
        group=FieldGroup.STATUS,
        value=lambda row: row.set_count,
        kind=CellKind.NUMBER,
    ),
    ListColumn(
        name="refused_sets",
        title="Refused",
        group=FieldGroup.STATUS,
        value=lambda row: row.rejected_set_count,
        kind=CellKind.NUMBER,
    ),
    ListColumn(
        name="facts",
        title="Facts",
        group=FieldGroup.STATUS,
        value=lambda row: row.event_count,
        kind=CellKind.NUMBER,
        note=lambda row: "moves whole sets" if row.own_facts is None else "",
    ),
    ListColumn(
        name="findings",
        title="Findings",
        group=FieldGroup.STATUS,
        value=lambda row: row.finding_count,
        kind=CellKind.NUMBER,
    ),
    ListColumn(
        name="channel",
        title="Channel",
        group=FieldGroup.TECHNICAL,
        value=lambda row: row.channel,
        is_main=False,
    ),
    ListColumn(
        name="size",
        title="Bytes",
        group=FieldGroup.TECHNICAL,
        value=lambda row: row.size,
        kind=CellKind.NUMBER,
        is_main=False,
    ),
    ListColumn(
        name="sha256",
        title="SHA-256",
        group=FieldGroup.TECHNICAL,
        value=lambda row: row.sha256,
        is_main=False,
    ),
)

FILES: Listing[FileReceipt] = Listing(
    name="files",
    title="Files",
    resource=Resource.FILE,
    action=Action.FILES_LISTED,
    columns=COLUMNS,
    orders=ORDERS,
    facets=FACETS,
    source=read_files,
    target=file_target,
    subject=lambda row: row.file_id,
    intro="What payers and billers sent, and what was taken of it.",
    empty="No file of these days fits this view.",
)
