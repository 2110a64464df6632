"""The words that pages and commands show for a file's status, sets and obstacles.

JSON and the stores keep the codes.
"""

from collections.abc import Mapping
from types import MappingProxyType

from claimtrail.intake.model.receipt import FileStatus
from claimtrail.x12.model import SetAcceptance

FILE_STATUS_WORDS: Mapping[FileStatus, str] = MappingProxyType(
    {
        FileStatus.RECEIVING: "Arriving",
        FileStatus.QUARANTINED: "Refused as a whole",
        FileStatus.QUEUED: "Being read",
        FileStatus.INGESTED: "Taken",
        FileStatus.PARTLY_REJECTED: "Taken in part",
        FileStatus.REJECTED: "Nothing taken",
    }
)
"""By the status of a file."""

SET_VERDICT_WORDS: Mapping[SetAcceptance, str] = MappingProxyType(
    {
        SetAcceptance.ACCEPTED: "accepted",
        SetAcceptance.ACCEPTED_WITH_ERRORS: "accepted with errors",
        SetAcceptance.REJECTED: "rejected",
    }
)
"""By the verdict on a transaction set, in the words of 999 IK501."""
