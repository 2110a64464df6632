"""Records of the claims of an 837 level whose segments are sound."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Generic, NamedTuple, TypeVar

from claimtrail.codes import services
from claimtrail.codes.services import Standing
from claimtrail.x12.extract.claim_837 import DIAGNOSES, PRINCIPAL_DIAGNOSIS, Above
from claimtrail.x12.extract.values import NO_PERIOD, Period, day, parse_amount, period, quantity
from claimtrail.x12.fast.claim_plan import ABSENT, ClaimPlan, LevelPlan, LinePlan
from claimtrail.x12.fast.memo import LARGEST, DoubtError
from claimtrail.x12.records import (
    NOBODY,
    ByteRange,
    Person,
    Reference,
    ServiceLine,
    SubmittedClaim,
)
from claimtrail.x12.shapes import COMPONENT, ELEMENT, SEGMENT

_ZERO = Decimal(0)
_TYPE_OF_BILL, _HCPCS, _VALID = "A", "HC", Standing.VALID
_new = tuple.__new__
"""Makes a record of the tuple of its fields, in their order."""
Row = list[str]
Key = TypeVar("Key")
Value = TypeVar("Value")


class Values(dict[Key, Value], Generic[Key, Value]):
    """What texts mean. Raises DoubtError where `read` raises ValueError."""

    def __init__(self, read: Callable[[Key], Value]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, key: Key) -> Value:
        try:
            value = self._read(key)
        except ValueError:
            raise DoubtError from None
        if len(self) >= LARGEST:
            self.clear()
        self[key] = value
        return value


class _Procedure(NamedTuple):
    qualifier: str
    code: str
    modifiers: tuple[str, ...]


def _procedure(text: str) -> _Procedure:
    parts = [*text.split(COMPONENT), "", ""]
    return _Procedure(parts[0], parts[1], tuple(filter(None, parts[2:6])))


def _is_in_force(key: tuple[str, str, date | None]) -> bool:
    """Whether revenue code and procedure of a service are valid on a day."""
    revenue, text, on = key
    if revenue and services.revenue_code(revenue, on) is not _VALID:
        return False
    named = _PROCEDURES[text]
    if named.qualifier != _HCPCS or COMPONENT not in text:
        return True
    return services.procedure(named.code, on) is _VALID and all(
        services.modifier(modifier, on, procedure_code=named.code) is _VALID
        for modifier in named.modifiers
    )


def _named_diagnoses(text: str) -> tuple[str, ...]:
    named = [
        parts
        for segment in text.split(SEGMENT)
        for value in segment.split(ELEMENT)[1:]
        if len(parts := value.split(COMPONENT)) > 1 and parts[0] in DIAGNOSES
    ]
    named.sort(key=lambda parts: parts[0] not in PRINCIPAL_DIAGNOSIS)
    return tuple([f"{parts[0]}:{parts[1]}" for parts in named])


_AMOUNTS: Values[str, Decimal] = Values(parse_amount)
_QUANTITIES: Values[str, Decimal] = Values(lambda text: quantity(text) or _ZERO)
_DIAGNOSES: Values[str, tuple[str, ...]] = Values(_named_diagnoses)
_PERIODS: Values[tuple[str, str], Period] = Values(lambda key: period(*key))
_PROCEDURES: Values[str, _Procedure] = Values(_procedure)
_IN_FORCE: Values[tuple[str, str, date | None], bool] = Values(_is_in_force)


class ClaimReader:
    """Reads the claims of levels that stand one after the other, as `ClaimExtractor` does."""

    def __init__(self, above: Above, base: int) -> None:
        """`above` is kept up to date; `base` is the offset of the text's first byte."""
        self._above, self._base = above, base
        self._submitted_on = day(above.submitted_on)

    def read(  # noqa: PLR0913, PLR0917 - called for each level
        self,
        plan: LevelPlan,
        level: str,
        rows: list[Row],
        raw: list[str],
        texts: list[str],
        start: int,
    ) -> list[SubmittedClaim]:
        """The claims of a level; `raw` are its segments with the line breaks before them.

        Raises DoubtError; then the level must be read again from its HL on, which resets what
        the level has said.
        """
        above = self._above
        _enter(above, plan, level, rows)
        found: list[SubmittedClaim] = []
        if plan.claims:
            index, offset = 0, self._base + start
            for claim in plan.claims:
                offset += sum(map(len, raw[index : claim.claim])) + claim.claim - index
                first = offset + len(raw[claim.claim]) - len(texts[claim.claim])
                index = claim.end
                offset += sum(map(len, raw[claim.claim : index])) + index - claim.claim
                found.append(self._claim(claim, rows, texts, above, (first, offset)))
        return found

    def _claim(
        self,
        plan: ClaimPlan,
        rows: list[Row],
        texts: list[str],
        above: Above,
        span: tuple[int, int],
    ) -> SubmittedClaim:
        clm = rows[plan.claim]
        lines = _lines(plan, rows)
        total = _AMOUNTS[clm[2]]
        if lines and sum([line.charge for line in lines]) != total:
            raise DoubtError
        first, last = _claim_period(plan, rows, lines)
        place = clm[5].split(COMPONENT)
        facility, frequency = place[0], place[2] if len(place) > 2 else ""  # noqa: PLR2004 - CLM05-3
        if (
            place[1:2] == [_TYPE_OF_BILL]
            and services.type_of_bill(facility, frequency, first) is not _VALID
        ):
            raise DoubtError
        _require_in_force(plan, rows, lines, first)
        references = tuple([_new(Reference, rows[n][1:3]) for n in plan.references])
        rendering = rows[plan.rendering] if plan.rendering != ABSENT else None
        fields = (
            _new(ByteRange, span),
            clm[1],
            total,
            facility,
            frequency,
            next((value for qualifier, value in references if qualifier == "F8"), ""),
            above.filing_indicator,
            above.payer_name,
            above.payer_identifier,
            above.billing_npi,
            above.billing_name,
            rendering[9] if rendering and rendering[8] == "XX" else "",
            above.subscriber,
            above.patient or above.subscriber,
            first,
            last,
            _diagnoses(plan, texts),
            references,
            tuple(lines),
            self._submitted_on,
            "",
            "",
            "",
            "",
            (),
        )
        return _new(SubmittedClaim, fields)


def _enter(above: Above, plan: LevelPlan, level: str, rows: list[Row]) -> None:
    """Take over what a level says before its claims."""
    above.enter(level)
    if plan.coverage != ABSENT:
        above.filing_indicator = rows[plan.coverage][9]
    for index in plan.names:
        _name(above, rows[index], rows[plan.birth] if plan.birth != ABSENT else None)


def _name(above: Above, name: Row, birth: Row | None) -> None:
    entity = name[1]
    if entity == "85":
        above.billing_name = name[3]
        above.billing_npi = name[9] if name[8] == "XX" else ""
    elif entity == "PR":
        above.payer_name, above.payer_identifier = name[3], name[9]
    elif entity == "IL":
        above.subscriber = _person(name, birth)
    elif entity == "QC":
        above.patient = _person(name, birth)


def _person(name: Row, birth: Row | None) -> Person:
    if birth is None:
        return NOBODY._replace(last_name=name[3], first_name=name[4], member_id=name[9])
    return _new(Person, (name[3], name[4], name[9], day(birth[2]), birth[3]))


def _lines(plan: ClaimPlan, rows: list[Row]) -> list[ServiceLine]:
    """The lines of a claim. Raises DoubtError when they are not numbered from 1."""
    found: list[ServiceLine] = []
    for number, line in enumerate(plan.lines, start=1):
        if rows[line.line][1] != str(number) or line.service == ABSENT:
            raise DoubtError
        found.append(_line(line, rows))
    return found


def _line(plan: LinePlan, rows: list[Row]) -> ServiceLine:
    service = rows[plan.service]
    shift = 1 if service[0] == "SV2" else 0
    date_row = rows[plan.date] if plan.date != ABSENT else None
    first, last = _PERIODS[date_row[2], date_row[3]] if date_row else NO_PERIOD
    fields = (
        rows[plan.line][1],
        rows[plan.control][2] if plan.control != ABSENT else "",
        *_PROCEDURES[service[1 + shift]],
        service[1] if shift else "",
        _AMOUNTS[service[2 + shift]],
        _QUANTITIES[service[4 + shift]],
        service[3 + shift],
        first,
        last,
        () if shift or not service[7] else tuple(service[7].split(COMPONENT)),
    )
    return _new(ServiceLine, fields)


def _require_in_force(
    plan: ClaimPlan, rows: list[Row], lines: list[ServiceLine], claim_day: date | None
) -> None:
    """Raise DoubtError when a code of a service is to be reported (see `service_codes.py`)."""
    for place, line in zip(plan.lines, lines, strict=True):
        service = rows[place.service]
        text = service[2] if line.revenue_code else service[1]
        if not _IN_FORCE[line.revenue_code, text, line.service_from or claim_day]:
            raise DoubtError


def _claim_period(plan: ClaimPlan, rows: list[Row], lines: list[ServiceLine]) -> Period:
    if plan.statement != ABSENT:
        stated = _PERIODS[rows[plan.statement][2], rows[plan.statement][3]]
        if stated != NO_PERIOD:
            return stated
    first = min([x.service_from for x in lines if x.service_from], default=None)
    return first, max([x.service_to for x in lines if x.service_to], default=None)


def _diagnoses(plan: ClaimPlan, texts: list[str]) -> tuple[str, ...]:
    """The diagnoses of a claim's HI segments, the principal one first."""
    if len(plan.diagnoses) == 1:
        return _DIAGNOSES[texts[plan.diagnoses[0]]]
    return _DIAGNOSES[SEGMENT.join([texts[index] for index in plan.diagnoses])]
