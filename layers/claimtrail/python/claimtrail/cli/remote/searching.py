"""`claimtrail search`: claims, a ticket or a file, by the API alone."""

import click

from claimtrail.cli.core.output import state
from claimtrail.cli.remote.api import RemoteAccess
from claimtrail.cli.remote.rows import amount, days_since


def search(remote: RemoteAccess, *, words: str | None) -> None:
    """Show what fits the words; those that are not typed with the command are asked for."""
    said = words or click.prompt("Number, name, date, amount or id", hide_input=False)
    found, output = remote.ask("/search", {"q": said}), remote.output
    output.data(found)
    for noun, command in (("tickets", "tickets show"), ("files", "trail")):
        for one in found[noun]:
            output.say(f"{one}: `claimtrail {command} {one}` shows it.")
    if found["are_near"]:
        output.note("No claim has this number. These have one that is near it.")
    output.table(
        ("Claim", "Number", "Payer", "State", "Days", "Charged", "Paid"),
        [
            (
                row.get("claim_id"),
                row.get("number"),
                row.get("payer"),
                state(row["state"]) if row.get("state") else "",
                days_since(row, "since"),
                amount(row, "charged"),
                amount(row, "paid"),
            )
            for row in found["claims"]
        ],
        right=("Days", "Charged", "Paid"),
        empty="" if found["tickets"] or found["files"] else "Nothing that you may see fits.",
    )
    if found["is_cut"]:
        output.note("There may be more: add a part to the search.")
