"""A situation of several files, played in their order and in others: the claims are the same."""

from collections.abc import Sequence
from itertools import islice, permutations
from random import Random

from claimtrail.claims.evidence import FLAGGED
from claimtrail.claims.model import Claim
from claimtrail.claims.states import State
from claimtrail.synthetic.model import SyntheticFile
from tests.support.road import Road
from tests.support.road_facts import facts_of
from tests.support.trial_files import claims_of, ran

Money = tuple[State, int, int]
"""State, paid and the patient's, in dollars."""

ORDERS = 2
"""Orders beside the files' own and its reverse."""
_FEW = 3
"""So many files are played in every order."""


def played(files: Sequence[SyntheticFile], *, orders: int = ORDERS) -> Road:
    """The road after these files; asserts that other orders end in the same facts."""
    road = ran(*files)
    expected = facts_of(road)
    for order in _orders(files, orders):
        found = facts_of(ran(*order))
        assert found.claims == expected.claims, [file.name for file in order]
        assert found == expected, [file.name for file in order]
    return road


def _orders(files: Sequence[SyntheticFile], most: int) -> list[tuple[SyntheticFile, ...]]:
    """The reverse, and some others; all of them when there are few."""
    if len(files) <= _FEW:
        return list(islice(permutations(files), 1, None))
    chance = Random(7)  # noqa: S311 - an order, no secret
    shuffled = [tuple(chance.sample(files, len(files))) for _ in range(most)]
    return [tuple(reversed(files)), *shuffled]


def money(claim: Claim) -> Money:
    """Where a claim stands."""
    return claim.state, claim.paid_cents // 100, claim.patient_responsibility_cents // 100


def standing(road: Road) -> dict[str, Money]:
    """By our number, where each claim stands that we sent."""
    return {
        claim.patient_control_number: money(claim)
        for claim in claims_of(road)
        if claim.submitted_on is not None
    }


def flags(road: Road) -> list[str]:
    """The reasons for which somebody should look at a claim, or for which something waits."""
    return sorted(
        reason
        for claim in claims_of(road)
        for reason in (
            *(note.reason for note in claim.notes if note.reason in FLAGGED),
            *(held.reason for held in claim.held),
        )
    )
