"""Gap: of an attribute with several values the first is kept (SAML) or none (OIDC).

A user pool's attribute is one text. Cognito makes `[value, value]` of several, and form-encodes
each that has other characters than letters, digits and `.-*_`.
"""

import base64
import contextvars
from collections import defaultdict
from collections.abc import Callable
from typing import Any
from urllib.parse import quote_plus

from ministack.services import cognito

from patched_ministack import seam

FOLLOWS = "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-specifying-attribute-mapping.html"
_ASSERTION = "{urn:oasis:names:tc:SAML:2.0:assertion}"
_SAFE = "*"
"""Beside letters, digits and `_.-`, which no form encodes."""

_federating: contextvars.ContextVar[bool] = contextvars.ContextVar("federating", default=False)


def needed() -> bool:
    """Return whether the emulator still loses all values of a SAML attribute but the first."""
    response = (
        '<Response xmlns="urn:oasis:names:tc:SAML:2.0:assertion"><Assertion><Subject><NameID>a'
        '</NameID></Subject><AttributeStatement><Attribute Name="g"><AttributeValue>x'
        "</AttributeValue><AttributeValue>y</AttributeValue></Attribute></AttributeStatement>"
        "</Assertion></Response>"
    )
    parsed = cognito._parse_saml_response(base64.b64encode(response.encode()).decode())
    return bool(parsed["attributes"] == {"g": "x"})


def apply() -> None:
    """Keep all values, of SAML attributes and of lists in OIDC claims."""
    seam.attribute(cognito, "safe_xml_parse")
    seam.wrap(
        cognito, "_parse_saml_response", parameters=("saml_response_b64",), build=_with_all_values
    )
    seam.wrap(
        cognito,
        "_oauth2_idp_response",
        parameters=("method", "body", "query_params"),
        build=_while_federating,
    )
    seam.wrap(
        cognito, "_decode_id_token_unverified", parameters=("id_token",), build=_with_flat_lists
    )


def flattened(values: list[str]) -> str:
    """Return values as one attribute has them."""
    if len(values) == 1:
        return values[0]
    return f"[{', '.join(quote_plus(value, safe=_SAFE) for value in values)}]"


def _with_all_values(parse: Callable[[str], dict[str, Any]]) -> Callable[[str], dict[str, Any]]:
    def parse_all(saml_response_b64: str) -> dict[str, Any]:
        parsed = parse(saml_response_b64)
        root = cognito.safe_xml_parse(base64.b64decode(saml_response_b64))
        values: dict[str, list[str]] = defaultdict(list)
        statements = f".//{_ASSERTION}AttributeStatement/{_ASSERTION}Attribute"
        for attribute in root.findall(statements):
            for value in attribute.findall(f"{_ASSERTION}AttributeValue"):
                if value.text:
                    values[attribute.get("Name", "")].append(value.text)
        return {**parsed, "attributes": {name: flattened(many) for name, many in values.items()}}

    return parse_all


def _while_federating(respond: Callable[..., Any]) -> Callable[..., Any]:
    def respond_federating(method: str, body: bytes, query_params: dict[str, Any]) -> Any:
        token = _federating.set(True)
        try:
            return respond(method, body, query_params)
        finally:
            _federating.reset(token)

    return respond_federating


def _with_flat_lists(decode: Callable[[str], dict[str, Any]]) -> Callable[[str], dict[str, Any]]:
    """Flatten lists of another provider's id token; those of the pool's own tokens stay lists."""

    def decode_flat(id_token: str) -> dict[str, Any]:
        claims = decode(id_token)
        if not _federating.get():
            return claims
        return {
            name: flattened([str(one) for one in value])
            if isinstance(value, list) and value
            else value
            for name, value in claims.items()
        }

    return decode_flat
