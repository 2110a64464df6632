"""Stack outputs of intake: where files come in, stay, and are answered."""

from claimtrail.kernel.outputs import StackOutput


class IntakeOutput(StackOutput):
    """Buckets of files, the SFTP server, and the queue of ranges."""

    INBOX_BUCKET = "InboxBucket"
    ARCHIVE_BUCKET = "ArchiveBucket"
    QUARANTINE_BUCKET = "QuarantineBucket"
    OUTBOX_BUCKET = "OutboxBucket"
    SFTP_SERVER_ID = "SftpServerId"
    """Absent, as is the host, where the stage has no SFTP server."""
    SFTP_HOST = "SftpHost"
    SFTP_ADDRESSES = "SftpAddresses"
    """IPv4 addresses with commas between; absent where the server has none of its own."""
    INGEST_QUEUE = "IngestQueueUrl"
