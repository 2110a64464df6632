"""Writing claims for another submission: 837P (005010X222A1) and 837I (005010X223A2).

What is written is what was carried (`claim_form`), with the corrections made to it
(`claim_correction`). The same input gives the same bytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from claimtrail.x12.model import TransactionType
from claimtrail.x12.write.claim_form import ClaimForm, RetainedSegment
from claimtrail.x12.write.dispatch import Dispatch, outgoing_set
from claimtrail.x12.write.segment_writer import SegmentWriter

VERSIONS = {
    TransactionType.CLAIM_PROFESSIONAL: "005010X222A1",
    TransactionType.CLAIM_INSTITUTIONAL: "005010X223A2",
}
FUNCTIONAL_CODE_837 = "HC"
SUBSCRIBER_IS_PATIENT, SUBSCRIBER_HAS_DEPENDENT = "0", "1"
"""HL04 of the subscriber's level."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionParties:
    """The submitter and the receiver of the file: loops 1000A and 1000B."""

    submitter_name: str
    submitter_identifier: str
    """NM109 with qualifier 46: the ETIN that the receiver gave."""
    contact_name: str
    telephone: str
    """Ten digits."""
    receiver_name: str
    receiver_identifier: str


def write_837(
    forms: Sequence[ClaimForm], *, dispatch: Dispatch, parties: SubmissionParties
) -> bytes:
    """Return an interchange that holds one 837 with these claims, in their order.

    Claims that follow each other and share billing provider, subscriber or patient share those
    levels.

    Raises:
        ValueError: there is no claim, claims of both kinds are mixed, or an element holds one of
            the delimiters to write with or a character outside ASCII. The text holds no element
            value.
    """
    kinds = {form.transaction_type for form in forms}
    if len(kinds) != 1 or not kinds <= VERSIONS.keys():
        raise ValueError("an 837 needs claims, all professional or all institutional")
    version = VERSIONS[kinds.pop()]
    day, time = f"{dispatch.prepared_at:%Y%m%d}", f"{dispatch.prepared_at:%H%M}"
    with outgoing_set(
        dispatch, identifier="837", functional_code=FUNCTIONAL_CODE_837, version=version
    ) as writer:
        writer.segment("BHT", "0019", "00", dispatch.reference, day, time, "CH")
        _write_parties(writer, parties)
        levels = _Levels(writer)
        for form in forms:
            levels.write(form)
    return writer.getvalue()


def _write_parties(writer: SegmentWriter, parties: SubmissionParties) -> None:
    blank = ("", "", "", "")
    submitter = ("46", parties.submitter_identifier)
    writer.segment("NM1", "41", "2", parties.submitter_name, *blank, *submitter)
    writer.segment("PER", "IC", parties.contact_name, "TE", parties.telephone)
    receiver = ("46", parties.receiver_identifier)
    writer.segment("NM1", "40", "2", parties.receiver_name, *blank, *receiver)


class _Levels:
    """Keeps the hierarchy: a level is opened when what stands in it, or above it, changes."""

    def __init__(self, writer: SegmentWriter) -> None:
        self._writer = writer
        self._count = 0
        self._open: list[tuple[tuple[RetainedSegment, ...], str, int]] = []
        """The open levels from the billing provider down: content, HL04 and HL01."""

    def write(self, form: ClaimForm) -> None:
        """Write one claim under its levels."""
        child = SUBSCRIBER_HAS_DEPENDENT if form.patient else SUBSCRIBER_IS_PATIENT
        path = [("20", form.billing, "1"), ("22", form.subscriber, child)]
        if form.patient:
            path.append(("23", form.patient, "0"))
        kept = 0
        for (content, code, _), (_, wanted, wanted_code) in zip(self._open, path, strict=False):
            if (content, code) != (wanted, wanted_code):
                break
            kept += 1
        del self._open[kept:]
        for level, content, code in path[kept:]:
            self._enter(level, content, code)
        self._segments(form.segments)
        for line in form.lines:
            self._segments(line)

    def _enter(self, level: str, content: tuple[RetainedSegment, ...], code: str) -> None:
        self._count += 1
        parent = str(self._open[-1][2]) if self._open else ""
        self._writer.segment("HL", str(self._count), parent, level, code)
        self._open.append((content, code, self._count))
        self._segments(content)

    def _segments(self, segments: tuple[RetainedSegment, ...]) -> None:
        for identifier, *elements in segments:
            self._writer.segment(str(identifier), *elements)
