"""A situation of several files, played in their order and in others: the claims are the same."""

from collections.abc import Sequence
from itertools import islice, permutations
from random import Random

from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.reasons import FLAGGED
from claimtrail.claims.lifecycle.states import State
from simulator.model import SimulatedFile
from tests.harness.files.trial_files import claims_of, ran
from tests.harness.pipelines.pipeline import Pipeline
from tests.harness.pipelines.pipeline_facts import facts_of

Money = tuple[State, int, int]
"""State, paid and the patient's, in dollars."""

ORDERS = 1
"""Orders beside the files' own and its reverse."""
_FEW = 2
"""So many files are played in every order."""


def played(files: Sequence[SimulatedFile], *, orders: int = ORDERS) -> Pipeline:
    """The pipeline after these files; asserts that other orders end in the same facts."""
    pipeline = ran(*files)
    expected = facts_of(pipeline)
    for order in _orders(files, orders):
        found = facts_of(ran(*order))
        assert found.claims == expected.claims, [file.name for file in order]
        assert found == expected, [file.name for file in order]
    return pipeline


def _orders(files: Sequence[SimulatedFile], most: int) -> list[tuple[SimulatedFile, ...]]:
    """The reverse, and some others; all of them when there are few."""
    if len(files) <= _FEW:
        return list(islice(permutations(files), 1, None))
    chance = Random(7)  # noqa: S311 - an order, no secret
    shuffled = [tuple(chance.sample(files, len(files))) for _ in range(most)]
    return [tuple(reversed(files)), *shuffled]


def money(claim: Claim) -> Money:
    """Return where a claim stands."""
    return claim.state, claim.paid_cents // 100, claim.patient_responsibility_cents // 100


def standing(pipeline: Pipeline) -> dict[str, Money]:
    """By our number, where each claim stands that we sent."""
    return {
        claim.patient_control_number: money(claim)
        for claim in claims_of(pipeline)
        if claim.submitted_on is not None
    }


def flags(pipeline: Pipeline) -> list[str]:
    """The reasons for which somebody should look at a claim, or for which something waits."""
    return sorted(
        reason
        for claim in claims_of(pipeline)
        for reason in (
            *(note.reason for note in claim.notes if note.reason in FLAGGED),
            *(held.reason for held in claim.held),
        )
    )
