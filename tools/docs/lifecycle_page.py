"""Renders docs/lifecycle.md from the very tables that decide."""

from collections.abc import Iterable, Iterator
from types import MappingProxyType

from claimtrail.claims.facts.kinds import EventKind
from claimtrail.claims.lifecycle.adjustments import (
    CONTRACTUAL,
    DENIAL_CATEGORIES,
    PATIENT_SHARE,
    PENDING,
)
from claimtrail.claims.lifecycle.evidence_codes import HL7_CODES, INTERCHANGE_CODES, SET_CODES
from claimtrail.claims.lifecycle.remittances import (
    DECIDED_STATUSES,
    DENIED_STATUS,
    REVERSAL_STATUS,
    UNPOSTED_STATUSES,
)
from claimtrail.claims.lifecycle.state_words import STATE_WORDS
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.lifecycle.status_categories import CATEGORIES
from claimtrail.claims.lifecycle.transitions import (
    AT_PAYER,
    EDGES,
    LIFECYCLE_VERSION,
    OUTCOMES,
    TRANSITIONS,
    TransitionKind,
)
from claimtrail.claims.views.code_words import CLAIM_STATUSES, MESSAGE_CODES
from claimtrail.claims.views.timeline import TRANSACTIONS
from claimtrail.codes.tables import CodeList, code_table
from tools.docs import authority_page, clocks_page, outcomes_page
from tools.docs.lifecycle_rules import REMITTANCES, RULES, TERMS
from tools.docs.wrap import wrap

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

_HEAD = f"""\
# The lifecycle of a claim

    $ claimtrail claim clm_lpurkuqki2s7aacbpnhh5drk
      Day          Status                      Source           Meaning
      2026-11-03   Submitted, no 999 yet       837 CLM05-3=1    original claim
      2026-11-03   999 accepted                999 IK5=A AK9=A  Accepted
      2026-11-04   Rejected by payer (277CA)   277CA A6:33:IL   Rejected: information missing: ...

Rendered from `claimtrail/claims/` by `make docs`; a test keeps page and tables in step. This is
version {LIFECYCLE_VERSION} of the tables; every step names the row that decided, as
`lifecycle@{LIFECYCLE_VERSION}/277CA-A2`.

A claim is the fold of its events. Events are read in the order of their effective day (STC02,
BPR16, BHT04, else the file's own day), then of the file's time (ISA09, ISA10), then of their stage
(837, TA1, 999, 277CA, 277, 835 reversal, 835), then of file and place. When they arrived plays no
part: late, repeated and shuffled files end in the same claim.
"""


def render() -> str:
    """Return the whole page, Markdown."""
    parts = [
        _HEAD,
        *_states(),
        clocks_page.render(),
        RULES,
        authority_page.render(),
        outcomes_page.render(),
        *_acknowledgments(),
        *_categories(),
        TERMS,
        REMITTANCES,
    ]
    return wrap("\n".join([*parts, *_claim_statuses(), *_reasons(), *_inferences()]))


def _states() -> Iterator[str]:
    yield "## States\n"
    yield "\n".join(["```mermaid", "stateDiagram-v2", *_diagram(), "```", ""])
    yield "The diagram leaves out voiding, writing off and closing; the table has every edge.\n"
    yield _table(
        ("State", "As people see it", "Meaning", "Moves to"),
        (
            (state.value, STATE_WORDS[state], MEANINGS[state], _names(EDGES[state]))
            for state in State
        ),
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
        if cell.verdict is TransitionKind.INFERRABLE:
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
