"""The views beside the datasets: claims and what counts, masked or not, and codes in words."""

import pytest

from claimtrail.analytics import code_texts
from claimtrail.analytics.code_texts import OWN_LISTS, code_texts_view
from claimtrail.analytics.views import DERIVED, MASKED_DERIVED, VIEWS
from claimtrail.codes.tables import CodeList, ListedCode, code_table
from claimtrail.tickets.taxonomy.tables import taxonomies
from claimtrail.trail.datasets.dataset import Mask
from tests.harness.trail.local_lake import LocalLake
from tests.harness.trail.saved_rows import remittance, version
from tools.docs.analysts_joins import JOINS, Join
from tools.docs.analysts_values import VALUE_LISTS, ValueList


def test_masked_analysts_have_the_same_views_without_what_is_left_out() -> None:
    assert [view.name for view in MASKED_DERIVED] == [view.name for view in DERIVED]
    for view, masked in zip(DERIVED, MASKED_DERIVED, strict=True):
        left_out = {one.name for one in view.columns if one.mask is Mask.LEAVE_OUT}
        assert {one.name for one in masked.columns} == {one.name for one in view.columns} - left_out


def test_each_code_has_its_words_and_days() -> None:
    lake = LocalLake({})
    rows = {(row["list"], row["code"]): row for row in lake.ask("select * from code_texts")}
    lake.close()

    own = sum(len(codes) for codes in OWN_LISTS.values())
    assert len(rows) == sum(len(code_table(code_list)) for code_list in CodeList) + own
    assert rows["claim_state", "FRONT_END_REJECTED"]["words"] == "Rejected by payer (277CA)"
    assert rows["exception_reason", "no_submission"]["words"] == "no 837 on file for this number"
    assert rows["escalation_reason", "no_277ca"]["words"] == "no 277CA"
    assert rows["carc", "17"]["stop_on"] == "2009-07-01"
    assert rows["carc", "6"]["words"] == "Procedure does not fit the patient's age"
    assert rows["claim_filing_indicator", "MB"]["words"] == "Medicare part B"


@pytest.mark.capability("T1.6")
def test_each_category_is_told_under_each_version() -> None:
    lake = LocalLake({})
    rows = lake.ask("select * from ticket_categories order by place")
    lake.close()

    ways = {
        (row["cause"], row["outcome"]): row["reported_category"]
        for row in rows
        if row["category"] in {"denials/denied", "claims_processing/rejected"}
        and (row["ticket_version"], row["reported_version"]) == (1, 2)
    }
    assert ways["timely filing", None] == "denial_management/timely_filing"
    assert ways[None, "TRANSMISSION_REJECTED"] == "claims_processing/transmission_rejected"
    known = taxonomies()
    for row in rows:
        facts = {name: row[name] for name in ("cause", "code", "outcome") if row[name]}
        after = known.under(
            row["category"], of=row["ticket_version"], version=row["reported_version"], facts=facts
        )
        assert after == row["reported_category"], row


def test_a_text_that_holds_a_separator_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    odd = ListedCode(CodeList.CARC, "1", None, None, "this | that", "ours")
    monkeypatch.setattr(code_texts, "_codes", lambda: iter([odd]))

    with pytest.raises(ValueError, match="separator"):
        code_texts_view()


def test_a_matched_number_is_no_claim_and_hidden_money_does_not_count() -> None:
    lake = LocalLake(
        {
            "claim_versions": [
                version("real", 1, "PAID", counted_remittances="r1"),
                version("old", 1, "PAID", counted_remittances="r2", hidden=True),
                version("number", 1, "DRAFT"),
                version("number", 2, "DRAFT", matched_to="real", hidden=True),
            ],
            "remittances": [remittance("r1", "number", 500), remittance("r2", "old", 500)],
        }
    )

    claims = lake.ask("select claim_id from claims order by 1")
    numbers = lake.ask("select * from claim_numbers order by 1")
    counted = lake.ask("select * from counted_remittances")
    lake.close()

    assert [row["claim_id"] for row in claims] == ["old", "real"]
    assert [tuple(row.values()) for row in numbers] == [
        ("number", "real", True),
        ("old", "old", False),
        ("real", "real", False),
    ]
    assert [(row["remittance_id"], row["claim_id"], row["decides"]) for row in counted] == [
        ("r1", "real", False)
    ]


@pytest.mark.parametrize("join", JOINS, ids=lambda join: f"{join.left}-{join.right}")
def test_a_join_of_the_diagram_names_columns_of_both_tables(join: Join) -> None:
    for table, names in (
        (join.left, join.left_columns),
        (join.right, join.right_columns),
    ):
        assert set(names) <= {column.name for column in VIEWS[table].columns}


@pytest.mark.parametrize("listed", VALUE_LISTS, ids=lambda one: f"{one.table}-{one.column}")
def test_a_value_list_is_of_a_column_and_has_values(listed: ValueList) -> None:
    table, column = listed.table, listed.column
    assert column in {each.name for each in VIEWS[table].columns}
    assert bool(listed.values) != bool(listed.code_list)
