"""Rate limits of the API, and the headers that tell a caller about them.

Fields are those of draft-ietf-httpapi-ratelimit-headers-10: `q` and `w` of the policy, `r` uses
that may come at once, `t` seconds until all of them may.
"""

import math
from collections.abc import Mapping
from datetime import datetime, timedelta

from claimtrail.access.rate_limits import RateLimit, RateUse
from claimtrail.access.sign_in.service import SignInService
from claimtrail.access.subjects import Principal
from claimtrail.web.api.problems import ApiError, problem

_POLICY = "caller"


def use_one(
    sign_in: SignInService, caller: Principal, now: datetime
) -> tuple[Mapping[str, str], ApiError | None]:
    """Use one request of a caller; return the headers, and the problem of too many."""
    limit = sign_in.settings.limits.per_caller
    used = sign_in.limiter.spend(f"api:{caller.id}", limit, now)
    headers = _headers(limit, used)
    if not used.wait:
        return headers, None
    return headers, problem("TOO_MANY_REQUESTS", Retry_After=str(_seconds(used.wait)))


def _headers(limit: RateLimit, used: RateUse) -> dict[str, str]:
    return {
        "RateLimit-Policy": f'"{_POLICY}";q={limit.burst};w={_seconds(limit.window)}',
        "RateLimit": f'"{_POLICY}";r={used.left};t={_seconds(used.full_in)}',
    }


def _seconds(time: timedelta) -> int:
    return math.ceil(time.total_seconds())
