"""Records of the claims of an 837 level, made of the values of its sound segments."""

from collections.abc import Iterable
from decimal import Decimal
from operator import itemgetter

from claimtrail.codes import services
from claimtrail.codes.services import Standing
from claimtrail.x12.extract.claim_837 import SERVICE_DATE, STATEMENT_DATES, Above, tax_id
from claimtrail.x12.extract.values import NO_PERIOD, Period, day
from claimtrail.x12.fast.claim_values import (
    AMOUNTS,
    DAYS_IN_FORCE,
    DIAGNOSIS_NAMES,
    FACILITIES,
    PERIODS,
    PROCEDURES,
    QUANTITIES,
    dollars,
    is_in_force,
)
from claimtrail.x12.fast.memo import DoubtError
from claimtrail.x12.fast.passages import Take, Values, Whole, take
from claimtrail.x12.fast.walk_states import Reading
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


class _Claim:
    """A claim on its way."""

    __slots__ = (
        *("clm", "diagnoses", "lines", "other_payers", "references", "rendering", "statement"),
        "undated",
    )

    def __init__(self, clm: Values) -> None:
        self.clm = clm
        self.references: list[Reference] = []
        self.diagnoses: list[Values] = []
        self.statement: Values = ()
        self.rendering = ""
        self.other_payers: list[str] = []
        self.lines: list[ServiceLine] = []
        self.undated: list[tuple[str, str]] = []
        """Revenue codes and procedures of lines without a day."""


class LevelReader:
    """Reads levels that stand one after the other, as `ClaimExtractor` does."""

    def __init__(self, above: Above, most_lines: int) -> None:
        """`above` is kept up to date; a claim may have so many lines."""
        self._above, self._most_lines = above, most_lines
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

    def coverage(self, values: Values) -> None:
        """Take SBR of the subscriber."""
        (self._above.filing_indicator,) = values

    def other_name(self, values: Values) -> None:
        """Take NM1 of one who is not in the record, before a claim."""
        (self._above.last_person,) = values

    def billing(self, values: Values) -> None:
        """Take NM1*85."""
        above = self._above
        above.last_person, above.billing_name, qualifier, number = values
        above.billing_npi = number if qualifier == "XX" else ""

    def billing_reference(self, values: Values) -> None:
        """Take REF of the billing provider."""
        qualifier, number = values
        self._above.billing_tax_id = tax_id(qualifier, number) or self._above.billing_tax_id

    def payer(self, values: Values) -> None:
        """Take NM1*PR of the level."""
        above = self._above
        above.last_person, above.payer_name, above.payer_identifier = values

    def subscriber(self, values: Values) -> None:
        """Take NM1*IL of the level."""
        entity, last, first, member = values
        self._above.last_person = entity
        self._above.subscriber = _new(Person, (last, first, member, None, ""))

    def patient(self, values: Values) -> None:
        """Take NM1*QC."""
        entity, last, first, member = values
        self._above.last_person = entity
        self._above.patient = _new(Person, (last, first, member, None, ""))

    def subscriber_born(self, values: Values) -> None:
        """Take DMG of the subscriber."""
        self._above.subscriber = _born(self._above.subscriber, values)

    def patient_born(self, values: Values) -> None:
        """Take DMG of the patient."""
        self._above.patient = _born(self._above.patient or NOBODY, values)

    def claim(self, values: Values) -> None:
        """Take CLM."""
        self._claims.append(_Claim(values))

    def reference(self, values: Values) -> None:
        """Take REF of loops 2300 and 2310."""
        self._claims[-1].references.append(_new(Reference, values))

    def diagnoses(self, row: Values) -> None:
        """Take HI."""
        self._claims[-1].diagnoses.append(row)

    def statement(self, values: Values) -> None:
        """Take DTP*434."""
        self._claims[-1].statement = values

    def rendering(self, values: Values) -> None:
        """Take NM1*82 of the claim."""
        qualifier, number = values
        self._claims[-1].rendering = number if qualifier == "XX" else ""

    def other_payer(self, values: Values) -> None:
        """Take NM1*PR of another payer."""
        (identifier,) = values
        if identifier:
            self._claims[-1].other_payers.append(identifier)

    def line(  # noqa: PLR0913, PLR0917 - the values of a line, as `LINE` has them
        self,
        number: str,
        revenue: str,
        procedure: str,
        charge: str,
        unit: str,
        units: str,
        pointers: str,
        form: str,
        period: str,
        control: str,
    ) -> None:
        """Take loop 2400. Raises DoubtError."""
        claim = self._claims[-1]
        lines = claim.lines
        if not charge or number != str(len(lines) + 1) or len(lines) >= self._most_lines:
            raise DoubtError
        first, last = PERIODS[form, period] if form else NO_PERIOD
        if first is None:
            claim.undated.append((revenue, procedure))
        else:
            days = DAYS_IN_FORCE[revenue, procedure]
            if days is None or not days[0] <= first <= days[1]:
                raise DoubtError
        qualifier, code, modifiers = PROCEDURES[procedure]
        fields = (
            number,
            control,
            qualifier,
            code,
            modifiers,
            revenue,
            Decimal(charge) if charge[-3:-2] == "." else AMOUNTS[charge],
            QUANTITIES[units],
            unit,
            first,
            last,
            tuple(pointers.split(COMPONENT)) if pointers else (),
        )
        lines.append(_new(ServiceLine, fields))

    def claims(self, spans: Iterable[ByteRange]) -> list[SubmittedClaim]:
        """Return the claims of the level, which stand there. Raises DoubtError."""
        return list(map(self._record, self._claims, spans))

    def _record(self, claim: _Claim, span: ByteRange) -> SubmittedClaim:
        above, lines = self._above, claim.lines
        number, charge, place = claim.clm
        total = dollars(charge)
        if lines and sum([line.charge for line in lines]) != total:
            raise DoubtError
        first, last = _claim_period(claim)
        facility, kind, frequency = FACILITIES[place]
        if kind == _TYPE_OF_BILL:
            _require(services.type_of_bill(facility, frequency, first) is Standing.VALID)
        for revenue, procedure in claim.undated:
            _require(is_in_force(revenue, procedure, first))
        fields = (
            span,
            number,
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
            tuple(claim.other_payers),
        )
        return _new(SubmittedClaim, fields)


_TAKES: dict[tuple[str, str, str], Take] = {
    ("2000B", "SBR", ""): take(LevelReader.coverage, 9),
    ("2010AA", "NM1", "85"): take(LevelReader.billing, 1, 3, 8, 9),
    ("2010AA", "REF", ""): take(LevelReader.billing_reference, 1, 2),
    ("2010BA", "NM1", "IL"): take(LevelReader.subscriber, 1, 3, 4, 9),
    ("2010BA", "DMG", ""): take(LevelReader.subscriber_born, 2, 3),
    ("2010BB", "NM1", "PR"): take(LevelReader.payer, 1, 3, 9),
    ("2010CA", "NM1", "QC"): take(LevelReader.patient, 1, 3, 4, 9),
    ("2010CA", "DMG", ""): take(LevelReader.patient_born, 2, 3),
    ("2300", "CLM", ""): take(LevelReader.claim, 1, 2, 5),
    ("2300", "DTP", STATEMENT_DATES): take(LevelReader.statement, 2, 3),
    ("2330B", "NM1", "PR"): take(LevelReader.other_payer, 9),
    ("2300", "HI", ""): take(LevelReader.diagnoses),
}
"""What is read, by loop, segment and the key that its place takes (empty: any)."""
_TAKES_OF_LOOPS: tuple[tuple[str, str, str, Take], ...] = (
    ("2300", "REF", "", take(LevelReader.reference, 1, 2)),
    ("2310", "REF", "", take(LevelReader.reference, 1, 2)),
    ("2310", "NM1", "82", take(LevelReader.rendering, 8, 9)),
    ("2010", "NM1", "", take(LevelReader.other_name, 1)),
)
"""The same for loops whose identifiers begin so."""
_LINE_FIELDS: dict[tuple[str, str], dict[int, int]] = {
    ("LX", ""): {1: 0},
    ("SV1", ""): {1: 2, 2: 3, 3: 4, 4: 5, 7: 6},
    ("SV2", ""): {1: 1, 2: 2, 3: 3, 4: 4, 5: 5},
    ("DTP", SERVICE_DATE): {2: 7, 3: 8},
    ("REF", "6R"): {2: 9},
}
"""What is read from loop 2400, by segment and key: elements, with their places in `line`."""
_LINE_VALUES = 10


def take_of(loop_id: str, node: Node) -> Take | None:
    """Return what takes the segment of a place; None when nothing is read from it."""
    keys = {"", *(node.key or ())} if len(node.key or ()) == 1 else {""}
    named = [_TAKES[loop_id, node.id, key] for key in keys if (loop_id, node.id, key) in _TAKES]
    named += [
        found
        for loop, segment, key, found in _TAKES_OF_LOOPS
        if loop_id.startswith(loop) and node.id == segment and key in keys
    ]
    return named[0] if named else None


def fields_of(loop_id: str, node: Node) -> tuple[tuple[int, int], ...]:
    """Return the elements of a place that go to `LevelReader.line`, with their places there."""
    if loop_id != "2400":
        return ()
    keys = {"", *(node.key or ())} if len(node.key or ()) == 1 else {""}
    return tuple(item for key in keys for item in _LINE_FIELDS.get((node.id, key), {}).items())


READING = Reading(
    take_of=take_of,
    fields_of=fields_of,
    wholes={"LX": Whole(LevelReader.line, _LINE_VALUES)},
    counted=frozenset({"LX"}),
)
"""What is read from the segments of an 837."""


def _require(proven: bool) -> None:  # noqa: FBT001 - the condition itself
    if not proven:
        raise DoubtError


def _born(person: Person, values: Values) -> Person:
    born, sex = values
    return _new(Person, (*person[:3], day(born), sex))


def _claim_period(claim: _Claim) -> Period:
    if claim.statement:
        form, text = claim.statement
        stated = PERIODS[form, text]
        if stated != NO_PERIOD:
            return stated
    lines = claim.lines
    first = min([x.service_from for x in lines if x.service_from], default=None)
    return first, max([x.service_to for x in lines if x.service_to], default=None)


def _diagnoses(rows: list[Values]) -> tuple[str, ...]:
    """The diagnoses of a claim's HI segments, the principal one first."""
    named = [
        diagnosis
        for row in rows
        for value in row[1:]
        if value and (diagnosis := DIAGNOSIS_NAMES[value]) is not None
    ]
    named.sort(key=_IS_SECONDARY)
    return tuple([name for _, name in named])
