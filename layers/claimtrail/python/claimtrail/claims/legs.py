"""The payers of one claim, one after the other: who decided, who is still awaited.

CLP02 says in which place a payer processed the claim (1 to 3, or 19 to 21 when it passed the claim
on); what another payer's word opens is awaited until that payer's own 835 comes.
"""

from collections.abc import Iterable, Sequence

from claimtrail.claims.ledger import Posting
from claimtrail.claims.model import Leg, Step
from claimtrail.claims.remittances import DECIDED_STATUSES
from claimtrail.claims.states import State

_FIRST = 1


class Places:
    """Whose place in a claim is which: 1 primary, 2 secondary, 3 tertiary.

    No two payers share a place: one that states the place of another (or none, in a denial) stands
    behind those before it.
    """

    def __init__(self) -> None:
        self._payers: dict[int, str] = {}
        self._first: dict[str, int] = {}
        self._last = 0

    def take(self, posting: Posting) -> int:
        """Return the place of a posting's payer, which is taken from then on."""
        own = self._first.get(posting.payer)
        place = posting.place or own or _FIRST
        if self._payers.get(place, posting.payer) != posting.payer:
            place = own or self._last + 1
        self._payers[place] = posting.payer
        self._first.setdefault(posting.payer, place)
        self._last = max(self._last, place)
        return place


def legs_of(postings: Iterable[Posting], steps: Sequence[Step], *, cycle: int) -> tuple[Leg, ...]:
    """The legs of a submission, the first payer's first; several payer claims of one are summed.

    `postings` are those that count.
    """
    legs: dict[int, Leg] = {}
    places = Places()
    opened: dict[int, str] = {}
    for posting in sorted(postings, key=lambda one: one.order):
        if posting.cycle != cycle:
            continue
        place, fact = places.take(posting), posting.fact
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
        if DECIDED_STATUSES.get(fact.status_code):
            opened[place + 1] = posting.order[-1]
    last = max(legs, default=_FIRST)
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
