"""The published description of the API: current, complete, and changed only compatibly."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from claimtrail.access.sign_in.scopes import MachineScope, bounds_of, full_name
from claimtrail.kernel.errors import ConflictError
from claimtrail.web.api.compatibility import api_breaks
from claimtrail.web.api.openapi import document_text, openapi_document
from claimtrail.web.api.table import API_ROUTES
from tests.harness.web.client import WebClient
from tests.harness.web.page_stores import PageStores
from tools.docs import openapi_page

pytestmark = [pytest.mark.capability("C1.6"), pytest.mark.capability("C3.5")]

PUBLISHED = Path(__file__).parents[4] / "docs" / "contracts" / "openapi.v1.json"
CLAIMS, STATUS = "/api/v1/claims", "/api/v1/claims/{claim_id}/record-status"


@pytest.fixture
def document() -> dict[str, Any]:
    return copy.deepcopy(openapi_document())


def test_the_published_description_is_the_codes() -> None:
    assert PUBLISHED.read_text(encoding="utf-8") == document_text(), "write it again: make docs"


def test_anybody_may_read_it_and_it_has_nothing_of_a_stage() -> None:
    stores = PageStores()

    answer = WebClient(stores).get("/api/v1/openapi.json")

    assert answer.document() == json.loads(document_text())
    assert not [payer for payer in stores.stores.payer_ids if f'"{payer}"' in answer.body]
    assert WebClient(stores).send("POST", "/api/v1/openapi.json").status == 405


def test_every_operation_says_which_scopes_let_a_machine_in(document: dict[str, Any]) -> None:
    operations = {
        one["operationId"]: one for path in document["paths"].values() for one in path.values()
    }
    for route in API_ROUTES:
        ways = operations[route.name]["security"]
        scopes = {scope for way in ways for scope in way.get("machine", ())}
        assert {"session": []} in ways
        assert {"person": ["claimtrail/person"]} in ways
        assert scopes == {
            full_name(one)
            for one in MachineScope
            if (route.resource, route.operation) in bounds_of([one])
        }


def _answer(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = document["paths"][CLAIMS]["get"]["responses"]["200"]["content"][
        "application/json"
    ]["schema"]
    return found


def _body(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = document["paths"][STATUS]["post"]["requestBody"]["content"][
        "application/json"
    ]["schema"]
    return found


def _without_address(document: dict[str, Any]) -> None:
    del document["paths"][CLAIMS]


def _without_method(document: dict[str, Any]) -> None:
    del document["paths"][STATUS]["post"]


def _without_column(document: dict[str, Any]) -> None:
    del _answer(document)["properties"]["data"]["items"]["properties"]["number"]


def _retyped(document: dict[str, Any]) -> None:
    _answer(document)["properties"]["notes"] = {"type": "string"}


def _without_parameter(document: dict[str, Any]) -> None:
    document["paths"][CLAIMS]["get"]["parameters"].pop()


def _required_parameter(document: dict[str, Any]) -> None:
    document["paths"][CLAIMS]["get"]["parameters"][-1]["required"] = True


def _fewer_values(document: dict[str, Any]) -> None:
    for one in document["paths"][CLAIMS]["get"]["parameters"]:
        if one["name"] == "state":
            one["schema"]["items"]["enum"].remove("PAID")


def _required_field(document: dict[str, Any]) -> None:
    _body(document)["required"].append("said")


def _without_scope(document: dict[str, Any]) -> None:
    document["paths"][CLAIMS]["get"]["security"] = [{"session": []}]


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (_without_address, f"GET {CLAIMS}: removed"),
        (_without_method, f"POST {STATUS}: removed"),
        (_without_column, f"GET {CLAIMS} answer $.data[].number: removed"),
        (_retyped, f"GET {CLAIMS} answer $.notes: type array became string"),
        (_without_parameter, f"GET {CLAIMS}: parameter after removed"),
        (_required_parameter, f"GET {CLAIMS}: parameter after newly required"),
        (_fewer_values, f"GET {CLAIMS}: parameter state $[]: values no longer allowed"),
        (_required_field, f"POST {STATUS} body $.said: newly required"),
        (_without_scope, f"GET {CLAIMS}: a way to sign in is gone: machine"),
    ],
)
def test_what_callers_would_not_survive_is_named(
    change: Callable[[dict[str, Any]], None], where: str, document: dict[str, Any]
) -> None:
    changed = copy.deepcopy(document)
    change(changed)

    assert [text for text in api_breaks(document, changed) if text.startswith(where)]
    assert api_breaks(document, copy.deepcopy(document)) == []


def test_what_is_added_breaks_nothing(document: dict[str, Any]) -> None:
    changed = copy.deepcopy(document)
    _answer(changed)["properties"]["data"]["items"]["properties"]["new"] = {"type": "string"}
    changed["paths"][CLAIMS]["get"]["parameters"].append(
        {"name": "new", "in": "query", "schema": {"type": "string"}}
    )
    changed["paths"]["/api/v1/new"] = changed["paths"][CLAIMS]

    assert api_breaks(document, changed) == []


def test_a_description_that_lost_something_is_not_written(document: dict[str, Any]) -> None:
    answer = _answer(document)["properties"]["data"]["items"]["properties"]
    answer["removed_since"] = {"type": "string"}

    with pytest.raises(ConflictError, match="removed_since: removed"):
        openapi_page.render(json.dumps(document))

    assert openapi_page.render(document_text()) == document_text()


@pytest.mark.capability("C8.1")
def test_each_operation_names_the_scopes_of_itself_and_of_the_parts_of_its_answer(
    document: dict[str, Any],
) -> None:
    operations = [one for path in document["paths"].values() for one in path.values()]
    for one in operations:
        scopes = {name for way in one["security"] for name in way.get("machine", ())}
        said = one.get("description", "")
        if not one["security"]:
            continue
        assert scopes or "No scope of a machine's token reaches it." in said, one["operationId"]
        assert all(f"`{name}`" in said for name in scopes), one["operationId"]

    said = {one["operationId"]: one.get("description", "") for one in operations}
    for part in ("exceptions", "unmatched responses"):
        assert f"What it has of {part} needs `claimtrail/claims:read` as well." in said["list_work"]
    assert "of tickets needs `claimtrail/tickets:read` as well." in said["search"]
