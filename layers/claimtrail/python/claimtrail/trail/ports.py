"""The ports of the trail: where rows are handed over, and chained objects and heads kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from claimtrail.kernel.errors import ConflictError, Explanation
from claimtrail.trail.datasets.dataset import Row, RowsByDataset


class RowSink(Protocol):
    """Takes rows for the trail, at least once; the dataset's key tells repeats apart."""

    def send(self, dataset: str, rows: Sequence[Row]) -> None:
        """Hand over all rows, or raise, so that the caller is retried."""
        ...

    def send_all(self, rows: RowsByDataset) -> None:
        """Hand over the rows of several datasets together, or raise likewise."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Up to where a dataset's chain is known to have been written, and where it goes on."""

    day: date
    """The UTC day of that object; if `reserved`, the day under which the next one must be put."""
    reserved: bool
    """True if a writer has begun the next object."""
    seq: int
    """Number of the newest known object, counted from 1 over all days; 0 before the first."""
    sha256: str
    """Of that object's bytes as stored, in hexadecimal; 64 zeros before the first."""


class ChainStore(Protocol):
    """Write-once objects and one head per dataset."""

    def head(self, dataset: str) -> Head | None:
        """Return the head, strongly consistent; None when nothing was ever written."""
        ...

    def advance(self, dataset: str, *, expected: Head | None, new: Head) -> None:
        """Move the head. Raises ConflictError when the stored head is not `expected`."""
        ...

    def put_new(self, key: str, data: bytes) -> bool:
        """Write an object that does not exist yet; False (and nothing written) when it does."""
        ...

    def read(self, key: str) -> bytes | None:
        """Return the bytes of the object's first version; None when there is none."""
        ...

    def keys_after(self, dataset: str, key: str, *, most: int) -> Sequence[str]:
        """Return the dataset's first keys behind a key, in their order, of its days alone.

        From the first one if `key` is empty. A key that a delete marker hides is among them.
        """
        ...


class Signer(Protocol):
    """An asymmetric key of which only the public half ever leaves its keeper."""

    @property
    def public_key(self) -> bytes:
        """Return the public half, as DER SubjectPublicKeyInfo (RFC 5280)."""
        ...

    def sign(self, message: bytes) -> bytes:
        """ECDSA over P-256 and SHA-256, as DER (RFC 3279)."""
        ...


def head_moved(dataset: str) -> ConflictError:
    """Return the refusal that every ChainStore gives to a writer with an outdated head."""
    return ConflictError(
        Explanation(
            code="AUDIT_HEAD_MOVED",
            what="another writer extended the chain",
            where=f"dataset {dataset}",
            next_step="Nothing is lost: the batch is redelivered and goes on from the new head.",
        )
    )
