"""Changes of the API that callers would not survive: they need a new version of its addresses."""

from collections.abc import Iterator, Mapping
from typing import Any

from claimtrail.kernel.contracts import Schema, breaks

_JSON = "application/json"


def api_breaks(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """Return why a description is no compatible change of an old one; empty when it is.

    Breaking: an address, method, parameter or field removed, retyped or newly required, fewer
    values of a parameter, a way to sign in that is gone. Fields that are added are none.
    """
    return [
        text
        for path, methods in old["paths"].items()
        for method, operation in methods.items()
        for text in _of_operation(
            f"{method.upper()} {path}", operation, new["paths"].get(path, {}).get(method)
        )
    ]


def _of_operation(name: str, old: Schema, new: Schema | None) -> Iterator[str]:
    if new is None:
        yield f"{name}: removed"
        return
    yield from _of_parameters(name, _parameters(old), _parameters(new))
    for before in old["security"]:
        if not any(_lets_in(one, before) for one in new["security"]):
            yield f"{name}: a way to sign in is gone: {', '.join(before)}"
    body, new_body = _content(old.get("requestBody")), _content(new.get("requestBody"))
    if new_body and not body:
        yield f"{name}: a body is newly required"
    elif body and new_body:
        yield from (f"{name} body {text}" for text in breaks(body, new_body))
    answer, new_answer = _content(old["responses"]["200"]), _content(new["responses"]["200"])
    yield from (f"{name} answer {text}" for text in breaks(answer or {}, new_answer or {}))


def _of_parameters(
    name: str, old: Mapping[str, Schema], new: Mapping[str, Schema]
) -> Iterator[str]:
    for one in sorted(old.keys() - new.keys()):
        yield f"{name}: parameter {one} removed"
    for one, parameter in new.items():
        was_required = old.get(one, {}).get("required", False)
        if parameter.get("required") and not was_required:
            yield f"{name}: parameter {one} newly required"
    for one in sorted(old.keys() & new.keys()):
        for text in breaks(old[one]["schema"], new[one]["schema"]):
            yield f"{name}: parameter {one} {text}"


def _parameters(operation: Schema) -> dict[str, Schema]:
    return {one["name"]: one for one in operation.get("parameters", ())}


def _content(holder: Schema | None) -> Schema | None:
    """Return the schema of a body or an answer; None without one."""
    schema: Schema | None = (holder or {}).get("content", {}).get(_JSON, {}).get("schema")
    return schema


def _lets_in(new: Mapping[str, list[str]], old: Mapping[str, list[str]]) -> bool:
    """Return whether who was let in by the old way is let in by the new one."""
    return all(name in old and set(scopes) <= set(old[name]) for name, scopes in new.items())
