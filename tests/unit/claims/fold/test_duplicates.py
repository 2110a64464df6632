"""Nothing is billed or posted twice, by whatever pipeline it comes."""

import json
from itertools import permutations
from threading import Barrier, Thread
from typing import Any

import pytest
from rich.console import Console

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.fold.progress import SENT_AGAIN_FROM
from claimtrail.claims.fold.review.duplicates import NEXT, NextSubmission, rebill_check_of
from claimtrail.claims.lifecycle.state_words import state_words
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.lifecycle.transitions import TRANSITIONS, TransitionKind
from claimtrail.claims.projection.projection import project
from claimtrail.claims.publishing.events import events_of_change
from claimtrail.claims.publishing.exception_rows import exception_rows
from claimtrail.claims.store.changes import Change, Guard
from claimtrail.cli.claims.rebill_check import show_rebill_check
from claimtrail.cli.core.output import Output
from tests.harness.claims.claim_events import (
    CLAIM_ID,
    INFERRING,
    NOW,
    accepted_claim,
    ack999,
    folded,
    front_end,
    remitted,
    submitted,
)
from tests.twins.claims import MemoryClaimStore


def _project(store: MemoryClaimStore) -> Change:
    change = project(CLAIM_ID, store=store, policy=lambda _: INFERRING, clock=lambda: NOW)
    assert change is not None
    return change


@pytest.mark.capability("C7.6")
def test_the_same_claim_in_another_file_is_refused_and_told() -> None:
    store = MemoryClaimStore()
    store.append_events(accepted_claim())
    before = _project(store).claim

    again = submitted(3, file="the same claim in another file")
    store.append_events([again])
    change = _project(store)

    claim = change.claim
    assert (claim.state, claim.charge_cents, claim.steps) == (
        before.state,
        before.charge_cents,
        before.steps,
    )
    [row] = exception_rows(change)
    assert (row["status"], row["cause"], row["event_id"], row["codes"]) == (
        "open",
        "duplicate_submission",
        again.event_id,
        "CLM05-3=1",
    )
    [event] = events_of_change(change)
    assert (event.detail_type, event.detail["reason"]) == ("claim.flagged", "duplicate_submission")
    assert event.source_file_id == again.source.file_id


@pytest.mark.capability("C7.6")
def test_a_changed_claim_that_calls_itself_an_original_is_refused_with_what_differs() -> None:
    claim = folded([*accepted_claim(), submitted(8, charge=120)])

    assert claim.charge_cents == 10_000
    assert [(note.reason, note.codes) for note in claim.notes] == [
        ("duplicate_submission", ("CLM05-3=1", "differs=charge", "differs=lines"))
    ]


@pytest.mark.capability("C7.6")
def test_the_same_file_again_is_no_duplicate_and_a_replacement_is_none() -> None:
    [first, *others] = accepted_claim()

    assert not rebill_check_of(folded([first, first, *others])).duplicates
    replaced = rebill_check_of(folded([first, *others, submitted(8, frequency="7", charge=120)]))
    assert (replaced.charge_cents, replaced.duplicates) == (12_000, ())


@pytest.mark.capability("C7.6")
def test_a_duplicate_is_none_once_the_rejection_that_it_answers_turns_up() -> None:
    store = MemoryClaimStore()
    store.append_events([submitted(1), submitted(4)])
    opened = [row for row in exception_rows(_project(store)) if row["status"] == "open"]
    assert [row["cause"] for row in opened] == ["duplicate_submission"]

    store.append_events([ack999(2, "R")])
    change = _project(store)

    assert change.claim.state is State.RESUBMITTED
    healed = [row for row in exception_rows(change) if row["status"] == "resolved"]
    assert [row["exception_id"] for row in healed] == [row["exception_id"] for row in opened]
    assert "claim.unflagged" in [event.detail_type for event in events_of_change(change)]


@pytest.mark.capability("C7.6")
def test_what_charge_capture_is_reported_is_what_the_fold_does() -> None:
    assert set(NEXT) == set(State)
    for state, following in NEXT.items():
        verdict = TRANSITIONS[state, State.RESUBMITTED].verdict
        if following is NextSubmission.ORIGINAL:
            assert state in SENT_AGAIN_FROM
        elif following is NextSubmission.CHECK:
            assert state is State.DRAFT, "nobody sent it, or its 837 is not on file"
        elif following is NextSubmission.REPLACEMENT:
            assert verdict is TransitionKind.EDGE, state
        else:
            assert state not in SENT_AGAIN_FROM, f"{state}: it would be taken"


@pytest.mark.capability("C7.6")
@pytest.mark.parametrize(
    ("events", "following", "says"),
    [
        (
            accepted_claim(),
            "nothing",
            "The payer has this claim; a second original would deny as a duplicate (CARC 18).",
        ),
        ([submitted(1), ack999(2, "R")], "original", "as an original"),
        ([submitted(1), front_end(2, "A3")], "original", "as an original"),
        (
            [*accepted_claim(), remitted(9, 0, "CO-16:100", number="ICN-7")],
            "replacement",
            "as a replacement (CLM05-3 = 7) of ICN-7",
        ),
    ],
)
def test_charge_capture_gets_the_latest_status_and_how_to_send_next(
    events: list[ClaimEvent], following: str, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    claim = folded(events)

    show_rebill_check(Output(console=Console(width=200)), rebill_check_of(claim))
    shown = " ".join(capsys.readouterr().out.split())
    show_rebill_check(Output(as_json=True), rebill_check_of(claim))
    data = json.loads(capsys.readouterr().out)

    assert says in shown
    assert state_words(claim.state) in shown
    assert (data["state"], data["next_submission"]) == (claim.state.value, following)


@pytest.mark.capability("C7.6")
def test_a_remittance_that_comes_again_in_other_files_is_posted_once_in_any_order() -> None:
    paid = remitted(9, 80, "CO-45:20")
    copies = [paid, *(remitted(9, 80, "CO-45:20", file=name) for name in ("second", "third"))]

    for order in permutations(copies):
        assert folded([*accepted_claim(), *order]).paid_cents == 8_000


@pytest.mark.capability("C7.6")
@pytest.mark.parametrize(
    "change",
    [{"trace": "EFT-OTHER"}, {"number": "ICN-OTHER"}, {"cas": "CO-45:19 CO-253:1"}, {"on": 10}],
    ids=str,
)
def test_a_remittance_that_differs_in_the_key_is_another_one(change: dict[str, Any]) -> None:
    fields: dict[str, Any] = {"on": 9, "paid": 80, "cas": "CO-45:20"}
    claim = folded([*accepted_claim(), remitted(**fields), remitted(**(fields | change))])

    taken = [step for step in claim.steps if step.evidence == "remitted" and not step.inferred]
    noted = [note.reason for note in claim.notes if note.evidence == "remitted"]
    assert (len(taken), noted) == (1, ["confirmed", "second_payment"])


class MeetingStore(MemoryClaimStore):
    """Two writers meet before they save, so that both have read the same version."""

    def __init__(self, barrier: Barrier) -> None:
        super().__init__()
        self._barrier = barrier
        self._met = 0

    def save(self, change: Change, *, guards: tuple[Guard, ...] = ()) -> None:
        if self._met < self._barrier.parties:
            self._met += 1
            self._barrier.wait(timeout=10)
        super().save(change, guards=guards)


@pytest.mark.capability("C7.6")
def test_two_workers_at_once_post_a_remittance_once() -> None:
    store = MeetingStore(Barrier(2))
    store.append_events([*accepted_claim(), remitted(9, 80, "CO-45:20")])
    store.append_events([remitted(9, 80, "CO-45:20", file="again")])

    workers = [Thread(target=project, args=(CLAIM_ID,), kwargs=_tools(store)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=10)

    claim = store.find(CLAIM_ID)
    assert claim is not None
    assert (claim.paid_cents, claim.version) == (8_000, 1), "one of the two found it done"


def _tools(store: MemoryClaimStore) -> dict[str, Any]:
    return {"store": store, "policy": lambda _: INFERRING, "clock": lambda: NOW}
