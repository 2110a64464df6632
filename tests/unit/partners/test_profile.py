"""A profile says what is wrong with it; two partners can never be confused."""

from datetime import date

import pytest

from claimtrail.kernel.errors import ConfigurationError
from claimtrail.partners.calendars import BusinessCalendar
from claimtrail.partners.fields import Acknowledgments, Deadlines, Terms
from claimtrail.partners.profile import PartnerProfile, Partners, read_profile
from tools.docs.partners_page import render
from tools.docs.render import DOCS

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
OWN_DELIVERY = 'delivers_for = [{ payer = "elm-health" }]'
DELIVERY_OF_999 = 'delivers_for = [{ payer = "oak-health", transactions = ["999"] }]'
PAST_DELIVERY = (
    'delivers_for = [{ payer = "oak-health", first_day = 2026-10-02, last_day = 2026-10-01 }]'
)
NO_277CA = "acknowledgments = { sends_277ca = false }"
LAST_LINE = 'contact = { name = "Elm Health provider line" }'
CLEARINGHOUSE = """
schema_version = 1
id = "mason-exchange"
name = "Mason Exchange"
role = "clearinghouse"
identities = [{ qualifier = "ZZ", sender_id = "MASONEX" }]
transactions = ["835", "277CA"]
delivers_for = [{ payer = "elm-health", transactions = ["835"], first_day = 2026-10-01 }]
contact = { name = "Mason Exchange support" }
"""
WORKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
BILLER = """
schema_version = 1
id = "hill-clinic"
name = "Hill Clinic"
role = "billing"
identities = [{ qualifier = "ZZ", sender_id = "HILL" }]
submitters = ["HILL1"]
transactions = ["837P"]
contact = { name = "Hill Clinic billing" }
"""


def _weekly(weekday: str, *, hours: int) -> str:
    return (
        f'[[calendar.weekly_maintenance]]\nweekday = "{weekday}"\n'
        f"starts = 00:00:00\nhours = {hours}"
    )


def _once(starts: str, ends: str) -> str:
    return f"[[calendar.maintenance]]\nstarts = {starts}\nends = {ends}"


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
        ("schema_version = 1", "schema_version = 1\ncolor = 3", "color"),
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
        ('"277CA"]', '"837P"]', "only a billing partner sends 837P"),
        ("schema_version = 1", 'schema_version = 1\nsubmitters = ["X"]', "lists submitters"),
        ("schema_version = 1", f"schema_version = 1\n{OWN_DELIVERY}", "without being listed"),
        ("schema_version = 1", f"schema_version = 1\n{DELIVERY_OF_999}", "999 is not in"),
        ("schema_version = 1", f"schema_version = 1\n{PAST_DELIVERY}", "before first_day"),
        ("schema_version = 1", f"schema_version = 1\n{NO_277CA}", "transactions lists 277CA"),
        *(
            (LAST_LINE, f"{LAST_LINE}\n{added}", named)
            for added, named in (
                ("[acknowledgments]\nbusiness_days_to_999 = 0", "business_days_to_999"),
                (
                    "[acknowledgments]\nsends_999 = false\nbusiness_days_to_999 = 2",
                    "acknowledgments: Value error, business_days_to_999 is set",
                ),
                ('[calendar]\ntime_zone = "Europe/Paris"', "calendar.time_zone"),
                ('[calendar]\nclosed_days = ["Friday"]', "calendar.closed_days.0"),
                (_weekly("sunnday", hours=2), "calendar.weekly_maintenance.0.weekday"),
                (_weekly("sunday", hours=25), "calendar.weekly_maintenance.0.hours"),
                (
                    "\n".join(_weekly(day, hours=24) for day in WORKDAYS),
                    "calendar: Value error, weekly_maintenance leaves no business day",
                ),
                (_once("2026-12-11T18:00:00", "2026-12-11T08:00:00"), "maintenance.0: Value error"),
                (_once("2026-12-11T18:00:00", "2027-12-11T18:00:00"), "longer than 31 days"),
                (_once("2026-12-11T18:00:00Z", "2026-12-12T18:00:00Z"), "without an offset"),
                ("[deadlines]\ndocumentation_days = 0", "deadlines.documentation_days"),
            )
        ),
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


@pytest.mark.capability("C2.1")
def test_a_clearinghouse_needs_no_terms_and_delivers_for_a_payer_from_a_day_on() -> None:
    partner = read_profile(CLEARINGHOUSE, where="mason-exchange.toml")
    partners = Partners([a_payer(), partner])
    before, after = date(2026, 9, 30), date(2026, 10, 1)

    assert partners.get("mason-exchange") is partner
    assert partner.may_deliver_for("elm-health", transaction="835", day=after)
    assert not partner.may_deliver_for("elm-health", transaction="835", day=before)
    assert not partner.may_deliver_for("elm-health", transaction="277CA", day=after)
    assert partner.delivered_payers(transaction="835", day=after) == ("elm-health",)
    assert not partner.may_deliver_for("mason-exchange", transaction="835", day=after)


@pytest.mark.capability("C2.1")
@pytest.mark.parametrize("others", [[], [read_profile(BILLER, where="hill-clinic.toml")]])
def test_a_delivery_for_what_is_no_payers_profile_is_refused(others: list[PartnerProfile]) -> None:
    text = CLEARINGHOUSE.replace("elm-health", "hill-clinic")
    with pytest.raises(ConfigurationError, match="mason-exchange") as refused:
        Partners([read_profile(text, where="mason-exchange.toml"), *others])
    assert refused.value.explanation.code == "PROFILE_DELIVERY_UNKNOWN"


@pytest.mark.capability("C2.1")
def test_two_billers_with_one_submitter_are_refused_and_both_are_named() -> None:
    biller = read_profile(BILLER, where="hill-clinic.toml")
    other = read_profile(
        BILLER.replace("hill-clinic", "lake-clinic").replace('"HILL"', '"LAKE"'), where="lake.toml"
    )
    assert Partners([biller]).by_submitter("HILL1") is biller
    with pytest.raises(ConfigurationError, match="profiles hill-clinic and lake-clinic"):
        Partners([biller, other])


def test_only_a_payer_has_acknowledgments_to_expect() -> None:
    text = f"{CLEARINGHOUSE}acknowledgments = {{ business_days_to_999 = 2 }}"
    with pytest.raises(ConfigurationError, match=r"only a payer has \[acknowledgments\]"):
        read_profile(text, where="mason-exchange.toml")


def test_the_page_names_every_field_of_a_profile() -> None:
    page = (DOCS / "payers.md").read_text(encoding="utf-8")
    tables = {
        "terms": Terms,
        "acknowledgments": Acknowledgments,
        "deadlines": Deadlines,
        "calendar": BusinessCalendar,
    }
    named = [*PartnerProfile.model_fields]
    named += [f"{table}.{field}" for table, of in tables.items() for field in of.model_fields]

    assert [one for one in named if one not in page] == []


def test_the_page_is_rendered_from_the_tables() -> None:
    page = (DOCS / "payers.md").read_text(encoding="utf-8")

    assert render(page) == page
    with pytest.raises(ValueError, match="begin: rules"):
        render("no marker")
