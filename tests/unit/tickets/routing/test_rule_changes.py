"""Rules come into force by a file whose table of cases passes, and by two people where asked."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from claimtrail.kernel.errors import ConfigurationError, ConflictError
from claimtrail.tickets.routing.cases import cases_of, rules_without_case, run_cases
from claimtrail.tickets.routing.diffs import differences, preview
from claimtrail.tickets.routing.errors import RuleChangeError
from claimtrail.tickets.routing.in_force import StoredRules
from claimtrail.tickets.routing.openings import RuleRoutes
from claimtrail.tickets.routing.proposals import ProposalState, RuleProposal
from claimtrail.tickets.routing.rule_changes import RuleChanges
from claimtrail.tickets.routing.rule_files import rules_of, shipped_rules
from claimtrail.tickets.service import TicketService
from tests.harness.tickets.desks import CASES, DESK, NOW, RULES, a_denial
from tests.twins.kernel import MemoryPublisher
from tests.twins.routing import MemoryRuleStore
from tests.twins.tickets import MemoryTicketStore

ANN, MAX = "user:ann", "user:max"
WHY = "a desk for granite"


@dataclass
class Board:
    """Proposals, and what takes them into force."""

    has_four_eyes: bool = False
    store: MemoryRuleStore = field(default_factory=MemoryRuleStore)
    publisher: MemoryPublisher = field(default_factory=MemoryPublisher)
    now: datetime = datetime(2026, 11, 30, tzinfo=UTC)

    @property
    def changes(self) -> RuleChanges:
        return RuleChanges(
            store=self.store,
            publisher=self.publisher,
            clock=lambda: self.now,
            has_four_eyes=self.has_four_eyes,
        )

    def propose(self, rules: str = RULES, cases: str = CASES, why: str = WHY) -> RuleProposal:
        return self.changes.propose(rules, cases, by=ANN, why=why)

    def told(self) -> list[str]:
        return [one.detail_type.value for one in self.publisher.events.values()]


@pytest.mark.capability("T3.1", "C4.5")
def test_a_set_whose_cases_pass_is_applied_and_each_step_is_told_once_with_who_and_why() -> None:
    board = Board()

    for _ in range(2):
        board.propose()
    board.changes.approve(2, by=MAX)
    for _ in range(2):
        applied = board.changes.apply(2, by=ANN)

    assert (applied.state, applied.proposed_by, applied.approved_by, applied.applied_by) == (
        ProposalState.APPLIED,
        ANN,
        MAX,
        ANN,
    )
    assert board.told() == ["rules.proposed", "rules.approved", "rules.applied"]
    last = list(board.publisher.events.values())[-1]
    assert (last.rule, last.actor, last.detail["why"]) == ("routing@2", ANN, WHY)
    assert (last.detail["rules"], last.detail["approved_by"]) == (4, MAX)


@pytest.mark.capability("T3.1")
@pytest.mark.parametrize(
    ("before", "after", "what"),
    [
        ("tier = 2, rule", "tier = 3, rule", "1 of 5 cases fail"),
        ("trading_partners/without_authority", "connectivity/feed", "a feed: tier 1, expected 3"),
    ],
)
def test_a_set_whose_own_table_fails_is_neither_approved_nor_applied(
    before: str, after: str, what: str
) -> None:
    board = Board()
    assert before in CASES
    board.propose(cases=CASES.replace(before, after))

    for step in (board.changes.approve, board.changes.apply):
        with pytest.raises(RuleChangeError, match=what) as refused:
            step(2, by=MAX)
        assert refused.value.explanation.code == "RULES_CASES_FAILED"
    assert board.told() == ["rules.proposed"]


def test_a_rule_that_no_case_is_decided_by_keeps_the_set_from_being_applied() -> None:
    board = Board()
    before, _, _ = CASES.partition('[[case]]\nname = "a feed"')
    board.propose(cases=before)

    with pytest.raises(RuleChangeError, match="no case is decided by: feeds"):
        board.changes.apply(2, by=MAX)


@pytest.mark.capability("T3.1")
def test_with_four_eyes_nobody_applies_what_only_its_author_has_seen() -> None:
    board = Board(has_four_eyes=True)
    board.propose()

    with pytest.raises(RuleChangeError, match="RULES_NOT_APPROVED"):
        board.changes.apply(2, by=MAX)
    with pytest.raises(RuleChangeError, match="RULES_OWN_APPROVAL"):
        # The same person in another role of AWS.
        board.changes.approve(2, by="user:operators/ann")
    board.changes.approve(2, by=MAX)

    assert board.changes.apply(2, by=ANN).state is ProposalState.APPLIED


def test_what_is_applied_takes_no_approval_and_an_unknown_version_is_refused() -> None:
    board = Board()
    board.propose()
    board.changes.apply(2, by=MAX)

    with pytest.raises(RuleChangeError, match="RULES_STATE"):
        board.changes.approve(2, by=MAX)
    with pytest.raises(RuleChangeError, match="RULES_UNKNOWN"):
        board.changes.apply(3, by=MAX)


@pytest.mark.parametrize("version", [1, 3])
def test_only_the_next_version_may_be_proposed(version: int) -> None:
    with pytest.raises(RuleChangeError, match="the next version is 2"):
        Board().propose(RULES.replace("version = 2", f"version = {version}"))


@pytest.mark.parametrize("why", ["", "call 6175550100", "ask ann@example.org", "x" * 201])
def test_words_that_could_name_a_patient_are_refused(why: str) -> None:
    with pytest.raises(RuleChangeError, match="RULES_WORDS"):
        Board().propose(why=why)


def test_of_two_people_at_once_one_changes_the_proposal() -> None:
    class Contested(MemoryRuleStore):
        def save(self, proposal: RuleProposal) -> bool:
            return proposal.revision == 1 and super().save(proposal)

    board = Board(store=Contested())
    board.propose()

    with pytest.raises(ConflictError, match="RULES_CONFLICT"):
        board.changes.approve(2, by=MAX)


@pytest.mark.capability("T3.1")
def test_applied_rules_decide_from_their_day_on_and_late_ones_from_their_application_on() -> None:
    board = Board()
    board.propose()
    stored = StoredRules(lambda: board.store, lambda: board.now)
    assert stored(NOW).version == 1
    board.changes.apply(2, by=MAX)

    assert stored(NOW).version == 1
    board.now += timedelta(minutes=1)
    assert (stored(datetime(2026, 12, 1, 4, 59, tzinfo=UTC)).version, stored(NOW).version) == (1, 2)

    board.now = NOW
    board.propose(RULES.replace("version = 2", "version = 3"))
    board.changes.apply(3, by=MAX)
    board.now += timedelta(minutes=1)
    assert [stored(NOW - timedelta(seconds=1)).version, stored(NOW).version] == [2, 3]


PEOPLE = f"""
{DESK}
[[case]]
name = "the desk is half full"
ticket = {{ category = "denials/denied", claim_type = "professional", priority = 1 }}
expect = {{ person = "user:ann" }}
at = 2026-12-01T15:00:00Z
loads = {{ "user:ben" = 5 }}
"""


@pytest.mark.capability("T3.1")
@pytest.mark.parametrize(
    ("before", "after", "differences_found"),
    [
        ("", "", ()),
        ('"user:ben" = 5', '"user:ben" = 1', ("person user:ben, expected user:ann",)),
        (
            '"user:ben" = 5',
            '"user:ben" = 5, "user:ann" = 1',
            ("person user:cal, expected user:ann",),
        ),
    ],
)
def test_a_case_may_say_whom_of_a_desk_the_ticket_goes_to(
    before: str, after: str, differences_found: tuple[str, ...]
) -> None:
    table = cases_of(PEOPLE.replace(before, after), where="cases.toml")

    [result] = run_cases(table, rules_of(RULES, where="rules"))

    assert result.rule == "denials"
    assert result.differences == differences_found


def test_each_case_names_the_rule_that_decided_and_rules_without_a_case_are_found() -> None:
    rules = rules_of(RULES, where="rules")
    results = run_cases(cases_of(CASES, where="cases.toml"), rules)

    assert [(one.rule, one.is_passed) for one in results] == [
        ("granite-high-dollar", True),
        ("denials", True),
        ("payments", True),
        ("feeds", True),
        ("unallocated", True),
    ]
    assert rules_without_case(results[1:3], rules) == ["granite-high-dollar", "feeds"]


@pytest.mark.parametrize(
    ("text", "place", "what"),
    [
        ("", "cases.toml", "no [[case]]"),
        (
            '[[case]]\nname = "a"\nticket = { category = "x/y" }\nexpect = {}',
            "cases.toml, case 1 (a), expect",
            "expects a queue",
        ),
        (
            '[[case]]\nname = "a"\nticket = { category = "x/y" }\nexpect = { person = "user:a" }',
            "cases.toml, case 1 (a)",
            "needs `at`",
        ),
        (
            '[[case]]\nname = "a"\nticket = { category = "x" }\nexpect = { tier = 1 }',
            "cases.toml, case 1 (a), ticket.category",
            "pattern",
        ),
    ],
)
def test_a_table_that_cannot_be_is_refused_with_its_place(text: str, place: str, what: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        cases_of(text, where="cases.toml")

    explanation = refused.value.explanation
    assert (explanation.code, explanation.where) == ("ROUTING_CASES_INVALID", place)
    assert what in explanation.what


def test_differences_name_what_was_added_removed_changed_and_moved() -> None:
    before = rules_of(RULES, where="rules")
    denials, payments = before.rules[1], before.rules[2]
    other = denials.model_copy(update={"tier": 2, "skills": ("appeals",)})
    new = payments.model_copy(update={"name": "refunds"})
    after = before.model_copy(
        update={"version": 3, "rules": (payments, new, other, before.rules[0])}
    )

    found = {one.rule: (one.kind, one.fields) for one in differences(before, after)}

    assert found == {
        "refunds": ("added", ()),
        "denials": ("changed", ("tier: 1 -> 2", "skills: none -> appeals")),
        "payments": ("moved", ()),
        "granite-high-dollar": ("moved", ()),
        "feeds": ("removed", ()),
    }
    assert differences(before, before) == []


@pytest.mark.capability("T3.1")
def test_a_preview_shows_which_open_tickets_would_move_and_moves_none() -> None:
    store = MemoryTicketStore()
    service = TicketService(store, MemoryPublisher(), routes=RuleRoutes(lambda _: shipped_rules()))
    service.open(a_denial("tkt_large", payer="granite-health", cents=1_500_000))
    service.open(a_denial("tkt_small"))
    service.open(a_denial("tkt_ours", payer="granite-health", cents=1_000_000))
    service.assign("tkt_ours", to=ANN, at=NOW, actor=MAX)
    payment = {"category": "payments/taken_back", "charge_cents": 0}
    service.open(a_denial("tkt_payment").model_copy(update=payment))

    shown = preview(store.walk_open(), rules_of(RULES, where="rules"))

    assert [(one.ticket_id, one.queue, one.new_queue, one.new_rule) for one in shown.moves] == [
        ("tkt_payment", "queue:claims-follow-up", "queue:payments", "routing@2/payments")
    ]
    assert (shown.stay, shown.held_by_people) == (2, 1)
