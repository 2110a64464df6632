"""Decisions of people about evidence that is held back: for its source, or for its faults.

The decision is appended to the claim as one more fact, numbered by subject, and the stream has the
claim folded again. Of two people at once the second finds the number taken; of two one after the
other the second is shown what stands, and has to withdraw it first.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from claimtrail.claims.facts.decisions import EvidenceDecided, EvidenceDecision
from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.submissions import Submitted
from claimtrail.claims.fold.authority.authority import Authority, authority_of
from claimtrail.claims.fold.decisions.evidence_decisions import decision_event
from claimtrail.claims.fold.ordering import in_order
from claimtrail.claims.fold.review.exceptions import HELD, exception_id
from claimtrail.claims.lifecycle.reasons import FAULTY
from claimtrail.claims.matching.snapshot import PartitionReader
from claimtrail.claims.projection.matching import tied
from claimtrail.claims.store.ports import ClaimReader, EventLog
from claimtrail.kernel.command_texts import with_ids
from claimtrail.kernel.errors import ConflictError, Explanation, NotFoundError

_LIST = "`claimtrail exceptions` lists what needs a decision, with both sides."


class EvidenceStore(ClaimReader, PartitionReader, EventLog, Protocol):
    """Claims with the evidence that others lend them, and the log of decisions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Subject:
    """The evidence of one exception, and what stands about it."""

    evidence: ClaimEvent
    event_id: str
    partner_id: str
    is_open: bool
    """True if it would be held back if nobody had decided: without authority, or faulty.

    Of two billers of one number a person may reject the first one as well.
    """
    last: ClaimEvent | None

    @property
    def number(self) -> int:
        """Return the number of the next decision."""
        return _fact(self.last).number + 1 if self.last else 1

    @property
    def standing(self) -> EvidenceDecision | None:
        """Return the decision that stands, if any does."""
        decision = _fact(self.last).decision if self.last else None
        return None if decision is EvidenceDecision.WITHDRAWN else decision


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorityReview:
    """Decides about evidence of one claim, in the name of `by` (`user:<id>`).

    `exception` is the id of the exception, or of the event. With `whole_source` the decision is
    about all that its partner delivered of this claim, and will. Deciding the same again adds
    nothing and returns the decision that stands. Each method raises NotFoundError when there is no
    such evidence, and ConflictError when somebody decided otherwise, before or meanwhile.
    """

    store: EvidenceStore
    by: str
    at: datetime
    code_version: str

    def accept(
        self, claim_id: str, exception: str, *, why: str, whole_source: bool = False
    ) -> ClaimEvent:
        """Let the evidence count as if its source had authority and it had no fault."""
        decision = EvidenceDecision.ACCEPTED
        return self._decide(claim_id, exception, decision, why=why, whole_source=whole_source)

    def reject(
        self, claim_id: str, exception: str, *, why: str, whole_source: bool = False
    ) -> ClaimEvent:
        """Keep the evidence as a note: it never counts, and is no exception any more."""
        decision = EvidenceDecision.REJECTED
        return self._decide(claim_id, exception, decision, why=why, whole_source=whole_source)

    def withdraw(
        self, claim_id: str, exception: str, *, why: str, whole_source: bool = False
    ) -> ClaimEvent:
        """Undo what was decided, as if nobody had."""
        subject = self._subject(claim_id, exception, whole_source=whole_source)
        if subject.last is None:
            raise _nothing_decided(claim_id)
        if subject.standing is None:
            return subject.last
        return self._append(claim_id, subject, EvidenceDecision.WITHDRAWN, why=why)

    def _decide(
        self,
        claim_id: str,
        exception: str,
        decision: EvidenceDecision,
        *,
        why: str,
        whole_source: bool,
    ) -> ClaimEvent:
        subject = self._subject(claim_id, exception, whole_source=whole_source)
        if subject.last is not None and subject.standing is decision:
            return subject.last
        if subject.last is not None and subject.standing is not None:
            raise _decided_already(subject.last)
        if not subject.is_open:
            raise _not_held_back(claim_id)
        return self._append(claim_id, subject, decision, why=why)

    def _subject(self, claim_id: str, exception: str, *, whole_source: bool) -> _Subject:
        events, authority = self._standing(claim_id)
        found = _evidence(claim_id, exception, events)
        if found is None:
            raise _not_held_back(claim_id)
        event_id = "" if whole_source else found.event_id
        partner_id = found.source.partner_id if whole_source else ""
        is_without_authority = authority.objection_by_facts(found) is not None
        is_faulty = bool(getattr(found.fact, "faults", ())) and not whole_source
        return _Subject(
            evidence=found,
            event_id=event_id,
            partner_id=partner_id,
            is_open=is_without_authority or is_faulty or _is_contested(found, authority),
            last=authority.decisions.last_about(event_id or partner_id),
        )

    def _standing(self, claim_id: str) -> tuple[list[ClaimEvent], Authority]:
        """Return the claim's events, those of other partitions included, and its authority."""
        partition = self.store.partition_of(claim_id)
        events, ties = tied(claim_id, partition, store=self.store)
        ordered = in_order(events)
        return ordered, authority_of(ordered, frozenset(ties.matched_by_person))

    def _append(
        self, claim_id: str, subject: _Subject, decision: EvidenceDecision, *, why: str
    ) -> ClaimEvent:
        event = decision_event(
            EvidenceDecided(
                number=subject.number,
                decision=decision,
                event_id=subject.event_id,
                partner_id=subject.partner_id,
                why=why,
            ),
            claim_id=claim_id,
            payer_id=subject.evidence.payer_id,
            by=self.by,
            at=self.at,
            code_version=self.code_version,
        )
        try:
            self.store.append_decision(event)
        except ConflictError:
            _, authority = self._standing(claim_id)
            won = authority.decisions.last_about(_fact(event).subject)
            if won is None or _fact(won).decision is not decision:
                raise
            return won
        return event


def _evidence(claim_id: str, exception: str, events: Iterable[ClaimEvent]) -> ClaimEvent | None:
    """Return the evidence of an exception, named by the exception or by its event."""
    return next(
        (
            event
            for event in events
            if exception == event.event_id
            or exception
            in {exception_id(claim_id, event.event_id, kind) for kind in (HELD, FAULTY)}
        ),
        None,
    )


def _is_contested(evidence: ClaimEvent, authority: Authority) -> bool:
    return isinstance(evidence.fact, Submitted) and authority.is_contested


def _fact(event: ClaimEvent) -> EvidenceDecided:
    if not isinstance(event.fact, EvidenceDecided):
        raise TypeError("not a decision about evidence")
    return event.fact


def _exception_about(last: ClaimEvent) -> str:
    """Return the exception that a decision is about; empty for one about a whole source."""
    about = _fact(last).event_id
    return exception_id(last.claim_id, about) if about else ""


def _decided_already(last: ClaimEvent) -> ConflictError:
    return ConflictError(
        Explanation(
            code="EVIDENCE_DECIDED_ALREADY",
            what=f"{last.source.partner_id} decided {_fact(last).decision.value} on "
            f"{last.recorded_at:%Y-%m-%d %H:%MZ}",
            where=f"claim {last.claim_id}",
            next_step=with_ids(
                "`claimtrail claim CLAIM` shows what and why; to decide again, "
                "`claimtrail exceptions withdraw CLAIM EXCEPTION --why TEXT`.",
                CLAIM=last.claim_id,
                EXCEPTION=_exception_about(last),
            ),
        )
    )


def _not_held_back(claim_id: str) -> NotFoundError:
    return NotFoundError(
        Explanation(
            code="EVIDENCE_NOT_HELD_BACK",
            what="no evidence of this claim is held back under this id for its source or faults",
            where=f"claim {claim_id}",
            next_step=_LIST,
        )
    )


def _nothing_decided(claim_id: str) -> NotFoundError:
    return NotFoundError(
        Explanation(
            code="EVIDENCE_NOT_DECIDED",
            what="nobody has decided about this evidence",
            where=f"claim {claim_id}",
            next_step=_LIST,
        )
    )
