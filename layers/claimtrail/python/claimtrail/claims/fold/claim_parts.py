"""The parts of a claim as the fold yields it: steps, notes, what is held, versions, references."""

from datetime import date, datetime
from enum import StrEnum

from claimtrail.claims.facts.events import Source
from claimtrail.claims.facts.kinds import EventKind
from claimtrail.claims.lifecycle.states import State
from claimtrail.kernel.frozen_model import FrozenModel


class LifecycleStep(FrozenModel):
    """One move of the lifecycle."""

    before: State
    after: State
    event_id: str
    """The event that is the evidence; for an inferred step, the event that implied it."""
    evidence: EventKind
    codes: tuple[str, ...]
    """The payer's words: `A2:20`, `CLP02=1`, `IK5=A`, `CO-45`."""
    rule: str
    """The row that decided, with the table's version: `lifecycle@2/277CA-A2`."""
    inferred: bool
    effective_on: date
    source: Source


class Note(FrozenModel):
    """Evidence that was recorded without moving the claim, and why."""

    event_id: str
    evidence: EventKind
    codes: tuple[str, ...]
    reason: str
    """`weaker`, `repeated`, `confirmed`, `informational`, `unknown_code`, `unbalanced`,
    `matched` (it counts for another claim), `unmatched_remittance_line`, `duplicate_submission`,
    `decided`, `faulty`, `second_payment`, `duplicate_denial`, `other_payer_claim`,
    `rejected_authority`, `rejected_faulty`, `awaiting_approval`, `nothing_left`,
    `nothing_to_undo`."""
    effective_on: date
    source: Source


class Held(FrozenModel):
    """Evidence that cannot be applied yet; it is tried again with every new event."""

    event_id: str
    evidence: EventKind
    codes: tuple[str, ...]
    wanted: State
    current: State
    reason: str
    """`no_submission`, `missing_steps`, `contradiction`, `impossible`, `nothing_to_reverse`,
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


class PayerResponsibility(FrozenModel):
    """One payer's part of the claim."""

    payer_sequence: int
    """1 primary, 2 secondary, 3 tertiary."""
    decided: bool
    """True if that payer's remittance came; else it is awaited."""
    payer_identifier: str
    """As its remittance names it; empty while it is awaited."""
    paid_cents: int
    patient_responsibility_cents: int
    decided_on: date | None = None
    """The day of the payer's latest remittance, from which its own deadlines count; None while it
    is awaited, and of one that was stored before days were kept."""
    event_id: str
    """The latest remittance of the payer; of one that is awaited, the word that opened the payer
    responsibility."""


class Matched(FrozenModel):
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


class Related(FrozenModel):
    """The other end of a lineage: a claim that this one replaces or voids, or that does it."""

    claim_id: str
    frequency_code: str
    """CLM05-3 of the newer one: 7 replaces, 8 voids."""
    event_id: str
    """The newer one's submission, which says so."""
    effective_on: date
    rule: str


class MatchDecision(FrozenModel):
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


class DecisionOnEvidence(FrozenModel):
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


class Submission(FrozenModel):
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


class PayerClaim(FrozenModel):
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


class Reference(FrozenModel):
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
