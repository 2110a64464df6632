"""The statuses of service lines in a 277CA and a 277: loops 2220D and 2220E, texts of STC12."""

from simulator.interchange import dollars
from simulator.payers.adjudication import SimulatedDecision, SimulatedRemittedLine, remittances
from simulator.payers.payer_behavior import (
    DENIAL_DECIDED,
    IN_PROCESS,
    PAYMENT_DECIDED,
    REVIEWS,
    PayerAnswer,
)
from simulator.provider.encounter import SimulatedEncounter, SimulatedLine

_TEXTS = (
    "TAXONOMY CODE OF THE BILLING PROVIDER IS NOT ON FILE",
    "MODIFIER NEEDED FOR THIS PROCEDURE",
    "MEMBER NOT FOUND, SEND THE ID AS ON THE CARD",
)
_MORE = ("A7:128:85", "A7:145:85", "A8:496:85")
"""Further reasons beside the first (STC10)."""
_LINE_REASONS = ("A7:454", "A7:453", "A3:21")
"""Procedure code, modifiers; missing or invalid information."""


_LAST_LINE = {PAYMENT_DECIDED: DENIAL_DECIDED, IN_PROCESS: REVIEWS[0]}
"""Of several lines the last may stand elsewhere than its claim; that moves nothing."""


def explanation(claim: SimulatedEncounter) -> str:
    """STC05 to STC12 of a refused claim: a second reason, and a text."""
    choice = claim.chance % len(_MORE)
    return f"******{_MORE[choice]}**{_TEXTS[choice]}"


def refused_lines(claim: SimulatedEncounter, word: PayerAnswer) -> str:
    """Loop 2220D of a 277CA: the first line, of which the refusal speaks, and some second ones.

    STC02 is not used at the line (277CA guide), and STC repeats.
    """
    return "".join(_refused_line(claim, line, word) for line in claim.lines[: 1 + claim.chance % 2])


def _refused_line(claim: SimulatedEncounter, line: SimulatedLine, word: PayerAnswer) -> str:
    reason = _LINE_REASONS[(claim.chance + line.number) % len(_LINE_REASONS)]
    return (
        f"SVC*{_service(line)}*{dollars(line.charge)}**{_revenue_code(line)}***{line.units}~"
        f"STC*{word.composite}**U~STC*{reason}**U~"
        f"REF*FJ*{line.number}~DTP*472*D8*{claim.service_to:%Y%m%d}~"
    )


def lines_decided(claim: SimulatedEncounter, word: PayerAnswer, made: str) -> str:
    """Loop 2220D or 2220E of a 277, each line with its status and some with a text (STC12)."""
    return "".join(_decided_line(claim, line, word, made) for line in claim.lines)


def _decided_line(
    claim: SimulatedEncounter, line: SimulatedLine, word: PayerAnswer, made: str
) -> str:
    is_last = line.number == len(claim.lines) > 1
    said = _LAST_LINE.get(word, word) if is_last else word
    paid = _paid(claim, line) if said == PAYMENT_DECIDED else 0
    text = f"{'*' * 10}{_TEXTS[line.number % len(_TEXTS)]}" if line.number % 2 else ""
    return (
        f"SVC*{_service(line)}*{dollars(line.charge)}*{dollars(paid)}*{_revenue_code(line)}"
        f"***{line.units}~STC*{said.composite}*{made}{text}~"
        f"REF*FJ*{line.number}~DTP*472*D8*{claim.service_to:%Y%m%d}~"
    )


def _paid(claim: SimulatedEncounter, line: SimulatedLine) -> int:
    """Cents; nothing where the claim is paid as one, without lines."""
    lines: list[SimulatedRemittedLine] = [
        one for remittance in remittances(claim, SimulatedDecision.PAID) for one in remittance.lines
    ]
    return sum(one.paid for one in lines if one.line.number == line.number)


def _service(line: SimulatedLine) -> str:
    return f"HC:{line.procedure}" if line.procedure else f"NU:{line.revenue_code}"


def _revenue_code(line: SimulatedLine) -> str:
    return line.revenue_code if line.procedure else ""
