"""The effect of a person's report on its claim: the fold with it, before the stream stores that."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.fold.fold import fold
from claimtrail.claims.fold.policy import PayerPolicy
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.lifecycle.status_terms import Terms
from claimtrail.claims.matching.snapshot import PartitionReader
from claimtrail.claims.projection.matching import tied
from claimtrail.claims.store.ports import ClaimReader


class EffectStore(ClaimReader, PartitionReader, Protocol):
    """All that a claim is folded from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportEffect:
    """The claim's standing with a report, and what the report has to do with it."""

    state: State
    """Of the claim, once it takes the report in."""
    led_to: State | None = None
    """The state to which the report led; None where it led to none."""
    wanted: State | None = None
    """The state to which it would lead; None unless it is held."""
    reason: str = ""
    """The reason for which it is noted or held; empty where it led to a state."""


def effect_of_report(
    event: ClaimEvent,
    *,
    store: EffectStore,
    policy: Callable[[str], PayerPolicy],
    terms: Terms,
    at: datetime,
) -> ReportEffect:
    """Return what becomes of a claim by a report, which may be stored already or not.

    `terms` are all known words of the report's payer, those of its profile included.
    """

    def explained(payer_id: str) -> PayerPolicy:
        known = policy(payer_id)
        return replace(known, terms=terms) if payer_id == event.payer_id else known

    events, ties = tied(event.claim_id, store.partition_of(event.claim_id), store=store)
    claim = fold([*events, event], claim_id=event.claim_id, policy=explained, now=at, ties=ties)
    steps = [step.after for step in claim.steps if step.event_id == event.event_id]
    if steps:
        return ReportEffect(state=claim.state, led_to=steps[-1])
    held = next((one for one in claim.held if one.event_id == event.event_id), None)
    if held:
        return ReportEffect(state=claim.state, wanted=held.wanted, reason=held.reason)
    notes = [note.reason for note in claim.notes if note.event_id == event.event_id]
    return ReportEffect(state=claim.state, reason=notes[-1] if notes else "")
