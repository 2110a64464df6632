"""The identity provider's leaver feed: SCIM 2.0 requests end the access of people."""

import json
from typing import Any

import pytest

from claimtrail.access.people.model import EndCause
from claimtrail.access.scim.handler import ScimHandler
from claimtrail.access.scim.protocol import ScimRequest, ScimResponse
from tests.harness.access.use_cases import DANA, DiedError, Dying, UseCases
from tests.twins.access import MemoryDirectory

pytestmark = pytest.mark.capability("C5.8")

PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"


def ask(
    cases: UseCases, method: str, path: str, body: object = None, *, query: str = ""
) -> ScimResponse:
    return ScimHandler(people=cases.people, groups=cases.scim_groups).answer(
        ScimRequest(
            method=method,
            path=f"/scim/v2{path}",
            query=query,
            body=body if isinstance(body, str) else json.dumps(body) if body else "",
            actor="system:idp",
        )
    )


def patch(*operations: dict[str, Any]) -> dict[str, Any]:
    return {"schemas": [PATCH], "Operations": list(operations)}


def shown(response: ScimResponse) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(response.text)
    return found


@pytest.fixture
def cases() -> UseCases:
    cases = UseCases(directory=MemoryDirectory())
    cases.people.last_use.signed_in(DANA)
    return cases


def is_active(cases: UseCases, person_id: str = "dana") -> bool:
    active: bool = cases.people_store.find(person_id).is_active
    return active


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "replace", "path": "active", "value": False},
        {"op": "Replace", "path": "active", "value": "False"},
        {"op": "replace", "value": {"active": False}},
        {"op": "add", "path": "Active", "value": False},
    ],
    ids=["Okta's", "Microsoft Entra's", "without a path", "add"],
)
def test_a_patch_that_says_inactive_ends_the_access(
    cases: UseCases, operation: dict[str, Any]
) -> None:
    response = ask(cases, "PATCH", "/Users/dana", patch(operation))

    assert response.status == 200
    assert shown(response)["active"] is False
    assert cases.people_store.find("dana").end_cause is EndCause.LEFT
    [event] = cases.events("person.deactivated")
    assert event.actor == "system:idp"


def test_a_delete_ends_the_access_and_again_says_the_same(cases: UseCases) -> None:
    answers = [ask(cases, "DELETE", "/Users/dana") for _ in range(2)]

    assert [(one.status, one.text) for one in answers] == [(204, "")] * 2
    assert not is_active(cases)
    assert len(cases.events("person.deactivated")) == 1


def test_a_put_that_says_inactive_ends_the_access(cases: UseCases) -> None:
    ask(cases, "PUT", "/Users/dana", {"userName": "dana", "active": True})
    stays = is_active(cases)
    ask(cases, "PUT", "/Users/dana", {"userName": "dana", "active": False})

    assert stays
    assert not is_active(cases)


def test_other_attributes_change_nothing(cases: UseCases) -> None:
    operation = {"op": "replace", "path": "displayName", "value": "Dana D"}

    response = ask(cases, "PATCH", "/Users/dana", patch(operation))

    assert response.status == 200
    assert is_active(cases)
    assert "Dana D" not in response.text


def test_a_feed_does_not_restore_what_was_removed(cases: UseCases) -> None:
    cases.people.deactivate("dana", cause=EndCause.REVIEW, by="user:kim")

    response = ask(
        cases, "PATCH", "/Users/dana", patch({"op": "replace", "path": "active", "value": True})
    )

    assert response.status == 403
    assert not is_active(cases)


def test_a_provider_finds_a_person_by_name(cases: UseCases) -> None:
    query = "filter=userName%20eq%20%22dana%22"

    found = shown(ask(cases, "GET", "/Users", query=query))
    none = shown(ask(cases, "GET", "/Users", query=query.replace("dana", "lee")))

    assert [one["id"] for one in found["Resources"]] == ["dana"]
    assert (none["totalResults"], none["Resources"]) == (0, [])


def test_people_are_listed_in_pages(cases: UseCases) -> None:
    for number in range(5):
        cases.people.announce(f"p{number}")

    page = shown(ask(cases, "GET", "/Users", query="startIndex=2&count=2"))

    assert (page["totalResults"], page["startIndex"], page["itemsPerPage"]) == (6, 2, 2)
    assert [one["userName"] for one in page["Resources"]] == ["p0", "p1"]


def test_a_person_who_is_created_has_no_role_and_may_end_before_any_sign_in(
    cases: UseCases,
) -> None:
    created = ask(cases, "POST", "/Users", {"userName": "lee"})
    again = ask(cases, "POST", "/Users", {"userName": "lee"})
    inactive = ask(cases, "POST", "/Users", {"userName": "sam", "active": False})

    assert (created.status, again.status, inactive.status) == (201, 409, 201)
    assert cases.people_store.find("lee").roles == ()
    assert not is_active(cases, "sam")


def test_a_person_of_another_directory_is_named_by_an_escaped_path(cases: UseCases) -> None:
    cases.people.announce("partner/dana")

    response = ask(cases, "DELETE", "/Users/partner%2Fdana")

    assert response.status == 204
    assert not is_active(cases, "partner/dana")
    assert is_active(cases)


def test_the_provider_learns_what_is_supported(cases: UseCases) -> None:
    config = shown(ask(cases, "GET", "/ServiceProviderConfig"))

    assert config["patch"] == {"supported": True}
    assert config["bulk"]["supported"] is False


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/Users/nobody", None, 404),
        ("DELETE", "/Users/nobody", None, 404),
        ("DELETE", "/Users/" + "x" * 200, None, 404),
        ("DELETE", "/Users/dana/emails", None, 404),
        ("GET", "/Devices", None, 404),
        ("PATCH", "/Users", None, 405),
        ("POST", "/Users/dana", None, 405),
        ("PATCH", "/Users/dana", "{", 400),
        ("PATCH", "/Users/dana", [], 400),
        ("PATCH", "/Users/dana", {"Operations": []}, 400),
        ("PATCH", "/Users/dana", {"schemas": [PATCH], "Operations": {}}, 400),
        ("PATCH", "/Users/dana", {"schemas": [PATCH], "Operations": ["x"]}, 400),
        ("PATCH", "/Users/dana", patch({"op": "move", "path": "active"}), 400),
        ("PATCH", "/Users/dana", patch({"op": "replace", "path": "active", "value": 0}), 400),
        ("PUT", "/Users/dana", {"active": None}, 400),
        ("PUT", "/Users/dana", "x" * 70_000, 413),
        ("POST", "/Users", {"active": True}, 400),
        ("POST", "/Users", {"userName": "x" * 200}, 400),
    ],
)
def test_a_request_that_cannot_be_met_says_why_and_changes_nobody(
    cases: UseCases, method: str, path: str, body: object, status: int
) -> None:
    response = ask(cases, method, path, body)

    assert response.status == status
    assert shown(response)["schemas"] == [ERROR]
    assert is_active(cases)


@pytest.mark.parametrize(
    "condition", ["userName co %22a%22", "active eq true", "userName eq %22a%22 or active eq true"]
)
def test_other_filters_are_refused(cases: UseCases, condition: str) -> None:
    response = ask(cases, "GET", "/Users", query=f"filter={condition}")

    assert response.status == 400
    assert shown(response)["scimType"] == "invalidFilter"


@pytest.mark.parametrize("query", ["count=x", "startIndex=-5", "count=99999999999", "count=0"])
def test_strange_pages_are_answered(cases: UseCases, query: str) -> None:
    assert ask(cases, "GET", "/Users", query=query).status == 200


@pytest.mark.parametrize("is_done", [False, True])
def test_a_request_without_an_answer_is_completed_when_it_comes_again(
    cases: UseCases, *, is_done: bool
) -> None:
    cases.publisher = Dying(cases.publisher, "publish", is_done=is_done)
    with pytest.raises(DiedError):
        ask(cases, "DELETE", "/Users/dana")

    ask(cases, "DELETE", "/Users/dana")

    assert not is_active(cases)
    assert len(cases.events("person.deactivated")) == 1
