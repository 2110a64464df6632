"""Amazon GuardDuty Malware Protection for S3, as EventBridge tells of each object's result.

Amazon GuardDuty user guide, "Monitoring S3 object scans with Amazon EventBridge".
"""

from collections.abc import Mapping
from typing import Any

from claimtrail.tickets.attachments.model import ScanVerdict

SCAN_RESULT = "GuardDuty Malware Protection Object Scan Result"
"""The event's `detail-type`."""
ENGINE = "guardduty"
_CLEAN, _FOUND = "NO_THREATS_FOUND", "THREATS_FOUND"
UNSCANNED = "NOT_SCANNED"
"""Finding of an object that could not be scanned, as one under a password: nobody gets it."""


def scanned_key(detail: Mapping[str, Any]) -> str:
    """Return the key of the object that an event is about. Raises KeyError."""
    return str(detail["s3ObjectDetails"]["objectKey"])


def verdict_of(detail: Mapping[str, Any]) -> ScanVerdict:
    """Return the verdict of an event; what was not scanned is not clean. Raises KeyError."""
    result = detail["scanResultDetails"]
    etag = str(detail["s3ObjectDetails"].get("eTag", ""))
    status = result["scanResultStatus"]
    if status == _CLEAN:
        return ScanVerdict(is_clean=True, engine=ENGINE, etag=etag)
    threats = result.get("threats") or ()
    names = ", ".join(str(one["name"]) for one in threats)
    finding = names if status == _FOUND and names else UNSCANNED
    return ScanVerdict(is_clean=False, engine=ENGINE, finding=finding, etag=etag)
