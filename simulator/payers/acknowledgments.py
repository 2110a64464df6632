"""TA1 and 999: what a payer's gateway says about an interchange and the sets in it."""

from dataclasses import dataclass
from datetime import datetime

INTERCHANGE_ACCEPTED = ("A", "000")
INTERCHANGE_REFUSED = ("R", "006")
"""TA105 006: invalid interchange sender identifier."""

_IN_BAD_SET = "IK3*NM1*8*2010*8~IK4*9*67*7~IK5*R*5~"
"""One refused element: a code value that the payer's own edit does not know. No value is echoed."""
_TRIGGERED = (
    "IK3*CLM*{line}*2300*8~CTX*SITUATIONAL TRIGGER*CLM*{line}**5:3*C023:1325~IK4*2*782*1~",
    "IK3*NM1*{line}*2310*3~CTX*SITUATIONAL TRIGGER*CLM*{line}*2300*11:1~",
    "IK3*N4*{line}*2010*8~CTX*SITUATIONAL TRIGGER*N4*{line}~IK4*3*116*1~",
)
"""Errors with the segment that made them errors (CTX02 to CTX06), as payers write them."""


@dataclass(frozen=True, slots=True)
class SentSet:
    """One set of an 837, as it will be acknowledged."""

    control_number: str
    refused: bool


@dataclass(frozen=True, slots=True)
class SentGroup:
    """One functional group of an 837."""

    control_number: str
    version: str
    sets: tuple[SentSet, ...]


@dataclass(frozen=True, slots=True)
class SentInterchange:
    """One 837 file on its way to a payer."""

    control_number: str
    prepared_at: datetime
    refused: bool
    groups: tuple[SentGroup, ...]


def interchange_acknowledgment(sent: SentInterchange) -> str:
    """TA1."""
    code, note = INTERCHANGE_REFUSED if sent.refused else INTERCHANGE_ACCEPTED
    moment = f"{sent.prepared_at:%y%m%d}*{sent.prepared_at:%H%M}"
    return f"TA1*{sent.control_number}*{moment}*{code}*{note}~"


def group_acknowledgment(group: SentGroup, *, triggers: bool = False) -> str:
    """Return the segments of a 999 between ST and SE.

    With `triggers`, accepted sets have errors.
    """
    parts = [f"AK1*HC*{group.control_number}*{group.version}~"]
    for sent in group.sets:
        parts.append(f"AK2*837*{sent.control_number}*{group.version}~")
        parts.append(_on_set(sent, triggers=triggers))
    count = len(group.sets)
    accepted = sum(not sent.refused for sent in group.sets)
    whole = "E" if triggers else "A"
    verdict = whole if accepted == count else "P" if accepted else "R"
    parts.append(f"AK9*{verdict}*{count}*{count}*{accepted}~")
    return "".join(parts)


def _on_set(sent: SentSet, *, triggers: bool) -> str:
    end = _IN_BAD_SET if sent.refused else "IK5*A~"
    if not triggers:
        return end
    number = int(sent.control_number)
    triggered = _TRIGGERED[number % len(_TRIGGERED)].format(line=20 + number % 10)
    return triggered + (end if sent.refused else "IK5*E*5~")
