"""A person's record of what the payer's portal, phone or letter said: evidence with day and name.

Such a fact has no file. Its statement, a line of JSON, stands for the payer's bytes: it is hashed
when it is taken down, and whoever asks for its provenance hashes it again.
"""

import hashlib
import json
import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal

from claimtrail.claims.facts.decisions import TermReported
from claimtrail.claims.facts.events import ClaimEvent, Source
from claimtrail.claims.facts.remittances import Remitted
from claimtrail.claims.fold.model import Claim
from claimtrail.kernel.errors import ClaimTrailError, Explanation
from claimtrail.kernel.ids import event_id, file_id

SeenIn = Literal["portal", "phone", "letter"]
PERSON = "person"
"""The channel of such facts."""

_TERM = re.compile(r"[A-Za-z][A-Za-z0-9 /&.,()'-]{0,39}")


def statement(event: ClaimEvent) -> bytes:
    """Return what the person stated, in the bytes that were hashed.

    Raises TypeError for other facts.
    """
    if not isinstance(event.fact, TermReported):
        raise TypeError("not what a person reported")
    return _statement(
        event.claim_id, event.fact, seen_on=event.effective_on, by=event.source.partner_id
    )


def _statement(claim_id: str, fact: TermReported, *, seen_on: date, by: str) -> bytes:
    said = {"claim": claim_id, "by": by, "seen_on": seen_on.isoformat()}
    said |= {"term": fact.term, "seen_in": fact.seen_in}
    said |= {"said": fact.said} if fact.said else {}
    return json.dumps(said, sort_keys=True, ensure_ascii=False).encode()


def reported(  # noqa: PLR0913 - who saw what, where and when, by keyword
    claim: Claim,
    *,
    term: str,
    seen_in: SeenIn,
    seen_on: date,
    by: str,
    at: datetime,
    code_version: str,
    words: str = "",
) -> ClaimEvent:
    """Return the fact that `by` saw the payer's word for a claim.

    The same report again is the same fact. `words` are what else was said.

    Raises ClaimTrailError (REPORT_INVALID) for a word that is none, or a day to come;
    REPORT_BEFORE_SUBMISSION for a day before the claim was sent.
    """
    word = " ".join(term.split())
    if not _TERM.fullmatch(word):
        raise _invalid("a payer's word is up to 40 letters, figures and blanks, a letter first")
    if seen_on > at.date():
        raise _invalid("the day is still to come")
    sent_on = claim.submissions[0].submitted_on if claim.submissions else claim.submitted_on
    if sent_on and seen_on < sent_on:
        raise _before_submission(claim, seen_on, sent_on)
    fact = TermReported(term=word, seen_in=seen_in, said=" ".join(words.split()))
    said = _statement(claim.claim_id, fact, seen_on=seen_on, by=by)
    sha256 = hashlib.sha256(said).hexdigest()
    return ClaimEvent(
        event_id=event_id(sha256=sha256, offset=0, kind=fact.kind.value),
        claim_id=claim.claim_id,
        payer_id=claim.payer_id,
        effective_on=seen_on,
        recorded_at=at,
        source=source_of_statement(said, by=by, at=at, code_version=code_version),
        fact=fact,
    )


def outdated_reports(events: Sequence[ClaimEvent]) -> frozenset[str]:
    """Return the reports that were recorded with money of the same day or later on file.

    The claim never stood where such a report says: the payer's remittance was known before it.
    """
    reports = [event for event in events if isinstance(event.fact, TermReported)]
    money = [
        (event.effective_on, event.recorded_at)
        for event in events
        if reports and isinstance(event.fact, Remitted) and event.fact.balanced
    ]
    return frozenset(
        report.event_id
        for report in reports
        if any(
            paid_on >= report.effective_on and known_at < report.recorded_at
            for paid_on, known_at in money
        )
    )


def source_of_statement(
    said: bytes, *, by: str, at: datetime, code_version: str, ordered_at: datetime | None = None
) -> Source:
    """Return where a fact stands that a person stated.

    In the statement alone, which names its file.

    `ordered_at` is the time by which such facts follow one another; None: their day is enough.
    """
    sha256 = hashlib.sha256(said).hexdigest()
    return Source(
        file_id=file_id(sha256),
        sha256=sha256,
        start=0,
        end=len(said),
        partner_id=by,
        channel=PERSON,
        received_at=at,
        interchange_control_number="",
        group_control_number="",
        set_control_number="",
        prepared_at=ordered_at,
        code_version=code_version,
    )


def _invalid(what: str) -> ClaimTrailError:
    return ClaimTrailError(
        Explanation(
            code="REPORT_INVALID",
            what=what,
            where="the report",
            next_step="Write the payer's word for the status alone, without names or numbers.",
        )
    )


def _before_submission(claim: Claim, seen_on: date, sent_on: date) -> ClaimTrailError:
    return ClaimTrailError(
        Explanation(
            code="REPORT_BEFORE_SUBMISSION",
            what=f"{seen_on} is before the claim was sent on {sent_on}",
            where=f"claim {claim.claim_id}",
            next_step=f"Say --seen-on with the day on which you saw it, {sent_on} or later.",
        )
    )
