"""A payer's own number for a claim (CLP07, REF*1K, REF*F8), and the payer to whom it belongs.

Numbers compare by letters and digits: they are typed with and without the payer's punctuation, and
systems that take them for amounts drop their leading zeros. Zeros alone are no number.
Numbers of two payers never compare (X12 RFI 2143).
"""

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.submissions import Submitted

UNLISTED_PAYER = "unlisted"
"""Stands for a payer without a profile: the claim is kept, and nobody's clock runs for it."""

PayerNumber = tuple[str, str]
"""The payer, and its number as `comparable` has it; empty when the payer gave none."""


def alike(number: str) -> str:
    """Return the letters and digits of a number, in lower case.

    Equal for numbers that compare equal.
    """
    return "".join(filter(str.isalnum, number.casefold()))


def comparable(number: str) -> str:
    """Return a payer's number as it compares; empty when it names nothing."""
    return alike(number).lstrip("0")


def payer_of(payer_id: str, payer_identifier: str) -> str:
    """Return the payer whose numbers these are.

    Payers without a profile differ by their identifier.
    """
    return f"{payer_id}/{payer_identifier}" if payer_id == UNLISTED_PAYER else payer_id


def payer_of_event(event: ClaimEvent) -> str:
    """Return the payer whose word an event is."""
    return payer_of(event.payer_id, getattr(event.fact, "payer_identifier", ""))


def number_of(event: ClaimEvent) -> str:
    """Return the number by which the payer names the claim, as it was sent.

    Empty when it names none.
    """
    if isinstance(event.fact, Submitted):
        return ""
    number: str = getattr(event.fact, "payer_claim_control_number", "")
    return number


def replaced_number_of(event: ClaimEvent) -> PayerNumber:
    """Return the payer of a submission.

    And its number for what the submission replaces (REF*F8).
    """
    number = getattr(event.fact, "payer_claim_control_number", "")
    return payer_of_event(event), comparable(number)


def payer_number_of(event: ClaimEvent) -> PayerNumber:
    """Return the payer of an event, and its number for the claim."""
    return payer_of_event(event), comparable(number_of(event))


def numbered(event: ClaimEvent) -> PayerNumber | None:
    """Return the payer and the number by which an event names the claim.

    None when it names none.
    """
    number = payer_number_of(event)
    return number if number[1] else None
