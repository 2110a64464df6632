"""The page docs/x12-findings.md, rendered from the catalogue of findings."""

from claimtrail.x12.catalogue import CatalogueEntry, catalogue

_HEAD = """\
# X12 findings

What ClaimTrail reports about a file, rendered from `claimtrail/x12/catalogue.csv` (`make docs`).
A finding names the byte offset, the segment, the element and the loop; it never holds a value out
of the file.

Severity says how far a finding reaches: `interchange` refuses the interchange (TA1 R), `group` the
functional group (AK9 R), `set` the transaction set (IK5 R); with a `warning` the set goes through.

| Code | Severity | Meaning | Who mends it | Next step | 999 and TA1 |
| --- | --- | --- | --- | --- | --- |
"""


def render_findings_page() -> str:
    """The whole page as Markdown."""
    return _HEAD + "".join(map(_row, catalogue().values()))


def _row(entry: CatalogueEntry) -> str:
    codes = {
        "TA105": entry.interchange_note,
        "AK905": entry.group_error,
        "IK502": entry.set_error,
        "IK304": entry.segment_error,
        "IK403": entry.element_error,
    }
    told = ", ".join(f"{name} {code}" for name, code in codes.items() if code)
    cells = (f"`{entry.code}`", entry.severity, entry.meaning, entry.owner, entry.next_step, told)
    return "| " + " | ".join(cells) + " |\n"
