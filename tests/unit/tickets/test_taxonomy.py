"""Categories are versioned data, with a way from each old one, and metadata of one form."""

from datetime import date, datetime
from itertools import chain

import pytest

from claimtrail.codes.tables import CodeList, code_table
from claimtrail.kernel.errors import ConfigurationError
from claimtrail.tickets.model import TicketCategory, TicketCause
from claimtrail.tickets.service import TicketService
from claimtrail.tickets.sla.definitions import ClockCondition
from claimtrail.tickets.sla.of_tickets import changes_of
from claimtrail.tickets.taxonomy.errors import TaxonomyError
from claimtrail.tickets.taxonomy.metadata import checked_metadata
from claimtrail.tickets.taxonomy.tables import (
    NEWER,
    areas_of,
    category_paths,
    category_under,
    facts_of,
    taxonomies,
    taxonomies_of,
    taxonomy_of,
)
from claimtrail.tickets.ticket_parts import DatumKind, TicketDatum
from tests.twins.kernel import MemoryPublisher
from tests.twins.tickets import MemoryTicketStore
from tests.unit.tickets.test_documents import a_ticket
from tools.docs import taxonomy_page
from tools.docs.render import DOCS

TAXONOMIES = taxonomies()
NPI = "1234567893"
FIRST = """
version = 1
valid_from = 2026-01-01
[[area]]
id = "denials"
title = "Denials"
[[category]]
path = "denials/denied"
title = "Denied"
queue = "queue:denials"
"""
SECOND = FIRST.replace("version = 1", "version = 2").replace("2026-01-01", "2026-06-01")


@pytest.mark.capability("T1.1")
def test_the_full_version_has_twelve_areas_each_with_categories() -> None:
    latest = TAXONOMIES.latest

    assert len(latest.areas) == 12
    assert len(latest.categories) >= 60
    assert {one.id for one in latest.areas} == {one.area for one in latest.categories}


def test_a_day_has_the_version_that_was_in_force() -> None:
    first, second = TAXONOMIES.versions[1], TAXONOMIES.versions[2]

    assert TAXONOMIES.at(date(2020, 1, 1)) is first
    assert TAXONOMIES.at(date(2026, 10, 31)) is first
    assert TAXONOMIES.at(date(2026, 11, 1)) is second


@pytest.mark.capability("T1.6")
@pytest.mark.parametrize("category", TicketCategory)
def test_every_category_that_functions_open_is_of_a_version_and_has_a_way_on(
    category: TicketCategory,
) -> None:
    versions = [one.version for one in TAXONOMIES.versions.values() if one.find(category)]

    after = TAXONOMIES.under(category, of=versions[0], version=TAXONOMIES.latest.version)

    assert TAXONOMIES.latest.find(after)


@pytest.mark.capability("T1.6")
@pytest.mark.parametrize(
    ("before", "cause", "outcome", "after"),
    [
        ("denials/denied", "medical necessity", "DENIED", "denial_management/medical_necessity"),
        ("denials/denied", "never heard of", "DENIED", "denial_management/other"),
        (
            "claims_processing/rejected",
            "",
            "TRANSMISSION_REJECTED",
            "claims_processing/transmission_rejected",
        ),
        (
            "claims_processing/rejected",
            "",
            "FRONT_END_REJECTED",
            "claims_processing/front_end_rejected",
        ),
    ],
)
def test_one_old_category_becomes_several_by_the_cause(
    before: str, cause: str, outcome: str, after: str
) -> None:
    of = TicketCause(payer_id="p", outcome=outcome, category=cause, code="x")
    ticket = a_ticket(category=before, cause=of)

    assert category_under(ticket, 2) == after
    back = ticket.model_copy(update={"category": after, "taxonomy_version": 2})
    assert category_under(back, 1) == before


def test_a_newer_category_has_a_name_under_an_older_version() -> None:
    under = TAXONOMIES.under

    assert under("charge_capture/late_charge", of=2, version=1) == NEWER
    assert under("denials/denied/own_words", of=1, version=2) == "denial_management/other"


@pytest.mark.capability("T1.3")
def test_references_to_code_lists_are_codes_of_those_lists() -> None:
    latest = TAXONOMIES.latest
    lists = {
        "carc": CodeList.CARC,
        "rarc": CodeList.RARC,
        "status_categories": CodeList.CLAIM_STATUS_CATEGORY,
    }

    for name, code_list in lists.items():
        said = set(chain.from_iterable(getattr(one, name) for one in latest.categories))
        assert said, name
        assert said - set(code_table(code_list)) == set(), name
    assert {one for each in latest.categories for one in each.core_360} == {1, 2, 3, 4}
    hl7 = [one for each in latest.categories for one in each.hl7_errors]
    assert set(hl7) == {*(str(code) for code in range(100, 104)), *map(str, range(200, 208))}


@pytest.mark.capability("T1.2")
def test_metadata_is_stored_in_one_form_and_texts_pass_the_guard() -> None:
    category = TAXONOMIES.category("connectivity/certificate", version=2)
    asked = TAXONOMIES.category("payment_posting/underpaid", version=2)

    def guard(text: str) -> str:
        return text.replace("Ann Lee", "[name]")

    [text] = checked_metadata(category, {"expires_on": "asked Ann Lee"}, guard=guard)
    given = {"payer": "granite-health", "amount": "$1,240.50"}
    found = checked_metadata(asked, given, guard=guard)

    assert text.value == "asked [name]"
    assert found == (
        TicketDatum(name="amount", kind=DatumKind.AMOUNT, value="124050"),
        TicketDatum(name="payer", kind=DatumKind.PAYER, value="granite-health"),
    )


@pytest.mark.capability("T1.2")
@pytest.mark.parametrize(
    ("category", "given", "what"),
    [
        ("charge_capture/late_charge", {}, "facility is missing"),
        ("charge_capture/late_charge", {"facility": "1234567890"}, "facility is no valid NPI"),
        ("charge_capture/late_charge", {"facility": NPI, "mood": "x"}, "it takes no mood"),
        ("patient_billing/dispute", {"amount": "much"}, "amount is no amount"),
        ("data_quality/file_quarantined", {"file": "claims.txt"}, "file is no id of a file"),
        ("coding/modifier", {"service_code": "99 213"}, "service_code is no code"),
    ],
)
def test_metadata_that_a_category_does_not_take_is_refused_without_its_value(
    category: str, given: dict[str, str], what: str
) -> None:
    with pytest.raises(TaxonomyError, match=what) as refused:
        checked_metadata(TAXONOMIES.category(category, version=2), given, guard=str)

    assert not any(value in str(refused.value) for value in given.values() if value != "x")


def test_an_unknown_category_is_refused_with_those_that_come_near() -> None:
    with pytest.raises(TaxonomyError, match="charge_capture/late_charge"):
        TAXONOMIES.category("charge_capture/late_charges", version=2)
    with pytest.raises(TaxonomyError, match="The versions are: 1, 2"):
        TAXONOMIES.version(9)


@pytest.mark.parametrize(
    ("second", "what"),
    [
        (SECOND, "no way leads on from denials/denied"),
        (SECOND.replace("version = 2", "version = 3"), "does not follow"),
        (SECOND + '[[map]]\nfrom = "denials/denied"\nto = "denials/gone"', "is not there"),
        (SECOND + 'was = "denials/never"', "is missing|no way leads on"),
        (SECOND.replace("denials/denied", "other/denied"), "an area that is not there"),
        (SECOND + "[[category]]", "Field required"),
        ("version =", "TAXONOMY_INVALID"),
    ],
)
def test_a_revision_that_cannot_be_is_refused(second: str, what: str) -> None:
    first = taxonomy_of(FIRST, where="v1.toml")

    with pytest.raises(ConfigurationError, match=what):
        taxonomies_of([first, taxonomy_of(second, where="v2.toml")])


def test_the_page_of_the_taxonomy_is_in_step_with_the_data() -> None:
    page = DOCS / "taxonomy.md"

    assert page.read_text(encoding="utf-8") == taxonomy_page.render(), "run make docs"


@pytest.mark.capability("T1.6")
def test_conditions_fit_a_category_by_its_name_of_any_version() -> None:
    cause = TicketCause(payer_id="p", outcome="DENIED", category="bundling", code="CO-97")
    old = a_ticket(category="denials/denied", cause=cause)
    new = old.model_copy(update={"category": "denial_management/bundling", "taxonomy_version": 2})

    names = {"denials/denied", "denial_management/bundling"}
    for ticket in (old, new):
        assert set(category_paths(ticket.category, facts_of(ticket))) == names
        assert areas_of(ticket) == {"denials", "denial_management"}
        [opened] = changes_of(ticket)
        for field, value in (("category", "denials/denied"), ("area", "denial_management")):
            assert ClockCondition(fields={field: frozenset({value})}).holds(opened.facts)
        assert not ClockCondition(fields={"area": frozenset({"coding"})}).holds(opened.facts)
    assert category_paths("charge_capture/late_charge") == ("charge_capture/late_charge",)
    assert category_paths("nobody/knows") == ("nobody/knows",)


@pytest.mark.capability("T1.6")
@pytest.mark.parametrize(
    ("day", "category", "version"),
    [("2026-10-31", "denials/denied", 1), ("2026-11-01", "denial_management/bundling", 2)],
)
def test_a_ticket_of_a_function_opens_under_the_version_in_force(
    day: str, category: str, version: int
) -> None:
    cause = TicketCause(payer_id="p", outcome="DENIED", category="bundling", code="CO-97")
    at = datetime.fromisoformat(f"{day}T12:00:00+00:00")
    asked = a_ticket(category="denials/denied", cause=cause, opened_at=at)

    opened = TicketService(MemoryTicketStore(), MemoryPublisher()).open(asked)

    assert (opened.category, opened.taxonomy_version) == (category, version)
