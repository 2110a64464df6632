"""Ends of the certificates in SAML metadata.

Functions have no library of X.509. What is asked is one field at a fixed place (RFC 5280 section
4.1), so that forty lines read it; a test holds them against `cryptography`.
"""

import base64
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple
from xml.etree import ElementTree as ET

MOST_BYTES = 1 << 20
"""A provider's metadata have some kilobytes."""
_METADATA = "{urn:oasis:names:tc:SAML:2.0:metadata}"
_CERTIFICATE = "{http://www.w3.org/2000/09/xmldsig#}X509Certificate"
_SIGNING = (None, "signing")
"""A key without a use serves for both (SAML 2.0 metadata, section 2.4.1.1)."""
_VERSION, _UTC_TIME, _GENERALIZED_TIME = 0xA0, 0x17, 0x18
_VALIDITY = 3
"""Its place after serial number, signature algorithm and issuer."""
_LONG_FORM, _LENGTH_BITS = 0x80, 0x7F
_MOST_LENGTH_BYTES = 4


class _Element(NamedTuple):
    tag: int
    value: bytes


def signing_certificates_end(metadata: bytes) -> tuple[datetime, ...]:
    """Return when the signing certificates of a provider's metadata end.

    Raises ValueError for what are no metadata of an identity provider.
    """
    if len(metadata) > MOST_BYTES:
        raise ValueError("the metadata are too large")
    try:
        root = ET.fromstring(metadata)  # noqa: S314 - expat bounds what entities expand to
    except ET.ParseError:
        raise ValueError("the metadata are no XML") from None
    ends = tuple(
        certificate_end(base64.b64decode("".join((found.text or "").split()), validate=True))
        for descriptor in root.iter(f"{_METADATA}IDPSSODescriptor")
        for key in descriptor.iter(f"{_METADATA}KeyDescriptor")
        if key.get("use") in _SIGNING
        for found in key.iter(_CERTIFICATE)
    )
    if not ends:
        raise ValueError("the metadata have no signing certificate")
    return ends


def certificate_end(certificate: bytes) -> datetime:
    """Return `notAfter` of a certificate in DER. Raises ValueError for what is none."""
    try:
        [whole] = _elements(certificate)
        to_be_signed, *_ = _elements(whole.value)
        fields = [one for one in _elements(to_be_signed.value) if one.tag != _VERSION]
        _, not_after = _elements(fields[_VALIDITY].value)
    except (IndexError, ValueError):
        raise ValueError("the certificate is no X.509") from None
    return _time(not_after)


def _elements(data: bytes) -> Iterator[_Element]:
    """Yield the elements of DER that stand side by side."""
    at = 0
    while at < len(data):
        tag, length, start = data[at], data[at + 1], at + 2
        if length & _LONG_FORM:
            size = length & _LENGTH_BITS
            if not 0 < size <= _MOST_LENGTH_BYTES:
                raise ValueError(size)
            length, start = int.from_bytes(data[start : start + size]), start + size
        if start + length > len(data):
            raise ValueError(length)
        yield _Element(tag, data[start : start + length])
        at = start + length


def _time(element: _Element) -> datetime:
    """Return a time; of two figures, years from 50 on are of the last century (RFC 5280)."""
    text = element.value.decode("ascii")
    if element.tag == _UTC_TIME:
        text = ("19" if text >= "50" else "20") + text
    elif element.tag != _GENERALIZED_TIME:
        raise ValueError("the certificate has no end")
    return datetime.strptime(text, "%Y%m%d%H%M%SZ").replace(tzinfo=UTC)
