"""Records of the claims of an 837 level, row by row of its sound segments."""

from operator import itemgetter

from claimtrail.codes import services
from claimtrail.codes.services import Standing
from claimtrail.x12.extract.claim_837 import SERVICE_DATE, STATEMENT_DATES, Above, tax_id
from claimtrail.x12.extract.values import NO_PERIOD, Period, day
from claimtrail.x12.fast.claim_values import (
    AMOUNTS,
    DIAGNOSIS_NAMES,
    IN_FORCE,
    PERIODS,
    PROCEDURES,
    QUANTITIES,
)
from claimtrail.x12.fast.memo import DoubtError
from claimtrail.x12.fast.rows import Row
from claimtrail.x12.fast.walk_states import Take
from claimtrail.x12.guide import Node
from claimtrail.x12.records import (
    NOBODY,
    ByteRange,
    Person,
    Reference,
    ServiceLine,
    SubmittedClaim,
)
from claimtrail.x12.shapes import COMPONENT

_TYPE_OF_BILL = "A"
"""CLM05-2: CLM05 is a type of bill."""
_IS_SECONDARY = itemgetter(0)
_new = tuple.__new__
"""Makes a record of the tuple of its fields, in their order."""


class _Line:
    """A line on its way."""

    __slots__ = ("control", "dates", "number", "service")

    def __init__(self, number: str) -> None:
        self.number = number
        self.service: Row = []
        self.dates: Row = []
        self.control = ""


class _Claim:
    """A claim on its way."""

    __slots__ = ("clm", "diagnoses", "index", "lines", "references", "rendering", "statement")

    def __init__(self, clm: Row, index: int) -> None:
        self.clm, self.index = clm, index
        self.references: list[Reference] = []
        self.diagnoses: list[Row] = []
        self.statement: Row = []
        self.rendering = ""
        self.lines: list[_Line] = []


class LevelReader:
    """Reads levels that stand one after the other, as `ClaimExtractor` does."""

    def __init__(self, above: Above) -> None:
        """`above` is kept up to date."""
        self._above = above
        self._submitted_on = day(above.submitted_on)
        self._claims: list[_Claim] = []

    def enter(self, level: str) -> None:
        """Begin with a level, by HL03."""
        self._above.enter(level)
        self._claims.clear()

    @property
    def lines(self) -> int | None:
        """Lines of the last claim of the level; None when it has no claims."""
        return len(self._claims[-1].lines) if self._claims else None

    def coverage(self, row: Row, _: int) -> None:
        """Take SBR of the subscriber."""
        self._above.filing_indicator = row[9]

    def other_name(self, row: Row, _: int) -> None:
        """Take NM1 of one who is not in the record, before a claim."""
        self._above.last_person = row[1]

    def billing(self, row: Row, _: int) -> None:
        """Take NM1*85."""
        above = self._above
        above.last_person, above.billing_name, above.billing_npi = row[1], row[3], _npi(row)

    def billing_reference(self, row: Row, _: int) -> None:
        """Take REF of the billing provider."""
        self._above.billing_tax_id = tax_id(row[1], row[2]) or self._above.billing_tax_id

    def payer(self, row: Row, _: int) -> None:
        """Take NM1*PR of the level."""
        above = self._above
        above.last_person, above.payer_name, above.payer_identifier = row[1], row[3], row[9]

    def subscriber(self, row: Row, _: int) -> None:
        """Take NM1*IL of the level."""
        self._above.last_person, self._above.subscriber = row[1], _person(row)

    def patient(self, row: Row, _: int) -> None:
        """Take NM1*QC."""
        self._above.last_person, self._above.patient = row[1], _person(row)

    def subscriber_born(self, row: Row, _: int) -> None:
        """Take DMG of the subscriber."""
        self._above.subscriber = _born(self._above.subscriber, row)

    def patient_born(self, row: Row, _: int) -> None:
        """Take DMG of the patient."""
        self._above.patient = _born(self._above.patient or NOBODY, row)

    def claim(self, row: Row, index: int) -> None:
        """Take CLM; `index` is its place among the segments."""
        self._claims.append(_Claim(row, index))

    def reference(self, row: Row, _: int) -> None:
        """Take REF of loops 2300 and 2310."""
        self._claims[-1].references.append(_new(Reference, row[1:3]))

    def diagnoses(self, row: Row, _: int) -> None:
        """Take HI."""
        self._claims[-1].diagnoses.append(row)

    def statement(self, row: Row, _: int) -> None:
        """Take DTP*434."""
        self._claims[-1].statement = row

    def rendering(self, row: Row, _: int) -> None:
        """Take NM1*82 of the claim."""
        self._claims[-1].rendering = _npi(row)

    def line(self, row: Row, _: int) -> None:
        """Take LX. Raises DoubtError when it does not count on."""
        lines = self._claims[-1].lines
        lines.append(_Line(row[1]))
        if row[1] != str(len(lines)):
            raise DoubtError

    def service(self, row: Row, _: int) -> None:
        """Take SV1 or SV2."""
        self._claims[-1].lines[-1].service = row

    def service_date(self, row: Row, _: int) -> None:
        """Take DTP*472 of the line."""
        self._claims[-1].lines[-1].dates = row

    def control(self, row: Row, _: int) -> None:
        """Take REF*6R of the line."""
        self._claims[-1].lines[-1].control = row[2]

    def claims(self, segments: list[str], texts: list[str], offset: int) -> list[SubmittedClaim]:
        """Return the claims of the level; `offset` is that of its first byte.

        `segments` have the line breaks before them, `texts` have not. Raises DoubtError.
        """
        found: list[SubmittedClaim] = []
        index, ends = 0, [claim.index for claim in self._claims[1:]]
        for claim, end in zip(self._claims, [*ends, len(segments)], strict=False):
            start = claim.index
            offset += sum(map(len, segments[index:start])) + start - index
            first = offset + len(segments[start]) - len(texts[start])
            offset += sum(map(len, segments[start:end])) + end - start
            found.append(self._record(claim, _new(ByteRange, (first, offset))))
            index = end
        return found

    def _record(self, claim: _Claim, span: ByteRange) -> SubmittedClaim:
        clm, above = claim.clm, self._above
        _require(all(line.service for line in claim.lines))
        lines = list(map(_service_line, claim.lines))
        total = AMOUNTS[clm[2]]
        if lines and sum([line.charge for line in lines]) != total:
            raise DoubtError
        first, last = _claim_period(claim, lines)
        facility, kind, frequency = [*clm[5].split(COMPONENT), "", "", ""][:3]
        if kind == _TYPE_OF_BILL:
            _require(services.type_of_bill(facility, frequency, first) is Standing.VALID)
        for line, source in zip(lines, claim.lines, strict=True):
            text = source.service[2] if line.revenue_code else source.service[1]
            _require(IN_FORCE[line.revenue_code, text, line.service_from or first])
        fields = (
            span,
            clm[1],
            total,
            facility,
            frequency,
            next((item.value for item in claim.references if item.qualifier == "F8"), ""),
            above.filing_indicator,
            above.payer_name,
            above.payer_identifier,
            above.billing_npi,
            above.billing_name,
            claim.rendering,
            above.subscriber,
            above.patient or above.subscriber,
            first,
            last,
            _diagnoses(claim.diagnoses),
            tuple(claim.references),
            tuple(lines),
            self._submitted_on,
            above.batch_reference,
            above.submitter,
            above.purpose_code,
            above.batch_type,
            (),
            above.billing_tax_id,
        )
        return _new(SubmittedClaim, fields)


_TAKES: dict[tuple[str, str, str], Take] = {
    ("2000B", "SBR", ""): LevelReader.coverage,
    ("2010AA", "NM1", "85"): LevelReader.billing,
    ("2010AA", "REF", ""): LevelReader.billing_reference,
    ("2010BA", "NM1", "IL"): LevelReader.subscriber,
    ("2010BA", "DMG", ""): LevelReader.subscriber_born,
    ("2010BB", "NM1", "PR"): LevelReader.payer,
    ("2010CA", "NM1", "QC"): LevelReader.patient,
    ("2010CA", "DMG", ""): LevelReader.patient_born,
    ("2300", "CLM", ""): LevelReader.claim,
    ("2300", "DTP", STATEMENT_DATES): LevelReader.statement,
    ("2300", "HI", ""): LevelReader.diagnoses,
    ("2400", "LX", ""): LevelReader.line,
    ("2400", "SV1", ""): LevelReader.service,
    ("2400", "SV2", ""): LevelReader.service,
    ("2400", "DTP", SERVICE_DATE): LevelReader.service_date,
    ("2400", "REF", "6R"): LevelReader.control,
}
"""What is read, by loop, segment and the key that its place takes (empty: any)."""
_TAKES_OF_LOOPS: tuple[tuple[str, str, str, Take], ...] = (
    ("2300", "REF", "", LevelReader.reference),
    ("2310", "REF", "", LevelReader.reference),
    ("2310", "NM1", "82", LevelReader.rendering),
    ("2010", "NM1", "", LevelReader.other_name),
)
"""The same for loops whose identifiers begin so."""


def take_of(loop_id: str, node: Node) -> Take | None:
    """Return what takes the segment of a place; None when nothing is read from it."""
    keys = {"", *(node.key or ())} if len(node.key or ()) == 1 else {""}
    named = [_TAKES[loop_id, node.id, key] for key in keys if (loop_id, node.id, key) in _TAKES]
    named += [
        take
        for loop, segment, key, take in _TAKES_OF_LOOPS
        if loop_id.startswith(loop) and node.id == segment and key in keys
    ]
    return named[0] if named else None


def _require(proven: bool) -> None:  # noqa: FBT001 - the condition itself
    if not proven:
        raise DoubtError


def _npi(row: Row) -> str:
    return row[9] if row[8] == "XX" else ""


def _person(row: Row) -> Person:
    return _new(Person, (row[3], row[4], row[9], None, ""))


def _born(person: Person, row: Row) -> Person:
    return _new(Person, (*person[:3], day(row[2]), row[3]))


def _service_line(line: _Line) -> ServiceLine:
    service, dates = line.service, line.dates
    shift = 1 if service[0] == "SV2" else 0
    first, last = PERIODS[dates[2], dates[3]] if dates else NO_PERIOD
    fields = (
        line.number,
        line.control,
        *PROCEDURES[service[1 + shift]],
        service[1] if shift else "",
        AMOUNTS[service[2 + shift]],
        QUANTITIES[service[4 + shift]],
        service[3 + shift],
        first,
        last,
        () if shift or not service[7] else tuple(service[7].split(COMPONENT)),
    )
    return _new(ServiceLine, fields)


def _claim_period(claim: _Claim, lines: list[ServiceLine]) -> Period:
    if claim.statement:
        stated = PERIODS[claim.statement[2], claim.statement[3]]
        if stated != NO_PERIOD:
            return stated
    first = min([x.service_from for x in lines if x.service_from], default=None)
    return first, max([x.service_to for x in lines if x.service_to], default=None)


def _diagnoses(rows: list[Row]) -> tuple[str, ...]:
    """The diagnoses of a claim's HI segments, the principal one first."""
    named = [
        diagnosis
        for row in rows
        for value in row[1:]
        if value and (diagnosis := DIAGNOSIS_NAMES[value]) is not None
    ]
    named.sort(key=_IS_SECONDARY)
    return tuple([name for _, name in named])
