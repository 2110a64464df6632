"""`claimtrail notices`: who is notified of what, and what could not be sent."""

from collections.abc import Sequence

from claimtrail.bootstrap.tickets.notices import notice_outbox, notice_preferences
from claimtrail.cli.core.output import Output
from claimtrail.cli.core.stage import Stage
from claimtrail.cli.tickets.one_ticket import require_owner_form
from claimtrail.kernel.errors import ClaimTrailError, Explanation
from claimtrail.tickets.notices.model import NoticeKind, NoticePreferences, NoticeStatus
from claimtrail.tickets.outputs import TicketOutput
from claimtrail.tickets.sla.tables import clock_tables

_LIMIT = 200


class NoticeWishError(ClaimTrailError):
    """A wish that cannot be kept."""


def list_notices(stage: Stage, output: Output, *, is_failed: bool) -> None:
    """Show notices that wait, or those that were given up; ids and kinds, no texts of tickets."""
    status = NoticeStatus.FAILED if is_failed else NoticeStatus.WAITING
    outbox = notice_outbox(stage.output(TicketOutput.TICKET_TABLE))
    found = outbox.list_by_status(status, limit=_LIMIT)
    output.data([one.model_dump(mode="json") for one in found])
    output.table(
        ("Ticket", "Kind", "For", "By", "Attempts", "Next", "Failure"),
        [
            (
                one.ticket_id,
                one.kind.value,
                one.recipient,
                one.channel.value,
                one.attempts,
                f"{one.due_at:%Y-%m-%d %H:%M}",
                one.failure,
            )
            for one in found
        ],
        right=("Attempts",),
    )


def set_wishes(
    stage: Stage,
    output: Output,
    *,
    recipient: str,
    mail: str,
    chat: str,
    off: Sequence[str],
    digest: Sequence[str],
    hours: str,
) -> None:
    """Keep somebody's wishes. Raises NoticeWishError for hours that no calendar has."""
    require_owner_form(recipient, where="WHO")
    calendars = clock_tables().calendars
    if (hours and hours not in calendars) or (digest and not hours):
        raise NoticeWishError(
            Explanation(
                code="NOTICE_HOURS",
                what="a digest, and times without notices, follow the hours of a calendar",
                where="--hours",
                next_step=f"Give one of: {', '.join(sorted(calendars))}.",
            )
        )
    wishes = NoticePreferences(
        recipient=recipient,
        mail=mail,
        chat=chat,
        off=frozenset(map(NoticeKind, off)),
        digest=frozenset(map(NoticeKind, digest)),
        hours=hours,
    )
    notice_preferences(stage.output(TicketOutput.TICKET_TABLE)).keep(wishes)
    output.data(wishes.model_dump(mode="json"))
    ways = " and ".join(one for one in (mail, f"chat {chat}" if chat else "") if one)
    output.say(f"{recipient} is notified by {ways}." if ways else f"{recipient} gets no notices.")
