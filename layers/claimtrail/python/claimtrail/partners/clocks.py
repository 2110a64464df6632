"""The clocks of one payer, out of its profile and those of the partners that deliver for it."""

from dataclasses import dataclass, field

from claimtrail.partners.calendars import BusinessCalendar
from claimtrail.partners.fields import Deadlines
from claimtrail.partners.profile import PartnerProfile, Partners

SET_ACKNOWLEDGMENTS = frozenset({"999", "HL7-ACK"})
"""Transactions that acknowledge a submission's syntax."""
CLAIM_ACKNOWLEDGMENTS = frozenset({"277CA"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PayerClocks:
    """The days of one payer; None where no profile names a number, and a default applies.

    Without arguments: the clocks of a payer that has no profile. It is expected to acknowledge.
    """

    sends_999: bool = True
    sends_277ca: bool = True
    business_days_to_999: int | None = None
    business_days_to_277ca: int | None = None
    adjudication_days: int | None = None
    business_days_to_835: int | None = None
    appeal_decision_days: int | None = None
    business_days_to_reopen: int | None = None
    deadlines: Deadlines = field(default_factory=Deadlines)
    """Our own last days, as the profile has them."""
    calendar: BusinessCalendar = field(default_factory=BusinessCalendar)


UNKNOWN_PAYER = PayerClocks()


def clocks_of(payer_id: str, partners: Partners) -> PayerClocks:
    """Return the clocks of a payer; `UNKNOWN_PAYER` for one without a profile."""
    profile = partners.get(payer_id)
    if profile is None:
        return UNKNOWN_PAYER
    acknowledgments, terms = profile.acknowledgments, profile.terms
    delivered = _delivered(profile, partners)
    return PayerClocks(
        sends_999=_first_said(
            acknowledgments.sends_999, not SET_ACKNOWLEDGMENTS.isdisjoint(delivered)
        ),
        sends_277ca=_first_said(
            acknowledgments.sends_277ca, not CLAIM_ACKNOWLEDGMENTS.isdisjoint(delivered)
        ),
        business_days_to_999=acknowledgments.business_days_to_999,
        business_days_to_277ca=acknowledgments.business_days_to_277ca,
        calendar=profile.calendar,
        **(terms.model_dump() if terms else {}),
        deadlines=profile.deadlines,
    )


def _first_said(said: bool | None, otherwise: bool) -> bool:  # noqa: FBT001 - a choice of two
    return otherwise if said is None else said


def _delivered(profile: PartnerProfile, partners: Partners) -> set[str]:
    """Return the transactions that the payer sends, or a partner for it."""
    delivered = set(profile.transactions)
    for partner in partners:
        for one in partner.delivers_for:
            if one.payer == profile.id:
                delivered |= set(one.transactions or partner.transactions)
    return delivered
