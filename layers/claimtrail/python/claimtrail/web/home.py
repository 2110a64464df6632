"""The landing page: each role's own work."""

from collections.abc import Mapping
from types import MappingProxyType

from claimtrail.access.roles import JobRole
from claimtrail.access.subjects import Principal
from claimtrail.web.core.replies import RedirectReply, Reply
from claimtrail.web.core.requests import PageRequest

LANDING: Mapping[JobRole, str] = MappingProxyType(
    {
        JobRole.BILLER: "/work",
        JobRole.MANAGER: "/overview",
        JobRole.CLINICIAN: "/documents",
        JobRole.FINANCE: "/payments",
        JobRole.AUDITOR: "/trail",
        JobRole.SUPPORT_1: "/work",
        JobRole.SUPPORT_2: "/work",
        JobRole.SUPPORT_3: "/incidents",
        JobRole.PAYER_LIAISON: "/work",
        JobRole.OPERATOR: "/incidents",
        JobRole.ANALYST: "/overview",
        JobRole.ADMINISTRATOR: "/access-reviews",
    }
)
"""The page on which each role lands; who has several lands on the first one's of this order."""


def land(request: PageRequest) -> Reply:
    """Lead to the role's own page."""
    return RedirectReply(location=landing_of(request.person))


def landing_of(person: Principal) -> str:
    """Return the page on which a person lands."""
    return next(path for role, path in LANDING.items() if role in person.roles)
