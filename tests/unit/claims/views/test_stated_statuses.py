"""Statements of payers are shown status by status, with lines, second codes and own words."""

import io
from datetime import date

import pytest
from rich.console import Console

from claimtrail.analytics.masking import MASKED
from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.statuses import (
    BatchStatusReported,
    StatusCode,
    StatusFact,
    StatusLineFact,
)
from claimtrail.claims.publishing.status_rows import status_rows
from claimtrail.claims.views.stated_statuses import stated_statuses
from claimtrail.cli.claims.statuses import show_statuses, statuses_data
from claimtrail.cli.core.output import Output
from tests.harness.claims.claim_events import NUMBERS, event_of
from tests.harness.claims.facts import status_report

WORDS = "SEND THE OPERATIVE REPORT FOR QUINCE"


def status(*codes: tuple[str, ...], text: str = "", charge: int | None = None) -> StatusFact:
    """One STC."""
    return StatusFact(
        codes=tuple(
            StatusCode(
                category_code=code[0],
                status_code=code[1],
                entity_code=code[2],
                code_list=code[3] if len(code) > 3 else "",
            )
            for code in codes
        ),
        effective_on=date(2026, 10, 9),
        action_code="",
        total_charge_cents=charge,
        paid_cents=None,
        adjudicated_on=None,
        text=text,
    )


def answer() -> ClaimEvent:
    """A 277 whose line was denied while the claim is finished."""
    line = StatusLineFact(
        control_number="L2",
        procedure_code="99215",
        modifiers=("25",),
        revenue_code="",
        charge_cents=20000,
        paid_cents=0,
        service_from=date(2026, 9, 1),
        statuses=(status(("F2", "88", "QC")),),
    )
    claim = status(("F1", "65", ""), ("F1", "85", "", "RX"), text=WORDS, charge=35000)
    report = status_report(numbers=NUMBERS, statuses=(claim,), trace_number="T1")
    return event_of(report.model_copy(update={"lines": (line,)}), 9)


@pytest.mark.capability("C2.3")
def test_given_a_277_with_lines_when_shown_then_lines_and_words_stand_beside_the_claim() -> None:
    [claim, line] = stated_statuses([answer()])

    assert (claim.level, claim.codes, claim.text) == ("claim", ("F1:65", "F1:RX-85"), WORDS)
    assert claim.meanings[1].endswith("NCPDP reject code 85")
    assert (line.level, line.line, line.codes) == ("line", "L2 99215 25", ("F2:88:QC",))
    assert line.charge_cents == 20000


@pytest.mark.capability("C2.3")
def test_given_a_batch_status_when_shown_then_its_level_is_said() -> None:
    fact = BatchStatusReported(
        level="provider",
        from_clearinghouse=True,
        statuses=(status(("A3", "24", "85")),),
        claim_count=1,
        charge_cents=15000,
    )
    [found] = stated_statuses([event_of(fact, 9)])

    assert (found.level, found.from_clearinghouse, found.codes) == ("provider", True, ("A3:24:85",))


@pytest.mark.capability("C2.3")
def test_given_statuses_when_printed_then_people_see_code_meaning_and_words() -> None:
    stream = io.StringIO()
    output = Output(as_json=False)
    output.console = Console(file=stream, width=200)
    found = stated_statuses([answer()])
    show_statuses(output, found)

    text = stream.getvalue()
    assert all(part in text for part in ("F2:88:QC", "99215", "OPERATIVE", "$200.00"))
    assert statuses_data(found)["statuses"][0]["text"] == WORDS


@pytest.mark.capability("C5.4")
def test_given_statuses_when_rows_are_made_then_each_is_one_and_words_are_masked() -> None:
    [claim, line] = status_rows(answer())["statuses"]

    assert (claim["line_number"], claim["text"], claim["code_list"]) == (None, WORDS, None)
    assert (line["line_number"], line["codes"], line["charge_cents"]) == (1, "F2:88:QC", 20000)
    assert claim["status_id"] != line["status_id"]
    assert "text" not in {column.name for column in MASKED["statuses"].columns}
