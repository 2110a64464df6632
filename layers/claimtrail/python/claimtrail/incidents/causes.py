"""The causes of failed updates, and what to do about each: tables over bus events."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from claimtrail.claims.detail_types import ClaimDetailType, StreamDetailType
from claimtrail.claims.fold.review.exceptions import NEXT_STEPS
from claimtrail.claims.fold.review.hold_deadlines import PATIENCE
from claimtrail.claims.lifecycle.reasons import AWAITING_APPROVAL
from claimtrail.kernel.bus import BusEvent
from claimtrail.kernel.ids import derived_id

INCIDENT_PREFIX = "inc_"
_UNKNOWN = "unknown"
_AUTHORITY = "#authority"
"""Ends the key of an occurrence that is open until the evidence has authority or a decision."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """The common mark of failed updates."""

    kind: str
    """The failure, as `transaction.rejected` or `dead_letters`."""
    code: str
    """Why: a finding's code, the reason of holding or flagging, the queue."""
    party: str
    """The trading partner or payer; empty where it is our own doing."""

    @property
    def incident_id(self) -> str:
        """Return one incident per cause, for ever; it is opened again when the cause comes back."""
        return derived_id(INCIDENT_PREFIX, self.kind, self.code, self.party)


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """One failed update."""

    key: str
    """Tells it from others, the same however often it is reported."""
    cause: Cause
    event: BusEvent


FILE_QUARANTINED = "file.quarantined"
FILE_REMOVED = "file.removed"
TRANSACTION_REJECTED = "transaction.rejected"
FILE_RELEASE_APPLIED = "file.release_applied"
FILE_RECEIVED = "file.received"
"""Events of intake by their published names: intake stands above, so its enum is out of reach."""
DEAD_LETTERS = "dead_letters"
ALARM = "alarm"
"""The kind of an alarm of CloudWatch that rings; its code is the alarm's name."""
WITHOUT_AUTHORITY = "claim.without_authority"
"""The kind of records that are held because their source has no authority over their claims."""
_LACKING = frozenset({"other_payer", "other_biller"})
"""The reasons of holding for it, as the fold names them."""


def _of_file(event: BusEvent) -> tuple[str, str]:
    return str(event.detail.get("reason") or _UNKNOWN), str(event.detail.get("partner_id") or "")


def _of_set(event: BusEvent) -> tuple[str, str]:
    codes = event.detail.get("finding_codes") or [_UNKNOWN]
    return str(codes[0]), str(event.detail.get("partner_id") or "")


def _of_stream(event: BusEvent) -> tuple[str, str]:
    """Return the time that was lost: it is what the commands that make it good are given."""
    return f"{event.detail.get('since')}..{event.detail.get('until')}", ""


def _of_claim(event: BusEvent) -> tuple[str, str]:
    return str(event.detail.get("reason") or _UNKNOWN), event.payer_id or ""


_FAILURES: Mapping[str, Callable[[BusEvent], tuple[str, str]]] = MappingProxyType(
    {
        FILE_QUARANTINED: _of_file,
        FILE_REMOVED: _of_file,
        TRANSACTION_REJECTED: _of_set,
        ClaimDetailType.CLAIM_HELD: _of_claim,
        ClaimDetailType.CLAIM_FLAGGED: _of_claim,
        StreamDetailType.STREAM_RANGE_LOST: _of_stream,
    }
)

SUBSCRIBED_EVENTS: tuple[str, ...] = (
    *_FAILURES,
    ClaimDetailType.CLAIM_RELEASED,
    FILE_RELEASE_APPLIED,
)
"""The events from which incidents are made."""
REDROPPED = "quarantine_event_ids"
"""Of a file that was received: the refusals which that takes back. It tells of no other file."""


def occurrence_of(event: BusEvent) -> Occurrence | None:
    """Return the failed update that an event tells of; None when it tells of none."""
    read = _FAILURES.get(event.detail_type)
    if read is None or event.detail.get("reason") == AWAITING_APPROVAL:
        return None
    code, party = read(event)
    if _lacks_authority(event):
        party = str(event.detail.get("partner_id") or "")
        cause = Cause(kind=WITHOUT_AUTHORITY, code=code, party=party)
    else:
        cause = Cause(kind=event.detail_type.value, code=code, party=party)
    return Occurrence(key=occurrence_key(event), cause=cause, event=event)


def occurrence_key(event: BusEvent) -> str:
    """Return the key of the occurrence that an event gives.

    Of held evidence, of a refused set, or its own.
    """
    evidence = event.detail.get("evidence_event_id")
    if event.detail_type is ClaimDetailType.CLAIM_HELD and evidence:
        key = f"{event.subject_id}#{evidence}"
        return f"{key}{_AUTHORITY}" if _lacks_authority(event) else key
    if event.detail_type == TRANSACTION_REJECTED:
        return f"{event.subject_id}#{event.source_start}"
    return event.event_id


def healed_keys(event: BusEvent) -> tuple[str, ...]:
    """The keys of the occurrences that an event takes back; empty for one that takes none back."""
    if event.detail_type is ClaimDetailType.CLAIM_RELEASED:
        evidence = event.detail.get("evidence_event_id")
        suffix = _AUTHORITY if event.detail.get("gained_authority") else ""
        return (f"{event.subject_id}#{evidence}{suffix}" if evidence else event.event_id,)
    if event.detail_type in {FILE_RELEASE_APPLIED, FILE_RECEIVED}:
        sets = (f"{event.subject_id}#{start}" for start in event.detail.get("set_starts", ()))
        return (*sets, *event.detail.get(REDROPPED, ()))
    return ()


def _lacks_authority(event: BusEvent) -> bool:
    is_held = event.detail_type is ClaimDetailType.CLAIM_HELD
    return is_held and event.detail.get("reason") in _LACKING


_UNANSWERED = frozenset(
    {
        *("INTAKE_FILE_EMPTY", "INTAKE_FILE_TOO_LARGE", "INTAKE_UPLOAD_UNFINISHED"),
        *("INTAKE_OUT_OF_TIME", "INTAKE_DROPBOX_UNKNOWN"),
        *("X12_PACKED", "X12_NOT_X12", "X12_ISA_TRUNCATED", "X12_ISA_MALFORMED"),
        "INTAKE_ENCOUNTER_FEED_UNEXPECTED",
    }
)
"""Reasons of quarantine for which no ISA was read, so that no TA1 could be addressed."""
_ANSWERED_STEP = (
    "If the partner's file is wrong, ask for a corrected one; `claimtrail trail FILE_ID` lists the "
    "TA1 that told them under Answers in the outbox. Where it lists none, tell them."
)
_RELEASE_STEP = "If the partner confirms it as it is: `claimtrail files release FILE --why TEXT`."
_OTHER_DROPBOX = frozenset({"INTAKE_WRONG_DROPBOX", "INTAKE_DROPBOX_UNKNOWN"})
"""Reasons of quarantine of a file that stands in another's dropbox: nobody can release it there."""
_OTHER_DROPBOX_STEP = (
    "Nobody can release it here: drop it into the dropbox of the partner that signed it (ISA06)."
)
_WITHOUT_SETS = frozenset(
    {
        *("INTAKE_FILE_EMPTY", "INTAKE_NOTHING_TO_READ"),
        *("X12_PACKED", "X12_NOT_X12", "X12_ISA_TRUNCATED", "X12_ISA_MALFORMED"),
        "INTAKE_ENCOUNTER_FEED_UNEXPECTED",
    }
)
"""Reasons of quarantine of a file that holds nothing which could be released."""
_UNANSWERED_STEP = (
    "If the partner's file is wrong, tell them and ask for a corrected one: no TA1 could be sent."
)


_REMEDIES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        FILE_QUARANTINED: (
            "Look at a file: `claimtrail trail FILE_ID` shows each finding with its place.",
            _ANSWERED_STEP,
            "If the profile is wrong (identities, transactions), fix it, deploy, drop it again.",
            _RELEASE_STEP,
        ),
        FILE_REMOVED: (
            "Look at one: `claimtrail trail DELIVERY_ID` shows its name and when it came.",
            "If the partner renamed or replaced it, nothing is missing: resolve the incident.",
            "Else ask the partner to send it again, then resolve the incident.",
        ),
        TRANSACTION_REJECTED: (
            "Look at a file: `claimtrail trail FILE_ID`; docs/x12-findings.md explains the code.",
            "Send the partner the 999 from the outbox and ask for the sets again.",
            "If the partner confirms a set as it is: `claimtrail files release FILE --why TEXT`.",
            "If the partner does so by its companion guide, add the rule to its profile.",
        ),
        ClaimDetailType.CLAIM_HELD.value: (
            "Look at a claim: `claimtrail claim CLAIM` shows what is held and which step it lacks.",
            "For no_submission, find the 837 that was not copied to the inbox and drop it.",
            "For missing steps, ask the payer for the acknowledgment; they heal by themselves.",
        ),
        ClaimDetailType.CLAIM_FLAGGED.value: (
            "Look at a claim: `claimtrail claim CLAIM` shows the flagged fact and its codes.",
            "For unknown codes, load the newer code table, or map the payer's own term.",
            "For unbalanced remittances, ask the payer for a corrected 835; nothing was posted.",
        ),
        WITHOUT_AUTHORITY: (
            "See both sides: `claimtrail exceptions`; `claimtrail claim CLAIM` shows the owner.",
            "Ask the partner's contact why it sent these; docs/lifecycle.md has the grounds.",
            "Drop the 837 that names the payer, or the remittance that forwards the claim.",
            "Else decide: `claimtrail exceptions accept CLAIM EXCEPTION --why TEXT`, or `reject`.",
            "With --whole-source, the decision is about all that the partner delivered.",
        ),
        StreamDetailType.STREAM_RANGE_LOST.value: (
            "The cause is the time that was lost: from, and to. docs/runbooks/streams.md.",
            "Have its claims folded: `claimtrail reproject --since FROM --until TO`.",
            "Then publish it again: `claimtrail republish --since FROM --until TO`.",
        ),
        ALARM: (
            "See what rings: docs/runbooks/alarms.md has a section for each kind of alarm.",
            "See what failed meanwhile: `claimtrail incidents`.",
            "Put the cause right; the incident and its ticket end when the alarm does.",
        ),
        DEAD_LETTERS: (
            "See what failed, whose it is and why: `claimtrail dlq list`.",
            "Fix the cause and deploy.",
            "Hand the messages back: `claimtrail dlq redrive QUEUE`.",
            "If nothing is to be done: `claimtrail dlq discard MESSAGE --why TEXT`.",
        ),
    }
)


_STEP_OF_REASON: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        ClaimDetailType.CLAIM_HELD.value: {
            reason.value: patience.next_step for reason, patience in PATIENCE.items()
        },
        ClaimDetailType.CLAIM_FLAGGED.value: NEXT_STEPS,
    }
)
"""By kind, then by the reason of holding or flagging: the step that fits this reason alone."""
_LIST_STEP = "List the claims that have it: `claimtrail exceptions` names each with both sides."


KIND_WORDS: Mapping[str, str] = MappingProxyType(
    {
        FILE_QUARANTINED: "file refused",
        FILE_REMOVED: "file gone before it was read",
        TRANSACTION_REJECTED: "transaction set rejected",
        ClaimDetailType.CLAIM_HELD.value: "record held back",
        ClaimDetailType.CLAIM_FLAGGED.value: "record flagged",
        WITHOUT_AUTHORITY: "record from a source without authority",
        ALARM: "alarm that rings",
        DEAD_LETTERS: "message that failed every attempt",
        StreamDetailType.STREAM_RANGE_LOST.value: "changes that the stream lost",
    }
)
"""By kind: what failed, as people read it."""


def remedies(cause: Cause) -> tuple[str, ...]:
    """Return the steps that put the cause right, in order; none for a kind that is unknown."""
    steps = _REMEDIES.get(cause.kind, ())
    if own := _STEP_OF_REASON.get(cause.kind, {}).get(cause.code):
        return steps[0], own, _LIST_STEP
    instead: dict[str, str] = {}
    if cause.code in _UNANSWERED:
        instead[_ANSWERED_STEP] = _UNANSWERED_STEP
    if cause.code in _OTHER_DROPBOX:
        instead[_RELEASE_STEP] = _OTHER_DROPBOX_STEP
    elif cause.code in _WITHOUT_SETS:
        instead[_RELEASE_STEP] = ""
    return tuple(filter(None, (instead.get(step, step) for step in steps)))
