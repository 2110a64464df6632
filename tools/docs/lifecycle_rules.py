"""Texts of `docs/lifecycle.md` that say how evidence is weighed, matched and paid."""

from types import MappingProxyType

from claimtrail.claims.fold.payers.payer_statements import WAITS_FOR_US
from claimtrail.claims.fold.review.hold_deadlines import PATIENCE
from claimtrail.claims.lifecycle.status_categories import Rank
from claimtrail.claims.lifecycle.transitions import ACKNOWLEDGMENT_STEPS, MAIN_LINE

RANKS: MappingProxyType[Rank, str] = MappingProxyType(
    {
        Rank.TA1: "TA1",
        Rank.IMPLEMENTATION_ACKNOWLEDGMENT: "999",
        Rank.CLEARINGHOUSE: "a clearinghouse's 277CA",
        Rank.FRONT_END: "277CA",
        Rank.PENDING: "277 P",
        Rank.REQUEST: "277 R",
        Rank.FINAL: "277 F",
        Rank.REMITTANCE: "835",
    }
)

_URGENT_FIRST = [state.value for state in sorted(WAITS_FOR_US, key=lambda one: -WAITS_FOR_US[one])]

_PATIENCE = "\n".join(
    f"| `{reason.value}` | {row.business_days} | {row.why} | {row.next_step} |"
    for reason, row in PATIENCE.items()
)

RULES = f"""\
## How evidence is weighed

Within one submission, evidence that weighs less than what moved the claim last is noted
(`weaker`) and moves nothing, whatever its date; of equal weight, the later counts. A resubmission
begins again. From light to heavy: {", ".join(RANKS[rank] for rank in sorted(RANKS))}.

| What happens | When |
| --- | --- |
| a step | The table has the edge. |
| inferred steps, then the step | The states between are known and the profile says `infer`. |
| held: `missing_steps` | The profile says `hold`, and one of {
    ", ".join(state.value for state in MAIN_LINE if state in ACKNOWLEDGMENT_STEPS)
} is missing. The payer's inner steps are always inferred. |
| held: `no_submission` | The 837 has not come. |
| held: `contradiction` | A TA1, 999 or ACK says the opposite of another one: ask the payer. |
| held: `impossible` | The table refuses, as a payment after a rejection. |
| held: `before_resubmission` | The evidence is older than the resubmission that it would answer. |
| held: `nothing_to_reverse` | A reversal whose remittance has not come. |
| note: `weaker`, `repeated`, `confirmed` | Outweighed or passed; known already; agrees. |
| note: `informational` | Says nothing about where the claim stands. |
| note: `unknown_code`, `unbalanced` | Not in the lists, or stopped; amounts that do not add up. |
| note: `faulty` | The record has findings that hold it back; it moves and posts nothing. |
| note: `second_payment` | Decided and paid before, and not taken back. The later decision counts. |
| note: `duplicate_denial` | CARC 18, B13, or claim status 54, 78 of what the payer decided \
otherwise: denies nothing. |
| note: `other_payer_claim` | Another of the payer's numbers waits for us, and stays shown. |
| note: `unknown_term` | A payer's own word that nobody has explained yet. |
| note: `unmatched_remittance_line` | A line that answers none of ours; its money counts. |
| note: `duplicate_submission` | Sent already, and the payer has not refused it: it is refused. |

What is held is tried again with every event that comes, and never lost.

Payers may have several numbers for one claim. Evidence weighs within its own number. Across
several, a state that waits for us ({", ".join(_URGENT_FIRST)}) is shown, the more urgent one first,
and each number keeps a state of its own. A remittance for the whole charge under a number that no
word named before is the same payer claim under a new number.

A clearinghouse's 277CA (2100A NM1*AY) moves a claim to RECEIVED at most: the payer's window starts
with the payer's word. A claim that a clearinghouse rejects never reached the payer: it is
FRONT_END_REJECTED. The payer's own word outweighs both: what the payer accepts or pays goes on.
A person's report of what the payer said (`claimtrail record-status`) outweighs any rejection.

A front end's rejection of a copy that was sent after the claim was accepted, and an answer that
denies a copy of what the payer decided under another number (claim status 54, 78), reject and deny
nothing (`duplicate_denial`).

## Held too long

Evidence that has not healed by its day becomes an exception: published, listed by
`claimtrail exceptions` with both sides, a row of the `exceptions` dataset. It closes by itself when
what it waits for arrives. The days are business days (no weekends, no federal holidays) after the
one on which the evidence was recorded; `[held_days]` of a payer's profile overrides them.

| Held for | Business days | Because | What to do |
| --- | --- | --- | --- |
{_PATIENCE}

## Submissions (CLM05-3)

| Frequency | Effect |
| --- | --- |
| 7 | RESUBMITTED, and on as a new submission |
| 8 | VOIDED |
| 1 | SUBMITTED first; RESUBMITTED after a rejection or denial; else `duplicate_submission` |
| others | SUBMITTED the first time; RESUBMITTED after a rejection or denial; else `repeated` |

A claim keeps every version that was sent: number, frequency, REF*F8, the state in which it ended,
what superseded it and when. A 7 or 8 that comes first under a number of its own names, by REF*F8,
the claim whose place it takes: that one is voided (8) or stays where it stood (7, note
`superseded`), no longer escalates, is left out of lists, and can be read as before; both show the
other. Numbers that several claims bear are for a person: `claimtrail unmatched` lists them, and
`claimtrail match` accepts a claim, rejects all, or withdraws that, as evidence in that person's
name. A claim with several payers' numbers lists each with its state and what it paid. Numbers
compare by letters and digits, without leading zeros. A payer may answer a replacement under the
number of what it replaced (X12 RFI 1945): such an answer counts for the version whose charge it
states, else whose payer's number it bears, else for the next version that was not decided.

A remittance whose number is nobody's (CLP01 blank, zeros, nines, `NONE` and the like, one value for
several patients; X12 RFI 535) waits by itself. It is matched by score alone: charge, days, lines,
payer, and the patient. A later payer's remittance (CLP02 not 1 or 19) may mean a claim that was
sent to another payer, when it names the same patient.
"""

REMITTANCES = """\
## Remittances (835)

Nothing posts unless the amounts balance. A remittance counts once by payer, TRN02, BPR16, patient
control number, payer claim control number, lines and amounts. Payers are kept apart: numbers,
reversals and payments of two payers never compare (X12 RFI 2143).

The remittances of one payer and place (CLP02) are read in order:

| Remittance | What counts |
| --- | --- |
| its charges find room in the submission | it and those before it: parts of one decision |
| its charges find no room | it alone; those before it stay known for their reversal |
| CLP02 22 | all but the one whose charge and payment it negates; with none such, it is held |
| CARC 18 or B13 takes all of a charge that the payer decided otherwise | the other decision |

Parts are several CLP of one payment (X12 RFI 137), or payer claims of a split. A replacement that
is denied as a duplicate of what was paid leaves the payment standing. A decision over a
charge that was paid is flagged (`second_payment`) until the payer takes one of both back. The order
and the numbers of a reversal and of what it takes back play no part (X12 RFI 227, 791). Of several
remittances with its amounts, a reversal takes back one from before it, then one with the same
reasons, then one with the same number.

A line is denied when it pays nothing and denial reasons take all of the charge that contractual
reasons leave (X12 RFI 2737). A smaller amount is an adjustment. A CARC 97 whose amount returns as a
negative 94 on another line of the claim is a move of charge. CLP02 4 denies by each denial reason.

| What the remittances that count say | State |
| --- | --- |
| paid more than nothing, no line denied | PAID |
| paid more than nothing, a line denied | PARTIALLY_PAID |
| paid nothing, the claim or a line denied | DENIED |
| paid nothing, all patient's share or contractual, some of it patient's share | \
PATIENT_RESPONSIBILITY |
| paid nothing otherwise | FINAL_NO_PAYMENT |
| all of them taken back | REVERSED |
"""


TERMS = """\
## Payers' own words

A word that is no code of the list, in a 277 or as somebody saw it in a payer's portal
(`claimtrail record-status`), means the category that `[status_terms]` of the payer's profile gives
it, and has that category's state and weight. A word that the profile does not know moves nothing:
the fact is kept and noted (`unknown_term`, `unknown_code`), and the word is listed by
`claimtrail terms review`. What `claimtrail terms decide` says of it counts at once, for every claim
that bears it, until `claimtrail terms export` has brought it into the profile. Nothing is guessed.
"""
