"""A ticket by the API, and its changes: `claimtrail tickets show`, `hold`, `new` and more."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from claimtrail.cli.core.output import Output
from claimtrail.cli.remote.api import RemoteAccess
from claimtrail.cli.remote.rows import amount
from claimtrail.cli.tickets.values import hours, named_values
from claimtrail.kernel.errors import ClaimTrailError, Explanation
from claimtrail.tickets.masking.model import SafeHarborClass
from claimtrail.tickets.masking.notice import counted


def show(remote: RemoteAccess, *, ticket_id: str) -> None:
    """Show a ticket, as far as the person's roles see it."""
    found = remote.get(f"/tickets/{ticket_id}")
    head, output = found.get("head", {}), remote.output
    output.data(found)
    standing = [head.get("status"), _priority(head), head.get("owner")]
    output.heading(f"Ticket {ticket_id}: {', '.join(str(one) for one in standing if one)}")
    output.say(str(head.get("title", "")))
    for words in (*_facts(head), *_parts(found)):
        output.say(f"  {words}")
    _show_clocks(output, found.get("clocks", ()))
    output.table(
        ("When", "Who", "What", "Words"),
        [
            (one.get("at"), one.get("by"), one.get("what"), one.get("words") or one.get("details"))
            for one in found.get("history", ())
        ],
    )


def _priority(head: Mapping[str, Any]) -> str:
    return f"priority {head['priority']}" if "priority" in head else ""


def _facts(head: dict[str, Any]) -> Iterator[str]:
    """Yield what a head has, in words; a field that the roles do not see is left out."""
    claims = head.get("claim_count") or 0
    about = f"{claims:,} claims" if claims > 1 else f"Claim {head.get('claim_id') or 'none'}"
    due = f"due {head['due_on']}" if head.get("due_on") else ""
    parts = (about, f"payer {head.get('payer_id') or 'none'}", amount(head, "amount"), due)
    yield ", ".join(filter(None, parts))
    for words, name in (("Next", "next_action"), ("Category", "category_words")):
        if head.get(name):
            yield f"{words}: {head[name]}"


def _parts(found: Mapping[str, Any]) -> Iterator[str]:
    """Yield tags, metadata, links and watchers, in words."""
    head = found.get("head", {})
    said = {
        "Tags": head.get("tags", ()),
        "Metadata": [_datum(one) for one in found.get("metadata", ())],
        "Links": [
            f"{one.get('kind', '')} {one.get('ticket_id', '')}"
            for one in found.get("links", {}).get("shown", ())
        ],
        "Watchers": head.get("watchers", ()),
    }
    yield from (f"{words}: {', '.join(values)}" for words, values in said.items() if values)


def _datum(one: dict[str, Any]) -> str:
    return f"{one.get('name', '')} {one.get('value') or amount(one, 'amount')}".strip()


def _show_clocks(output: Output, clocks: Sequence[Mapping[str, Any]]) -> None:
    output.table(
        ("Clock", "Kind", "Ran", "Of", "State", "Due"),
        [
            (
                one["title"],
                one["kind"],
                hours(one["elapsed_minutes"]),
                "" if one["target_minutes"] is None else hours(one["target_minutes"]),
                one["words"],
                one["due_at"] or "",
            )
            for one in clocks
        ],
        right=("Ran", "Of"),
    )


def start(remote: RemoteAccess, *, ticket_id: str, why: str) -> None:
    """Take up the work."""
    _change(remote, ticket_id, "start", "is in progress", {"why": why})


def hold(
    remote: RemoteAccess, *, ticket_id: str, hold_reason: str, why: str, since: datetime | None
) -> None:
    """Put a ticket on hold."""
    body = {"party": hold_reason, "why": why, **_since(since)}
    _change(remote, ticket_id, "hold", f"is on hold ({hold_reason})", body)


def resume(remote: RemoteAccess, *, ticket_id: str, why: str, since: datetime | None) -> None:
    """Take a ticket off hold."""
    _change(remote, ticket_id, "resume", "is in progress", {"why": why, **_since(since)})


def resolve(remote: RemoteAccess, *, ticket_id: str, why: str) -> None:
    """Say that the work is done."""
    _change(remote, ticket_id, "resolve", "is resolved", {"why": why})


def reopen(remote: RemoteAccess, *, ticket_id: str, why: str) -> None:
    """Take the end of a ticket back."""
    _change(remote, ticket_id, "reopen", "is reopened", {"why": why})


def cancel(remote: RemoteAccess, *, ticket_id: str, why: str) -> None:
    """Say that there was nothing to do."""
    _change(remote, ticket_id, "cancel", "is canceled", {"why": why})


def _since(instant: datetime | None) -> dict[str, str]:
    return {"since": instant.isoformat()} if instant else {}


def _change(
    remote: RemoteAccess, ticket_id: str, change: str, words: str, body: Mapping[str, str]
) -> None:
    """Change the status, and say what it is now."""
    done = remote.change(f"/tickets/{ticket_id}/{change}", body)
    remote.output.data(done)
    remote.output.say(f"{done['subject']} {words}.")
    if done["outcome"] == "unchanged":
        remote.output.say("It was so before: nothing was recorded.")
    _say_masked(remote, done)


def _say_masked(remote: RemoteAccess, done: Mapping[str, Any]) -> None:
    """Say what of the person's words is not stored with the ticket."""
    known = {SafeHarborClass(kind): number for kind, number in done.get("masked", {}).items()}
    if sentence := counted(known):
        remote.output.note(f"{sentence} The original is kept with the ticket, apart and encrypted.")


def comment(remote: RemoteAccess, *, ticket_id: str, note: str, external: bool) -> None:
    """Keep a person's words with a ticket, for us alone or for those outside, too."""
    visibility = "external" if external else "internal"
    done = remote.change(f"/tickets/{ticket_id}/comment", {"note": note, "visibility": visibility})
    remote.output.data(done)
    is_kept = done["outcome"] == "done"
    remote.output.say(
        f"Noted on {done['subject']}."
        if is_kept
        else f"{done['subject']} has these words already, or has ended and takes none."
    )
    _say_masked(remote, done)


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


def new(
    remote: RemoteAccess,
    *,
    category: str,
    title: str,
    text: str,
    claim_ids: Sequence[str],
    payer: str | None,
    given: Sequence[str],
) -> None:
    """Open a ticket."""
    body = {
        "category": category,
        "title": title,
        "description": text,
        "claims": list(claim_ids),
        "payer": payer,
        "metadata": named_values(given),
    }
    done = remote.change("/tickets", {name: value for name, value in body.items() if value})
    remote.output.data(done)
    is_new = done["outcome"] == "done"
    remote.output.say(f"{done['subject']} {'is new' if is_new else 'was opened a moment ago'}.")
    remote.output.say(f"Look at it: `claimtrail tickets show {done['subject']}`.")
    _say_masked(remote, done)


def _not_by_api(remote: RemoteAccess, what: str, next_step: str) -> ClaimTrailError:
    return ClaimTrailError(
        Explanation(
            code="NOT_BY_THE_API",
            what=f"{what} cannot be asked for at a stage where you are signed in",
            where=f"stage {remote.stage_name}",
            next_step=f"{next_step[0].upper()}{next_step[1:]}.",
        )
    )
