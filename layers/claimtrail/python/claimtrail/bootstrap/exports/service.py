"""The use cases of people who ask for exports, by the names of a stage's resources."""

from claimtrail.aws.core.account.clients import client
from claimtrail.aws.exports.queue import SqsExportQueue
from claimtrail.aws.exports.result_files import S3ResultFiles
from claimtrail.aws.exports.table import DynamoExportStore
from claimtrail.exports.service import ExportService
from claimtrail.kernel.clock import utc_now


def export_service(
    *, operations_table: str, exports_bucket: str, export_queue_url: str
) -> ExportService:
    """Return what asks for exports, follows them, cancels them and links to their files."""
    return ExportService(
        store=DynamoExportStore(client("dynamodb"), operations_table),
        queue=SqsExportQueue(client("sqs"), export_queue_url),
        files=S3ResultFiles(client("s3"), exports_bucket),
        clock=utc_now,
    )
