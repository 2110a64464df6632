"""The writer of exports; whoever imports it needs the layer `documents`."""

from claimtrail.aws.access.sessions import DynamoSessionStore
from claimtrail.aws.core.account.clients import client
from claimtrail.aws.exports.queue import SqsExportQueue
from claimtrail.aws.exports.result_files import S3ResultFiles
from claimtrail.aws.exports.table import DynamoExportStore
from claimtrail.bootstrap.trail import row_sink
from claimtrail.exports.run import ExportDependencies, SourceOf
from claimtrail.exports.typst_pages import render_pages
from claimtrail.exports.writing import ExportWriter
from claimtrail.kernel.clock import utc_now


def export_writer(
    *,
    operations_table: str,
    exports_bucket: str,
    export_queue_url: str,
    audit_queue_url: str,
    source_of: SourceOf,
) -> ExportWriter:
    """Return what writes exports of the lists that `source_of` gives."""
    dynamodb = client("dynamodb")
    return ExportWriter(
        deps=ExportDependencies(
            store=DynamoExportStore(dynamodb, operations_table),
            files=S3ResultFiles(client("s3"), exports_bucket),
            queue=SqsExportQueue(client("sqs"), export_queue_url),
            trail=row_sink(audit_queue_url),
            render=render_pages,
            clock=utc_now,
        ),
        source_of=source_of,
        revoked_at=DynamoSessionStore(dynamodb, operations_table).revoked_at,
    )
