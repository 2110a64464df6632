"""A projected claim as it is stored: with what changed, and what must hold while it is written."""

from dataclasses import dataclass
from enum import StrEnum

from claimtrail.claims.fold.claim_parts import Held, Note, Reference, Related
from claimtrail.claims.fold.model import Claim, FoldCheckpoint
from claimtrail.claims.lifecycle.states import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The change of one projection, and the claim at this version.

    One item, which replaces the version before. It is the outbox: the table's stream keeps every
    version, and publishing starts from there, so a crash between both loses nothing.
    """

    claim_id: str
    version: int
    before: State | None
    """None when the claim was not known before."""
    claim: Claim
    """The claim at this version."""
    cause_event_ids: tuple[str, ...]
    """The events that this projection saw for the first time."""
    newly_held: tuple[str, ...] = ()
    """Events that are held since this version."""
    released: tuple[str, ...] = ()
    """Events that were held until the version before, or held for lack of authority alone."""
    gained_authority: tuple[str, ...] = ()
    """Of these, what was held for lack of authority; some of it waits for another reason now."""
    withdrawn: tuple[Held, ...] = ()
    """Of these, what is no evidence of this claim any more: another one is meant by now."""
    newly_flagged: tuple[str, ...] = ()
    """Events with an unknown code or amounts that do not balance, noted since this version."""
    unflagged: tuple[Note, ...] = ()
    """Such notes of the version before that hold no more."""
    newly_broken: tuple[Reference, ...] = ()
    """References to what is not registered, or not so, since this version."""
    fixed: tuple[Reference, ...] = ()
    """References that were broken until the version before, as they were."""
    newly_overdue: tuple[str, ...] = ()
    """Events that are held too long since this version: exceptions."""
    newly_superseded_by: tuple[str, ...] = ()
    """Claims under other numbers that replace or void this one since this version."""
    no_more_superseded_by: tuple[Related, ...] = ()
    """Such claims of the version before that do so no more."""
    no_more_overdue: tuple[str, ...] = ()
    """Events that were exceptions until the version before."""
    was_due: bool = False
    """True if the version before had outstayed its payer's window, so that people may be at it."""
    outcome_changed: bool = False
    """True if the state stayed, and the reasons or amounts of an outcome that a person acts on did
    not."""
    checkpoint: FoldCheckpoint | None = None
    """The position where the fold can be taken up; None when the partition has to be read."""
    match_keys: tuple[str, ...] = ()
    """By which the claim can be found already; empty while its partition awaits another."""


class EntityKind(StrEnum):
    """Registered entities that a claim refers to."""

    ENCOUNTER = "encounter"
    PATIENT = "patient"


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """A condition on a write: the entity as it was read, or its absence."""

    kind: EntityKind
    entity_id: str
    stamp: str | None
    """Of the snapshot; None: there is none."""
