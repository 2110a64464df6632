"""Whether a remittance's lines are lines of the submission that it answers.

By the line's control number (REF*6R), which is ours or LX01; where the payer sends none, by what
was charged for the service. A line that matches none is an exception which shows both sides.
"""

from collections.abc import Iterable, Sequence

from claimtrail.claims.events import Line, RemittanceLineFact, Remitted, Submitted


def strange_lines(remitted: Remitted, sent: Submitted) -> tuple[str, ...]:
    """The lines that answer none of ours, then ours, as `SVC=code:cents` and `837=code:cents`.

    Empty when all do. Codes and cents only.
    """
    strange = [line for line in remitted.lines if line_answered(line, sent.lines) is None]
    if not strange:
        return ()
    theirs = (
        f"SVC={line.procedure_code or line.revenue_code}:{line.charge_cents}" for line in strange
    )
    ours = (
        f"837={line.procedure_code or line.revenue_code}:{line.charge_cents}" for line in sent.lines
    )
    return (*theirs, *ours)


def line_answered(theirs: RemittanceLineFact, ours: Iterable[Line]) -> Line | None:
    """Which of our lines a remittance's line answers; None when it is none of them."""
    return next((line for line in ours if _answers(theirs, line)), None)


def lines_answered(theirs: RemittanceLineFact, ours: Sequence[Line]) -> list[int]:
    """The places of our lines that a remittance's line may answer."""
    return [place for place, line in enumerate(ours) if _answers(theirs, line)]


def _answers(theirs: RemittanceLineFact, ours: Line) -> bool:
    if theirs.control_number:
        return theirs.control_number in {ours.control_number, ours.number}
    return bool(_service(theirs) & _service(ours)) or _is_unbundled(theirs, ours)


def _is_unbundled(theirs: RemittanceLineFact, ours: Line) -> bool:
    """Tell one of several lines that a payer made of ours: SVC06 has ours, SVC02 a part of it."""
    is_ours = bool(ours.procedure_code) and theirs.submitted_procedure_code == ours.procedure_code
    return is_ours and abs(theirs.charge_cents) <= ours.charge_cents


def _service(line: Line | RemittanceLineFact) -> set[tuple[str, int]]:
    """What was charged; payers may name a line by its revenue code alone (SVC01 with NU).

    Where the payer bundled or changed the procedure, the one that we sent is in SVC06.
    """
    submitted = getattr(line, "submitted_procedure_code", "")
    codes = {line.procedure_code, line.revenue_code, submitted} - {""}
    return {(code, line.charge_cents) for code in codes}
