"""The reasons for which claims escalate: the word that did not come, and what to do about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.expectation_rules import ExpectedWord
from claimtrail.tickets.model import TicketCategory


class EscalationReason(StrEnum):
    """The word that is late, as events, rows and queries name it."""

    NO_999 = "no_999"
    NO_277CA = "no_277ca"
    NO_DECISION = "no_decision"
    NO_REMITTANCE = "no_remittance"
    NO_DOCUMENTS = "no_documents"
    NO_INFORMATION = "no_information"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonRule:
    """One row: the words for people, and the step that fits."""

    words: str
    """For lists, titles and notes: `no 277CA`."""
    awaited: str
    """The subject of a sentence: `the payer's 277CA`."""
    was: str = "was"
    """The verb after it: `was`, or `were` where it is several things."""
    next_step: str
    """A sentence or more in the imperative."""
    category: TicketCategory = TicketCategory.PENDING_PAST_WINDOW
    names_filing_limit: bool = False
    """True where the claim may not count as filed: timely filing goes on."""


REASONS: Mapping[EscalationReason, ReasonRule] = MappingProxyType(
    {
        EscalationReason.NO_999: ReasonRule(
            words="no 999",
            awaited="the 999 that acknowledges the file",
            next_step="The file may never have reached the payer, and every claim in it waits "
            "alike. Check the transmission (the clearinghouse's report, the SFTP log). Send the "
            "file again only if it did not arrive: with the same claims it is a repeat "
            "(BHT02 18), no new submission.",
            category=TicketCategory.NO_ACKNOWLEDGMENT,
            names_filing_limit=True,
        ),
        EscalationReason.NO_277CA: ReasonRule(
            words="no 277CA",
            awaited="the payer's 277CA",
            next_step="The file was readable, but the payer has not said that it took the claim. "
            "Call the payer's EDI desk with the control numbers, or look the claim up in its "
            "portal. Send the claim again only if the payer has no record of it: a second "
            "original is denied as a duplicate (CARC 18).",
            category=TicketCategory.NO_ACKNOWLEDGMENT,
            names_filing_limit=True,
        ),
        EscalationReason.NO_DECISION: ReasonRule(
            words="no decision",
            awaited="the payer's decision",
            next_step="Ask the payer for the claim's status (276, portal or telephone). Do not "
            "bill again: the payer has the claim.",
        ),
        EscalationReason.NO_REMITTANCE: ReasonRule(
            words="no remittance",
            awaited="the 835 of the payer's decision",
            next_step="The payer says that it decided. Ask for the check or EFT trace number and "
            "the day of payment, then for the 835, and compare it with the bank's deposits.",
        ),
        EscalationReason.NO_DOCUMENTS: ReasonRule(
            words="no documents",
            awaited="the records that the payer asked us for",
            was="were",
            next_step="Send the records that the payer's codes name, or ask for more time: "
            "without them the payer denies the claim.",
        ),
        EscalationReason.NO_INFORMATION: ReasonRule(
            words="no information",
            awaited="the patient's answer to the payer",
            next_step="Reach the patient about the payer's questions (coordination of benefits, "
            "accident details), and ask the payer to go on.",
        ),
    }
)
"""Every reason has its row."""

_BY_WORD: Mapping[str, EscalationReason] = MappingProxyType(
    {
        ExpectedWord.SET_ACKNOWLEDGMENT.value: EscalationReason.NO_999,
        ExpectedWord.CLAIM_ACKNOWLEDGMENT.value: EscalationReason.NO_277CA,
        ExpectedWord.DECISION.value: EscalationReason.NO_DECISION,
        ExpectedWord.REMITTANCE.value: EscalationReason.NO_REMITTANCE,
        ExpectedWord.DOCUMENTS.value: EscalationReason.NO_DOCUMENTS,
        ExpectedWord.INFORMATION.value: EscalationReason.NO_INFORMATION,
    }
)


def reason_of_word(word: str) -> EscalationReason:
    """Return the reason for which a late word escalates; a decision's for an unknown word."""
    return _BY_WORD.get(word, EscalationReason.NO_DECISION)


def late_words(word: str) -> str:
    """Return a late word for people: `no 277CA`; of one for which nothing escalates, `no 837`."""
    known = _BY_WORD.get(word)
    return REASONS[known].words if known else f"no {word}"


def word_of(reason: EscalationReason) -> ExpectedWord:
    """Return the word that is late for a reason."""
    return next(ExpectedWord(word) for word, one in _BY_WORD.items() if one is reason)


def reason_of(claim: Claim) -> EscalationReason:
    """Return the reason for which a claim escalates.

    A claim that was stored before expectations were kept waits for its decision.
    """
    return reason_of_word(claim.expectation.word if claim.expectation else "")


def next_step(reason: EscalationReason, *, file_by: date | None) -> str:
    """Return what a person does now; `file_by` is the last day of timely filing, if known."""
    row = REASONS[reason]
    limit = f" Timely filing ends on {file_by.isoformat()}." if file_by else ""
    return row.next_step + (limit if row.names_filing_limit else "")
