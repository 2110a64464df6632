"""DynamoDB: `Rosters`, submitted sets and what acknowledges them, found by control numbers."""

from collections.abc import Callable, Iterator
from itertools import islice

from claimtrail.aws.claims import keys, roster_keys
from claimtrail.aws.claims.items import ClaimTableItems
from claimtrail.claims.facts.limits import ACKNOWLEDGMENTS
from claimtrail.claims.store import documents
from claimtrail.claims.store.rosters import Roster, SubmissionAcknowledgment


class RosterItems(ClaimTableItems):
    """`Rosters` over the claim table."""

    def append_roster(self, roster: Roster) -> None:
        """Store a roster and what leads to it, unless they are stored."""
        self._append_with_pointers(roster, self._append)

    def append_new_roster(self, roster: Roster) -> None:
        """Store a roster that is known to be new, and what leads to it."""
        self._append_with_pointers(roster, self._append_new)

    def _append_with_pointers(self, roster: Roster, append: Callable[..., object]) -> None:
        """Append the pointers, then the roster, as its stream record acts."""
        expires_at = self._intermediates_expire_at()
        pointer = documents.dump_roster(roster.without_claims())
        pointers = [(key, pointer) for key in roster_keys.set_pointers(roster)]
        append(pointers, expires_at=expires_at)
        entry = (roster_keys.roster(roster), documents.dump_roster(roster))
        append([entry], expires_at=expires_at)

    def append_acknowledgment(self, acknowledgment: SubmissionAcknowledgment) -> None:
        """Store an acknowledgment."""
        key = roster_keys.acknowledgment(acknowledgment)
        self._append(
            [(key, documents.dump_acknowledgment(acknowledgment))],
            expires_at=self._intermediates_expire_at(),
        )

    def rosters_for(self, acknowledgment: SubmissionAcknowledgment) -> Iterator[Roster]:
        """Yield the rosters that an acknowledgment speaks of."""
        partition = roster_keys.acknowledged_partition(acknowledgment)
        partitions = [partition]
        if acknowledgment.set_control_number is None:
            pointers = self._documents(partition, roster_keys.SET_PREFIX)
            partitions = [roster_keys.set_of(documents.load_roster(text)) for text in pointers]
        for found in partitions:
            for text in self._documents(found, keys.ROSTER_PREFIX):
                yield documents.load_roster(text)

    def acknowledgments_for(self, roster: Roster) -> list[SubmissionAcknowledgment]:
        """Return the acknowledgments that speak of a roster."""
        return [
            documents.load_acknowledgment(text)
            for partition in roster_keys.partitions_acknowledging(roster)
            for text in islice(
                self._documents(partition, keys.ACKNOWLEDGMENT_PREFIX), ACKNOWLEDGMENTS + 1
            )
        ]
