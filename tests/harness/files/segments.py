"""Segments and elements of an interchange, split without this project's own readers."""

from collections.abc import Iterator


def segments(content: bytes) -> list[list[str]]:
    """Split an interchange into segments, and these into elements."""
    # A file may be wrapped in lines of 80 bytes, or have a line for each segment.
    text = content.decode("ascii").replace("\n", "")
    element, terminator = text[3], text[105]
    return [part.strip().split(element) for part in text.split(terminator) if part.strip()]


def sets(content: bytes) -> Iterator[list[list[str]]]:
    """Yield the segments of each transaction set, ST and SE included."""
    inside: list[list[str]] = []
    for segment in segments(content):
        if segment[0] == "ST":
            inside = []
        inside.append(segment)
        if segment[0] == "SE":
            yield inside
