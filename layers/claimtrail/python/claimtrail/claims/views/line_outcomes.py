"""The outcome of each service line: claim, line, remittance line, adjustments, denial.

Of the current submission and of the remittances that count for it: what was reversed, superseded
or is still held plays no part. Sums are over all payers of the claim and come to what the line is
charged less what was paid for it.
"""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.remittances import RemittanceLineFact
from claimtrail.claims.facts.submissions import Line, Submitted
from claimtrail.claims.fold.authority.withheld import as_accepted
from claimtrail.claims.fold.decisions.evidence_decisions import decisions_among
from claimtrail.claims.fold.ledger.denials import ReadAdjustment
from claimtrail.claims.fold.ledger.lines import SentLines
from claimtrail.claims.fold.ledger.postings import Posting
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.fold.ordering import in_order, known_events
from claimtrail.claims.fold.payers.payer_responsibilities import Places
from claimtrail.claims.fold.policy import PayerPolicy
from claimtrail.claims.fold.progress import MATCHED, Progress
from claimtrail.claims.lifecycle.reasons import REJECTED_AUTHORITY, REJECTED_FAULTY
from claimtrail.claims.views.code_words import carc_words
from claimtrail.partners.profile import InferencePolicy

PRIOR_PAYERS = ("OA", "23")
"""The adjustment by which a later payer repeats what earlier ones paid and took off."""
_NOT_COUNTED = frozenset({MATCHED, REJECTED_AUTHORITY, REJECTED_FAULTY})
"""Reasons of notes for evidence that counts elsewhere, or nowhere."""
_READER = PayerPolicy(inference=InferencePolicy.INFER, name="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One adjustment (CAS) with what it means."""

    group_code: str
    carc: str
    amount_cents: int
    meaning: str
    """Our short wording of the reason."""
    role: str
    """`denial`, `contractual`, `patient`, `moved` or `other`."""
    denial_category: str | None
    payer_identifier: str
    remittance_id: str
    """The event of the remittance that states it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemittedLineView:
    """A line (SVC) of a remittance that counts."""

    remittance_id: str
    line_number: int
    """Its place in the remittance, from 1, as in the table `remittance_lines`."""
    payer_identifier: str
    fact: RemittanceLineFact
    adjustments: tuple[ReadAdjustment, ...] = ()
    """Its adjustments with their roles."""
    payer_sequence: int = 1
    """The payer's sequence: 1 primary, 2 secondary, 3 tertiary."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineOutcome:
    """A line that we sent, and all that payers said about it."""

    number: str
    procedure_code: str
    modifiers: tuple[str, ...]
    revenue_code: str
    service_from: date | None
    units: str
    charge_cents: int
    paid_cents: int = 0
    adjusted_cents: int = 0
    denied_cents: int = 0
    patient_cents: int = 0
    reasons: tuple[Reason, ...] = ()
    remark_codes: tuple[str, ...] = ()
    remittance_lines: tuple[tuple[str, int], ...] = ()
    """`remittance_id` and `line_number` of each; empty while nobody answered."""

    @property
    def denial_categories(self) -> tuple[str, ...]:
        """Our categories of what denied it, once each."""
        found = (reason.denial_category for reason in self.reasons)
        return tuple(dict.fromkeys(category for category in found if category))


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimLines:
    """All lines of a claim, and what payers adjusted on the claim as a whole."""

    lines: tuple[LineOutcome, ...] = ()
    whole_claim: tuple[Reason, ...] = ()
    strange: tuple[RemittedLineView, ...] = ()
    """Lines that payers answered and we never sent: exceptions."""
    submission: Submitted | None = None
    """The claim of these lines; None before the 837 copy."""


def lines_of(claim: Claim, events: Iterable[ClaimEvent]) -> ClaimLines:
    """Return what became of the claim's lines, out of all its events.

    Nothing before its submission.
    """
    left_out = {item.event_id for item in claim.held}
    left_out |= {note.event_id for note in claim.notes if note.reason in _NOT_COUNTED}
    taken = known_events(claim) - left_out
    successors = {one.event_id: one.claim_id for one in claim.superseded_by}
    progress = Progress(lambda _: _READER, successors=successors)
    ordered = in_order(events)
    decisions = decisions_among(ordered)
    for event in ordered:
        if event.event_id in taken:
            progress.take(as_accepted(event, decisions))
    if progress.submission is None:
        return ClaimLines()
    counted = progress.ledger.counting(progress.cycle)
    submission = progress.submission[1]
    return replace(outcomes(submission.lines, counted), submission=submission)


def outcomes(sent: Sequence[Line], postings: Iterable[Posting]) -> ClaimLines:
    """Return the lines of a submission with what its remittances say of each."""
    answers: dict[int, list[RemittedLineView]] = {place: [] for place in range(len(sent))}
    strange: list[RemittedLineView] = []
    whole: list[Reason] = []
    places, known = Places(), SentLines(sent)
    for posting in sorted(postings, key=lambda one: one.order):
        sequence = places.take(posting)
        remittance, payer = posting.order[-1], posting.fact.payer_identifier
        whole += [_reason(one, remittance, payer) for one in posting.roles.claim]
        closed: set[int] = set()
        for number, fact in enumerate(posting.fact.lines, start=1):
            answer = RemittedLineView(
                remittance_id=remittance,
                line_number=number,
                payer_identifier=payer,
                fact=fact,
                adjustments=posting.roles.lines[number - 1],
                payer_sequence=sequence,
            )
            place = _place(known.places_of(fact), closed)
            if place is None:
                strange.append(answer)
                continue
            answers[place].append(answer)
            if not fact.control_number:
                closed.add(place)
    return ClaimLines(
        lines=tuple(_outcome(line, answers[place]) for place, line in enumerate(sent)),
        whole_claim=tuple(whole),
        strange=tuple(strange),
    )


def _place(places: Sequence[int], closed: Container[int]) -> int | None:
    """Return which line is answered.

    Of lines that look the same, one that this remittance left open.
    """
    return next((place for place in places if place not in closed), next(iter(places), None))


def _outcome(line: Line, answers: list[RemittedLineView]) -> LineOutcome:
    reasons = [reason for answer in answers for reason in _reasons(answer)]
    standing = list(_standing(answers))
    remarks = (code for answer in answers for code in answer.fact.remark_codes)
    return LineOutcome(
        number=line.number,
        procedure_code=line.procedure_code,
        modifiers=line.modifiers,
        revenue_code=line.revenue_code,
        service_from=line.service_from,
        units=line.units,
        charge_cents=line.charge_cents,
        paid_cents=sum(answer.fact.paid_cents for answer in answers),
        adjusted_cents=sum(reason.amount_cents for reason in standing),
        denied_cents=_sum(standing, "denial"),
        patient_cents=_sum(standing, "patient"),
        reasons=tuple(reasons),
        remark_codes=tuple(dict.fromkeys(remarks)),
        remittance_lines=tuple((answer.remittance_id, answer.line_number) for answer in answers),
    )


def _reasons(answer: RemittedLineView) -> Iterator[Reason]:
    for adjustment in answer.adjustments:
        yield _reason(adjustment, answer.remittance_id, answer.payer_identifier)


def _standing(answers: Sequence[RemittedLineView]) -> Iterator[Reason]:
    """The reasons that add up over several payers to what the line is charged less what was paid.

    What an earlier payer left to the patient the next one takes over, and OA-23 of a later payer
    repeats what the earlier ones paid and took off (835 guide, section 1.10.2.13).
    """
    sequences = [answer.payer_sequence for answer in answers]
    first, last = min(sequences, default=0), max(sequences, default=0)
    for answer in answers:
        is_first, is_last = answer.payer_sequence == first, answer.payer_sequence == last
        for reason in _reasons(answer):
            repeats = (reason.group_code, reason.carc) == PRIOR_PAYERS and not is_first
            if not repeats and (is_last or reason.role != "patient"):
                yield reason


def _sum(reasons: Iterable[Reason], role: str) -> int:
    return sum(reason.amount_cents for reason in reasons if reason.role == role)


def _reason(adjustment: ReadAdjustment, remittance_id: str, payer_identifier: str) -> Reason:
    fact = adjustment.fact
    return Reason(
        group_code=fact.group_code,
        carc=fact.carc,
        amount_cents=fact.amount_cents,
        meaning=carc_words(fact.carc),
        role=adjustment.role,
        denial_category=adjustment.category,
        payer_identifier=payer_identifier,
        remittance_id=remittance_id,
    )
