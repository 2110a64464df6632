"""`claimtrail vendors` and the commands of tickets that vendors have."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC

from claimtrail.bootstrap.vendors import vendor_desk
from claimtrail.cli.core.access import ClaimAccess
from claimtrail.cli.core.output import Output
from claimtrail.cli.tickets.desk import recorded, relations, texts
from claimtrail.kernel.clock import utc_now
from claimtrail.tickets.outputs import TicketOutput
from claimtrail.tickets.relation_service import TicketRelations
from claimtrail.vendors.service import VendorDesk
from claimtrail.vendors.tables import vendors


def list_vendors(output: Output) -> None:
    """Show the vendors; no ticket is read."""
    known = vendors().values()
    output.data([one.model_dump(mode="json") for one in known])
    output.table(
        ("Vendor", "Kind", "Back in", "Contract", "First contact"),
        [
            (
                one.vendor_id,
                one.kind,
                f"{one.back_in.total_seconds() / 3600:g}h",
                one.contract,
                f"{one.contacts[0].name} ({one.contacts[0].address})",
            )
            for one in known
        ],
        right=("Back in",),
    )


def _desk(claim_access: ClaimAccess, found: TicketRelations) -> VendorDesk:
    table = claim_access.stage.output(TicketOutput.TICKET_TABLE)
    return vendor_desk(ticket_table=table, tickets=found.tickets, texts=texts(claim_access))


def hand_over(
    claim_access: ClaimAccess, *, ticket_id: str, vendor_id: str, handed: Sequence[str]
) -> None:
    """Hand a ticket to a vendor. Raises VendorError for one that may not have it."""
    found, actor = relations(claim_access), claim_access.stage.caller()
    ticket = found.find(ticket_id)
    output = recorded(claim_access, ticket)
    _desk(claim_access, found).hand_over(ticket, vendor_id, handed, at=utc_now(), actor=actor)
    after = found.find(ticket_id)
    output.data(after.model_dump(mode="json"))
    if after.handed_to:
        until = after.handed_to.due_back.date()
        output.say(f"{ticket_id} is with {vendor_id} ({after.handed_to.contact}) until {until}.")


def take_back(claim_access: ClaimAccess, *, ticket_id: str, why: str) -> None:
    """Take a ticket back. Raises NotFoundError for an unknown ticket."""
    found, actor = relations(claim_access), claim_access.stage.caller()
    ticket = found.find(ticket_id)
    output = recorded(claim_access, ticket)
    _desk(claim_access, found).take_back(ticket, why, at=utc_now(), actor=actor)
    output.data(found.find(ticket_id).model_dump(mode="json"))
    had = ticket.handed_to.vendor_id if ticket.handed_to else None
    output.say(f"{ticket_id} is back from {had}." if had else f"{ticket_id} is with no vendor.")


def file_letter(
    claim_access: ClaimAccess, *, ticket_id: str, vendor_id: str, text: str, is_received: bool
) -> None:
    """Archive a letter. Raises VendorError for an unknown vendor, and for a text too long."""
    found, actor = relations(claim_access), claim_access.stage.caller()
    ticket = found.find(ticket_id)
    output = recorded(claim_access, ticket)
    letter = _desk(claim_access, found).archive(
        ticket,
        vendor_id,
        text,
        direction="received" if is_received else "sent",
        at=utc_now(),
        actor=actor,
    )
    output.data(letter.model_dump(mode="json"))
    marks = (one.letter for one in found.find(ticket_id).history if one.letter)
    digest = next(one.sha256 for one in marks if one.letter_id == letter.letter_id)
    output.say(f"{letter.letter_id} is archived with {ticket_id}: sha256 {digest[:12]}.")


def letters(claim_access: ClaimAccess, *, ticket_id: str) -> None:
    """Show letters. Raises NotFoundError for an unknown ticket."""
    found = relations(claim_access)
    ticket = found.find(ticket_id)
    output = recorded(claim_access, ticket)
    filed = _desk(claim_access, found).correspondence(ticket)
    output.data([{**asdict(one), "letter": one.letter.model_dump(mode="json")} for one in filed])
    output.table(
        ("When", "Vendor", "Direction", "As recorded", "Text"),
        [
            (
                f"{one.letter.at.astimezone(UTC):%Y-%m-%d %H:%M}",
                one.letter.vendor_id,
                one.letter.direction,
                "yes" if one.is_as_recorded else "NO",
                one.letter.text,
            )
            for one in filed
        ],
    )
