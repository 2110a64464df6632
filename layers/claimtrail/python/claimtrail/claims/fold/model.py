"""The claim as the fold yields it, with every step that led there and its source."""

from datetime import date, datetime

from claimtrail.claims.facts.entities import Registered, Sensitivity
from claimtrail.claims.fold.claim_parts import (
    DecisionOnEvidence,
    Held,
    LifecycleStep,
    MatchDecision,
    Matched,
    Note,
    PayerClaim,
    PayerResponsibility,
    Reference,
    Related,
    Submission,
)
from claimtrail.claims.fold.outcome_model import OutcomeDecision
from claimtrail.claims.lifecycle.denied_parts import DeniedPart
from claimtrail.claims.lifecycle.expectations import Expectation
from claimtrail.claims.lifecycle.reasons import FLAGGED
from claimtrail.claims.lifecycle.states import State
from claimtrail.kernel.frozen_model import FrozenModel

SCHEMA_VERSION = 1


class FoldCheckpoint(FrozenModel):
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


class Ties(FrozenModel):
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


class Claim(FrozenModel):
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
    """People's decisions that it means a claim, or that another number means it, in order."""
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
    outcome_decisions: tuple[OutcomeDecision, ...] = ()
    """People's decisions about the outcome (appeal, write off, close, reopen), in order."""
    contractual_cents: int = 0
    """The amount that counted remittances take off the charge by contract (CO-45 and the like)."""
    written_off_cents: int = 0
    """The part of people's write-offs that stands; never more than what was left."""
    appeal_until: date | None = None
    """The payer's last day for an appeal; None when nothing can be appealed or no day is known."""
    expectation: Expectation | None = None
    """The word that is expected next, and by when; None where nobody's is."""
    escalate_on: date | None
    """The first day after the one on which that word was due; None when it escalates nothing."""
    denied_cents: int = 0
    """The amount that the last payer that decided denies of the current submission."""
    denial_remark_codes: tuple[str, ...] = ()
    """Remark codes (RARC) of the remittances that deny, claim and lines together."""
    denied_parts: tuple[DeniedPart, ...] = ()
    """The denied lines with their own codes: a remark of one says nothing about another."""
    billing_provider_npi: str = ""
    """2010AA NM109 of the current submission."""
    rendering_provider_npi: str = ""
    """2310B NM109."""
    facility_npi: str = ""
    """NPI of the service facility (2310C, 2310E), which is the billing provider where the 837 names
    none."""
    facility_code: str = ""
    """CLM05-1: place of service, or the type of bill's first two digits."""
    plan_identifier: str = ""
    """2010BB NM109: the payer or plan as the 837 names it."""
    counted_remittances: tuple[str, ...] = ()
    """Events of the remittances whose payments add up to `paid_cents`, in order."""
    deciding_remittances: tuple[str, ...] = ()
    """Those of them that decide about the current submission."""
    sensitivities: tuple[Sensitivity, ...] = ()
    """The provider's word on its registered encounter and patient, by name."""

    @property
    def balance_cents(self) -> int:
        """Return what is left of the charge, in cents.

        That is, without what payers paid, what contracts take off, and what was written off. What
        the patient owes is part of it. Negative where payers paid more than that.
        """
        settled = self.paid_cents + self.contractual_cents + self.written_off_cents
        return self.charge_cents - settled

    @property
    def open_denied_cents(self) -> int:
        """Return the denied amount that nobody has written off, in cents.

        A write-off takes off what was denied first: the patient's share is no payer's debt.
        """
        return max(self.denied_cents - self.written_off_cents, 0)

    @property
    def lacking(self) -> tuple[str, ...]:
        """Return the fields that were not stored: their writer was of an earlier version.

        Every writer stores every field that it knows.
        """
        return tuple(name for name in type(self).model_fields if name not in self.model_fields_set)

    @property
    def is_hidden(self) -> bool:
        """Return whether lists and sums leave it out.

        It was withdrawn, it lives on under another number, or its evidence counts for another
        claim.
        """
        return self.state is State.VOIDED or bool(self.superseded_by or self.matched_to)

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
