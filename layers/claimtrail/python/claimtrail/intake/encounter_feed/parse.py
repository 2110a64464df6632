"""The extract in which a provider's own systems register patients and encounters.

Newline-delimited JSON, one record a line, `patient` or `encounter`; docs/payers.md describes the
fields. A record is a snapshot of its entity at `as_of`; lines may come in any order, in any file,
as often as they like. What a line says that cannot be used is withheld, and the others go on.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import (
    AwareDatetime,
    Field,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from claimtrail.claims.facts.entities import (
    Encounter,
    Entity,
    EntityStanding,
    Origin,
    Patient,
    Procedure,
    Sensitivity,
)
from claimtrail.intake.model.claim_key import ClaimKey
from claimtrail.intake.records.file_context import FileContext
from claimtrail.kernel.frozen_model import FrozenModel
from claimtrail.kernel.ids import claim_id, encounter_id, patient_id
from claimtrail.kernel.money import to_cents
from claimtrail.x12.model import ByteRange
from claimtrail.x12.model.source import ByteSource

_LOOK_AHEAD = 64 * (1 << 10)

Number = Annotated[str, Field(min_length=1, max_length=50)]


class _Record(FrozenModel):
    as_of: AwareDatetime
    status: EntityStanding = EntityStanding.REGISTERED
    sensitivities: tuple[Sensitivity, ...] = ()


class PatientRecord(_Record):
    """A line about a patient."""

    record: Literal["patient"]
    medical_record_number: Number
    last_name: str = Field(min_length=1)
    first_name: str = ""
    birth_date: date | None = None
    sex: Literal["F", "M", "U", ""] = ""
    member_ids: tuple[str, ...] = ()


class ProcedureRecord(FrozenModel):
    """A charge of an encounter."""

    procedure_code: str = ""
    modifiers: tuple[str, ...] = ()
    revenue_code: str = ""
    service_on: date | None = None
    units: str = "1"
    charge: Decimal

    @model_validator(mode="after")
    def _is_named(self) -> "ProcedureRecord":
        if not self.procedure_code and not self.revenue_code:
            raise ValueError("a charge needs a procedure_code or a revenue_code")
        return self


class EncounterRecord(_Record):
    """A line about an encounter, with all its charges so far."""

    record: Literal["encounter"]
    account_number: Number
    """The CLM01 that its claim will carry."""
    medical_record_number: Number
    service_from: date | None = None
    service_to: date | None = None
    procedures: tuple[ProcedureRecord, ...] = ()


Record = PatientRecord | EncounterRecord
_RECORD: TypeAdapter[Record] = TypeAdapter(Annotated[Record, Field(discriminator="record")])


def split_at_lines(source: ByteSource, *, target_bytes: int) -> list[ByteRange]:
    """Return the file in ranges of whole lines, each about so long or one line.

    All of its bytes.
    """
    ranges: list[ByteRange] = []
    start = 0
    while start < source.size:
        end = _line_end(source, min(start + target_bytes, source.size))
        ranges.append(ByteRange(start=start, end=end))
        start = end
    return ranges


def _line_end(source: ByteSource, at: int) -> int:
    """Return where the line ends that holds the byte before `at`."""
    place = max(0, at - 1)
    while place < source.size:
        found = source.read(place, min(place + _LOOK_AHEAD, source.size))
        newline = found.find(b"\n")
        if newline >= 0:
            return place + newline + 1
        place += len(found)
    return source.size


def read_lines(data: bytes, *, start: int) -> Iterator[tuple[ByteRange, Record | None]]:
    """Yield each line that is not blank with its place in the file; None where it is no record.

    `start` is where `data` begins in the file.
    """
    place = start
    for line in data.splitlines(keepends=True):
        span = ByteRange(start=place, end=place + len(line))
        place = span.end
        if line.strip():
            try:
                yield span, _RECORD.validate_json(line)
            except ValidationError:
                # pydantic's text quotes the values, which are PHI: the place alone is reported.
                yield span, None


def entity_of(record: Record, span: ByteRange, *, context: FileContext, key: ClaimKey) -> Entity:
    """Return the entity that a record registers.

    Raises ValueError when a number is blank or an amount is finer than a cent.
    """
    origin = Origin(
        file_id=context.file_id,
        sha256=context.sha256,
        start=span.start,
        end=span.end,
        partner_id=context.profile.id,
        code_version=context.code_version,
    )
    patient = patient_id(
        secret=key.secret,
        organization_id=key.organization_id,
        medical_record_number=record.medical_record_number,
    )
    if isinstance(record, PatientRecord):
        return Patient(
            patient_id=patient,
            standing=record.status,
            as_of=record.as_of,
            medical_record_number=record.medical_record_number,
            last_name=record.last_name,
            first_name=record.first_name,
            birth_date=record.birth_date,
            sex=record.sex,
            member_ids=record.member_ids,
            source=origin,
            sensitivities=record.sensitivities,
        )
    claim = claim_id(
        secret=key.secret,
        organization_id=key.organization_id,
        patient_control_number=record.account_number,
    )
    return Encounter(
        encounter_id=encounter_id(claim),
        patient_id=patient,
        standing=record.status,
        as_of=record.as_of,
        account_number=record.account_number,
        service_from=record.service_from,
        service_to=record.service_to,
        procedures=tuple(_procedure(one) for one in record.procedures),
        source=origin,
        sensitivities=record.sensitivities,
    )


def _procedure(record: ProcedureRecord) -> Procedure:
    return Procedure(
        procedure_code=record.procedure_code,
        modifiers=record.modifiers,
        revenue_code=record.revenue_code,
        service_on=record.service_on,
        units=record.units,
        charge_cents=to_cents(record.charge),
    )
