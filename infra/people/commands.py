"""The commands that each role may type: one table, which the page lists and a test runs."""

from collections.abc import Mapping
from types import MappingProxyType

COMMANDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "Operator": (
            "claimtrail incidents",
            "claimtrail incidents INCIDENT --acknowledge --note TEXT",
            "claimtrail dlq list",
            "claimtrail dlq redrive QUEUE",
            "claimtrail dlq discard MESSAGE --why TEXT",
            "claimtrail files",
            "claimtrail files show FILE",
            "claimtrail trail FILE",
            "claimtrail trail UPLOAD",
            "claimtrail payments",
            "claimtrail figures",
            "claimtrail claims",
            "claimtrail claim CLAIM",
            "claimtrail claim ACCOUNT --number",
            "claimtrail exceptions",
            "claimtrail escalations",
            "claimtrail tickets",
            "claimtrail unmatched",
            "claimtrail people reviews",
            "claimtrail break-glass list",
            "claimtrail reproject CLAIM",
            "claimtrail audit seal",
            "claimtrail compact",
            "claimtrail pages",
        ),
        "Auditor": (
            "claimtrail audit key",
            "claimtrail audit heads",
            "claimtrail audit verify s3://BUCKET",
            "aws s3 sync s3://BUCKET FOLDER",
        ),
        "DeskLead": (
            "claimtrail rules",
            "claimtrail rules show",
            "claimtrail rules propose RULES --cases CASES --why TEXT",
            "claimtrail rules preview VERSION",
            "claimtrail rules approve VERSION",
            "claimtrail rules apply VERSION",
            "claimtrail rules move --dry-run",
            "claimtrail rules move --why TEXT",
            "claimtrail desk",
            "claimtrail desk put DESK",
            "claimtrail desk absent PERSON --from DAY --to DAY",
            "claimtrail desk back PERSON",
        ),
        "Analyst": (
            "claimtrail query SQL",
            "claimtrail query --saved NAME",
        ),
        "MaskedAnalyst": (),
    }
)
"""Role to its commands, with words in capitals for what is typed instead. Masked analysts ask by
Athena's console or PyAthena, in their own workgroup."""
