"""Named tuples as JSON objects in stored documents: by name, so that a field can be added.

pydantic's own way is an array, whose meaning would change with the order of the fields.
"""

from dataclasses import MISSING, field, make_dataclass
from typing import Any, TypeVar, get_type_hints

Tuple = TypeVar("Tuple")


def stored_by_name(named_tuple: type[Tuple]) -> type[Tuple]:
    """Decorates a named tuple that stands in stored documents."""

    def describe(_: Any, source: Any, handler: Any) -> Any:
        return _as_object(source, handler)

    named_tuple.__get_pydantic_core_schema__ = classmethod(describe)  # type: ignore[attr-defined]
    return named_tuple


def _as_object(source: Any, handler: Any) -> Any:
    # Imported when a document is first described: readers of X12 do without pydantic.
    from pydantic_core import core_schema  # noqa: PLC0415 - see above

    names, hints = source._fields, get_type_hints(source)
    described = make_dataclass(
        source.__name__,
        [
            (name, hints[name], field(default=source._field_defaults.get(name, MISSING)))
            for name in names
        ],
        frozen=True,
    )
    described.__doc__, described.__module__ = source.__doc__, source.__module__

    def validate(value: Any, inner: Any) -> Any:
        if isinstance(value, source):
            return value
        found = inner(value)
        return source(**{name: getattr(found, name) for name in names})

    return core_schema.no_info_wrap_validator_function(
        validate,
        handler.generate_schema(described),
        serialization=core_schema.plain_serializer_function_ser_schema(_fields_of),
    )


def _fields_of(value: Any) -> dict[str, Any]:
    fields: dict[str, Any] = value._asdict()
    return fields
