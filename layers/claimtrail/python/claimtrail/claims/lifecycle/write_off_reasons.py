"""Reasons for writing off a balance: one table, by the code that commands and rows show."""

from collections.abc import Mapping
from types import MappingProxyType

WRITE_OFF_REASONS: Mapping[str, str] = MappingProxyType(
    {
        "timely_filing": "timely filing (the payer's last day to file, correct or appeal)",
        "no_authorization": "no prior authorization or referral was obtained",
        "not_covered": "the plan does not cover the service, and the patient does not owe it",
        "medical_necessity": "the payer does not find the service medically necessary",
        "contractual": "contractual allowance that the remittance does not state",
        "bundled": "the payer pays the service within another one",
        "small_balance": "the balance is too small to pursue",
        "charity_care": "financial assistance by the provider's own policy",
        "bad_debt": "not collected after reasonable efforts",
        "billing_error": "an error of our own that cannot be corrected any more",
    }
)
"""Code to our words. A table of ours: no X12 list has reasons of a provider's own adjustments."""
