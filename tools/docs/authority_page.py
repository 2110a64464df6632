"""The section of docs/lifecycle.md on authority, rendered from the tables that decide."""

from claimtrail.claims.fold.authority.grounds import GROUNDS

HEAD = """\
## Authority

A record moves a claim only if its source has authority over it. The source is the partner in whose
dropbox the file came, and the payer for which that partner delivers (docs/payers.md); names within
the record never widen it. Grounds are judged over all facts of the claim, in any order.
"""

TAIL = """\
Whatever else comes is kept, and held as `other_payer` or `other_biller`. It is an exception on the
day on which it comes, and changes nothing: no state, money, payer claim number, match, lineage,
batch result or term. Before the claim's submission has come, records wait as `no_submission`. It
applies when authority comes: a later 837 that names the payer, a remittance that forwards the
claim, a person's decision.

    claimtrail exceptions
    claimtrail exceptions accept CLAIM EXCEPTION --why "the payer's letter of May 4th"
    claimtrail exceptions reject CLAIM EXCEPTION --whole-source --why "another provider's claim"
    claimtrail exceptions withdraw CLAIM EXCEPTION --why "the letter was about another claim"

A rejected record stays a note, `rejected_authority`. The rejection of one record stands when
authority comes later; that of a whole source concerns what lacks authority. In the same way a
person decides about a `faulty` record: accepted, it counts as if it had no fault; rejected, it is a
note `rejected_faulty`. All that one partner delivers without authority, for one reason, is one task
for the partner's contact (`claimtrail tickets --owner queue:partner-contacts`).
"""


def render() -> str:
    """Return the section, Markdown."""
    rows = [
        ("Ground", "Records", "Rule"),
        ("---", "---", "---"),
        *((ground.value, rule.records, rule.rule) for ground, rule in GROUNDS.items()),
    ]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return f"{HEAD}\n{table}\n\n{TAIL}"
