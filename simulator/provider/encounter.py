"""Claims out of encounters: each a pure function of the seed and its serial number.

Nothing about an open claim is kept but its serial number; whoever needs the claim makes it again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import NamedTuple, TypeVar

from simulator.bad_days.variants import NO_VARIANTS, Variant, Variants
from simulator.model import ClaimOutcome
from simulator.partners import HOLD, Partner, billing_partner, payers
from simulator.payers.payer_behavior import (
    DECK,
    DECK_SIZE,
    DENIALS,
    PAYER_BEHAVIORS,
    WORKDAYS,
    Card,
    Denial,
    PayerBehavior,
)
from simulator.provider.fake_people import (
    CLINICS,
    CONTROL_NUMBER_PREFIX,
    HOSPITALS,
    Facility,
    FakePerson,
    Provider,
    household,
)

Choice = TypeVar("Choice")

_DECK_STREAM = 1
_CLAIM_STREAM = 2
_ONE_IN_WITH_SECONDARY = 8
"""Of so many claims one has a second payer."""
_INSTITUTIONAL_CHANCE = 0.3
_INPATIENT_CHANCE = 0.4
_TWO_LINES_OR_MORE = frozenset({ClaimOutcome.PARTLY_PAID, ClaimOutcome.SPLIT})

# Revenue code (institutional), HCPCS level II as CMS publishes it, usual charge in cents.
PROFESSIONAL_SERVICES: tuple[tuple[str, str, int], ...] = (
    ("", "G0438", 21500),
    ("", "G0439", 17450),
    ("", "G0444", 4200),
    ("", "G0108", 9875),
    ("", "G0101", 8800),
    ("", "J3420", 2650),
    ("", "Q0091", 7525),
    ("", "G0328", 3995),
)
OUTPATIENT_SERVICES = (
    ("0300", "G0328", 6150),
    ("0510", "G0463", 31000),
    ("0636", "J3420", 4825),
    ("0942", "G0108", 14300),
    ("0771", "G0009", 9000),
)
INPATIENT_SERVICES = (
    ("0120", "", 184000),
    ("0250", "", 42375),
    ("0270", "", 31850),
    ("0300", "", 27640),
)
DIAGNOSES = ("E119", "I10", "J069", "R079", "K219", "Z0000", "N390", "L309")


class SimulatedLine(NamedTuple):
    """A service line; amounts in cents."""

    number: int
    procedure: str
    revenue_code: str
    charge: int
    units: int


@dataclass(frozen=True, slots=True)
class SimulatedPayer:
    """A payer of the stage with its row of behavior."""

    profile: Partner
    behavior: PayerBehavior
    variants: Variants = NO_VARIANTS

    def variant(self, transaction: str, made_on: date) -> Variant | None:
        """Return the variant of the payer's files of that type made on that day, if any."""
        return self.variants.of(self.profile.id, transaction, made_on)

    @property
    def holds(self) -> bool:
        """Return whether evidence waits for the acknowledgments that should precede it."""
        return self.profile.inference == HOLD

    @property
    def window_days(self) -> int:
        """Return the adjudication window."""
        if self.profile.terms is None:
            raise TypeError("a payer has terms")
        return self.profile.terms.adjudication_days


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedEncounter:
    """A claim with everything that any file says about it. Amounts in cents."""

    serial: int
    control_number: str
    """CLM01."""
    payer: SimulatedPayer
    outcome: ClaimOutcome
    institutional: bool
    inpatient: bool
    facility: Facility
    provider: Provider
    subscriber: FakePerson
    patient: FakePerson
    lines: tuple[SimulatedLine, ...]
    charge: int
    diagnoses: tuple[str, ...]
    service_from: date
    service_to: date
    submitted_on: date
    payer_control_number: str
    """CLP07 and REF*1K, before any suffix."""
    allowed_percent: int
    copay: int
    denial: Denial
    chance: int
    """Below 1,000; chooses among variants of the outcome."""
    secondary: SimulatedPayer | None = None
    """The payer that comes after the first one, to which that one forwards what it has paid."""
    mistaken_for: SimulatedPayer | None = None
    """Another payer that may drop records of the claim by mistake; none that comes after."""

    @property
    def bill_type(self) -> str:
        """CLM05-1: place of service, or type of bill without the frequency."""
        if not self.institutional:
            return "11"
        return "11" if self.inpatient else "13"


class Practice:
    """The provider organization in a period: which encounters it bills, on which day, to whom."""

    def __init__(  # noqa: PLR0913 - the dimensions of a period, each by keyword
        self,
        *,
        partners: Iterable[Partner],
        seed: int,
        first_day: date,
        last_day: date,
        claims_per_day: int,
        variants_in_hundred: int = 0,
    ) -> None:
        """Raises SimulatorError without a payer or without a billing partner."""
        self.seed = seed
        self.first_day = first_day
        self.last_day = last_day
        self.claims_per_day = claims_per_day
        profiles = list(partners)
        self.billing = billing_partner(profiles)
        variants = Variants(seed=seed, in_hundred=variants_in_hundred)
        self.payers = tuple(
            SimulatedPayer(profile, PAYER_BEHAVIORS[index % len(PAYER_BEHAVIORS)], variants)
            for index, profile in enumerate(payers(profiles))
        )
        self._eligible = {card.outcome: _eligible(card, self.payers) for card in DECK}
        span = (last_day - first_day).days + 1
        days = (first_day + timedelta(days=offset) for offset in range(span))
        self.billing_days = tuple(day for day in days if day.weekday() in WORKDAYS)
        self._prefix = f"{CONTROL_NUMBER_PREFIX}{first_day:%y%m%d}{seed % 1000:03d}"
        self._deck_number = -1
        self._deck: list[ClaimOutcome] = []

    def serials_of(self, billing_day: int) -> range:
        """Return the serial numbers of the claims first billed on that billing day."""
        return range(billing_day * self.claims_per_day, (billing_day + 1) * self.claims_per_day)

    def encounter(self, serial: int) -> SimulatedEncounter:
        """Return the claim with that serial number; always the same."""
        dice = self._dice(_CLAIM_STREAM, serial)
        outcome = self._outcome(serial)
        eligible = self._eligible[outcome]
        if not eligible:
            outcome, eligible = ClaimOutcome.PAID, self.payers
        payer = _pick(dice, eligible)
        institutional = dice.random() < _INSTITUTIONAL_CHANCE
        inpatient = institutional and dice.random() < _INPATIENT_CHANCE
        facility = _pick(dice, HOSPITALS if institutional else CLINICS)
        subscriber, patient = household(dice)
        lines = _lines(dice, outcome=outcome, institutional=institutional, inpatient=inpatient)
        submitted_on = self.billing_days[serial // self.claims_per_day]
        service_to = submitted_on - timedelta(days=1 + int(dice.random() * 4))
        stay = 1 + int(dice.random() * 4) if inpatient else 0
        first = int(dice.random() * len(DIAGNOSES))
        return SimulatedEncounter(
            serial=serial,
            control_number=f"{self._prefix}{serial:07d}",
            payer=payer,
            outcome=outcome,
            institutional=institutional,
            inpatient=inpatient,
            facility=facility,
            provider=_pick(dice, facility.providers),
            subscriber=subscriber,
            patient=patient,
            lines=lines,
            charge=sum(line.charge for line in lines),
            diagnoses=(DIAGNOSES[first], DIAGNOSES[(first + 3) % len(DIAGNOSES)]),
            service_from=service_to - timedelta(days=stay),
            service_to=service_to,
            submitted_on=submitted_on,
            payer_control_number=f"{payer.profile.payer_identifiers[0][:3]}{self._prefix[2:8]}{serial:07d}",
            allowed_percent=45 + int(dice.random() * 40),
            copay=500 * (1 + int(dice.random() * 5)),
            denial=_pick(dice, DENIALS),
            chance=(chance := int(dice.random() * 1000)),
            secondary=(secondary := self._secondary(payer, chance)),
            mistaken_for=self._mistaken_for(payer, secondary),
        )

    def _mistaken_for(
        self, payer: SimulatedPayer, secondary: SimulatedPayer | None
    ) -> SimulatedPayer | None:
        """Return the payer before in turn.

        If it is neither the second one nor silent about statuses.
        """
        before = self.payers[self.payers.index(payer) - 1]
        is_other = before not in (payer, secondary)
        return before if is_other and "277" in before.profile.transactions else None

    def _secondary(self, payer: SimulatedPayer, chance: int) -> SimulatedPayer | None:
        """Return the next payer in turn, for one claim in so many."""
        if chance % _ONE_IN_WITH_SECONDARY or len(self.payers) == 1:
            return None
        place = self.payers.index(payer) + 1
        return self.payers[place % len(self.payers)]

    def _dice(self, stream: int, number: int) -> Random:
        return Random((self.seed * 4 + stream) * 1_000_000_000_000 + number)

    def _outcome(self, serial: int) -> ClaimOutcome:
        """Every deck of outcomes is dealt out whole, so that a short period has them all."""
        deck_number, place = divmod(serial, DECK_SIZE)
        if deck_number != self._deck_number:
            dice = self._dice(_DECK_STREAM, deck_number)
            deck = [card for card in DECK for _ in range(card.count)]
            dice.shuffle(deck)
            if deck_number == 0:
                deck.sort(key=lambda card: not card.takes_long)
            self._deck = [card.outcome for card in deck]
            self._deck_number = deck_number
        return self._deck[place]


def _lines(
    dice: Random, *, outcome: ClaimOutcome, institutional: bool, inpatient: bool
) -> tuple[SimulatedLine, ...]:
    catalog = PROFESSIONAL_SERVICES
    if institutional:
        catalog = INPATIENT_SERVICES if inpatient else OUTPATIENT_SERVICES
    fewest = 2 if outcome in _TWO_LINES_OR_MORE else 1
    count = fewest + int(dice.random() * 3)
    first = int(dice.random() * len(catalog))
    lines = []
    for number in range(1, count + 1):
        revenue_code, procedure, charge = catalog[(first + number) % len(catalog)]
        units = 1 + int(dice.random() * 1.3)
        lines.append(SimulatedLine(number, procedure, revenue_code, charge * units, units))
    return tuple(lines)


def _pick(dice: Random, choices: Sequence[Choice]) -> Choice:
    return choices[int(dice.random() * len(choices))]


def _eligible(card: Card, payers: tuple[SimulatedPayer, ...]) -> tuple[SimulatedPayer, ...]:
    return tuple(payer for payer in payers if card.needs <= set(payer.profile.transactions))
