"""Sensitive topics of tickets: what a patient cannot pay is for few eyes, by job function."""

from collections.abc import Mapping
from types import MappingProxyType

TOPICS: Mapping[str, str] = MappingProxyType(
    {
        "patient_billing/payment_plan": "payment_plan",
        "patient_billing/charity_care": "charity_care",
    }
)
"""By category; its subcategories are as sensitive."""


def sensitive_topic(category: str) -> str:
    """Return the sensitive topic of a ticket's category; empty for any other."""
    area_and_category = "/".join(category.split("/")[:2])
    return TOPICS.get(area_and_category, "")
