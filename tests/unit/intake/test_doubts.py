"""Dates that cannot be true are reported, and hold a record where it moves money."""

from datetime import date, timedelta

import pytest

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.remittances import Remitted
from claimtrail.claims.facts.statuses import StatusReported
from claimtrail.intake.model.receipt import FileReceipt
from claimtrail.partners.profile import Partners
from claimtrail.x12.model.catalog import FindingCode
from claimtrail.x12.model.findings import Severity
from simulator.model import SimulatedFile
from tests.harness.files.made_files import (
    JUNIPER,
    Answer,
    Clp,
    Payment,
    Sent,
    answered,
    remittance,
    sent,
)
from tests.harness.intake.intake_fixture import DROPPED_AT, IntakeFixture, demo_partners
from tests.unit.intake.test_speakers import events, take

RECEIVED = DROPPED_AT.date()


def day(offset: int) -> str:
    """A day counted from the one on which files are received, as X12 writes it."""
    return f"{RECEIVED + timedelta(days=offset):%Y%m%d}"


def paying(*, on: str, file_on: str = "", **claim: object) -> SimulatedFile:
    """A payment of one sound claim."""
    record = Clp("HL0001", cas=["CO*45*20"], **claim)  # type: ignore[arg-type]
    return remittance(Payment([record], on=on), on=file_on or on)


def faults(intake: IntakeFixture) -> list[tuple[str, ...]]:
    """Return what holds the remittances back."""
    return [event.fact.faults for event in events(intake) if isinstance(event.fact, Remitted)]


def codes(receipt: FileReceipt) -> list[str]:
    """The receipt's findings, but for that of a payer which nobody has named."""
    found = [item.code for item in receipt.findings]
    return [code for code in found if code != "INTAKE_PAYER_NOT_DEALT_WITH"]


@pytest.mark.capability("C2.3")
@pytest.mark.parametrize(
    ("file", "code"),
    [
        (paying(on=day(0)), None),
        (paying(on=day(10), file_on=day(0)), None),
        # It is tomorrow somewhere; the tolerance covers every time zone.
        (paying(on=day(11), file_on=day(1)), None),
        (paying(on=day(12), file_on=day(0)), "X12_PAYMENT_DATE_FUTURE"),
        (paying(on=day(40), file_on=day(40)), "X12_PAYMENT_DATE_FUTURE"),
        (paying(on="20120401", file_on="20120325", day="20120301"), None),
        (paying(on="20120410", file_on="20120325", day="20120301"), "X12_PAYMENT_DATE_FUTURE"),
        (paying(on="20260831"), "X12_DATE_BEFORE_SERVICE"),
        (paying(on="20260901"), None),
        (paying(on=day(0), extra=f"DTM*050*{day(3)}~"), "X12_DATE_FUTURE"),
    ],
)
def test_a_payment_whose_dates_cannot_be_true_is_held(
    file: SimulatedFile, code: str | None
) -> None:
    intake = IntakeFixture()
    receipt = take(intake, file, JUNIPER.partner)

    assert faults(intake) == [(code,) if code else ()]
    assert {found for found in codes(receipt) if found.startswith("X12_")} >= {code} - {None}
    assert receipt.accepted_set_count == 1


@pytest.mark.capability("C2.3")
def test_the_day_of_a_payment_is_reported_once_for_all_of_its_claims() -> None:
    claims = [Clp(f"HL000{number}", cas=["CO*45*20"], icn=f"P{number}") for number in (1, 2, 3)]
    intake = IntakeFixture()
    receipt = take(intake, remittance(Payment(claims, on=day(30)), on=day(0)), JUNIPER.partner)

    assert faults(intake) == [("X12_PAYMENT_DATE_FUTURE",)] * 3
    assert codes(receipt).count("X12_PAYMENT_DATE_FUTURE") == 1


@pytest.mark.capability("C2.3")
@pytest.mark.parametrize(
    ("on", "code"),
    [
        (day(1), None),
        (day(3), "X12_DATE_FUTURE"),
        ("20260831", "X12_DATE_BEFORE_SERVICE"),
    ],
)
def test_a_status_whose_date_cannot_be_true_is_reported_and_stands(
    on: str, code: str | None
) -> None:
    intake = IntakeFixture()
    receipt = take(intake, answered(Answer("HL0001", "P1:20", on=on)), JUNIPER.partner)

    [event] = events(intake)
    assert isinstance(event.fact, StatusReported)
    assert event.fact.faults == ()
    assert codes(receipt) == ([code] if code else [])
    assert all(found.severity is Severity.WARNING for found in receipt.findings)


@pytest.mark.capability("C2.3")
@pytest.mark.parametrize("reach", [Severity.WARNING, Severity.CLAIM])
def test_a_rule_of_the_partner_decides_how_far_a_date_reaches(reach: Severity) -> None:
    rules = {FindingCode.PAYMENT_DATE_FUTURE: reach, FindingCode.DATE_FUTURE: reach}
    partners = Partners(
        profile.model_copy(update={"rules": rules}) if profile.id == JUNIPER.partner else profile
        for profile in demo_partners()
    )
    intake = IntakeFixture(partners=partners)
    take(intake, paying(on=day(30), file_on=day(0)), JUNIPER.partner)
    take(intake, answered(Answer("HL0001", "P1:20", on=day(3))), JUNIPER.partner)

    held = {event.kind.value: _faults(event) for event in events(intake)}
    expected = reach is Severity.CLAIM
    assert {kind: bool(found) for kind, found in held.items()} == {
        "remitted": expected,
        "status_reported": expected,
    }


def _faults(event: ClaimEvent) -> tuple[str, ...]:
    found: tuple[str, ...] = getattr(event.fact, "faults", ())
    return found


@pytest.mark.capability("C2.3")
def test_a_file_that_was_prepared_in_the_future_is_reported_and_counts_from_its_receipt() -> None:
    intake = IntakeFixture()
    receipt = take(intake, answered(Answer("HL0001", "P1:20", on=""), on=day(20)), JUNIPER.partner)

    assert "X12_DATE_FUTURE" in codes(receipt)
    assert {event.effective_on for event in events(intake)} == {RECEIVED}


@pytest.mark.capability("C2.3")
def test_a_period_of_service_that_ends_before_it_begins_is_reported() -> None:
    file = sent(Sent("HL0001"))
    reversed_days = file.content.replace(b"DTP*472*D8*20260901", b"DTP*472*RD8*20260901-20260831")
    receipt = IntakeFixture().drop_and_ingest("billing/one.837", reversed_days)

    assert codes(receipt) == ["X12_PERIOD_REVERSED"]
    assert receipt.event_count == 1


@pytest.mark.capability("C2.3")
def test_a_payer_that_no_submission_named_is_reported_until_one_does() -> None:
    def is_reported(receipt: FileReceipt) -> bool:
        return "INTAKE_PAYER_NOT_DEALT_WITH" in [found.code for found in receipt.findings]

    intake = IntakeFixture()
    assert is_reported(take(intake, paying(on=day(0)), JUNIPER.partner))

    take(intake, sent(Sent("HL0001")), "billing")

    assert intake.payments.has_dealt(JUNIPER.partner, partner_id="billing")
    assert not is_reported(take(intake, paying(on=day(-1)), JUNIPER.partner))
    assert date(2026, 9, 1) <= RECEIVED
