"""A signing key held in memory: the twin of the one in KMS."""

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


class MemorySigner:
    """A P-256 key made from a number, so that tests have the same key each time."""

    def __init__(self, secret: int = 1) -> None:
        self._key = ec.derive_private_key(secret, ec.SECP256R1())

    @property
    def public_key(self) -> bytes:
        """DER SubjectPublicKeyInfo."""
        return self._key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    def sign(self, message: bytes) -> bytes:
        """ECDSA with SHA-256, DER."""
        return self._key.sign(message, ec.ECDSA(SHA256()))
