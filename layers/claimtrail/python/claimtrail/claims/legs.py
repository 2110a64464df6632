"""The payers of one claim, one after the other: who decided, who is still awaited.

CLP02 says in which place a payer processed the claim (1 to 3, or 19 to 21 when it passed the claim
on); what another payer's word opens is awaited until that payer's own 835 comes.
"""

from collections.abc import Iterable, Sequence
from types import MappingProxyType

from claimtrail.claims.model import Leg, Step
from claimtrail.claims.remittances import DECIDED_STATUSES, Posting
from claimtrail.claims.states import State

PLACES: MappingProxyType[str, int] = MappingProxyType(
    {"1": 1, "19": 1, "2": 2, "20": 2, "3": 3, "21": 3}
)
"""CLP02 to the payer's place. A denial (4) names none: it is the first payer's."""
_FIRST = 1


def place_of(posting: Posting) -> int:
    """Which payer's remittance it is: 1 primary, 2 secondary, 3 tertiary."""
    return PLACES.get(posting.fact.status_code, _FIRST)


def legs_of(postings: Iterable[Posting], steps: Sequence[Step], *, cycle: int) -> tuple[Leg, ...]:
    """The legs of a submission, the first payer's first; several payer claims of one are summed."""
    counted = sorted(
        (posting for posting in postings if posting.cycle == cycle),
        key=lambda posting: posting.order,
    )
    legs: dict[int, Leg] = {}
    for posting in counted:
        place, fact = place_of(posting), posting.fact
        known = legs.get(place)
        legs[place] = Leg(
            place=place,
            decided=True,
            payer_identifier=fact.payer_identifier,
            paid_cents=fact.paid_cents + (known.paid_cents if known else 0),
            patient_responsibility_cents=fact.patient_responsibility_cents
            + (known.patient_responsibility_cents if known else 0),
            event_id=posting.order[-1],
        )
    last = max(legs, default=_FIRST)
    opened = {
        place_of(posting) + 1: posting.order[-1]
        for posting in counted
        if DECIDED_STATUSES.get(posting.fact.status_code)
    }
    forwarded = [step for step in steps if step.after is State.FORWARDED]
    if forwarded:
        opened.setdefault(last + 1, forwarded[-1].event_id)
    for place, event_id in opened.items():
        awaited = Leg(
            place=place,
            decided=False,
            payer_identifier="",
            paid_cents=0,
            patient_responsibility_cents=0,
            event_id=event_id,
        )
        legs.setdefault(place, awaited)
    return tuple(legs[place] for place in sorted(legs))
