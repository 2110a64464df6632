"""Whether a remittance's lines are lines of the submission that it answers.

By the line's control number (REF*6R), which is ours or LX01; where the payer sends none, by what
was charged for the service. A line that matches none is an exception which shows both sides.
"""

from claimtrail.claims.events import Line, RemittanceLineFact, Remitted, Submitted


def strange_lines(remitted: Remitted, sent: Submitted) -> tuple[str, ...]:
    """The lines that answer none of ours, then ours, as `SVC=code:cents` and `837=code:cents`.

    Empty when all do. Codes and cents only.
    """
    strange = [line for line in remitted.lines if not _answers_any(line, sent)]
    if not strange:
        return ()
    theirs = (
        f"SVC={line.procedure_code or line.revenue_code}:{line.charge_cents}" for line in strange
    )
    ours = (
        f"837={line.procedure_code or line.revenue_code}:{line.charge_cents}" for line in sent.lines
    )
    return (*theirs, *ours)


def _answers_any(theirs: RemittanceLineFact, sent: Submitted) -> bool:
    if theirs.control_number:
        return any(
            theirs.control_number in {ours.control_number, ours.number} for ours in sent.lines
        )
    return any(_service(theirs) & _service(ours) for ours in sent.lines)


def _service(line: Line | RemittanceLineFact) -> set[tuple[str, int]]:
    """What was charged; payers may name a line by its revenue code alone (SVC01 with NU)."""
    codes = {line.procedure_code, line.revenue_code} - {""}
    return {(code, line.charge_cents) for code in codes}
