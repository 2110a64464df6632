"""Answers under an original's number that answer the claim which replaced it (X12 RFI 1945).

A replacement may have a number of its own (CLM01), and the payer may answer it under the number of
the original. Its answers then stand in the original's partition. Each is given to the submission
that it answers: by charge, else by the payer's number, else by the order of the answers.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.payer_numbers import (
    PayerNumber,
    payer_number_of,
    payer_of_event,
    replaced_number_of,
)
from claimtrail.claims.facts.remittances import Remitted
from claimtrail.claims.facts.statuses import FrontEndStatus, StatusReported
from claimtrail.claims.facts.submissions import VOID, Submitted
from claimtrail.claims.fold.ordering import in_order, order_of
from claimtrail.claims.lifecycle.remittances import REVERSAL_STATUS

_REPLACEMENT = "7"


@dataclass(slots=True)
class _Version:
    """The original, or a claim under another number that replaces it, and what answered it."""

    claim_id: str
    """Empty for the original."""
    charges: frozenset[int]
    """The charges under which it was sent, in cents."""
    numbers: set[PayerNumber] = field(default_factory=set)
    decided: Counter[tuple[str, int, int]] = field(default_factory=Counter)
    """By payer, charge and payment, its remittances that were not taken back."""
    was_decided: bool = False

    @property
    def charge(self) -> int:
        """Return the highest of its charges, in cents."""
        return max(self.charges, default=0)

    def give(self, event: ClaimEvent) -> None:
        """Count an answer as its own."""
        self.numbers.add(payer_number_of(event))
        fact = event.fact
        if not isinstance(fact, Remitted):
            return
        if fact.status_code == REVERSAL_STATUS:
            if self.has_negated(event):
                self.decided[_negated_by(event)] -= 1
            return
        self.decided[payer_of_event(event), fact.charge_cents, fact.paid_cents] += 1
        self.was_decided = True

    def has_negated(self, reversal: ClaimEvent) -> bool:
        """Tell whether a remittance of the same payer has the amounts that a reversal negates."""
        return self.decided[_negated_by(reversal)] > 0


def _negated_by(reversal: ClaimEvent) -> tuple[str, int, int]:
    """Return the payer, charge and payment that a reversal negates.

    Raises TypeError for another fact.
    """
    fact = reversal.fact
    if not isinstance(fact, Remitted):
        raise TypeError("not a reversal")
    return payer_of_event(reversal), -fact.charge_cents, -fact.paid_cents


def answers_of_successors(
    events: Iterable[ClaimEvent], successors: Mapping[str, ClaimEvent]
) -> dict[str, str]:
    """By event of an original's partition, the claim that replaced it and that the event answers.

    `successors` has, by claim, the submission that replaces the original. Events that answer the
    original are left out.
    """
    ordered = in_order(events)
    original = _Version("", _charges_of(ordered))
    named = sorted(successors.items(), key=lambda one: order_of(one[1]))
    versions = [(claim_id, naming, _version(claim_id, naming)) for claim_id, naming in named]
    original.numbers |= {replaced_number_of(naming) for _, naming, _ in versions}
    found: dict[str, str] = {}
    for event in ordered:
        if not isinstance(event.fact, Remitted | StatusReported | FrontEndStatus):
            continue
        since = [version for _, naming, version in versions if _may_answer(event, naming)]
        chosen = _choose(event, original, since)
        chosen.give(event)
        if chosen.claim_id:
            found[event.event_id] = chosen.claim_id
    return found


def _version(claim_id: str, naming: ClaimEvent) -> _Version:
    return _Version(claim_id, _charges_of([naming]))


def _charges_of(events: Iterable[ClaimEvent]) -> frozenset[int]:
    return frozenset(
        event.fact.total_charge_cents for event in events if isinstance(event.fact, Submitted)
    )


def _may_answer(event: ClaimEvent, naming: ClaimEvent) -> bool:
    """Tell whether a payer can have meant a replacement: it was sent to it by then."""
    fact = naming.fact
    is_void = isinstance(fact, Submitted) and fact.frequency_code == VOID
    is_later = event.effective_on >= naming.effective_on
    return is_later and not is_void and event.payer_id == naming.payer_id


def _choose(event: ClaimEvent, original: _Version, since: Sequence[_Version]) -> _Version:
    """Return the version that an event answers; the original where nothing says otherwise."""
    if not since:
        return original
    versions = [original, *since]
    if isinstance(event.fact, Remitted) and event.fact.status_code == REVERSAL_STATUS:
        return _taken_back_by(event, versions) or _charged(event, versions) or original
    # Parts of a claim charge less than it.
    fitting = _of_charge(event, versions) or _with_room(event, versions)
    if len(fitting) == 1:
        return fitting[0]
    if not fitting:
        return original
    return _replacing(event, fitting) or _by_number(event, fitting) or _next_in_turn(event, fitting)


def _taken_back_by(reversal: ClaimEvent, versions: Sequence[_Version]) -> _Version | None:
    """Return the version one of whose remittances is negated; the oldest of several."""
    return next((version for version in versions if version.has_negated(reversal)), None)


def _charged(event: ClaimEvent, versions: Sequence[_Version]) -> _Version | None:
    """Return the only version with the charge that an event states."""
    fitting = _of_charge(event, versions)
    return fitting[0] if len(fitting) == 1 else None


def _of_charge(event: ClaimEvent, versions: Sequence[_Version]) -> list[_Version]:
    """Return the versions with the charge that an event states; all where it states none."""
    charges = set(_charges(event))
    return [version for version in versions if not charges or charges & version.charges]


def _with_room(event: ClaimEvent, versions: Sequence[_Version]) -> list[_Version]:
    """Return the versions that charge more than an event states."""
    least = max(_charges(event), default=0)
    return [version for version in versions if version.charge > least]


def _charges(event: ClaimEvent) -> Iterator[int]:
    """Yield the charge that an event states: CLP03 (negated in a reversal) or STC04, in cents."""
    fact = event.fact
    if isinstance(fact, Remitted):
        yield abs(fact.charge_cents)
    elif isinstance(fact, StatusReported | FrontEndStatus):
        for status in fact.statuses:
            if status.total_charge_cents is not None:
                yield status.total_charge_cents


def _replacing(event: ClaimEvent, fitting: Sequence[_Version]) -> _Version | None:
    """Return the latest replacement, where the payer says that it answers one (CLP09)."""
    fact = event.fact
    is_said = isinstance(fact, Remitted) and fact.frequency_code == _REPLACEMENT
    return fitting[-1] if is_said and fitting[-1].claim_id else None


def _by_number(event: ClaimEvent, fitting: Sequence[_Version]) -> _Version | None:
    """Return the version that has the payer's number alone, unless it was decided already."""
    number = payer_number_of(event)
    known = [version for version in fitting if number[1] and number in version.numbers]
    is_decision = isinstance(event.fact, Remitted)
    if len(known) != 1 or (is_decision and known[0].was_decided):
        return None
    return known[0]


def _next_in_turn(event: ClaimEvent, fitting: Sequence[_Version]) -> _Version:
    """The first version, unless it was decided or has another number of the payer's already."""
    first, later = fitting[0], fitting[1:]
    number = payer_number_of(event)
    is_others = bool(number[1] and first.numbers) and number not in first.numbers
    is_decision = isinstance(event.fact, Remitted)
    if not later or not (is_others or (is_decision and first.was_decided)):
        return first
    return next((version for version in later if not version.was_decided), later[-1])
