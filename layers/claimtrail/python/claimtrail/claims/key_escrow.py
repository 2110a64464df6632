"""The claim key, sealed for two people; both are needed.

Claim ids are a keyed hash: with another key, the next file about a claim finds none. So the key is
kept beside the stage as well: split in two parts by exclusive or, of which one alone is
random, each sealed with one person's RSA public key (OAEP, SHA-256; RFC 8017). A part is opened
without this program, too:

    openssl pkeyutl -decrypt -inkey ana.key -pkeyopt rsa_padding_mode:oaep \
        -pkeyopt rsa_oaep_md:sha256 -pkeyopt rsa_mgf1_md:sha256
"""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from claimtrail.kernel.errors import ClaimTrailError, Explanation

_SCHEMA_VERSION = 1
_LEAST_BITS = 2048
_PURPOSE = b"claimtrail claim key"
_PADDING = padding.OAEP(
    mgf=padding.MGF1(algorithm=hashes.SHA256()), algorithm=hashes.SHA256(), label=None
)


class EscrowError(ClaimTrailError):
    """An escrow, or a key for one, is not what it is taken for."""


def fingerprint_of(secret: bytes) -> str:
    """Return what tells one claim key from another and gives neither away (it has 380 bits)."""
    return hmac.new(secret, _PURPOSE, hashlib.sha256).hexdigest()


def seal_claim_key(secret: bytes, recipients: Sequence[bytes], *, stage: str) -> str:
    """Return an escrow of the secret as JSON, for two public keys in PEM. Raises EscrowError."""
    keys = [_public_key(pem) for pem in recipients]
    mask = secrets.token_bytes(len(secret))
    parts = (mask, _xor(secret, mask))
    sealed = [
        {"recipient_sha256": _key_id(key), "part": _text(key.encrypt(part, _PADDING))}
        for key, part in zip(keys, parts, strict=True)
    ]
    value = {
        "schema_version": _SCHEMA_VERSION,
        "stage": stage,
        "secret_fingerprint": fingerprint_of(secret),
        "parts": sealed,
    }
    return json.dumps(value, indent=1, sort_keys=True) + "\n"


def open_claim_key(escrow: str, private_keys: Sequence[tuple[bytes, bytes | None]]) -> bytes:
    """Return the secret of an escrow, by two private keys in PEM with their passphrases.

    Raises EscrowError when the escrow is none, a key opens no part, or the parts make another key.
    """
    value = _read(escrow)
    by_id = {part["recipient_sha256"]: part["part"] for part in value["parts"]}
    opened = [_open(by_id, pem, passphrase) for pem, passphrase in private_keys]
    secret = _xor(*opened)
    if fingerprint_of(secret) != value["secret_fingerprint"]:
        raise _refused("the two parts together are not the key that was sealed", "the escrow")
    return secret


def recipients_of(escrow: str) -> tuple[str, ...]:
    """Return the SHA-256 of the public keys that an escrow is sealed for."""
    return tuple(part["recipient_sha256"] for part in _read(escrow)["parts"])


def _read(escrow: str) -> dict[str, Any]:
    try:
        value = json.loads(escrow)
        known = value["schema_version"] == _SCHEMA_VERSION
        complete = all(part["recipient_sha256"] and part["part"] for part in value["parts"])
        if known and complete and value["secret_fingerprint"]:
            return dict(value)
    except (ValueError, KeyError, TypeError):
        pass
    raise _refused("it is no escrow of a claim key", "the escrow")


def _open(by_id: dict[str, str], pem: bytes, passphrase: bytes | None) -> bytes:
    try:
        key = load_pem_private_key(pem, passphrase)
    except (ValueError, TypeError) as error:
        raise _refused("it is no private key in PEM, or its passphrase is another", "--key") from (
            error
        )
    if not isinstance(key, rsa.RSAPrivateKey):
        raise _refused("it is no RSA key", "--key")
    part = by_id.get(_key_id(key.public_key()))
    if part is None:
        raise _refused("the escrow is not sealed for this key", "--key")
    try:
        return key.decrypt(base64.b64decode(part, validate=True), _PADDING)
    except ValueError as error:
        raise _refused("its part of the escrow does not open", "--key") from error


def _public_key(pem: bytes) -> rsa.RSAPublicKey:
    try:
        key = load_pem_public_key(pem)
    except ValueError as error:
        raise _refused("it is no public key in PEM", "--for") from error
    if not isinstance(key, rsa.RSAPublicKey) or key.key_size < _LEAST_BITS:
        raise _refused(f"it is no RSA key of {_LEAST_BITS} bits or more", "--for")
    return key


def _key_id(key: rsa.RSAPublicKey) -> str:
    der = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(der).hexdigest()


def _xor(first: bytes, second: bytes) -> bytes:
    if len(first) != len(second):
        raise _refused("the two parts are not of one key", "the escrow")
    return bytes(a ^ b for a, b in zip(first, second, strict=True))


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _refused(what: str, where: str) -> EscrowError:
    return EscrowError(
        Explanation(
            code="ESCROW_REFUSED",
            what=what,
            where=where,
            next_step="Give the file that the export of the claim key wrote, and the RSA keys of "
            "both people whom it was sealed for.",
        )
    )
