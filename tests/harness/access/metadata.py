"""SAML metadata of a fictitious identity provider, with real certificates."""

import base64
from datetime import datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

_METADATA = """<?xml version="1.0"?>
<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata"
    xmlns:ds="http://www.w3.org/2000/09/xmldsig#" entityID="https://idp.example">
  <md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    {keys}
  </md:IDPSSODescriptor>
</md:EntityDescriptor>"""
_KEY = """<md:KeyDescriptor{use}><ds:KeyInfo><ds:X509Data><ds:X509Certificate>
{text}
</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>"""


@cache
def certificate(end: datetime) -> bytes:
    """Return a certificate in DER that ends then."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "idp.example")])
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(end - timedelta(days=730))
        .not_valid_after(end)
        .sign(key, hashes.SHA256())
        .public_bytes(Encoding.DER)
    )


def metadata(
    *ends: datetime, use: str = ' use="signing"', encryption: datetime | None = None
) -> bytes:
    """Return metadata whose signing certificates end so."""
    keys = [(use, end) for end in ends]
    if encryption:
        keys.append((' use="encryption"', encryption))
    return _METADATA.format(
        keys="".join(
            _KEY.format(use=word, text=base64.encodebytes(certificate(end)).decode())
            for word, end in keys
        )
    ).encode()
