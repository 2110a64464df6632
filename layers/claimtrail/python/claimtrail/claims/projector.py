"""The use case behind projection: a batch of the claim table's stream, or what was put off.

Most news takes no more than where its claim stands: all such of a batch is folded, made known and
stored together. For what takes more, the claim's partition is read, one claim after the other.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from claimtrail.claims import documents, keys
from claimtrail.claims.match_up import match_up
from claimtrail.claims.matching import match_keys
from claimtrail.claims.messages import ProjectionMessage
from claimtrail.claims.ports import Change, ClaimStore, Deferral, ItemReader, StoredItem
from claimtrail.claims.projection import Policies, begin, fan_out, follow, project
from claimtrail.claims.registry import claims_concerned
from claimtrail.kernel.time import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Projected:
    """What became of a batch: counts, and the kinds of error of what was put off."""

    changed: int = 0
    unchanged: int = 0
    handed_out: int = 0
    """Events that acknowledgments gave to claims."""
    errors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """How a claim stands after its news, and by which keys it can be found then."""

    claim_id: str
    change: Change
    is_change: bool
    """Whether that differs from what is stored."""
    new_keys: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Projector:
    """Works off stream batches and single messages."""

    store: ClaimStore
    reader: ItemReader
    policy: Policies
    clock: Clock

    def take_items(self, items: Iterable[StoredItem], *, deferral: Deferral) -> Projected:
        """Work off a batch of the stream, each claim once.

        What fails is put off and does not block the stream. Raises only when it cannot be.
        """
        done = Projected()
        news: dict[str, list[StoredItem]] = {}
        for item in items:
            try:
                for claim_id in self._claims_of(item):
                    news.setdefault(claim_id, []).append(item)
                done = replace(done, handed_out=done.handed_out + self._hand_out(item))
            except Exception as error:  # noqa: BLE001 - whatever it is, the stream goes on
                deferral.defer(ProjectionMessage(pk=item.partition, sk=item.sort).text())
                done = replace(done, errors=(*done.errors, type(error).__name__))
        done, left = self._take_news(news, done)
        for claim_id in left:
            try:
                done = self._project(claim_id, done)
            except Exception as error:  # noqa: BLE001 - whatever it is, the stream goes on
                deferral.defer(ProjectionMessage(claim_id=claim_id).text())
                done = replace(done, errors=(*done.errors, type(error).__name__))
        return done

    def take_message(self, body: str) -> Projected:
        """Work off one message that was put off; raises what goes wrong, for the queue's retry."""
        message = ProjectionMessage.model_validate_json(body)
        if message.claim_id is not None:
            return self._project(message.claim_id, Projected())
        item = self.reader.item_at(partition=message.pk or "", sort=message.sk or "")
        done = Projected(handed_out=self._hand_out(item))
        for claim_id in self._claims_of(item):
            done = self._project(claim_id, done)
        return done

    def _claims_of(self, item: StoredItem) -> list[str]:
        """The claims to fold anew because of an item."""
        if item.sort.startswith(keys.EVENT_PREFIX):
            return [keys.claim_id_of(item.partition)]
        if item.sort == keys.ENTITY:
            return claims_concerned(item.partition, store=self.store)
        return []

    def _take_news(
        self, news: Mapping[str, list[StoredItem]], done: Projected
    ) -> tuple[Projected, list[str]]:
        """Store what follows from the news and where the claims stand; the claims that are left.

        First everyone can find the claims by what the news brings, then they are stored: a crash
        in between has it done again. What goes wrong here is met again claim by claim.
        """
        try:
            standing = self.store.find_changes(news)
            steps = [
                step
                for claim_id, items in news.items()
                if (step := self._step(claim_id, items, standing.get(claim_id)))
            ]
            sought = self.store.introduce({step.claim_id: step.new_keys for step in steps})
        except Exception:  # noqa: BLE001 - see above
            return done, list(news)
        taken = [step for step in steps if sought.isdisjoint(step.new_keys)]
        changes = [step.change for step in taken if step.is_change]
        unsaved = self.store.save_each(changes)
        done = replace(
            done,
            changed=done.changed + len(changes) - len(unsaved),
            unchanged=done.unchanged + len(taken) - len(changes),
        )
        settled = {step.claim_id for step in taken} - unsaved
        return done, [claim_id for claim_id in news if claim_id not in settled]

    def _step(
        self, claim_id: str, items: list[StoredItem], standing: Change | None
    ) -> "_Step | None":
        """What a claim's news makes of it; None when its partition has to be read for that."""
        if any(not item.sort.startswith(keys.EVENT_PREFIX) for item in items):
            return None
        try:
            events = [documents.load_event(item.document) for item in items]
            change = (
                follow(standing, events, policy=self.policy, clock=self.clock)
                if standing
                else begin(claim_id, events, policy=self.policy, clock=self.clock)
            )
        except Exception:  # noqa: BLE001 - it is met again when the partition is read
            return None
        if change is None:
            return None
        known = standing.match_keys if standing else ()
        return _Step(
            claim_id=claim_id,
            change=change,
            is_change=change is not standing,
            new_keys=frozenset(match_keys(events)).difference(known),
        )

    def _project(self, claim_id: str, done: Projected) -> Projected:
        """Read the claim's partition and fold it anew, and those that it was found to concern."""
        partition = self.store.partition_of(claim_id)
        concerned = match_up(claim_id, partition, store=self.store)
        for one in (claim_id, *concerned):
            change = project(
                one,
                store=self.store,
                policy=self.policy,
                clock=self.clock,
                # What was decided may have tied the claim to others since it was read.
                partition=None if concerned else partition,
            )
            if change is None:
                done = replace(done, unchanged=done.unchanged + 1)
            else:
                done = replace(done, changed=done.changed + 1)
        return done

    def _hand_out(self, item: StoredItem) -> int:
        if item.sort.startswith(keys.ROSTER_PREFIX):
            return fan_out(documents.load_roster(item.document), store=self.store)
        if item.sort.startswith(keys.ACKNOWLEDGMENT_PREFIX):
            return fan_out(documents.load_acknowledgment(item.document), store=self.store)
        return 0
