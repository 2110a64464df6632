"""What intake itself finds wrong: the catalogue of its findings, with the TA105 note of each."""

from dataclasses import dataclass
from enum import StrEnum

from claimtrail.x12.findings import Finding, Severity


class Code(StrEnum):
    """Stable codes, beside those of the X12 engine."""

    FILE_EMPTY = "INTAKE_FILE_EMPTY"
    FILE_TOO_LARGE = "INTAKE_FILE_TOO_LARGE"
    DROPBOX_UNKNOWN = "INTAKE_DROPBOX_UNKNOWN"
    SENDER_UNKNOWN = "INTAKE_SENDER_UNKNOWN"
    WRONG_DROPBOX = "INTAKE_WRONG_DROPBOX"
    TRANSACTION_UNEXPECTED = "INTAKE_TRANSACTION_UNEXPECTED"
    NOTHING_TO_READ = "INTAKE_NOTHING_TO_READ"
    PAYER_UNKNOWN = "INTAKE_PAYER_UNKNOWN"
    PAYER_NOT_DELIVERED = "INTAKE_PAYER_NOT_DELIVERED"
    PAYER_NOT_DEALT_WITH = "INTAKE_PAYER_NOT_DEALT_WITH"
    SUBMITTER_OF_OTHER_PARTNER = "INTAKE_SUBMITTER_OF_OTHER_PARTNER"
    ANSWERER_UNKNOWN = "INTAKE_ANSWERER_UNKNOWN"
    RECORD_UNUSABLE = "INTAKE_RECORD_UNUSABLE"
    RECORD_TOO_LARGE = "INTAKE_RECORD_TOO_LARGE"
    SET_TOO_LARGE = "INTAKE_SET_TOO_LARGE"
    OUT_OF_TIME = "INTAKE_OUT_OF_TIME"
    FINDINGS_LEFT_OUT = "INTAKE_FINDINGS_LEFT_OUT"
    REGISTRATION_UNUSABLE = "INTAKE_REGISTRATION_UNUSABLE"
    MESSAGE_MALFORMED = "INTAKE_MESSAGE_MALFORMED"
    MESSAGE_UNEXPECTED = "INTAKE_MESSAGE_UNEXPECTED"
    MESSAGE_WITHOUT_ANSWER = "INTAKE_MESSAGE_WITHOUT_ANSWER"
    MESSAGE_NUMBER_UNKNOWN = "INTAKE_MESSAGE_NUMBER_UNKNOWN"
    MESSAGE_CODE_UNKNOWN = "INTAKE_MESSAGE_CODE_UNKNOWN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row of the catalogue; `text` may name partner ids in braces, never a file's values."""

    text: str
    next_step: str
    severity: Severity
    interchange_note: str = ""
    """TA105."""
    segment_id: str = ""
    element_position: str = ""


CATALOGUE: dict[Code, Entry] = {
    Code.FILE_EMPTY: Entry(
        text="The file has no bytes.",
        next_step="Ask {partner} to send it again; nothing was lost on our side.",
        severity=Severity.INTERCHANGE,
    ),
    Code.FILE_TOO_LARGE: Entry(
        text="The file is larger than one file may be, and was not read.",
        next_step="Ask {partner} to split it, or raise the limit; it is kept in quarantine.",
        severity=Severity.INTERCHANGE,
    ),
    Code.DROPBOX_UNKNOWN: Entry(
        text="The file's folder in the inbox belongs to no trading partner.",
        next_step="Add a profile for the folder, or drop the file into a partner's folder.",
        severity=Severity.INTERCHANGE,
    ),
    Code.SENDER_UNKNOWN: Entry(
        text="The interchange's sender (ISA05, ISA06) is in no trading partner's profile.",
        next_step="If {partner} signs so, add the identity to its profile and drop the file again.",
        severity=Severity.INTERCHANGE,
        interchange_note="006",
        segment_id="ISA",
        element_position="06",
    ),
    Code.WRONG_DROPBOX: Entry(
        text="The file stands in the folder of {partner} and is signed by {other}.",
        next_step="Drop it into the folder of {other}; tell {partner} if it sent it.",
        severity=Severity.INTERCHANGE,
        interchange_note="006",
        segment_id="ISA",
        element_position="06",
    ),
    Code.TRANSACTION_UNEXPECTED: Entry(
        text="The profile of {partner} does not say that it sends this kind of transaction.",
        next_step="Add the transaction to the profile and drop the file again, or ask {partner}.",
        severity=Severity.SET,
        interchange_note="024",
        segment_id="ST",
    ),
    Code.NOTHING_TO_READ: Entry(
        text="The interchanges hold neither transaction sets nor acknowledgments.",
        next_step="Ask {partner} whether the file is complete.",
        severity=Severity.INTERCHANGE,
        interchange_note="024",
        segment_id="ISA",
    ),
    Code.PAYER_UNKNOWN: Entry(
        text="The claim's payer is in no profile; the claim is kept, without a payer's clock.",
        next_step="Add the payer's identifier to a profile before its answers come.",
        severity=Severity.WARNING,
    ),
    Code.PAYER_NOT_DELIVERED: Entry(
        text="Records give the word of {other}, for which {partner} does not deliver; they are "
        "kept and move nothing.",
        next_step="If {partner} delivers for that payer, list it in `delivers_for` of its profile; "
        "otherwise ask {partner}.",
        severity=Severity.WARNING,
    ),
    Code.PAYER_NOT_DEALT_WITH: Entry(
        text="{other} pays, and no submission named it so far; its records wait for one.",
        next_step="Drop the copy of the 837 that names {other}; otherwise ask {partner} whom it "
        "pays.",
        severity=Severity.WARNING,
        segment_id="BPR",
    ),
    Code.SUBMITTER_OF_OTHER_PARTNER: Entry(
        text="The submitter (1000A NM109) is listed by {other}, and {partner} dropped the file.",
        next_step="Ask {partner} and {other} whose claims these are; correct `submitters` of the "
        "profile that is wrong.",
        severity=Severity.WARNING,
        segment_id="NM1",
        element_position="09",
    ),
    Code.ANSWERER_UNKNOWN: Entry(
        text="An acknowledgment came from {partner}, which receives no submissions; it was "
        "withheld.",
        next_step="Drop it into the folder of the payer or clearinghouse whose it is, or list "
        "the payer in `delivers_for` of the profile of {partner}.",
        severity=Severity.WARNING,
    ),
    Code.RECORD_UNUSABLE: Entry(
        text="The record has no usable claim number or amount; it was withheld.",
        next_step="Ask {partner} to correct the record.",
        severity=Severity.WARNING,
    ),
    Code.RECORD_TOO_LARGE: Entry(
        text="The record is larger than what is kept of one claim or payment; it was withheld.",
        next_step="Ask {partner} to split the record, as the guide wants it.",
        severity=Severity.WARNING,
    ),
    Code.SET_TOO_LARGE: Entry(
        text="The set is larger than one worker can check, and cannot be cut; it is held unread.",
        next_step="Ask {partner} to send it as several sets; an 837 has 5,000 claims at most.",
        severity=Severity.SET,
        segment_id="ST",
    ),
    Code.OUT_OF_TIME: Entry(
        text="It could not be read to its end in the time of one worker, twice; it is set aside.",
        next_step="Ask {partner} to send it as several files; raise the time-out if it is sound.",
        severity=Severity.SET,
    ),
    Code.FINDINGS_LEFT_OUT: Entry(
        text="The sets from here on have more findings than are told of one message.",
        next_step="Ask {partner} to correct the first ones and to send the file again.",
        severity=Severity.WARNING,
    ),
    Code.REGISTRATION_UNUSABLE: Entry(
        text="The line registers no patient or encounter that can be used; it was withheld.",
        next_step="Ask {partner} to correct the line; docs/payers.md describes the records.",
        severity=Severity.WARNING,
    ),
    Code.MESSAGE_MALFORMED: Entry(
        text="An HL7 message does not begin with an MSH that names its delimiters.",
        next_step="Ask {partner} to send the message again.",
        severity=Severity.INTERCHANGE,
        segment_id="MSH",
    ),
    Code.MESSAGE_UNEXPECTED: Entry(
        text="An HL7 message is no acknowledgment (MSH-9 is not ACK); it was not read.",
        next_step="Ask {partner} to send acknowledgments only into this dropbox.",
        severity=Severity.INTERCHANGE,
        segment_id="MSH",
        element_position="09",
    ),
    Code.MESSAGE_WITHOUT_ANSWER: Entry(
        text="An HL7 acknowledgment has no MSA, several, or one without code or number.",
        next_step="Ask {partner} to send the acknowledgment again.",
        severity=Severity.INTERCHANGE,
        segment_id="MSA",
    ),
    Code.MESSAGE_NUMBER_UNKNOWN: Entry(
        text="MSA-2 is neither an ISA13 of nine figures nor GS06 and ST02 with a hyphen between.",
        next_step="Agree with {partner} what MSA-2 repeats; docs/payers.md has the rule.",
        severity=Severity.INTERCHANGE,
        segment_id="MSA",
        element_position="02",
    ),
    Code.MESSAGE_CODE_UNKNOWN: Entry(
        text="MSA-1 is no acknowledgment code; it is noted at the claims and moves none.",
        next_step="Ask {partner} what it means.",
        severity=Severity.WARNING,
        segment_id="MSA",
        element_position="01",
    ),
}
"""Every code has its row; docs and tests read this table."""


def finding(code: Code, *, offset: int, partner_id: str, other_id: str = "") -> Finding:
    """The finding at a place (byte offset in the file), with the partners that it names."""
    entry = CATALOGUE[code]
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
