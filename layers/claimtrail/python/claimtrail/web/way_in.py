"""The way in of a request: past the front it is refused, through it the person's address is known.

It is judged before anything else is read of the request.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from claimtrail.access.front.origin import ORIGIN_HEADER, OriginCheck, viewer_address

_FORWARDED = "x-forwarded-for"
REFUSED: Mapping[str, Any] = MappingProxyType({"statusCode": 403, "headers": {}, "body": ""})
"""The answer to who came past the front: nothing, since no person comes that way."""


def entered(event: Mapping[str, Any], origin: OriginCheck) -> dict[str, Any] | None:
    """Return the event with the person's own address, without the front's secret.

    None where the request did not come through the front.
    """
    headers = dict(event.get("headers") or {})
    if not origin.accepts(headers.pop(ORIGIN_HEADER, None)):
        return None
    context = event["requestContext"]
    http = context["http"]
    address = viewer_address(
        headers.get(_FORWARDED), http.get("sourceIp", ""), is_behind_front=origin.is_front
    )
    seen = {**context, "http": {**http, "sourceIp": address}}
    return {**event, "headers": headers, "requestContext": seen}
