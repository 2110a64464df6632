"""A period of a few partners' files, dropped onto a deployed stage in no order at all."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from random import Random

from claimtrail.partners.profile import Partners
from simulator.generator import generate
from simulator.model import Expectation, SimulatedFile
from tests.harness.stage.deployed import Deployed

BY_SFTP = "juniper-medicaid"
PLAYED = ("billing", "foxglove-plan", BY_SFTP, "larkspur-commercial")
SEED = 6
FIRST_DAY, LAST_DAY = date(2026, 9, 7), date(2026, 10, 5)
TWICE = 10
"""Files that are dropped once more, in between the others."""
TEN_TIMES = 1
"""Files that are dropped nine times more."""
TURN = 12
"""Files after which each partner has had its turn: one SFTP session in each."""


@dataclass(frozen=True)
class Period:
    """The files that were dropped, and the outcome that their claims must have."""

    files: list[SimulatedFile]
    truth: list[Expectation]

    @property
    def numbers(self) -> set[str]:
        """The claims' patient control numbers."""
        return {expected.patient_control_number for expected in self.truth}


def make_period(partners: Partners) -> Period:
    """The files in the order in which they are dropped, some of them twice."""
    truth: list[Expectation] = []
    files = list(
        generate(
            partners=Partners(partner for partner in partners if partner.id in PLAYED),
            seed=SEED,
            first_day=FIRST_DAY,
            last_day=LAST_DAY,
            claims_per_day=1,
            on_expectation=truth.append,
        )
    )
    dice = Random(SEED)  # noqa: S311 - a seeded order, no secret
    files += [*dice.sample(files, TWICE), *dice.sample(files, TEN_TIMES) * 9]
    dice.shuffle(files)
    return Period(files=files, truth=truth)


def drop_period(deployed: Deployed, period: Period) -> None:
    """Drop every file, one partner over real SSH and the others as objects."""
    for _, turn in groupby(enumerate(period.files), key=lambda item: item[0] // TURN):
        files = [file for _, file in turn]
        deployed.send(BY_SFTP, [file for file in files if file.partner_id == BY_SFTP])
        for file in files:
            if file.partner_id != BY_SFTP:
                deployed.put(f"{file.partner_id}/{file.name}", file.content)
