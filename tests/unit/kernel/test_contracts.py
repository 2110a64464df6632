"""Breaking changes of a schema, and how a document of an old version is read."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from claimtrail.kernel.contracts import Schema, breaks, upcast

ORIGINAL: Schema = {
    "type": "object",
    "properties": {
        "claim_id": {"type": "string"},
        "cents": {"type": "integer"},
        "state": {"$ref": "#/$defs/State"},
        "day": {"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]},
        "lines": {"type": "array", "items": {"$ref": "#/$defs/Line"}},
    },
    "required": ["claim_id"],
    "$defs": {
        "State": {"type": "string", "enum": ["PAID", "DENIED"]},
        "Line": {"type": "object", "properties": {"number": {"type": "string"}}},
    },
}


def _remove(schema: Schema) -> None:
    del schema["properties"]["cents"]


def _rename(schema: Schema) -> None:
    schema["properties"]["amount_cents"] = schema["properties"].pop("cents")


def _retype(schema: Schema) -> None:
    schema["properties"]["cents"] = {"type": "string"}


def _require(schema: Schema) -> None:
    schema["required"] = ["claim_id", "cents"]


def _require_new(schema: Schema) -> None:
    schema["properties"]["owner"] = {"type": "string"}
    schema["required"] = ["claim_id", "owner"]


def _drop_value(schema: Schema) -> None:
    schema["$defs"]["State"]["enum"] = ["PAID"]


def _refuse_null(schema: Schema) -> None:
    schema["properties"]["day"] = {"type": "string", "format": "date"}


def _remove_deep(schema: Schema) -> None:
    schema["$defs"]["Line"]["properties"] = {}


def _narrow(schema: Schema) -> None:
    schema["properties"]["claim_id"]["pattern"] = "^clm_"


def _refuse_others(schema: Schema) -> None:
    schema["additionalProperties"] = False


@pytest.mark.capability("C3.5")
@pytest.mark.parametrize(
    ("change", "where"),
    [
        (_remove, "$.cents: removed"),
        (_rename, "$.cents: removed"),
        (_retype, "$.cents: type integer became string"),
        (_require, "$.cents: newly required"),
        (_require_new, "$.owner: newly required"),
        (_drop_value, "$.state: values no longer allowed: DENIED"),
        (_refuse_null, "$.day: the alternative null is gone"),
        (_remove_deep, "$.lines[].number: removed"),
        (_narrow, "$.claim_id: pattern None became ^clm_"),
        (_refuse_others, "$: fields beside the named ones"),
    ],
)
def test_a_breaking_change_is_named(change: Callable[[Schema], None], where: str) -> None:
    changed = copy.deepcopy(ORIGINAL)
    change(changed)

    assert any(text.startswith(where) for text in breaks(ORIGINAL, changed))


def _add_optional(schema: Schema) -> None:
    schema["properties"]["owner"] = {"type": "string"}


def _add_value(schema: Schema) -> None:
    schema["$defs"]["State"]["enum"].append("REVERSED")


def _relax(schema: Schema) -> None:
    schema["required"] = []


def _allow_null(schema: Schema) -> None:
    schema["properties"]["cents"] = {"anyOf": [{"type": "integer"}, {"type": "null"}]}


@pytest.mark.parametrize("change", [_add_optional, _add_value, _relax, _allow_null])
def test_a_compatible_change_is_let_through(change: Callable[[Schema], None]) -> None:
    changed = copy.deepcopy(ORIGINAL)
    change(changed)

    assert breaks(ORIGINAL, changed) == []


def test_a_schema_that_refers_to_itself_is_compared_once() -> None:
    tree: Schema = {
        "$ref": "#/$defs/Tree",
        "$defs": {"Tree": {"type": "object", "properties": {"next": {"$ref": "#/$defs/Tree"}}}},
    }

    assert breaks(tree, copy.deepcopy(tree)) == []


def test_a_document_passes_every_version_on_its_way() -> None:
    steps: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {
        1: lambda data: {"cents": data["dollars"] * 100},
        2: lambda data: {**data, "currency": "USD"},
    }

    current = upcast({"schema_version": 1, "dollars": 3}, to=3, upcasters=steps)

    assert current == {"schema_version": 3, "cents": 300, "currency": "USD"}


@pytest.mark.parametrize("version", [None, True, "1", 0, 4])
def test_a_version_without_a_way_is_refused(version: Any) -> None:
    with pytest.raises(ValueError, match="schema version"):
        upcast({"schema_version": version}, to=3, upcasters={})
