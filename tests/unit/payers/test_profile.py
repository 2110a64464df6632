"""A profile says what is wrong with it; two partners can never be confused."""

import pytest

from claimtrail.kernel.errors import ConfigurationError
from claimtrail.payers.page import render
from claimtrail.payers.profile import PartnerProfile, Partners, read_profile
from tests.support.render_docs import DOCS

PAYER = """
schema_version = 1
id = "elm-health"
name = "Elm Health"
role = "payer"
identities = [{ qualifier = "ZZ", sender_id = "ELMHEALTH" }]
payer_identifiers = ["ELM01"]
transactions = ["835", "277CA"]
terms = { adjudication_days = 14 }
contact = { name = "Elm Health provider line" }
"""


def a_payer(**changes: str) -> PartnerProfile:
    text = PAYER
    for old, new in changes.items():
        text = text.replace(old, new)
    return read_profile(text, where="elm-health.toml")


@pytest.mark.capability("C2.1")
def test_a_payer_is_found_by_its_identity_and_by_what_names_it_inside_a_transaction() -> None:
    payer = a_payer()
    partners = Partners([payer])
    assert partners.by_identity(qualifier="ZZ", sender_id="ELMHEALTH") is payer
    assert partners.by_payer_identifier("ELM01") is payer
    assert partners.get("elm-health") is payer
    assert partners.by_identity(qualifier="30", sender_id="ELMHEALTH") is None


@pytest.mark.capability("C2.1")
@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("terms = { adjudication_days = 14 }", "", "[terms]"),
        ("adjudication_days = 14", "adjudication_days = 0", "terms.adjudication_days"),
        ('role = "payer"', 'role = "bank"', "role"),
        ('id = "elm-health"', 'id = "Elm Health"', "id"),
        ("schema_version = 1", "schema_version = 1\ncolour = 3", "colour"),
        ("schema_version = 1", 'schema_version = 1\nrules.X12_NONE = "set"', "rules.X12_NONE"),
        (
            "schema_version = 1",
            'schema_version = 1\nrules.X12_SE_COUNT = "maybe"',
            "rules.X12_SE_COUNT",
        ),
        (
            "schema_version = 1",
            'schema_version = 1\nrules.X12_NOT_X12 = "warning"',
            "X12_NOT_X12 cannot be warning",
        ),
        ("schema_version = 1", 'schema_version = 1\ntest_files = "move"', "test_files"),
        ("schema_version = 1", "schema_version ==", "elm-health.toml"),
    ],
)
def test_a_broken_profile_is_refused_and_the_field_is_named(old: str, new: str, named: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        a_payer(**{old: new})
    assert named in str(refused.value)
    assert "docs/payers.md" in refused.value.explanation.next_step


@pytest.mark.capability("C2.1")
def test_two_profiles_with_one_identity_are_refused() -> None:
    other = a_payer(**{'id = "elm-health"': 'id = "oak-health"', "ELM01": "OAK01"})
    with pytest.raises(ConfigurationError, match="two profiles"):
        Partners([a_payer(), other])


def test_the_page_is_rendered_from_the_tables() -> None:
    page = (DOCS / "payers.md").read_text(encoding="utf-8")

    assert render(page) == page
    with pytest.raises(ValueError, match="begin: rules"):
        render("no marker")
