"""Outcomes of changes: the answer that every one of them has, and the row of its route.

An answer names what was changed and nothing else of it, so that it may be kept under its key.
"""

from types import MappingProxyType

from claimtrail.access.resources import Operation, Resource
from claimtrail.tickets.masking.model import SafeHarborClass
from claimtrail.tickets.masking.notice import masked_so_far
from claimtrail.web.api.bodies import BodyField
from claimtrail.web.api.routes import ApiPage, ApiRoute, Schema
from claimtrail.web.api.schemas import object_of
from claimtrail.web.core.routes import Method

DONE, UNCHANGED = "done", "unchanged"


def result(subject: str, *, is_done: bool = True) -> dict[str, object]:
    """Return the document of a change, with what was masked of the words that came with it."""
    document: dict[str, object] = {"outcome": DONE if is_done else UNCHANGED, "subject": subject}
    masked = masked_so_far() if is_done else {}
    if masked:
        document["masked"] = {kind.value: number for kind, number in masked.items()}
    return document


_EXAMPLE = MappingProxyType(result("tkt_aaaaaaaaaaaaaaaaaaaaaaaaaa"))


def result_schema() -> Schema:
    """Return the schema of that document."""
    return object_of(
        {
            "outcome": {"type": "string", "enum": [DONE, UNCHANGED]},
            "subject": {"type": "string", "description": "The id of what was changed."},
            "masked": {
                "type": "object",
                "description": "Identifiers that are not stored, by class; left out for none.",
                "propertyNames": {"enum": [one.value for one in SafeHarborClass]},
                "additionalProperties": {"type": "integer", "minimum": 1},
            },
        },
        optional=("masked",),
    )


def change_route(  # noqa: PLR0913 - a row of a table, by keyword
    *,
    name: str,
    path: str,
    page: ApiPage,
    resource: Resource,
    operation: Operation,
    summary: str,
    fields: tuple[BodyField, ...],
    description: str = "",
) -> ApiRoute:
    """Return the route of a change."""
    return ApiRoute(
        name=name,
        path=path,
        page=page,
        resource=resource,
        operation=operation,
        summary=summary,
        description=description,
        answer=result_schema,
        example=_EXAMPLE,
        method=Method.POST,
        fields=fields,
    )
