"""Renders docs/lifecycle.md from the very tables that decide."""

from collections.abc import Iterable, Iterator
from types import MappingProxyType

from claimtrail.claims.adjustments import CONTRACTUAL, DENIAL_CATEGORIES, PATIENT_SHARE, PENDING
from claimtrail.claims.describe import CLAIM_STATUSES, MESSAGE_CODES, TRANSACTIONS
from claimtrail.claims.events import EventKind
from claimtrail.claims.evidence import HL7_CODES, INTERCHANGE_CODES, SET_CODES
from claimtrail.claims.lifecycle import (
    ACKNOWLEDGMENT_STEPS,
    AT_PAYER,
    EDGES,
    LIFECYCLE_VERSION,
    MAIN_LINE,
    OUTCOMES,
    TRANSITIONS,
    Verdict,
)
from claimtrail.claims.remittances import (
    DECIDED_STATUSES,
    DENIED_STATUS,
    REVERSAL_STATUS,
    UNPOSTED_STATUSES,
)
from claimtrail.claims.states import PENDING_STATES, State
from claimtrail.claims.status_categories import CATEGORIES, Rank
from claimtrail.claims.waiting import PATIENCE
from claimtrail.codes.tables import CodeList, code_table

S = State

MEANINGS: MappingProxyType[State, str] = MappingProxyType(
    {
        S.DRAFT: "Known only from a payer's file; our own 837 has not come.",
        S.SUBMITTED: "Our 837 was sent.",
        S.TRANSMISSION_REJECTED: "TA1 or 999 refused the file, the group or the set: send again.",
        S.SYNTAX_ACCEPTED: "A 999 found the transaction set sound.",
        S.RECEIVED: "The payer's front end has it.",
        S.ACCEPTED: "Accepted into adjudication; the payer's window runs.",
        S.FRONT_END_REJECTED: "Refused before adjudication. Not a denial: correct and resubmit.",
        S.IN_PROCESS: "The payer works on it.",
        S.IN_REVIEW: "In the payer's review.",
        S.PAYER_HOLD: "On hold at the payer.",
        S.PENDED_PROVIDER_INFO: "The payer waits for information from us.",
        S.PENDED_PATIENT_INFO: "The payer waits for the patient.",
        S.ADJUDICATED: "Decided; how it was decided is still to come.",
        S.PAID: "Paid, nothing denied.",
        S.PARTIALLY_PAID: "Paid in part, something was denied.",
        S.DENIED: "Nothing paid, denied.",
        S.PATIENT_RESPONSIBILITY: "Nothing paid, all of it the patient's share.",
        S.FINAL_NO_PAYMENT: "Decided without payment, denial or patient's share.",
        S.REVISED: "The payer revised its decision.",
        S.REVERSED: "The payer took its payment back.",
        S.FORWARDED: "Passed on to another payer.",
        S.PREDETERMINED: "Estimated before the service; nothing is posted.",
        S.APPEALED: "We appealed.",
        S.RESUBMITTED: "Sent again or replaced; goes on as a new submission.",
        S.VOIDED: "We withdrew it.",
        S.WRITTEN_OFF: "We gave it up.",
        S.CLOSED: "Nothing more is expected.",
    }
)

_RANKS: MappingProxyType[Rank, str] = MappingProxyType(
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

_HEAD = f"""\
# The lifecycle of a claim

Rendered from `claimtrail/claims/` by `make docs`; a test keeps page and tables in step. This is
version {LIFECYCLE_VERSION} of the tables; every step names the row that decided, as
`lifecycle@{LIFECYCLE_VERSION}/277CA-A2`.

A claim is the fold of its events. Events are read in the order of their effective day (STC02,
BPR16, BHT04, else the file's own day), then of the file's time (ISA09, ISA10), then of their stage
(837, TA1, 999, 277CA, 277, 835 reversal, 835), then of file and place. When they arrived plays no
part: late, repeated and shuffled files end in the same claim.
"""

_PATIENCE = "\n".join(
    f"| `{reason.value}` | {row.business_days} | {row.why} | {row.next_step} |"
    for reason, row in PATIENCE.items()
)

_RULES = f"""\
## How evidence is weighed

Within one submission, evidence that weighs less than what moved the claim last is noted
(`weaker`) and moves nothing, whatever its date; of equal weight, the later counts. A resubmission
begins anew. From light to heavy: {", ".join(_RANKS[rank] for rank in sorted(_RANKS))}.

| What happens | When |
| --- | --- |
| a step | The table has the edge. |
| inferred steps, then the step | The states between are known and the profile says `infer`. |
| held: `missing_steps` | The profile says `hold`, and one of {
    ", ".join(state.value for state in MAIN_LINE if state in ACKNOWLEDGMENT_STEPS)
} is missing. The payer's inner steps are always inferred. |
| held: `no_submission` | The 837 has not come. |
| held: `impossible` | The table refuses, as a payment after a rejection. |
| held: `before_resubmission` | The evidence is older than the resubmission that it would answer. |
| held: `nothing_to_reverse` | A reversal whose remittance has not come. |
| note: `weaker`, `repeated`, `confirmed` | Outweighed or passed; known already; agrees. |
| note: `informational` | Says nothing about where the claim stands. |
| note: `unknown_code`, `unbalanced` | Not in the lists, or stopped; amounts that do not add up. |
| note: `faulty` | The record has findings that hold it back; it moves and posts nothing. |
| note: `second_payment` | Decided and paid before, and not taken back. The later decision counts. |
| note: `duplicate_denial` | CARC 18 of what the payer decided otherwise: it denies nothing. |
| note: `other_payer_claim` | Another of the payer's numbers waits for us, and stays shown. |
| note: `unknown_term` | A payer's own word that nobody has explained yet. |
| note: `strange_line` | A remittance's line that answers none of ours; its money counts. |
| note: `duplicate_submission` | Sent already, and the payer has not refused it: it is refused. |

What is held is tried again with every event that comes, and never lost.

## Held too long

Evidence that has not healed by its day becomes an exception: told on the bus, listed by
`claimtrail exceptions` with both sides, a row of the `exceptions` dataset. It closes by itself when
the missing step arrives. The days are business days (no weekends, no federal holidays) after the
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
other. Numbers that several claims bear are for a person: `claimtrail worklist` lists them, and
`claimtrail decide` accepts a claim, refuses all, or takes that back, as evidence in that person's
name. A claim that the payer split (A5) lists the payer's numbers with what each paid.
"""

_REMITTANCES = """\
## Remittances (835)

Nothing posts unless the amounts balance. A remittance counts once by payer, TRN02, BPR16, patient
control number, payer claim control number, lines and amounts. Payments add up over the payer's
claim control numbers (a split claim has several); a later one of the same number supersedes, and
a reversal takes back its pair. "Denied" is a denial reason below, whatever its group.

| What the remittances that count say | State |
| --- | --- |
| paid more than nothing, no denial | PAID |
| paid more than nothing, something denied | PARTIALLY_PAID |
| paid nothing, something denied | DENIED |
| paid nothing, all patient's share or contractual, some of it patient's share | \
PATIENT_RESPONSIBILITY |
| paid nothing otherwise | FINAL_NO_PAYMENT |
| all of them taken back | REVERSED |
"""


def render() -> str:
    """The whole page, Markdown."""
    parts = [_HEAD, *_states(), _RULES, *_acknowledgments(), *_categories(), _TERMS, _REMITTANCES]
    return "\n".join([*parts, *_claim_statuses(), *_reasons(), *_inferences()])


def _states() -> Iterator[str]:
    yield "## States\n"
    yield "\n".join(["```mermaid", "stateDiagram-v2", *_diagram(), "```", ""])
    yield "The diagram leaves out voiding, writing off and closing; the table has every edge.\n"
    yield _table(
        ("State", "Meaning", "Moves to"),
        ((state.value, MEANINGS[state], _names(EDGES[state])) for state in State),
    )
    pending = _names(PENDING_STATES)
    yield (
        f"While a claim stands in {pending}, the payer has it and has not decided: it escalates on"
        " the day after the adjudication days of the payer's profile, counted from acceptance.\n"
    )


_GROUPS = MappingProxyType(
    {
        **dict.fromkeys(AT_PAYER, "AtThePayer"),
        **dict.fromkeys(OUTCOMES, "Outcome"),
    }
)
_LEFT_OUT = frozenset({S.VOIDED, S.WRITTEN_OFF, S.CLOSED})


def _diagram() -> Iterator[str]:
    yield f"    [*] --> {S.DRAFT.value}"
    for group in dict.fromkeys(_GROUPS.values()):
        yield f"    state {group} {{"
        yield from (f"        {state.value}" for state in State if _GROUPS.get(state) == group)
        yield "    }"
    arrows = dict.fromkeys(
        (_GROUPS.get(before, before.value), _GROUPS.get(after, after.value))
        for before in State
        for after in State
        if after in EDGES[before] and not {before, after} & _LEFT_OUT
    )
    yield from (f"    {before} --> {after}" for before, after in arrows if before != after)


def _acknowledgments() -> Iterator[str]:
    yield "## Acknowledgments\n"
    yield _table(
        ("Code", "Text", "State"),
        (
            (f"TA104 {code}", _text(CodeList.INTERCHANGE_ACKNOWLEDGMENT, code), _state(state))
            for code, state in INTERCHANGE_CODES.items()
        ),
    )
    yield _table(
        ("Code", "Text", "State"),
        (
            (f"IK5, AK9 {code}", _text(CodeList.GROUP_ACKNOWLEDGMENT, code), _state(state))
            for code, state in SET_CODES.items()
        ),
    )
    yield _table(
        ("HL7 v2 MSA-1", "Text", "State"),
        ((code, MESSAGE_CODES[code], state.value) for code, state in HL7_CODES.items()),
    )


def _categories() -> Iterator[str]:
    yield "## Claim status categories (STC01-1)\n"
    yield _table(
        ("Code", "In", "Text", "State", "Stopped"),
        (
            (
                category.code,
                ", ".join(
                    sorted(
                        TRANSACTIONS[kind] for kind in category.carriers - {EventKind.BATCH_STATUS}
                    )
                ),
                _text(CodeList.CLAIM_STATUS_CATEGORY, category.code),
                _state(category.state),
                "yes" if category.stopped_on else "",
            )
            for category in CATEGORIES.values()
        ),
    )


_TERMS = """\
## Payers' own words

A word that is no code of the list, in a 277 or as somebody saw it in a payer's portal
(`claimtrail report`), means the category that `[terms_of_status]` of the payer's profile gives it,
and has that category's state and weight. A word that the profile does not know moves nothing: the
fact is kept and noted (`unknown_term`, `unknown_code`), and the word is listed by
`claimtrail terms review`. What `claimtrail terms decide` says of it counts at once, for every claim
that bears it, until `claimtrail terms export` has brought it into the profile. Nothing is guessed.
"""


def _claim_statuses() -> Iterator[str]:
    rules = {
        **dict.fromkeys(DECIDED_STATUSES, "as above"),
        DENIED_STATUS: "counts as denied",
        REVERSAL_STATUS: "takes back its pair; REVERSED when nothing else counts",
        **{code: f"{state.value}, nothing posted" for code, state in UNPOSTED_STATUSES.items()},
    }
    rows = ((code, CLAIM_STATUSES[code], rule) for code, rule in rules.items())
    yield _table(("CLP02", "Text", "Effect"), [*rows, ("others", "", "noted: `unknown_code`")])


def _reasons() -> Iterator[str]:
    yield "## Adjustment reasons (CAS)\n"
    categories = dict.fromkeys(DENIAL_CATEGORIES.values())
    rows = [
        (f"denial: {category}", _codes(c for c, of in DENIAL_CATEGORIES.items() if of == category))
        for category in categories
    ]
    share, contract = ((carc for _, carc in table) for table in (PATIENT_SHARE, CONTRACTUAL))
    rows += [
        ("patient's share, with PR", _codes(share)),
        ("contractual, with CO", _codes(contract)),
        ("decision to come", _codes(PENDING)),
    ]
    yield _table(("Kind", "CARC"), rows)


def _inferences() -> Iterator[str]:
    yield "## Steps that can be inferred\n"
    targets: dict[tuple[State, tuple[State, ...]], list[State]] = {}
    for (before, after), cell in TRANSITIONS.items():
        if cell.verdict is Verdict.INFERRABLE:
            targets.setdefault((before, cell.via), []).append(after)
    yield _table(
        ("From", "Inferred", "To"),
        (
            (before.value, " → ".join(state.value for state in via), _names(after))
            for (before, via), after in targets.items()
        ),
    )
    yield "Every pair of states that no table here names is refused."
    yield ""


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def _names(states: Iterable[State]) -> str:
    wanted = set(states)
    return ", ".join(state.value for state in State if state in wanted)


def _codes(codes: Iterable[str]) -> str:
    return " ".join(sorted(codes, key=lambda code: (len(code), code)))


def _state(state: State | None) -> str:
    return state.value if state else "unchanged"


def _text(code_list: CodeList, code: str) -> str:
    known = code_table(code_list).get(code)
    return known.text if known else ""
