"""The end of tickets that are kept no longer, by the names of a stage's resources."""

from claimtrail.aws.core.account.clients import client
from claimtrail.aws.tickets.attachment_files import S3AttachmentFiles
from claimtrail.aws.tickets.expiry import DynamoTicketExpiry
from claimtrail.kernel.clock import utc_now
from claimtrail.partners.profile import deployed_profiles
from claimtrail.tickets.expiry import TicketExpiry

_OURS = 7
"""Years, of a ticket without a payer or of one that is no partner any more."""


def ticket_expiry(
    *, ticket_table: str, attachments_bucket: str, operations_table: str, claim_table: str
) -> TicketExpiry:
    """Return what removes tickets and attachments whose time is over."""
    partners = deployed_profiles()

    def records_years(payer_id: str) -> int:
        profile = partners.get(payer_id)
        return profile.records_years if profile else _OURS

    return TicketExpiry(
        store=DynamoTicketExpiry(
            client("dynamodb"),
            ticket_table=ticket_table,
            operations_table=operations_table,
            claim_table=claim_table,
        ),
        files=S3AttachmentFiles(client("s3"), attachments_bucket),
        records_years=records_years,
        clock=utc_now,
    )
