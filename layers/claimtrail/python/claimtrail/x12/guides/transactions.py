"""The implementation guides that are read here: which ST01, GS01 and GS08 name which of them."""

from typing import NamedTuple

from claimtrail.x12.model import TransactionType
from claimtrail.x12.model.catalog import FindingCode


class GuideIdentity(NamedTuple):
    """One implementation guide."""

    transaction_type: TransactionType
    identifier: str
    """ST01."""
    functional_code: str
    """GS01."""
    versions: tuple[str, ...]
    """GS08 and ST03: the guide as adopted in 45 CFR 162.1102 to 162.1602, or named by CAQH CORE."""
    tolerated: tuple[str, ...] = ()
    """GS08 of the same guide before or after its adopted addenda: read by the table of the first
    version, and reported."""


_LATER = ("", "A1", "A2", "A3", "E1", "E2", "E3")
"""Addenda and errata of a guide; errata correct its text and change no loop or segment."""


def _others(guide: str, adopted: str = "") -> tuple[str, ...]:
    return tuple(f"{guide}{later}" for later in _LATER if later != adopted)


GUIDES = (
    GuideIdentity(
        transaction_type=TransactionType.CLAIM_PROFESSIONAL,
        identifier="837",
        functional_code="HC",
        versions=("005010X222A1",),
        tolerated=_others("005010X222", "A1"),
    ),
    GuideIdentity(
        transaction_type=TransactionType.CLAIM_INSTITUTIONAL,
        identifier="837",
        functional_code="HC",
        versions=("005010X223A2",),
        tolerated=_others("005010X223", "A2"),
    ),
    GuideIdentity(
        transaction_type=TransactionType.CLAIM_ACKNOWLEDGMENT,
        identifier="277",
        functional_code="HN",
        versions=("005010X214",),
        tolerated=_others("005010X214"),
    ),
    GuideIdentity(
        transaction_type=TransactionType.CLAIM_STATUS,
        identifier="277",
        functional_code="HN",
        versions=("005010X212",),
        tolerated=_others("005010X212"),
    ),
    GuideIdentity(
        transaction_type=TransactionType.CLAIM_STATUS_REQUEST,
        identifier="276",
        functional_code="HR",
        versions=("005010X212",),
        tolerated=_others("005010X212"),
    ),
    GuideIdentity(
        transaction_type=TransactionType.REMITTANCE,
        identifier="835",
        functional_code="HP",
        versions=("005010X221A1",),
        tolerated=_others("005010X221", "A1"),
    ),
    GuideIdentity(
        transaction_type=TransactionType.IMPLEMENTATION_ACKNOWLEDGMENT,
        identifier="999",
        functional_code="FA",
        versions=("005010X231A1",),
    ),
    GuideIdentity(
        transaction_type=TransactionType.IMPLEMENTATION_ACKNOWLEDGMENT,
        identifier="999",
        functional_code="FA",
        versions=("005010X231",),
    ),
)


class UnreadGuide(NamedTuple):
    """A guide that is reported apart by name and not read here."""

    identifier: str
    """ST01."""
    version: str
    """GS08 and ST03."""
    name: str
    code: FindingCode = FindingCode.GUIDE_NOT_READ


UNREAD_GUIDES = (
    UnreadGuide(
        identifier="277",
        version="005010X364",
        name="277 data reporting acknowledgment",
        code=FindingCode.DATA_REPORTING,
    ),
    UnreadGuide(identifier="277", version="005010X213", name="277 request for information"),
    UnreadGuide(identifier="837", version="005010X224A2", name="837D"),
    UnreadGuide(identifier="837", version="005010X298", name="837P data reporting"),
    UnreadGuide(identifier="837", version="005010X299", name="837I data reporting"),
    UnreadGuide(identifier="837", version="005010X300", name="837D data reporting"),
    UnreadGuide(identifier="270", version="005010X279A1", name="270 eligibility inquiry"),
    UnreadGuide(identifier="271", version="005010X279A1", name="271 eligibility answer"),
    UnreadGuide(identifier="275", version="005010X210", name="275 attachment"),
    UnreadGuide(identifier="278", version="005010X217", name="278 authorization"),
    UnreadGuide(identifier="820", version="005010X218", name="820 premium payment"),
    UnreadGuide(identifier="834", version="005010X220A1", name="834 enrollment"),
)
"""Names are those of X12's guides, shortened."""

IDENTIFIERS = frozenset(guide.identifier for guide in GUIDES)
"""ST01 of every transaction that is read here."""
MEMBERSHIP = frozenset((guide.identifier, guide.functional_code) for guide in GUIDES)
"""The ST01 that belongs in a group, by GS01."""
WITH_VERSION = IDENTIFIERS - {"835"}
"""ST01 of the guides that have ST03; that of the 835 does not use it."""
BY_VERSION = {
    (guide.identifier, version): guide
    for guide in GUIDES
    for version in (*guide.versions, *guide.tolerated)
}
"""The guide by ST01 and GS08."""
TOLERATED = {
    (guide.identifier, version): guide.versions[0]
    for guide in GUIDES
    for version in guide.tolerated
}
"""The adopted version by ST01 and the GS08 that stands for it (docs/x12-guides.md)."""
UNREAD_BY_VERSION = {(guide.identifier, guide.version): guide for guide in UNREAD_GUIDES}
