"""The reasons for which evidence is noted or needs review."""

INFORMATIONAL = "informational"
UNKNOWN_CODE = "unknown_code"
UNKNOWN_TERM = "unknown_term"
UNBALANCED = "unbalanced"
FAULTY = "faulty"
"""The record has findings that hold it back: it is kept, and counts for nothing."""
SECOND_PAYMENT = "second_payment"
"""The payer decided a charge again that it had paid, and has not taken back the first payment."""
DECIDED = "decided"
"""A person's decision about a match or about evidence; it moves nothing by itself."""
REJECTED_AUTHORITY = "rejected_authority"
"""A person rejected evidence that came from a source without authority over the claim."""
REJECTED_FAULTY = "rejected_faulty"
"""A person rejected evidence that findings hold back."""
AWAITING_APPROVAL = "awaiting_approval"
"""A write-off above what its person may decide alone: it counts once a second person agrees."""
NOTHING_LEFT = "nothing_left"
"""A person wrote off a balance that the payer had settled by then."""
NOTHING_TO_UNDO = "nothing_to_undo"
"""A person reopens, approves or declines what does not stand any more."""
BEFORE_SUBMISSION = "before_submission"
"""A person saw the payer's status on a day before the claim was sent."""
UNMATCHED_REMITTANCE_LINE = "unmatched_remittance_line"
DUPLICATE_SUBMISSION = "duplicate_submission"
NO_SUBMISSION = "no_submission"
"""A payer's word is held until our 837 is on file."""
FLAGGED = frozenset(
    {
        UNKNOWN_CODE,
        UNKNOWN_TERM,
        UNBALANCED,
        FAULTY,
        SECOND_PAYMENT,
        UNMATCHED_REMITTANCE_LINE,
        DUPLICATE_SUBMISSION,
        AWAITING_APPROVAL,
    }
)
"""Reasons of notes that somebody should look at."""
