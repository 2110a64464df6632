"""The port to a deployed stage: the smoke test drops as a partner, and looks as an operator."""

from collections.abc import Mapping
from typing import Any, Protocol

from claimtrail.claims.fold.model import Claim
from claimtrail.intake.model.receipt import FileReceipt
from claimtrail.kernel.retention import Store
from claimtrail.smoke.files import SyntheticFile


class StageUnderTest(Protocol):
    """A stage. Reads of claims and receipts are strongly consistent."""

    @property
    def has_sftp(self) -> bool:
        """True if the synthetic payer has an account and its private key is at hand."""
        ...

    def drop(self, file: SyntheticFile) -> str:
        """Put a file into its partner's inbox; return where. Raises ClaimTrailError."""
        ...

    def send(self, file: SyntheticFile) -> str:
        """Deliver a file over SFTP; return where. Raises ClaimTrailError."""
        ...

    def claim_id(self, number: str) -> str:
        """Return the id of the synthetic claim with that patient control number."""
        ...

    def receipt(self, file: SyntheticFile) -> FileReceipt | None:
        """Return the file's receipt; None while the stage has not begun to read it."""
        ...

    def has_object(self, store: Store, key: str) -> bool:
        """Return whether a bucket of files holds an object."""
        ...

    def claim(self, claim_id: str) -> Claim | None:
        """Return the claim; None while it was not projected."""
        ...

    def ask(self, sql: str) -> list[Mapping[str, Any]]:
        """Return Athena's answer by column. Raises ClaimTrailError (QUERY_FAILED, ...)."""
        ...

    def ask_saved(self, name: str) -> list[Mapping[str, Any]]:
        """Return Athena's answer to a saved query."""
        ...

    def seal(self) -> Mapping[str, int]:
        """Have the trail sealed; return the newest sealed object of each dataset, by its number.

        Raises ClaimTrailError.
        """
        ...

    def follow_ups(self, claim_id: str) -> int:
        """Return how many escalations and tickets a claim has."""
        ...

    def expires_at(self, claim_id: str) -> int | None:
        """Return when the claim's item expires (epoch seconds); None: never."""
        ...
