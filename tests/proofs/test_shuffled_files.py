"""Five weeks of simulated files: whatever their order, the claims end as life had it."""

import random
from datetime import date

import pytest

from claimtrail.claims.projection.fan_out import fan_out
from claimtrail.claims.projection.matching import match_up
from claimtrail.claims.projection.projection import policies, project
from claimtrail.claims.store import documents
from claimtrail.kernel.ids import claim_id
from simulator.generator import generate
from simulator.model import Expectation, SimulatedFile
from tests.harness.intake.intake_fixture import KEY, NOW, IntakeFixture, demo_partners
from tests.twins.claims.memory import Kept

Period = tuple[list[SimulatedFile], list[Expectation]]


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


def _play(files: list[SimulatedFile], *, project_every: int) -> IntakeFixture:
    """Take the files in one by one; hand out and project from time to time, and at the end."""
    intake = IntakeFixture()
    for number, file in enumerate(files, start=1):
        intake.drop_and_ingest(f"{file.partner_id}/{file.name}", file.content)
        if number % project_every == 0:
            _settle(intake)
    _settle(intake)
    return intake


def _settle(intake: IntakeFixture) -> None:
    store = intake.claims
    for text in list(store.documents_of(Kept.ROSTER)):
        fan_out(documents.load_roster(text), store=store)
    policy = policies(intake.partners)
    for claim in store.owners_of(Kept.EVENT):
        for concerned in (claim, *match_up(claim, store.partition_of(claim), store=store)):
            project(concerned, store=store, policy=policy, clock=lambda: NOW)


def _claims(intake: IntakeFixture) -> dict[str, str]:
    """The stored claims as text, without the count of projections that led there."""
    changes = map(documents.load_change, intake.claims.documents_of(Kept.CHANGE))
    return {
        change.claim_id: documents.dump_claim(change.claim.model_copy(update={"version": 0}))
        for change in changes
    }


@pytest.mark.capability("C3.2")
def test_files_in_order_end_as_the_story_says(period: Period) -> None:
    files, scenario = period

    intake = _play(files, project_every=100)

    for expected in scenario:
        claim = intake.claims.find(
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
