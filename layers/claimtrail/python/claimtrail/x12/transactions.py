"""The implementation guides that are read here: which ST01, GS01 and GS08 name which of them."""

from typing import NamedTuple

from claimtrail.x12.records import TransactionType


class Guide(NamedTuple):
    """One implementation guide."""

    transaction_type: TransactionType
    identifier: str
    """ST01."""
    functional_code: str
    """GS01."""
    versions: tuple[str, ...]
    """GS08 and ST03: the guide as adopted in 45 CFR 162.1102 to 162.1602, or named by CAQH CORE."""


GUIDES = (
    Guide(
        transaction_type=TransactionType.CLAIM_PROFESSIONAL,
        identifier="837",
        functional_code="HC",
        versions=("005010X222A1",),
    ),
    Guide(
        transaction_type=TransactionType.CLAIM_INSTITUTIONAL,
        identifier="837",
        functional_code="HC",
        versions=("005010X223A2",),
    ),
    Guide(
        transaction_type=TransactionType.CLAIM_ACKNOWLEDGMENT,
        identifier="277",
        functional_code="HN",
        versions=("005010X214",),
    ),
    Guide(
        transaction_type=TransactionType.CLAIM_STATUS,
        identifier="277",
        functional_code="HN",
        versions=("005010X212",),
    ),
    Guide(
        transaction_type=TransactionType.CLAIM_STATUS_REQUEST,
        identifier="276",
        functional_code="HR",
        versions=("005010X212",),
    ),
    Guide(
        transaction_type=TransactionType.REMITTANCE,
        identifier="835",
        functional_code="HP",
        versions=("005010X221A1",),
    ),
    Guide(
        transaction_type=TransactionType.IMPLEMENTATION_ACKNOWLEDGMENT,
        identifier="999",
        functional_code="FA",
        versions=("005010X231A1",),
    ),
    Guide(
        transaction_type=TransactionType.IMPLEMENTATION_ACKNOWLEDGMENT,
        identifier="999",
        functional_code="FA",
        versions=("005010X231",),
    ),
)

IDENTIFIERS = frozenset(guide.identifier for guide in GUIDES)
"""ST01 of every transaction that is read here."""
MEMBERSHIP = frozenset((guide.identifier, guide.functional_code) for guide in GUIDES)
"""Which ST01 belongs in a group of which GS01."""
BY_VERSION = {(guide.identifier, version): guide for guide in GUIDES for version in guide.versions}
"""The guide by ST01 and GS08."""
