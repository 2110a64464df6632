"""Keys of submitted sets, groups and interchanges in the claim table."""

from claimtrail.aws.claims.keys import ACKNOWLEDGMENT_PREFIX, ROSTER_PREFIX
from claimtrail.aws.core.dynamo.items import Key
from claimtrail.claims.store.rosters import Roster, SubmissionAcknowledgment

SET_PREFIX = "set#"


def set_partition(*, payer_id: str, group: str, transaction_set: str) -> str:
    """Return what concerns one submitted transaction set."""
    return f"{SET_PREFIX}{payer_id}#{group}#{transaction_set}"


def group_partition(*, payer_id: str, group: str) -> str:
    """Return what concerns one submitted functional group."""
    return f"group#{payer_id}#{group}"


def interchange_partition(*, payer_id: str, interchange: str) -> str:
    """Return what concerns one submitted interchange."""
    return f"interchange#{payer_id}#{interchange}"


def set_of(roster: Roster) -> str:
    """Return the partition of a roster's set."""
    return set_partition(
        payer_id=roster.payer_id,
        group=roster.group_control_number,
        transaction_set=roster.set_control_number,
    )


def roster(roster: Roster) -> Key:
    """Return where a roster stands."""
    return set_of(roster), f"{ROSTER_PREFIX}{roster.file_id}#{roster.offset:012d}"


def set_pointers(roster: Roster) -> tuple[Key, Key]:
    """The items by which the roster's set is found from its group and from its interchange."""
    group, transaction_set = roster.group_control_number, roster.set_control_number
    return (
        (
            group_partition(payer_id=roster.payer_id, group=group),
            f"{SET_PREFIX}{transaction_set}",
        ),
        (
            interchange_partition(
                payer_id=roster.payer_id, interchange=roster.interchange_control_number
            ),
            f"{SET_PREFIX}{group}#{transaction_set}",
        ),
    )


def acknowledged_partition(acknowledgment: SubmissionAcknowledgment) -> str:
    """Return the partition of what was acknowledged: a set, a group or an interchange.

    Raises ValueError when the acknowledgment names none of them.
    """
    payer_id = acknowledgment.payer_id
    match (
        acknowledgment.interchange_control_number,
        acknowledgment.group_control_number,
        acknowledgment.set_control_number,
    ):
        case (_, str(group), str(transaction_set)):
            return set_partition(payer_id=payer_id, group=group, transaction_set=transaction_set)
        case (_, str(group), None):
            return group_partition(payer_id=payer_id, group=group)
        case (str(interchange), None, None):
            return interchange_partition(payer_id=payer_id, interchange=interchange)
        case _:
            raise ValueError("the acknowledgment names no set, group or interchange")


def acknowledgment(acknowledgment: SubmissionAcknowledgment) -> Key:
    """Return where an acknowledgment stands."""
    return (
        acknowledged_partition(acknowledgment),
        f"{ACKNOWLEDGMENT_PREFIX}{acknowledgment.event.event_id}",
    )


def partitions_acknowledging(roster: Roster) -> tuple[str, str, str]:
    """Return where acknowledgments that speak of a roster's claims stand.

    Set, group, interchange.
    """
    (group, _), (interchange, _) = set_pointers(roster)
    return set_of(roster), group, interchange
