"""The payers of one claim, one after the other: who decided, who is still awaited.

CLP02 says in which place a payer processed the claim (1 to 3, or 19 to 21 when it passed the claim
on); what another payer's word opens is awaited until that payer's own 835 comes.
"""

from collections.abc import Iterable, Mapping, Sequence

from claimtrail.claims.ledger import Posting
from claimtrail.claims.model import Leg, Step
from claimtrail.claims.remittances import DECIDED_STATUSES
from claimtrail.claims.states import State

_FIRST = 1


def place_of(posting: Posting, taken: Mapping[int, str]) -> int:
    """The payer's place in the claim: 1 primary, 2 secondary, 3 tertiary.

    `taken` has, by place, the payer that decided there. No two payers share a place: one that
    states the place of another (or none, in a denial) stands behind those before it.
    """
    own = [place for place, payer in taken.items() if payer == posting.payer]
    stated = posting.place or next(iter(own), _FIRST)
    if taken.get(stated, posting.payer) == posting.payer:
        return stated
    return next(iter(own), max(taken) + 1)


def legs_of(postings: Iterable[Posting], steps: Sequence[Step], *, cycle: int) -> tuple[Leg, ...]:
    """The legs of a submission, the first payer's first; several payer claims of one are summed.

    `postings` are those that count.
    """
    legs: dict[int, Leg] = {}
    taken: dict[int, str] = {}
    opened: dict[int, str] = {}
    for posting in sorted(postings, key=lambda one: one.order):
        if posting.cycle != cycle:
            continue
        place, fact = place_of(posting, taken), posting.fact
        taken[place] = posting.payer
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
