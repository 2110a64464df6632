"""The in-memory twin of `Rosters`."""

from collections.abc import Iterator

from claimtrail.claims.facts.limits import ACKNOWLEDGMENTS
from claimtrail.claims.store import documents
from claimtrail.claims.store.rosters import Roster, SubmissionAcknowledgment
from tests.twins.claims.memory import Kept, Memory, Place


class MemoryRosters(Memory):
    """Submitted sets by control numbers, and what acknowledges them."""

    def append_roster(self, roster: Roster) -> None:
        """Store a roster and what leads to it."""
        self._append_roster(roster, is_new=False)

    def append_new_roster(self, roster: Roster) -> None:
        """Store a roster that is known to be new."""
        self._append_roster(roster, is_new=True)

    def _append_roster(self, roster: Roster, *, is_new: bool) -> None:
        """The pointers first, as the roster's own record acts."""
        own, *above = _acknowledged_places(roster)
        pointer = documents.dump_roster(roster.without_claims())
        for owner in above:
            self._append(Place(Kept.SET, owner, own), pointer, is_new=is_new)
        name = f"{roster.file_id}/{roster.offset:012d}"
        self._append(Place(Kept.ROSTER, own, name), documents.dump_roster(roster), is_new=is_new)

    def append_acknowledgment(self, acknowledgment: SubmissionAcknowledgment) -> None:
        """Store an acknowledgment."""
        place = Place(Kept.ACKNOWLEDGMENT, _about(acknowledgment), acknowledgment.event.event_id)
        self._append(place, documents.dump_acknowledgment(acknowledgment))

    def rosters_for(self, acknowledgment: SubmissionAcknowledgment) -> Iterator[Roster]:
        """The rosters that an acknowledgment speaks of."""
        owner = _about(acknowledgment)
        is_of_set = acknowledgment.set_control_number is not None
        sets = [owner] if is_of_set else [name for name, _ in self._of(Kept.SET, owner)]
        for found in sets:
            for _, text in self._of(Kept.ROSTER, found):
                yield documents.load_roster(text)

    def acknowledgments_for(self, roster: Roster) -> list[SubmissionAcknowledgment]:
        """The acknowledgments that speak of a roster."""
        return [
            documents.load_acknowledgment(text)
            for owner in _acknowledged_places(roster)
            for _, text in self._of(Kept.ACKNOWLEDGMENT, owner)[: ACKNOWLEDGMENTS + 1]
        ]


def _acknowledged_places(roster: Roster) -> tuple[str, str, str]:
    """A roster's set, group and interchange."""
    payer, group = roster.payer_id, roster.group_control_number
    return (
        f"set {payer} {group} {roster.set_control_number}",
        f"group {payer} {group}",
        f"interchange {payer} {roster.interchange_control_number}",
    )


def _about(acknowledgment: SubmissionAcknowledgment) -> str:
    """The set, group or interchange that an acknowledgment speaks of."""
    payer, group = acknowledgment.payer_id, acknowledgment.group_control_number
    if group is None:
        return f"interchange {payer} {acknowledgment.interchange_control_number}"
    number = acknowledgment.set_control_number
    return f"group {payer} {group}" if number is None else f"set {payer} {group} {number}"
