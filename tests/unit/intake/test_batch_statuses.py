"""A 277CA that refuses a whole batch or provider moves exactly its claims, whatever came first."""

from collections.abc import Iterable
from itertools import permutations
from typing import Any

import pytest

from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.matching.batch_model import (
    AMBIGUOUS,
    DIFFERS,
    NO_AUTHORITY,
    NOT_SENT,
    NOTHING_STATED,
    PROVIDER_NOT_SENT,
    BatchResult,
)
from claimtrail.intake.receive.plan_messages import CHUNK_SIZE
from simulator.model import SimulatedFile
from tests.harness.files.trial_files import PIPELINE_TRIALS, changed, trial_file
from tests.harness.pipelines.pipeline import Pipeline, run_in_order, work_off
from tests.harness.pipelines.schedules import Schedule

PAYER = "juniper-medicaid"
SENT_ALL, REFUSED_ALL = "277ca-receiver-reject.837", "277ca-receiver-reject-dated.277ca"
SENT_TWO, REFUSED_ONE = "277ca-provider-reject.837", "277ca-provider-reject.277ca"


def ran(files: Iterable[SimulatedFile]) -> Pipeline:
    """A pipeline after these files, each to its end before the next."""
    pipeline = Pipeline()
    run_in_order(pipeline, list(files))
    return pipeline


def claims(pipeline: Pipeline) -> dict[str, Claim]:
    """The claims by number."""
    found, _ = pipeline.store.list_claims(payer_id=PAYER, state=None, limit=100)
    return {claim.patient_control_number: claim for claim in found}


def states(pipeline: Pipeline) -> dict[str, State]:
    """The claims' states by number."""
    return {number: claim.state for number, claim in sorted(claims(pipeline).items())}


def exceptions(pipeline: Pipeline) -> list[BatchResult]:
    """The batch statuses that wait for a person."""
    return pipeline.store.list_batch_exceptions(payer_id=PAYER, limit=10)


ALL_REFUSED = dict.fromkeys(("HL0001", "HL0002", "HL0003"), State.FRONT_END_REJECTED)
ALL_SENT = dict.fromkeys(ALL_REFUSED, State.SUBMITTED)


@pytest.mark.parametrize("names", list(permutations((SENT_ALL, REFUSED_ALL))), ids=str)
@pytest.mark.capability("C1.8")
def test_given_a_batch_refused_as_a_whole_when_both_files_came_then_its_claims_are_rejected(
    names: tuple[str, ...],
) -> None:
    pipeline = ran(map(trial_file, names))

    assert states(pipeline) == ALL_REFUSED
    for claim in claims(pipeline).values():
        assert any(code.startswith("A3:24") for code in claim.steps[-1].codes)
    assert exceptions(pipeline) == []


@pytest.mark.parametrize("names", list(permutations((SENT_TWO, REFUSED_ONE))), ids=str)
@pytest.mark.capability("C1.8")
def test_given_a_provider_refused_when_both_files_came_then_only_its_claims_are_rejected(
    names: tuple[str, ...],
) -> None:
    pipeline = ran(map(trial_file, names))

    assert states(pipeline) == {"HL0001": State.ACCEPTED, "HL0009": State.FRONT_END_REJECTED}
    assert exceptions(pipeline) == []


@pytest.mark.capability("C7.6")
def test_given_both_files_at_once_and_again_when_worked_off_then_each_claim_has_one_step() -> None:
    pipeline = Pipeline()
    for file in (trial_file(REFUSED_ALL), trial_file(SENT_ALL)):
        pipeline.drop(file, times=3)
    work_off(pipeline)

    assert states(pipeline) == ALL_REFUSED
    assert {len(claim.steps) for claim in claims(pipeline).values()} == {
        len(claim.steps) for claim in claims(ran(map(trial_file, (SENT_ALL, REFUSED_ALL)))).values()
    }
    assert exceptions(pipeline) == []


@pytest.mark.parametrize(
    ("changes", "reason", "stated", "found"),
    [
        ([("QTY*AA*3", "QTY*AA*4")], DIFFERS, (4, 80000), (3, 80000)),
        ([("AMT*YY*800", "AMT*YY*799")], DIFFERS, (3, 79900), (3, 80000)),
        ([("*U*800", "*U*700")], DIFFERS, (3, 80000), (3, 80000)),
        ([("TRN*2*OWN1", "TRN*2*OWN2")], NOT_SENT, (3, 80000), (0, 0)),
        ([("*46*HARBORLIGHT", "*46*OTHERHOUSE")], NOT_SENT, (3, 80000), (0, 0)),
        ([("*20260901~", "*20250901~")], NOT_SENT, (3, 80000), (0, 0)),
        ([("PI*JNPRX", "PI*FXGLV")], NO_AUTHORITY, (3, 80000), (3, 80000)),
        (
            [("QTY*AA*3~\n", ""), ("AMT*YY*800~\n", ""), ("*U*800", "*U*0"), ("SE*14", "SE*12")],
            NOTHING_STATED,
            (None, None),
            (3, 80000),
        ),
    ],
    ids=["count", "amount", "STC04", "reference", "submitter", "date", "payer", "nothing"],
)
@pytest.mark.parametrize("status_first", [False, True])
@pytest.mark.capability("C1.8")
def test_given_sides_that_differ_when_both_came_then_nothing_moves_and_both_sides_are_listed(
    changes: list[tuple[str, str]],
    reason: str,
    stated: tuple[int | None, int | None],
    found: tuple[int, int],
    *,
    status_first: bool,
) -> None:
    files = [trial_file(SENT_ALL), changed(REFUSED_ALL, *changes)]
    pipeline = ran(reversed(files) if status_first else files)

    [result] = exceptions(pipeline)
    assert result.reason == reason
    assert (result.stated_count, result.stated_cents) == stated
    assert (result.found_count, result.found_cents) == found
    assert states(pipeline) == ALL_SENT


@pytest.mark.capability("C1.8")
def test_given_a_provider_that_sent_nothing_when_it_is_refused_then_nothing_moves() -> None:
    pipeline = ran(
        [trial_file(SENT_TWO), changed(REFUSED_ONE, ("*XX*1497758544", "*XX*1679576722"))]
    )

    [result] = exceptions(pipeline)
    assert (result.reason, result.level) == (PROVIDER_NOT_SENT, "provider")
    assert states(pipeline)["HL0009"] is State.SUBMITTED


@pytest.mark.capability("C1.8")
def test_given_claims_beneath_when_the_level_says_refused_then_the_claims_decide() -> None:
    pipeline = ran(
        [
            trial_file(SENT_TWO),
            changed(REFUSED_ONE, ("STC*A1:19:PR*20260902*WQ*270", "STC*A3:24:41*20260902*U*270")),
        ]
    )

    assert states(pipeline)["HL0001"] is State.ACCEPTED
    assert exceptions(pipeline) == []


@pytest.mark.capability("C1.8")
def test_given_a_status_before_its_837_when_that_comes_then_the_exception_is_closed() -> None:
    pipeline = ran([trial_file(REFUSED_ALL)])
    [waiting] = exceptions(pipeline)
    run_in_order(pipeline, [trial_file(SENT_ALL)])

    types = [event.detail_type.value for event in pipeline.audit.published.values()]
    rows = [row for row in pipeline.recorded("exceptions") if row["cause"] == "batch"]
    assert waiting.reason == NOT_SENT
    assert exceptions(pipeline) == []
    assert types.count("batch.exception_opened") == types.count("batch.exception_closed") == 1
    assert [row["status"] for row in rows] == ["open", "resolved"]


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.capability("C7.6")
def test_given_any_schedule_when_nothing_is_left_to_do_then_no_exception_is(seed: int) -> None:
    names = (SENT_ALL, REFUSED_ALL) if seed % 2 else (SENT_TWO, REFUSED_ONE)
    chunk_size = 500 if seed % 3 else CHUNK_SIZE
    pipeline = Schedule(seed, chunk_size=chunk_size).play(list(map(trial_file, names)))

    assert State.FRONT_END_REJECTED in states(pipeline).values()
    assert exceptions(pipeline) == []


def two_sets(first: tuple[str, str], second: tuple[str, str]) -> SimulatedFile:
    """The provider trial's 837 as two sets of one claim each, with these references and charges."""
    text = (PIPELINE_TRIALS / SENT_TWO).read_text(encoding="ascii")
    body = text[text.index("ST*837") : text.index("SE*40")]
    top, mine = body[: body.index("HL*1**20")], body[body.index("HL*1**20") :]
    one, other = mine[: mine.index("HL*3**20")], mine[mine.index("HL*3**20") :]
    other = other.replace("HL*3**20", "HL*1**20").replace("HL*4*3*22", "HL*2*1*22")
    sets = [
        one_set(top + one, number=1, reference=first[0], charge=("120", first[1])),
        one_set(top + other, number=2, reference=second[0], charge=("150", second[1])),
    ]
    head = text[: text.index("ST*837")]
    tail = "GE*2*112~\nIEA*1*000000112~\n"
    return trial_file("two-sets.837", "".join([head, *sets, tail]).encode())


def one_set(text: str, *, number: int, reference: str, charge: tuple[str, str]) -> str:
    """A set with its number, its reference, and a charge in place of another one."""
    old, new = charge
    text = text.replace("ST*837*0001", f"ST*837*000{number}").replace("*OWN1*", f"*{reference}*")
    text = text.replace(f"*{old}***11", f"*{new}***11").replace(f"99213*{old}*", f"99213*{new}*")
    return text + f"SE*{text.count('~') + 1}*000{number}~\n"


def refused(count: int, amount: int) -> SimulatedFile:
    """The batch trial's 277CA with other totals."""
    return changed(
        REFUSED_ALL,
        ("QTY*AA*3", f"QTY*AA*{count}"),
        ("AMT*YY*800", f"AMT*YY*{amount}"),
        ("*U*800", f"*U*{amount}"),
    )


@pytest.mark.parametrize(
    ("sets", "status", "moved", "reason"),
    [
        ((("OWN1", "120"), ("OWN2", "150")), (1, 120), {"HL0001"}, ""),
        ((("OWN1", "120"), ("OWN1", "150")), (2, 270), {"HL0001", "HL0009"}, ""),
        ((("OWN1", "120"), ("OWN1", "150")), (1, 150), {"HL0009"}, ""),
        ((("OWN1", "150"), ("OWN1", "150")), (1, 150), set(), AMBIGUOUS),
    ],
    ids=["one of two batches", "a batch of two sets", "one set of a batch", "either set"],
)
@pytest.mark.parametrize("status_first", [False, True])
@pytest.mark.capability("C1.8")
def test_given_several_sets_when_a_batch_is_refused_then_the_sets_that_agree_move(
    sets: tuple[tuple[str, str], tuple[str, str]],
    status: tuple[int, int],
    moved: set[str],
    reason: str,
    *,
    status_first: bool,
) -> None:
    files = [two_sets(*sets), refused(*status)]
    pipeline = ran(reversed(files) if status_first else files)

    rejected = {number for number, at in states(pipeline).items() if at is State.FRONT_END_REJECTED}
    assert len(states(pipeline)) == len(sets)
    assert rejected == moved
    assert [result.reason for result in exceptions(pipeline)] == ([reason] if reason else [])


@pytest.mark.capability("C3.8")
def test_given_a_batch_status_when_taken_then_it_stands_with_its_file_and_in_the_lake() -> None:
    pipeline = ran([trial_file(SENT_TWO), trial_file(REFUSED_ONE)])

    [receipt] = [one for one in pipeline.receipts() if one.partner_id == PAYER]
    kept = pipeline.store.batch_statuses_of(receipt.file_id)
    rows = {(row["level"], row["outcome"]): row for row in pipeline.recorded("batch_statuses")}
    assert [(one.fact.level, one.decides) for one in kept] == [
        ("receiver", False),
        ("provider", False),
        ("provider", True),
    ]
    assert set(rows) == {
        ("receiver", "informational"),
        ("provider", "informational"),
        ("provider", "applied"),
    }
    assert rows["provider", "applied"]["provider_npi"] == "1497758544"
    assert rows["provider", "applied"]["found_charge_cents"] == 15000


@pytest.mark.capability("C7.6")
def test_given_batches_when_stored_then_no_key_and_no_row_says_their_reference() -> None:
    pipeline = ran(
        [
            changed(SENT_ALL, ("*OWN1*", "*QUINCESECRET*")),
            changed(REFUSED_ALL, ("OWN1", "QUINCESECRET")),
        ]
    )

    keys = [item.partition + item.sort for item in pipeline.stored()]
    rows: list[dict[str, Any]] = [
        row
        for name in ("batch_statuses", "exceptions", "audit", "claim_events")
        for row in pipeline.recorded(name)
    ]
    assert states(pipeline) == ALL_REFUSED
    assert not any("QUINCESECRET" in text for text in (*keys, *map(str, rows)))
