"""Text in cells of a spreadsheet: none of it runs as a formula (OWASP, "CSV Injection")."""

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""First characters of what spreadsheets take for a formula; the last four are full-width forms."""
_QUOTE = "'"
"""A spreadsheet shows what follows it as text."""


def neutral_text(text: str) -> str:
    """Return text that no spreadsheet runs: with an apostrophe before what would be a formula.

    Blanks before a formula do not stop every spreadsheet, so they do not count.
    """
    if text.startswith(_STARTS) or text.lstrip(" \u00a0\ufeff").startswith(_STARTS):
        return _QUOTE + text
    return text
