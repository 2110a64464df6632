"""DynamoDB: events, rosters, acknowledgments and projected claims in the claim table."""

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from functools import cached_property
from heapq import merge
from itertools import islice
from operator import attrgetter

from pynamodb.exceptions import PutError, TransactWriteError
from pynamodb.pagination import ResultIterator
from pynamodb.transactions import TransactWrite

from claimtrail.aws.claims.batch_items import BatchItems
from claimtrail.aws.claims.entity_items import EntityItems
from claimtrail.aws.claims.item_batches import ItemBatches, item_of, text_of
from claimtrail.aws.claims.match_items import MatchItems
from claimtrail.aws.claims.models import (
    ClaimItem,
    connection_of,
    document_of,
    is_conflict,
    item_type,
    with_document,
)
from claimtrail.aws.claims.term_items import TermItems
from claimtrail.aws.core.clients import client
from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.limits import ACKNOWLEDGMENTS, EVENTS, EVENTS_IN_ALL
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.store import documents, keys
from claimtrail.claims.store.conflicts import claim_version_conflict, item_missing
from claimtrail.claims.store.partitions import read_partition, under_its_version
from claimtrail.claims.store.ports import (
    Change,
    Guard,
    Partition,
    Roster,
    StoredItem,
    SubmissionAcknowledgment,
)
from claimtrail.kernel.clock import Clock, utc_now

_SAVES_AT_ONCE = 8
"""Fewer than the connections of a client: ten."""
INTERMEDIATES_KEPT = timedelta(days=400)
"""Rosters and acknowledgments only join files while they come in; `docs/retention.md` says why."""


class DynamoClaimStore(MatchItems, EntityItems, TermItems, BatchItems):
    """`ClaimStore` and `ItemReader` over one table. Every read by key is strongly consistent."""

    def __init__(self, table_name: str, *, clock: Clock = utc_now) -> None:
        self._item = item_type(table_name)
        self._table_name = table_name
        self._clock = clock

    @cached_property
    def _batches(self) -> ItemBatches:
        """Made when first used: a client takes long to make, and readers need none."""
        return ItemBatches(client("dynamodb"), self._table_name)

    # Facts

    def append_events(self, events: list[ClaimEvent], *, asking: bool = True) -> bool:
        """Store events that are not there yet; whether none of them was.

        BatchWriteItem has no conditions, so what is known is asked first, at half the price: the
        first delivery of a fact stays, and its insertion is the only one in the stream. Two
        deliveries that are worked on at once may both write; they differ in when they came, and
        consumers know an event by its id.
        """
        entries = (
            (
                (keys.claim_partition(event.claim_id), keys.event(event.event_id)),
                documents.dump_event(event),
            )
            for event in events
        )
        return self._put_new(entries, asking=asking)

    def append_roster(self, roster: Roster, *, asking: bool = True) -> None:
        """Store a roster and what leads to it; the roster last, as its stream record acts."""
        expires_at = self._intermediates_expire_at()
        for place, what in (
            (keys.set_pointers(roster), roster.without_claims()),
            ((keys.roster(roster),), roster),
        ):
            document = documents.dump_roster(what)
            entries = ((key, document) for key in place)
            self._put_new(entries, asking=asking, expires_at=expires_at)

    def append_acknowledgment(self, acknowledgment: SubmissionAcknowledgment) -> None:
        """Store an acknowledgment."""
        self._put_new(
            [(keys.acknowledgment(acknowledgment), documents.dump_acknowledgment(acknowledgment))],
            expires_at=self._intermediates_expire_at(),
        )

    def _intermediates_expire_at(self) -> int:
        return int((self._clock() + INTERMEDIATES_KEPT).timestamp())

    def _put_new(
        self,
        entries: Iterable[tuple[keys.Key, str]],
        *,
        asking: bool = True,
        expires_at: int | None = None,
    ) -> bool:
        """Put what is not there, or all without asking; whether none was seen to be there."""
        wanted = dict(entries)
        known = self._batches.known(wanted, consistent=False) if asking else set()
        self._batches.put(
            item_of(key, document, expires_at=expires_at)
            for key, document in wanted.items()
            if key not in known
        )
        return not known

    # Acknowledgments of submissions

    def rosters_for(self, acknowledgment: SubmissionAcknowledgment) -> Iterator[Roster]:
        """Yield the rosters that an acknowledgment speaks of."""
        partition = keys.acknowledged_partition(acknowledgment)
        partitions = [partition]
        if acknowledgment.set_control_number is None:
            pointers = self._documents(partition, keys.SET_PREFIX)
            partitions = [keys.set_of(documents.load_roster(text)) for text in pointers]
        for found in partitions:
            for text in self._documents(found, keys.ROSTER_PREFIX):
                yield documents.load_roster(text)

    def acknowledgments_for(self, roster: Roster) -> list[SubmissionAcknowledgment]:
        """Return the acknowledgments that speak of a roster."""
        return [
            documents.load_acknowledgment(text)
            for partition in keys.partitions_acknowledging(roster)
            for text in islice(
                self._documents(partition, keys.ACKNOWLEDGMENT_PREFIX), ACKNOWLEDGMENTS + 1
            )
        ]

    # Claims

    def events_of(self, claim_id: str, *, whole: bool = False) -> list[ClaimEvent]:
        """Return the events of a claim."""
        found = self._documents(keys.claim_partition(claim_id), keys.EVENT_PREFIX)
        found = found if whole else islice(found, EVENTS + 1)
        return [documents.load_event(text) for text in found]

    def find(self, claim_id: str) -> Claim | None:
        """Return the projected claim."""
        change = self.find_change(claim_id)
        return change.claim if change else None

    def find_changes(self, claim_ids: Iterable[str]) -> dict[str, Change]:
        """Return the last changes of claims by claim, read eventually consistent."""
        wanted = {(keys.claim_partition(claim_id), keys.CLAIM) for claim_id in claim_ids}
        return {
            keys.claim_id_of(item["pk"]["S"]): documents.load_change(text_of(item))
            for item in self._batches.read(wanted, consistent=False)
        }

    def partition_of(
        self, claim_id: str, *, most: int = EVENTS, in_all: int = EVENTS_IN_ALL
    ) -> Partition:
        """Return all that a claim is made of: one query, in the order of the sort keys."""
        found = self._item.query(keys.claim_partition(claim_id), consistent_read=True)
        items = ((item.sk, document_of(item)) for item in found)
        return read_partition(items, most=most, in_all=in_all)

    def find_change(self, claim_id: str) -> Change | None:
        """Return the last change with its claim."""
        text = self._document((keys.claim_partition(claim_id), keys.CLAIM))
        return documents.load_change(text) if text else None

    def save(self, change: Change, *, guards: tuple[Guard, ...] = ()) -> None:
        """Store a change with its claim, in place of the one before, while the guards hold.

        Raises ConflictError when the stored version is not the one before, or a guard fails.
        """
        item, waiting = self._claim_item(change), self._waiting_item(change.claim)
        follows = (
            self._item.version == change.version - 1
            if change.version > 1
            else self._item.pk.does_not_exist()
        )
        try:
            ended = change.released or change.unflagged or change.fixed
            if not (guards or waiting or ended):
                item.save(condition=follows)
                return
            with TransactWrite(connection=connection_of(self._item)) as transaction:
                transaction.save(item, condition=follows)
                if waiting:
                    transaction.save(waiting)
                elif ended:
                    transaction.delete(self._item(item.pk, keys.WAITING))
                self._check(transaction, guards)
        except (PutError, TransactWriteError) as error:
            if is_conflict(error):
                raise claim_version_conflict(change) from None
            raise

    def save_each(self, changes: Iterable[Change]) -> set[str]:
        """Store changes of different claims, some at a time; the claims of those it did not."""
        with ThreadPoolExecutor(max_workers=_SAVES_AT_ONCE) as pool:
            return {claim_id for claim_id in pool.map(self._unsaved, changes) if claim_id}

    def _unsaved(self, change: Change) -> str:
        try:
            self.save(change)
        except Exception:  # noqa: BLE001 - whatever it is, it is met again claim by claim
            return change.claim_id
        return ""

    def preserve(self, item: StoredItem) -> StoredItem:
        """Keep a version of a claim's item until it has been worked off."""
        kept = under_its_version(item)
        expires_at = self._intermediates_expire_at()
        shelved = self._item(kept.partition, kept.sort, expires_at=expires_at)
        with_document(shelved, kept.document).save()
        return kept

    def _claim_item(self, change: Change) -> ClaimItem:
        claim = change.claim
        item = self._item(
            keys.claim_partition(claim.claim_id),
            keys.CLAIM,
            version=claim.version,
        )
        if not claim.matched_to:
            item.state_pk = keys.state_partition_of(claim)
            item.state_sk = keys.state_order_of(claim)
            if claim.submitted_on:
                item.submitted_pk = keys.submitted_partition_of(claim, claim.submitted_on)
                item.submitted_sk = claim.claim_id
        if claim.escalate_on:
            item.due_pk = keys.due_partition_of(claim.escalate_on, claim.claim_id)
            item.due_sk = claim.claim_id
        return with_document(item, documents.dump_change(change))

    def _waiting_item(self, claim: Claim) -> ClaimItem | None:
        """By which day something held becomes an exception, and where exceptions are listed."""
        due, since = claim.overdue_next_on, claim.exception_since
        if due is None and since is None:
            return None
        item = self._item(keys.claim_partition(claim.claim_id), keys.WAITING)
        if due:
            item.due_pk = keys.waiting_partition_of(due, claim.claim_id)
            item.due_sk = claim.claim_id
        if since:
            item.state_pk = keys.exceptions_partition(claim.payer_id)
            item.state_sk = keys.exception_order_of(claim)
        return item

    # Matching

    def append_match_keys(
        self, claim_id: str, match_keys: tuple[str, ...], *, awaiting_match: bool = False
    ) -> None:
        """Let the claim be found by these keys: the same items, however often."""
        self._put_match_keys(((key, claim_id) for key in match_keys), awaiting_match=awaiting_match)

    def introduce(self, bearing: Mapping[str, Iterable[str]]) -> set[str]:
        """Let claims be found by their keys; those by which somebody awaits."""
        named = {(key, claim_id) for claim_id, borne in bearing.items() for key in borne}
        self._put_match_keys(sorted(named), awaiting_match=False)
        return self.awaited_among(key for key, _ in named)

    def awaited_among(self, match_keys: Iterable[str]) -> set[str]:
        """Return the keys by which somebody awaits."""
        places = {keys.awaited(key): key for key in match_keys}
        return {places[found] for found in self._batches.known(places, consistent=True)}

    def _put_match_keys(self, named: Iterable[tuple[str, str]], *, awaiting_match: bool) -> None:
        """Keys, and the claims that bear them."""
        self._batches.put(
            item_of((keys.match_key_partition(key), sort))
            for key, claim_id in named
            for sort in keys.match_key_sorts(claim_id, awaiting_match=awaiting_match)
        )

    # Lists

    def list_claims(
        self, *, payer_id: str, state: State | None, limit: int, after: str | None = None
    ) -> tuple[list[Claim], str | None]:
        """Claims of a payer by state, oldest first, and the next page's token.

        The index follows the table after a moment: a claim that moved on meanwhile is left out.
        """
        between = self._item.state_sk.between(*keys.state_bounds(state, after=after))
        shards = [
            self._item.by_state.query(
                keys.state_partition(payer_id, shard), between, limit=limit + 1
            )
            for shard in range(keys.STATE_SHARDS)
        ]
        claims, token = self._page(shards, order="state_sk", limit=limit)
        listed = [
            claim
            for claim in claims
            if claim.payer_id == payer_id and (state is None or claim.state is state)
        ]
        return sorted(listed, key=keys.state_order_of), token

    def list_submitted(
        self, *, payer_id: str, day: date, limit: int, after: str | None = None
    ) -> tuple[list[Claim], str | None]:
        """Return a payer's claims whose current submission is of that day.

        And the next page's token.
        """
        beyond = self._item.submitted_sk > after if after else None
        shards = [
            self._item.by_submitted.query(
                keys.submitted_partition(payer_id, day, shard), beyond, limit=limit + 1
            )
            for shard in range(keys.SUBMITTED_SHARDS)
        ]
        claims, token = self._page(shards, order="submitted_sk", limit=limit)
        listed = [claim for claim in claims if claim.submitted_on == day]
        return sorted(listed, key=lambda claim: claim.claim_id), token

    def _page(
        self, shards: list[ResultIterator[ClaimItem]], *, order: str, limit: int
    ) -> tuple[list[Claim], str | None]:
        """Return the first claims of all shards by the index's sort key.

        And the last of them if more.
        """
        found = list(islice(merge(*shards, key=attrgetter(order)), limit + 1))
        token = getattr(found[limit - 1], order) if len(found) > limit else None
        return self._claims([item.pk for item in found[:limit]]), token

    def list_due(self, *, day: date, limit: int) -> list[Claim]:
        """Claims that escalate on that day."""
        partitions = [keys.due_partition(day, shard) for shard in range(keys.DUE_SHARDS)]
        due = [claim for claim in self._due(partitions, limit=limit) if claim.escalate_on == day]
        return sorted(due, key=lambda claim: claim.claim_id)

    def list_waiting(self, *, day: date, limit: int) -> list[Claim]:
        """Claims whose held evidence next becomes an exception on that day."""
        partitions = [keys.waiting_partition(day, shard) for shard in range(keys.DUE_SHARDS)]
        found = self._due(partitions, limit=limit)
        return sorted(
            (claim for claim in found if claim.overdue_next_on == day),
            key=lambda claim: claim.claim_id,
        )

    def _due(self, partitions: list[str], *, limit: int) -> list[Claim]:
        shards = [self._item.by_due.query(partition, limit=limit) for partition in partitions]
        found = islice(merge(*shards, key=lambda item: item.due_sk), limit)
        return self._claims([item.pk for item in found])

    def list_exceptions(self, *, payer_id: str, limit: int) -> list[Claim]:
        """Return a payer's claims with something that needs review, the oldest exception first."""
        found = self._item.by_state.query(keys.exceptions_partition(payer_id), limit=limit)
        claims = self._claims([item.pk for item in islice(found, limit)])
        theirs = (claim for claim in claims if claim.payer_id == payer_id)
        return sorted(filter(_has_exceptions, theirs), key=keys.exception_order_of)

    def _claims(self, partitions: list[str]) -> list[Claim]:
        wanted = [(partition, keys.CLAIM) for partition in partitions]
        items = self._item.batch_get(wanted, consistent_read=True)
        return [documents.load_change(document_of(item)).claim for item in items]

    # Items

    def item_at(self, *, partition: str, sort: str) -> StoredItem:
        """Return one item. Raises NotFoundError when there is none."""
        document = self._document((partition, sort))
        if document is None:
            raise item_missing(partition, sort)
        return StoredItem(partition=partition, sort=sort, document=document)


def _has_exceptions(claim: Claim) -> bool:
    return claim.exception_since is not None
