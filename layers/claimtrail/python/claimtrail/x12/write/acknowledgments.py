"""Writing what the sender of an interchange gets back: TA1 and 999 (005010X231A1).

The same input gives the same bytes. Error notes carry positions and codes; IK404, the bad value
itself, is never written because it may be PHI.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby

from claimtrail.x12.envelopes.headers import UNPRINTABLE, USAGES, printable_version
from claimtrail.x12.model import GroupHeader, InterchangeHeader, SetAcceptance
from claimtrail.x12.model.findings import Finding, Severity
from claimtrail.x12.write.segment_writer import GroupAddress, InterchangeAddress, SegmentWriter
from claimtrail.x12.write.set_summary import SetSummary

VERSION_999 = "005010X231A1"
SET_CONTROL_NUMBER = "0001"
_IK5_CODES = {
    SetAcceptance.ACCEPTED: "A",
    SetAcceptance.ACCEPTED_WITH_ERRORS: "E",
    SetAcceptance.REJECTED: "R",
}
_SEGMENTS_IN_ERROR = "5"
_ELEMENTS_IN_ERROR = "8"
_ERROR_CODES_PER_SEGMENT = 5
"""IK502 to IK506, AK905 to AK909."""
_WITHOUT_VERSION = frozenset({"835"})
"""ST01 of the sets whose ST has no ST03, so that AK203 must stay away (X231A1, AK203)."""
_GROUP_KIND_LENGTH, _UNKNOWN_KIND = 2, "??"
_NOBODY = "UNKNOWN"
"""GS02 or GS03 where the sender gave no address at all."""
_LOOP_ID = re.compile(r"[1-9][0-9]{3}")
"""IK303 holds four characters: `2300` fits, `2010AA` does not."""
_UNSAFE = re.compile(r"[^ -~]|[*:^~]")


def write_ta1(
    interchange: InterchangeHeader,
    *,
    code: str,
    note_code: str,
    prepared_at: datetime,
    control_number: str,
) -> bytes:
    """Return an interchange that holds one TA1, addressed back to the sender.

    `code` and `note_code` are TA104 and TA105, as `interchange_outcome` gives them.
    `control_number` is ISA13 of the answer, up to nine digits. Raises ValueError when it is longer.
    """
    writer = SegmentWriter()
    _open_interchange(writer, interchange, prepared_at, control_number)
    writer.segment(
        "TA1",
        _safe(interchange.control_number),
        _safe(interchange.date_text),
        _safe(interchange.time_text),
        code,
        note_code,
    )
    writer.close_interchange()
    return writer.getvalue()


def write_999(  # noqa: PLR0913 - the two headers and the three facts that make the answer unique
    group: GroupHeader,
    interchange: InterchangeHeader,
    results: Sequence[SetSummary],
    *,
    prepared_at: datetime,
    control_number: str,
    group_findings: Sequence[Finding] = (),
) -> bytes:
    """Return an interchange that holds one 999 on one functional group.

    Addressed back to the sender.

    `results` are the group's sets in file order. `group_findings` are those within the group's
    span; one of severity group refuses the group as a whole, and its sets are not named.
    `control_number` becomes ISA13 and GS06, up to nine digits. Raises ValueError when it is longer.
    """
    writer = SegmentWriter()
    _open_interchange(writer, interchange, prepared_at, control_number)
    address = GroupAddress(
        functional_code="FA",
        sender_code=_address(group.receiver_code, interchange.receiver_id),
        receiver_code=_address(group.sender_code, interchange.sender_id),
        version=VERSION_999,
    )
    number = control_number.lstrip("0") or "0"
    writer.open_group(address=address, prepared_at=prepared_at, control_number=number)
    writer.open_set("999", SET_CONTROL_NUMBER, VERSION_999)
    writer.segment("AK1", _group_kind(group), _safe(group.control_number), _version(group.version))
    refused = [item for item in group_findings if item.severity is Severity.GROUP]
    if not refused:
        for result in results:
            _write_set(writer, result)
    _write_group_outcome(writer, results, refused)
    writer.close_set()
    writer.close_group()
    writer.close_interchange()
    return writer.getvalue()


def _open_interchange(
    writer: SegmentWriter, inbound: InterchangeHeader, prepared_at: datetime, control_number: str
) -> None:
    address = InterchangeAddress(
        sender_qualifier=_safe(inbound.receiver_qualifier),
        sender_id=_safe(inbound.receiver_id),
        receiver_qualifier=_safe(inbound.sender_qualifier),
        receiver_id=_safe(inbound.sender_id),
    )
    writer.open_interchange(
        address=address,
        prepared_at=prepared_at,
        control_number=control_number,
        usage=inbound.usage if inbound.usage in USAGES else "P",
    )


def _write_set(writer: SegmentWriter, result: SetSummary) -> None:
    version = "" if result.identifier in _WITHOUT_VERSION else _version(result.version)
    writer.segment("AK2", _safe(result.identifier), _safe(result.control_number), version)
    noted = sorted(
        filter(_is_reported_by_segment, result.findings),
        key=_segment_key,
    )
    for key, items in groupby(noted, key=_segment_key):
        position, segment_id, loop_id, error = key
        loop = loop_id if _LOOP_ID.fullmatch(loop_id) else ""
        writer.segment("IK3", segment_id, str(position), loop, error)
        for element, code in _element_notes(items):
            writer.segment("IK4", element, "", code)
    codes = _unique(
        item.set_error for item in result.findings if item.severity is not Severity.WARNING
    )
    if noted or (result.verdict is not SetAcceptance.ACCEPTED and not codes):
        codes.append(_SEGMENTS_IN_ERROR)
    writer.segment("IK5", _IK5_CODES[result.verdict], *codes[:_ERROR_CODES_PER_SEGMENT])


def _is_reported_by_segment(item: Finding) -> bool:
    """Return whether an IK3 names the finding: warnings are not errors of the set (X231A1, IK3)."""
    return bool(item.severity is not Severity.WARNING and item.segment_error and item.segment_id)


def _segment_key(item: Finding) -> tuple[int, str, str, str]:
    return item.segment_position, item.segment_id, item.loop_id, item.segment_error


def _element_notes(items: Iterator[Finding]) -> Iterator[tuple[tuple[str, ...], str]]:
    """IK401 and IK403, each pair once."""
    seen: set[tuple[tuple[str, ...], str]] = set()
    for item in items:
        if item.segment_error != _ELEMENTS_IN_ERROR or not item.element_position:
            continue
        element, _, component = item.element_position.partition("-")
        note = ((element.lstrip("0"), component), item.element_error)
        if note not in seen:
            seen.add(note)
            yield note


def _write_group_outcome(
    writer: SegmentWriter, results: Sequence[SetSummary], refused: Sequence[Finding]
) -> None:
    accepted = 0 if refused else sum(item.verdict is not SetAcceptance.REJECTED for item in results)
    counts = (str(len(results)), str(len(results)), str(accepted))
    codes = _unique(item.group_error for item in refused)[:_ERROR_CODES_PER_SEGMENT]
    writer.segment("AK9", _group_code(results, accepted), *counts, *codes)


def _group_code(results: Sequence[SetSummary], accepted: int) -> str:
    """AK901: by how many of the sets came through."""
    if not accepted:
        return "R"
    if accepted < len(results):
        return "P"
    return "A" if all(item.verdict is SetAcceptance.ACCEPTED for item in results) else "E"


def _unique(codes: Iterator[str]) -> list[str]:
    return list(dict.fromkeys(code for code in codes if code))


def _group_kind(group: GroupHeader) -> str:
    """AK101: GS01 as it was sent; a text of another length could be a name."""
    code = _safe(group.functional_code)
    return code if len(code) == _GROUP_KIND_LENGTH else _UNKNOWN_KIND


def _version(version: str) -> str:
    """AK103 or AK203; left out where it has not the form of a version."""
    printable = printable_version(version)
    return "" if printable == UNPRINTABLE else printable


def _address(code: str, interchange_id: str) -> str:
    """GS02 or GS03 of the answer, which must not be empty: else the interchange's own address."""
    return _safe(code) or _safe(interchange_id) or _NOBODY


def _safe(text: str) -> str:
    """Return what the sender wrote, without what would break our own interchange."""
    return _UNSAFE.sub("", text)
