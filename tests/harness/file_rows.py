"""A row of `files`, for tests of what becomes of rows."""

from datetime import UTC, datetime

from claimtrail.intake.events import receipt_row
from claimtrail.intake.model.receipt import FileReceipt, FileStatus
from claimtrail.intake.rows import FileRow

NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)


def file_row(file_id: str = "fil_1", *, size: int = 900, at: datetime = NOW) -> FileRow:
    """The row of a file that was ingested."""
    receipt = FileReceipt(
        file_id=file_id,
        partner_id="larkspur",
        sha256="ab" * 32,
        name="status.x12",
        size=size,
        channel="s3",
        received_at=at,
        recorded_at=at,
        delivery_id="del_1",
        status=FileStatus.INGESTED,
        code_version="0.0.0",
    )
    return receipt_row(receipt, None, recorded_at=at)
