"""Events that legal holds publish."""

from claimtrail.kernel.bus import DetailType


class HoldDetailType(DetailType):
    """Events of a legal hold."""

    HOLD_SET = "hold.set"
    """A person put a claim or a file under legal hold; the detail has the docket and why."""
    HOLD_RELEASED = "hold.released"


class TrailDetailType(DetailType):
    """Events of the trail itself."""

    HEADS_REBUILT = "trail.heads_rebuilt"
    """A person wrote the heads of chains again from the bucket; the detail has the numbers."""


class RecoveryDetailType(DetailType):
    """Events of a person who brings a store back."""

    TABLE_RESTORED = "table.restored"
    """A restored table is copied back; the detail has the table and the restored one's name."""
    OBJECTS_UNDELETED = "objects.undeleted"
    """Deleted objects are brought back; the detail has the bucket's name and their number."""
    CLAIM_KEY_EXPORTED = "claim_key.exported"
    """The claim key was sealed for two people; the detail has their keys' fingerprints."""
    CLAIM_KEY_RESTORED = "claim_key.restored"
    """The claim key was put back from what two people kept."""
