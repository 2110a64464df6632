"""The match of a remittance's lines with those of the submission that it answers.

By the line's control number (REF*6R), which is ours or LX01; where the payer sends none, by what
was charged for the service. A line that matches none is an exception which shows both sides.
"""

from collections.abc import Sequence

from claimtrail.claims.facts.remittances import RemittanceLineFact, Remitted
from claimtrail.claims.facts.submissions import Line, Submitted


def unmatched_remittance_lines(
    remitted: Remitted, sent: Submitted, known: "SentLines | None" = None
) -> tuple[str, ...]:
    """Return the lines that answer none of ours, then ours.

    As `SVC=code:cents` and `837=code:cents`.

    Empty when all do. Codes and cents only. `known` are our lines, if they are indexed already.
    """
    known = known or SentLines(sent.lines)
    strange = [line for line in remitted.lines if not known.places_of(line)]
    if not strange:
        return ()
    theirs = (
        f"SVC={line.procedure_code or line.revenue_code}:{line.charge_cents}" for line in strange
    )
    ours = (
        f"837={line.procedure_code or line.revenue_code}:{line.charge_cents}" for line in sent.lines
    )
    return (*theirs, *ours)


class SentLines:
    """The lines of a submission by what a remittance may name them by.

    The control number; else what was charged for the service; else, of several lines that a payer
    made of one of ours, the procedure that we sent (SVC06) with a part of its charge (SVC02).
    """

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._by_number: dict[str, list[int]] = {}
        self._by_service: dict[tuple[str, int], list[int]] = {}
        self._by_procedure: dict[str, list[int]] = {}
        for place, line in enumerate(lines):
            for number in {line.control_number, line.number} - {""}:
                self._by_number.setdefault(number, []).append(place)
            for service in _service(line):
                self._by_service.setdefault(service, []).append(place)
            if line.procedure_code:
                self._by_procedure.setdefault(line.procedure_code, []).append(place)

    def places_of(self, theirs: RemittanceLineFact) -> list[int]:
        """Return the places of the lines that a remittance's line may answer.

        The first one first.
        """
        if theirs.control_number:
            return self._by_number.get(theirs.control_number, [])
        found = {
            place for service in _service(theirs) for place in self._by_service.get(service, ())
        }
        least = abs(theirs.charge_cents)
        found.update(
            place
            for place in self._by_procedure.get(theirs.submitted_procedure_code, ())
            if self._lines[place].charge_cents >= least
        )
        return sorted(found)


def _service(line: Line | RemittanceLineFact) -> set[tuple[str, int]]:
    """Return what was charged; payers may name a line by its revenue code alone (SVC01 with NU).

    Where the payer bundled or changed the procedure, the one that we sent is in SVC06.
    """
    submitted = getattr(line, "submitted_procedure_code", "")
    codes = {line.procedure_code, line.revenue_code, submitted} - {""}
    return {(code, line.charge_cents) for code in codes}
