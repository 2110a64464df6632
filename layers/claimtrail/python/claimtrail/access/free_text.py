"""Words that people give as a reason: long enough to be one, without numbers of a patient.

They are kept for reviewers. Names are not always known from other words, so that forms ask to leave
them out, and those behind "patient" are masked; numbers are refused (account, member and record
numbers, dates of birth).
"""

import re

from claimtrail.access.errors import UnusableTextError
from claimtrail.kernel.errors import Explanation
from claimtrail.tickets.masking.guarding import guarded_alone

LEAST, MOST = 15, 500
"""Characters of a reason."""
GUIDANCE = "Say why in a sentence, without names, numbers or dates of the patient."
_NUMBERS = re.compile(r"\d{5}|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}", re.ASCII)


def checked_words(text: str, *, least: int = LEAST) -> str:
    """Return a reason without blanks around it, and masked. Raises UnusableTextError."""
    words = " ".join(text.split())
    if len(words) < least:
        raise _unusable("REASON_TOO_SHORT", f"a reason has {least} characters at least")
    if len(words) > MOST:
        raise _unusable("REASON_TOO_LONG", f"a reason has {MOST} characters at most")
    if _NUMBERS.search(words):
        raise _unusable("REASON_HAS_NUMBERS", "the reason has a long number or a date")
    return guarded_alone(words)


def _unusable(code: str, what: str) -> UnusableTextError:
    return UnusableTextError(
        Explanation(code=code, what=what, where="the reason", next_step=GUIDANCE)
    )
