"""The leaver feed of the identity provider over HTTP: events to SCIM's requests, and back.

It stands beside the JSON API, and is none of it: SCIM has its own media type, errors and token.
"""

from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from claimtrail.access.scim.protocol import MEDIA_TYPE, ROOT, ScimRequest
from claimtrail.web.core.events import bare_request
from claimtrail.web.core.responses import WebResponse

if TYPE_CHECKING:
    from claimtrail.bootstrap.web import WebStores

SCIM = f"{ROOT}/"


def scim_answer(event: Mapping[str, Any], stores: "WebStores") -> dict[str, Any]:
    """Return the answer to an event (payload 2.0). Raises what the stores raise."""
    asked = bare_request(event)
    answered = stores.scim.answer(
        ScimRequest(
            method=event["requestContext"]["http"]["method"],
            path=event["rawPath"],
            query=event.get("rawQueryString") or "",
            body=_body(event),
            actor="",
        ),
        authorization=asked.headers.get("authorization", ""),
        source=asked.source_ip,
    )
    response = WebResponse(
        body=answered.text, content_type=MEDIA_TYPE, headers=dict(answered.headers)
    )
    return {
        "statusCode": int(answered.status),
        "headers": {"Content-Type": response.content_type, **response.all_headers},
        "body": response.body,
        "isBase64Encoded": False,
    }


def _body(event: Mapping[str, Any]) -> str:
    """Return the text of a body; what is no text is no JSON either, and is refused as such."""
    body = event.get("body") or ""
    if not event.get("isBase64Encoded"):
        return str(body)
    try:
        return b64decode(body, validate=True).decode()
    except (Base64Error, UnicodeDecodeError):
        return "\ufffd"
