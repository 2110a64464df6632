"""Retention of tickets and of their attachments, by law and by contract."""

from claimtrail.kernel.retention import SEVEN_YEARS, DataClass, Store

CLASSES: tuple[DataClass, ...] = (
    DataClass(
        name="tickets",
        what="Follow-up tickets and their state, with what stands beside them.",
        store=Store.TICKET_TABLE,
        hot_days=SEVEN_YEARS,
        expiry_days=SEVEN_YEARS,
        legal_hold=True,
        why="They document how a claim was pursued (45 CFR 164.316(b)(2): six years). Counted from "
        "the end of the ticket; the payer's contract may want more (`records_years`).",
    ),
    DataClass(
        name="attachments of tickets",
        what="Remittances, letters and pictures that people attached.",
        store=Store.ATTACHMENTS,
        hot_days=SEVEN_YEARS,
        expiry_days=None,
        legal_hold=False,
        why="A function removes them with their ticket, and with it respects legal holds: no "
        "lifecycle rule knows these. What it removed can be fetched back for 30 days.",
    ),
    DataClass(
        name="notices that were sent",
        what="Messages to people about tickets: ids, kinds and words of our tables.",
        store=Store.TICKET_TABLE,
        hot_days=30,
        expiry_days=30,
        why="Longer than an event may be published again; the events themselves are in the trail.",
    ),
)
