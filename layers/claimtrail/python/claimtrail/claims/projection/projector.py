"""The use case behind projection: a batch of the claim table's stream, or what was deferred.

Most news takes no more than where its claim stands: all such of a batch is folded, made known and
stored together. For what takes more, the claim's partition is read, one claim after the other.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from claimtrail.claims.facts.events import id_search_key, match_keys, search_keys
from claimtrail.claims.facts.limits import EVENTS, EVENTS_ON_STREAM, RECEIVES
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.fold.ordering import known_events
from claimtrail.claims.fold.review.hold_deadlines import HoldReason
from claimtrail.claims.projection.fan_out import AcknowledgedSets, fan_out, fan_out_each
from claimtrail.claims.projection.matching import match_up
from claimtrail.claims.projection.messages import ProjectionMessage
from claimtrail.claims.projection.preserved_claims import is_preserved, unheard_sources
from claimtrail.claims.projection.projected import Projected
from claimtrail.claims.projection.projection import (
    Policies,
    ProjectionStore,
    aside,
    begin,
    follow,
    project,
)
from claimtrail.claims.projection.registry import claims_concerned
from claimtrail.claims.store import documents
from claimtrail.claims.store.changes import Change
from claimtrail.claims.store.item_ports import Deferral, ItemReader
from claimtrail.claims.store.items import ItemKind, StoredItem
from claimtrail.claims.store.partitions import Partition
from claimtrail.kernel.clock import Clock
from claimtrail.kernel.deadline import Deadline, no_deadline, require_time
from claimtrail.kernel.errors import ClaimTrailError, Explanation


class StreamedClaims(ProjectionStore, AcknowledgedSets, Protocol):
    """Subjects of the items of the stream: claims, and sets that are acknowledged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """A claim's state after its news, and the keys by which it can be found then."""

    claim_id: str
    change: Change
    is_change: bool
    """True if that differs from what is stored."""
    new_keys: frozenset[str]
    search_keys: tuple[str, ...]
    """By which the news lets people find it."""


class LargeClaimError(ClaimTrailError):
    """A claim is too large for the stream: it goes to the queue."""


_ENTITIES = frozenset({ItemKind.ENCOUNTER, ItemKind.PATIENT})
_ROSTER_SECONDS = 30.0
"""With less than this left, the next roster of an acknowledgment is left to the queue."""
_CLAIM_SECONDS = 10.0
"""Seconds that matching and fold of one claim may take at its limits, with room to spare."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Projector:
    """Works off stream batches and single messages.

    The stream is for small claims and small deeds: whatever may take long, and whatever does not
    fit into the time that is left, goes to the queue, where it delays no stream record.
    """

    store: StreamedClaims
    reader: ItemReader
    policy: Policies
    clock: Clock
    deadline: Deadline = no_deadline

    def take_items(self, items: Iterable[StoredItem], *, deferral: Deferral) -> Projected:
        """Work off a batch of the stream, each claim once.

        What fails is deferred and does not block the stream. Raises only when it cannot be.
        """
        done = Projected()
        news: dict[str, list[StoredItem]] = {}
        for item in items:
            try:
                for claim_id in self._claims_of(item):
                    news.setdefault(claim_id, []).append(item)
                done = replace(done, handed_out=done.handed_out + self._hand_out(item, deferral))
            except Exception as error:  # noqa: BLE001 - whatever it is, the stream goes on
                deferral.defer(ProjectionMessage(pk=item.partition, sk=item.sort).text())
                done = replace(done, errors=(*done.errors, type(error).__name__))
        done, left = self._take_news(news, done)
        for claim_id in left:
            try:
                done = self._project_small(claim_id, done)
            except Exception as error:  # noqa: BLE001 - whatever it is, the stream goes on
                deferral.defer(ProjectionMessage(claim_id=claim_id).text())
                done = replace(done, errors=(*done.errors, type(error).__name__))
        return done

    def take_message(
        self, body: str, *, deferral: Deferral | None = None, receives: int = 1
    ) -> Projected:
        """Work off one message that was deferred; raises what goes wrong, for the queue's retry.

        A message that does not fit into the time that is left is sent again, to `deferral`. At
        the last of its `receives` the claim is preserved.
        """
        message = ProjectionMessage.model_validate_json(body)
        if deferral and self.deadline() < _CLAIM_SECONDS:
            deferral.defer(body)
            return Projected()
        if message.claim_id is not None:
            if receives >= RECEIVES:
                return self._give_up(message.claim_id)
            return self._project(
                message.claim_id, Projected(), is_asked_for=bool(message.is_asked_for)
            )
        item = self.reader.item_at(partition=message.pk or "", sort=message.sk or "")
        done = Projected(handed_out=self._hand_out(item, deferral, skip=message.skip or 0))
        for claim_id in self._claims_of(item):
            if deferral and self.deadline() < _CLAIM_SECONDS:
                deferral.defer(ProjectionMessage(claim_id=claim_id).text())
            else:
                done = self._project(claim_id, done)
        return done

    def _claims_of(self, item: StoredItem) -> list[str]:
        """Return the claims to fold again because of an item."""
        if item.kind is ItemKind.EVENT:
            return [item.subject_id]
        if item.kind in _ENTITIES:
            return claims_concerned(item, store=self.store)
        return []

    def _take_news(
        self, news: Mapping[str, list[StoredItem]], done: Projected
    ) -> tuple[Projected, list[str]]:
        """Store what follows from the news and where the claims stand; the claims that are left.

        First everyone can find the claims by what the news brings, then they are stored: a crash
        in between has it done again. What goes wrong here is counted, and met again claim by claim.
        """
        failed: list[str] = []
        try:
            standing = self.store.recent_changes(news)
            apart = {
                one
                for one, change in standing.items()
                if change.claim.held and _is_unheard(change.claim, news[one])
            }
            steps = [
                step
                for claim_id, items in news.items()
                if claim_id not in apart
                and (step := self._step(claim_id, items, standing.get(claim_id), failed))
            ]
            self.store.append_search_keys({step.claim_id: step.search_keys for step in steps})
            awaited = self.store.introduce({step.claim_id: step.new_keys for step in steps})
        except Exception as error:  # noqa: BLE001 - see above
            return replace(done, fallbacks=(type(error).__name__,)), list(news)
        taken = [step for step in steps if awaited.isdisjoint(step.new_keys)]
        changes = [step.change for step in taken if step.is_change]
        unsaved = self.store.save_each(changes)
        done = replace(
            done,
            changed=done.changed + len(changes) - len(unsaved),
            unchanged=done.unchanged + len(taken) - len(changes) + len(apart),
            fallbacks=(*failed, *unsaved.values()),
        )
        settled = apart | {step.claim_id for step in taken} - unsaved.keys()
        return done, [claim_id for claim_id in news if claim_id not in settled]

    def _step(
        self, claim_id: str, items: list[StoredItem], standing: Change | None, failed: list[str]
    ) -> "_Step | None":
        """Return what a claim's news makes of it.

        None when its partition has to be read for that. The type of an error is added to `failed`.
        """
        if any(item.kind is not ItemKind.EVENT for item in items):
            return None
        try:
            events = [documents.load_event(item.document) for item in items]
            change = (
                follow(standing, events, policy=self.policy, clock=self.clock)
                if standing
                else begin(claim_id, events, policy=self.policy, clock=self.clock)
            )
        except Exception as error:  # noqa: BLE001 - it is met again when the partition is read
            failed.append(type(error).__name__)
            return None
        if change is None:
            return None
        known = standing.match_keys if standing else ()
        return _Step(
            claim_id=claim_id,
            change=change,
            is_change=change is not standing,
            new_keys=frozenset(match_keys(events)).difference(known),
            search_keys=(*search_keys(events), *(() if standing else (id_search_key(claim_id),))),
        )

    def _project_small(self, claim_id: str, done: Projected) -> Projected:
        """Project a claim from the stream. Raises ClaimTrailError for one that is not small."""
        require_time(self.deadline, _CLAIM_SECONDS, where=f"claim {claim_id}")
        partition = self.store.partition_of(
            claim_id, most=EVENTS_ON_STREAM, in_all=EVENTS_ON_STREAM
        )
        if partition.is_cut:
            raise LargeClaimError(
                Explanation(
                    code="CLAIM_LARGE",
                    what=f"the claim has more than {EVENTS_ON_STREAM} events",
                    where=f"claim {claim_id}",
                    next_step="Nothing: it is projected from the Projection queue.",
                )
            )
        return self._project_read(claim_id, partition, done)

    def _project(self, claim_id: str, done: Projected, *, is_asked_for: bool = False) -> Projected:
        """Project a claim from the queue; one that was preserved only if a person asks for it."""
        partition = self.store.partition_of(claim_id, most=EVENTS)
        stored = partition.change.claim if partition.change else None
        if is_preserved(stored) and not is_asked_for:
            return replace(done, unchanged=done.unchanged + 1)
        if is_asked_for:  # Its escalation may be lost: the schedule looks once more.
            self.store.relist_due(claim_id)
        return self._project_read(claim_id, partition, done)

    def _project_read(self, claim_id: str, partition: Partition, done: Projected) -> Projected:
        """Fold a claim again whose partition was read, and those that it was found to concern."""
        self.store.append_search_keys({claim_id: _unfound(claim_id, partition)})
        concerned = () if partition.is_cut else match_up(claim_id, partition, store=self.store)
        for one in (claim_id, *concerned):
            change = project(
                one,
                store=self.store,
                policy=self.policy,
                clock=self.clock,
                # What was decided may have tied the claim to others since it was read.
                partition=None if concerned else partition,
            )
            done = done.with_change(change)
        return done

    def _give_up(self, claim_id: str) -> Projected:
        """Set a claim aside whose projection failed, or ended its worker, again and again."""
        partition = self.store.partition_of(
            claim_id, most=EVENTS_ON_STREAM, in_all=EVENTS_ON_STREAM
        )
        change = aside(
            claim_id,
            partition,
            HoldReason.OUT_OF_TIME,
            most=EVENTS,
            policy=self.policy,
            clock=self.clock,
        )
        if change is not None:
            self.store.save(change)
        return Projected().with_change(change)

    def _hand_out(self, item: StoredItem, deferral: Deferral | None, *, skip: int = 0) -> int:
        """Give claims what acknowledges them; a roster that no time is left for is deferred."""
        if item.kind is ItemKind.ROSTER:
            return fan_out(documents.load_roster(item.document), store=self.store)
        if item.kind is not ItemKind.ACKNOWLEDGMENT:
            return 0
        handed_out = 0
        record = documents.load_acknowledgment(item.document)
        for number, count in enumerate(fan_out_each(record, store=self.store, skip=skip), start=1):
            handed_out += count
            if deferral and self.deadline() < _ROSTER_SECONDS:
                message = ProjectionMessage(pk=item.partition, sk=item.sort, skip=skip + number)
                deferral.defer(message.text())
                break
        return handed_out


def _is_unheard(claim: Claim, items: Iterable[StoredItem]) -> bool:
    """Tell whether nothing of a claim's news is listened to."""
    if is_preserved(claim):
        return True
    unheard = unheard_sources(claim)
    return bool(unheard) and all(
        item.kind is ItemKind.EVENT
        and documents.load_event(item.document).source.partner_id in unheard
        for item in items
    )


def _unfound(claim_id: str, partition: Partition) -> tuple[str, ...]:
    """Return the search keys of a partition that its stored claim may not be found by yet.

    All of a claim that is stored with everything: it is projected again because a person asks.
    """
    change = partition.change
    known = known_events(change.claim) if change else frozenset[str]()
    news = [event for event in partition.events if event.event_id not in known]
    if news and known:
        return search_keys(news)
    return (*search_keys(partition.events), id_search_key(claim_id))
