"""The payer's own numbers for one claim, each with its own state.

A payer has several when it split the claim (277CA A5) or took it in more than once. Precedence of
evidence holds within one number. Across several, the state that waits for us is shown.
"""

from collections.abc import Mapping, Sequence

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.payer_numbers import PayerNumber, number_of, numbered
from claimtrail.claims.fold.claim_parts import PayerClaim
from claimtrail.claims.fold.ledger.claim_ledger import Ledger
from claimtrail.claims.fold.ledger.postings import Posting
from claimtrail.claims.fold.payers.payer_statements import PayerStatement, says_split
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.lifecycle.status_categories import Rank


def payer_claims(
    ordered: Sequence[ClaimEvent], ledger: Ledger, words: Mapping[PayerNumber, PayerStatement]
) -> tuple[PayerClaim, ...]:
    """Return the numbers that payers gave, in order, of events that are no submission."""
    first: dict[PayerNumber, ClaimEvent] = {}
    last: dict[PayerNumber, ClaimEvent] = {}
    split: set[PayerNumber] = set()
    for event in ordered:
        number = numbered(event)
        if number is None:
            continue
        first.setdefault(number, event)
        last[number] = event
        if says_split(event):
            split.add(number)
    own: dict[PayerNumber, list[Posting]] = {}
    for posting in ledger.postings:
        own.setdefault(posting.payer_number, []).append(posting)
    return tuple(
        PayerClaim(
            number=number_of(event),
            payer_id=last[number].payer_id,
            event_id=event.event_id,
            split=number in split,
            paid_cents=sum(one.fact.paid_cents for one in own.get(number, ())),
            state=_state(words.get(number), own.get(number, [])),
        )
        for number, event in first.items()
    )


def _state(word: PayerStatement | None, own: Sequence[Posting]) -> State | None:
    """Return the state of one number: of what was remitted under it, or as its last word has it."""
    if word is None:
        return None
    is_remitted = word.reading.rank is Rank.REMITTANCE and bool(own)
    return Ledger(own).outcome(word.cycle) if is_remitted else word.state
