"""`claimtrail hold`: what must stay, for which docket, until it is released."""

import click
from rich.text import Text

from claimtrail.aws.core.account.outputs import SharedOutput
from claimtrail.bootstrap import holds as bootstrap
from claimtrail.bootstrap.tickets.stores import ticket_store
from claimtrail.claims.views.whole_claim import events_behind
from claimtrail.cli.claims.stores import identify, read_claim, store_of
from claimtrail.cli.core.access import ClaimAccess
from claimtrail.cli.core.stage import Stage
from claimtrail.cli.intake.file_trail import files_of
from claimtrail.cli.retention.stored_files import object_of
from claimtrail.escalations.guarded_words import guarded
from claimtrail.kernel.counting import counted
from claimtrail.kernel.ids import FILE_PREFIX, TICKET_PREFIX
from claimtrail.tickets.errors import found_ticket
from claimtrail.tickets.outputs import TicketOutput
from claimtrail.trail.holding.hold_service import LegalHolds
from claimtrail.trail.holding.holds import (
    HOLD_PHASE_WORDS,
    HeldObject,
    Hold,
    HoldStore,
    docket_of,
    nothing_to_hold,
)
from claimtrail.trail.outputs import TrailOutput


def set_hold(claim_access: ClaimAccess, *, subject: str, docket: str, reason: str) -> None:
    """Keep what is there about a claim, a file or a ticket for a docket.

    A ticket under hold, or of a claim under hold, is not removed, and no attachment of it is.
    """
    opened = claim_access.stage
    subject_id, objects = _objects(opened, subject)
    if not objects and not subject_id.startswith(TICKET_PREFIX):
        raise nothing_to_hold(subject_id)
    output = claim_access.at([subject_id])
    said = _without_patient(opened, subject_id, docket=docket, reason=reason)
    done = legal_holds(opened).set(
        subject_id, docket, objects=objects, by=opened.caller(), reason=said
    )
    output.data(done.model_dump(mode="json"))
    output.say(
        Text(
            f"{_named(subject, subject_id)} is held for {done.docket}: "
            f"{_kept(done)} kept until it is released."
        )
    )


def release(claim_access: ClaimAccess, *, subject: str, docket: str, reason: str) -> None:
    """Release a claim or file for a docket; what another hold keeps stays."""
    opened = claim_access.stage
    is_id = subject.startswith((FILE_PREFIX, TICKET_PREFIX))
    subject_id = subject if is_id else identify(opened, subject, number=False)
    output = claim_access.at([subject_id])
    known = holds_of(opened).find(subject_id, docket_of(docket))
    is_repeat = known is not None and not known.is_open
    said = _without_patient(opened, subject_id, docket=docket, reason=reason)
    done = legal_holds(opened).release(subject_id, docket, by=opened.caller(), reason=said)
    left = [one.docket for one in holds_of(opened).holds_on(subject_id) if one.active]
    output.data(
        done.model_dump(mode="json") | {"still_held_for": left, "was_released_already": is_repeat}
    )
    output.say(Text(f"{_named(subject, subject_id)} {_released(done, left, is_repeat=is_repeat)}"))


def _without_patient(stage: Stage, subject_id: str, *, docket: str, reason: str) -> str:
    """Return the reason without what names the patient of the claim that is held, or whose ticket.

    Raises click.UsageError for a docket that does: it is a name to release by, and stays as typed.
    """
    claim_id = _claim_of(stage, subject_id)
    if claim_id is None:
        return reason
    store = store_of(stage)
    if guarded(docket, claim_id, store=store) != docket:
        raise click.UsageError("--docket names the claim's patient: give the matter's number.")
    return guarded(reason, claim_id, store=store)


def _claim_of(stage: Stage, subject_id: str) -> str | None:
    if subject_id.startswith(TICKET_PREFIX):
        found = ticket_store(stage.output(TicketOutput.TICKET_TABLE)).get(subject_id)
        return found.claim_id if found else None
    return None if subject_id.startswith(FILE_PREFIX) else subject_id


def _released(done: Hold, left: list[str], *, is_repeat: bool) -> str:
    """Return what became of a docket's hold, and which others stand."""
    said = f"is released for {done.docket}"
    if is_repeat:
        said = f"was released for {done.docket} already, {done.released_at:%Y-%m-%d %H:%M:%SZ}"
        said += f" by {done.released_by}: nothing was changed"
    if left:
        return f"{said}; it is still held for {', '.join(left)}."
    return f"{said}." if is_repeat else f"{said}; retention goes on as its table says."


def _kept(hold: Hold) -> str:
    """Return what a hold keeps: the stored files, or a ticket with its attachments."""
    if hold.subject_id.startswith(TICKET_PREFIX):
        return "the ticket and its attachments are"
    return counted(hold.object_count, "file")


def _named(typed: str, subject_id: str) -> str:
    """Return the subject as it was typed, with its id where that is another word."""
    return subject_id if typed == subject_id else f"{typed} ({subject_id})"


def refresh(claim_access: ClaimAccess) -> None:
    """Extend every active hold to the files that came since, and put each flag again."""
    opened = claim_access.stage
    found = [one for one in holds_of(opened).list_open() if one.active]
    output = claim_access.at([one.subject_id for one in found])
    service = legal_holds(opened)
    done = []
    for one in found:
        _, objects = _objects(opened, one.subject_id)
        extended = service.set(
            one.subject_id, one.docket, objects=objects, by=opened.caller(), reason="refreshed"
        )
        done.append((extended, extended.object_count - one.object_count))
    output.data([one.model_dump(mode="json") | {"added": added} for one, added in done])
    output.table(
        ("Held", "Docket", "Files", "Added"),
        [(one.subject_id, one.docket, one.object_count, added) for one, added in done],
        right=("Files", "Added"),
        empty="Nothing is held.",
    )


def list_holds(claim_access: ClaimAccess) -> None:
    """Show what is held, for which docket, by whom, why and since when, and what is unfinished."""
    found = holds_of(claim_access.stage).list_open()
    output = claim_access.at([one.subject_id for one in found], fields=Hold.model_fields)
    output.data([one.model_dump(mode="json") for one in found])
    output.table(
        ("Held", "Docket", "Since", "By", "Why", "Files", "Phase"),
        [
            (
                one.subject_id,
                one.docket,
                one.set_at,
                one.set_by,
                one.reason,
                one.object_count,
                HOLD_PHASE_WORDS[one.phase],
            )
            for one in found
        ],
        right=("Files",),
        empty="Nothing is held.",
    )


def holds_of(stage: Stage) -> HoldStore:
    """Return the stage's holds."""
    return bootstrap.hold_store(stage.output(SharedOutput.OPERATIONS_TABLE))


def legal_holds(stage: Stage) -> LegalHolds:
    """Return what sets and releases the stage's holds, in the role that alone may do so.

    Raises ConfigurationError (HOLD_ROLE_REFUSED) when the caller may not take that role.
    """
    return bootstrap.legal_holds(
        hold_role=stage.output(TrailOutput.HOLD_ROLE),
        operations_table=stage.output(SharedOutput.OPERATIONS_TABLE),
        event_bus=stage.output(SharedOutput.EVENT_BUS),
    )


def _objects(stage: Stage, subject: str) -> tuple[str, tuple[HeldObject, ...]]:
    """Return the id that the subject means, and the stored files that it rests on."""
    if subject.startswith(TICKET_PREFIX):
        store = ticket_store(stage.output(TicketOutput.TICKET_TABLE))
        return found_ticket(store.get(subject), subject).ticket_id, ()
    if subject.startswith(FILE_PREFIX):
        subject_id, file_ids = subject, [subject]
    else:
        claim = read_claim(stage, identify(stage, subject, number=False))
        subject_id = claim.claim_id
        file_ids = [event.source.file_id for event in events_behind(claim, store=store_of(stage))]
    files = files_of(stage)
    found = [
        object_of(stage, receipt)
        for file_id in dict.fromkeys(file_ids)
        for receipt in files.receipts_of(file_id)
        if receipt.stored_key
    ]
    return subject_id, tuple(dict.fromkeys(found))
