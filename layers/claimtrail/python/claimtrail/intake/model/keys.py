"""Keys of a file's objects in the buckets: ids, instants and control numbers, and no names.

A sender's file name may hold PHI, so no key has it. An answer is found by ISA13 of what it answers.
"""

import re
from datetime import UTC, datetime

from claimtrail.intake.model.receipt import FileReceipt

TA1 = "ta1"
FUNCTIONAL = "999"
"""Kinds of acknowledgment, as the outbox names them."""
_CONTROL_NUMBER = re.compile("[0-9]{9}")
"""ISA13 as it has to be; anything else may be a name, and is no part of a key."""
_UNNUMBERED = "unnumbered"


def stored_object(partner_id: str, received_at: datetime, file_id: str) -> str:
    """Return where the bytes are kept, in the archive and the quarantine bucket alike."""
    day = received_at.astimezone(UTC).date()
    return f"{partner_id}/{day:%Y/%m/%d}/{file_id}.x12"


def acknowledgment_object(receipt: FileReceipt, kind: str) -> str:
    """Return what the sender gets back, in the outbox bucket; `kind` is TA1 or FUNCTIONAL.

    It is named after ISA13 of the file's first interchange, how many more there are, when the file
    was taken up, and its id: `000000905_and_2_more_20261120T143000Z_fil_2c26...999`. Content that
    was refused and is judged again gets another answer beside the first.
    """
    first = next(iter(receipt.interchange_control_numbers), "")
    number = first if _CONTROL_NUMBER.fullmatch(first) else _UNNUMBERED
    others = receipt.interchange_count - 1
    more = f"_and_{others}_more" if others > 0 else ""
    taken_up = receipt.recorded_at.astimezone(UTC)
    return f"{receipt.partner_id}/{number}{more}_{taken_up:%Y%m%dT%H%M%SZ}_{receipt.file_id}.{kind}"
