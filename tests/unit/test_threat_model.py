"""docs/threat-model.md: every control that it names has the test that it names."""

import ast
import re

import pytest

from infra.local.settings import CHECKOUT

PAGE = (CHECKOUT / "docs" / "threat-model.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`(tests/[\w./-]+)(?:::(\w+))?`")
ACTORS = (
    "A partner",
    "An insider",
    "A stolen laptop",
    "A web page",
    "A browser",
    "A compromised worker",
)


def rows(section: str) -> list[list[str]]:
    """The cells of each attack in a section."""
    _, _, rest = PAGE.partition(f"\n## {section}")
    lines = [line for line in rest.partition("\n## ")[0].splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


@pytest.mark.parametrize(("path", "test"), sorted(set(NAMED.findall(PAGE))))
def test_a_named_test_exists(path: str, test: str) -> None:
    found = CHECKOUT / path
    assert found.exists()
    if test:
        tree = ast.parse(found.read_text(encoding="utf-8"))
        assert test in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("actor", ACTORS)
def test_every_attack_has_a_control_and_a_test(actor: str) -> None:
    attacks = rows(actor)

    assert len(attacks) > 2
    for attack in attacks:
        assert all(attack)
        assert NAMED.search(attack[-1]), attack


@pytest.mark.parametrize("page", ["SECURITY.md", "docs/security.md", "README.md"])
def test_it_is_found_from_the_pages_that_people_read_first(page: str) -> None:
    assert "threat-model.md" in (CHECKOUT / page).read_text(encoding="utf-8")
