"""The files of a period, day by day, in the order in which the partners deliver them.

Streaming: one day's claims are written in files of bounded size, and of a claim that is still open
only numbers are kept. A claim and its story are made again whenever a file needs them.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from simulator.bad_days.mistakes import dated_ahead
from simulator.bad_days.variants import OF_CLAIMS, VARIANTS_IN_HUNDRED, Variant
from simulator.envelopes import HOURS, Draft, Envelopes
from simulator.interchange import ACKNOWLEDGMENT, Interchange, Style
from simulator.model import Expectation, SimulatedFile
from simulator.partners import REGISTERED, Partner
from simulator.payers.acknowledgments import (
    SentInterchange,
    group_acknowledgment,
    interchange_acknowledgment,
)
from simulator.payers.claim_scenarios import expectation, scenario
from simulator.payers.payer_files import WRITERS, Reported
from simulator.payers.timeline import Lane, StepKind, acknowledgment_day
from simulator.provider.encounter import Practice, SimulatedPayer
from simulator.provider.encounter_feed import registrations
from simulator.provider.submission_files import write_batch
from simulator.schedule import Schedule, Stack, unpack

CLAIMS_A_FILE = 500
"""A file holds no more claims than this; a busy day has several."""


def generate(  # noqa: PLR0913 - the dimensions of a run, each by keyword
    *,
    partners: Iterable[Partner],
    seed: int,
    first_day: date,
    last_day: date,
    claims_per_day: int,
    variants_in_hundred: int = VARIANTS_IN_HUNDRED,
    on_expectation: Callable[[Expectation], None] | None = None,
) -> Iterator[SimulatedFile]:
    """Yield every file of the period, in the order of delivery; the same arguments, the same bytes.

    Claims are billed on workdays, `claims_per_day` of them. `on_expectation` is called once for
    each claim, when it is first billed, with what it will have come to on `last_day`.
    Of a hundred payers' files `variants_in_hundred` have one of the variants of `variants.OF_TYPE`;
    with 100 a small month has each of them.

    Raises:
        SimulatorError: `partners` has no payer or no billing partner.
        ValueError: the period ends before it begins, or there are no claims in a day.
    """
    if last_day < first_day or claims_per_day < 1:
        raise ValueError("a period needs a day and a claim at least")
    practice = Practice(
        partners=partners,
        seed=seed,
        first_day=first_day,
        last_day=last_day,
        claims_per_day=claims_per_day,
        variants_in_hundred=variants_in_hundred,
    )
    yield from _Period(practice, on_expectation or _ignore).files()


def _ignore(_: Expectation) -> None:
    """For callers who do not want to know."""


class _Batch(NamedTuple):
    """The content of one file, or of several where it is too much for one."""

    payer_index: int
    refused: bool
    lost: bool
    """Such a file is sent, and never reaches the payer."""
    number: int
    """0 for the day's common batch."""


class _Period:
    def __init__(self, practice: Practice, tell: Callable[[Expectation], None]) -> None:
        self._practice = practice
        self._publish = tell
        self._schedule = Schedule(practice.last_day)
        self._sent: dict[date, list[tuple[int, SentInterchange]]] = {}
        self._billing_days = {day: index for index, day in enumerate(practice.billing_days)}
        self._index = {payer.profile.id: n for n, payer in enumerate(practice.payers)}
        self._envelopes = Envelopes(practice)

    def files(self) -> Iterator[SimulatedFile]:
        day = self._practice.first_day
        while day <= self._practice.last_day:
            stacks = self._schedule.take(day)
            for kind in (StepKind.REMITTANCE, StepKind.FRONT_END, StepKind.STATUS):
                for stack, entries in stacks:
                    if stack.kind is kind:
                        yield from self._payer_files(stack, entries, day)
            again = [entries for stack, entries in stacks if stack.kind is StepKind.SUBMISSION]
            yield from self._registrations(day)
            yield from self._submissions(day, again)
            yield from self._acknowledgments(day)
            day += timedelta(days=1)

    # The billing system's side.

    def _registrations(self, day: date) -> Iterator[SimulatedFile]:
        """Yield the extract of a biller that registers its encounters.

        Before their claims are sent.
        """
        billing, place = self._practice.billing, self._billing_days.get(day)
        if billing.encounters == REGISTERED and place is not None:
            encounters = map(self._practice.encounter, self._practice.serials_of(place))
            yield registrations(encounters, partner_id=billing.id, day=day)

    def _submissions(self, day: date, again: list[Sequence[int]]) -> Iterator[SimulatedFile]:
        waiting: dict[_Batch, list[Reported]] = {}
        for claim in self._billed(day, again):
            lane, payer_id = claim.step.lane, claim.encounter.payer.profile.id
            key = _Batch(
                self._index[payer_id],
                lane is Lane.BAD_INTERCHANGE,
                lane is Lane.LOST,
                claim.step.batch,
            )
            batch = waiting.setdefault(key, [])
            batch.append(claim)
            if len(batch) == CLAIMS_A_FILE:
                yield self._submission(day, key, waiting.pop(key))
        for key, batch in sorted(waiting.items(), key=lambda item: item[0]):
            yield self._submission(day, key, batch)

    def _billed(self, day: date, again: list[Sequence[int]]) -> Iterator[Reported]:
        """Corrected claims first, then the day's new ones; these get their story claim."""
        for entries in again:
            for entry in entries:
                yield self._reported(entry)
        if day not in self._billing_days:
            return
        for serial in self._practice.serials_of(self._billing_days[day]):
            encounter = self._practice.encounter(serial)
            steps = scenario(encounter)
            payer_index = self._index[encounter.payer.profile.id]
            for number, step in enumerate(steps[1:], start=1):
                if step.kind not in _ACKNOWLEDGED_BY_FILE:
                    self._schedule.enter(
                        serial=serial, number=number, step=step, payer_index=payer_index
                    )
            self._publish(expectation(encounter, steps, self._practice.last_day))
            yield Reported(encounter, steps[0])

    def _submission(self, day: date, key: _Batch, batch: list[Reported]) -> SimulatedFile:
        payer = self._practice.payers[key.payer_index]
        billing = self._practice.billing
        interchange = Interchange(
            sender=billing.identities[0],
            receiver=payer.profile.identities[0],
            numbers=self._envelopes.numbers(billing),
            prepared_at=datetime.combine(day, HOURS[StepKind.SUBMISSION]),
            style=Style(),
        )
        groups = write_batch(interchange, batch, billing=billing, payer=payer, day=day)
        sent = SentInterchange(
            interchange.control_number, interchange.prepared_at, key.refused, groups
        )
        if not key.lost:
            due = acknowledgment_day(day, payer.behavior.acknowledgment_days)
            self._sent.setdefault(due, []).append((key.payer_index, sent))
        return SimulatedFile(
            partner_id=billing.id,
            name=f"837-{payer.profile.id}-{interchange.control_number}.x12",
            day=day,
            transaction="837",
            content=interchange.finish(),
            purpose=f"{len(batch)} claims to {payer.profile.name}",
        )

    # The payers' side.

    def _acknowledgments(self, day: date) -> Iterator[SimulatedFile]:
        for payer_index, sent in self._sent.pop(day, []):
            payer = self._practice.payers[payer_index]
            if StepKind.INTERCHANGE_ACKNOWLEDGMENT in payer.profile.transactions:
                envelope = self._envelopes.open(payer, StepKind.INTERCHANGE_ACKNOWLEDGMENT, day)
                envelope.segments(interchange_acknowledgment(sent))
                word = "refuses" if sent.refused else "accepts"
                purpose = f"TA1 {word} an interchange"
                draft = Draft(StepKind.INTERCHANGE_ACKNOWLEDGMENT, envelope, purpose)
                yield from self._envelopes.deliver(payer, draft, day)
            if sent.refused or StepKind.SET_ACKNOWLEDGMENT not in payer.profile.transactions:
                continue
            envelope = self._envelopes.open(payer, StepKind.SET_ACKNOWLEDGMENT, day)
            variant = payer.variant(StepKind.SET_ACKNOWLEDGMENT, day)
            with envelope.group(ACKNOWLEDGMENT):
                for group in sent.groups:
                    body = group_acknowledgment(group, triggers=variant is Variant.TRIGGER)
                    envelope.set(ACKNOWLEDGMENT, body)
            sets = [item for group in sent.groups for item in group.sets]
            refused = sum(item.refused for item in sets)
            purpose = f"999 on {len(sets)} sets, {refused} of them refused"
            draft = Draft(StepKind.SET_ACKNOWLEDGMENT, envelope, purpose, variant)
            yield from self._envelopes.deliver(payer, draft, day)

    def _payer_files(
        self, stack: Stack, entries: Sequence[int], day: date
    ) -> Iterator[SimulatedFile]:
        payer = self._practice.payers[stack.payer_index]
        for start in range(0, len(entries), CLAIMS_A_FILE):
            reported = [self._reported(entry) for entry in entries[start : start + CLAIMS_A_FILE]]
            yield from self._mistaken(stack, reported, day)
            envelope = self._written(payer, stack, reported)
            late = (day - stack.made_on).days
            purpose = f"{stack.kind} on {len(reported)} claims" + (
                f", {late} days late" * bool(late)
            )
            variant = _shown(payer.variant(stack.kind, stack.made_on), reported)
            draft = Draft(stack.kind, envelope, purpose, variant)
            yield from self._envelopes.deliver(payer, draft, day)

    def _mistaken(
        self, stack: Stack, reported: list[Reported], day: date
    ) -> Iterator[SimulatedFile]:
        """Yield the file as it should not have been written, before the right one."""
        payer = self._practice.payers[stack.payer_index]
        variant = payer.variant(stack.kind, stack.made_on)
        if variant is Variant.DATED_AHEAD:
            envelope = self._written(payer, stack, reported)
            purpose = f"{stack.kind} on {len(reported)} claims, to be corrected"
            draft = Draft(stack.kind, envelope, purpose, variant, dated_ahead)
            yield from self._envelopes.deliver(payer, draft, day)
        of_other = [item for item in reported if item.encounter.mistaken_for]
        other = of_other[0].encounter.mistaken_for if of_other else None
        if variant is Variant.OF_OTHER_PAYER and other is not None:
            envelope = self._written(other, stack, of_other)
            purpose = f"{stack.kind} on {len(of_other)} claims of another payer"
            yield from self._envelopes.deliver(
                other, Draft(stack.kind, envelope, purpose, variant), day
            )

    def _written(
        self, payer: SimulatedPayer, stack: Stack, reported: list[Reported]
    ) -> Interchange:
        envelope = self._envelopes.open(payer, stack.kind, stack.made_on)
        WRITERS[stack.kind](envelope, reported, self._practice.billing)
        return envelope

    # Both.

    def _reported(self, entry: int) -> Reported:
        serial, number = unpack(entry)
        encounter = self._practice.encounter(serial)
        return Reported(encounter, scenario(encounter)[number])


_ACKNOWLEDGED_BY_FILE = frozenset(
    {StepKind.INTERCHANGE_ACKNOWLEDGMENT, StepKind.SET_ACKNOWLEDGMENT}
)


def _shown(variant: Variant | None, reported: list[Reported]) -> Variant | None:
    """Return the variant of a file, unless it is one of claims and no claim of the file has it."""
    touched = {item.step.variant for item in reported}
    return None if variant in OF_CLAIMS and variant not in touched else variant
