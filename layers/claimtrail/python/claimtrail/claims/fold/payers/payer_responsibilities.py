"""The payers of one claim, one after the other: who decided, who is still awaited.

CLP02 says in which place a payer processed the claim (1 to 3, or 19 to 21 when it passed the claim
on); what another payer's word opens is awaited until that payer's own 835 comes.
"""

from collections.abc import Iterable, Sequence

from claimtrail.claims.fold.claim_parts import LifecycleStep, PayerResponsibility
from claimtrail.claims.fold.ledger.postings import Posting
from claimtrail.claims.lifecycle.remittances import DECIDED_STATUSES
from claimtrail.claims.lifecycle.states import State

_FIRST = 1


class Places:
    """The sequence of a payer in a claim: 1 primary, 2 secondary, 3 tertiary.

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
        payer_sequence = posting.payer_sequence or own or _FIRST
        if self._payers.get(payer_sequence, posting.payer) != posting.payer:
            payer_sequence = own or self._last + 1
        self._payers[payer_sequence] = posting.payer
        self._first.setdefault(posting.payer, payer_sequence)
        self._last = max(self._last, payer_sequence)
        return payer_sequence


def payer_responsibilities_of(
    postings: Iterable[Posting], steps: Sequence[LifecycleStep], *, cycle: int
) -> tuple[PayerResponsibility, ...]:
    """Return the payer_responsibilities of a submission, the first payer's first.

    Several payer claims of one are summed.

    `postings` are those that count.
    """
    payer_responsibilities: dict[int, PayerResponsibility] = {}
    places = Places()
    opened: dict[int, str] = {}
    for posting in sorted(postings, key=lambda one: one.order):
        if posting.cycle != cycle:
            continue
        payer_sequence, fact = places.take(posting), posting.fact
        known = payer_responsibilities.get(payer_sequence)
        payer_responsibilities[payer_sequence] = PayerResponsibility(
            payer_sequence=payer_sequence,
            decided=True,
            payer_identifier=fact.payer_identifier,
            paid_cents=fact.paid_cents + (known.paid_cents if known else 0),
            patient_responsibility_cents=fact.patient_responsibility_cents
            + (known.patient_responsibility_cents if known else 0),
            decided_on=posting.event.effective_on,
            event_id=posting.order[-1],
        )
        if DECIDED_STATUSES.get(fact.status_code):
            opened[payer_sequence + 1] = posting.order[-1]
    last = max(payer_responsibilities, default=_FIRST)
    forwarded = [step for step in steps if step.after is State.FORWARDED]
    if forwarded:
        opened.setdefault(last + 1, forwarded[-1].event_id)
    for payer_sequence, event_id in opened.items():
        awaited = PayerResponsibility(
            payer_sequence=payer_sequence,
            decided=False,
            payer_identifier="",
            paid_cents=0,
            patient_responsibility_cents=0,
            event_id=event_id,
        )
        payer_responsibilities.setdefault(payer_sequence, awaited)
    return tuple(
        payer_responsibilities[payer_sequence] for payer_sequence in sorted(payer_responsibilities)
    )
