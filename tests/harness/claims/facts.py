"""Facts of claims with values for everything; a test says what matters to it.

Every function takes the fields of what it makes as keywords, in place of its own.
"""

from datetime import UTC, date, datetime
from typing import Any

from claimtrail.claims.facts.events import Source
from claimtrail.claims.facts.remittances import RemittanceLineFact, Remitted
from claimtrail.claims.facts.statuses import FrontEndStatus, StatusReported
from claimtrail.claims.facts.submissions import Line, PersonFact, Submitted

DAY = date(2026, 3, 2)
AT = datetime(2026, 3, 9, 12, tzinfo=UTC)


def source_of(**more: Any) -> Source:
    """Bytes of a payer's file."""
    values: dict[str, Any] = {
        "file_id": "fil_1",
        "sha256": "ab" * 32,
        "start": 10,
        "end": 90,
        "partner_id": "larkspur",
        "channel": "s3",
        "received_at": AT,
        "interchange_control_number": "000000001",
        "group_control_number": "1",
        "set_control_number": "0001",
        "prepared_at": None,
        "code_version": "test",
    }
    return Source(**values | more)


def person(**more: Any) -> PersonFact:
    """A subscriber or patient."""
    values = {"last_name": "Secretperson", "first_name": "Ada", "member_id": "MEMBER-9"}
    return PersonFact(**{"birth_date": None, "sex": "F"} | values | more)


def line(**more: Any) -> Line:
    """A service line of an 837."""
    values: dict[str, Any] = {
        "number": "1",
        "control_number": "L1",
        "procedure_code": "99213",
        "modifiers": (),
        "revenue_code": "",
        "charge_cents": 10000,
        "units": "1",
        "service_from": DAY,
        "service_to": None,
    }
    return Line(**values | more)


def submission(*, numbers: dict[str, Any], charge_cents: int, **more: Any) -> Submitted:
    """Return what an 837 says of a claim with one line; `numbers` as the payer knows them."""
    day = more.get("submitted_on", DAY)
    values: dict[str, Any] = {
        "transaction_type": "837P",
        "frequency_code": "1",
        "total_charge_cents": charge_cents,
        "facility_code": "11",
        "claim_filing_indicator": "CI",
        "payer_name": "LARKSPUR",
        "billing_provider_npi": "1234567893",
        "rendering_provider_npi": "1234567893",
        "subscriber": person(),
        "patient": person(),
        "diagnoses": ("ABK:J0190",),
        "lines": (line(charge_cents=charge_cents),),
        "service_from": day,
        "service_to": day,
        "submitted_on": day,
    }
    return Submitted(**values | numbers | {"payer_claim_control_number": ""} | more)


def front_end_status(*, numbers: dict[str, Any], **more: Any) -> FrontEndStatus:
    """Return what a 277CA says of a claim."""
    return FrontEndStatus(**{"statuses": ()} | numbers | more)


def status_report(*, numbers: dict[str, Any], **more: Any) -> StatusReported:
    """Return what a 277 says of a claim."""
    return StatusReported(**{"trace_number": "T1", "statuses": ()} | numbers | more)


def remittance_line(**more: Any) -> RemittanceLineFact:
    """A service line of an 835."""
    values: dict[str, Any] = {
        "control_number": "L1",
        "procedure_code": "99213",
        "modifiers": (),
        "revenue_code": "",
        "charge_cents": 10000,
        "paid_cents": 0,
        "service_from": DAY,
        "adjustments": (),
        "remark_codes": (),
    }
    return RemittanceLineFact(**values | more)


def remittance(
    *, numbers: dict[str, Any], charge_cents: int, paid_cents: int, **more: Any
) -> Remitted:
    """Return what an 835 says of a claim with one line."""
    values: dict[str, Any] = {
        "status_code": "1",
        "charge_cents": charge_cents,
        "paid_cents": paid_cents,
        "patient_responsibility_cents": 0,
        "claim_filing_indicator": "CI",
        "adjustments": (),
        "lines": (remittance_line(charge_cents=charge_cents, paid_cents=paid_cents),),
        "remark_codes": (),
        "payment_trace_number": "T1",
        "paid_on": DAY,
        "balanced": True,
    }
    return Remitted(**values | numbers | more)
