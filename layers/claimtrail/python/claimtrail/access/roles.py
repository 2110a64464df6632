"""Roles of people: the jobs that ClaimTrail knows, one or more a person.

45 CFR 164.514(d)(2) asks for the persons or classes of persons who need access, and for the
categories of protected health information that each needs.
"""

from enum import StrEnum
from types import MappingProxyType


class JobRole(StrEnum):
    """A job function, as the identity provider's groups are mapped to it."""

    BILLER = "biller"
    MANAGER = "manager"
    CLINICIAN = "clinician"
    FINANCE = "finance"
    AUDITOR = "auditor"
    SUPPORT_1 = "support_1"
    SUPPORT_2 = "support_2"
    SUPPORT_3 = "support_3"
    PAYER_LIAISON = "payer_liaison"
    OPERATOR = "operator"
    ANALYST = "analyst"
    ADMINISTRATOR = "administrator"


JOBS = MappingProxyType(
    {
        JobRole.BILLER: "works claims that are rejected, denied or late, until they are paid",
        JobRole.MANAGER: "leads billers: sees the same, assigns work, approves, reads the figures",
        JobRole.CLINICIAN: "supplies documents that a payer waits for",
        JobRole.FINANCE: "reconciles payments, adjustments and balances",
        JobRole.AUDITOR: "reads everything that is evidence, and changes nothing",
        JobRole.SUPPORT_1: "billing specialist: first tier of the support desk",
        JobRole.SUPPORT_2: "revenue integrity analyst: second tier",
        JobRole.SUPPORT_3: "integration engineer: third tier, files and interfaces",
        JobRole.PAYER_LIAISON: "speaks with payers about their claims, files and connections",
        JobRole.OPERATOR: "keeps the deployment running",
        JobRole.ANALYST: "asks Athena, on masked data",
        JobRole.ADMINISTRATOR: "manages people, roles and settings; sees no claims",
    }
)
"""The job of each role in one line."""


def role_words(role: JobRole | str) -> str:
    """Return a role as people read it: `payer liaison`, `support 1`."""
    return JobRole(role).value.replace("_", " ")
