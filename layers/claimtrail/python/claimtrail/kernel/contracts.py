"""Versioned contracts: which changes of a JSON Schema are breaking, how old versions are read.

A document says its `schema_version`. A change that old documents, or old readers of the bus, would
not survive needs a new version, and an upcaster that turns a document of the version before into
one of the new version. Everything else may change within a version.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

Schema = dict[str, Any]
Document = dict[str, Any]
Upcaster = Callable[[Document], Document]
"""From a document of one version to the next; `schema_version` is taken care of by `upcast`."""

VERSION_FIELD = "schema_version"

_NARROWING = (
    "pattern",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "format",
)
"""Keywords that refuse values: adding or changing one may refuse what is stored already."""


def upcast(data: Document, *, to: int, upcasters: Mapping[int, Upcaster]) -> Document:
    """Return the document as the current version has it; `upcasters` by the version that they read.

    Raises ValueError when its version is missing, newer than `to`, or has no upcaster.
    """
    version = data.get(VERSION_FIELD)
    if not isinstance(version, int) or isinstance(version, bool):
        raise ValueError(f"schema version {version!r} is no version")  # noqa: TRY004 - a bad value of a document
    while version < to:
        step = upcasters.get(version)
        if step is None:
            raise ValueError(f"schema version {version} has no upcaster to {to}")
        version += 1
        data = {**step(data), VERSION_FIELD: version}
    if version != to:
        raise ValueError(f"schema version {version} is not {to}")
    return data


def breaks(old: Schema, new: Schema) -> list[str]:
    """Return why the new schema is no compatible change of the old one; empty when it is.

    Breaking: a field removed (renamed), retyped, newly required, or with narrower values.
    """
    comparison = _Comparison(old, new)
    return list(dict.fromkeys(comparison.compare(old, new, "$")))


class _Comparison:
    """Walks two schemas side by side, through their definitions."""

    def __init__(self, old: Schema, new: Schema) -> None:
        self._old_definitions = old.get("$defs", {})
        self._new_definitions = new.get("$defs", {})
        self._under_way: set[tuple[str, str]] = set()

    def compare(self, old: Schema, new: Schema, path: str) -> Iterator[str]:
        """Yield the breaks at and below a place."""
        pair = (old.get("$ref", ""), new.get("$ref", ""))
        if all(pair):
            if pair in self._under_way:
                return
            self._under_way.add(pair)
        old, new = _at(old, self._old_definitions), _at(new, self._new_definitions)
        old_options, new_options = self._options(old), self._options(new)
        if len(old_options) > 1 or len(new_options) > 1:
            yield from self._each_option(old_options, new_options, path)
        else:
            yield from self._one(old_options[0], new_options[0], path)
        self._under_way.discard(pair)

    def _options(self, schema: Schema) -> list[Schema]:
        return schema.get("anyOf") or schema.get("oneOf") or [schema]

    def _each_option(self, old: list[Schema], new: list[Schema], path: str) -> Iterator[str]:
        """Each old alternative must fit one of the new ones."""
        for number, option in enumerate(old):
            attempts = [list(self.compare(option, other, path)) for other in new]
            if all(attempts):
                name = option.get("$ref", option.get("type", str(number)))
                closest = min(attempts, key=len)
                yield f"{path}: the alternative {name} is gone or changed ({'; '.join(closest)})"

    def _one(self, old: Schema, new: Schema, path: str) -> Iterator[str]:
        if old.get("type") != new.get("type"):
            yield f"{path}: type {old.get('type')} became {new.get('type')}"
            return
        yield from _values(old, new, path)
        yield from self._fields(old, new, path)
        for keyword in ("items", "additionalProperties"):
            before, after = old.get(keyword), new.get(keyword)
            if isinstance(before, dict) and isinstance(after, dict):
                yield from self.compare(before, after, f"{path}[]")
            elif before is not False and after is False:
                yield f"{path}: fields beside the named ones are refused now"

    def _fields(self, old: Schema, new: Schema, path: str) -> Iterator[str]:
        before, after = old.get("properties", {}), new.get("properties", {})
        for name in before.keys() - after.keys():
            yield f"{path}.{name}: removed"
        for name in sorted(set(new.get("required", ())) - set(old.get("required", ()))):
            yield f"{path}.{name}: newly required"
        for name in sorted(before.keys() & after.keys()):
            yield from self.compare(before[name], after[name], f"{path}.{name}")


def _at(schema: Schema, definitions: Mapping[str, Schema]) -> Schema:
    reference = schema.get("$ref")
    return definitions[reference.rpartition("/")[2]] if reference else schema


def _values(old: Schema, new: Schema, path: str) -> Iterator[str]:
    before, after = _constants(old), _constants(new)
    if after is not None and (before is None or not before <= after):
        lost = sorted(before - after) if before else ["any"]
        yield f"{path}: values no longer allowed: {', '.join(lost)}"
    for keyword in _NARROWING:
        if keyword in new and new[keyword] != old.get(keyword):
            yield f"{path}: {keyword} {old.get(keyword)} became {new[keyword]}"


def _constants(schema: Schema) -> set[str] | None:
    """Return the values that are allowed, as text; None when they are not listed."""
    if "const" in schema:
        return {str(schema["const"])}
    return set(map(str, schema["enum"])) if "enum" in schema else None
