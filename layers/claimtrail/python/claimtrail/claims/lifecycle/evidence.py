"""From what a source said to the state it asks for: one table per acknowledgment, code by code.

Readings decide nothing about the claim; the fold weighs them.
"""

from dataclasses import dataclass, replace
from datetime import date

from claimtrail.claims.facts.acknowledgments import (
    InterchangeAcknowledged,
    MessageAcknowledged,
    SetAcknowledged,
)
from claimtrail.claims.facts.decisions import EvidenceDecided, MatchDecided, TermReported
from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.kinds import EventKind
from claimtrail.claims.facts.outcomes import OutcomeDecided
from claimtrail.claims.facts.remittances import Remitted
from claimtrail.claims.facts.statuses import (
    BatchStatusReported,
    FrontEndStatus,
    StatusCode,
    StatusFact,
    StatusReported,
)
from claimtrail.claims.lifecycle.adjustments import is_unknown
from claimtrail.claims.lifecycle.evidence_codes import (
    HL7_CODES,
    INTERCHANGE_CODES,
    OUTCOME_STATES,
    SET_CODES,
)
from claimtrail.claims.lifecycle.reasons import (
    DECIDED,
    FAULTY,
    INFORMATIONAL,
    UNBALANCED,
    UNKNOWN_CODE,
    UNKNOWN_TERM,
)
from claimtrail.claims.lifecycle.remittances import KNOWN_STATUSES, adjustment_code, all_adjustments
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.lifecycle.status_categories import CATEGORIES, Category, Rank
from claimtrail.claims.lifecycle.status_terms import (
    NO_TERMS,
    Terms,
    find_term,
    normalized,
    reported_meaning,
)
from claimtrail.claims.lifecycle.transitions import rule


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceReading:
    """One event in the lifecycle's terms."""

    target: State | None
    """None: recorded without moving the claim, for `reason`. For an 835 that posts: None too,
    with an empty reason, because the outcome depends on the claim's other remittances."""
    rank: Rank
    codes: tuple[str, ...]
    row: str
    """The table row that decided."""
    reason: str = ""
    unknown: tuple[str, ...] = ()
    """Codes beside the deciding one that no list has: noted on top."""

    @property
    def rule(self) -> str:
        """Return the row with the table's version."""
        return rule(self.row)


def read(event: ClaimEvent, terms: Terms = NO_TERMS) -> EvidenceReading:  # noqa: PLR0911 - one per kind
    """Read whatever is no submission; `terms` are the payer's own words.

    Raises TypeError for a submission: what it means depends on the claim's state.
    """
    match event.fact:
        case InterchangeAcknowledged() as fact:
            return _interchange(fact)
        case SetAcknowledged() as fact:
            return _set(fact)
        case MessageAcknowledged() as fact:
            return _message(fact)
        case FrontEndStatus() | StatusReported() | BatchStatusReported() as fact:
            return _status(fact, day=event.effective_on, terms=terms)
        case TermReported() as fact:
            return _term(fact, terms)
        case Remitted() as fact:
            return _remittance(fact)
        case MatchDecided() as fact:
            return _decision(fact.decision)
        case EvidenceDecided() as fact:
            return _decision(fact.decision.value)
        case OutcomeDecided() as fact:
            return _outcome(fact)
        case _:
            raise TypeError("a submission is no evidence of what became of it")


def _interchange(fact: InterchangeAcknowledged) -> EvidenceReading:
    known = fact.code in INTERCHANGE_CODES
    target = INTERCHANGE_CODES.get(fact.code)
    return EvidenceReading(
        target=target,
        rank=Rank.TA1,
        codes=tuple(filter(None, (f"TA104={fact.code}", _coded("TA105", fact.note_code)))),
        row=f"TA1-{fact.code}",
        reason=_reason(target, known=known),
    )


def _set(fact: SetAcknowledged) -> EvidenceReading:
    # A rejected group rejects its sets whatever their own IK5 says; AK9 P goes by each IK5.
    group_rejects = SET_CODES.get(fact.group_code) is State.TRANSMISSION_REJECTED
    code = fact.group_code if group_rejects else fact.code
    target = SET_CODES.get(code)
    return EvidenceReading(
        target=target,
        rank=Rank.IMPLEMENTATION_ACKNOWLEDGMENT,
        codes=tuple(filter(None, (_coded("IK5", fact.code), _coded("AK9", fact.group_code)))),
        row=f"999-{code}",
        reason=_reason(target, known=code in SET_CODES),
    )


def _message(fact: MessageAcknowledged) -> EvidenceReading:
    target = HL7_CODES.get(fact.code)
    return EvidenceReading(
        target=target,
        rank=Rank.IMPLEMENTATION_ACKNOWLEDGMENT,
        codes=(f"MSA-1={fact.code}", *(f"ERR-3={code}" for code in fact.error_codes)),
        row=f"ACK-{fact.code}",
        reason=_reason(target, known=fact.code in HL7_CODES),
    )


def _term(fact: TermReported, terms: Terms) -> EvidenceReading:
    """Read a payer's own word, or a status category that a person typed.

    An unexplained word is what a person wrote: no code, so no event.
    """
    word = normalized(fact.term)
    category = reported_meaning(word, terms)
    if category is None:
        return EvidenceReading(
            target=None, rank=Rank.PENDING, codes=(), row="term-unknown", reason=UNKNOWN_TERM
        )
    return EvidenceReading(
        target=category.state,
        rank=category.rank,
        codes=(category.code,) if word == category.code else (f"TERM={word}", category.code),
        row=f"term-{category.code}",
        reason=_reason(category.state, known=True),
    )


def _decision(decision: str) -> EvidenceReading:
    codes = (decision,)
    return EvidenceReading(
        target=None, rank=Rank.SUBMISSION, codes=codes, row="decision", reason=DECIDED
    )


def _outcome(fact: OutcomeDecided) -> EvidenceReading:
    """Read what a person decided: codes and cents, never what they wrote."""
    codes = [f"ACT={fact.act.value}"]
    if fact.appeal:
        codes += [f"level={fact.appeal.level}", f"by={fact.appeal.sent_by}"]
    if fact.write_off:
        codes += [f"reason={fact.write_off.reason}", f"cents={fact.write_off.amount_cents}"]
    is_part = fact.write_off is not None and not fact.write_off.is_whole
    return EvidenceReading(
        target=None if is_part else OUTCOME_STATES[fact.act],
        rank=Rank.SUBMISSION,
        codes=tuple(codes),
        row=f"person-{fact.act.value.lower()}",
    )


_CARRIER_NAMES = {
    EventKind.FRONT_END_STATUS: "277CA",
    EventKind.BATCH_STATUS: "277CA",
    EventKind.STATUS_REPORTED: "277",
}


def _status(
    fact: FrontEndStatus | StatusReported | BatchStatusReported, *, day: date, terms: Terms
) -> EvidenceReading:
    """Return the statuses of a record, unless it is faulty.

    A clearinghouse's word is no payer's.
    """
    reading = _statuses(fact.statuses, kind=fact.kind, day=day, terms=terms)
    faults = getattr(fact, "faults", ())
    if faults:
        return replace(reading, target=None, codes=(*faults, *reading.codes), reason=FAULTY)
    if getattr(fact, "from_clearinghouse", False):
        return _of_clearinghouse(reading)
    return reading


def _of_clearinghouse(reading: EvidenceReading) -> EvidenceReading:
    """RECEIVED at most: the payer's window starts with the payer's own word.

    A claim that a clearinghouse rejects never reached the payer: rejected by a front end.
    """
    target = State.RECEIVED if reading.target is State.ACCEPTED else reading.target
    row = reading.row.replace("277CA-", "277CA-AY-", 1)
    return replace(reading, target=target, rank=Rank.CLEARINGHOUSE, row=row)


def status_code(code: StatusCode) -> str:
    """`A3:24:85`: category, status and entity; `F2:RX-85` for a code of the NCPDP reject list."""
    listed = f"{code.code_list}-{code.status_code}" if code.code_list else code.status_code
    parts = (code.category_code, listed, code.entity_code)
    return ":".join(parts).rstrip(":")


def find_category(code: str, *, kind: EventKind, on: date) -> Category | None:
    """Return the category if that transaction may carry it on that day; None is a finding."""
    category = CATEGORIES.get(code)
    if category is None or kind not in category.carriers:
        return None
    if category.stopped_on is not None and on >= category.stopped_on:
        return None
    return category


def _statuses(
    statuses: tuple[StatusFact, ...], *, kind: EventKind, day: date, terms: Terms
) -> EvidenceReading:
    """Return the latest STC decides, then the weightier category, then the one further down."""
    codes = tuple(status_code(code) for status in statuses for code in status.codes)
    found: list[tuple[date, Rank, int, Category]] = []
    unknown: list[str] = []
    for number, status in enumerate(statuses):
        on = status.effective_on or day
        for place, code in enumerate(status.codes):
            category = find_category(code.category_code, kind=kind, on=on)
            category = category or find_term(code.category_code, terms)
            if category is None:
                unknown.append(code.category_code)
            elif place == 0:
                found.append((on, category.rank, number, category))
    carrier = _CARRIER_NAMES[kind]
    deciding = [entry for entry in found if entry[3].state is not None] or found
    if not deciding:
        return EvidenceReading(
            target=None,
            rank=Rank.FRONT_END if carrier == "277CA" else Rank.PENDING,
            codes=codes,
            row=f"{carrier}-unknown",
            reason=UNKNOWN_CODE,
        )
    category = max(deciding, key=lambda entry: entry[:3])[3]
    return EvidenceReading(
        target=category.state,
        rank=category.rank,
        codes=codes,
        row=f"{carrier}-{category.code}",
        reason=_reason(category.state, known=True),
        unknown=tuple(dict.fromkeys(unknown)),
    )


def _remittance(fact: Remitted) -> EvidenceReading:
    seen = dict.fromkeys(adjustment_code(item) for item in all_adjustments(fact))
    unknown = dict.fromkeys(
        adjustment_code(item) for item in all_adjustments(fact) if is_unknown(item)
    )
    reason = ""
    if fact.faults:
        reason = FAULTY
    elif fact.status_code not in KNOWN_STATUSES:
        reason = UNKNOWN_CODE
    elif not fact.balanced:
        reason = UNBALANCED
    return EvidenceReading(
        target=None,
        rank=Rank.REMITTANCE,
        codes=(*fact.faults, f"CLP02={fact.status_code}", *seen),
        row=f"835-{fact.status_code}",
        reason=reason,
        unknown=tuple(unknown),
    )


def _coded(name: str, code: str) -> str:
    return f"{name}={code}" if code else ""


def _reason(target: State | None, *, known: bool) -> str:
    if target is not None:
        return ""
    return INFORMATIONAL if known else UNKNOWN_CODE
