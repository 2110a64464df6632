"""Provenance: from each status of a claim to the payer's bytes, proven still to be the same.

A step names its evidence; the evidence names a file by its SHA-256 and a range of bytes in it; the
file is hashed again as it lies in the archive now. So a chain of custody does not rest on what a
record says of itself.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from claimtrail.claims.facts.events import ClaimEvent, Source
from claimtrail.claims.fold.claim_parts import Held, LifecycleStep, Note
from claimtrail.claims.fold.decisions.evidence_decisions import decisions_among
from claimtrail.claims.fold.decisions.evidence_decisions import statement as stated
from claimtrail.claims.fold.decisions.match_decisions import last_decision
from claimtrail.claims.fold.decisions.recorded_statuses import PERSON
from claimtrail.claims.fold.decisions.statements import statement_of
from claimtrail.claims.fold.model import Claim
from claimtrail.kernel.errors import Explanation, NotFoundError
from claimtrail.trail.chaining.chain import digest


class StepVerdict(StrEnum):
    """The verdict on a step: whose word it is, and whether that word is unchanged."""

    PROVEN = "proven"
    """The file that says this status lies in the archive as it was read."""
    REPORTED = "reported by a person"
    """A person stated it, and the statement is unchanged; no file says it."""
    IMPLIED = "implied"
    """A later status implies it; the payer never sent this one."""
    NOT_PROVEN = "not proven"
    """Something is not as it was read; the faults say what."""


class Archive(Protocol):
    """The archived files, by key."""

    def sha256(self, key: str) -> str:
        """SHA-256 (hex) of the whole object as it is now. Raises NotFoundError."""
        ...

    def read(self, key: str, start: int, end: int) -> bytes:
        """Return the bytes of [start, end)."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class FileCustody:
    """The arrival of a file and the place where it is kept, as its receipt says."""

    file_id: str
    partner_id: str
    stored_key: str
    size: int
    sha256: str
    received_at: datetime
    deliveries: int
    code_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """One step with everything that it rests on."""

    step: int
    """Counted from 1."""
    before: str
    after: str
    effective_on: date
    evidence: str
    codes: tuple[str, ...]
    rule: str
    inferred: bool
    event_id: str
    recorded_at: datetime | None
    """When the evidence was recorded; None when its event is gone, which is a fault."""
    source: Source
    custody: FileCustody | None
    archived_sha256: str
    """Of the archived object now; empty when there is none."""
    range_sha256: str
    """Of the step's bytes alone, for whoever is shown only those."""
    record: bytes
    """The payer's bytes. PHI."""
    decision: ClaimEvent | None
    """A person's decision about the number under which the evidence came."""
    accepted: ClaimEvent | None
    """A person's decision by which the evidence counts, for its source or in spite of faults."""
    faults: tuple[str, ...]
    """Texts of whatever is not as it was read; empty when all of it is."""

    @property
    def intact(self) -> bool:
        """Return whether the bytes are there and are those that the evidence was read from."""
        return not self.faults

    @property
    def verdict(self) -> StepVerdict:
        """Return whose word the step is, and whether that word is unchanged."""
        if self.faults:
            return StepVerdict.NOT_PROVEN
        if self.inferred:
            return StepVerdict.IMPLIED
        return StepVerdict.REPORTED if self.source.channel == PERSON else StepVerdict.PROVEN

    @property
    def proven(self) -> bool:
        """Return whether a file that is unchanged says this very status."""
        return self.verdict is StepVerdict.PROVEN

    @property
    def segments(self) -> tuple[str, ...]:
        """The names of the record's segments, without any value."""
        if not self.record:
            return ()
        ends = self.record.rstrip()[-1:]
        found = (part.strip() for part in self.record.split(ends))
        return tuple(part[:3].rstrip(b"*|:^").decode("ascii", "replace") for part in found if part)


def trace(
    claim: Claim,
    *,
    events: Iterable[ClaimEvent],
    custodies: Sequence[FileCustody],
    archive: Archive,
    step: int | None = None,
) -> list[Provenance]:
    """Return the provenance of every step, or of one (counted from 1); each file is hashed once.

    `events` are the claim's own, and those of the numbers that were found to mean it.

    Raises NotFoundError (STEP_UNKNOWN) when the claim has no such step.
    """
    if step is not None and not 1 <= step <= len(claim.steps):
        raise NotFoundError(
            Explanation(
                code="STEP_UNKNOWN",
                what=f"the claim has {len(claim.steps)} steps, and no step {step}",
                where=claim.claim_id,
                next_step=f"`claimtrail claim {claim.claim_id}` lists the steps in order, from 1.",
            )
        )
    tracer = _Tracer(
        events=list(events),
        custodies={(each.file_id, each.partner_id): each for each in custodies},
        archive=archive,
    )
    wanted = [step] if step else range(1, len(claim.steps) + 1)
    return [tracer.of(number, claim.steps[number - 1]) for number in wanted]


def evidence(
    claim: Claim,
    event_id: str,
    *,
    events: Iterable[ClaimEvent],
    custodies: Sequence[FileCustody],
    archive: Archive,
) -> Provenance:
    """Return the provenance of one fact of a claim, whether or not it moved the claim.

    A fact that moved nothing is traced as a step from the claim's state to the same, numbered 0.
    Raises NotFoundError (FACT_UNKNOWN) when the claim rests on no such fact.
    """
    known = list(events)
    event = next((one for one in known if one.event_id == event_id), None)
    if event is None:
        raise NotFoundError(
            Explanation(
                code="FACT_UNKNOWN",
                what="the claim rests on no such fact",
                where=claim.claim_id,
                next_step=f"`claimtrail claim {claim.claim_id}` shows its facts.",
            )
        )
    steps = enumerate(claim.steps, start=1)
    own = [(number, step) for number, step in steps if step.event_id == event_id]
    # The step that the fact states goes before those that it implies.
    own.sort(key=lambda one: one[1].inferred)
    number, step = own[0] if own else (0, _unmoved(claim, event))
    tracer = _Tracer(
        events=known,
        custodies={(each.file_id, each.partner_id): each for each in custodies},
        archive=archive,
    )
    return tracer.of(number, step)


def _unmoved(claim: Claim, event: ClaimEvent) -> LifecycleStep:
    """Return a fact that moved nothing as a step that leads nowhere."""
    places: tuple[Note | Held, ...] = (*claim.notes, *claim.held)
    codes = next((one.codes for one in places if one.event_id == event.event_id), ())
    return LifecycleStep(
        before=claim.state,
        after=claim.state,
        event_id=event.event_id,
        evidence=event.kind,
        codes=codes,
        rule="",
        inferred=False,
        effective_on=event.effective_on,
        source=event.source,
    )


class _Tracer:
    def __init__(
        self,
        *,
        events: Sequence[ClaimEvent],
        custodies: dict[tuple[str, str], FileCustody],
        archive: Archive,
    ) -> None:
        self._events = {event.event_id: event for event in events}
        by_number: dict[str, list[ClaimEvent]] = {}
        for event in events:
            by_number.setdefault(event.claim_id, []).append(event)
        self._on_evidence = decisions_among(events)
        self._decisions = {number: last_decision(each) for number, each in by_number.items()}
        self._custodies = custodies
        self._archive = archive
        self._hashes: dict[str, str] = {}

    def of(self, number: int, step: LifecycleStep) -> Provenance:
        faults: list[str] = []
        source = step.source
        event = self._events.get(step.event_id)
        if event is None:
            faults.append("the evidence is not among the claim's events")
        elif event.source != source:
            faults.append("the step and its evidence name different sources")
        custody = self._custodies.get((source.file_id, source.partner_id))
        archived = self._hash(custody)
        record = b""
        if source.channel == PERSON:
            # There is no file: the statement stands for it, as the fact has it now.
            record = statement_of(event) if event else b""
            archived = digest(record)
            if archived != source.sha256:
                faults.append("the fact is not what was reported")
        elif custody is None:
            faults.append("the file has no receipt")
        elif not archived:
            faults.append("the file is not in the archive")
        else:
            if {archived, custody.sha256, source.sha256} != {archived}:
                faults.append("the archived bytes are not those that were read")
            record = self._archive.read(custody.stored_key, source.start, source.end)
            if len(record) != source.end - source.start:
                faults.append("the archived file ends before the record does")
        decision = self._decisions[event.claim_id] if event else None
        accepted = self._on_evidence.acceptance_of(event) if event else None
        faults += _decision_faults(decision, accepted)
        return Provenance(
            step=number,
            before=step.before.value,
            after=step.after.value,
            effective_on=step.effective_on,
            evidence=step.evidence.value,
            codes=step.codes,
            rule=step.rule,
            inferred=step.inferred,
            event_id=step.event_id,
            recorded_at=event.recorded_at if event else None,
            source=source,
            custody=custody,
            archived_sha256=archived,
            range_sha256=digest(record) if record else "",
            record=record,
            decision=decision,
            accepted=accepted,
            faults=tuple(faults),
        )

    def _hash(self, custody: FileCustody | None) -> str:
        if custody is None or not custody.stored_key:
            return ""
        if custody.stored_key not in self._hashes:
            try:
                self._hashes[custody.stored_key] = self._archive.sha256(custody.stored_key)
            except NotFoundError:
                self._hashes[custody.stored_key] = ""
        return self._hashes[custody.stored_key]


def _decision_faults(decision: ClaimEvent | None, accepted: ClaimEvent | None) -> Iterator[str]:
    """Yield a fault for each decision that is not in the bytes that were hashed."""
    if decision and digest(stated(decision)) != decision.source.sha256:
        yield "the decision about its number is not what was stated"
    if accepted and digest(stated(accepted)) != accepted.source.sha256:
        yield "the decision about the evidence is not what was stated"
