"""People who call the API by tokens of their commands: the rights of their groups at once."""

from datetime import timedelta

import pytest

from claimtrail.access.people.model import EndCause
from claimtrail.access.roles import JobRole
from claimtrail.access.sign_in.token_people import LOOKED_UP_EVERY
from tests.harness.remote.command_line import PERSON, know_person, person_claims
from tests.harness.web.claim_stores import own_stores
from tests.harness.web.client import WebClient
from tests.harness.web.page_stores import PageStores

pytestmark = [pytest.mark.capability("C1.6"), pytest.mark.capability("C8.8")]

CLAIMS = "/api/v1/claims"


@pytest.fixture
def stores() -> PageStores:
    made = PageStores()
    know_person(made, JobRole.BILLER)
    return made


def calling(stores: PageStores, **changes: str) -> WebClient:
    return WebClient(
        stores, authorizer={"claims": person_claims(stores, **changes), "scopes": None}
    )


def asked(stores: PageStores, **changes: str) -> tuple[int, str]:
    answer = calling(stores, **changes).get(CLAIMS, x_purpose_of_use="payment")
    return answer.status, answer.document().get("code", "")


def test_a_person_sees_by_token_what_the_same_person_sees_on_the_pages(stores: PageStores) -> None:
    page = WebClient(stores, (JobRole.BILLER,), person_id=PERSON).get(f"{CLAIMS}")
    by_token = calling(stores).get(CLAIMS, x_purpose_of_use="payment")

    assert by_token.document()["data"] == page.document()["data"] != []
    assert {row["actor"] for row in calling(stores).recorded} == {f"user:{PERSON}"}


def test_the_bounds_of_the_person_s_groups_hold(stores: PageStores) -> None:
    know_person(stores, JobRole.BILLER, payers=frozenset({"another-payer"}))

    assert calling(stores).get(CLAIMS, x_purpose_of_use="payment").document()["data"] == []


def test_no_purpose_no_scope_no_role_and_no_account_are_refused(stores: PageStores) -> None:
    assert calling(stores).get(CLAIMS).document()["code"] == "PURPOSE_MISSING"
    assert asked(stores, scope="openid") == (403, "SCOPE_MISSING")
    assert asked(stores, token_use="id") == (401, "TOKEN_INVALID")
    assert asked(stores, username="somebody") == (401, "TOKEN_INVALID")
    assert asked(stores, username="") == (401, "TOKEN_INVALID")
    assert asked(stores, auth_time="soon") == (401, "TOKEN_INVALID")
    assert asked(stores, client_id="another") == (401, "TOKEN_INVALID")
    know_person(stores)
    stores.watch.move(LOOKED_UP_EVERY)
    assert asked(stores) == (403, "SCOPE_MISSING")


def test_the_end_of_sessions_counts_at_once_and_a_new_sign_in_afterwards(
    stores: PageStores,
) -> None:
    token = person_claims(stores)
    assert asked(stores, **token)[0] == 200

    stores.sessions.revoke_all(PERSON)

    assert asked(stores, **token) == (401, "TOKEN_INVALID")
    stores.watch.move(timedelta(minutes=5))
    assert asked(stores)[0] == 200


def test_a_sign_in_lasts_no_longer_than_a_session_of_the_pages(stores: PageStores) -> None:
    token = person_claims(stores)
    stores.watch.move(stores.sessions.limits.absolute - timedelta(minutes=1))
    assert asked(stores, **token)[0] == 200

    stores.watch.move(timedelta(minutes=1))

    assert asked(stores, **token) == (401, "TOKEN_INVALID")


def test_who_left_is_refused_also_after_a_new_sign_in(stores: PageStores) -> None:
    stores.people.deactivate(PERSON, cause=EndCause.ADMINISTRATOR, by="user:ada")
    stores.directory.enable(PERSON)
    stores.watch.move(timedelta(minutes=5))

    assert asked(stores) == (401, "TOKEN_INVALID")


def test_a_change_of_groups_counts_within_a_minute(stores: PageStores) -> None:
    token = person_claims(stores)
    assert asked(stores, **token)[0] == 200
    stores.directory.disable(PERSON)

    stores.watch.move(LOOKED_UP_EVERY)

    assert asked(stores, **token) == (401, "TOKEN_INVALID")


def test_a_stage_without_a_client_for_commands_takes_no_token_of_people() -> None:
    stores = own_stores()

    assert asked(stores) == (401, "TOKEN_INVALID")
    assert WebClient(stores).get("/sign-in/command-line.json").status == 404
