"""The TA1s and 999s that a file gets: the same file, the same bytes, whoever writes them.

An object in the outbox holds one interchange for each interchange (TA1) or functional group (999)
that is answered, one after another, as X12 allows.
"""

import hashlib
from collections.abc import Iterable
from heapq import merge
from itertools import groupby
from operator import itemgetter

from claimtrail.intake.model.receipt import FileReceipt, RangeResult, RefusedGroup, SetOutcome
from claimtrail.intake.screening.screen import Answer
from claimtrail.x12 import SetRange, SetSummary, write_999, write_ta1
from claimtrail.x12.model import SetAcceptance
from claimtrail.x12.model.findings import Finding

ACKNOWLEDGMENT_GROUP = "FA"
"""GS01 of groups of 999s, which are never answered by a 999 (005010X231, section 1.4)."""
_NUMBERS = 999_999_999
"""ISA13 has nine digits, and zero is none."""


def interchange_acknowledgments(answers: Iterable[Answer], *, receipt: FileReceipt) -> bytes:
    """Return one TA1 interchange for each answer."""
    return b"".join(
        write_ta1(
            answer.interchange,
            code=answer.code,
            note_code=answer.note,
            prepared_at=receipt.recorded_at,
            control_number=_control_number(receipt, "TA1", answer.interchange.span.start),
        )
        for answer in answers
    )


def functional_acknowledgments(
    results: Iterable[RangeResult], *, receipt: FileReceipt
) -> bytes | None:
    """Return one 999 interchange for each functional group in file order; None when none is due.

    Results are taken one by one: of a file of many, only the answers are in memory together.
    """
    read = (
        (SetRange.from_json(part.set_range), part.sets)
        for result in results
        for part in result.parts
        if part.set_range
    )
    answered = (
        (start, _answer_group(start, list(parts), receipt=receipt))
        for start, parts in groupby(read, key=lambda part: part[0].group.span.start)
    )
    refused = (
        (part.group.span.start, _refuse_group(part, group, receipt=receipt))
        for group in receipt.refused_groups
        for part in [SetRange.from_json(group.set_range)]
    )
    in_order = merge(answered, refused, key=itemgetter(0))
    return b"".join(answer for _, answer in in_order) or None


def _answer_group(
    start: int, parts: list[tuple[SetRange, tuple[SetOutcome, ...]]], *, receipt: FileReceipt
) -> bytes:
    group, interchange = parts[0][0].group, parts[0][0].interchange
    if group.functional_code == ACKNOWLEDGMENT_GROUP:
        return b""
    summaries = [
        SetSummary(
            identifier=outcome.identifier,
            control_number=outcome.control_number,
            version=group.version,
            verdict=outcome.verdict,
            findings=outcome.findings,
        )
        for _, outcomes in parts
        for outcome in outcomes
    ]
    return write_999(
        group,
        interchange,
        summaries,
        prepared_at=receipt.recorded_at,
        control_number=_control_number(receipt, "999", start),
    )


def _refuse_group(part: SetRange, refused: RefusedGroup, *, receipt: FileReceipt) -> bytes:
    """Return the 999 on a group that fell by its envelope: AK9 R, and its sets are not named."""
    if part.group.functional_code == ACKNOWLEDGMENT_GROUP:
        return b""
    findings: tuple[Finding, ...] = refused.findings
    unread = SetSummary(
        identifier="",
        control_number="",
        version=part.group.version,
        verdict=SetAcceptance.REJECTED,
        findings=(),
    )
    return write_999(
        part.group,
        part.interchange,
        [unread] * part.set_count,
        prepared_at=receipt.recorded_at,
        control_number=_control_number(receipt, "999", part.start),
        group_findings=findings,
    )


def _control_number(receipt: FileReceipt, kind: str, start: int) -> str:
    """Nine digits that follow from the file and the place that is answered."""
    message = f"{receipt.partner_id}|{receipt.file_id}|{kind}|{start}".encode()
    number = int.from_bytes(hashlib.sha256(message).digest()[:8]) % _NUMBERS + 1
    return f"{number:09d}"
