"""Facts that come out the same however the pipeline was traveled: claims, ledger, audit.

Claims: every projected claim, whole, but for the number of projections that led there.
Ledger: per claim what was paid, owed and denied, and each remittance that was taken, once.
Audit, event level: every row of `claim_events`, and every end of a file, once each by its key.
Audit, final versions: the last row of `claim_versions` of each claim, but for version and cause.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from claimtrail.analytics.datasets import DATASETS
from claimtrail.analytics.figures.rows import Rows
from claimtrail.claims.detail_types import ClaimDetailType
from claimtrail.claims.facts.kinds import EventKind
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.fold.ordering import known_events
from claimtrail.claims.store import documents
from claimtrail.claims.store.items import ItemKind, StoredItem
from claimtrail.intake.model.receipt import FileReceipt
from tests.harness.claims.claim_figures import rows_of

CHAIN = ("chain_seq", "previous_sha256", "written_at")
PER_RUN = ("version", "cause_event_ids", "state_before")
"""Of a claim version: how many projections it took, and which of them saw what first."""


class Traveled(Protocol):
    """A pipeline at its end, on twins or on AWS."""

    def stored(self) -> Iterable[StoredItem]:
        """Every item of the claim table that has a document."""
        ...

    def figures(self) -> Rows:
        """All rows of the figures."""
        ...

    def receipts(self) -> Iterable[FileReceipt]:
        """Every file that came."""
        ...

    def recorded(self, dataset: str) -> list[dict[str, Any]]:
        """The trail's rows of a dataset, repeats included."""
        ...


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Compared as a whole."""

    claims: dict[str, str]
    ledger: dict[str, Any]
    events: dict[str, dict[str, Any]]
    files: dict[str, Any]
    versions: dict[str, dict[str, Any]]


def facts_of(pipeline: Traveled) -> Facts:
    """The facts; also asserts that the trail of this very run is whole, and its figures exact."""
    stored = list(pipeline.stored())
    claims = _claims(stored)
    rows = {name: _once(pipeline, name) for name in ("claim_events", "claim_versions", "files")}
    _assert_whole(stored, claims, rows["claim_events"], rows["claim_versions"])
    _assert_published(claims, _once(pipeline, "audit"))
    assert pipeline.figures() == rows_of(claims.values()), "figures are not what claims add up to"
    last: dict[str, dict[str, Any]] = {}
    for row in sorted(rows["claim_versions"].values(), key=lambda row: row["version"]):
        last[row["claim_id"]] = {key: row[key] for key in row if key not in PER_RUN}
    return Facts(
        claims={
            claim_id: documents.dump_claim(claim.model_copy(update={"version": 0}))
            for claim_id, claim in claims.items()
        },
        ledger={claim_id: ledger_of(claim) for claim_id, claim in claims.items()},
        events={row["event_id"]: row for row in rows["claim_events"].values()},
        files={
            receipt.file_id: (receipt.status, receipt.event_count, receipt.accepted_set_count)
            for receipt in pipeline.receipts()
        },
        versions=last,
    )


def _claims(stored: Iterable[StoredItem]) -> dict[str, Claim]:
    texts = [item.document for item in stored if item.kind is ItemKind.CHANGE]
    claims = [documents.load_change(text).claim for text in texts]
    return {claim.claim_id: claim for claim in claims}


def _once(pipeline: Traveled, dataset: str) -> dict[tuple[Any, ...], dict[str, Any]]:
    """The rows by key; rows with one key must be equal, else an analyst would see two truths."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for recorded in pipeline.recorded(dataset):
        row = {name: value for name, value in recorded.items() if name not in CHAIN}
        key = tuple(row[column] for column in DATASETS[dataset].key)
        assert found.setdefault(key, row) == row, f"{dataset} {key} was recorded in two forms"
    return found


def ledger_of(claim: Claim) -> Any:
    """Return what was paid, owed and denied, by which remittances; assert that each counts once."""
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
    stored: Iterable[StoredItem],
    claims: dict[str, Claim],
    events: dict[tuple[Any, ...], dict[str, Any]],
    versions: dict[tuple[Any, ...], dict[str, Any]],
) -> None:
    """Nothing lost, nothing doubled between the table and the trail of one run."""
    appended_to: dict[str, set[str]] = defaultdict(set)
    for item in stored:
        if item.kind is ItemKind.EVENT:
            event = documents.load_event(item.document)
            appended_to[event.claim_id].add(event.event_id)
    assert {row["event_id"] for row in events.values()} == set().union(*appended_to.values())
    for claim_id, claim in claims.items():
        chain = sorted(
            (row for row in versions.values() if row["claim_id"] == claim_id),
            key=lambda row: row["version"],
        )
        assert [row["version"] for row in chain] == list(range(1, claim.version + 1))
        states = [None, *(row["state"] for row in chain)]
        assert [row["state_before"] for row in chain] == states[:-1]
        causes = Counter(cause for row in chain for cause in (row["cause_event_ids"] or "").split())
        # What other partitions lend may be withdrawn, when another claim is meant, and lent again.
        own = appended_to[claim_id]
        again = {event_id for event_id, count in causes.items() if count > 1}
        assert not again & own, "an event is the cause of two versions"
        known = known_events(claim)
        assert len(known) == claim.event_count
        assert known <= set(causes)
        assert own & set(causes) <= known


def _assert_published(
    claims: dict[str, Claim], audited: dict[tuple[Any, ...], dict[str, Any]]
) -> None:
    """Assert that the last publication of each claim in the trail is where the claim stands."""
    last: dict[str, tuple[int, str]] = {}
    for row in audited.values():
        if row["detail_type"] == ClaimDetailType.CLAIM_STATUS_CHANGED:
            published = (json.loads(row["detail"])["version"], row["state_after"])
            last[row["subject_id"]] = max(published, last.get(row["subject_id"], published))
    for claim_id, claim in claims.items():
        if claim.steps:
            assert last[claim_id][1] == claim.state.value
