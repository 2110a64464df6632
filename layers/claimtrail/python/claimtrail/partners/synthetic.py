"""The synthetic partners of every stage: a biller and a payer with which a stage tests itself.

Declared in code, so that no stage lacks them and none changes them. Their ids, identities and
identifiers are reserved: a stage's own profile that has one of them is refused, and so is another
partner's file that is signed by one (`INTAKE_WRONG_DROPBOX`).
"""

from collections.abc import Iterable, Iterator
from typing import Any

from claimtrail.kernel.errors import ConfigurationError, Explanation
from claimtrail.kernel.synthetic import SYNTHETIC_PREFIX

RESERVED = SYNTHETIC_PREFIX.removesuffix("-").upper()
"""The beginning of every identifier that the synthetic partners have; reserved in any case."""
BILLER_ID = f"{SYNTHETIC_PREFIX}biller"
PAYER_ID = f"{SYNTHETIC_PREFIX}payer"
BILLER_IDENTITY = f"{RESERVED}BILL"
"""ISA06 of the biller, with the qualifier ZZ."""
PAYER_IDENTITY = f"{RESERVED}PAY"
"""ISA06 of the payer, with the qualifier ZZ."""
PAYER_IDENTIFIER = f"{RESERVED}PAY"
"""2010BB NM109 and 835 N104."""
COMPANY_IDENTIFIER = f"1{RESERVED}"
"""835 BPR10 and TRN03."""
_CONTACT = {"name": "The stage itself: `claimtrail smoke`, docs/smoke.md"}

SYNTHETIC_PROFILES: tuple[dict[str, Any], ...] = (
    {
        "id": BILLER_ID,
        "name": "Synthetic biller",
        "role": "billing",
        "identities": [{"qualifier": "ZZ", "sender_id": BILLER_IDENTITY}],
        "transactions": ["837P"],
        "contact": _CONTACT,
    },
    {
        "id": PAYER_ID,
        "name": "Synthetic payer",
        "role": "payer",
        "identities": [{"qualifier": "ZZ", "sender_id": PAYER_IDENTITY}],
        "payer_identifiers": [PAYER_IDENTIFIER, COMPANY_IDENTIFIER],
        "transactions": ["TA1", "999", "277CA", "277", "835"],
        "terms": {"adjudication_days": 30, "business_days_to_835": 5},
        "contact": _CONTACT,
    },
)
"""The profiles as TOML would give them."""

SYNTHETIC_IDS: tuple[str, ...] = tuple(one["id"] for one in SYNTHETIC_PROFILES)


def require_unreserved(partner_id: str, identifiers: Iterable[str], *, where: str) -> None:
    """Raise ConfigurationError for a profile that could pass for a synthetic partner's."""
    reserved = next(_reserved(partner_id, identifiers), None)
    if reserved is not None:
        raise ConfigurationError(
            Explanation(
                code="PROFILE_RESERVED",
                what=f"{reserved!r} is reserved for the stage's own synthetic partners",
                where=where,
                next_step="Choose another id or identifier; docs/smoke.md has the reason.",
            )
        )


def _reserved(partner_id: str, identifiers: Iterable[str]) -> Iterator[str]:
    if partner_id.startswith(SYNTHETIC_PREFIX):
        yield partner_id
    yield from (one for one in identifiers if RESERVED in one.upper())
