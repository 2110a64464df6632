"""What must come out the same however the road was travelled: claims, ledger, audit.

Claims: every projected claim, whole, but for the number of projections that led there.
Ledger: per claim what was paid, owed and denied, and each remittance that was taken, once.
Audit, event level: every row of `claim_events`, and every end of a file, once each by its key.
Audit, final versions: the last row of `claim_versions` of each claim, but for version and cause.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from claimtrail.analytics.datasets import DATASETS
from claimtrail.claims import documents, keys
from claimtrail.claims.events import EventKind
from claimtrail.claims.model import Claim
from tests.support.road import Road

CHAIN = ("chain_seq", "previous_sha256", "written_at")
PER_RUN = ("version", "cause_event_ids", "state_before")
"""Of a claim version: how many projections it took, and which of them saw what first."""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Compared as a whole."""

    claims: dict[str, str]
    ledger: dict[str, Any]
    events: dict[str, dict[str, Any]]
    files: dict[str, Any]
    versions: dict[str, dict[str, Any]]


def facts_of(road: Road) -> Facts:
    """The facts; also asserts that the trail of this very run is whole."""
    claims = _claims(road)
    rows = {name: _once(road, name) for name in ("claim_events", "claim_versions", "files")}
    _assert_whole(road, claims, rows["claim_events"], rows["claim_versions"])
    last: dict[str, dict[str, Any]] = {}
    for row in sorted(rows["claim_versions"].values(), key=lambda row: row["version"]):
        last[row["claim_id"]] = {key: row[key] for key in row if key not in PER_RUN}
    return Facts(
        claims={
            claim_id: documents.dump_claim(claim.model_copy(update={"version": 0}))
            for claim_id, claim in claims.items()
        },
        ledger={claim_id: _ledger(claim) for claim_id, claim in claims.items()},
        events={row["event_id"]: row for row in rows["claim_events"].values()},
        files={
            receipt.file_id: (receipt.status, receipt.event_count, receipt.accepted_set_count)
            for receipt in road.world.files.receipts.values()
        },
        versions=last,
    )


def _claims(road: Road) -> dict[str, Claim]:
    texts = [items[keys.CLAIM] for items in road.store.items.values() if keys.CLAIM in items]
    claims = [documents.load_change(text).claim for text in texts]
    return {claim.claim_id: claim for claim in claims}


def _once(road: Road, dataset: str) -> dict[tuple[Any, ...], dict[str, Any]]:
    """The rows by key; rows with one key must be equal, else an analyst would see two truths."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for recorded in road.recorded(dataset):
        row = {name: value for name, value in recorded.items() if name not in CHAIN}
        key = tuple(row[column] for column in DATASETS[dataset].key)
        assert found.setdefault(key, row) == row, f"{dataset} {key} was recorded in two forms"
    return found


def _ledger(claim: Claim) -> Any:
    taken = Counter(
        step.event_id
        for step in claim.steps
        if step.evidence is EventKind.REMITTED and not step.inferred
    )
    taken.update(
        note.event_id
        for note in claim.notes
        if note.evidence is EventKind.REMITTED and note.reason == "confirmed"
    )
    assert all(count == 1 for count in taken.values()), "a remittance was posted twice"
    return (
        claim.paid_cents,
        claim.patient_responsibility_cents,
        claim.denial_codes,
        sorted(taken),
    )


def _assert_whole(
    road: Road,
    claims: dict[str, Claim],
    events: dict[tuple[Any, ...], dict[str, Any]],
    versions: dict[tuple[Any, ...], dict[str, Any]],
) -> None:
    """Nothing lost, nothing doubled between the table, the bus and the trail of one run."""
    stored = {
        documents.load_event(text).event_id
        for items in road.store.items.values()
        for sort, text in items.items()
        if sort.startswith(keys.EVENT_PREFIX)
    }
    assert {row["event_id"] for row in events.values()} == stored
    for claim_id, claim in claims.items():
        chain = sorted(
            (row for row in versions.values() if row["claim_id"] == claim_id),
            key=lambda row: row["version"],
        )
        assert [row["version"] for row in chain] == list(range(1, claim.version + 1))
        states = [None, *(row["state"] for row in chain)]
        assert [row["state_before"] for row in chain] == states[:-1]
        causes = Counter(cause for row in chain for cause in (row["cause_event_ids"] or "").split())
        assert set(causes.values()) <= {1}, "an event is the cause of two versions"
        assert len(causes) == claim.event_count
        told = [
            event
            for event in road.audit.told.values()
            if event.subject_id == claim_id and event.detail_type == "claim.status_changed"
        ]
        if claim.steps:
            assert max(told, key=lambda event: event.detail["version"]).after == claim.state.value
