"""Five weeks of synthetic files: whatever their order, the claims end as life had it."""

import random
from datetime import date

import pytest

from claimtrail.claims import documents, keys
from claimtrail.claims.fan_out import fan_out
from claimtrail.claims.match_up import match_up
from claimtrail.claims.projection import policies, project
from claimtrail.kernel.ids import claim_id
from claimtrail.synthetic.generator import generate
from claimtrail.synthetic.model import Expectation, SyntheticFile
from tests.support.intake_world import KEY, NOW, World, demo_partners

Period = tuple[list[SyntheticFile], list[Expectation]]


@pytest.fixture(scope="module", params=[2, 100], ids=["usual", "every-variant"])
def period(request: pytest.FixtureRequest) -> Period:
    """The files in the order of delivery, and what became of each claim."""
    expected: list[Expectation] = []
    files = generate(
        partners=demo_partners(),
        seed=20261122,
        first_day=date(2026, 9, 14),
        last_day=date(2026, 10, 16),
        claims_per_day=3,
        variants_in_hundred=request.param,
        on_expectation=expected.append,
    )
    return list(files), expected


def _play(files: list[SyntheticFile], *, project_every: int) -> World:
    """Take the files in one by one; hand out and project from time to time, and at the end."""
    world = World()
    for number, file in enumerate(files, start=1):
        world.drop_and_ingest(f"{file.partner_id}/{file.name}", file.content)
        if number % project_every == 0:
            _settle(world)
    _settle(world)
    return world


def _settle(world: World) -> None:
    store = world.claims
    for items in list(store.items.values()):
        for sort, text in list(items.items()):
            if sort.startswith(keys.ROSTER_PREFIX):
                fan_out(documents.load_roster(text), store=store)
    policy = policies(world.partners)
    for partition in list(store.items):
        if partition.startswith(keys.CLAIM_PREFIX):
            claim = keys.claim_id_of(partition)
            for concerned in (claim, *match_up(claim, store.partition_of(claim), store=store)):
                project(concerned, store=store, policy=policy, clock=lambda: NOW)


def _claims(world: World) -> dict[str, str]:
    """The stored claims as text, without the count of projections that led there."""
    found = {}
    for partition, items in world.claims.items.items():
        if keys.CLAIM in items:
            claim = documents.load_change(items[keys.CLAIM]).claim
            found[partition] = documents.dump_claim(claim.model_copy(update={"version": 0}))
    return found


@pytest.mark.capability("C3.2")
def test_files_in_order_end_as_the_story_says(period: Period) -> None:
    files, story = period

    world = _play(files, project_every=100)

    for expected in story:
        claim = world.claims.find(
            claim_id(
                secret=KEY.secret,
                organization_id=KEY.organization_id,
                patient_control_number=expected.patient_control_number,
            )
        )
        assert claim is not None
        assert (claim.state, claim.paid_cents) == (expected.state, expected.paid_cents), (
            expected.outcome
        )


@pytest.mark.capability("C3.2")
@pytest.mark.parametrize("seed", [1, 2])
def test_shuffled_and_repeated_files_end_in_the_same_claims(period: Period, seed: int) -> None:
    files, _ = period
    chance = random.Random(seed)  # noqa: S311 - a shuffle, no secret
    shuffled = [*files, *chance.sample(files, 30)]
    chance.shuffle(shuffled)

    assert _claims(_play(shuffled, project_every=60)) == _claims(_play(files, project_every=10_000))
