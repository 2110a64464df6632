"""The words of people about a claim: what each said, who, when, and where they had it from."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from claimtrail.claims.facts.decisions import TermReported
from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.outcomes import OutcomeAct, OutcomeDecided, WriteOffFact
from claimtrail.claims.fold.decisions.statements import statement_of
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.fold.ordering import in_order
from claimtrail.claims.fold.outcome_model import OutcomeDecision, OutcomeStatus
from claimtrail.claims.lifecycle.write_off_reasons import WRITE_OFF_REASONS

_SEEN_IN: Mapping[str, str] = MappingProxyType(
    {"portal": "payer's portal", "phone": "phone call with the payer", "letter": "payer's letter"}
)
_SENT_BY: Mapping[str, str] = MappingProxyType(
    {"portal": "by the payer's portal", "fax": "by fax", "mail": "by mail", "phone": "by phone"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonsWord:
    """A person's fact about a claim, in words. May hold PHI: for those who may read the claim."""

    event_id: str
    effective_on: date
    recorded_at: datetime
    by: str
    """`user:<id>`."""
    what: str
    """The kind of word: a status that was seen, an appeal, a write-off, ..."""
    source: str
    """The place where the person had it from, or the way by which it went; empty where the
    person decided."""
    words: str
    """The person's own words."""
    status: str
    """The effect of a decision, as `OutcomeStatus` has it; empty for a status that was seen."""
    statement: str
    """The line of JSON that was hashed and stands for the fact; empty where it was said under
    another claim's number."""


def peoples_words(claim: Claim, events: Iterable[ClaimEvent]) -> list[PersonsWord]:
    """Return what people said of a claim's status and decided about its outcome, in order.

    Their decisions about matches and about held-back evidence have views of their own.
    """
    statuses = {one.event_id: one.status.value for one in claim.outcome_decisions}
    return [
        PersonsWord(
            event_id=event.event_id,
            effective_on=event.effective_on,
            recorded_at=event.recorded_at,
            by=event.source.partner_id,
            what=_WHAT[type(event.fact)](event.fact),
            source=_source(event),
            words=_words(event),
            status=statuses.get(event.event_id, ""),
            statement=_statement(event),
        )
        for event in in_order(events)
        if type(event.fact) in _WHAT
    ]


def decision_words(fact: OutcomeDecided | OutcomeDecision) -> str:
    """Return a decision about the outcome in a line, without its reason in the person's words."""
    if fact.appeal:
        made = fact.appeal
        number = f", payer's reference {made.payer_reference}" if made.payer_reference else ""
        late = f", after the payer's last day ({made.last_day})" if made.is_late else ""
        sent = f"sent {made.sent_on} {_SENT_BY[made.sent_by]}"
        return f"appealed at level {made.level}, {sent}{number}{late}"
    if fact.write_off:
        given_up = fact.write_off
        asked = "asked to write off" if given_up.needs_approval else "wrote off"
        whole = "the balance of " if given_up.is_whole else ""
        amount = f"${given_up.amount_cents // 100:,}.{given_up.amount_cents % 100:02d}"
        return f"{asked} {whole}{amount}: {write_off_words(given_up)}"
    return _DECIDED[fact.act]


def write_off_words(given_up: WriteOffFact) -> str:
    """Return the reason of a write-off; of one as too late, that the last day had not passed."""
    reason = WRITE_OFF_REASONS.get(given_up.reason, given_up.reason)
    early = f"; that day, {given_up.open_until}, had not passed" if given_up.is_early else ""
    return f"{reason}{early}"


def awaiting_words(claim: Claim) -> str:
    """Return the write-off that waits for a second person, in a line without its free text.

    Empty where none waits.
    """
    waiting = OutcomeStatus.AWAITING_APPROVAL
    asked = (one for one in claim.outcome_decisions if one.status is waiting and one.write_off)
    return next((f"{one.by} {decision_words(one)} (on {one.at.date()})" for one in asked), "")


_DECIDED: Mapping[OutcomeAct, str] = MappingProxyType(
    {
        OutcomeAct.APPROVE: "approved the write-off",
        OutcomeAct.DECLINE: "declined the write-off",
        OutcomeAct.CLOSE: "closed the claim",
        OutcomeAct.REOPEN: "reopened the claim",
    }
)


def _seen(fact: TermReported) -> str:
    return f"saw the payer's status {fact.term!r}"


_WHAT: Mapping[type, Callable[..., str]] = MappingProxyType(
    {TermReported: _seen, OutcomeDecided: decision_words}
)


def _statement(event: ClaimEvent) -> str:
    said = statement_of(event)
    is_own = hashlib.sha256(said).hexdigest() == event.source.sha256
    return said.decode() if is_own else ""


def _source(event: ClaimEvent) -> str:
    fact = event.fact
    if isinstance(fact, TermReported):
        return _SEEN_IN[fact.seen_in]
    return ""


def _words(event: ClaimEvent) -> str:
    fact = event.fact
    if isinstance(fact, TermReported):
        return fact.said or fact.term
    return fact.why if isinstance(fact, OutcomeDecided) else ""
