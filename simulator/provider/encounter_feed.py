"""The extract of a provider that registers encounters: what it billed on a day, and for whom."""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from typing import Any

from simulator.model import SimulatedFile
from simulator.provider.encounter import SimulatedEncounter, SimulatedLine

TRANSACTION = "REG"
_EVENING = time(17, 0, tzinfo=UTC)


def registrations(
    encounters: Iterable[SimulatedEncounter], *, partner_id: str, day: date
) -> SimulatedFile:
    """Return the day's extract: each encounter that is billed, after its patient."""
    lines = [json.dumps(record) for one in encounters for record in _records(one, day)]
    return SimulatedFile(
        partner_id=partner_id,
        name=f"encounters-{day:%Y%m%d}.ndjson",
        day=day,
        transaction=TRANSACTION,
        content="".join(f"{line}\n" for line in lines).encode(),
        purpose=f"{len(lines)} registrations",
    )


def medical_record_number(encounter: SimulatedEncounter) -> str:
    """Return the patient's number at the provider."""
    patient = encounter.patient
    return f"MRN-{patient.member_id}-{patient.birth_date:%y%m%d}"


def _records(encounter: SimulatedEncounter, day: date) -> Iterator[dict[str, Any]]:
    patient, as_of = encounter.patient, f"{datetime.combine(day, _EVENING):%Y-%m-%dT%H:%M:%S}.000Z"
    number = medical_record_number(encounter)
    yield {
        "record": "patient",
        "as_of": as_of,
        "medical_record_number": number,
        "last_name": patient.last_name,
        "first_name": patient.first_name,
        "birth_date": patient.birth_date.isoformat(),
        "sex": patient.sex,
        "member_ids": [patient.member_id],
    }
    yield {
        "record": "encounter",
        "as_of": as_of,
        "account_number": encounter.control_number,
        "medical_record_number": number,
        "service_from": encounter.service_from.isoformat(),
        "service_to": encounter.service_to.isoformat(),
        "procedures": [_procedure(line, encounter) for line in encounter.lines],
    }


def _procedure(line: SimulatedLine, encounter: SimulatedEncounter) -> dict[str, Any]:
    return {
        "procedure_code": line.procedure,
        "revenue_code": line.revenue_code,
        "service_on": encounter.service_to.isoformat(),
        "units": str(line.units),
        "charge": f"{line.charge // 100}.{line.charge % 100:02d}",
    }
