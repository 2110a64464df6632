"""Errors of attachments."""

from claimtrail.kernel.errors import ClaimTrailError, ConflictError, Explanation, NotFoundError
from claimtrail.tickets.attachments.model import (
    MOST_BYTES,
    MOST_OF_TICKET,
    Attachment,
    AttachmentState,
)

_MIB = 1024 * 1024
_WHY: dict[AttachmentState, str] = {
    AttachmentState.AWAITED: "it was not uploaded yet",
    AttachmentState.QUARANTINED: "it is not scanned yet",
    AttachmentState.INFECTED: "the scanner found malware in it",
    AttachmentState.REFUSED: "its content is of no kind that is taken",
}


class AttachmentRefusedError(ClaimTrailError):
    """An attachment that is not taken, or not handed out."""


def wrong_size(size: int) -> AttachmentRefusedError:
    """Return the refusal of a file that is empty or too large."""
    return AttachmentRefusedError(
        Explanation(
            code="ATTACHMENT_SIZE",
            what=f"an attachment has 1 byte to {MOST_BYTES // _MIB} MiB, this one {size:,} bytes",
            where="the file",
            next_step="Attach a smaller file, or the pages that matter.",
        )
    )


def too_many(ticket_id: str) -> AttachmentRefusedError:
    """Return the refusal of one more attachment than a ticket may have."""
    return AttachmentRefusedError(
        Explanation(
            code="ATTACHMENT_COUNT",
            what=f"a ticket has {MOST_OF_TICKET} attachments at most",
            where=f"ticket {ticket_id}",
            next_step=f"`claimtrail tickets attachments {ticket_id}` lists them.",
        )
    )


def not_clean(attachment: Attachment) -> AttachmentRefusedError:
    """Return the refusal to hand out what is not known to be harmless."""
    code = f" ({attachment.reason})" if attachment.reason else ""
    return AttachmentRefusedError(
        Explanation(
            code="ATTACHMENT_NOT_CLEAN",
            what=f"{_WHY[attachment.state]}{code}",
            where=f"attachment {attachment.attachment_id}",
            next_step=f"`claimtrail tickets attachments {attachment.ticket_id}` shows its state.",
        )
    )


def without_text(attachment: Attachment) -> AttachmentRefusedError:
    """Return the refusal to show the text of a file that has none, as a picture."""
    return AttachmentRefusedError(
        Explanation(
            code="ATTACHMENT_WITHOUT_TEXT",
            what="no text of it could be read",
            where=f"attachment {attachment.attachment_id}",
            next_step=f"Open the file: `claimtrail tickets attachment {attachment.ticket_id} "
            f"{attachment.attachment_id}`.",
        )
    )


def unknown(ticket_id: str, attachment_id: str) -> NotFoundError:
    """Return the error of an attachment that the ticket does not have."""
    return NotFoundError(
        Explanation(
            code="ATTACHMENT_UNKNOWN",
            what=f"the ticket has no attachment {attachment_id}",
            where=f"ticket {ticket_id}",
            next_step=f"`claimtrail tickets attachments {ticket_id}` lists those that it has.",
        )
    )


def conflict(attachment: Attachment) -> ConflictError:
    """Return what a lost write against an attachment says."""
    return ConflictError(
        Explanation(
            code="ATTACHMENT_CONFLICT",
            what=f"version {attachment.version - 1} of the attachment is not the stored one",
            where=f"attachment {attachment.attachment_id}",
            next_step="Read the attachment again and repeat the change.",
        )
    )


def scanner_unavailable(engine: str) -> ClaimTrailError:
    """Return the error of a scanner that does not answer."""
    return ClaimTrailError(
        Explanation(
            code="SCANNER_UNAVAILABLE",
            what="the scanner for malware gave no verdict",
            where=engine,
            next_step="The attachment stays in quarantine and is scanned again by its message.",
        )
    )
