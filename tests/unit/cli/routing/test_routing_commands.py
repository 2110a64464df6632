"""Rules and desk by command: tests without a stage, proposals, absences, and explanations."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from claimtrail.cli.core import stage as stages
from claimtrail.cli.main import cli
from claimtrail.cli.routing import desk as desk_commands
from claimtrail.cli.routing import moves
from claimtrail.cli.routing import rules as rule_commands
from claimtrail.cli.tickets import route_ticket
from claimtrail.tickets.routing.desk_changes import DeskChanges
from claimtrail.tickets.routing.in_force import StoredRules
from claimtrail.tickets.routing.moves import OpenTicketRouting
from claimtrail.tickets.routing.openings import RuleRoutes
from claimtrail.tickets.routing.rule_changes import RuleChanges
from claimtrail.tickets.routing.service import RoutingService
from claimtrail.tickets.service import TicketService
from tests.harness.aws.access_stage import FakeStage
from tests.harness.stage.twins import Twins
from tests.harness.tickets.desks import CASES, DESK, NOW, RULES, a_denial
from tests.twins.kernel import MemoryPublisher
from tests.twins.routing import MemoryDeskStore, MemoryRuleStore

pytestmark = pytest.mark.capability("T3.1", "C4.5")


class Bench:
    """A stage whose rules, desk and tickets are in memory, and files to type."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.twins = Twins()
        self.twins.serve(monkeypatch)
        self.publisher = MemoryPublisher()
        self.rules, self.desk = MemoryRuleStore(), MemoryDeskStore()
        self.files = {
            name: folder / f"{name}.toml"
            for name, text in (("rules", RULES), ("cases", CASES), ("desk", DESK))
            if (folder / f"{name}.toml").write_text(text)
        }
        self.has_four_eyes = False
        monkeypatch.setattr(stages, "open_stage", lambda _: FakeStage("local", {}))
        monkeypatch.setattr(rule_commands, "_changes", lambda _: self.changes)
        monkeypatch.setattr(rule_commands, "_tickets", lambda _: self.twins.tickets)
        monkeypatch.setattr(desk_commands, "_changes", lambda _: self.desk_changes)
        monkeypatch.setattr(route_ticket, "_service", lambda _: self.routing)
        monkeypatch.setattr(moves, "_routing", lambda _: OpenTicketRouting(routing=self.routing))
        for module in (rule_commands, desk_commands):
            monkeypatch.setattr(module, "utc_now", lambda: NOW)

    @property
    def rules_at(self) -> StoredRules:
        return StoredRules(lambda: self.rules, lambda: NOW)

    @property
    def changes(self) -> RuleChanges:
        return RuleChanges(
            store=self.rules,
            publisher=self.publisher,
            clock=lambda: NOW,
            has_four_eyes=self.has_four_eyes,
        )

    @property
    def routing(self) -> RoutingService:
        return RoutingService(
            tickets=self.twins.tickets,
            desk=self.desk,
            rules_at=self.rules_at,
            publisher=self.publisher,
            clock=lambda: NOW,
        )

    @property
    def desk_changes(self) -> DeskChanges:
        return DeskChanges(
            store=self.desk,
            routing=self.routing,
            publisher=self.publisher,
            clock=lambda: NOW,
        )

    def open(self, **changes: Any) -> None:
        service = TicketService(
            self.twins.tickets, self.publisher, routes=RuleRoutes(self.rules_at)
        )
        service.open(a_denial().model_copy(update=changes))

    def run(self, *words: str, expected: int = 0) -> str:
        done = self.typed(*words)
        assert done.exit_code == expected, done.output
        return " ".join(done.output.split())

    def typed(self, *words: str) -> Result:
        named = [str(self.files[word[1:]]) if word.startswith("@") else word for word in words]
        return CliRunner().invoke(cli, named, env={"COLUMNS": "160"})

    def refused(self, *words: str) -> str:
        done = self.typed(*words)
        assert done.exit_code
        return str(done.exception)

    def read(self, *words: str) -> Any:
        done = self.typed(*words, "--json")
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    return Bench(tmp_path, monkeypatch)


def test_cases_are_played_without_a_stage_and_one_that_differs_ends_with_1(bench: Bench) -> None:
    assert "5 cases pass." in bench.run("rules", "test", "@cases", "--rules", "@rules")

    said = bench.run("rules", "test", "@cases", expected=1)

    assert "tier 1, expected 3" in said
    assert "5 of 5 cases differ." in said
    assert "No case is decided by: payer-contacts, high-dollar." in said


def test_rules_are_proposed_approved_and_applied_and_every_list_shows_it(bench: Bench) -> None:
    bench.has_four_eyes = True

    proposed = bench.run("rules", "propose", "@rules", "--cases", "@cases", "--why", "a desk")
    assert "Somebody else has to type `claimtrail rules approve 2`." in proposed
    assert "RULES_NOT_APPROVED" in bench.refused("rules", "apply", "2")
    assert "RULES_OWN_APPROVAL" in bench.refused("rules", "approve", "2")
    bench.has_four_eyes = False
    bench.run("rules", "approve", "2")
    applied = bench.run("rules", "apply", "2")

    assert applied == "Rules 2 decide from 2026-12-01 15:00 UTC on."
    listed = {one["version"]: one["state"] for one in bench.read("rules", "list")}
    assert listed == {1: "shipped", 2: "decides"}
    assert "a desk" in bench.run("rules")
    shown = bench.run("rules", "show")
    assert "payer granite-health; amount from $10,000" in shown
    assert "[[rule]]" in bench.run("rules", "show", "2", "--toml")


def test_a_proposal_whose_cases_fail_says_so_at_once(bench: Bench) -> None:
    bench.files["cases"].write_text(CASES.replace("tier = 3", "tier = 1"))

    said = bench.run("rules", "propose", "@rules", "--cases", "@cases", "--why", "a desk")

    assert "cannot be applied: 1 of their cases fail, the first one a feed: tier 3" in said


def test_sets_are_compared_by_version_and_file(bench: Bench) -> None:
    said = bench.run("rules", "diff", "1", "@rules")

    assert "denials added" in said
    assert "by-category removed" in said
    assert "RULES_UNKNOWN" in bench.refused("rules", "diff", "1", "7")
    assert "RULES_FILE" in bench.refused("rules", "diff", "1", "none.toml")
    assert "Both sets have the same rules." in bench.run("rules", "diff", "1", "1")


def test_a_preview_counts_the_tickets_that_would_move(bench: Bench) -> None:
    bench.open(category="payments/taken_back")

    said = bench.run("rules", "preview", "@rules")

    assert said.startswith("1 of 1 open tickets would move; 0 stay with whom people gave them to.")
    assert "queue:claims-follow-up queue:payments (tier 1) routing@2/payments 1 $500.00" in said


def test_applied_rules_move_open_tickets_once_somebody_says_so(bench: Bench) -> None:
    for number, category in enumerate(("payments/taken_back", "patient_billing/charity_care")):
        bench.open(ticket_id=f"tkt_{number}", category=category, taxonomy_version=number + 1)
    bench.open(ticket_id="tkt_kept", category="payments/taken_back")
    TicketService(bench.twins.tickets, bench.publisher).assign(
        "tkt_kept", to="user:zoe", at=NOW, actor="user:max"
    )
    bench.run("rules", "propose", "@rules", "--cases", "@cases", "--why", "a desk")
    bench.run("rules", "apply", "2")
    before = [bench.twins.tickets.get(f"tkt_{number}") for number in range(2)]

    planned = bench.run("rules", "move", "--dry-run")

    assert "Rules 2 would move 2 of 3 open tickets; people hold 1." in planned
    assert "queue:claims-follow-up queue:payments (tier 1) routing@2/payments 1 $500.00" in planned
    assert "tkt_1" not in planned, "charity care is for few eyes"
    assert [bench.twins.tickets.get(f"tkt_{number}") for number in range(2)] == before
    done = bench.read("rules", "move", "--why", "the desk is split")
    assert (len(done["moves"]), done["sensitive"], done["looked_at"]) == (1, 1, 3)
    told = [one for one in bench.publisher.events.values() if "rules applied" in str(one.detail)]
    assert len(told) == 2
    [event] = [
        one for one in bench.publisher.events.values() if one.detail_type == "rules.tickets_moved"
    ]
    assert (event.detail["moved"], event.detail["why"]) == (2, "the desk is split")
    assert bench.read("rules", "move", "--why", "again")["moves"] == []
    assert "RULES_WORDS" in bench.refused("rules", "move", "--why", "call 555010447788")
    assert bench.typed("rules", "move").exit_code == 2


def test_the_desk_is_put_listed_and_its_people_go_and_come_back(bench: Bench) -> None:
    assert "Nobody is of the desk." in bench.run("desk")
    assert bench.run("desk", "put", "@desk") == "The desk has 4 people."
    bench.run("rules", "propose", "@rules", "--cases", "@cases", "--why", "a desk")
    bench.run("rules", "apply", "2")
    bench.open()
    assert "tkt_1 goes to user:ben" in bench.run("tickets", "route", "tkt_1")

    away = bench.run("desk", "absent", "ben", "--from", "2026-12-01", "--to", "2026-12-02")

    assert away.startswith("user:ben is away from 2026-12-01 to 2026-12-02.")
    assert "tkt_1 user:ann" in away
    now = {one["person"]: (one["load"], one["now"]) for one in bench.read("desk", "list")}
    assert now["user:ann"] == (1, "works")
    assert now["user:ben"] == (0, "absent until 2026-12-02")
    assert now["user:cal"] == (0, "from Tue 08:00 PST")
    assert bench.run("desk", "back", "user:ben") == "user:ben is back."
    assert "DESK_PERSON_UNKNOWN" in bench.refused("desk", "back", "zoe")
    assert "ABSENCE_INVALID" in bench.refused(
        "desk", "absent", "ben", "--from", "2026-12-02", "--to", "2026-12-01"
    )


def test_an_explanation_names_the_rule_and_everybody_who_was_considered(bench: Bench) -> None:
    bench.run("desk", "put", "@desk")
    bench.run("rules", "propose", "@rules", "--cases", "@cases", "--why", "a desk")
    bench.run("rules", "apply", "2")
    bench.open()

    said = bench.run("tickets", "route", "tkt_1", "--explain")

    assert "routing@2/denials: queue:claims-follow-up, tier 1, least loaded" in said
    assert "It is with queue:claims-follow-up; the rules give it to user:ben." in said
    assert "rule granite-high-dollar payer is not granite-health" in said
    assert "person user:dee does not take from queue:claims-follow-up" in said
    stored = bench.twins.tickets.get("tkt_1")
    assert stored is not None
    assert stored.assigned_to == "queue:claims-follow-up"


def test_what_a_person_assigned_is_not_routed(bench: Bench) -> None:
    bench.open()
    service = TicketService(bench.twins.tickets, bench.publisher)
    service.assign("tkt_1", to="user:zoe", at=NOW, actor="user:max")

    assert "stays with user:zoe, whom a person gave it to" in bench.run("tickets", "route", "tkt_1")
    assert "A person assigned it" in bench.run("tickets", "route", "tkt_1", "--explain")
    service.close("tkt_1", reason="paid", at=NOW, actor="user:zoe")
    assert "tkt_1 is closed: nothing is routed." in bench.run("tickets", "route", "tkt_1")
