"""The exceptions of a claim: both sides of each, and what to do about each kind."""

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from claimtrail.claims.facts.kinds import EventKind
from claimtrail.claims.fold.claim_parts import Held, Note, Reference
from claimtrail.claims.fold.decisions.approvals import approval_step
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.fold.review.hold_deadlines import WITHOUT_AUTHORITY, next_step
from claimtrail.claims.lifecycle.code_amounts import in_dollars
from claimtrail.claims.lifecycle.doubt import is_in_doubt
from claimtrail.claims.lifecycle.expectations import last_said
from claimtrail.claims.lifecycle.reasons import (
    AWAITING_APPROVAL,
    DUPLICATE_SUBMISSION,
    FAULTY,
    FLAGGED,
    SECOND_PAYMENT,
    UNBALANCED,
    UNKNOWN_CODE,
    UNKNOWN_TERM,
    UNMATCHED_REMITTANCE_LINE,
)
from claimtrail.kernel.command_texts import with_ids
from claimtrail.kernel.ids import derived_id

EXCEPTION_PREFIX = "exc_"
HELD = "held"
REFERENCE = "reference"

NEXT_STEPS: Mapping[str, str] = MappingProxyType(
    {
        UNKNOWN_CODE: "Look the code up with the payer; replace the code table if it is new.",
        UNKNOWN_TERM: "Say what the payer means: `claimtrail terms review`.",
        UNBALANCED: "Ask the payer for a corrected 835: nothing of this one is posted.",
        FAULTY: "Ask the payer for a corrected record: nothing of this one counts, unless you "
        "accept it: `claimtrail exceptions accept CLAIM EXCEPTION --why TEXT`. Accepting it lets "
        "it count as if it had no error.",
        SECOND_PAYMENT: "Ask the payer to take one of both payments back; the later one counts "
        "until then.",
        UNMATCHED_REMITTANCE_LINE: "Compare both sides with the payer: a line of another claim, or "
        "one that "
        "our 837 lacks.",
        DUPLICATE_SUBMISSION: "Send a change as a replacement (CLM05-3 = 7), not as an original: "
        "`claimtrail rebill-check NUMBER`.",
        AWAITING_APPROVAL: "See whether the write-off may be approved: `claimtrail claim CLAIM`.",
        "missing_encounter": "Find out why the account was billed without an encounter, or have "
        "it registered.",
        "withdrawn_encounter": "The encounter was canceled: void the claim (CLM05-3 = 8), or have "
        "it registered again.",
        "missing_patient": "Have the encounter's patient registered.",
        "withdrawn_patient": "The patient's record was withdrawn or merged: correct the encounter.",
        "differs_patient": "Compare who was billed with who was registered: one of both is wrong.",
        "missing_procedure": "Have the charge entered, or replace the claim without the line.",
    }
)
"""By reason of a note or of a reference; what is held too long has its own in `waiting`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimException:
    """One exception of a claim. May hold PHI: for those who may read the claim."""

    exception_id: str
    kind: str
    """`held`, `reference`, or the reason of the note."""
    reason: str
    event_id: str
    file_id: str
    evidence: str
    says: str
    """The file's side."""
    codes: tuple[str, ...]
    """The codes of the file's side."""
    against: str
    """The side against it: the claim's state, our lines, what is registered."""
    since: date
    """When what is held came here; else the day of the fact."""
    next_step: str


_STILL_UNBALANCED = (
    "Ask the payer for a corrected 835: nothing of this one is posted. Accepting it posts nothing "
    "either, as it does not balance: it only turns into an exception for that. If it is not yours, "
    "`claimtrail exceptions reject CLAIM EXCEPTION --why TEXT`."
)
"""The next step for an 835 with errors whose amounts do not add up."""
_OUT_OF_BALANCE = frozenset(
    {"X12_CLAIM_UNBALANCED", "X12_LINE_UNBALANCED", "X12_AMOUNT_UNREADABLE"}
)
"""Findings about amounts of one claim of an 835: with any of them it does not balance."""


def open_exceptions(claim: Claim) -> list[ClaimException]:
    """Return everything about a claim that needs review now, the oldest first."""
    found = [*_held(claim), *_noted(claim), *_references(claim)]
    return sorted(found, key=lambda found: (found.since, found.exception_id))


def exception_id(claim_id: str, event_id: str, kind: str = HELD) -> str:
    """Return the one exception that a fact makes; what is held stays one, whatever its reason."""
    return derived_id(EXCEPTION_PREFIX, claim_id, event_id, kind)


def reference_id(claim_id: str, reference: Reference) -> str:
    """Return the one exception of a claim's reference.

    Whatever is at fault and in which submission.
    """
    return exception_id(claim_id, REFERENCE, f"{reference.kind.value}{reference.line}")


def _held(claim: Claim) -> Iterator[ClaimException]:
    for held in claim.held:
        if held.overdue and held.due_on:
            found = exception_id(claim.claim_id, held.event_id)
            yield ClaimException(
                exception_id=found,
                kind=HELD,
                reason=held.reason,
                event_id=held.event_id,
                file_id=held.source.file_id,
                evidence=held.evidence.value,
                says=_says(held),
                codes=held.codes,
                against=against(claim, held),
                since=held.recorded_on or held.due_on,
                next_step=next_step(held, claim_id=claim.claim_id, exception_id=found),
            )


def _says(held: Held) -> str:
    """Return what the record says; without authority, also its sender and its owner."""
    said = f"{held.wanted.value} {' '.join(map(in_dollars, held.codes))}"
    if held.reason not in WITHOUT_AUTHORITY:
        return said
    return f"{said} for {held.payer_id}, delivered by {held.source.partner_id}"


def against(claim: Claim, held: Held) -> str:
    """Return where the claim stands; against what has no authority, also whose claim it is.

    Where the payer said both that it has the claim and that it does not, also by whose word.
    """
    said = last_said(claim.steps)
    if said and is_in_doubt(claim.state, (held,)):
        codes = " ".join(said.codes)
        return f"{claim.state.value} {codes} on {said.effective_on}, {said.source.file_id}"
    if held.reason not in WITHOUT_AUTHORITY:
        return claim.state.value
    payers = ", ".join(claim.payer_ids) or claim.payer_id
    return f"{claim.state.value} of {claim.owner_id or 'nobody yet'}, sent to {payers}"


def _noted(claim: Claim) -> Iterator[ClaimException]:
    for note in claim.notes:
        if note.reason not in FLAGGED:
            continue
        # An unmatched remittance line shows ours after theirs; other notes have one side.
        ours = [code for code in note.codes if code.startswith("837=")]
        found = exception_id(claim.claim_id, note.event_id, note.reason)
        yield ClaimException(
            exception_id=found,
            kind=note.reason,
            reason=note.reason,
            event_id=note.event_id,
            file_id=note.source.file_id,
            evidence=note.evidence.value,
            says=" ".join(in_dollars(code) for code in note.codes if code not in ours),
            codes=tuple(code for code in note.codes if code not in ours),
            against=" ".join(map(in_dollars, ours)) or claim.state.value,
            since=note.effective_on,
            next_step=approval_step(claim)
            if note.reason == AWAITING_APPROVAL
            else with_ids(
                _step_of(note),
                CLAIM=claim.claim_id,
                EXCEPTION=found,
                NUMBER=shlex.quote(claim.patient_control_number),
            ),
        )


def _step_of(note: Note) -> str:
    """Return the next step of a note; of a faulty record, with what its acceptance will do."""
    is_faulty_835 = note.reason == FAULTY and note.evidence is EventKind.REMITTED
    if is_faulty_835 and not _OUT_OF_BALANCE.isdisjoint(note.codes):
        return _STILL_UNBALANCED
    return NEXT_STEPS[note.reason]


def _references(claim: Claim) -> Iterator[ClaimException]:
    for reference in claim.references:
        if not reference.fault:
            continue
        found = claim.place_of(reference.event_id)
        yield ClaimException(
            exception_id=reference_id(claim.claim_id, reference),
            kind=REFERENCE,
            reason=reference.reason,
            event_id=reference.event_id,
            file_id=found.source.file_id,
            evidence=found.evidence.value,
            says=" ".join(reference.claimed) or reference.entity_id,
            codes=(),
            against=" ".join(reference.registered) or "nothing registered",
            since=claim.submitted_on or claim.state_since,
            next_step=NEXT_STEPS[reference.reason],
        )
