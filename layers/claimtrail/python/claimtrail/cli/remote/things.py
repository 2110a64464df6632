"""A claim by the API: `claimtrail claim`, by an id or by a number that one claim has."""

from collections.abc import Iterator, Mapping
from typing import Any

from claimtrail.claims.lifecycle.state_words import state_words
from claimtrail.cli.core.output import state
from claimtrail.cli.remote.api import RemoteAccess
from claimtrail.cli.remote.rows import amount
from claimtrail.kernel.errors import ClaimTrailError, Explanation
from claimtrail.kernel.ids import CLAIM_PREFIX


def claim(remote: RemoteAccess, *, identifier: str, number: bool) -> None:
    """Show one claim, as far as the person's roles see it.

    Raises ClaimTrailError for a number that no claim has, or several.
    """
    is_id = identifier.startswith(CLAIM_PREFIX) and not number
    claim_id = identifier if is_id else _of_number(remote, identifier)
    found = remote.get(f"/claims/{claim_id}")
    head, money, output = found.get("head", {}), found.get("money", {}), remote.output
    output.data(found)
    output.heading(" ".join(filter(None, (head.get("claim_id"), _named(head)))))
    output.say(f"  {_standing(head, money)}")
    output.table(("", ""), [row for row in _rows(head) if row[1]])
    output.table(
        ("Day", "Status", "Source", "Meaning", "File", "Bytes"),
        [
            (
                one.get("on"),
                state(one["after"]) if one.get("after") else "",
                f"{one.get('transaction', '')} {one.get('codes', '')}".strip(),
                one.get("meaning"),
                one.get("file_id"),
                f"{one['start']}-{one['end']}" if "start" in one else "",
            )
            for one in found.get("steps", ())
        ],
    )
    if lines := found.get("lines"):
        output.table(
            ("Line", "Procedure", "Charged", "Allowed", "Paid", "Denied"),
            [
                (
                    one.get("number"),
                    one.get("procedure"),
                    *(amount(one, name) for name in ("charge", "allowed", "paid", "denied")),
                )
                for one in lines
            ],
            right=("Charged", "Allowed", "Paid", "Denied"),
        )


def _of_number(remote: RemoteAccess, number: str) -> str:
    """Return the id of the one claim with a number. Raises ClaimTrailError for none or several."""
    answer = remote.ask("/search", {"q": number})
    ids = [one["claim_id"] for one in answer["claims"] if "claim_id" in one]
    if len(ids) == 1 and not answer["are_near"]:
        return str(ids[0])
    raise ClaimTrailError(
        Explanation(
            code="CLAIM_ID_WANTED",
            what="several claims have the number" if ids else "no claim that you may see has it",
            where=f"stage {remote.stage_name}",
            next_step="Search, and type the id of one: `claimtrail search`.",
        )
    )


def _named(head: Mapping[str, Any]) -> str:
    names = [str(head[name]) for name in ("number", "payer_name") if head.get(name)]
    return f" ({', '.join(names)})" if names else ""


def _standing(head: Mapping[str, Any], money: dict[str, Any]) -> str:
    days = f" ({head['state_days']} days)" if "state_days" in head else ""
    said = f"{state_words(head.get('state', ''))} since {head.get('since', '')}{days}"
    sums = [f"{word} {amount(money, name)}" for name, word in _SUMS if name in money]
    return f"{said}; {', '.join(sums)}" if sums else said


_SUMS = (("charge", "charged"), ("paid", "paid"), ("patient", "patient"), ("balance", "balance"))


def _rows(head: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "patient", str(head.get("patient") or "")
    yield (
        "dates of service",
        " to ".join(
            dict.fromkeys(
                str(head[name]) for name in ("service_from", "service_to") if head.get(name)
            )
        ),
    )
    yield "submitted", str(head.get("submitted_on") or "")
    action = head.get("action") or {}
    due = f" Deadline: {action['deadline']}" if action.get("deadline") else ""
    yield "next action", f"{action.get('words', '')}{due}"
    for words in head.get("ticket_actions", ()):
        yield "next action", str(words)
    expected = head.get("expected") or {}
    if expected.get("word"):
        said = f"{expected['word']} from the {expected.get('party', 'payer')}"
        yield "expected next", f"{said} by {expected.get('due_on', '')}"
