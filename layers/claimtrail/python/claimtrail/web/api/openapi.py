"""The description of the API in OpenAPI 3.1, from the tables by which it answers."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

from claimtrail.access.idempotency import KEPT
from claimtrail.access.resources import Operation, Resource
from claimtrail.access.sign_in.scopes import (
    MEANINGS,
    PERSON_MEANING,
    PERSON_SCOPE,
    MachineScope,
    bounds_of,
    full_name,
)
from claimtrail.trail.access_log import STATED
from claimtrail.web.api.bodies import (
    JSON_BODY,
    MOST_NUMBERS,
    MOST_VALUES,
    VALUE_NAME,
    BodyField,
    BodyForm,
)
from claimtrail.web.api.callers import FORM_TOKEN_HEADER, PURPOSE_HEADER
from claimtrail.web.api.dispatch import KEY_HEADER, KEY_PATTERN, REPLAYED_HEADER
from claimtrail.web.api.parameters import MOST_LETTERS, Parameter, ParameterForm
from claimtrail.web.api.problems import PROBLEM_TYPE
from claimtrail.web.api.routes import DOCUMENT_PATH, ApiRoute, Schema
from claimtrail.web.api.schemas import object_of
from claimtrail.web.api.table import API_ROUTES
from claimtrail.web.core.lists.downloads import JSON_TYPE
from claimtrail.web.core.replies import DataReply
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.core.security import COOKIE

VERSION = "1"
_VARIABLE = re.compile(r"<([a-z_]{1,40})>")
_PART_WORDS: Mapping[Resource, str] = MappingProxyType(
    {
        Resource.EXCEPTION: "exceptions",
        Resource.FILE: "files",
        Resource.MATCH: "unmatched responses",
        Resource.PAYMENT: "payments",
        Resource.TICKET: "tickets",
    }
)
"""Things of which an answer may have parts."""
_MACHINE, _PERSON, _SESSION = "machine", "person", "session"
_ID_EXAMPLES: Mapping[str, str] = MappingProxyType(
    {
        "claim_id": "clm_aaaaaaaaaaaaaaaaaaaaaaaa",
        "file_id": "fil_000000000000000000000000",
        "ticket_id": "tkt_aaaaaaaaaaaaaaaaaaaaaaaaaa",
        "exception_id": "exc_aaaaaaaaaaaaaaaaaaaaaaaaaa",
        "incident_id": "inc_aaaaaaaaaaaaaaaaaaaaaaaaaa",
    }
)
_PROBLEMS: Mapping[HTTPStatus, str] = MappingProxyType(
    {
        HTTPStatus.BAD_REQUEST: "A parameter, header or body is not what it should be.",
        HTTPStatus.UNAUTHORIZED: "Nobody is signed in, or the token is not taken.",
        HTTPStatus.FORBIDDEN: "The caller's roles or the token's scopes do not reach it.",
        HTTPStatus.NOT_FOUND: "There is no such thing, or none that the caller may know of.",
        HTTPStatus.METHOD_NOT_ALLOWED: "The address does not take the method.",
        HTTPStatus.TOO_MANY_REQUESTS: "Too many requests; Retry-After says how long to wait.",
        HTTPStatus.SERVICE_UNAVAILABLE: "The stores take no more at the moment.",
    }
)
_PROBLEMS_OF_BODIES: Mapping[HTTPStatus, str] = MappingProxyType(
    {
        HTTPStatus.CONFLICT: "It cannot be done as things stand, or its key is in use.",
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The body is too large.",
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "The body is not said to be JSON.",
        HTTPStatus.UNPROCESSABLE_ENTITY: "A field of the body is wrong, or the key was used.",
    }
)


def openapi_document(request: PageRequest | None = None) -> dict[str, Any]:
    """Return the description; with a request, the values that are its stage's own are in it."""
    paths: dict[str, dict[str, Any]] = {}
    for route in API_ROUTES:
        path = _VARIABLE.sub(r"{\1}", route.address)
        paths.setdefault(path, {})[route.method.lower()] = _operation(route, request)
    paths[DOCUMENT_PATH] = {"get": _OWN}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "ClaimTrail",
            "version": VERSION,
            "description": "Claims, payments, files, work and figures, for programs. Each answer "
            "has what the caller's roles and the token's scopes reach, and nothing else. "
            "docs/api.md tells how to call it.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": {"Problem": _PROBLEM},
            "headers": _HEADERS,
            "securitySchemes": _SECURITY,
        },
    }


def document_text() -> str:
    """Return the description as it is published."""
    return json.dumps(openapi_document(), indent=2, sort_keys=True) + "\n"


@cache
def _served() -> str:
    return json.dumps(openapi_document())


def document_reply() -> DataReply:
    """Return the description, which has nothing of a stage's own."""
    return DataReply(content_type=JSON_TYPE, body=_served())


def _operation(route: ApiRoute, request: PageRequest | None) -> dict[str, Any]:
    found: dict[str, Any] = {
        "operationId": route.name,
        "summary": route.summary,
        "tags": [route.resource.value],
        "security": list(_security(route)),
        "parameters": [*_path_parameters(route), *_headers(route), *_query(route, request)],
        "responses": _responses(route),
    }
    found["description"] = " ".join(filter(None, (route.description, *_scope_words(route))))
    if route.has_body:
        found["requestBody"] = _body(route)
    return found


def _security(route: ApiRoute) -> Iterator[dict[str, list[str]]]:
    """Yield the ways in: any one scope that names the action, a person's token or session."""
    wanted = route.resource, route.operation
    for scope in MachineScope:
        if wanted in bounds_of([scope]):
            yield {_MACHINE: [full_name(scope)]}
    yield {_PERSON: [full_name(PERSON_SCOPE)]}
    yield {_SESSION: []}


def _scope_words(route: ApiRoute) -> Iterator[str]:
    """Yield the scopes that a machine's token needs for it, and for parts of its answer."""
    own = _scopes_of(route.resource, route.operation)
    yield (
        f"Scope of a machine's token: {' or '.join(own)}."
        if own
        else "No scope of a machine's token reaches it."
    )
    for resource, operation in route.parts:
        scopes = [one for one in _scopes_of(resource, operation) if one not in own]
        if scopes:
            yield f"What it has of {_PART_WORDS[resource]} needs {' or '.join(scopes)} as well."


def _scopes_of(resource: Resource, operation: Operation) -> list[str]:
    """Return the scopes that name an action, each as code."""
    wanted = resource, operation
    return [f"`{full_name(one)}`" for one in MachineScope if wanted in bounds_of([one])]


def _path_parameters(route: ApiRoute) -> Iterator[dict[str, Any]]:
    for name in _VARIABLE.findall(route.path):
        yield {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "string", "minLength": 1, "maxLength": 100},
            "example": _ID_EXAMPLES[name],
        }


def _headers(route: ApiRoute) -> Iterator[dict[str, Any]]:
    if route.shows_claims:
        yield {
            "name": PURPOSE_HEADER,
            "in": "header",
            "description": "The purpose of use, which a machine states with each request. "
            "A person's session has one of its own, from which this request may differ.",
            "schema": {"type": "string", "enum": [one.value for one in STATED]},
        }
    if route.is_change:
        yield {
            "name": KEY_HEADER,
            "in": "header",
            "required": True,
            "description": "A new key for each change. The same key with the same body is "
            f"answered as before, for {int(KEPT.total_seconds() // 3600)} hours.",
            "schema": {"type": "string", "pattern": f"^{KEY_PATTERN}$"},
            "example": "7c4a8d09-ca95-4c28-a1a3-2f6f1e7c0f11",
        }
    if route.has_body:
        yield {
            "name": FORM_TOKEN_HEADER,
            "in": "header",
            "description": "Of a person's session: the form token of its pages.",
            "schema": {"type": "string"},
        }


def _query(route: ApiRoute, request: PageRequest | None) -> Iterator[dict[str, Any]]:
    for one in route.parameters:
        yield {
            "name": one.name,
            "in": "query",
            "description": one.description,
            "schema": _parameter_schema(one, request),
            **({"style": "form", "explode": not one.is_joined} if _is_array(one) else {}),
        }


def _is_array(parameter: Parameter) -> bool:
    return parameter.is_list or parameter.is_joined


def _parameter_schema(parameter: Parameter, request: PageRequest | None) -> Schema:
    values = parameter.values
    if not values and parameter.of_stage and request:
        values = tuple(map(str, parameter.of_stage(request)))
    schema: Schema
    if values:
        schema = {"type": "string", "enum": list(values)}
    elif parameter.form is ParameterForm.NUMBER:
        schema = {"type": "integer", "minimum": parameter.least, "maximum": parameter.most}
    elif parameter.form is ParameterForm.DAY:
        schema = {"type": "string", "format": "date"}
    else:
        schema = {"type": "string", "minLength": 1, "maxLength": MOST_LETTERS}
        if parameter.pattern:
            schema["pattern"] = f"^({parameter.pattern.pattern})$"
    if parameter.default is not None:
        schema["default"] = parameter.default
    return {"type": "array", "items": schema, "minItems": 1} if _is_array(parameter) else schema


def _body(route: ApiRoute) -> dict[str, Any]:
    optional = tuple(one.name for one in route.fields if not one.is_required)
    schema = object_of({one.name: _field_schema(one) for one in route.fields}, optional=optional)
    example = {one.name: one.example for one in route.fields}
    return {"required": True, "content": {JSON_BODY: {"schema": schema, "example": example}}}


def _field_schema(field: BodyField) -> Schema:
    return {"description": field.description, **_BODY_SCHEMAS[field.form](field)}


def _values_schema(field: BodyField) -> Schema:
    return {
        "type": "object",
        "additionalProperties": _text_schema(field),
        "propertyNames": {"pattern": f"^{VALUE_NAME.pattern}$"},
        "maxProperties": MOST_VALUES,
    }


def _text_schema(field: BodyField) -> Schema:
    # A pattern of its own asks for a letter or figure as well.
    pattern = f"^({field.pattern.pattern})$" if field.pattern else "[A-Za-z0-9]"
    return {"type": "string", "minLength": 1, "maxLength": field.most, "pattern": pattern}


_BODY_SCHEMAS: Mapping[BodyForm, Any] = MappingProxyType(
    {
        BodyForm.TEXT: _text_schema,
        BodyForm.DAY: lambda _: {"type": "string", "format": "date"},
        BodyForm.CHOICE: lambda field: {"type": "string", "enum": list(field.choices)},
        BodyForm.FLAG: lambda _: {"type": "boolean"},
        BodyForm.INSTANT: lambda _: {"type": "string", "format": "date-time"},
        BodyForm.TEXTS: lambda field: {
            "type": "array",
            "items": _text_schema(field),
            "maxItems": MOST_NUMBERS,
        },
        BodyForm.VALUES: _values_schema,
        BodyForm.NUMBERS: lambda _: {
            "type": "array",
            "items": {"type": "integer", "minimum": 1, "maximum": 1_000_000},
            "maxItems": MOST_NUMBERS,
        },
    }
)


def _responses(route: ApiRoute) -> dict[str, Any]:
    problems = {**_PROBLEMS, **_problems_of_body(route)}
    content: dict[str, Any] = {"schema": route.answer()}
    if route.example:
        content["example"] = dict(route.example)
    headers = [*_LIMIT_HEADERS, *((REPLAYED_HEADER,) if route.is_change else ())]
    return {
        "200": {
            "description": "Done." if route.is_change else "What the caller may see.",
            "headers": _named(*headers),
            "content": {JSON_TYPE: content},
        },
        **{str(status.value): _problem(status, text) for status, text in sorted(problems.items())},
    }


def _problems_of_body(route: ApiRoute) -> dict[HTTPStatus, str]:
    """Return the problems of a body and of what it asks for; a question is in no conflict."""
    return {
        status: text
        for status, text in _PROBLEMS_OF_BODIES.items()
        if route.is_change or (route.has_body and status is not HTTPStatus.CONFLICT)
    }


def _problem(status: HTTPStatus, text: str) -> dict[str, Any]:
    return {
        "description": text,
        **({"headers": _named(*_HEADERS_OF[status])} if status in _HEADERS_OF else {}),
        "content": {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def _named(*names: str) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


_LIMIT_HEADERS = ("RateLimit-Policy", "RateLimit")
_HEADERS_OF: Mapping[HTTPStatus, tuple[str, ...]] = MappingProxyType(
    {
        HTTPStatus.UNAUTHORIZED: ("WWW-Authenticate",),
        HTTPStatus.METHOD_NOT_ALLOWED: ("Allow",),
        HTTPStatus.TOO_MANY_REQUESTS: ("Retry-After", *_LIMIT_HEADERS),
        HTTPStatus.SERVICE_UNAVAILABLE: ("Retry-After",),
    }
)


def _header(description: str, **schema: Any) -> dict[str, Any]:
    return {"description": description, "schema": {"type": "string", **schema}}


_HEADERS: dict[str, Any] = {
    "RateLimit-Policy": _header(
        "The most requests at once (q), and seconds until they come back (w)."
    ),
    "RateLimit": _header("The requests that may come at once (r), and seconds until all may (t)."),
    "Retry-After": _header("Seconds to wait.", pattern="^[0-9]+$"),
    "Allow": _header("The methods that the address takes."),
    "WWW-Authenticate": _header("The way to sign in (RFC 6750)."),
    REPLAYED_HEADER: _header("`true` where the answer is of an earlier request.", enum=["true"]),
}
_PROBLEM: Schema = {
    **object_of(
        {
            "type": {"type": "string", "pattern": "^urn:claimtrail:[a-z0-9_]+$"},
            "title": {"type": "string"},
            "status": {"type": "integer", "minimum": 400, "maximum": 599},
            "detail": {"type": "string"},
            "instance": {"type": "string", "description": "Names the request in our logs."},
            "code": {"type": "string", "pattern": "^[A-Z0-9_]+$"},
        }
    ),
    "description": "What is wrong (RFC 9457). `type` and `code` are stable, the texts are not.",
    "examples": [
        {
            "type": "urn:claimtrail:not_found",
            "title": "no such claim, or none that you may see",
            "status": 404,
            "detail": "Check the number, or search for it from any page.",
            "instance": "urn:claimtrail:request:req_00000000-0000-0000-0000-000000000000",
            "code": "NOT_FOUND",
        }
    ],
}
_SECURITY: dict[str, Any] = {
    _MACHINE: {
        "type": "oauth2",
        "description": "Client credentials of a machine in the stage's people.toml. The address "
        "of the token endpoint is the stage's own: docs/sign-in.md.",
        "flows": {
            "clientCredentials": {
                "tokenUrl": "/oauth2/token",
                "scopes": {full_name(one): MEANINGS[one] for one in MachineScope},
            }
        },
    },
    _PERSON: {
        "type": "oauth2",
        "description": "A person's own roles, by authorization code with PKCE: as by "
        "`claimtrail sign-in ADDRESS`.",
        "flows": {
            "authorizationCode": {
                "authorizationUrl": "/oauth2/authorize",
                "tokenUrl": "/oauth2/token",
                "scopes": {full_name(PERSON_SCOPE): PERSON_MEANING},
            }
        },
    },
    _SESSION: {
        "type": "apiKey",
        "in": "cookie",
        "name": COOKIE,
        "description": "The session of a person who signed in to the pages.",
    },
}
_OWN: dict[str, Any] = {
    "operationId": "read_description",
    "summary": "Read this description",
    "tags": ["description"],
    "security": [],
    "responses": {
        "200": {
            "description": "This document.",
            "content": {JSON_TYPE: {"schema": {"type": "object"}}},
        },
        str(HTTPStatus.METHOD_NOT_ALLOWED.value): _problem(
            HTTPStatus.METHOD_NOT_ALLOWED, _PROBLEMS[HTTPStatus.METHOD_NOT_ALLOWED]
        ),
    },
}
