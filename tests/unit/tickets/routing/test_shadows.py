"""Rules that can never match are found, also where only several earlier ones take all."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimtrail.tickets.routing.facts import RoutedClaimType, RoutingFacts, WordSource
from claimtrail.tickets.routing.rules import RoutingRule, RoutingRules, match
from claimtrail.tickets.routing.shadows import shadowed
from claimtrail.tickets.ticket_parts import TicketOrigin


def rules(*conditions: dict[str, Any]) -> list[RoutingRule]:
    return [
        RoutingRule.model_validate(
            {"name": f"r{number}", "when": when, "queue": "queue:a", "tier": 1}
        )
        for number, when in enumerate(conditions)
    ]


@pytest.mark.capability("T3.1")
@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        pytest.param([{"payer": ["a"]}, {}], [], id="a narrow rule first"),
        pytest.param([{}, {"payer": ["a"]}], [(1, ("r0",))], id="a wide rule first"),
        pytest.param(
            [{"payer": ["a", "b"]}, {"payer": ["b"], "priority": [1]}], [(1, ("r0",))], id="part"
        ),
        pytest.param([{"payer": ["a"]}, {"payer": ["a", "b"]}], [], id="one payer more"),
        pytest.param(
            [{"priority": [1, 2]}, {"priority": [3]}, {"priority": [4]}, {"payer": ["a"]}],
            [(3, ("r0", "r1", "r2"))],
            id="three together",
        ),
        pytest.param(
            [{"amount": {"below": 100}}, {"amount": {"from": 100}}, {}],
            [(2, ("r0", "r1"))],
            id="ranges that meet",
        ),
        pytest.param(
            [{"amount": {"below": 100}}, {"amount": {"from": 101}}, {}], [], id="a dollar between"
        ),
        pytest.param(
            [{"area": ["denials"]}, {"category": ["denials/denied/bundling"]}],
            [(1, ("r0",))],
            id="an area and a category below it",
        ),
        pytest.param(
            [{"category": ["denials/denied/bundling"]}, {"category": ["denials/denied"]}],
            [],
            id="a category below first",
        ),
        pytest.param(
            [{"tags": ["x"]}, {"tags": ["x", "y"]}], [(1, ("r0",))], id="a tag more asks for less"
        ),
        pytest.param([{"tags": ["x", "y"]}, {"tags": ["x"]}], [], id="a tag less"),
        pytest.param(
            [{"area": ["denials"], "category": ["payments/late"]}], [(0, ())], id="impossible"
        ),
    ],
)
def test_rules_that_never_match_are_found(
    conditions: list[dict[str, Any]], expected: list[tuple[int, tuple[str, ...]]]
) -> None:
    assert list(shadowed(rules(*conditions))) == expected


PAYERS, AREAS = ("a", "b", "c"), ("denials", "payments")
PATHS = ("denials/one", "denials/two", "denials/one/deep", "payments/three")
WHEN = st.fixed_dictionaries(
    {},
    optional={
        "payer": st.sets(st.sampled_from(PAYERS[:2]), min_size=1).map(sorted),
        "priority": st.sets(st.integers(1, 4), min_size=1).map(sorted),
        "amount": st.sampled_from([{"below": 10}, {"from": 10}, {"from": 10, "below": 20}]),
        "area": st.sets(st.sampled_from(AREAS), min_size=1).map(sorted),
        "category": st.sets(st.sampled_from(PATHS), min_size=1, max_size=2).map(sorted),
        "tags": st.sets(st.sampled_from(("x", "y")), min_size=1).map(sorted),
        "origin": st.sampled_from([["system"], ["person"]]),
    },
)


def every_fact() -> list[RoutingFacts]:
    categories = (*PATHS, "denials/other", "payments/three/deep", "access/other")
    return [
        RoutingFacts(
            payer=payer,
            priority=priority,
            amount_cents=cents,
            category=category,
            tags=tags,
            origin=origin,
            claim_type=RoutedClaimType.NONE,
            source=WordSource.SYSTEM,
        )
        for payer in PAYERS
        for priority in (1, 2, 3, 4)
        for cents in (0, 1_000, 2_000)
        for category in categories
        for tags in (frozenset[str](), frozenset({"x"}), frozenset({"y"}), frozenset({"x", "y"}))
        for origin in TicketOrigin
    ]


FACTS = every_fact()


@settings(max_examples=15, deadline=None)
@given(st.lists(WHEN, min_size=2, max_size=6))
def test_a_rule_is_found_exactly_where_no_ticket_at_all_comes_to_it(
    conditions: list[dict[str, Any]],
) -> None:
    found = rules(*conditions)
    some = RoutingRules.model_validate(
        {"version": 1, "valid_from": "2026-12-01T05:00:00Z", "rules": found}
    )

    reached = {one.rule.name for facts in FACTS if (one := match(facts, some)).rule}

    never = {f"r{number}" for number, _ in shadowed(found)}
    assert never == {one.name for one in found} - reached
