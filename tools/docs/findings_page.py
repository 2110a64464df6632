"""The page docs/x12-findings.md, rendered from the catalog of findings."""

from claimtrail.x12.model.catalog import CatalogEntry, catalog

_HEAD = """\
# X12 findings

    $ claimtrail x12 check tests/fixtures/trials/x12/23-835-se02-wrong-and-unbalanced.x12
      X12_SE_CONTROL_NUMBER (set) SE at byte 687
        SE02 differs from ST02.
        Ask the sender for a corrected file.
      X12_CLAIM_UNBALANCED (claim) CLP-04 at byte 563
        CLP03 less CLP04 differs from the sum of the claim's adjustments.
        Ask the payer for a corrected remittance; nothing is posted from this claim.

What ClaimTrail reports about a file, rendered from `claimtrail/x12/model/catalog.csv` (`make
docs`). A finding names the byte offset, the segment, the element and the loop; it never holds a
value out of the file.

A finding costs what it reaches:

| Reach | Means | TA1 and 999 |
| --- | --- | --- |
| `interchange` | the interchange is refused | TA104 R |
| `group` | the functional group is refused | AK901 R |
| `set` | completeness or identity of the set is in doubt: it is held | IK501 R |
| `claim` | the claim is held, the others of the set apply | IK501 E |
| `value` | the value counts as absent, its record applies | IK501 E |
| `warning` | noted; everything is read as it stands | not named |

Some findings reach further where they stand at the identity of a payment or at the amounts of a
claim (`claimtrail/x12/model/reach.py`). A partner's profile may give a finding another reach
([payers.md](payers.md#rules)).

| Code | Reach | Meaning | Who fixes it | Next step | 999 and TA1 |
| --- | --- | --- | --- | --- | --- |
"""


def render_findings_page() -> str:
    """Return the whole page as Markdown."""
    return _HEAD + "".join(map(_row, catalog().values()))


def _row(entry: CatalogEntry) -> str:
    codes = {
        "TA105": entry.interchange_note,
        "AK905": entry.group_error,
        "IK502": entry.set_error,
        "IK304": entry.segment_error,
        "IK403": entry.element_error,
    }
    noted = ", ".join(f"{name} {code}" for name, code in codes.items() if code)
    cells = (f"`{entry.code}`", entry.severity, entry.meaning, entry.owner, entry.next_step, noted)
    return "| " + " | ".join(cells) + " |\n"
