"""Rules in another order: the file that people would write, or a refusal."""

from datetime import UTC, datetime

import pytest

from claimtrail.kernel.errors import ConfigurationError
from claimtrail.tickets.routing.orders import reordered
from claimtrail.tickets.routing.rule_files import rules_of, shipped_rules, shipped_text
from tests.harness.tickets.desks import RULES

pytestmark = pytest.mark.capability("T3.1")
AT = datetime(2026, 12, 3, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("rule", "before", "names"),
    [
        ("feeds", "granite-high-dollar", "feeds granite-high-dollar denials payments"),
        ("feeds", "payments", "granite-high-dollar denials feeds payments"),
        ("denials", "", "granite-high-dollar payments feeds denials"),
        ("denials", "denials", "granite-high-dollar payments feeds denials"),
    ],
)
def test_one_rule_stands_elsewhere_and_every_rule_stays_as_it_is(
    rule: str, before: str, names: str
) -> None:
    text = reordered(RULES, rule, before=before, version=7, at=AT)

    rules, old = rules_of(text, where="x"), rules_of(RULES, where="x")
    assert [one.name for one in rules.rules] == names.split()
    assert (rules.version, rules.valid_from) == (7, AT)
    assert all(one == old.named(one.name) for one in rules.rules)


def test_comments_go_with_their_rule() -> None:
    text = reordered(shipped_text(), "claims-follow-up", before="high-dollar", version=2, at=AT)

    assert text.index("# The rules of routing") < text.index("version = 2")
    comment = text.index("# What the taxonomy says of the category")
    assert text[comment:].split("\n")[1:3] == ["[[rule]]", 'name = "by-category"']
    assert {one.name for one in rules_of(text, where="x").rules} == {
        one.name for one in shipped_rules().rules
    }


@pytest.mark.parametrize(
    ("text", "rule", "before", "what"),
    [
        (RULES, "nobody", "", "no such rule"),
        (RULES, "denials", "nobody", "no such rule"),
        (shipped_text(), "by-category", "payer-contacts", "can never match"),
        (RULES.replace("[[rule]]", "[[ rule ]]", 1), "denials", "", "cannot be told apart"),
    ],
)
def test_an_order_that_cannot_be_is_refused(text: str, rule: str, before: str, what: str) -> None:
    with pytest.raises(ConfigurationError, match=what):
        reordered(text, rule, before=before, version=2, at=AT)
