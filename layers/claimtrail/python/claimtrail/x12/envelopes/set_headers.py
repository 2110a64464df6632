"""The header of a transaction set, and what is wrong with the set as a whole."""

from collections.abc import Sequence

from claimtrail.x12.envelopes.headers import (
    SetDraft,
    membership_codes,
    printable_identifier,
    printable_version,
)
from claimtrail.x12.guides.transactions import BY_VERSION, UNREAD_BY_VERSION, WITH_VERSION
from claimtrail.x12.model import ByteRange, GroupHeader, InterchangeHeader, SetHeader
from claimtrail.x12.model.catalog import FindingCode, FindingPlace, finding
from claimtrail.x12.model.reach import reach_of
from claimtrail.x12.model.rules import STANDARD, Rules


def set_header(
    draft: SetDraft,
    *,
    interchange: InterchangeHeader,
    group: GroupHeader,
    more: Sequence[FindingCode] = (),
    rules: Rules = STANDARD,
) -> SetHeader:
    """Return the header of a set whose end is known; `more` is what only its neighbors show."""
    place = FindingPlace(offset=draft.start, segment_id="ST", segment_position=1)
    trailer = FindingPlace(
        offset=draft.start if draft.trailer is None else draft.trailer,
        segment_id="SE",
        segment_position=draft.segments,
    )
    codes = [*membership_codes(draft, group), *draft.codes, *more]
    faults = [(code, place) for code in codes]
    faults += [(code, trailer) for code in draft.trailer_codes]
    version = (draft.version if draft.identifier in WITH_VERSION else "") or group.version
    unread = UNREAD_BY_VERSION.get((draft.identifier, version))
    guide = None if unread else BY_VERSION.get((draft.identifier, group.version))
    kind = guide.transaction_type if guide else None
    findings = [finding(code, at, reach_of(code, at, kind, rules)) for code, at in faults]
    return SetHeader(
        identifier=printable_identifier(draft.identifier),
        control_number=draft.control_number,
        transaction_type=kind,
        version=printable_version(version),
        unread_as=unread.name if unread else "",
        interchange=interchange,
        group=group,
        span=ByteRange(draft.start, draft.end),
        segment_count=draft.segments,
        rules=rules,
        findings=tuple(findings),
    )
