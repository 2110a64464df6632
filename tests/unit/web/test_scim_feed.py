"""The leaver feed over HTTP, as Okta and Microsoft Entra ID send it.

The bodies follow the providers' public documentation: Okta's "SCIM 2.0 protocol reference", and
Microsoft's "Develop and plan provisioning for a SCIM endpoint".
"""

import json
from typing import Any

import pytest

from claimtrail.access.roles import JobRole
from tests.harness.access.use_cases import DANA
from tests.harness.web.client import Answer, WebClient
from tests.harness.web.page_stores import SCIM_TOKEN, PageStores

pytestmark = pytest.mark.capability("C5.8", "T6.4", "T2.2")

ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"


@pytest.fixture
def stores() -> PageStores:
    made = PageStores()
    made.people.last_use.signed_in(DANA)
    return made


def feed(
    stores: PageStores, method: str, path: str, body: Any = None, *, token: str = SCIM_TOKEN
) -> Answer:
    return WebClient(stores).send(
        method,
        f"/scim/v2{path}",
        body=json.dumps(body) if body is not None else "",
        headers={
            "authorization": f"Bearer {token}",
            "content-type": "application/scim+json; charset=utf-8",
        },
    )


def patch(*operations: dict[str, Any]) -> dict[str, Any]:
    return {"schemas": [PATCH], "Operations": list(operations)}


def test_a_day_of_okta(stores: PageStores) -> None:
    """Okta tests the connection, finds or creates people, updates by PUT, and ends by PATCH."""
    working = WebClient(stores, (JobRole.BILLER,), person_id="dana")
    assert feed(stores, "GET", "/Users?startIndex=1&count=2").document()["totalResults"] == 1
    none = feed(stores, "GET", "/Users?filter=userName%20eq%20%22lee%22&startIndex=1&count=100")
    assert none.document()["Resources"] == []
    lee = {
        "schemas": [USER],
        "userName": "lee",
        "name": {"givenName": "Lee", "familyName": "Moss"},
        "emails": [{"primary": True, "value": "lee@example.com", "type": "work"}],
        "displayName": "Lee Moss",
        "locale": "en-US",
        "externalId": "00ujl29u0le5T6Aj10h7",
        "groups": [],
        "password": "not-for-us",
        "active": True,
    }

    created = feed(stores, "POST", "/Users", lee)
    assert created.status == 201
    assert created.headers["Location"] == "https://pages.example.com/scim/v2/Users/lee"
    assert "not-for-us" not in created.body
    assert feed(stores, "POST", "/Users", lee).status == 409
    assert feed(stores, "PUT", "/Users/lee", {**lee, "id": "lee"}).document()["active"] is True
    ended = feed(
        stores, "PATCH", "/Users/dana", patch({"op": "replace", "value": {"active": False}})
    )

    assert (ended.status, ended.document()["active"]) == (200, False)
    assert working.get("/about").location.startswith("/sign-in")
    again = feed(
        stores, "PATCH", "/Users/dana", patch({"op": "replace", "value": {"active": False}})
    )
    assert again.document() == ended.document()
    kinds = [one.detail_type for one in stores.publisher.events.values()]
    assert kinds.count("person.deactivated") == 1
    [event] = [one for one in stores.publisher.events.values() if one.subject_id == "dana"]
    assert event.actor == "system:scim"


def test_a_day_of_entra(stores: PageStores) -> None:
    """Entra asks for somebody that nobody knows, writes verbs with a capital and truth as text."""
    working = WebClient(stores, (JobRole.BILLER,), person_id="dana")
    unknown = "5afd3c2e-7cf4-4a2a-8e5e-0d6f3f4c6d1b"
    probe = feed(stores, "GET", f"/Users?filter=userName+eq+%22{unknown}%22")
    assert (probe.status, probe.document()["totalResults"]) == (200, 0)
    created = feed(
        stores,
        "POST",
        "/Users",
        {
            "schemas": [USER, ENTERPRISE],
            "externalId": "58342554-38d6-4ec8-948c-50044d0a33fd",
            "userName": "max@example.com",
            "active": True,
            "emails": [{"primary": True, "type": "work", "value": "max@example.com"}],
            "meta": {"resourceType": "User"},
            "roles": [],
            ENTERPRISE: {"department": "Billing", "manager": "kim"},
        },
    )
    assert (created.status, created.document()["id"]) == (201, "max@example.com")
    changed = feed(
        stores,
        "PATCH",
        "/Users/max%40example.com",
        patch(
            {"op": "Replace", "path": 'emails[type eq "work"].value', "value": "m@example.com"},
            {"op": "Replace", "path": "name.familyName", "value": "Moss"},
            {"op": "Add", "path": f"{ENTERPRISE}:department", "value": "Denials"},
        ),
    )
    assert changed.document()["active"] is True

    ended = feed(
        stores,
        "PATCH",
        "/Users/dana",
        patch({"op": "Replace", "path": "active", "value": "False"}),
    )

    assert ended.document()["active"] is False
    assert working.get("/about").location.startswith("/sign-in")
    found = feed(stores, "GET", "/Users?filter=userName%20eq%20%22dana%22").document()
    assert [one["active"] for one in found["Resources"]] == [False]
    assert feed(stores, "DELETE", "/Users/dana").status == 204


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "remove", "path": 'members[value eq "dana"]'},
        {"op": "Remove", "path": "members", "value": [{"$ref": None, "value": "dana"}]},
        {"op": "replace", "path": "members", "value": [{"value": "lee", "display": "Lee Moss"}]},
        {"op": "replace", "value": {"members": [{"value": "lee"}]}},
        {"op": "remove", "path": "members"},
    ],
    ids=["Okta and the RFC", "Entra", "Okta's push", "without a path", "all"],
)
def test_who_loses_a_group_is_signed_out_and_who_stays_is_not(
    stores: PageStores, operation: dict[str, Any]
) -> None:
    dana = WebClient(stores, (JobRole.BILLER,), person_id="dana")
    other = WebClient(stores, (JobRole.BILLER,), person_id="sam")
    members = [{"value": "dana"}, {"value": "lee"}]
    group = {"schemas": [GROUP], "displayName": "ct-billers", "members": members}
    address = f"/Groups/{feed(stores, 'POST', '/Groups', group).document()['id']}"
    assert feed(stores, "POST", "/Groups", group).status == 409

    answer = feed(stores, "PATCH", address, patch(operation))

    assert answer.status == 200
    assert "dana" not in {one["value"] for one in answer.document()["members"]}
    assert dana.get("/about").location.startswith("/sign-in")
    assert other.get("/about").status == 200
    signed_out = [
        one.subject_id
        for one in stores.publisher.events.values()
        if one.detail_type == "person.signed_out"
    ]
    assert "dana" in signed_out
    assert "sam" not in signed_out
    assert stores.people_store.find("dana").is_active  # type: ignore[union-attr]


def test_groups_are_found_without_their_members_filled_replaced_and_deleted(
    stores: PageStores,
) -> None:
    empty = {"schemas": [GROUP], "externalId": "8aa1a0c0", "displayName": "ct-north", "members": []}
    address = f"/Groups/{feed(stores, 'POST', '/Groups', empty).document()['id']}"
    added = {"op": "Add", "path": "members", "value": [{"$ref": None, "value": "dana"}]}
    assert feed(stores, "PATCH", address, patch(added)).status == 200

    query = "?excludedAttributes=members&filter=displayName+eq+%22ct-north%22"
    [found] = feed(stores, "GET", f"/Groups{query}").document()["Resources"]
    assert "members" not in found
    assert feed(stores, "GET", address).document()["members"] == [{"value": "dana", "type": "User"}]
    renamed = patch({"op": "replace", "value": {"id": found["id"], "displayName": "other"}})
    assert feed(stores, "PATCH", address, renamed).document()["displayName"] == "ct-north"
    replaced = feed(stores, "PUT", address, {**empty, "members": [{"value": "lee"}]})
    assert [one["value"] for one in replaced.document()["members"]] == ["lee"]
    assert feed(stores, "DELETE", address).status == 204
    assert feed(stores, "GET", address).status == 404
    assert feed(stores, "GET", "/Groups").document()["totalResults"] == 0


@pytest.mark.parametrize(
    ("asked", "body", "answered"),
    [
        ("POST /Groups", {"displayName": ""}, (400, "invalidValue")),
        ("POST /Groups", {"displayName": "x", "members": "dana"}, (400, "invalidValue")),
        ("POST /Groups", {"displayName": "x", "members": [{}]}, (400, "invalidValue")),
        ("POST /Groups", {"displayName": "x" * 70_000}, (413, "")),
        ("GET /Groups?filter=displayName%20co%20%22x%22", None, (400, "invalidFilter")),
        ("PATCH /Groups/grp_none", patch(), (404, "")),
        ("DELETE /Groups/grp_none", None, (404, "")),
        ("POST /Schemas", {}, (405, "")),
        ("GET /Schemas/urn:none", None, (404, "")),
        ("GET /Bulk", None, (404, "")),
    ],
)
def test_what_cannot_be_met_is_an_error_of_scim(
    stores: PageStores, asked: str, body: object, answered: tuple[int, str]
) -> None:
    answer = feed(stores, *asked.split(" ", 1), body)

    assert answer.headers["Content-Type"] == "application/scim+json"
    assert answer.document()["schemas"] == [ERROR]
    assert (answer.status, answer.document().get("scimType", "")) == answered


def test_the_provider_learns_what_there_is(stores: PageStores) -> None:
    config = feed(stores, "GET", "/ServiceProviderConfig").document()
    types = feed(stores, "GET", "/ResourceTypes").document()
    schemas = feed(stores, "GET", "/Schemas").document()

    assert config["authenticationSchemes"][0]["type"] == "oauthbearertoken"
    assert {one["endpoint"] for one in types["Resources"]} == {"/Users", "/Groups"}
    assert {one["id"] for one in schemas["Resources"]} == {USER, GROUP}
    assert feed(stores, "GET", f"/Schemas/{USER}").document()["name"] == "User"
    assert feed(stores, "GET", "/ResourceTypes/Group").document()["schema"] == GROUP


@pytest.mark.parametrize("header", ["", "Bearer ", "Bearer wrong", f"Basic {SCIM_TOKEN}"])
def test_nobody_without_the_token_learns_or_ends_anything(stores: PageStores, header: str) -> None:
    answer = WebClient(stores).send(
        "DELETE", "/scim/v2/Users/dana", headers={"authorization": header} if header else {}
    )

    assert answer.status == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert answer.document()["schemas"] == [ERROR]
    assert stores.people_store.find("dana").is_active  # type: ignore[union-attr]
    assert stores.scim_log == [("DELETE", "Users", 401)]


def test_too_many_requests_wait_strangers_sooner_and_apart_from_the_feed(
    stores: PageStores,
) -> None:
    strangers = [feed(stores, "GET", "/Users", token="guess") for _ in range(25)]
    answers = [feed(stores, "GET", "/Users") for _ in range(125)]

    assert strangers[-1].status == 429
    assert {one.status for one in answers[:100]} == {200}
    assert answers[-1].status == 429
    assert int(answers[-1].headers["Retry-After"]) >= 1
    assert answers[-1].document()["schemas"] == [ERROR]


def test_a_body_that_is_no_text_and_a_cookie_of_a_session_open_nothing(stores: PageStores) -> None:
    manager = WebClient(stores, (JobRole.MANAGER,))

    assert manager.get("/scim/v2/Users").status == 401
    assert feed(stores, "PATCH", "/Users/dana", ["x"]).status == 400
