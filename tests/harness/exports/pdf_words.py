"""The text of each page of a PDF, read from its content by the fonts' own maps to Unicode."""

import io
import re
from typing import Any

import pikepdf

_RANGE = re.compile(rb"<([0-9a-fA-F]{4})> ?<([0-9a-fA-F]{4})> ?<([0-9a-fA-F]{4,40})>")
_ONE = re.compile(rb"<([0-9a-fA-F]{4})> ?<([0-9a-fA-F]{4,40})>")


def text_of_pages(data: bytes) -> list[str]:
    """Return the letters of each page in the order of its content, without spaces."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return [_text(page) for page in pdf.pages]


def _text(page: pikepdf.Page) -> str:
    maps = {name: _map_of(font) for name, font in page.Resources.Font.items()}
    shown: list[str] = []
    current: dict[int, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            current = maps[str(operands[0])]
        elif str(operator) in {"Tj", "TJ"}:
            for one in operands[0] if str(operator) == "TJ" else operands:
                if isinstance(one, pikepdf.String):
                    shown += _letters(bytes(one), current)
    return "".join(shown).replace(" ", "").replace("\u200b", "")


def _letters(codes: bytes, letters: dict[int, str]) -> list[str]:
    pairs = zip(codes[::2], codes[1::2], strict=True)
    return [letters.get(high << 8 | low, "") for high, low in pairs]


def _map_of(font: Any) -> dict[int, str]:
    data = font.ToUnicode.read_bytes()
    letters: dict[int, str] = {}
    for block in data.split(b"beginbfchar")[1:]:
        for code, text in _ONE.findall(block.partition(b"endbfchar")[0]):
            letters[int(code, 16)] = bytes.fromhex(text.decode()).decode("utf-16-be")
    for block in data.split(b"beginbfrange")[1:]:
        for first, last, text in _RANGE.findall(block.partition(b"endbfrange")[0]):
            start = int(text, 16)
            for offset in range(int(last, 16) - int(first, 16) + 1):
                letters[int(first, 16) + offset] = chr(start + offset)
    return letters
