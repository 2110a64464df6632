"""The page of a person's notices: everybody has one's own, and nobody another's."""

from typing import Any

import pytest

from claimtrail.access.roles import JobRole
from claimtrail.tickets.notices.model import NoticeKind, NoticePreferences
from claimtrail.trail.access_log import Purpose
from tests.harness.web.client import WebClient
from tests.harness.web.page_stores import PageStores

pytestmark = pytest.mark.capability("T3.2")
PAGE = "/account/notices"
ALL: dict[str, Any] = {one.value: "at once" for one in NoticeKind}


@pytest.fixture(scope="module")
def stores() -> PageStores:
    return PageStores()


@pytest.mark.parametrize("role", JobRole)
def test_every_role_says_what_it_is_told(stores: PageStores, role: JobRole) -> None:
    person = WebClient(stores, (role,), person_id=f"own.{role.value}", purpose=Purpose.UNSTATED)

    assert person.get(PAGE).status == 200
    sent = person.post(PAGE, mail="a@desk.example", chat="", hours="", **ALL | {"warning": "off"})

    assert sent.location == f"{PAGE}?kept=yes"
    kept = stores.notice_wishes.find(f"user:own.{role.value}")
    assert kept == NoticePreferences(
        recipient=f"user:own.{role.value}",
        mail="a@desk.example",
        off=frozenset({NoticeKind.WARNING}),
    )
    assert "It is kept." in person.get(sent.location).text
    assert 'value="a@desk.example"' in person.get(PAGE).body
    assert person.recorded == []


def test_a_digest_has_hours_and_what_cannot_be_is_shown_again_with_its_reason(
    stores: PageStores,
) -> None:
    person = WebClient(stores, (JobRole.BILLER,), person_id="bea")
    digest = ALL | {"assigned": "digest"}

    forms: tuple[tuple[dict[str, Any], str], ...] = (
        ({"mail": "bea", "chat": "", "hours": "", **ALL}, "mail or chat is of another form"),
        ({"mail": "", "chat": "", "hours": "", **digest}, "no hours are chosen"),
        ({"mail": "", "chat": "", "hours": "never", **ALL}, "has no such choice"),
        ({"mail": "", "chat": "", "hours": "", **ALL, "breach": "loudly"}, "has no such choice"),
    )
    for form, words in forms:
        refused = person.post(PAGE, **form)
        assert (refused.status, words in refused.text) == (400, True), refused.text
    assert stores.notice_wishes.find("user:bea") is None

    done = person.post(PAGE, mail="", chat="desk", hours="billing-office", **digest)
    assert done.status == 303
    kept = stores.notice_wishes.find("user:bea")
    assert kept
    assert (kept.chat, kept.digest) == ("desk", frozenset({NoticeKind.ASSIGNED}))


def test_nobody_changes_it_for_somebody_else(stores: PageStores) -> None:
    person = WebClient(stores, (JobRole.BILLER,), person_id="bo")

    person.post(PAGE, mail="", chat="", hours="", recipient="user:ann", **ALL)

    assert stores.notice_wishes.find("user:ann") is None
    assert person.post(PAGE, own=False, **ALL).status == 403
