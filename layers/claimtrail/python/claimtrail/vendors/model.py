"""A vendor, its contacts in the order in which they are called, and letters to and from it."""

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Literal, Self

from pydantic import Field, model_validator

from claimtrail.kernel.frozen_model import FrozenModel
from claimtrail.tickets.sla.definitions import Target

MOST_LETTERS = 50_000
"""Of a text: an item of the ticket table holds 400 KB."""


class VendorContact(FrozenModel):
    """One step of a vendor's path."""

    name: str
    address: str = Field(pattern=r"^\S+@\S+$")
    after: Target
    """Open time with the vendor from which on this contact is the one to call."""


class Vendor(FrozenModel):
    """A third party that works on tickets."""

    vendor_id: str = Field(pattern=r"^[a-z0-9-]+$")
    title: str
    kind: str
    areas: frozenset[str] = Field(min_length=1)
    """Areas of the taxonomy whose tickets it may have."""
    calendar: str
    back_in: Target
    contract: str
    contacts: tuple[VendorContact, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        times = [one.after for one in self.contacts]
        if times[0] or any(one >= other for one, other in pairwise(times)):
            raise ValueError("the first contact is called at once, each next one later")
        return self

    def contact_after(self, open_time: timedelta) -> VendorContact:
        """Return the contact to call once the vendor has had a ticket for so long."""
        return [one for one in self.contacts if one.after <= open_time][-1]


class Letter(FrozenModel):
    """A text to or from a vendor, as it is archived: masked, and never changed."""

    letter_id: str
    ticket_id: str
    vendor_id: str
    direction: Literal["sent", "received"]
    at: datetime
    actor: str
    """The person who archived it."""
    text: str = Field(min_length=1, max_length=MOST_LETTERS)
