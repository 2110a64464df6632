"""Repetitions of a partner about claims: how the work of projection grows with it.

Each kind takes how many, and returns what is to be measured: the fold of one claim, or a projector
over the table in memory that works off what came.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.fold.fold import fold
from claimtrail.claims.matching.batch_model import Batch
from claimtrail.claims.matching.batches import settle
from claimtrail.claims.projection.projector import Projector
from tests.harness.claims.batches import MEMBERS, READ, ROSTER, refusal
from tests.harness.claims.claim_events import (
    CLAIM_ID,
    INFERRING,
    NOW,
    about,
    accepted_claim,
    answer,
    remitted,
    submitted,
)
from tests.harness.claims.lineages import bearing
from tests.harness.claims.projecting import Never, item_of
from tests.twins.claims import MemoryClaimStore

Run = Callable[[], object]
Kind = Callable[[int], Run]


def _fold(events: list[ClaimEvent]) -> Run:
    return lambda: fold(events, claim_id=CLAIM_ID, policy=lambda _: INFERRING, now=NOW)


def _paid(number: int, on: int = 5) -> ClaimEvent:
    return remitted(on, 80, "CO-45:20", trace=f"EFT{number}", file=f"paid{number}")


def _taken_back(number: int, on: int = 6, paid: int = 80) -> ClaimEvent:
    return remitted(
        on,
        -paid,
        f"CO-45:{paid - 100}",
        status="22",
        charge=-100,
        trace=f"BACK{number}",
        file=f"back{number}",
    )


def remittances(count: int) -> Run:
    """One claim, decided again and again."""
    return _fold([*accepted_claim(), *map(_paid, range(count))])


def parts(count: int) -> Run:
    """One decision in many parts."""
    return _fold([submitted(1, charge=100 * count), *map(_paid, range(count))])


def statuses(count: int) -> Run:
    """One claim that is asked about again and again."""
    asked = [answer(3 + number % 20, "P1", file=f"277-{number}") for number in range(count)]
    return _fold([*accepted_claim(), *asked])


def reversals(count: int) -> Run:
    """Payments, all of which are taken back."""
    half = range(count // 2)
    return _fold([*accepted_claim(), *map(_paid, half), *map(_taken_back, half)])


def reversals_of_nothing(count: int) -> Run:
    """Reversals that wait for a payment, before payments that are others."""
    half = range(count // 2)
    waiting = [_taken_back(number, on=3, paid=70) for number in half]
    return _fold([*accepted_claim(), *waiting, *map(_paid, half)])


def reversal_in_parts(count: int) -> Run:
    """Reversals of one payment and number that wait together."""
    waiting = [
        remitted(6, -70, "CO-45:-30", status="22", charge=-100, trace="BACK", file=f"part{number}")
        for number in range(count)
    ]
    return _fold([*accepted_claim(), *waiting])


def waiting_for_submission(count: int) -> Run:
    """Remittances of a number that nobody sent."""
    return _fold(list(map(_paid, range(count))))


def before_resubmission(count: int) -> Run:
    """Remittances that wait for their 837, which is superseded by the time it comes."""
    sent = [submitted(4), submitted(5, frequency="7"), submitted(6, frequency="7")]
    return _fold([*(_paid(number, on=3) for number in range(count)), *sent])


def duplicate_remittances(count: int) -> Run:
    """One remittance in many files."""
    copies = [remitted(5, 80, "CO-45:20", file=f"copy{number}") for number in range(count)]
    return _fold([*accepted_claim(), *copies])


def duplicate_denials(count: int) -> Run:
    """Denials of second copies beside payments."""
    half = range(count // 2)
    denied = [
        remitted(5, 0, "CO-18:100", trace=f"NO{number}", file=f"no{number}") for number in half
    ]
    return _fold([*accepted_claim(), *map(_paid, half), *denied])


def payer_numbers(count: int) -> Run:
    """Remittances of the whole charge under ever new numbers of the payer's."""
    paid = [
        remitted(5, 80, "CO-45:20", number=f"ICN{number}", trace=f"EFT{number}", file=f"n{number}")
        for number in range(count)
    ]
    return _fold([*accepted_claim(), *paid])


def payer_numbers_that_wait(count: int) -> Run:
    """Requests under ever new numbers of the payer's."""
    asked = [
        about(answer(5, "R3", file=f"n{number}"), payer_claim_control_number=f"ICN{number}")
        for number in range(count)
    ]
    return _fold([*accepted_claim(), *asked])


def submissions(count: int) -> Run:
    """Replacements under the claim's own number."""
    sent = [
        submitted(2 + number // 20, frequency="7", file=f"7-{number}") for number in range(count)
    ]
    return _fold([submitted(1), *sent])


FOLDS: Mapping[str, Kind] = MappingProxyType(
    {
        kind.__name__: kind
        for kind in (
            remittances,
            parts,
            statuses,
            reversals,
            reversals_of_nothing,
            reversal_in_parts,
            waiting_for_submission,
            before_resubmission,
            duplicate_remittances,
            duplicate_denials,
            payer_numbers,
            payer_numbers_that_wait,
            submissions,
        )
    }
)
"""Of one claim: by name."""


def _projected(*batches: list[ClaimEvent]) -> Run:
    """Batches that come one after the other; what is deferred is worked off after each."""

    def run() -> None:
        store = MemoryClaimStore()
        projector = Projector(
            store=store, reader=store, policy=lambda _: INFERRING, clock=lambda: NOW
        )
        for batch in batches:
            store.append_events(batch)
            projector.take_items([item_of(event) for event in batch], deferral=Never())

    return run


def sharing_one_key(count: int) -> Run:
    """Claims that share a match key, after a record that awaits by it."""
    strange = bearing(remitted(9, 80, claim_id="clm_strange"), "pccn:common")
    claims = [
        bearing(submitted(1, claim_id=f"clm_{number}"), "pccn:common") for number in range(count)
    ]
    return _projected([strange], *([event] for event in claims))


def awaiting_by_one_key(count: int) -> Run:
    """Records of unknown numbers that seek by one key, before a claim that bears it."""
    strange = [
        bearing(remitted(9, 80, claim_id=f"clm_{number}"), "pccn:common") for number in range(count)
    ]
    claim = bearing(submitted(1, claim_id="clm_claim"), "pccn:common")
    return _projected(*([event] for event in strange), [claim])


def lineage(count: int) -> Run:
    """Replacements under numbers of their own, each of the one before it."""
    return _projected(*lineage_batches(count))


def lineage_batches(count: int) -> list[list[ClaimEvent]]:
    """Return what comes of such a lineage, claim by claim."""
    first = [submitted(1, claim_id="clm_0"), _numbered(0)]
    later = [
        [
            bearing(
                submitted(2 + number, frequency="7", claim_id=f"clm_{number}"),
                f"pccn:{number - 1}",
                number=f"ICN{number - 1}",
            ),
            _numbered(number),
        ]
        for number in range(1, count)
    ]
    return [first, *later]


def _numbered(number: int) -> ClaimEvent:
    """The payer's first word about a claim of a lineage, under a number of its own."""
    said = remitted(2 + number, 0, "CO-50:100", claim_id=f"clm_{number}")
    return bearing(said, f"pccn:{number}", number=f"ICN{number}")


def batch_members(count: int) -> Run:
    """One refusal of a batch with so many claims."""
    members = tuple(replace(MEMBERS[0], claim_id=f"clm_{number}") for number in range(count))
    cents = sum(one.charge_cents for one in members)
    status = refusal()
    stated = {"claim_count": count, "charge_cents": cents, "statuses": ()}
    fact = status.fact.model_copy(update=stated)
    status = replace(status, event=status.event.model_copy(update={"fact": fact}))
    batch = Batch(rosters=(replace(ROSTER, members=members),), read=(READ,))
    return lambda: settle(status, batch)


PROJECTIONS: Mapping[str, Kind] = MappingProxyType(
    {kind.__name__: kind for kind in (sharing_one_key, awaiting_by_one_key, lineage, batch_members)}
)
"""Of many claims: by name."""
