"""A claim by the API, and changes of tickets: `claim`, `tickets comment`, `tickets assign`."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from claimtrail.claims.lifecycle.state_words import state_words
from claimtrail.cli.core.output import state
from claimtrail.cli.remote.api import RemoteAccess
from claimtrail.cli.remote.rows import amount
from claimtrail.kernel.errors import ClaimTrailError, Explanation
from claimtrail.kernel.ids import CLAIM_PREFIX


def claim(remote: RemoteAccess, *, identifier: str, number: bool) -> None:
    """Show one claim, as far as the person's roles see it.

    Raises ClaimTrailError for a number: no address of the API has one.
    """
    if number or not identifier.startswith(CLAIM_PREFIX):
        raise ClaimTrailError(
            Explanation(
                code="CLAIM_ID_WANTED",
                what="a claim is read by its id at a stage where you are signed in",
                where=f"stage {remote.stage_name}",
                next_step=f"List claims with their ids: `claimtrail claims --stage "
                f"{remote.stage_name}`.",
            )
        )
    found = remote.get(f"/claims/{identifier}")
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


def comment(remote: RemoteAccess, *, ticket_id: str, note: str, external: bool) -> None:
    """Keep a person's words with a ticket. Raises ClaimTrailError for those that go outside."""
    if external:
        raise _not_by_api(remote, "a comment for those outside", "leave out `--external`")
    done = remote.change(f"/work/{ticket_id}/note", {"note": note})
    remote.output.data(done)
    remote.output.say(f"Noted on {done['subject']}.")


def assign(
    remote: RemoteAccess, *, ticket_ids: Sequence[str], owner: str, **filters: object
) -> None:
    """Hand tickets to a queue or to a person. Raises ClaimTrailError for tickets by a filter."""
    if any(filters.values()):
        raise _not_by_api(remote, "tickets by a filter", "name them by their ids")
    done = [remote.change(f"/work/{one}/assign", {"owner": owner}) for one in ticket_ids]
    remote.output.data(done[0] if len(done) == 1 else done)
    for one in done:
        remote.output.say(f"{one['subject']} is assigned to {owner}.")


def _not_by_api(remote: RemoteAccess, what: str, next_step: str) -> ClaimTrailError:
    return ClaimTrailError(
        Explanation(
            code="NOT_BY_THE_API",
            what=f"{what} cannot be asked for at a stage where you are signed in",
            where=f"stage {remote.stage_name}",
            next_step=f"{next_step[0].upper()}{next_step[1:]}.",
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
