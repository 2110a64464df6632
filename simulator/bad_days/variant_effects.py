"""The claims that a file's variant touches, and its effect on the payer's answer."""

from datetime import date
from types import MappingProxyType

from simulator.bad_days.variants import Variant
from simulator.model import ClaimOutcome
from simulator.payers.adjudication import SimulatedDecision
from simulator.payers.payer_behavior import BATCH_REFUSED, PROVIDER_REFUSED, REFUSALS, PayerAnswer
from simulator.provider.encounter import SimulatedEncounter
from simulator.provider.fake_people import FACILITIES

_SERIALS_A_BATCH = 1000
"""So few that no file of the batch passes 500 claims; a 277CA then has the whole batch."""
_REFUSABLE = frozenset(
    {ClaimOutcome.PAID, ClaimOutcome.FRONT_END_CORRECTED, ClaimOutcome.FRONT_END_REJECTED},
)
"""Outcomes whose first submission a 277CA's variant may refuse."""
_OWN_BATCH = frozenset({Variant.BATCH_REFUSED, Variant.PROVIDER_REFUSED})
_AS_A_WHOLE: MappingProxyType[Variant | None, PayerAnswer] = MappingProxyType(
    {Variant.BATCH_REFUSED: BATCH_REFUSED, Variant.PROVIDER_REFUSED: PROVIDER_REFUSED}
)
_PAID_OTHERWISE: MappingProxyType[Variant | None, SimulatedDecision] = MappingProxyType(
    {
        Variant.NO_NUMBER: SimulatedDecision.PAID,
        Variant.IN_PARTS: SimulatedDecision.IN_PARTS,
        Variant.BUNDLED: SimulatedDecision.BUNDLED,
    }
)
_FEWEST_LINES: MappingProxyType[Variant | None, int] = MappingProxyType(
    {Variant.NO_NUMBER: 1, Variant.IN_PARTS: 2, Variant.BUNDLED: 2}
)


def batch_number(encounter: SimulatedEncounter, variant: Variant | None) -> int:
    """Return the batch of the claim's first submission; 0 is the day's common one.

    What a 277CA is to refuse as a whole travels by itself, under a BHT03 of its own.
    """
    if variant not in _OWN_BATCH or encounter.outcome not in _REFUSABLE:
        return 0
    return 1 + encounter.serial // _SERIALS_A_BATCH


def refusal_of(
    encounter: SimulatedEncounter, variant: Variant | None, made_on: date
) -> PayerAnswer | None:
    """Return the refusal of the first submission that the 277CA's variant asks for, if any."""
    if encounter.outcome not in _REFUSABLE:
        return None
    if variant is Variant.LINES_REFUSED:
        return REFUSALS[encounter.chance % len(REFUSALS)]
    if variant is Variant.PROVIDER_REFUSED and not _is_refused_provider(encounter, made_on):
        return None
    return _AS_A_WHOLE.get(variant)


def _is_refused_provider(encounter: SimulatedEncounter, made_on: date) -> bool:
    """Return every second provider, so that a batch also has claims of others."""
    return (FACILITIES.index(encounter.facility) + made_on.toordinal()) % 2 == 0


def refusal_variant(word: PayerAnswer, variant: Variant | None) -> Variant | None:
    """Return the 277CA's variant when it decides how a claim's refusal is written."""
    is_line = word.refused and variant is Variant.LINES_REFUSED
    is_touched = is_line or _AS_A_WHOLE.get(variant) == word
    return variant if is_touched else None


def paid_otherwise(
    encounter: SimulatedEncounter, decision: SimulatedDecision, variant: Variant | None
) -> tuple[SimulatedDecision, Variant | None]:
    """Return the decision as the 835's variant has it, and the variant where it touches the claim.

    A payment that is reversed later keeps its usual form: the reversal repeats its amounts.
    """
    touches = (
        variant in _PAID_OTHERWISE
        and _is_plain_payment(encounter, decision)
        and not encounter.inpatient
        and len(encounter.lines) >= _FEWEST_LINES[variant]
    )
    return (_PAID_OTHERWISE[variant], variant) if touches else (decision, None)


def is_denied_again(
    encounter: SimulatedEncounter, decision: SimulatedDecision, variant: Variant | None
) -> bool:
    """Return True when a later 835 denies the claim as a duplicate of itself."""
    return variant is Variant.DENIED_AS_DUPLICATE and _is_plain_payment(encounter, decision)


def _is_plain_payment(encounter: SimulatedEncounter, decision: SimulatedDecision) -> bool:
    return (
        decision is SimulatedDecision.PAID
        and encounter.outcome is not ClaimOutcome.REVERSED_AND_CORRECTED
    )
