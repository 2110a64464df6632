"""Gap: a SAML response is believed whoever signed it, so that anybody signs in as anybody.

The signature is checked with the certificate of the provider's metadata, and what is read is what
was signed, so that nothing can be wrapped around it. The assertion has to be of a sign-in, for this
user pool, and of now: a provider signs other assertions, too. A provider that is given by the
address of its metadata stays unchecked: the emulator does not fetch them.
"""

import base64
import binascii
import inspect
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from lxml import etree
from ministack.services import cognito
from signxml.exceptions import InvalidInput, InvalidSignature
from signxml.verifier import XMLVerifier

from patched_ministack import seam
from patched_ministack.cognito.relays import form_fields

FOLLOWS = "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-saml-idp-things-to-know.html"
_ASSERTION = "urn:oasis:names:tc:SAML:2.0:assertion"
_PROTOCOL = "urn:oasis:names:tc:SAML:2.0:protocol"
_CERTIFICATE = "{http://www.w3.org/2000/09/xmldsig#}X509Certificate"
_OF_RESPONSE, _OF_ASSERTION = f"{{{_PROTOCOL}}}Response", f"{{{_ASSERTION}}}Assertion"


def needed() -> bool:
    """Return whether the emulator still reads a response without asking who signed it."""
    return "verify" not in inspect.getsource(cognito._parse_saml_response).lower()


def apply() -> None:
    """Check the signature before a response is read."""
    for name in ("_auth_codes", "_get_pool_unscoped", "error_response_json", "safe_xml_parse"):
        seam.attribute(cognito, name)
    seam.wrap(cognito, "_saml2_idp_response", parameters=("body", "query_params"), build=_checking)


def _checking(respond: Callable[..., Any]) -> Callable[..., Any]:
    def respond_checked(body: bytes, query_params: dict[str, Any]) -> Any:
        form = {name: values[0] for name, values in form_fields(body).items()}
        relay = cognito._auth_codes.get(form.get("RelayState", "")) or {}
        certificates = _certificates(relay)
        if certificates and "SAMLResponse" in form:
            signed = _signed_assertion(form["SAMLResponse"], certificates)
            if signed is None or not _is_sign_in(signed, relay["pool_id"]):
                return cognito.error_response_json(
                    "InvalidParameterException", "Invalid SAML response received.", 400
                )
            body = urlencode({**form, "SAMLResponse": _response_with(signed)}).encode()
        return respond(body, query_params)

    return respond_checked


def _certificates(relay: dict[str, Any]) -> list[str]:
    """Return the certificates of the provider that a sign-in was begun with, as PEM."""
    pool = cognito._get_pool_unscoped(relay.get("pool_id", "")) or {}
    provider = pool.get("_identity_providers", {}).get(relay.get("provider_name", "")) or {}
    metadata = provider.get("ProviderDetails", {}).get("MetadataFile", "")
    if not metadata:
        return []
    texts = (found.text or "" for found in cognito.safe_xml_parse(metadata).iter(_CERTIFICATE))
    return [
        f"-----BEGIN CERTIFICATE-----\n{text.strip()}\n-----END CERTIFICATE-----\n"
        for text in texts
    ]


def _signed_assertion(encoded: str, certificates: list[str]) -> Any:
    """Return the assertion that one of the certificates signed, by itself or with all, or None."""
    try:
        sent = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        return None
    for certificate in certificates:
        try:
            found = XMLVerifier().verify(sent, x509_cert=certificate)
        except (InvalidInput, InvalidSignature, ValueError, etree.XMLSyntaxError):
            continue
        signed = (found[0] if isinstance(found, list) else found).signed_xml
        if signed is not None and signed.tag == _OF_RESPONSE:
            signed = signed.find(_OF_ASSERTION)
        if signed is not None and signed.tag == _OF_ASSERTION:
            return signed
    return None


def _is_sign_in(assertion: Any, pool_id: str) -> bool:
    """Return whether an assertion says that somebody has just signed in for a user pool."""
    audiences = [one.text for one in assertion.iter(f"{{{_ASSERTION}}}Audience")]
    ends = [
        datetime.fromisoformat(one.get("NotOnOrAfter", ""))
        for name in ("SubjectConfirmationData", "Conditions")
        for one in assertion.iter(f"{{{_ASSERTION}}}{name}")
        if one.get("NotOnOrAfter")
    ]
    return (
        assertion.find(f"{{{_ASSERTION}}}AuthnStatement") is not None
        and audiences == [f"urn:amazon:cognito:sp:{pool_id}"]
        and bool(ends)
        and datetime.now(UTC) < min(ends)
    )


def _response_with(assertion: Any) -> str:
    response = etree.Element(_OF_RESPONSE)
    response.append(assertion)
    return base64.b64encode(etree.tostring(response)).decode()
