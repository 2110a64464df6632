"""A remark code that allows no appeal changes each action that would be one."""

import pytest

from claimtrail.claims.lifecycle.action_rules import CATEGORY_RULES, CODE_RULES, STATE_RULES
from claimtrail.claims.lifecycle.adjustments import DENIAL_CATEGORIES
from claimtrail.claims.lifecycle.denied_parts import DeniedPart
from claimtrail.claims.lifecycle.no_appeal import NO_APPEAL, OTHER_WAYS, refusal_of
from claimtrail.claims.lifecycle.states import State
from claimtrail.codes.tables import CodeList, code_table
from tests.harness.claims.claim_events import (
    about,
    accepted_claim,
    adjustments,
    folded,
    remitted,
)
from tests.harness.claims.facts import remittance_line
from tests.unit.claims.lifecycle.test_next_actions import DEADLINES, DECIDED, a_claim, action_of

pytestmark = pytest.mark.capability("C5.6")


def refused(code: str, remark: str = "N211", state: State = State.DENIED) -> str:
    found = action_of(a_claim(state, code, denial_remark_codes=("N130", remark)))
    assert found.deadline_kind != "appeal"
    return found.action


@pytest.mark.parametrize("remark", NO_APPEAL)
@pytest.mark.parametrize("carc", sorted(DENIAL_CATEGORIES))
@pytest.mark.parametrize("group", ["CO", "PR", "OA"])
def test_no_denial_is_appealed_against_the_remark(remark: str, carc: str, group: str) -> None:
    action = refused(f"{group}-{carc}", remark)

    assert not action.startswith("Appeal")
    assert "appeal" not in action.replace("takes no appeal", "").replace("nothing to appeal", "")


@pytest.mark.parametrize(
    ("code", "remark", "start"),
    [
        ("CO-29", "N211", "Write the balance off: the payer takes no appeal"),
        ("PR-50", "N211", "Bill the patient: the payer takes no appeal"),
        ("OA-50", "N211", "Ask the payer who bears the amount"),
        ("CO-15", "N211", "Find the authorization number"),
        ("CO-50", "MA130", "Correct what the codes name, and send the corrected claim"),
        ("CO-16", "N211", "Correct the fields that the codes name"),
    ],
)
def test_what_is_left_follows_from_remark_and_group_code(
    code: str, remark: str, start: str
) -> None:
    assert refused(code, remark).startswith(start)


@pytest.mark.parametrize("state", [State.REVERSED, State.FINAL_NO_PAYMENT, State.PARTIALLY_PAID])
def test_other_outcomes_are_not_appealed_either(state: State) -> None:
    assert "ppeal if" not in refused("", state=state)
    assert "or appeal" not in refused("", state=state)


def test_a_late_correction_gives_way_to_no_appeal() -> None:
    after = DECIDED.replace(year=2027)
    longer = DEADLINES.model_copy(update={"appeal_days": 1000})
    claim = a_claim(State.DENIED, "CO-16")

    assert action_of(claim, today=after, deadlines=longer).action.startswith("Appeal:")
    claim = a_claim(State.DENIED, "CO-16", denial_remark_codes=("N211",))
    assert "exception" in action_of(claim, today=after, deadlines=longer).action


def test_of_several_denials_the_line_of_the_remark_is_found_first() -> None:
    claim = a_claim(State.DENIED, "CO-29", "CO-50", denial_remark_codes=("N211",))

    action = action_of(claim).action

    assert action.startswith("Check which line the remark is about")
    assert "Of that line: Write the balance off" in action


N211 = ("N211",)
LINES = (
    DeniedPart(codes=("CO-29",), remark_codes=N211),
    DeniedPart(codes=("CO-50",), remark_codes=("N130",)),
)


def test_a_line_without_the_remark_may_be_appealed_and_the_other_keeps_its_own_way() -> None:
    found = action_of(
        a_claim(
            State.DENIED, "CO-29", "CO-50", denial_remark_codes=("N130", "N211"), denied_parts=LINES
        )
    )

    assert found.action.startswith("Appeal with the medical records")
    assert (found.code, found.deadline_kind) == ("CO-50", "appeal")
    assert "Of the line denied by CO-29: Write the balance off" in found.action
    assert found.rule == "next-action@2/carc-50-line-no-appeal"


def test_one_code_on_two_lines_may_be_appealed_for_the_line_without_the_remark() -> None:
    lines = (DeniedPart(codes=("CO-50",), remark_codes=N211), DeniedPart(codes=("CO-50",)))
    claim = a_claim(State.PARTIALLY_PAID, "CO-50", denial_remark_codes=N211, denied_parts=lines)

    assert action_of(claim).action.startswith("Appeal with the medical records")
    assert refusal_of(claim) == ""


def test_a_claim_whose_lines_all_have_the_remark_is_not_appealed() -> None:
    lines = tuple(replace_remarks(part, N211) for part in LINES)
    claim = a_claim(State.DENIED, "CO-29", "CO-50", denial_remark_codes=N211, denied_parts=lines)
    found = action_of(claim)

    assert refusal_of(claim) == "N211"
    assert found.action.startswith("Write the balance off")
    assert "Check which line" not in found.action


def test_a_remark_on_a_line_that_is_paid_spares_the_denied_ones() -> None:
    lines = (DeniedPart(codes=("CO-50",)),)
    claim = a_claim(State.PARTIALLY_PAID, "CO-50", denial_remark_codes=N211, denied_parts=lines)

    assert action_of(claim).rule == "next-action@2/carc-50"


def test_the_fold_keeps_each_denied_line_with_its_remarks_and_those_of_the_claim() -> None:
    remits = remitted(20, 0, status="4")
    lines = tuple(
        remittance_line(
            control_number=f"L{number}",
            charge_cents=5000,
            adjustments=adjustments(cas),
            remark_codes=remarks,
        )
        for number, (cas, remarks) in enumerate([("CO-29:50", N211), ("CO-50:50", ())], start=1)
    )
    claim = folded([*accepted_claim(), about(remits, lines=lines, remark_codes=("MA01",))])

    assert claim.denied_parts == (
        DeniedPart(codes=("CO-29",), remark_codes=("MA01", "N211")),
        DeniedPart(codes=("CO-50",), remark_codes=("MA01",)),
    )
    assert action_of(claim).code == "CO-50"
    whole = folded([*accepted_claim(), about(remits, lines=lines, remark_codes=N211)])
    assert refusal_of(whole) == "N211"


def replace_remarks(part: DeniedPart, remarks: tuple[str, ...]) -> DeniedPart:
    return part.model_copy(update={"remark_codes": remarks})


@pytest.mark.parametrize("code", ["CO-29", "OA-50", "CO-16"])
def test_of_a_claim_that_was_paid_in_part_the_patients_share_is_not_written_off(code: str) -> None:
    lines = (DeniedPart(codes=(code,), remark_codes=N211),)
    claim = a_claim(
        State.PARTIALLY_PAID, code, denial_remark_codes=N211, denied_parts=lines, denied_cents=4_000
    )
    late = action_of(claim, today=DECIDED.replace(year=2028))

    for found in (action_of(claim), late):
        assert "the balance off" not in found.action
        assert found.amount_cents == 4_000
    assert "rite off what was denied" in late.action


def test_other_remarks_change_nothing() -> None:
    found = action_of(a_claim(State.DENIED, "CO-50", denial_remark_codes=("MA01", "N130")))

    assert (found.rule, found.deadline_kind) == ("next-action@2/carc-50", "appeal")


def test_the_remarks_are_those_of_the_published_list_and_each_other_way_has_a_rule() -> None:
    table = code_table(CodeList.RARC)
    refusing = ("no appeal", "may not be appealed")
    codes = {row.code for row in table.values() if any(one in row.text for one in refusing)}
    rules = [*STATE_RULES.values(), *CODE_RULES.values(), *CATEGORY_RULES.values()]

    assert codes == set(NO_APPEAL)
    assert set(OTHER_WAYS) <= {rule.name for rule in rules}
