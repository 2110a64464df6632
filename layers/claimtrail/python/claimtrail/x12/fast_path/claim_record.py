"""Records of the claims of an 837 level, made of the values of its sound segments."""

from collections.abc import Iterator
from decimal import Decimal
from operator import itemgetter

from claimtrail.codes import services
from claimtrail.codes.services import CodeStanding
from claimtrail.x12.extract.claim_levels import ClaimLevels, tax_id
from claimtrail.x12.extract.values import NO_PERIOD, Period, day
from claimtrail.x12.fast_path.claim_values import (
    AMOUNTS,
    DIAGNOSIS_NAMES,
    FACILITIES,
    PERIODS,
    POINTERS,
    QUANTITIES,
    SERVICES,
    dollars,
    is_in_force,
)
from claimtrail.x12.fast_path.columns import Values
from claimtrail.x12.fast_path.memo import DoubtError
from claimtrail.x12.guides.segment_shapes import ELEMENT
from claimtrail.x12.model import (
    NOBODY,
    ByteRange,
    ClaimReference,
    Person,
    ServiceLine,
    SubmittedClaim,
)

_TYPE_OF_BILL = "A"
"""CLM05-2: CLM05 is a type of bill."""
_NO_SERVICE = ("",) * 6
"""Of a line without SV1 or SV2."""
_UNDATED = ("", "")
"""Of a line without DTP*472."""
_IS_SECONDARY = itemgetter(0)
_new = tuple.__new__
"""Makes a record of the tuple of its fields, in their order."""


class LevelReader:
    """Reads levels that stand one after the other, as `ClaimExtractor` does.

    It is given what is read of their segments, in their order.
    """

    def __init__(self, above: ClaimLevels, most_lines: int, spans: Iterator[ByteRange]) -> None:
        """`above` is kept up to date; a claim may have so many lines and stands where `spans` say.

        Each of the methods raises DoubtError for what is not proven.
        """
        self._above, self._most_lines, self._spans = above, most_lines, spans
        self._submitted_on = day(above.submitted_on)
        self.records: list[SubmittedClaim] = []
        self.complete = -1
        """Levels before the one at hand."""
        self._clm: Values = ()
        """Of the claim at hand; empty when there is none."""
        self._begin_claim()

    def _begin_claim(self) -> None:
        self._references: list[ClaimReference] = []
        self._diagnoses: list[str] = []
        self._statement: Values = ()
        self._rendering = ""
        self._facility = ""
        self._other_payers: list[str] = []
        self._lines: list[ServiceLine] = []
        self._undated: list[tuple[str, str]] = []
        """Revenue codes and procedures of lines without a day."""
        self._line = ""
        """LX01 of the line at hand; empty when there is none."""

    def enter(self, level: str) -> None:
        """Take HL."""
        self.close()
        self.complete += 1
        self._above.enter(level)

    def coverage(self, value: str) -> None:
        """Take SBR of the subscriber."""
        self._above.filing_indicator = value

    def other_name(self, value: str) -> None:
        """Take NM1 of one who is not in the record, before a claim."""
        self._above.last_person = value

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
        self.close()
        self._begin_claim()
        self._clm = values

    def reference(self, values: Values) -> None:
        """Take REF of loops 2300 and 2310."""
        self._references.append(_new(ClaimReference, values))

    def diagnoses(self, text: str) -> None:
        """Take HI."""
        self._diagnoses += text.split(ELEMENT)[1:]

    def statement(self, values: Values) -> None:
        """Take DTP*434."""
        self._statement = values

    def rendering(self, values: Values) -> None:
        """Take NM1*82 of the claim."""
        qualifier, number = values
        self._rendering = number if qualifier == "XX" else ""

    def facility(self, values: Values) -> None:
        """Take NM1*77 of the claim."""
        qualifier, number = values
        self._facility = number if qualifier == "XX" else ""

    def other_payer(self, identifier: str) -> None:
        """Take NM1*PR of another payer."""
        if identifier:
            self._other_payers.append(identifier)

    def line(self, number: str) -> None:
        """Take LX."""
        if self._line:
            self._close_line()
        self._line = number
        self._service: Values = _NO_SERVICE
        self._serviced = _UNDATED
        self._control = ""

    def professional(self, values: Values) -> None:
        """Take SV1."""
        self._service = ("", *values)

    def institutional(self, values: Values) -> None:
        """Take SV2."""
        self._service = (*values, "")

    def serviced(self, values: tuple[str, str]) -> None:
        """Take DTP*472."""
        self._serviced = values

    def control(self, value: str) -> None:
        """Take REF*6R."""
        self._control = value

    def _close_line(self) -> None:
        lines = self._lines
        number = self._line
        revenue, procedure, charge, unit, units, pointers = self._service
        if not charge or number != str(len(lines) + 1) or len(lines) >= self._most_lines:
            raise DoubtError
        first, last = PERIODS[self._serviced] if self._serviced[0] else NO_PERIOD
        (qualifier, code, modifiers), days = SERVICES[revenue, procedure]
        if first is None:
            self._undated.append((revenue, procedure))
        elif days is None or not days[0] <= first <= days[1]:
            raise DoubtError
        fields = (
            number,
            self._control,
            qualifier,
            code,
            modifiers,
            revenue,
            Decimal(charge) if charge[-3:-2] == "." else AMOUNTS[charge],
            QUANTITIES[units],
            unit,
            first,
            last,
            POINTERS[pointers],
        )
        lines.append(_new(ServiceLine, fields))

    def close(self) -> None:
        """Make the record of the claim at hand, if there is one."""
        if not self._clm:
            return
        if self._line:
            self._close_line()
        self.records.append(self._record())
        self._clm = ()

    def _record(self) -> SubmittedClaim:
        above, lines = self._above, self._lines
        number, charge, place = self._clm
        total = dollars(charge)
        if lines and sum([line.charge for line in lines]) != total:
            raise DoubtError
        first, last = self._period()
        facility, kind, frequency = FACILITIES[place]
        if kind == _TYPE_OF_BILL:
            _require(services.type_of_bill(facility, frequency, first) is CodeStanding.VALID)
        for revenue, procedure in self._undated:
            _require(is_in_force(revenue, procedure, first))
        references = tuple(self._references)
        fields = (
            next(self._spans),
            number,
            total,
            facility,
            frequency,
            next((value for qualifier, value in references if qualifier == "F8"), ""),
            above.filing_indicator,
            above.payer_name,
            above.payer_identifier,
            above.billing_npi,
            above.billing_name,
            self._rendering,
            above.subscriber,
            above.patient or above.subscriber,
            first,
            last,
            _diagnoses(self._diagnoses),
            references,
            tuple(lines),
            self._submitted_on,
            above.batch_reference,
            above.submitter,
            above.purpose_code,
            above.batch_type,
            (),
            above.billing_tax_id,
            tuple(self._other_payers),
            self._facility,
        )
        return _new(SubmittedClaim, fields)

    def _period(self) -> Period:
        if self._statement:
            form, text = self._statement
            stated = PERIODS[form, text]
            if stated != NO_PERIOD:
                return stated
        lines = self._lines
        first = min([x.service_from for x in lines if x.service_from], default=None)
        return first, max([x.service_to for x in lines if x.service_to], default=None)


def _require(proven: bool) -> None:  # noqa: FBT001 - the condition itself
    if not proven:
        raise DoubtError


def _born(person: Person, values: Values) -> Person:
    born, sex = values
    return _new(Person, (*person[:3], day(born), sex))


def _diagnoses(values: list[str]) -> tuple[str, ...]:
    """Return the diagnoses among the values of a claim's HI segments, the principal one first."""
    named = [
        diagnosis for value in values if value and (diagnosis := DIAGNOSIS_NAMES[value]) is not None
    ]
    named.sort(key=_IS_SECONDARY)
    return tuple([name for _, name in named])
