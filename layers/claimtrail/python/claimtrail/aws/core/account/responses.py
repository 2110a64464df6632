"""DynamoDB's answers with their items as they are sent.

boto3 walks each value of each item by the service's model, which is half the processor time of a
page of items, and changes nothing but binary values. Everything else is read by boto3's own parser.
"""

from base64 import b64decode
from typing import Any

from botocore.parsers import JSONParser, ResponseParser, ResponseParserFactory

_JSON = "json"
_VALUE = "AttributeValue"
"""The shape of a value of an item, in DynamoDB and in its streams."""


class _ItemParser(JSONParser):
    """The parser of the JSON protocol, which takes items as they are."""

    def _handle_map(self, shape: Any, value: Any) -> Any:
        if shape.value.name == _VALUE:
            return {name: _decoded(one) for name, one in value.items()}
        return super()._handle_map(shape, value)  # type: ignore[misc]  # the stubs leave it out


class ItemParsers(ResponseParserFactory):
    """Parsers by protocol, with the one that takes items as they are."""

    def create_parser(self, protocol_name: str) -> ResponseParser:
        """Return the parser of a protocol."""
        if protocol_name == _JSON:
            return _ItemParser()
        return super().create_parser(protocol_name)


def _decoded(value: dict[str, Any]) -> dict[str, Any]:
    """Return a value of an item with its binary parts as bytes."""
    [(kind, held)] = value.items()
    if kind == "B":
        return {kind: b64decode(held)}
    if kind == "BS":
        return {kind: [b64decode(one) for one in held]}
    if kind == "L":
        return {kind: [_decoded(one) for one in held]}
    if kind == "M":
        return {kind: {name: _decoded(one) for name, one in held.items()}}
    return value
