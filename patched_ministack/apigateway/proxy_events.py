"""Gap: an HTTP API's function is given no `cookies`, and not the name by which it was asked.

In payload format 2.0 the cookies of a request stand in a list of their own and not among its
headers, and `domainName` is a custom domain where one was addressed. API Gateway also says in
`X-Forwarded-For` from where the request came.
"""

import inspect
from collections.abc import Awaitable, Callable
from typing import Any

from ministack.services import apigateway

from patched_ministack import seam

FOLLOWS = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html"
_COOKIE, _FORWARDED = "cookie", "x-forwarded-for"
Event = dict[str, Any]


def needed() -> bool:
    """Return whether the event of a request still has no list of cookies."""
    source = inspect.getsource(apigateway._invoke_lambda_proxy)
    return 'event["cookies"]' not in source and '"cookies": ' not in source


def apply() -> None:
    """Complete the event before the function is invoked with it."""
    seam.expect(
        holds=needed() and "run_reentrant" in apigateway._invoke_lambda_proxy.__code__.co_names,
        seam="apigateway._invoke_lambda_proxy, which invokes by run_reentrant",
    )
    seam.wrap(
        apigateway, "run_reentrant", parameters=("fn", "args", "thread_name"), build=_completing
    )


def _completing(run: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    async def run_completed(fn: Callable[..., Any], *args: Any, **named: Any) -> Any:
        events = [one for one in args if isinstance(one, dict) and one.get("version") == "2.0"]
        for event in events:
            if "http" in event.get("requestContext", {}):
                complete(event)
        return await run(fn, *args, **named)

    return run_completed


def complete(event: Event) -> None:
    """Give an event of payload format 2.0 its cookies, its domain, and where it came from."""
    headers, context = event["headers"], event["requestContext"]
    cookies = headers.pop(_COOKIE, "")
    if cookies:
        event["cookies"] = [one for part in cookies.split(";") if (one := part.strip())]
    context["domainName"] = headers.get("host", context["domainName"]).partition(":")[0]
    hops = [headers[_FORWARDED]] if headers.get(_FORWARDED) else []
    headers[_FORWARDED] = ", ".join([*hops, context["http"]["sourceIp"]])
