"""The facts that a recovery must bring back: claims, items, objects, the links of the trail."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from claimtrail.aws.core.account.clients import client
from claimtrail.cli.claims.stores import read_claims
from claimtrail.cli.core.stage import Stage
from infra.local.drill.losses import Losses, items_of

TABLES = ("claim_table", "operations_table", "ticket_table")
BUCKETS = (
    "inbox_bucket",
    "archive_bucket",
    "quarantine_bucket",
    "outbox_bucket",
    "lake_bucket",
    "audit_bucket",
)
_SHOWN = 3
"""Missing things that are named of each kind."""
_DERIVED = {"lake_bucket"}
"""Its objects are made again, by the same names."""
_EXPIRES = "expires_at"
Named = dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """A stage at one moment."""

    claims: dict[str, str]
    """By id: where it stands, since when, and what was charged and paid, in cents."""
    items: Named
    """By table: a digest of each item that does not expire, by its key."""
    objects: Named
    """By bucket: the digest of each object's bytes, by its key."""

    @property
    def trail_digest(self) -> str:
        """Return one digest of every object of the trail."""
        text = json.dumps(self.objects["audit_bucket"], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def counts(self) -> dict[str, int]:
        """Return how much there is of each kind."""
        return {
            "claims": len(self.claims),
            "items": sum(map(len, self.items.values())),
            "objects": sum(map(len, self.objects.values())),
            "trail_objects": len(self.objects["audit_bucket"]),
        }

    def lost_in(self, later: "Facts") -> list[str]:
        """Return in words what is not there later, or is another; what was added is no loss."""
        found = _lost("claim", self.claims, later.claims)
        for table, before in self.items.items():
            after = later.items[table]
            missing = [key for key in before if key not in after]
            found += [f"{table} item {key} is gone" for key in missing[:_SHOWN]]
        for bucket, before in self.objects.items():
            after = later.objects[bucket]
            if bucket in _DERIVED:
                after = {key: before.get(key, "") for key in after}
            found += _lost(bucket, before, after)
        return found


def _lost(what: str, before: dict[str, str], after: dict[str, str]) -> list[str]:
    gone = [f"{what} {key} is gone" for key in before if key not in after]
    other = [
        f"{what} {key} is another" for key in before if after.get(key, before[key]) != before[key]
    ]
    return gone[:_SHOWN] + other[:_SHOWN]


def facts_of(stage: Stage, losses: Losses) -> Facts:
    """Read a stage whole: for one as small as the drill's."""
    return Facts(
        claims={
            claim.claim_id: f"{claim.state} {claim.charge_cents} {claim.paid_cents}"
            for claim in read_claims(stage, payer=None, wanted=None)
        },
        items={name: _items(losses.names[name]) for name in TABLES},
        objects={name: objects_of(losses.names[name]) for name in BUCKETS},
    )


def _items(table: str) -> dict[str, str]:
    return {
        f"{item['pk']['S']} {item['sk']['S']}": _digest(item)
        for item in items_of(table)
        if _EXPIRES not in item
    }


def _digest(item: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(item, sort_keys=True, default=repr).encode()).hexdigest()


def objects_of(bucket: str) -> dict[str, str]:
    """Return the digests of a bucket's objects, by their keys."""
    pages = client("s3").get_paginator("list_objects_v2").paginate(Bucket=bucket)
    return {one["Key"]: one["ETag"] for page in pages for one in page.get("Contents", ())}
