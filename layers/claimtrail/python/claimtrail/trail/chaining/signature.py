"""Checking a seal's signature offline, with the public key alone.

Apart, because it needs the `cryptography` library: auditors have it, functions do not need it.
"""

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key


def check_signature(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Return whether the key (P-256, DER) made the ECDSA signature (DER) of the message."""
    try:
        key = load_der_public_key(public_key)
        if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(
            key.curve, ec.SECP256R1
        ):
            return False
        key.verify(signature, message, ec.ECDSA(SHA256()))
    except (InvalidSignature, UnsupportedAlgorithm, ValueError):
        return False
    return True
