"""A stage on in-memory twins behind the smoke test's port; time passes when somebody waits."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from claimtrail.aws.claims.change_items import _lasting, claim_item
from claimtrail.claims.fold.model import Claim
from claimtrail.intake.model.receipt import FileReceipt
from claimtrail.kernel.errors import NotFoundError
from claimtrail.kernel.ids import claim_id
from claimtrail.kernel.retention import Store
from claimtrail.partners.profile import with_synthetic
from claimtrail.partners.synthetic import PAYER_ID
from claimtrail.smoke.files import FileKind, SyntheticFile
from tests.harness.intake.intake_fixture import KEY, demo_partners
from tests.harness.pipelines.pipeline import Delivery, Pipeline, work_off
from tests.harness.trail.figures import lake_of
from tests.harness.trail.saved_rows import SQL


@dataclass
class TwinStage:
    """`StageUnderTest` over the pipeline on twins; time passes when the walk waits."""

    has_sftp: bool = True
    seconds: float = 0.0
    works: bool = True
    """False: what comes into the inbox is read by nobody."""
    spoiled: Mapping[FileKind, Callable[[bytes], bytes]] = field(default_factory=dict)
    called: int = 0
    """Escalations and tickets of the claim."""
    sealed_through: int = 1_000_000

    def __post_init__(self) -> None:
        self.pipeline = Pipeline()
        self.pipeline.intake.partners = with_synthetic(demo_partners())

    def monotonic(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds
        if self.works:
            work_off(self.pipeline)

    def drop(self, file: SyntheticFile) -> str:
        return self._arrive(file, "")

    def send(self, file: SyntheticFile) -> str:
        return self._arrive(file, "AWSTransfer")

    def _arrive(self, file: SyntheticFile, user_agent: str) -> str:
        content = self.spoiled.get(file.kind, bytes)(file.content)
        key = f"{file.partner_id}/{file.name}"
        arrival = self.pipeline.intake.arrive(key, content, user_agent=user_agent)
        self.pipeline.arrivals.waiting.append(Delivery(arrival))
        return key

    def claim_id(self, number: str) -> str:
        key = KEY.of_partner(PAYER_ID)
        return claim_id(
            secret=key.secret, organization_id=key.organization_id, patient_control_number=number
        )

    def receipt(self, file: SyntheticFile) -> FileReceipt | None:
        content = self.spoiled.get(file.kind, bytes)(file.content)
        dropped = replace(file, content=content)
        files = self.pipeline.intake.files
        return files.find(file_id=dropped.file_id, partner_id=file.partner_id)

    def has_object(self, store: Store, key: str) -> bool:
        intake = self.pipeline.intake
        try:
            (intake.archive if store is Store.ARCHIVE else intake.outbox).describe(key)
        except NotFoundError:
            return False
        return True

    def claim(self, claim_id: str) -> Claim | None:
        return self.pipeline.store.find(claim_id)

    def ask(self, sql: str) -> list[Mapping[str, Any]]:
        lake = lake_of(self.pipeline)
        try:
            return list(lake.ask(sql))
        finally:
            lake.close()

    def ask_saved(self, name: str) -> list[Mapping[str, Any]]:
        return self.ask(SQL[name])

    def seal(self) -> Mapping[str, int]:
        return {"audit": self.sealed_through}

    def follow_ups(self, claim_id: str) -> int:
        del claim_id
        return self.called

    def expires_at(self, claim_id: str) -> int | None:
        change = self.pipeline.store.find_change(claim_id)
        assert change is not None
        item = _lasting(change, claim_item(change))
        return int(item["expires_at"]["N"]) if "expires_at" in item else None
