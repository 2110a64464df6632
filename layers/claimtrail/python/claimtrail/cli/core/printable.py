"""Text from outside, as a terminal may show it: control characters are escaped, links are dropped.

File names, notes and payers' texts may hold what moves a cursor, renames a window, hides or
reorders what is beside it. All that a command shows for people goes through `safe_text`.
"""

import unicodedata

from rich.errors import MarkupError
from rich.text import Text

_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode's general categories of C0, DEL and C1; of zero width and bidirectional marks, of
surrogates, private and unassigned characters, and of line and paragraph separators."""
_LATIN = 0x100
_BASIC = 0x10000


def printable(text: str, *, keep: str = "") -> str:
    r"""Return the text with each unsafe character as `\x1b`, `\u202e` or `\U000e0001`.

    Characters in `keep` stay as they are.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        each if each in keep or unicodedata.category(each) not in _UNSAFE else _escaped(each)
        for each in text
    )


def safe_text(text: str | Text, *, keep: str = "") -> Text:
    """Return a text that holds no unsafe character and no link; a styled one keeps its styles.

    A string is markup of ours with values in it; what is no markup is shown as it is. Rich leaves
    some control characters out of a `Text` already: make one of `printable` to see them all.
    """
    styled = text if isinstance(text, Text) else _from_markup(printable(text, keep=keep))
    plain = printable(styled.plain, keep=keep)
    if plain != styled.plain:
        # Places of styles no longer hold; the text's own style does.
        return Text(plain, style=styled.style, justify=styled.justify, overflow=styled.overflow)
    if any(_leads_away(str(span.style)) for span in styled.spans):
        styled = styled.copy()
        styled.spans = [span for span in styled.spans if not _leads_away(str(span.style))]
    return styled


def _from_markup(text: str) -> Text:
    try:
        return Text.from_markup(text, emoji=False)
    except MarkupError:
        return Text(text)


def _leads_away(style: str) -> bool:
    return "link" in style or style.startswith("@")


def _escaped(character: str) -> str:
    code = ord(character)
    if code < _LATIN:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < _BASIC else f"\\U{code:08x}"
