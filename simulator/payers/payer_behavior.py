"""The payers' behavior and the mix of outcomes, as tables.

What a payer sends stands in its profile.

A payer takes the row of its place among the payers, in the order of their ids; a fifth payer
begins the table again.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from simulator.claim_states import ClaimState
from simulator.model import ClaimOutcome

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = range(5)
WORKDAYS = frozenset({MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY})


@dataclass(frozen=True, slots=True, kw_only=True)
class PayerBehavior:
    """The behavior of a payer. Days are calendar days unless said otherwise."""

    filing_indicators: tuple[str, str]
    """SBR09, professional and institutional."""
    remittance_indicators: tuple[str, str]
    """CLP06, professional and institutional."""
    acknowledgment_days: int
    """From submission to 999 and TA1."""
    front_end_days: int
    """From submission to 277CA."""
    decision_days: tuple[int, int]
    """From submission to the decision, both bounds included."""
    status_weekdays: frozenset[int]
    """When 277s go out; `date.weekday()`."""
    payment_weekdays: frozenset[int]
    """When 835s go out."""
    late_every: int
    """Each so many days of the calendar a 277CA is left lying."""
    late_days: int
    duplicate_every: int
    """Each so many files one is sent twice."""
    alters_every: int = 0
    """Each so many claims its remittances name a number of its own making; 0 is never."""
    line_breaks: bool = False
    """A line feed after each segment."""
    delimiters: bytes = b"*:^~"
    """Element, component, repetition, segment."""
    asks_for_ta1: bool = False
    """ISA14."""


PAYER_BEHAVIORS = (
    PayerBehavior(
        filing_indicators=("MB", "MA"),
        remittance_indicators=("MB", "MA"),
        acknowledgment_days=0,
        front_end_days=1,
        decision_days=(13, 17),
        status_weekdays=frozenset({MONDAY}),
        payment_weekdays=WORKDAYS,
        late_every=11,
        late_days=3,
        duplicate_every=17,
        alters_every=5,
    ),
    PayerBehavior(
        filing_indicators=("16", "16"),
        remittance_indicators=("HM", "HM"),
        acknowledgment_days=1,
        front_end_days=2,
        decision_days=(9, 20),
        status_weekdays=frozenset({WEDNESDAY}),
        payment_weekdays=frozenset({FRIDAY}),
        late_every=9,
        late_days=5,
        duplicate_every=13,
        line_breaks=True,
    ),
    PayerBehavior(
        filing_indicators=("MC", "MC"),
        remittance_indicators=("MC", "MC"),
        acknowledgment_days=1,
        front_end_days=2,
        decision_days=(8, 16),
        status_weekdays=frozenset({TUESDAY, FRIDAY}),
        payment_weekdays=frozenset({WEDNESDAY}),
        late_every=7,
        late_days=9,
        duplicate_every=11,
        delimiters=b"|>^~",
        asks_for_ta1=True,
    ),
    PayerBehavior(
        filing_indicators=("CI", "CI"),
        remittance_indicators=("12", "12"),
        acknowledgment_days=0,
        front_end_days=1,
        decision_days=(4, 11),
        status_weekdays=frozenset({MONDAY, THURSDAY}),
        payment_weekdays=frozenset({TUESDAY, FRIDAY}),
        late_every=8,
        late_days=4,
        duplicate_every=12,
    ),
)


@dataclass(frozen=True, slots=True)
class Card:
    """An outcome, how many of a deck have it, and what a payer must send for it to happen."""

    outcome: ClaimOutcome
    count: int
    needs: frozenset[str] = frozenset()
    takes_long: bool = False
    """Comes first in the first deck, so that a short period sees how it ends."""


_FRONT = frozenset({"277CA"})
_STATUS = frozenset({"277"})
DECK = (
    Card(ClaimOutcome.PAID, 21),
    Card(ClaimOutcome.PARTLY_PAID, 6),
    Card(ClaimOutcome.DENIED, 6),
    Card(ClaimOutcome.DENIAL_REPORTED, 2, _STATUS),
    Card(ClaimOutcome.PATIENT_SHARE, 4),
    Card(ClaimOutcome.NO_PAYMENT, 1),
    Card(ClaimOutcome.PENDED_ANSWERED, 3, _STATUS, takes_long=True),
    Card(ClaimOutcome.PENDED, 3, _STATUS, takes_long=True),
    Card(ClaimOutcome.UNDER_REVIEW, 1, _STATUS, takes_long=True),
    Card(ClaimOutcome.FRONT_END_CORRECTED, 3, _FRONT, takes_long=True),
    Card(ClaimOutcome.FRONT_END_REJECTED, 1, _FRONT),
    Card(ClaimOutcome.SET_REJECTED, 2, frozenset({"999"}), takes_long=True),
    Card(ClaimOutcome.INTERCHANGE_REJECTED, 1, frozenset({"TA1"}), takes_long=True),
    Card(ClaimOutcome.REVERSED_AND_CORRECTED, 2, takes_long=True),
    Card(ClaimOutcome.SPLIT, 2, _FRONT, takes_long=True),
    Card(ClaimOutcome.STUCK, 1, _FRONT, takes_long=True),
    Card(ClaimOutcome.FILE_LOST, 1, frozenset({"999"}), takes_long=True),
    Card(ClaimOutcome.NOT_TAKEN_UP, 1, _FRONT, takes_long=True),
    Card(ClaimOutcome.OVERTAKEN, 2, _FRONT, takes_long=True),
    Card(ClaimOutcome.REMITTANCE_MISSING, 1, _STATUS, takes_long=True),
)
DECK_SIZE = sum(card.count for card in DECK)


@dataclass(frozen=True, slots=True)
class PayerAnswer:
    """The statement of a payer about a claim in an STC, and the state that follows from it."""

    category: str
    status: str
    state: ClaimState
    entity: str = ""

    @property
    def refused(self) -> bool:
        """True when the front end sends the claim back."""
        return self.state is ClaimState.FRONT_END_REJECTED

    @property
    def composite(self) -> str:
        """STC01."""
        parts = (self.category, self.status, self.entity)
        return ":".join(parts).rstrip(":")


ACCEPTED = PayerAnswer("A2", "20", ClaimState.ACCEPTED)
SPLIT = PayerAnswer("A5", "19", ClaimState.ACCEPTED)
REFUSALS = (
    PayerAnswer("A7", "562", ClaimState.FRONT_END_REJECTED, "85"),
    PayerAnswer("A3", "21", ClaimState.FRONT_END_REJECTED),
    PayerAnswer("A7", "164", ClaimState.FRONT_END_REJECTED, "IL"),
    PayerAnswer("A6", "33", ClaimState.FRONT_END_REJECTED, "IL"),
)
BATCH_REFUSED = PayerAnswer("A3", "24", ClaimState.FRONT_END_REJECTED, "41")
"""The submitter may not send to this payer."""
PROVIDER_REFUSED = PayerAnswer("A3", "24", ClaimState.FRONT_END_REJECTED, "85")
"""The billing provider is not approved for electronic claims."""
IN_PROCESS = PayerAnswer("P1", "20", ClaimState.IN_PROCESS)
REVIEWS = (
    PayerAnswer("P2", "46", ClaimState.IN_REVIEW),
    PayerAnswer("P5", "54", ClaimState.PAYER_HOLD),
)
QUESTIONS = (
    PayerAnswer("R4", "294", ClaimState.PENDED_PROVIDER_INFO),
    PayerAnswer("P3", "297", ClaimState.PENDED_PROVIDER_INFO),
    PayerAnswer("P4", "49", ClaimState.PENDED_PATIENT_INFO),
    PayerAnswer("R3", "298", ClaimState.PENDED_PROVIDER_INFO),
)
PAYMENT_DECIDED = PayerAnswer("F1", "65", ClaimState.ADJUDICATED)
DENIAL_DECIDED = PayerAnswer("F2", "88", ClaimState.DENIED)


@dataclass(frozen=True, slots=True)
class Denial:
    """A reason to pay nothing: CAS01, CARC, and the remark that goes with it."""

    category: str
    group: str
    carc: str
    remark: str


DENIALS = (
    Denial("missing data", "CO", "16", "N286"),
    Denial("authorization", "CO", "197", ""),
    Denial("eligibility", "CO", "27", "N30"),
    Denial("medical necessity", "CO", "50", "N115"),
    Denial("documentation", "CO", "252", "M127"),
    Denial("bundling", "CO", "97", "M15"),
    Denial("timely filing", "CO", "29", "N211"),
    Denial("coordination of benefits", "CO", "22", "MA04"),
    Denial("not covered", "CO", "96", "N130"),
    Denial("duplicate", "CO", "18", "N522"),
    Denial("provider", "CO", "B7", "N570"),
)


def on_or_after(day: date, weekdays: frozenset[int]) -> date:
    """Return the first of these weekdays that is not before `day`."""
    while day.weekday() not in weekdays:
        day += timedelta(days=1)
    return day
