"""Rules of routing: conditions by table, order, and the places of what a file has wrong."""

from datetime import UTC, datetime
from typing import Any

import pytest

from claimtrail.kernel.errors import ConfigurationError
from claimtrail.tickets.model import TicketCategory
from claimtrail.tickets.routing import conditions
from claimtrail.tickets.routing.conditions import RuleConditions
from claimtrail.tickets.routing.facts import (
    RoutedClaimType,
    RoutingFacts,
    WordSource,
    category_facts,
    facts_of,
)
from claimtrail.tickets.routing.rule_files import rules_of, shipped_rules
from claimtrail.tickets.routing.rules import in_force, match
from claimtrail.tickets.ticket_parts import (
    OwnershipKind,
    TicketOrigin,
    TicketOwnership,
    TicketTag,
)
from tests.harness.tickets.desks import RULES, a_denial

FACTS = RoutingFacts(
    payer="granite-health",
    claim_type=RoutedClaimType.INSTITUTIONAL,
    amount_cents=1_000_000,
    charge_cents=2_500_000,
    denial_category="medical necessity",
    facility="1003000126",
    category="denials/denied/medical_necessity",
    source=WordSource.REMITTANCE,
    priority=2,
    tags=frozenset({"appeal", "outage:granite"}),
    origin=TicketOrigin.SYSTEM,
)


@pytest.mark.capability("T3.1", "C4.5")
@pytest.mark.parametrize(
    ("holds", "fails"),
    [
        ({"payer": ["larkspur", "granite-health"]}, {"payer": ["larkspur"]}),
        ({"claim_type": ["institutional"]}, {"claim_type": ["professional", "none"]}),
        ({"amount": {"from": 10_000}}, {"amount": {"from": 10_001}}),
        ({"amount": {"below": 10_001}}, {"amount": {"below": 10_000}}),
        ({"charge": {"from": 25_000, "below": 25_001}}, {"charge": {"below": 25_000}}),
        ({"denial_category": ["medical necessity"]}, {"denial_category": ["bundling"]}),
        ({"facility": ["1003000126"]}, {"facility": ["1003000134"]}),
        ({"category": ["denials/denied"]}, {"category": ["denials/denied/bundling"]}),
        (
            {"category": ["denials/denied/medical_necessity"]},
            {"category": ["denials/denie"]},
        ),
        ({"area": ["denials"]}, {"area": ["payments"]}),
        ({"source": ["835"]}, {"source": ["277CA", "person"]}),
        ({"priority": [1, 2]}, {"priority": [3, 4]}),
        ({"tags": ["appeal", "outage:granite"]}, {"tags": ["appeal", "outage:larkspur"]}),
        ({"origin": ["system"]}, {"origin": ["person"]}),
    ],
)
def test_each_condition_holds_or_fails_by_its_own_fact(
    holds: dict[str, Any], fails: dict[str, Any]
) -> None:
    assert RuleConditions.model_validate(holds).failed(FACTS) == ""
    [name] = fails
    why = RuleConditions.model_validate(fails).failed(FACTS)
    assert why.startswith(f"{name.replace('_', ' ')} is not ")


def test_every_condition_is_checked_and_each_of_several_has_to_hold() -> None:
    assert set(conditions._CHECKS) == set(RuleConditions.model_fields)
    both = RuleConditions.model_validate({"area": ["denials"], "amount": {"from": 50_000}})

    assert both.failed(FACTS) == "amount is not from $50,000"
    assert RuleConditions().failed(FACTS) == ""


@pytest.mark.capability("T3.1", "C4.5")
def test_the_first_rule_that_matches_decides_and_earlier_ones_say_why_they_did_not() -> None:
    rules = rules_of(RULES, where="rules.toml")

    found = match(FACTS.model_copy(update={"payer": "larkspur"}), rules)

    assert (found.queue, found.tier, found.reference) == (
        "queue:claims-follow-up",
        1,
        "routing@2/denials",
    )
    [before] = found.considered
    assert (before.rule, before.why) == ("granite-high-dollar", "payer is not granite-health")


@pytest.mark.capability("T3.1")
def test_what_no_rule_matches_is_unallocated_with_every_rule_considered() -> None:
    found = match(RoutingFacts(category="access/review_overdue"), rules_of(RULES, where="rules"))

    assert (found.queue, found.manager, found.reference) == (
        "queue:unallocated",
        "queue:unallocated",
        "routing@2/unallocated",
    )
    assert len(found.considered) == 4


@pytest.mark.parametrize("category", list(TicketCategory))
def test_the_shipped_rules_match_every_category_that_functions_open(
    category: TicketCategory,
) -> None:
    found = match(RoutingFacts(**category_facts(category)), shipped_rules())

    assert found.rule is not None
    assert found.queue.startswith("queue:")


def test_the_facts_of_a_ticket_are_those_of_its_claim_and_its_news() -> None:
    ticket = a_denial(payer="granite-health").model_copy(
        update={"tags": (TicketTag(name="appeal"),), "facility_npi": "1003000126"}
    )

    facts = facts_of(ticket)

    assert (facts.payer, facts.claim_type, facts.source) == (
        "granite-health",
        RoutedClaimType.PROFESSIONAL,
        WordSource.REMITTANCE,
    )
    assert (facts.amount_cents, facts.denial_category) == (50_000, "medical necessity")
    assert (facts.tags, facts.facility) == (frozenset({"appeal"}), "1003000126")


@pytest.mark.capability("T3.1")
@pytest.mark.parametrize(
    ("category", "queue", "tier"),
    [
        ("denial_management/medical_necessity", "queue:denials", 2),
        ("connectivity/endpoint_down", "queue:integration-engineers", 3),
        ("access/review_overdue", "queue:privacy-office", 1),
        ("nowhere/known", "queue:unallocated", 1),
    ],
)
def test_a_rule_may_leave_queue_and_tier_to_the_taxonomy(
    category: str, queue: str, tier: int
) -> None:
    found = match(
        RoutingFacts(**category_facts(category), origin=TicketOrigin.PERSON), shipped_rules()
    )

    assert (found.queue, found.tier) == (queue, tier)


def test_the_side_that_answers_for_a_ticket_has_it_under_the_rule_of_its_category() -> None:
    owners = ("queue:clinical-documentation", "queue:revenue-integrity")
    joint = TicketOwnership(kind=OwnershipKind.JOINT, rule="charge-capture@1/x", owners=owners)
    ticket = a_denial().model_copy(
        update={"category": "charge_capture/late_charge", "taxonomy_version": 2, "ownership": joint}
    )

    assert match(facts_of(ticket), shipped_rules()).queue == owners[0]
    with_other = ticket.model_copy(update={"assigned_to": owners[1]})
    assert match(facts_of(with_other), shipped_rules()).queue == owners[1]


@pytest.mark.parametrize("asked", ["denials/denied", "denial_management/medical_necessity"])
def test_a_category_matches_as_the_ticket_has_it_and_as_the_last_taxonomy_does(asked: str) -> None:
    when = RuleConditions.model_validate({"category": [asked]})

    assert when.failed(facts_of(a_denial())) == ""


@pytest.mark.parametrize(
    ("origin", "source"),
    [(TicketOrigin.PERSON, WordSource.PERSON), (TicketOrigin.SYSTEM, WordSource.SYSTEM)],
)
def test_a_ticket_without_news_of_a_claim_has_the_source_of_whoever_asked(
    origin: TicketOrigin, source: WordSource
) -> None:
    ticket = a_denial().model_copy(update={"word_source": "", "claim_type": "", "origin": origin})

    assert facts_of(ticket).source is source
    assert facts_of(ticket).claim_type is RoutedClaimType.NONE


def test_the_set_that_began_last_decides_and_one_of_the_future_waits() -> None:
    def dated(version: int, day: int) -> Any:
        return rules_of(RULES, where="rules").model_copy(
            update={"version": version, "valid_from": datetime(2026, 12, day, tzinfo=UTC)}
        )

    sets = [dated(2, 1), dated(3, 10), dated(4, 10), dated(5, 20)]
    at = [datetime(2026, 12, day, tzinfo=UTC) for day in (9, 10, 19, 20)]

    assert [one.version for one in (in_force(sets, at=each) for each in at) if one] == [2, 4, 4, 5]
    assert in_force(sets, at=datetime(2026, 11, 30, tzinfo=UTC)) is None


HEAD = "version = 2\nvalid_from = 2026-12-01T05:00:00Z\n"
RULE = '[[rule]]\nname = "a"\nqueue = "queue:a"\ntier = 1\n'


@pytest.mark.parametrize(
    ("text", "place", "what"),
    [
        ("version = ", "rules.toml", "no TOML"),
        (HEAD, "rules.toml, rules", "at least 1 item"),
        (f"version = 2\n{RULE}", "rules.toml, valid_from", "Field required"),
        (
            f"version = 2\nvalid_from = 2026-12-01T05:00:00\n{RULE}",
            "rules.toml",
            "needs its zone",
        ),
        (f"{HEAD}{RULE}{RULE}", "rules.toml", "two rules have the name 'a'"),
        (
            HEAD + RULE.replace('"queue:a"', '"billing"'),
            "rules.toml, rule 1 (a), queue",
            "should match pattern",
        ),
        (HEAD + RULE.replace("1", "4"), "rules.toml, rule 1 (a), tier", "less than or equal to 3"),
        (
            f"{HEAD}{RULE}when = {{ payr = ['x'] }}",
            "rules.toml, rule 1 (a), when.payr",
            "not permitted",
        ),
        (
            f"{HEAD}{RULE}when = {{ amount = {{ from = 5, below = 5 }} }}",
            "rules.toml, rule 1 (a), when.amount",
            "the range is empty",
        ),
        (
            f"{HEAD}{RULE}when = {{ source = ['276'] }}",
            "rules.toml, rule 1 (a), when.source.0",
            "Input should be",
        ),
        (
            HEAD + RULE.replace('"a"\nq', '"unallocated"\nq'),
            "rules.toml, rule 1 (unallocated)",
            "is the name for tickets",
        ),
        (
            f"{HEAD}{RULE}{RULE.replace('a', 'b').replace('nbme', 'name')}",
            "rules.toml, rule 2 (b)",
            "can never match: a before it",
        ),
        (
            f"{HEAD}{RULE}when = {{ area = ['denials'], category = ['payments/late'] }}",
            "rules.toml, rule 1 (a)",
            "exclude each other",
        ),
    ],
)
def test_a_file_that_cannot_be_is_refused_with_its_place(text: str, place: str, what: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        rules_of(text, where="rules.toml")

    explanation = refused.value.explanation
    assert explanation.code == "ROUTING_RULES_INVALID"
    assert explanation.where == place
    assert what in explanation.what
