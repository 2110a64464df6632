"""The claim as the fold yields it, with every step that led there and on whose word."""

from datetime import date, datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from claimtrail.claims.facts.entities import Registered
from claimtrail.claims.facts.events import Source
from claimtrail.claims.facts.kinds import EventKind
from claimtrail.claims.lifecycle.reasons import FLAGGED
from claimtrail.claims.lifecycle.states import State

SCHEMA_VERSION = 1


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class LifecycleStep(_Frozen):
    """One move of the lifecycle."""

    before: State
    after: State
    event_id: str
    """The event that is the evidence; for an inferred step, the event that implied it."""
    evidence: EventKind
    codes: tuple[str, ...]
    """The payer's words: `A2:20`, `CLP02=1`, `IK5=A`, `CO-45`."""
    rule: str
    """The row that decided, with the table's version: `lifecycle@1/277CA-A2`."""
    inferred: bool
    effective_on: date
    source: Source


class Note(_Frozen):
    """Evidence that was recorded without moving the claim, and why."""

    event_id: str
    evidence: EventKind
    codes: tuple[str, ...]
    reason: str
    """`weaker`, `repeated`, `confirmed`, `informational`, `unknown_code`, `unbalanced`,
    `matched` (it counts for another claim), `unmatched_remittance_line`, `duplicate_submission`,
    `decided`, `faulty`, `second_payment`, `duplicate_denial`, `other_payer_claim`,
    `rejected_authority`, `rejected_faulty`."""
    effective_on: date
    source: Source


class Held(_Frozen):
    """Evidence that cannot be applied yet; it is tried again with every new event."""

    event_id: str
    evidence: EventKind
    codes: tuple[str, ...]
    wanted: State
    current: State
    reason: str
    """`no_submission`, `missing_steps`, `impossible`, `nothing_to_reverse`,
    `before_resubmission`, `other_payer`, `other_biller`."""
    effective_on: date
    source: Source
    payer_id: str = ""
    """The payer for which it was delivered; of a submission, its payer."""
    recorded_on: date | None = None
    """Since when it waits here; None for one that was stored before days were counted."""
    due_on: date | None = None
    """The day from which it is an exception, if it still waits."""
    overdue: bool = False
    """True if it was an exception when the claim was last looked at."""


class PayerResponsibility(_Frozen):
    """One payer's part of the claim."""

    payer_sequence: int
    """1 primary, 2 secondary, 3 tertiary."""
    decided: bool
    """True if that payer's remittance came; else it is awaited."""
    payer_identifier: str
    """As its remittance names it; empty while it is awaited."""
    paid_cents: int
    patient_responsibility_cents: int
    event_id: str
    """The latest remittance of the payer; of one that is awaited, the word that opened the payer
    responsibility."""


class Matched(_Frozen):
    """Evidence that came under another number and was found to mean this claim."""

    claim_id: str
    """Of the number that the payer named."""
    method: str
    """`pccn`, `trace` or `near`, as `matching.Method` has them; `lineage` where a payer answers a
    replacement under the number of what it replaced."""
    confidence: int
    """Out of 100."""
    features: tuple[str, ...]
    """The fields that agreed, by name."""
    rule: str


class Related(_Frozen):
    """The other end of a lineage: a claim that this one replaces or voids, or that does it."""

    claim_id: str
    frequency_code: str
    """CLM05-3 of the newer one: 7 replaces, 8 voids."""
    event_id: str
    """The newer one's submission, which says so."""
    effective_on: date
    rule: str


class MatchDecision(_Frozen):
    """A person's decision about the claim that a doubtful partition means: this one, or another.

    In the history of the partition that was in doubt, and of the claim that it was found to mean.
    """

    event_id: str
    number: int
    """Counted from 1 within the partition that was in doubt; the last one stands."""
    decision: str
    """`ACCEPTED`, `REJECTED` or `WITHDRAWN`."""
    accepted: str
    """The claim that it means; empty unless ACCEPTED."""
    rejected: tuple[str, ...]
    """The claims that it does not mean."""
    by: str
    """`user:<id>`."""
    at: datetime
    why: str
    source: Source


class DecisionOnEvidence(_Frozen):
    """A person's decision about evidence that was held back for its source or its faults."""

    event_id: str
    number: int
    """Counted from 1 for each subject within the claim; the last one stands."""
    decision: str
    """`ACCEPTED`, `REJECTED` or `WITHDRAWN`."""
    about_event_id: str
    """The event that it is about; empty when it is about a source."""
    about_partner_id: str
    """The partner whose records it is about; empty when it is about an event."""
    by: str
    """`user:<id>`."""
    at: datetime
    why: str
    source: Source


class Submission(_Frozen):
    """One version of the claim as it was sent: hidden by the next one, never destroyed."""

    number: int
    frequency_code: str
    event_id: str
    submitted_on: date
    charge_cents: int
    payer_claim_control_number: str
    """REF*F8: the payer's number for what it replaces or voids."""
    source: Source
    ended_in: State | None = None
    """Its state when the next one superseded it; None while it is the current one."""
    superseded_on: date | None = None
    superseded_by: str = ""
    """The event of the submission that did."""
    superseded_by_claim: str = ""
    """Its claim, when it came under a number of its own."""


class PayerClaim(_Frozen):
    """One of several numbers that the payer has for this claim."""

    number: str
    event_id: str
    """The first event that names it."""
    split: bool
    """True if the payer said that it split the claim (277CA A5)."""
    paid_cents: int
    """Under this number, and not taken back."""
    payer_id: str = ""
    """Its payer: numbers of two payers are two, even if they are equal."""
    state: State | None = None
    """As the payer's last word about this number has it; None when no word counted."""


class ReferenceKind(StrEnum):
    """A thing that a submission refers to beside its claim."""

    ENCOUNTER = "encounter"
    PATIENT = "patient"
    PROCEDURE = "procedure"


class ReferenceFault(StrEnum):
    """Why a reference does not hold."""

    MISSING = "missing"
    """Nothing like it is registered (yet)."""
    WITHDRAWN = "withdrawn"
    """The provider's system took it back."""
    DIFFERS = "differs"
    """It is registered as something else."""


class Reference(_Frozen):
    """A reference of the current submission to a registered entity, and whether that is there."""

    kind: ReferenceKind
    entity_id: str
    """The encounter's or patient's id; a procedure is one of the encounter's."""
    line: str
    """The claim's line that names the procedure; empty for other kinds."""
    event_id: str
    """The submission."""
    fault: ReferenceFault | None = None
    """None: it is there, and was when the claim was stored."""
    claimed: tuple[str, ...] = ()
    """The claim's side, `field=value`, where that is at fault. May be PHI."""
    registered: tuple[str, ...] = ()
    """The registered value instead. May be PHI."""

    @property
    def reason(self) -> str:
        """`missing_encounter`, `differs_patient`; empty when it holds."""
        return f"{self.fault.value}_{self.kind.value}" if self.fault else ""

    @property
    def codes(self) -> tuple[str, ...]:
        """Both sides without PHI: a procedure's codes; of a patient the fields alone."""
        if self.kind is ReferenceKind.PROCEDURE:
            return (
                *(f"837={said.partition('=')[2]}" for said in self.claimed),
                *(f"registered={known.partition('=')[2]}" for known in self.registered),
            )
        return tuple(said.partition("=")[0] for said in self.claimed)


class FoldCheckpoint(_Frozen):
    """The fold's position in a claim, beyond what the claim itself shows."""

    cycle: int
    """The number of times that it was submitted."""
    cycle_from: date
    """From when evidence is about the current submission."""
    rank: int
    """`Rank` of what moved the claim last."""
    rank_on: date
    payer_number: tuple[str, str] | None = None
    """The payer and its one number for the claim; None while it gave none."""


class Ties(_Frozen):
    """A tie of a claim's partition to others."""

    matched_to: str = ""
    matches: tuple[Matched, ...] = ()
    supersedes: Related | None = None
    superseded_by: tuple[Related, ...] = ()
    matched_by_person: tuple[str, ...] = ()
    """Events of other partitions that a person found to mean this claim."""
    answers_successor: tuple[str, ...] = ()
    """Events of this partition that answer another claim of its lineage: one that superseded this
    one, or, of a reversal, one that this one superseded."""
    registered: Registered | None = None
    """None where the provider registers nothing: the submission is its own record."""


UNTIED = Ties()


class Claim(_Frozen):
    """The state of one claim. Holds PHI (patient control number): table only, never the bus."""

    schema_version: int = SCHEMA_VERSION
    claim_id: str
    version: int
    """Grows by one with each projection that changed something; 0 is unsaved."""
    state: State
    state_since: date
    payer_id: str
    payer_name: str
    patient_control_number: str
    payer_claim_control_number: str
    transaction_type: str
    """837P or 837I; empty while no 837 copy has come."""
    claim_filing_indicator: str
    charge_cents: int
    paid_cents: int
    patient_responsibility_cents: int
    submitted_on: date | None
    accepted_on: date | None
    """When the payer's window started: the first A2/A5, or what implied it."""
    service_from: date | None
    service_to: date | None
    denial_codes: tuple[str, ...]
    """`CO-16` and the like, from the latest remittance."""
    steps: tuple[LifecycleStep, ...]
    notes: tuple[Note, ...]
    held: tuple[Held, ...]
    event_count: int
    updated_at: datetime
    payer_responsibilities: tuple[PayerResponsibility, ...] = ()
    """Of the current submission, by place; empty before the first decision."""
    matched_to: str = ""
    """The claim that this partition's evidence was found to mean; it counts there, not here."""
    matches: tuple[Matched, ...] = ()
    """From which other partitions this claim has evidence, and why."""
    submissions: tuple[Submission, ...] = ()
    """Every version that was sent, the first one first."""
    supersedes: Related | None = None
    """The claim under another number that this one replaces or voids."""
    superseded_by: tuple[Related, ...] = ()
    """The claims under other numbers that replace or void this one."""
    match_decisions: tuple[MatchDecision, ...] = ()
    """People's decisions about whom it means, or that another number means it, in order."""
    payer_claims: tuple[PayerClaim, ...] = ()
    """The payer's numbers, where it has several or split the claim."""
    references: tuple[Reference, ...] = ()
    """To registered entities: encounter, patient, and each procedure that is at fault; empty where
    the provider registers none."""
    owner_id: str = ""
    """The billing partner whose claim it is; empty before its submission."""
    payer_ids: tuple[str, ...] = ()
    """The payers that may speak of it, as `authority.py` has them, that of its first submission
    first."""
    decisions: tuple[DecisionOnEvidence, ...] = ()
    """People's decisions about evidence that was held back, in order."""
    escalate_on: date | None
    """The first day past the payer's adjudication window; None when none is running."""

    @property
    def is_hidden(self) -> bool:
        """Return whether lists leave it out: it was withdrawn, or lives on under another number."""
        return self.state is State.VOIDED or bool(self.superseded_by)

    @property
    def partitions(self) -> tuple[str, ...]:
        """Return whose events it rests on.

        Its own, and those of numbers that were found to mean it.
        """
        means_it = (one.claim_id for one in self.matches)
        return (self.claim_id, *means_it, *(one.claim_id for one in self.superseded_by))

    @property
    def overdue_next_on(self) -> date | None:
        """Return the next day on which something that is held becomes an exception.

        None when nothing.
        """
        waiting = [held.due_on for held in self.held if held.due_on and not held.overdue]
        return min(waiting, default=None)

    @property
    def overdue_since(self) -> date | None:
        """Return the first day of the oldest exception; None when there is none."""
        days = [held.due_on for held in self.held if held.due_on and held.overdue]
        return min(days, default=None)

    def note_of(self, reference: Reference) -> Note:
        """Return a reference as a note of its submission: what may leave the table, without PHI."""
        found = self.place_of(reference.event_id)
        return Note(
            event_id=reference.event_id,
            evidence=found.evidence,
            codes=reference.codes,
            reason=reference.reason,
            effective_on=found.effective_on,
            source=found.source,
        )

    def place_of(self, event_id: str) -> LifecycleStep | Note | Held:
        """Return the step or note that an event led to, or how it is held.

        Raises StopIteration for an event of another claim.
        """
        places: tuple[LifecycleStep | Note | Held, ...] = (*self.steps, *self.notes, *self.held)
        return next(place for place in places if place.event_id == event_id)

    @property
    def exception_since(self) -> date | None:
        """Return the first day of what needs review; None when nothing does.

        Held too long, noted for a reason for review, or pointing at what is not registered (so).
        """
        submitted = self.submitted_on or self.state_since
        days = [note.effective_on for note in self.notes if note.reason in FLAGGED]
        days += [submitted for reference in self.references if reference.fault]
        return min([*days, self.overdue_since] if self.overdue_since else days, default=None)
