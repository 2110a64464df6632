"""Opening, belonging and rating of tickets by command, and the categories."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from claimtrail.access.people.last_use import LastUse
from claimtrail.access.roles import JobRole
from claimtrail.access.subjects import Principal
from claimtrail.cli.main import cli
from claimtrail.cli.tickets import belonging, bulk, known_owners, opening, rating, tagging
from claimtrail.cli.tickets import vendor_desk as vendor_cli
from claimtrail.cli.tickets.desk_commands import HOLDS, LINK_KINDS, SIDES
from claimtrail.cli.tickets.values import named_values
from claimtrail.kernel.clock import utc_now
from claimtrail.tickets.grouping import ACTOR as GROUPER
from claimtrail.tickets.model import Ticket, TicketCause
from claimtrail.tickets.originals import MASKED_ALONE, KeepsNothing, TicketTexts
from claimtrail.tickets.relation_service import TicketRelations
from claimtrail.tickets.service import TicketService
from claimtrail.tickets.sla.tables import clock_tables
from claimtrail.tickets.taxonomy.errors import TaxonomyError
from claimtrail.tickets.ticket_parts import ClinicalHold, LinkKind, OwnershipKind, TicketLink
from claimtrail.vendors.service import VendorDesk
from claimtrail.vendors.tables import vendors
from tests.harness.stage.twins import NOW, Twins
from tests.harness.tickets.desks import a_desk
from tests.twins.access import MemoryPeopleStore
from tests.twins.kernel import MemoryPublisher
from tests.twins.routing import MemoryDeskStore
from tests.twins.vendors import MemoryLetterArchive

SUPPORT = "user:ines"
LATER = (utc_now() + timedelta(days=9)).isoformat()


@pytest.fixture
def twins(monkeypatch: pytest.MonkeyPatch) -> Twins:
    """A stage with tickets, whose services keep them in memory."""
    made = Twins().fill()
    made.serve(monkeypatch)
    relations = TicketRelations(
        tickets=TicketService(made.tickets, MemoryPublisher()), members=made.tickets.beside
    )
    for module in (belonging, bulk, opening, rating, vendor_cli):
        monkeypatch.setattr(module, "relations", lambda _: relations)
        monkeypatch.setattr(module, "utc_now", lambda: NOW)
    monkeypatch.setattr(tagging, "every_ticket", lambda _: relations.tickets)
    monkeypatch.setattr(tagging, "utc_now", lambda: NOW)
    for module in (opening, rating):
        monkeypatch.setattr(module, "texts", lambda _: MASKED_ALONE)
    people = MemoryPeopleStore()
    for name, role in (("ines", JobRole.MANAGER), ("bea", JobRole.BILLER)):
        seen = LastUse(store=people, clock=lambda: NOW)
        everywhere = frozenset({"*"})
        seen.signed_in(
            Principal(id=name, roles=frozenset({role}), facilities=everywhere, payers=everywhere)
        )
    monkeypatch.setattr(rating, "known_people", lambda _: people)
    return made


@pytest.fixture
def ticket(twins: Twins) -> Ticket:
    """One of the open tickets."""
    return twins.tickets.list_open(limit=1)[0]


def _run(*words: str) -> Result:
    return CliRunner().invoke(cli, [*words], env={"COLUMNS": "120"})


def _said(done: Result) -> str:
    return " ".join(f"{done.output} {done.exception or ''}".split())


def _read(*words: str) -> Any:
    done = _run(*words, "--json")
    assert done.exit_code == 0, _said(done)
    return json.loads(done.stdout)


def _new(*words: str) -> dict[str, Any]:
    opened: dict[str, Any] = _read(
        "tickets", "new", "patient_billing/dispute", "--title", "Balance", "--meta", "amount=42.50",
        *words,
    )  # fmt: skip
    return opened


@pytest.mark.capability("T1.1", "T1.2")
def test_a_persons_ticket_has_its_categorys_defaults_and_masked_words(twins: Twins) -> None:
    opened = _new("--text", "call 555-010-4477, mail ann@example.org")

    assert (opened["origin"], opened["taxonomy_version"]) == ("PERSON", 2)
    assert (opened["assigned_to"], opened["priority"]) == ("queue:patient-accounts", 4)
    assert opened["description"] == "call [phone], mail [email]"
    assert opened["amount_cents"] == 4250
    assert opened["metadata"] == [{"name": "amount", "kind": "amount", "value": "4250"}]
    assert twins.tickets.get(opened["ticket_id"])
    assert _new("--text", "again")["ticket_id"] == opened["ticket_id"], "a repeated call is one"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["patient_billing/disputes", "--title", "x"], "CATEGORY_UNKNOWN"),
        (["patient_billing/dispute", "--title", "x"], "METADATA_INVALID"),
        (["patient_billing/statement", "--title", " "], "it says nothing"),
        (["patient_billing/statement", "--title", "x", "--meta", "amount"], "METADATA_FORM"),
    ],
)
@pytest.mark.usefixtures("twins")
def test_what_a_category_does_not_take_is_refused(words: list[str], code: str) -> None:
    assert code in _said(_run("tickets", "new", *words))


def test_links_stand_at_both_ends(twins: Twins, ticket: Ticket) -> None:
    other = _new()["ticket_id"]

    done = _run("tickets", "link", ticket.ticket_id, "caused by", other)

    assert done.output == f"{ticket.ticket_id} is caused by {other}.\n"
    back = twins.tickets.get(other)
    assert back is not None
    assert [(one.kind, one.ticket_id) for one in back.links] == [
        (LinkKind.CAUSE_OF, ticket.ticket_id)
    ]
    assert "TICKET_LINK_SELF" in _said(_run("tickets", "link", other, "related to", other))
    assert "TICKET_UNKNOWN" in _said(_run("tickets", "link", other, "related to", "tkt_none"))


def test_links_by_command_are_links_of_the_model() -> None:
    assert set(LINK_KINDS) <= {one.value for one in LinkKind}


def test_merging_gives_claims_and_watchers_away_and_splitting_takes_claims_out(
    twins: Twins, ticket: Ticket
) -> None:
    stays = _new()["ticket_id"]
    other = twins.tickets.put_new(
        ticket.model_copy(update={"ticket_id": "tkt_other", "claim_id": "clm_other", "version": 1})
    )
    _run("tickets", "watch", ticket.ticket_id, "--who", SUPPORT)

    _run("tickets", "merge", ticket.ticket_id, "--into", stays)
    merged = _run("tickets", "merge", other.ticket_id, "--into", stays)

    assert merged.output.endswith(f"is merged into {stays}, which is about 2 claims.\n")
    ended, kept = twins.tickets.get(ticket.ticket_id), twins.tickets.get(stays)
    assert ended is not None
    assert kept is not None
    assert (ended.is_open, ended.merged_into) == (False, stays)
    assert (kept.claims.count, kept.watchers) == (2, (SUPPORT,))
    assert kept in twins.tickets.list_by_claim("clm_other")
    assert "TICKET_MERGE_ENDED" in _said(_run("tickets", "merge", stays, "--into", other.ticket_id))

    new = _read("tickets", "split", stays, "--claim", "clm_other")

    assert (new["claim_id"], new["status"]) == ("clm_other", "NEW")
    left = twins.tickets.get(stays)
    assert left is not None
    assert left.claims.count == 1
    assert "TICKET_SPLIT" in _said(_run("tickets", "split", stays, "--claim", "clm_gone"))


def test_a_watcher_comes_and_goes(ticket: Ticket) -> None:
    one = ticket.ticket_id
    assert _read("tickets", "watch", one, "--who", SUPPORT)["watchers"] == [SUPPORT]
    assert _read("tickets", "watch", one, "--who", SUPPORT)["watchers"] == [SUPPORT]
    assert _read("tickets", "watch", one, "--who", SUPPORT, "--stop")["watchers"] == []
    assert "OWNER_INVALID" in _said(_run("tickets", "watch", one, "--who", "ines"))


@pytest.mark.capability("T1.1")
def test_another_category_brings_its_queue_and_asks_for_its_metadata(ticket: Ticket) -> None:
    words = ("tickets", "categorize", ticket.ticket_id, "coding/modifier")

    assert "service_code is missing" in _said(_run(*words))
    after = _read(*words, "--meta", "service_code=99213")

    assert (after["category"], after["taxonomy_version"]) == ("coding/modifier", 2)
    assert (after["assigned_to"], after["tier"]) == ("queue:coding", 2)
    assert after["history"][-1]["action"] == "categorized"


@pytest.mark.capability("T1.1")
def test_another_priority_has_a_reason_an_approver_and_an_end(ticket: Ticket) -> None:
    words = ("tickets", "prioritize", ticket.ticket_id, "--to", "1", "--why", "discharge hold")

    done = _run(*words, "--approved-by", SUPPORT, "--until", LATER)

    assert "has priority 1 until" in done.output, _said(done)
    assert f"then {ticket.priority} again." in done.output


@pytest.mark.parametrize("approver", ["user:bea", "user:nobody"])
def test_who_approves_another_priority_has_a_role_that_may(ticket: Ticket, approver: str) -> None:
    words = ("tickets", "prioritize", ticket.ticket_id, "--to", "1", "--why", "discharge hold")

    done = _run(*words, "--approved-by", approver, "--until", LATER)

    assert "APPROVER_ROLE" in _said(done)


@pytest.mark.capability("T3.4")
def test_an_urgency_of_care_is_due_today_and_names_its_hold(twins: Twins, ticket: Ticket) -> None:
    words = ("tickets", "urgent", ticket.ticket_id, "--hold", "patient-discharge", "--why", "bed")

    done = _run(*words, "--approved-by", SUPPORT, "--until", LATER)

    assert "has priority 1 until" in done.output, _said(done)
    stored = twins.tickets.get(ticket.ticket_id)
    assert stored is not None
    assert stored.override is not None
    assert stored.override.hold is ClinicalHold.PATIENT_DISCHARGE
    assert stored.order_day <= stored.override.at.date()


@pytest.mark.capability("T7.2", "T7.6")
def test_a_ticket_goes_to_a_vendor_and_back_with_its_letters(
    twins: Twins, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = VendorDesk(
        tickets=TicketService(twins.tickets, MemoryPublisher()),
        letters=MemoryLetterArchive(),
        vendors=vendors(),
        calendars=clock_tables().calendars,
        texts=TicketTexts(originals=KeepsNothing()),
    )
    monkeypatch.setattr(vendor_cli, "_desk", lambda *_: desk)
    vendor = ("--vendor", "summit-medical-review")
    one = ticket.ticket_id

    handed = _run("tickets", "hand-over", one, *vendor, "--what", "records")
    assert f"{one} is with summit-medical-review (intake desk) until" in handed.output
    filed = _run("tickets", "file-letter", one, *vendor, "--text", "Upheld.", "--received")
    assert f"is archived with {one}: sha256" in filed.output, _said(filed)
    assert "yes" in _run("tickets", "letters", one).output
    back = _run("tickets", "take-back", one, "--why", "upheld")
    assert back.output == f"{one} is back from summit-medical-review.\n"
    assert _run("tickets", "take-back", one, "--why", "x").output == f"{one} is with no vendor.\n"
    assert _read("vendors", "list")[0]["contract"] == "MR-2026-04"


def test_several_tickets_are_assigned_and_each_outcome_is_told(
    twins: Twins, ticket: Ticket
) -> None:
    ids = [one.ticket_id for one in twins.tickets.list_open(limit=9)]
    ids.append(_new()["ticket_id"])

    outcomes = _read("tickets", "assign", *ids, "--to", "queue:denials")

    assert {one["outcome"] for one in outcomes} == {"assigned"}
    assert ticket.ticket_id in {one["ticket_id"] for one in outcomes}
    again = _run("tickets", "assign", *ids, "--to", "queue:denials")
    assert again.output == f"{len(ids)} tickets unchanged.\n"


def test_a_filter_shows_first_and_assigns_with_yes(twins: Twins, ticket: Ticket) -> None:
    words = ("tickets", "assign", "--payer", ticket.payer_id, "--to", SUPPORT)

    shown = _run(*words)
    unchanged = twins.tickets.get(ticket.ticket_id)
    done = _run(*words, "--yes")

    assert "Nothing was changed: --yes assigns" in _said(shown)
    assert unchanged == ticket
    assert f"assigned to {SUPPORT}" in done.output
    changed = twins.tickets.get(ticket.ticket_id)
    assert changed is not None
    assert changed.assigned_to == SUPPORT


def test_a_person_whom_the_desk_does_not_know_comes_with_a_warning(
    ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("tickets", "assign", ticket.ticket_id, "--to")
    assert "Warning" not in _said(_run(*words, "user:anne"))
    monkeypatch.setattr(known_owners, "desk_store", lambda _: MemoryDeskStore(a_desk()))

    unknown = _said(_run(*words, "user:annn"))

    assert "Warning: user:annn is nobody of the desk. Near it: user:ann" in unknown
    assert "Warning" not in _said(_run(*words, "user:ann"))


@pytest.mark.usefixtures("twins")
def test_tickets_or_a_filter_are_named_and_not_both() -> None:
    assert "Name tickets, or say which fit" in _run("tickets", "assign", "--to", SUPPORT).output


@pytest.mark.capability("T1.1", "T1.6")
def test_categories_are_listed_mapped_and_compared() -> None:
    assert [one["version"] for one in _read("taxonomy", "versions")] == [1, 2]
    assert len(_read("taxonomy", "show", "--version", "1")) == 15
    assert "service_code (code)" in _run("taxonomy", "show", "coding/modifier").output
    ways = _read("taxonomy", "map", "claims_processing/rejected")
    assert [one["when"] for one in ways] == [{"outcome": ["TRANSMISSION_REJECTED"]}, {}]
    changes = {one["category"]: one["change"] for one in _read("taxonomy", "diff", "1", "2")}
    assert changes["denials/denied"] == "gone"
    assert changes["coding/modifier"] == "added"
    assert "access/change_requested" not in changes
    assert "TAXONOMY_VERSION" in _said(_run("taxonomy", "diff", "1", "7"))


def test_a_value_without_a_name_is_refused() -> None:
    assert named_values(["carc=CO-50", "told=a=b"]) == {"carc": "CO-50", "told": "a=b"}
    for wrong in ("carc", "=CO-50", ""):
        with pytest.raises(TaxonomyError, match="no name"):
            named_values([wrong])


@pytest.mark.capability("T1.4")
def test_rules_of_a_file_are_previewed_and_the_shipped_ones_applied(
    twins: Twins, tmp_path: Path
) -> None:
    rules, logs = tmp_path / "rules.toml", tmp_path / "lines.jsonl"
    rules.write_text(
        'version = 7\n[[rule]]\nid = "all"\nversion = 1\ntags = ["seen"]\nwhen = { text = ["."] }\n'
    )
    opened = _new("--text", "the EFT did not come")
    logs.write_text(json.dumps({"event": "post_failed", "ticket_id": opened["ticket_id"]}))
    number = len(list(twins.tickets.walk()))

    shown = _run("tags", "preview", str(rules))
    applied = _read("tags", "apply", "--logs", str(logs))

    assert f"Rules 7 would change {number} of {number} tickets." in _said(shown)
    assert opened["tags"] == [{"name": "eft", "rule": "tags/money-transfer@1"}]
    gains = {one["ticket_id"]: one["gains"] for one in applied["changes"]}
    assert gains[opened["ticket_id"]] == ["function-failed"]


@pytest.mark.capability("T1.5")
@pytest.mark.usefixtures("twins")
def test_one_person_speaks_for_one_owner_alone() -> None:
    words = ("charge_capture/missing_charge", "--title", "Implant", "--meta", "facility=1234567893")
    joint = _read("tickets", "new", *words, "--meta", "service_code=C1776")
    one = joint["ticket_id"]

    first = _run("tickets", "agree", one, "--as", "queue:clinical-documentation")
    both = _run("tickets", "agree", one, "--as", "queue:revenue-integrity")

    assert joint["ownership"]["rule"] == "charge-capture@1/both-sides"
    assert "queue:revenue-integrity did not yet" in first.output
    assert "OWNER_AGREEMENT" in _said(both), "one person does not speak for both"


def test_sides_by_command_are_those_of_the_model() -> None:
    assert set(HOLDS) == {one.value for one in ClinicalHold}
    assert set(SIDES) == {one.value for one in OwnershipKind}


def test_tickets_under_one_are_listed_by_their_cause(twins: Twins, ticket: Ticket) -> None:
    cause = TicketCause(payer_id="p", outcome="DENIED", category="bundling", code="CO-97")
    of_cause = {"cause": cause, "version": 1, "deadline": None}
    child = ticket.model_copy(
        update={
            **of_cause,
            "ticket_id": "tkt_child",
            "links": (TicketLink(kind=LinkKind.CHILD_OF, ticket_id="tkt_up"),),
        }
    )
    above = ticket.model_copy(
        update={**of_cause, "ticket_id": "tkt_up", "requester": GROUPER, "claim_id": ""}
    )
    for one in (child, above):
        twins.tickets.put_new(one)

    listed = {row["ticket_id"] for row in _read("tickets", "list")}
    by_cause = [row["ticket_id"] for row in _read("tickets", "list", "--cause", "CO-97")]

    assert "tkt_up" in listed
    assert "tkt_child" not in listed
    assert by_cause == ["tkt_child"]
