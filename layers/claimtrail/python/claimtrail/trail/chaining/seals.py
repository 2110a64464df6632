r"""Seals: the ends of all chains at one instant, signed, and chained themselves.

A digest chain proves that nothing was changed in between, not that its end is the true one: whoever
can write the bucket and the heads could make a new chain. The seal's key can neither be read nor
be used by the trail's writer, and the public half is published beside the seals:

    seals/dt=YYYY-MM-DD/<seq, 12 digits>.seal      line 1: the statement (JSON); line 2: the
                                                   signature of line 1's bytes, base64
    seals/keys/<SHA-256 of the DER>.pem            the public key

Every byte of a seal is either signed or signature, so that none can be altered unseen:

    openssl dgst -sha256 -verify KEY.pem -signature <(tail -n 1 SEAL | base64 -d) \
        <(head -n 1 SEAL | tr -d '\n')
"""

import base64
import binascii
import json
import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from claimtrail.kernel.clock import Clock, format_instant, parse_instant
from claimtrail.kernel.errors import ConflictError, Explanation
from claimtrail.trail.chaining.adoption import Budget, bring_up
from claimtrail.trail.chaining.append import extend
from claimtrail.trail.chaining.chain import SEALS, ChainPosition, digest
from claimtrail.trail.chaining.contents import ContentError, StatedPlace, is_sha256, strict_json
from claimtrail.trail.ports import ChainStore, Signer

KEYS_PREFIX = f"{SEALS}/keys/"
ALGORITHM = "ECDSA_SHA_256"
"""KMS's name of it: P-256 and SHA-256."""
_SCHEMA_VERSION = 1
_LINES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Root:
    """The newest counted object of a chain at the time of sealing."""

    dataset: str
    seq: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """The statement of a seal."""

    seq: int
    """Number of the seal, from 1."""
    bucket: str
    """The audit bucket that it seals: a seal of another stage's trail proves nothing here."""
    day: date
    """The day under which it stands."""
    previous_sha256: str
    """SHA-256 of the seal before; 64 zeros for the first."""
    sealed_at: datetime
    public_key_sha256: str
    roots: tuple[Root, ...]
    """By dataset; a chain that was never written is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """A statement as its bytes say it, and their signature."""

    statement: Statement
    message: bytes
    signature: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """The outcome of a run of the sealer."""

    key: str | None
    """The new seal; None when the last one says the same of this day."""
    roots: tuple[Root, ...]
    public_key_sha256: str


def state(statement: Statement) -> bytes:
    """Return the statement's one form: JSON with sorted keys, no blanks, ASCII."""
    value = {
        "algorithm": ALGORITHM,
        "bucket": statement.bucket,
        "chain_seq": statement.seq,
        "dt": statement.day.isoformat(),
        "previous_sha256": statement.previous_sha256,
        "public_key_sha256": statement.public_key_sha256,
        "roots": [
            {"dataset": root.dataset, "chain_seq": root.seq, "sha256": root.sha256}
            for root in statement.roots
        ],
        "schema_version": _SCHEMA_VERSION,
        "sealed_at": format_instant(statement.sealed_at),
    }
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode("ascii")


def write_seal(message: bytes, signature: bytes) -> bytes:
    """Return the bytes of a seal."""
    return message + b"\n" + base64.b64encode(signature) + b"\n"


def read_seal(data: bytes) -> Seal:
    """Read a seal. Raises ValueError unless it is, byte for byte, in the form that is written."""
    lines = data.split(b"\n")
    try:
        message, text = lines[:_LINES]
        signature = base64.b64decode(text, validate=True)
        statement = _statement(strict_json(message))
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error) as error:
        raise ValueError("not a seal") from error
    if state(statement) != message or write_seal(message, signature) != data:
        raise ValueError("not in a seal's form")
    return Seal(statement=statement, message=message, signature=signature)


def stated_by_seal(data: bytes) -> StatedPlace:
    """Return the place that a seal says. Raises ContentError."""
    try:
        statement = read_seal(data).statement
    except ValueError as error:
        raise ContentError(str(error)) from None
    return StatedPlace(
        dataset=SEALS,
        day=statement.day.isoformat(),
        seq=statement.seq,
        previous_sha256=statement.previous_sha256,
        rows=1,
    )


def _statement(value: dict[str, Any]) -> Statement:
    if (value["schema_version"], value["algorithm"]) != (_SCHEMA_VERSION, ALGORITHM):
        raise ValueError("a seal of another kind")
    roots = tuple(_root(root) for root in value["roots"])
    if len({root.dataset for root in roots}) != len(roots):
        raise ValueError("it names a chain twice")
    if not is_sha256(value["previous_sha256"]):
        raise ValueError("no digest of the seal before")
    return Statement(
        seq=int(value["chain_seq"]),
        bucket=str(value["bucket"]),
        day=date.fromisoformat(value["dt"]),
        previous_sha256=str(value["previous_sha256"]),
        sealed_at=parse_instant(value["sealed_at"]),
        public_key_sha256=str(value["public_key_sha256"]),
        roots=roots,
    )


def _root(value: dict[str, Any]) -> Root:
    if not is_sha256(value["sha256"]):
        raise ValueError("a root without a digest")
    return Root(
        dataset=str(value["dataset"]), seq=int(value["chain_seq"]), sha256=str(value["sha256"])
    )


def public_key_key(fingerprint: str) -> str:
    """Return where a public key is published."""
    return f"{KEYS_PREFIX}{fingerprint}.pem"


def to_pem(public_key: bytes) -> bytes:
    """Return a public key as text (RFC 7468)."""
    body = "\n".join(textwrap.wrap(base64.b64encode(public_key).decode("ascii"), 64))
    return f"-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----\n".encode("ascii")


def from_pem(text: bytes) -> bytes:
    """Return the DER of a public key in PEM. Raises ValueError when it is none."""
    lines = [line.strip() for line in text.strip().splitlines()]
    if lines[:1] != [b"-----BEGIN PUBLIC KEY-----"] or lines[-1:] != [b"-----END PUBLIC KEY-----"]:
        raise ValueError("not a public key in PEM")
    return base64.b64decode(b"".join(lines[1:-1]), validate=True)


def seal(
    store: ChainStore, signer: Signer, *, bucket: str, datasets: Iterable[str], clock: Clock
) -> Sealed:
    """Publish the public key and seal the ends of the chains, unless they are sealed today.

    A day on which nothing was written is sealed as well: silence is then a statement, too. Raises
    ConflictError (AUDIT_HEADS_WENT_BACK) when a chain is shorter than the last seal says.
    """
    now = clock()
    fingerprint = digest(signer.public_key)
    store.put_new(public_key_key(fingerprint), to_pem(signer.public_key))
    roots = tuple(_roots(store, sorted(datasets)))
    last = _last(store, now)
    if last:
        _refuse_shorter(last.roots, {root.dataset: root for root in roots})
    if last and last.roots == roots and _day(last.sealed_at) == _day(now):
        return Sealed(key=None, roots=roots, public_key_sha256=fingerprint)

    def make(place: ChainPosition, previous_sha256: str) -> bytes:
        message = state(
            Statement(
                seq=place.seq,
                bucket=bucket,
                day=place.day,
                previous_sha256=previous_sha256,
                sealed_at=now,
                public_key_sha256=fingerprint,
                roots=roots,
            )
        )
        return write_seal(message, signer.sign(message))

    place = extend(store, SEALS, make, now=now, stated_by=stated_by_seal)
    return Sealed(key=place.key, roots=roots, public_key_sha256=fingerprint)


def _refuse_shorter(before: Iterable[Root], now: Mapping[str, Root]) -> None:
    """Sign nothing that contradicts what is signed: somebody changed or removed a head."""
    for old in before:
        new = now.get(old.dataset)
        if new and (new.seq > old.seq or new == old):
            continue
        raise ConflictError(
            Explanation(
                code="AUDIT_HEADS_WENT_BACK",
                what="a chain's head is not what the last seal signs, or behind it",
                where=f"dataset {old.dataset}, sealed up to number {old.seq}",
                next_step="Nothing was sealed. After a restore of the operations table, "
                "`claimtrail audit heads --rebuild` writes the heads again from the bucket. "
                "Otherwise verify the trail (`claimtrail audit verify DIR`), and find in "
                "CloudTrail who wrote `chain#` items of the operations table.",
            )
        )


def _roots(store: ChainStore, datasets: list[str]) -> Iterable[Root]:
    for dataset in datasets:
        head = store.head(dataset)
        if head and head.seq:
            yield Root(dataset=dataset, seq=head.seq, sha256=head.sha256)


def _last(store: ChainStore, now: datetime) -> Statement | None:
    """Return the newest seal; None when there is none, or when its place is not known for sure.

    A head that is behind the bucket is brought up first, since it names an older seal.
    """
    budget = Budget()
    while bring_up(store, SEALS, store.head(SEALS), budget, now=now, stated_by=stated_by_seal):
        pass
    head = store.head(SEALS)
    if head is None or head.reserved:
        return None
    data = store.read(ChainPosition(SEALS, head.day, head.seq).key)
    return read_seal(data).statement if data else None


def _day(instant: datetime) -> date:
    return instant.astimezone(UTC).date()
