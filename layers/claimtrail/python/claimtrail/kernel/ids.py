"""Opaque identifiers. None of them can be read back into a name, an account or a member number.

An event's id comes from where it stands in the payer's bytes, so that the same file delivered ten
times yields the same events. A claim's id is a keyed hash of what payers echo (CLM01), so that an
event finds its claim without a read, and nothing readable shows in a key (45 CFR 164.514(b)(2)).
"""

import hashlib
import hmac
import re

TICKET_PREFIX = "tkt_"


CLAIM_PREFIX = "clm_"
FILE_PREFIX = "fil_"
DELIVERY_PREFIX = "dlv_"
EVENT_PREFIX = "evt_"
ENCOUNTER_PREFIX = "enc_"
PATIENT_PREFIX = "pat_"


_BASE32 = "abcdefghijklmnopqrstuvwxyz234567"
"""RFC 4648, in lower case."""
_PAIRS = tuple(first + second for first in _BASE32 for second in _BASE32)
"""Ten bits each. Every record needs several ids, and base64.b32encode takes thrice as long."""
_CLAIM_ID = re.compile(r"clm_[a-z2-7]{24}")


def _letters(digest: bytes, length: int) -> str:
    """Return the first letters, an even number, of a digest in Base32."""
    number = int.from_bytes(digest, "big") >> 8 * len(digest) - 5 * length
    return "".join([_PAIRS[number >> bits & 1023] for bits in range(5 * length - 10, -1, -10)])


def normalize_patient_control_number(number: str) -> str:
    """CLM01 as payers may echo it: upper case, no surrounding or inner blanks."""
    return "".join(number.split()).upper()


def synthetic_secret(secret: bytes) -> bytes:
    """Return the secret behind the ids of synthetic claims, from which no real claim's id comes."""
    return hmac.digest(secret, b"synthetic", "sha256")


def claim_id(*, secret: bytes, organization_id: str, patient_control_number: str) -> str:
    """Return the claim's id, and with it its DynamoDB partition: `clm_` and 24 letters (120 bits).

    Raises ValueError when the secret is shorter than 32 bytes or the number is empty.
    """
    number = normalize_patient_control_number(patient_control_number)
    if len(secret) < 32:  # noqa: PLR2004 - HMAC-SHA256 key size, RFC 2104 section 3
        raise ValueError("the claim key secret needs at least 32 bytes")
    if not number:
        raise ValueError("the patient control number is empty")
    message = f"{organization_id}|{number}".encode()
    return CLAIM_PREFIX + _letters(hmac.digest(secret, message, "sha256"), 24)


def is_claim_id(text: str) -> bool:
    """Return whether a text has the form of a whole claim's id."""
    return _CLAIM_ID.fullmatch(text) is not None


def unnumbered_claim_id(*, secret: bytes, organization_id: str, sha256: str, offset: int) -> str:
    """Return the id under which a record waits whose number is nobody's: of its place in its file.

    Raises ValueError when the secret is shorter than 32 bytes.
    """
    parts = (sha256, str(offset))
    key = match_key(
        secret=secret, organization_id=organization_id, method="unnumbered", parts=parts
    )
    return CLAIM_PREFIX + key.removeprefix("unnumbered:")


def encounter_id(claim_id: str) -> str:
    """Return the id of the encounter that a claim bills.

    Both are found by the account number (CLM01).
    """
    return ENCOUNTER_PREFIX + claim_id.removeprefix(CLAIM_PREFIX)


def claim_of_encounter(encounter_id: str) -> str:
    """Return the id of the claim that bills an encounter."""
    return CLAIM_PREFIX + encounter_id.removeprefix(ENCOUNTER_PREFIX)


def patient_id(*, secret: bytes, organization_id: str, medical_record_number: str) -> str:
    """Return the patient's id: `pat_` and 24 letters.

    Raises ValueError when the secret is shorter than 32 bytes or the number is empty.
    """
    number = normalize_patient_control_number(medical_record_number)
    if not number:
        raise ValueError("the medical record number is empty")
    parts = (number,)
    key = match_key(secret=secret, organization_id=organization_id, method="patient", parts=parts)
    return PATIENT_PREFIX + key.removeprefix("patient:")


def match_key(*, secret: bytes, organization_id: str, method: str, parts: tuple[str, ...]) -> str:
    """Return a keyed hash by which records of one claim find each other.

    `<method>:` and 24 letters.

    Raises ValueError when the secret is shorter than 32 bytes.
    """
    if len(secret) < 32:  # noqa: PLR2004 - as for the claim's id
        raise ValueError("the claim key secret needs at least 32 bytes")
    message = "|".join((organization_id, method, *parts)).encode()
    return f"{method}:{_letters(hmac.digest(secret, message, 'sha256'), 24)}"


def file_id(sha256: str) -> str:
    """Return the file's id, from the SHA-256 (hex) of its bytes.

    The same content has the same id.
    """
    return FILE_PREFIX + sha256[:24]


def event_id(*, sha256: str, offset: int, kind: str) -> str:
    """Return the event's id, from the file's SHA-256 (hex).

    The record's byte offset and its kind.
    """
    message = f"{sha256}|{offset}|{kind}".encode()
    return EVENT_PREFIX + _letters(hashlib.sha256(message).digest(), 26)


def derived_id(prefix: str, *parts: str) -> str:
    """Return a deterministic id for a record that follows from others: same parts, same id."""
    message = "|".join(parts).encode()
    return prefix + _letters(hashlib.sha256(message).digest(), 26)
