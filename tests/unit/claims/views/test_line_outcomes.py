"""Claim, line, remittance line, adjustments: what became of each service line."""

from typing import Any

import pytest

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.remittances import RemittanceLineFact
from claimtrail.claims.fold.claim_parts import Related
from claimtrail.claims.fold.ledger.denials import roles_of
from claimtrail.claims.lifecycle.adjustments import (
    CONTRACTUAL,
    DENIAL_CATEGORIES,
    PATIENT_SHARE,
    PENDING,
)
from claimtrail.claims.views.line_outcomes import ClaimLines, lines_of
from claimtrail.codes.tables import CodeList, code_table
from tests.harness.claims.claim_events import adjustments, folded, remitted, submitted


def _sent(*lines: tuple[str, str, int], frequency: str = "1", on: int = 1) -> ClaimEvent:
    """An 837 with these lines: control number, procedure, dollars."""
    event = submitted(on, frequency=frequency, charge=sum(line[2] for line in lines))
    [line] = event.fact.lines  # type: ignore[union-attr]
    own = tuple(
        line.model_copy(
            update={
                "number": str(number),
                "control_number": control,
                "procedure_code": code,
                "charge_cents": dollars * 100,
            }
        )
        for number, (control, code, dollars) in enumerate(lines, start=1)
    )
    return event.model_copy(update={"fact": event.fact.model_copy(update={"lines": own})})


def _answer(control: str, code: str, charge: int, paid: int, cas: str = "") -> RemittanceLineFact:
    return RemittanceLineFact(
        control_number=control,
        procedure_code=code,
        modifiers=(),
        revenue_code="",
        charge_cents=charge * 100,
        paid_cents=paid * 100,
        service_from=None,
        adjustments=adjustments(cas),
        remark_codes=(),
    )


def _paid(on: int, *lines: RemittanceLineFact, **fields: Any) -> ClaimEvent:
    paid = sum(line.paid_cents for line in lines) // 100
    event = remitted(on, paid, **fields)
    return event.model_copy(update={"fact": event.fact.model_copy(update={"lines": lines})})


def _lines(*events: ClaimEvent) -> ClaimLines:
    return lines_of(folded(events), events)


@pytest.mark.capability("C3.4")
def test_each_line_has_its_payment_its_adjustments_and_the_category_of_its_denial() -> None:
    sent = _sent(("A", "99213", 100), ("B", "G0439", 50), ("C", "J3420", 30))
    paid = _paid(
        5,
        _answer("B", "G0439", 50, 0, "CO-197:50"),
        _answer("A", "99213", 100, 60, "CO-45:20 PR-2:20"),
    )

    found = _lines(sent, paid)

    outcomes = [
        (one.procedure_code, one.paid_cents, one.adjusted_cents, one.denied_cents,
         one.patient_cents, one.denial_categories, one.remittance_lines)
        for one in found.lines
    ]  # fmt: skip
    assert outcomes == [
        ("99213", 6000, 4000, 0, 2000, (), ((paid.event_id, 2),)),
        ("G0439", 0, 5000, 5000, 0, ("authorization",), ((paid.event_id, 1),)),
        ("J3420", 0, 0, 0, 0, (), ()),
    ]
    [denial] = found.lines[1].reasons
    assert (denial.role, denial.meaning) == ("denial", code_table(CodeList.CARC)["197"].text)
    assert denial.meaning
    assert not found.strange


@pytest.mark.capability("C3.4")
def test_lines_without_control_numbers_are_reported_apart_by_service_and_charge() -> None:
    sent = _sent(("A", "99213", 100), ("B", "99213", 100), ("C", "G0439", 50))

    found = _lines(
        sent,
        _paid(
            5,
            _answer("", "99213", 100, 80, "CO-45:20"),
            _answer("", "99213", 100, 0, "CO-18:100"),
            _answer("", "J3420", 9, 9),
        ),
    )

    assert [one.paid_cents for one in found.lines] == [8000, 0, 0]
    assert [one.denial_categories for one in found.lines] == [(), ("duplicate",), ()]
    assert [one.fact.procedure_code for one in found.strange] == ["J3420"]


@pytest.mark.capability("C3.4")
def test_what_was_reversed_repeated_or_superseded_counts_for_no_line() -> None:
    sent = _sent(("A", "99213", 100))
    first = _paid(5, _answer("A", "99213", 100, 80, "CO-45:20"))
    again = _paid(5, _answer("A", "99213", 100, 80, "CO-45:20"), file="the same in another file")
    back = _paid(
        9, _answer("A", "99213", -100, -80, "CO-45:-20"), status="22", charge=-100, trace="EFT9"
    )
    corrected = _paid(9, _answer("A", "99213", 100, 50, "CO-45:50"), trace="EFT9")

    def paid(*events: ClaimEvent) -> list[tuple[int, int]]:
        return [(one.paid_cents, len(one.remittance_lines)) for one in _lines(sent, *events).lines]

    assert paid(first, again) == [(8000, 1)]
    assert paid(first, back) == [(0, 0)]
    assert paid(first, back, corrected) == [(5000, 1)]


@pytest.mark.capability("C3.4")
def test_a_second_payers_remittance_adds_to_the_line_and_says_whose_it_is() -> None:
    sent = _sent(("A", "99213", 100))
    first = _paid(5, _answer("A", "99213", 100, 60, "CO-45:20 PR-2:20"), status="19")
    second = _paid(9, _answer("A", "99213", 100, 20, "OA-23:80"), status="2", number="ICN-SECOND")

    [line] = _lines(sent, first, second).lines

    assert line.paid_cents == 8000
    assert [reason.remittance_id for reason in line.reasons] == [
        first.event_id,
        first.event_id,
        second.event_id,
    ]


@pytest.mark.capability("C3.4")
def test_what_a_second_payer_takes_over_is_the_patients_no_more() -> None:
    first = _answer("A", "99213", 500, 300, "PR-1:75 CO-45:125")
    second = _answer("A", "99213", 500, 65, "OA-23:425 CO-45:10")
    [line] = _lines(
        _sent(("A", "99213", 500)),
        _paid(5, first, status="1"),
        _paid(9, second, status="2", number="ICN-SECOND"),
    ).lines

    assert (line.paid_cents, line.adjusted_cents, line.patient_cents) == (36500, 13500, 0)
    assert len(line.reasons) == 4


@pytest.mark.capability("C3.4")
def test_lines_are_those_of_the_current_submission() -> None:
    first = _sent(("A", "99213", 100))
    denied = _paid(5, _answer("A", "99213", 100, 0, "CO-16:100"))
    corrected = _sent(("A", "99214", 120), frequency="7", on=8)

    [line] = _lines(first, denied, corrected).lines

    assert (line.procedure_code, line.remittance_lines) == ("99214", ())


@pytest.mark.capability("C3.7")
def test_a_claim_that_another_number_supersedes_keeps_its_own_lines() -> None:
    own = [_sent(("A", "99213", 100)), _paid(5, _answer("A", "99213", 100, 0, "CO-16:100"))]
    successor = _sent(("A", "99214", 120), frequency="7", on=8)
    related = Related(
        claim_id="clm_other",
        frequency_code="7",
        event_id=successor.event_id,
        effective_on=successor.effective_on,
        rule="test",
    )
    claim = folded(own).model_copy(update={"superseded_by": (related,)})

    [line] = lines_of(claim, [*own, successor]).lines

    assert (line.procedure_code, line.denial_categories) == (
        "99213",
        ("missing or invalid data",),
    )


def _roles(group: str, carc: str) -> str:
    """The role of a reason that takes all of a line's charge."""
    fact = _paid(5, _answer("A", "99213", 100, 0, f"{group}-{carc}:100")).fact
    [[read]] = roles_of(fact).lines  # type: ignore[arg-type]
    return read.role


@pytest.mark.capability("C3.4")
def test_every_code_of_the_table_is_a_known_reason_in_one_place_only() -> None:
    known = code_table(CodeList.CARC)
    shares = {carc for _, carc in PATIENT_SHARE}
    contract = {carc for _, carc in CONTRACTUAL}
    for carc, category in DENIAL_CATEGORIES.items():
        assert carc in known, carc
        assert known[carc].text, f"CARC {carc} has no wording of ours"
        assert category
        assert {_roles(group, carc) for group in ("CO", "PR", "OA", "PI")} == {"denial"}
        assert carc not in shares | contract | PENDING, carc
    for group, carc in PATIENT_SHARE:
        assert (carc in known, _roles(group, carc)) == (True, "patient")
    for group, carc in CONTRACTUAL:
        assert (carc in known, _roles(group, carc)) == (True, "contractual")
    assert {_roles("CO", carc) for carc in PENDING} == {"other"}


@pytest.mark.capability("C3.4")
@pytest.mark.parametrize(
    ("category", "codes"),
    [
        ("eligibility", "26 27 28 31 32 33 34 177 200 238"),
        ("coordination of benefits", "19 20 21 22 109 129 136 B11"),
        ("authorization", "15 39 62 197 198 210 243 284 287 288 296 302"),
        ("timely filing", "29 138 164 285 286"),
        ("missing or invalid data", "4 5 8 11 16 125 140 146 181 182 199 206 207 208 282 B18"),
        ("documentation", "148 163 226 227 250 251 252"),
        ("medical necessity", "50 55 56 57 58 150 151 152 167 272"),
        ("not covered", "35 48 49 96 119 149 204 256 273"),
        ("duplicate", "18 B13"),
        ("bundling", "97 190 231 234 236"),
        ("provider", "52 170 171 183 184 185 242 279 B7 B23"),
    ],
)
def test_a_denied_line_has_the_category_of_its_reason(category: str, codes: str) -> None:
    for carc in codes.split():
        paid = _paid(5, _answer("A", "99213", 100, 0, f"CO-{carc}:100"))
        [line] = _lines(_sent(("A", "99213", 100)), paid).lines
        assert line.denial_categories == (category,), carc
