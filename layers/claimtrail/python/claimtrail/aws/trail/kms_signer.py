"""KMS: the key that signs the audit trail's seals, of which only the public half leaves it."""

import hashlib
from functools import cached_property
from typing import Any

from claimtrail.trail.chaining.seals import ALGORITHM


class KmsSigner:
    """A Signer over an ECC_NIST_P256 key; the message itself is never sent."""

    def __init__(self, kms_client: Any, key_id: str) -> None:
        self._client = kms_client
        self._key_id = key_id

    @cached_property
    def public_key(self) -> bytes:
        """Return the public half, as DER SubjectPublicKeyInfo."""
        key: bytes = self._client.get_public_key(KeyId=self._key_id)["PublicKey"]
        return key

    def sign(self, message: bytes) -> bytes:
        """ECDSA over P-256 and SHA-256, as DER."""
        answer = self._client.sign(
            KeyId=self._key_id,
            Message=hashlib.sha256(message).digest(),
            MessageType="DIGEST",
            SigningAlgorithm=ALGORITHM,
        )
        signature: bytes = answer["Signature"]
        return signature
