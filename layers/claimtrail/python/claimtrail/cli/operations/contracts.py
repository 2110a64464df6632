"""`claimtrail contracts`: the JSON Schemas of stored documents, messages and bus events."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from pydantic import TypeAdapter

from claimtrail.analytics.datasets import DATASETS
from claimtrail.bootstrap.registry.detail_types import DETAIL_TYPES
from claimtrail.claims.facts.payments import PaymentCopy
from claimtrail.claims.projection.messages import ProjectionMessage, PublicationMessage
from claimtrail.claims.store import documents
from claimtrail.cli.core.output import Output
from claimtrail.escalations.model import Escalation
from claimtrail.escalations.ports import ExecutionInput
from claimtrail.intake.model.messages import IngestMessage
from claimtrail.intake.model.receipt import (
    AppendedChunk,
    CheckedChunk,
    Delivery,
    FileReceipt,
    RangeResult,
    SetVerdict,
)
from claimtrail.intake.model.release import Release, ReleasedSet
from claimtrail.kernel.bus import BUS_SCHEMA_VERSION, BusEvent, DetailType
from claimtrail.kernel.contracts import VERSION_FIELD, Schema, Upcaster, breaks
from claimtrail.kernel.errors import ConflictError, Explanation
from claimtrail.partners.profile import PartnerProfile
from claimtrail.tickets.documents import UPCASTERS, VERSION
from claimtrail.tickets.model import Ticket
from claimtrail.tickets.routing.desk import Desk, Reservations
from claimtrail.tickets.routing.proposals import RuleProposal
from claimtrail.trail.datasets.dataset import Column, Dataset

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_JSON_TYPES = {"string": "string", "bigint": "integer", "boolean": "boolean"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """One kind of document in its current version."""

    name: str
    version: int
    adapter: TypeAdapter[Any]
    upcasters: Mapping[int, Upcaster] = field(default_factory=dict)
    declared: Mapping[str, Schema] = field(default_factory=dict)
    """By field, the definition of values that the nouns declare, with its title."""

    @property
    def file_name(self) -> str:
        """`roster.v2.json`."""
        return f"{self.name}.v{self.version}.json"

    def schema(self) -> Schema:
        """Return the JSON Schema of the current version."""
        schema = self.adapter.json_schema(mode="validation")
        for name, definition in self.declared.items():
            schema["properties"][name] = {"$ref": f"#/$defs/{definition['title']}"}
            schema.setdefault("$defs", {})[definition["title"]] = definition
        schema["properties"][VERSION_FIELD] = {"const": self.version, "title": "Schema Version"}
        required = {*schema.get("required", ()), VERSION_FIELD}
        return {
            "$schema": _DIALECT,
            "title": f"{self.name} version {self.version}",
            **{key: value for key, value in schema.items() if key != "title"},
            "required": sorted(required),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class RowContract:
    """Columns that senders give to one dataset; a breaking change is a dataset of its own."""

    dataset: Dataset
    version: ClassVar[int] = 1
    upcasters: ClassVar[Mapping[int, Upcaster]] = {}

    @property
    def name(self) -> str:
        """Return `row-files` for `files`."""
        return f"row-{self.dataset.name}"

    @property
    def file_name(self) -> str:
        """Return `row-files.v1.json`."""
        return f"{self.name}.v{self.version}.json"

    def schema(self) -> Schema:
        """Return the JSON Schema of a row, before the trail gives it its place in the chain."""
        return {
            "$schema": _DIALECT,
            "title": f"row of {self.dataset.name}",
            "description": self.dataset.description,
            "type": "object",
            "properties": {column.name: _column(column) for column in self.dataset.given},
            "required": sorted(self.dataset.required),
            "additionalProperties": False,
        }


def _column(column: Column) -> Schema:
    held: Schema = {"type": _JSON_TYPES[column.type]}
    form = {"anyOf": [held, {"type": "null"}]} if column.nullable else held
    return {"description": column.description, **form}


def _stored(name: str, kind: documents.Kind[Any]) -> Contract:
    return Contract(name=name, version=kind.version, adapter=kind.adapter, upcasters=kind.upcasters)


_DETAIL_TYPE: Schema = {
    "title": DetailType.__name__,
    "description": "EventBridge `detail-type` of everything that ClaimTrail publishes.",
    "type": "string",
    "enum": list(DETAIL_TYPES),
}

CONTRACTS: tuple[Contract | RowContract, ...] = (
    _stored("claim-event", documents.EVENT),
    _stored("claim", documents.CLAIM),
    _stored("change", documents.CHANGE),
    _stored("roster", documents.ROSTER),
    _stored("acknowledgment", documents.ACKNOWLEDGMENT),
    _stored("batch-roster", documents.BATCH_ROSTER),
    _stored("batch-read", documents.BATCH_READ),
    _stored("batch-status", documents.BATCH_STATUS),
    _stored("batch-result", documents.BATCH_RESULT),
    _stored("match", documents.MATCH),
    _stored("term-review", documents.TERM),
    _stored("encounter", documents.ENCOUNTER),
    _stored("patient", documents.PATIENT),
    Contract(name="file-receipt", version=1, adapter=TypeAdapter(FileReceipt)),
    Contract(name="delivery", version=1, adapter=TypeAdapter(Delivery)),
    Contract(name="range-result", version=1, adapter=TypeAdapter(RangeResult)),
    Contract(name="checked-chunk", version=1, adapter=TypeAdapter(CheckedChunk)),
    Contract(name="appended-chunk", version=1, adapter=TypeAdapter(AppendedChunk)),
    Contract(name="set-verdict", version=1, adapter=TypeAdapter(SetVerdict)),
    Contract(name="release", version=1, adapter=TypeAdapter(Release)),
    Contract(name="released-set", version=1, adapter=TypeAdapter(ReleasedSet)),
    Contract(name="payment", version=1, adapter=TypeAdapter(PaymentCopy)),
    Contract(name="escalation", version=1, adapter=TypeAdapter(Escalation)),
    Contract(name="escalation-input", version=1, adapter=TypeAdapter(ExecutionInput)),
    Contract(name="ticket", version=VERSION, adapter=TypeAdapter(Ticket), upcasters=UPCASTERS),
    Contract(name="routing-rules", version=1, adapter=TypeAdapter(RuleProposal)),
    Contract(name="desk", version=1, adapter=TypeAdapter(Desk)),
    Contract(name="desk-reservations", version=1, adapter=TypeAdapter(Reservations)),
    Contract(name="ingest-message", version=1, adapter=TypeAdapter(IngestMessage)),
    Contract(name="projection-message", version=1, adapter=TypeAdapter(ProjectionMessage)),
    Contract(name="publication-message", version=1, adapter=TypeAdapter(PublicationMessage)),
    Contract(name="partner-profile", version=1, adapter=TypeAdapter(PartnerProfile)),
    Contract(
        name="bus-event",
        version=BUS_SCHEMA_VERSION,
        adapter=TypeAdapter(BusEvent),
        declared={"detail_type": _DETAIL_TYPE},
    ),
    *(RowContract(dataset=dataset) for dataset in DATASETS.values()),
)
"""Everything that is stored, queued, published or recorded."""


def contracts(*, folder: Path, check: bool) -> None:
    """Write the JSON Schemas into a folder; a breaking change without a new version is refused."""
    output = Output(as_json=False)
    broken = [text for contract in CONTRACTS for text in faults_of(contract, folder)]
    if broken:
        raise _breaking(broken)
    if check:
        output.say(f"{len(CONTRACTS)} contracts are compatible with {folder}.")
        return
    folder.mkdir(parents=True, exist_ok=True)
    for contract in CONTRACTS:
        (folder / contract.file_name).write_text(render(contract), encoding="utf-8")
    output.say(f"{len(CONTRACTS)} contracts written to {folder}.")


def render(contract: Contract | RowContract) -> str:
    """Return the schema as it stands in its file."""
    return json.dumps(contract.schema(), indent=2, sort_keys=True) + "\n"


def faults_of(contract: Contract | RowContract, folder: Path) -> list[str]:
    """Return what a reader of published documents would trip over.

    Breaks, and versions without a way.
    """
    published = {
        int(path.stem.rpartition(".v")[2]): path for path in folder.glob(f"{contract.name}.v*.json")
    }
    faults = [
        f"{contract.name}: version {version} is published and newer than the code's"
        for version in published
        if version > contract.version
    ]
    faults += [
        f"{contract.name}: version {version} is published and nothing reads it any more"
        for version in published
        if version < contract.version and version not in contract.upcasters
    ]
    current = published.get(contract.version)
    if current is not None:
        before: Schema = json.loads(current.read_text(encoding="utf-8"))
        faults += [f"{contract.name} {text}" for text in breaks(before, contract.schema())]
    return faults


def _breaking(faults: list[str]) -> ConflictError:
    return ConflictError(
        Explanation(
            code="CONTRACT_BROKEN",
            what="; ".join(faults),
            where="the published contracts",
            next_step="Undo it, or raise the version of that contract and give it an upcaster.",
        )
    )
