"""Given facts, changes, files and findings, rows fit their dataset and hold nothing of PHI."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from claimtrail.analytics.datasets import DATASETS
from claimtrail.claims.facts.acknowledgments import (
    InterchangeAcknowledged,
    MessageAcknowledged,
    SetAcknowledged,
)
from claimtrail.claims.facts.decisions import (
    EvidenceDecided,
    EvidenceDecision,
    MatchDecided,
    TermReported,
)
from claimtrail.claims.facts.events import ClaimEvent, Fact
from claimtrail.claims.facts.kinds import EventKind
from claimtrail.claims.facts.outcomes import AppealFact, OutcomeAct, OutcomeDecided
from claimtrail.claims.facts.statuses import BatchStatusReported, StatusCode, StatusFact
from claimtrail.claims.facts.submissions import Submitted
from claimtrail.claims.fold.claim_parts import Held, LifecycleStep, Note
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.publishing.claim_rows import claim_event_row, claim_version_row
from claimtrail.claims.publishing.exception_rows import exception_rows
from claimtrail.claims.publishing.remittance_rows import remittance_rows
from claimtrail.claims.publishing.submitted_line_rows import submitted_line_rows
from claimtrail.claims.rows.claims import FactColumns
from claimtrail.claims.store.changes import Change
from claimtrail.intake.events import finding_rows
from claimtrail.kernel.bus import BusEvent
from claimtrail.tickets.detail_types import TicketDetailType
from claimtrail.trail.datasets.dataset import CHAIN_COLUMNS
from claimtrail.trail.datasets.rows import audit_row
from claimtrail.x12.model.findings import Finding, Severity
from tests.harness.claims.claim_events import adjustments
from tests.harness.claims.facts import (
    front_end_status,
    line,
    person,
    remittance,
    remittance_line,
    source_of,
    status_report,
    submission,
)
from tests.harness.file_rows import file_row

NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)
DAY = date(2026, 3, 2)
SECRETS = ("PCN-SECRET", "SURNAME", "FORENAME", "MEMBER-9", "1961-07-04", "ICN-SECRET", "DX-1")
SOURCE = source_of(channel="sftp", received_at=NOW, code_version="0.1.0")
PERSON = person(
    last_name="SURNAME",
    first_name="FORENAME",
    birth_date=date(1961, 7, 4),
)
STATUSES = (
    StatusFact(
        codes=(
            StatusCode(category_code="A3", status_code="21", entity_code="IL"),
            StatusCode(category_code="A7", status_code="164", entity_code=""),
        ),
        effective_on=DAY,
        action_code="U",
        total_charge_cents=12500,
        paid_cents=None,
        adjudicated_on=None,
    ),
)
NUMBERS: dict[str, Any] = {
    "patient_control_number": "PCN-SECRET",
    "payer_claim_control_number": "ICN-SECRET",
    "payer_identifier": "12345",
}
FACTS: dict[EventKind, tuple[Fact, dict[str, Any]]] = {
    EventKind.SUBMITTED: (
        submission(
            numbers=NUMBERS,
            charge_cents=12500,
            subscriber=PERSON,
            patient=PERSON,
            diagnoses=("ABK:DX-1",),
            lines=(line(control_number="PCN-SECRET-1", charge_cents=12500),),
        ),
        {
            "transaction_type": "837P",
            "code": "1",
            "charge_cents": 12500,
            "line_count": 1,
            "submitted_on": "2026-03-02",
        },
    ),
    EventKind.INTERCHANGE_ACKNOWLEDGED: (
        InterchangeAcknowledged(code="R", note_code="006"),
        {"transaction_type": "TA1", "code": "R", "codes": "R 006"},
    ),
    EventKind.SET_ACKNOWLEDGED: (
        SetAcknowledged(code="R", group_code="R", error_count=2),
        {"transaction_type": "999", "code": "R", "codes": "R", "error_count": 2},
    ),
    EventKind.MESSAGE_ACKNOWLEDGED: (
        MessageAcknowledged(code="AE", error_codes=("101", "207")),
        {"transaction_type": "HL7-ACK", "code": "AE", "codes": "AE 101 207", "error_count": 2},
    ),
    EventKind.TERM_REPORTED: (
        TermReported(term="Denied for SECRETPERSON", seen_in="portal"),
        {"transaction_type": "portal", "code": None, "codes": None},
    ),
    EventKind.MATCH_DECIDED: (
        MatchDecided(number=2, accepted="clm_other", rejected=(), why="SECRETPERSON called"),
        {"transaction_type": "decision", "code": "ACCEPTED", "codes": None},
    ),
    EventKind.EVIDENCE_DECIDED: (
        EvidenceDecided(
            number=1,
            decision=EvidenceDecision.ACCEPTED,
            event_id="evt_1",
            partner_id="",
            why="SECRETPERSON called",
        ),
        {"transaction_type": "decision", "code": "ACCEPTED", "codes": None},
    ),
    EventKind.OUTCOME_DECIDED: (
        OutcomeDecided(
            number=1,
            act=OutcomeAct.APPEAL,
            why="SECRETPERSON called",
            appeal=AppealFact(level=1, sent_on=DAY, sent_by="fax", payer_reference="AP-SECRET"),
        ),
        {"transaction_type": "decision", "code": "APPEAL", "codes": None},
    ),
    EventKind.FRONT_END_STATUS: (
        front_end_status(numbers=NUMBERS, statuses=STATUSES),
        {
            "transaction_type": "277CA",
            "code": "A3",
            "category_code": "A3",
            "status_code": "21",
            "entity_code": "IL",
            "codes": "A3:21:IL A7:164",
            "charge_cents": 12500,
            "paid_cents": None,
        },
    ),
    EventKind.BATCH_STATUS: (
        BatchStatusReported(
            level="provider",
            from_clearinghouse=False,
            statuses=STATUSES,
            claim_count=3,
            charge_cents=37500,
        ),
        {
            "transaction_type": "277CA",
            "code": "A3",
            "category_code": "A3",
            "status_code": "21",
            "entity_code": "IL",
            "codes": "A3:21:IL A7:164",
            "charge_cents": None,
            "paid_cents": None,
        },
    ),
    EventKind.STATUS_REPORTED: (
        status_report(numbers=NUMBERS, trace_number="PCN-SECRET"),
        {"transaction_type": "277", "code": None},
    ),
    EventKind.REMITTED: (
        remittance(
            numbers=NUMBERS,
            charge_cents=12500,
            paid_cents=0,
            adjustments=adjustments("CO-45:25"),
            lines=(
                remittance_line(
                    control_number="PCN-SECRET-1",
                    charge_cents=12500,
                    adjustments=adjustments("CO-45:0 CO-16:100"),
                    remark_codes=("N290",),
                ),
            ),
            remark_codes=("MA130",),
        ),
        {
            "transaction_type": "835",
            "code": "1",
            "adjustment_codes": "CO-45 CO-16",
            "remark_codes": "MA130 N290",
            "paid_cents": 0,
            "balanced": True,
            "line_count": 1,
            "paid_on": "2026-03-02",
        },
    ),
}


def claim_event(fact: Fact) -> ClaimEvent:
    return ClaimEvent(
        event_id="evt_1",
        claim_id="clm_1",
        payer_id="larkspur",
        effective_on=DAY,
        recorded_at=NOW,
        source=SOURCE,
        fact=fact,
    )


def change(steps: tuple[LifecycleStep, ...]) -> Change:
    claim = Claim(
        claim_id="clm_1",
        version=2,
        state=State.DENIED,
        state_since=DAY,
        payer_id="larkspur",
        payer_name="LARKSPUR",
        patient_control_number="PCN-SECRET",
        payer_claim_control_number="ICN-SECRET",
        transaction_type="837P",
        claim_filing_indicator="CI",
        charge_cents=12500,
        paid_cents=0,
        patient_responsibility_cents=0,
        submitted_on=DAY,
        accepted_on=DAY,
        service_from=DAY,
        service_to=DAY,
        denial_codes=("CO-16",),
        steps=steps,
        notes=(),
        held=(),
        event_count=2,
        updated_at=NOW,
        escalate_on=None,
    )
    return Change(
        claim_id="clm_1",
        version=2,
        before=State.ACCEPTED,
        claim=claim,
        cause_event_ids=("evt_1", "evt_2"),
    )


STEP = LifecycleStep(
    before=State.ACCEPTED,
    after=State.DENIED,
    event_id="evt_1",
    evidence=EventKind.REMITTED,
    codes=("CLP02=1", "CO-16"),
    rule="lifecycle@2/835-1",
    inferred=False,
    effective_on=DAY,
    source=SOURCE,
)
BUS_EVENT = BusEvent(
    event_id="evt_9",
    detail_type=TicketDetailType.TICKET_OPENED,
    subject_id="tkt_1",
    occurred_at=NOW,
    actor="system:advance_escalation",
    correlation_id="esc_1",
    source_file_id="fil_1",
    detail={"claim_id": "clm_1", "ticket_id": "tkt_1", "priority": 2},
)
FINDING = Finding(
    code="X12_SEGMENT_MISSING",
    severity=Severity.SET,
    text="HI is missing",
    next_step="Send it",
    offset=77,
    segment_id="HI",
    segment_position=9,
    loop_id="2300",
    segment_error="3",
)
FINDINGS = finding_rows([FINDING], file_id="fil_1", partner_id="larkspur", recorded_at=NOW)
HELD = Held(
    event_id="evt_7",
    evidence=EventKind.REMITTED,
    codes=("CLP02=1",),
    wanted=State.PAID,
    current=State.DRAFT,
    reason="no_submission",
    effective_on=DAY,
    source=SOURCE,
)
NOTE = Note(
    event_id="evt_8",
    evidence=EventKind.REMITTED,
    codes=("CLP02=1", "CO-45"),
    reason="unbalanced",
    effective_on=DAY,
    source=SOURCE,
)
WATCHED = change((STEP,))
OPENED = replace(
    WATCHED,
    claim=WATCHED.claim.model_copy(update={"held": (HELD,), "notes": (NOTE,)}),
    newly_held=("evt_7",),
    newly_flagged=("evt_8",),
)
RELEASED = replace(
    WATCHED,
    version=3,
    claim=WATCHED.claim.model_copy(
        update={"steps": (STEP.model_copy(update={"event_id": "evt_7"}),)}
    ),
    released=("evt_7",),
)
EXCEPTIONS = [*exception_rows(OPENED), *exception_rows(RELEASED)]
MONEY = remittance_rows(claim_event(FACTS[EventKind.REMITTED][0]))
BILLED = submitted_line_rows(claim_event(FACTS[EventKind.SUBMITTED][0]))
ROWS = {
    **{f"{kind}": ("claim_events", claim_event_row(claim_event(FACTS[kind][0]))) for kind in FACTS},
    "version": ("claim_versions", claim_version_row(change((STEP,)))),
    "version without steps": ("claim_versions", claim_version_row(change(()))),
    "bus event": ("audit", audit_row(BUS_EVENT)),
    "file": ("files", file_row()),
    **{name: (name, rows[0]) for name, rows in (MONEY | BILLED).items()},
    **{f"exception {row['cause']} {row['status']}": ("exceptions", row) for row in EXCEPTIONS},
    "finding": ("findings", FINDINGS[0]),
}


@pytest.mark.parametrize(("dataset", "row"), ROWS.values(), ids=ROWS)
def test_a_row_has_its_datasets_columns_in_their_order_and_of_their_types(
    dataset: str, row: dict[str, Any]
) -> None:
    types = DATASETS[dataset].row_types

    assert list(row) == list(types)
    assert {name for name, value in row.items() if value is not None} >= set(DATASETS[dataset].key)
    wrong = {n: v for n, v in row.items() if v is not None and type(v) is not types[n]}
    assert wrong == {}


@pytest.mark.capability("C5.1")
@pytest.mark.parametrize(("_dataset", "row"), ROWS.values(), ids=ROWS)
def test_no_row_holds_names_numbers_or_diagnoses(_dataset: str, row: dict[str, Any]) -> None:
    text = json.dumps(row)

    assert [secret for secret in SECRETS if secret in text] == []


def test_every_kind_of_fact_is_covered() -> None:
    assert set(FACTS) == set(EventKind)


@pytest.mark.parametrize("kind", FACTS)
def test_a_fact_gives_its_codes_and_cents(kind: EventKind) -> None:
    fact, expected = FACTS[kind]

    row = claim_event_row(claim_event(fact))

    assert row["kind"] == kind.value
    assert {name: row[name] for name in expected} == expected
    others = {name: row[name] for name in FactColumns.__annotations__ if name not in expected}
    assert {name for name, value in others.items() if value is not None} <= {
        "charge_cents",
        "patient_responsibility_cents",
        "frequency_code",
    }
    assert (row["file_id"], row["source_start"], row["source_end"]) == ("fil_1", 10, 90)


def test_a_version_carries_the_last_step_and_its_evidence() -> None:
    row = claim_version_row(change((STEP,)))

    assert (row["state_before"], row["state"]) == ("ACCEPTED", "DENIED")
    assert (row["last_event_id"], row["last_rule"]) == ("evt_1", "lifecycle@2/835-1")
    assert row["last_codes"] == "CLP02=1 CO-16"
    assert row["cause_event_ids"] == "evt_1 evt_2"


def test_a_version_says_whom_it_bills_what_counts_and_what_is_owed() -> None:
    stored = change((STEP,))
    claim = stored.claim.model_copy(
        update={
            "charge_cents": 10000,
            "paid_cents": 6000,
            "contractual_cents": 2500,
            "written_off_cents": 500,
            "claim_filing_indicator": "MB",
            "facility_npi": "2900000011",
            "rendering_provider_npi": "",
            "counted_remittances": ("evt_1", "evt_2"),
            "deciding_remittances": ("evt_2",),
            "matched_to": "clm_other",
        }
    )

    row = claim_version_row(replace(stored, claim=claim))

    assert (row["balance_cents"], row["written_off_cents"]) == (1000, 500)
    assert (row["product"], row["facility_npi"]) == ("Medicare part B", "2900000011")
    assert row["rendering_npi"] is None
    assert (row["counted_remittances"], row["deciding_remittances"]) == ("evt_1 evt_2", "evt_2")
    assert (row["matched_to"], row["hidden"]) == ("clm_other", True)


def test_a_submission_gives_a_row_for_each_of_its_lines() -> None:
    fact = FACTS[EventKind.SUBMITTED][0]
    rows = BILLED["submitted_lines"]

    assert isinstance(fact, Submitted)
    assert [row["charge_cents"] for row in rows] == [line.charge_cents for line in fact.lines]
    assert [row["line_number"] for row in rows] == [*range(1, len(fact.lines) + 1)]
    assert submitted_line_rows(claim_event(FACTS[EventKind.REMITTED][0])) == {}


def test_a_tickets_audit_row_finds_its_claim() -> None:
    row = audit_row(BUS_EVENT)

    assert (row["claim_id"], row["ticket_id"], row["file_id"]) == ("clm_1", "tkt_1", "fil_1")
    assert json.loads(row["detail"])["priority"] == 2


def test_the_same_finding_has_the_same_id_and_another_place_another() -> None:
    def finding_id(finding: Finding) -> str:
        [row] = finding_rows([finding], file_id="f", partner_id="p", recorded_at=NOW)
        return row["finding_id"]

    elsewhere = Finding(
        code=FINDING.code,
        severity=FINDING.severity,
        text=FINDING.text,
        next_step=FINDING.next_step,
        offset=78,
    )
    assert finding_id(FINDING) == finding_id(FINDING)
    assert finding_id(FINDING) != finding_id(elsewhere)


def test_every_dataset_ends_with_the_chain_and_names_its_columns_once() -> None:
    for dataset in DATASETS.values():
        names = [column.name for column in dataset.columns]
        assert dataset.columns[-len(CHAIN_COLUMNS) :] == CHAIN_COLUMNS
        assert len(names) == len(set(names))
        assert set(dataset.key) <= set(dataset.row_types)


def test_a_remittance_tells_its_money_its_lines_and_each_reason() -> None:
    (remittance,), (line,) = MONEY["remittances"], MONEY["remittance_lines"]
    reasons = [
        (row["line_number"], row["group_code"], row["carc"], row["amount_cents"], row["role"])
        for row in MONEY["adjustments"]
    ]

    assert (remittance["adjusted_cents"], remittance["contractual_cents"]) == (12500, 2500)
    assert (line["procedure_code"], line["allowed_cents"], line["denied_cents"]) == (
        "99213",
        12500,
        10000,
    )
    assert reasons == [
        (0, "CO", "45", 2500, "contractual"),
        (1, "CO", "45", 0, "contractual"),
        (1, "CO", "16", 10000, "denial"),
    ]
    assert MONEY["adjustments"][2]["category"] == "missing or invalid data"
    assert len({row["adjustment_id"] for row in MONEY["adjustments"]}) == 3


def test_only_remittances_give_rows_of_money() -> None:
    given = {kind: remittance_rows(claim_event(fact)) for kind, (fact, _) in FACTS.items()}

    assert [kind for kind, rows in given.items() if rows] == [EventKind.REMITTED]


@pytest.mark.capability("C3.2")
def test_what_is_held_is_one_exception_from_its_opening_to_its_release() -> None:
    unmatched, unbalanced, resolved = EXCEPTIONS

    assert [row["cause"] for row in EXCEPTIONS] == ["unmatched", "unbalanced", "held"]
    assert unmatched["exception_id"] == resolved["exception_id"] != unbalanced["exception_id"]
    assert [(row["version"], row["status"]) for row in (unmatched, resolved)] == [
        (2, "open"),
        (3, "resolved"),
    ]
    assert (unmatched["state_wanted"], unmatched["codes"]) == ("PAID", "CLP02=1")
