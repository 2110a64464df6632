"""The findings of intake itself: the catalog of them, with the TA105 note of each."""

from dataclasses import dataclass
from enum import StrEnum

from claimtrail.x12.model.findings import Finding, Severity


class IntakeFindingCode(StrEnum):
    """Stable codes, beside those of the X12 engine."""

    FILE_EMPTY = "INTAKE_FILE_EMPTY"
    FILE_TOO_LARGE = "INTAKE_FILE_TOO_LARGE"
    UPLOAD_UNFINISHED = "INTAKE_UPLOAD_UNFINISHED"
    OBJECT_REMOVED = "INTAKE_OBJECT_REMOVED"
    DROPBOX_UNKNOWN = "INTAKE_DROPBOX_UNKNOWN"
    SENDER_UNKNOWN = "INTAKE_SENDER_UNKNOWN"
    WRONG_DROPBOX = "INTAKE_WRONG_DROPBOX"
    TRANSACTION_UNEXPECTED = "INTAKE_TRANSACTION_UNEXPECTED"
    NOTHING_TO_READ = "INTAKE_NOTHING_TO_READ"
    PAYER_UNKNOWN = "INTAKE_PAYER_UNKNOWN"
    PAYER_NOT_DELIVERED = "INTAKE_PAYER_NOT_DELIVERED"
    PAYER_NOT_DEALT_WITH = "INTAKE_PAYER_NOT_DEALT_WITH"
    SUBMITTER_OF_OTHER_PARTNER = "INTAKE_SUBMITTER_OF_OTHER_PARTNER"
    NOT_SYNTHETIC = "INTAKE_NOT_SYNTHETIC"
    ANSWERER_UNKNOWN = "INTAKE_ANSWERER_UNKNOWN"
    REJECTED_UNKNOWN = "INTAKE_REJECTED_UNKNOWN"
    RECORD_UNUSABLE = "INTAKE_RECORD_UNUSABLE"
    RECORD_TOO_LARGE = "INTAKE_RECORD_TOO_LARGE"
    SET_TOO_LARGE = "INTAKE_SET_TOO_LARGE"
    OUT_OF_TIME = "INTAKE_OUT_OF_TIME"
    FINDINGS_LEFT_OUT = "INTAKE_FINDINGS_LEFT_OUT"
    ENCOUNTER_FEED_UNUSABLE = "INTAKE_ENCOUNTER_FEED_UNUSABLE"
    ENCOUNTER_FEED_UNEXPECTED = "INTAKE_ENCOUNTER_FEED_UNEXPECTED"
    MESSAGE_MALFORMED = "INTAKE_MESSAGE_MALFORMED"
    MESSAGE_UNEXPECTED = "INTAKE_MESSAGE_UNEXPECTED"
    MESSAGE_WITHOUT_ANSWER = "INTAKE_MESSAGE_WITHOUT_ANSWER"
    MESSAGE_NUMBER_UNKNOWN = "INTAKE_MESSAGE_NUMBER_UNKNOWN"
    MESSAGE_CODE_UNKNOWN = "INTAKE_MESSAGE_CODE_UNKNOWN"


OTHER_DROPBOXES = frozenset(
    {IntakeFindingCode.WRONG_DROPBOX.value, IntakeFindingCode.DROPBOX_UNKNOWN.value}
)
"""Codes of findings about a file that belongs into another dropbox: nobody can release it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeFindingEntry:
    """One row of the catalog; `text` may name partner ids in braces, never a file's values."""

    text: str
    next_step: str
    severity: Severity
    interchange_note: str = ""
    """TA105."""
    segment_id: str = ""
    element_position: str = ""


CATALOG: dict[IntakeFindingCode, IntakeFindingEntry] = {
    IntakeFindingCode.FILE_EMPTY: IntakeFindingEntry(
        text="The file has no bytes.",
        next_step="Ask {partner} to send it again; nothing was lost on our side.",
        severity=Severity.INTERCHANGE,
    ),
    IntakeFindingCode.FILE_TOO_LARGE: IntakeFindingEntry(
        text="The file is larger than one file may be, and was not read.",
        next_step="Ask {partner} to split it, or raise the limit; it is kept in quarantine.",
        severity=Severity.INTERCHANGE,
    ),
    IntakeFindingCode.UPLOAD_UNFINISHED: IntakeFindingEntry(
        text="The upload has kept its temporary name for an hour, and may be incomplete; it was "
        "not read.",
        next_step="Ask {partner} to rename it or send it again; what the name means stands in "
        "`temporary_names` of its profile.",
        severity=Severity.INTERCHANGE,
    ),
    IntakeFindingCode.OBJECT_REMOVED: IntakeFindingEntry(
        text="The object was removed before it was read.",
        next_step="If {partner} did not replace it by another one, ask it to send it again.",
        severity=Severity.INTERCHANGE,
    ),
    IntakeFindingCode.DROPBOX_UNKNOWN: IntakeFindingEntry(
        text="The file's folder in the inbox belongs to no trading partner.",
        next_step="Add a profile for the folder, or drop the file into a partner's folder.",
        severity=Severity.INTERCHANGE,
    ),
    IntakeFindingCode.SENDER_UNKNOWN: IntakeFindingEntry(
        text="The interchange's sender (ISA05, ISA06) is in no trading partner's profile.",
        next_step="If {partner} signs so, add the identity to its profile and deploy; then "
        "`claimtrail files release FILE --why TEXT` applies this one.",
        severity=Severity.INTERCHANGE,
        interchange_note="006",
        segment_id="ISA",
        element_position="06",
    ),
    IntakeFindingCode.WRONG_DROPBOX: IntakeFindingEntry(
        text="The file stands in the folder of {partner} and is signed by {other}.",
        next_step="Drop it into the folder of {other}; tell {partner} if it sent it.",
        severity=Severity.INTERCHANGE,
        interchange_note="006",
        segment_id="ISA",
        element_position="06",
    ),
    IntakeFindingCode.TRANSACTION_UNEXPECTED: IntakeFindingEntry(
        text="The profile of {partner} does not say that it sends this kind of transaction.",
        next_step="Ask {partner}. If it may send them, add the transaction to its profile for "
        "later files; `claimtrail files release FILE --why TEXT` applies this one.",
        severity=Severity.SET,
        interchange_note="024",
        segment_id="ST",
    ),
    IntakeFindingCode.NOTHING_TO_READ: IntakeFindingEntry(
        text="The interchanges hold neither transaction sets nor acknowledgments.",
        next_step="Ask {partner} whether the file is complete.",
        severity=Severity.INTERCHANGE,
        interchange_note="024",
        segment_id="ISA",
    ),
    IntakeFindingCode.PAYER_UNKNOWN: IntakeFindingEntry(
        text="The claim's payer is in no profile; the claim is kept, without a payer's clock.",
        next_step="Add the payer's identifier to a profile before its answers come.",
        severity=Severity.WARNING,
    ),
    IntakeFindingCode.PAYER_NOT_DELIVERED: IntakeFindingEntry(
        text="Records give the word of {other}, for which {partner} does not deliver; they are "
        "kept and move nothing.",
        next_step="If {partner} delivers for that payer, list it in `delivers_for` of its profile; "
        "otherwise ask {partner}.",
        severity=Severity.WARNING,
    ),
    IntakeFindingCode.PAYER_NOT_DEALT_WITH: IntakeFindingEntry(
        text="{other} pays, and no submission named it so far; its records wait for one.",
        next_step="Drop the copy of the 837 that names {other}; otherwise ask {partner} whom it "
        "pays.",
        severity=Severity.WARNING,
        segment_id="BPR",
    ),
    IntakeFindingCode.SUBMITTER_OF_OTHER_PARTNER: IntakeFindingEntry(
        text="The submitter (1000A NM109) is listed by {other}, and {partner} dropped the file.",
        next_step="Ask {partner} and {other} whose claims these are; correct `submitters` of the "
        "profile that is wrong.",
        severity=Severity.WARNING,
        segment_id="NM1",
        element_position="09",
    ),
    IntakeFindingCode.NOT_SYNTHETIC: IntakeFindingEntry(
        text="A record of the synthetic {partner} names no synthetic payer; it was withheld.",
        next_step="Test with the synthetic partners alone, as `claimtrail smoke` does.",
        severity=Severity.WARNING,
    ),
    IntakeFindingCode.ANSWERER_UNKNOWN: IntakeFindingEntry(
        text="An acknowledgment came from {partner}, which receives no submissions; it was "
        "withheld.",
        next_step="Drop it into the folder of the payer or clearinghouse whose it is, or list "
        "the payer in `delivers_for` of the profile of {partner}.",
        severity=Severity.WARNING,
    ),
    IntakeFindingCode.REJECTED_UNKNOWN: IntakeFindingEntry(
        text="It rejects an interchange, group or set of which no 837 copy is on file, so that no "
        "claim shows it. It is kept, and counts as soon as the copy comes.",
        next_step="Find the 837 by the control number that is rejected here, and drop its copy: "
        "its claims never reached {partner}. If none was sent, ask {partner} what it rejects.",
        severity=Severity.WARNING,
    ),
    IntakeFindingCode.RECORD_UNUSABLE: IntakeFindingEntry(
        text="The record has no usable claim number or amount; it was withheld.",
        next_step="Ask {partner} to correct the record.",
        severity=Severity.WARNING,
    ),
    IntakeFindingCode.RECORD_TOO_LARGE: IntakeFindingEntry(
        text="The record is larger than what is kept of one claim or payment; it was withheld.",
        next_step="Ask {partner} to split the record, as the guide wants it.",
        severity=Severity.WARNING,
    ),
    IntakeFindingCode.SET_TOO_LARGE: IntakeFindingEntry(
        text="The set is larger than one worker can check, and cannot be split; it is held unread.",
        next_step="Ask {partner} to send it as several sets; an 837 has 5,000 claims at most.",
        severity=Severity.SET,
        segment_id="ST",
    ),
    IntakeFindingCode.OUT_OF_TIME: IntakeFindingEntry(
        text="It could not be read to its end in the time of one worker, twice; it is preserved.",
        next_step="Ask {partner} to send it as several files; raise the time-out if it is sound.",
        severity=Severity.SET,
    ),
    IntakeFindingCode.FINDINGS_LEFT_OUT: IntakeFindingEntry(
        text="The sets from here on have more findings than one message may hold.",
        next_step="Ask {partner} to correct the first ones and to send the file again.",
        severity=Severity.WARNING,
    ),
    IntakeFindingCode.ENCOUNTER_FEED_UNUSABLE: IntakeFindingEntry(
        text="The line registers no patient or encounter that can be used; it was withheld.",
        next_step="Ask {partner} to correct the line; docs/payers.md describes the records.",
        severity=Severity.WARNING,
    ),
    IntakeFindingCode.ENCOUNTER_FEED_UNEXPECTED: IntakeFindingEntry(
        text="The file is an extract of patients and encounters (.ndjson), and the profile of "
        "{partner} does not say that it sends any; it was not read.",
        next_step="Drop it into the folder of the biller that registers them, or set `encounters = "
        '"registered"` in the profile of {partner}, deploy, and drop it again.',
        severity=Severity.INTERCHANGE,
    ),
    IntakeFindingCode.MESSAGE_MALFORMED: IntakeFindingEntry(
        text="An HL7 message does not begin with an MSH that names its delimiters.",
        next_step="Ask {partner} to send the message again.",
        severity=Severity.INTERCHANGE,
        segment_id="MSH",
    ),
    IntakeFindingCode.MESSAGE_UNEXPECTED: IntakeFindingEntry(
        text="An HL7 message is no acknowledgment (MSH-9 is not ACK); it was not read.",
        next_step="Ask {partner} to send acknowledgments only into this dropbox.",
        severity=Severity.INTERCHANGE,
        segment_id="MSH",
        element_position="09",
    ),
    IntakeFindingCode.MESSAGE_WITHOUT_ANSWER: IntakeFindingEntry(
        text="An HL7 acknowledgment has no MSA, several, or one without code or number.",
        next_step="Ask {partner} to send the acknowledgment again.",
        severity=Severity.INTERCHANGE,
        segment_id="MSA",
    ),
    IntakeFindingCode.MESSAGE_NUMBER_UNKNOWN: IntakeFindingEntry(
        text="MSA-2 is neither an ISA13 of nine figures nor GS06 and ST02 with a hyphen between.",
        next_step="Agree with {partner} what MSA-2 repeats; docs/payers.md has the rule.",
        severity=Severity.INTERCHANGE,
        segment_id="MSA",
        element_position="02",
    ),
    IntakeFindingCode.MESSAGE_CODE_UNKNOWN: IntakeFindingEntry(
        text="MSA-1 is no acknowledgment code; it is noted at the claims and moves none.",
        next_step="Ask {partner} what it means.",
        severity=Severity.WARNING,
        segment_id="MSA",
        element_position="01",
    ),
}
"""Every code has its row; docs and tests read this table."""


def finding(
    code: IntakeFindingCode, *, offset: int, partner_id: str, other_id: str = ""
) -> Finding:
    """Return the finding at a place (byte offset in the file), with the partners that it names."""
    entry = CATALOG[code]
    names = {"partner": partner_id, "other": other_id}
    return Finding(
        code=code.value,
        severity=entry.severity,
        text=entry.text.format(**names),
        next_step=entry.next_step.format(**names),
        offset=offset,
        segment_id=entry.segment_id,
        element_position=entry.element_position,
        interchange_note=entry.interchange_note,
    )
