"""The question behind each hop: an answer, or the text of what is seen while none is there yet."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.states import State
from claimtrail.escalations.rules import why_not_due
from claimtrail.intake.model.receipt import FileReceipt, FileStatus
from claimtrail.kernel.errors import ClaimTrailError
from claimtrail.kernel.retention import Store
from claimtrail.smoke.files import FileKind, SyntheticClaim, SyntheticFile
from claimtrail.smoke.model import HopFailedError, Seen
from claimtrail.smoke.ports import StageUnderTest

_REFUSED = frozenset({FileStatus.QUARANTINED, FileStatus.REJECTED, FileStatus.PARTLY_REJECTED})
_VERSIONS = "claim_versions"
_AUDIT = "audit"


@dataclass(slots=True, kw_only=True)
class Walked:
    """The knowledge of a run: its stage, its claim, and what earlier hops have seen."""

    stage: StageUnderTest
    claim: SyntheticClaim
    claim_id: str
    sent: dict[FileKind, str] = field(default_factory=dict)
    """The place of each file that was delivered; a file is delivered once."""
    accepted: Claim | None = None
    """The claim while it waited for the payer's decision."""
    audit_seq: int = 0
    """The newest object of the trail that holds an audit row of the run."""


Probe = Callable[[Walked], Seen | str]


def dropped(walked: Walked) -> Seen | str:
    """Drop the submission into the biller's inbox."""
    return Seen(evidence=_deliver(walked, FileKind.SUBMISSION))


def received(walked: Walked) -> Seen | str:
    """Wait for the submission's receipt."""
    receipt = walked.stage.receipt(_file(walked, FileKind.SUBMISSION))
    if receipt is None:
        return "nobody has begun to read the file"
    _refuse(receipt)
    return Seen(evidence=f"{receipt.file_id}, {receipt.status.value}")


def archived(walked: Walked) -> Seen | str:
    """Wait for the submission's bytes in the archive."""
    receipt = _receipt(walked, FileKind.SUBMISSION)
    if not receipt.stored_key or not walked.stage.has_object(Store.ARCHIVE, receipt.stored_key):
        return "the archive does not hold the file"
    return Seen(evidence=receipt.stored_key)


def ingested(walked: Walked) -> Seen | str:
    """Wait until the submission is read to its end."""
    receipt = _receipt(walked, FileKind.SUBMISSION)
    if receipt.status is not FileStatus.INGESTED:
        return f"the file's status is {receipt.status.value}"
    return Seen(evidence=f"{receipt.accepted_set_count} set, {receipt.event_count} fact")


def submitted(walked: Walked) -> Seen | str:
    """Wait for the claim."""
    return _stands(walked, State.SUBMITTED)


def answered(walked: Walked) -> Seen | str:
    """Wait for the 999 in the biller's outbox."""
    keys = _receipt(walked, FileKind.SUBMISSION).acknowledgment_keys
    missing = [key for key in keys if not walked.stage.has_object(Store.OUTBOX, key)]
    if not keys or missing:
        return "no answer is written" if not keys else f"the outbox does not hold {missing[0]}"
    return Seen(evidence=", ".join(keys))


def syntax_accepted(walked: Walked) -> Seen | str:
    """Deliver the payer's 999, over SFTP where the stage has it, and wait for its state."""
    by_sftp = walked.stage.has_sftp
    where = _deliver(walked, FileKind.SYNTAX_ACKNOWLEDGMENT, by_sftp=by_sftp)
    return _stands(walked, State.SYNTAX_ACCEPTED, f"; {where}")


def sent_over_sftp(walked: Walked) -> Seen | str:
    """Return whether the 999 came over SFTP, as its receipt says."""
    if not walked.stage.has_sftp:
        return Seen(
            evidence="no key of the synthetic payer is at hand: --sftp-key", is_skipped=True
        )
    receipt = _receipt(walked, FileKind.SYNTAX_ACKNOWLEDGMENT)
    if receipt.channel != "sftp":
        raise HopFailedError(f"the file came by SFTP, and its receipt says {receipt.channel}")
    return Seen(evidence=f"{receipt.file_id} by SFTP")


def accepted(walked: Walked) -> Seen | str:
    """Deliver the payer's 277CA and wait for its state."""
    _deliver(walked, FileKind.CLAIM_ACKNOWLEDGMENT)
    seen = _stands(walked, State.ACCEPTED)
    if isinstance(seen, Seen):
        walked.accepted = walked.stage.claim(walked.claim_id)
    return seen


def paid(walked: Walked) -> Seen | str:
    """Deliver the payer's 835 and wait for its state."""
    _deliver(walked, FileKind.REMITTANCE)
    return _stands(walked, State.PAID)


def published(walked: Walked) -> Seen | str:
    """Wait for the row of the file's own event, which only the bus brings to the trail."""
    found = _file(walked, FileKind.SUBMISSION).file_id
    rows = walked.stage.ask(
        "select detail_type, chain_seq from audit_trail "  # noqa: S608 - values of our own
        f"where dt >= '{_day(walked)}' and file_id = '{found}' and detail_type like 'file.%'"
    )
    if not rows:
        return "the trail has no event of the file"
    return Seen(evidence=", ".join(sorted({str(row["detail_type"]) for row in rows})))


def recorded(walked: Walked) -> Seen | str:
    """Wait for the rows of the claim's last version and of its changes of status."""
    versions = _rows_of_claim(walked, _VERSIONS, "state")
    states = {str(row["state"]) for row in versions}
    if State.PAID.value not in states:
        return f"the trail has these states of the claim: {', '.join(sorted(states)) or 'none'}"
    audit = _rows_of_claim(walked, _AUDIT, "detail_type")
    walked.audit_seq = max((int(row["chain_seq"]) for row in audit), default=0)
    if not audit:
        return "the trail has no audit row of the claim"
    return Seen(evidence=f"{len(versions)} versions, {len(audit)} audit rows")


def unseen(walked: Walked) -> Seen | str:
    """Check that no view has a row of the run."""
    for view in (_VERSIONS, "claims", _AUDIT, "claim_events"):
        found = walked.stage.ask(
            f"select count(*) as found from {view} where claim_id = '{walked.claim_id}'"  # noqa: S608
        )
        if int(found[0]["found"]):
            raise HopFailedError(f"the view {view} has the synthetic claim")
    return Seen(evidence="no row in 4 views")


def sealed(walked: Walked) -> Seen | str:
    """Have the trail sealed, up to the run's own rows at the least."""
    try:
        reached = walked.stage.seal().get(_AUDIT, 0)
    except ClaimTrailError as error:
        # The schedule or another run may seal at this very moment.
        return f"the sealer failed: {error.explanation.what}"
    if reached < walked.audit_seq:
        return f"the seal reaches object {reached} of {_AUDIT}, the run's is {walked.audit_seq}"
    return Seen(evidence=f"{_AUDIT} up to object {reached}; the run's last is {walked.audit_seq}")


def compacted(walked: Walked) -> Seen | str:
    """Check that every closed day of the trail has its Parquet."""
    waiting = walked.stage.ask_saved("days_not_compacted")
    if waiting:
        first = waiting[0]
        raise HopFailedError(f"{first['dataset']} of {first['dt']} and others have no Parquet")
    return Seen(evidence="no closed day waits")


def not_escalated(walked: Walked) -> Seen | str:
    """Check that nobody is called for the claim, and say by which rule."""
    found = walked.stage.follow_ups(walked.claim_id)
    if found:
        raise HopFailedError(f"the claim has {found} escalations or tickets")
    reason = why_not_due(walked.accepted, today=date.max) if walked.accepted else ""
    if not reason:
        raise HopFailedError("an escalation would start for the claim")
    return Seen(evidence=reason)


def expiring(walked: Walked) -> Seen | str:
    """Check that the claim's item leaves the table by itself."""
    at = walked.stage.expires_at(walked.claim_id)
    if at is None:
        raise HopFailedError("the claim's item has no expiry")
    return Seen(evidence=f"on {datetime.fromtimestamp(at, UTC):%Y-%m-%d}")


def _file(walked: Walked, kind: FileKind) -> SyntheticFile:
    return walked.claim.file(kind)


def _deliver(walked: Walked, kind: FileKind, *, by_sftp: bool = False) -> str:
    """Deliver a file once; return where."""
    if kind not in walked.sent:
        send = walked.stage.send if by_sftp else walked.stage.drop
        walked.sent[kind] = send(_file(walked, kind))
    return walked.sent[kind]


def _receipt(walked: Walked, kind: FileKind) -> FileReceipt:
    receipt = walked.stage.receipt(_file(walked, kind))
    if receipt is None:
        raise HopFailedError("the file's receipt is gone")
    _refuse(receipt)
    return receipt


def _refuse(receipt: FileReceipt) -> None:
    """Raise HopFailedError for a file that was refused: it stays so."""
    if receipt.status in _REFUSED:
        codes = ", ".join(dict.fromkeys(one.code for one in receipt.findings))
        raise HopFailedError(f"{receipt.file_id} is {receipt.status.value}: {codes}")


def _stands(walked: Walked, wanted: State, more: str = "") -> Seen | str:
    """Return whether the claim has that state; a refused file ends the wait."""
    for kind in walked.sent:
        receipt = walked.stage.receipt(_file(walked, kind))
        if receipt is not None:
            _refuse(receipt)
    claim = walked.stage.claim(walked.claim_id)
    if claim is None:
        return "no claim is projected"
    if claim.state is not wanted:
        return f"the claim is in {claim.state.value}"
    return Seen(evidence=f"{claim.claim_id} in {wanted.value}{more}")


def _rows_of_claim(walked: Walked, dataset: str, column: str) -> list[Mapping[str, Any]]:
    return walked.stage.ask(
        f"select {column}, chain_seq from {dataset}_trail "  # noqa: S608 - values of our own
        f"where dt >= '{_day(walked)}' and claim_id = '{walked.claim_id}'"
    )


def _day(walked: Walked) -> str:
    """Return the first day under which the trail can hold rows of the run."""
    return walked.claim.made_at.date().isoformat()
