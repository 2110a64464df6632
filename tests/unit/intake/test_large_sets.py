"""One large set worked on in chunks ends as if one worker had read it at once."""

import re
from dataclasses import replace
from functools import cache
from random import Random
from typing import Any

import pytest

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.remittances import Remitted
from claimtrail.claims.store import documents
from claimtrail.intake.ingest.ingest_range import ingest_range
from claimtrail.intake.model.messages import IngestMessage
from claimtrail.intake.model.receipt import FileStatus
from claimtrail.x12.model import SetAcceptance
from simulator.model import SimulatedFile
from tests.harness.effort import times
from tests.harness.files.one_set import one_set
from tests.harness.intake.intake_fixture import Crash, Faults, IntakeFixture
from tests.twins.claims.memory import Kept

CLAIMS = 24
CHUNK = 1_000
"""Bytes: a few claims each."""
UNCUT = 1 << 24


@cache
def sound(transaction: str) -> SimulatedFile:
    return one_set(transaction, CLAIMS)


def changed(file: SimulatedFile, old: bytes, new: bytes) -> SimulatedFile:
    """The file with the last occurrence of `old` replaced."""
    before, found, after = file.content.rpartition(old)
    assert found
    return replace(file, content=before + new + after)


def remittance_with(old: bytes, new: bytes) -> SimulatedFile:
    return changed(sound("835"), old, new)


def with_one_number(file: SimulatedFile) -> SimulatedFile:
    """The remittance with the same CLP01 on all claims."""
    return replace(file, content=re.sub(rb"~CLP\*[^*]*", b"~CLP*UNKNOWN", file.content))


FILES = {
    "a sound 835": lambda: sound("835"),
    "a sound 277CA": lambda: sound("277CA"),
    "a sound 837": lambda: sound("837"),
    "an 835 with an odd last claim": lambda: remittance_with(b"~NM1*QC*", b"~NM1*QC*9*"),
    "an 835 held for its count": lambda: remittance_with(b"~SE*", b"~SE*9"),
    "an 835 held for its payment": lambda: remittance_with(b"~BPR*I*", b"~BPR*I*1"),
    "an 835 with a claim of its own amounts": lambda: remittance_with(
        b"~CAS*CO*45*", b"~CAS*CO*45*1"
    ),
    "an 835 with one number on all claims": lambda: with_one_number(sound("835")),
    "an 835 with unknown codes": lambda: remittance_with(b"~CAS*CO*45*", b"~CAS*CO*999*"),
    "an 835 with an amount that is none": lambda: remittance_with(b"~CAS*CO*45*", b"~CAS*CO*45*X"),
    "a 277CA whose totals do not add up": lambda: changed(
        sound("277CA"), b"~QTY*90*", b"~QTY*90*9"
    ),
    "a 277CA with an odd last level": lambda: changed(sound("277CA"), b"~HL*", b"~HL*9"),
    "a 277CA held for its count": lambda: changed(sound("277CA"), b"~SE*", b"~SE*9"),
    "an 837 with a claim without its number": lambda: changed(sound("837"), b"~CLM*", b"~CLM**"),
    "an 837 held for its count": lambda: changed(sound("837"), b"~SE*", b"~SE*9"),
}
"""The source of each; the names say what is special."""


def played(file: SimulatedFile, *, chunk_size: int) -> IntakeFixture:
    intake = IntakeFixture(chunk_size=chunk_size)
    intake.drop_and_ingest(f"{file.partner_id}/{file.name}", file.content)
    return intake


def end_state(intake: IntakeFixture) -> dict[str, Any]:
    """Everything that a user could see, but for rosters, which a chunk has of its own."""
    return {
        "receipts": intake.files.receipts,
        "ranges": intake.files.ranges,
        "events": {
            (*place, name): document
            for place, stored in intake.claims.items.items()
            for name, document in stored.items()
            if place[0] not in {Kept.ROSTER, Kept.SET, Kept.BATCH_ROSTER}
        },
        "batches": sorted(
            (member.claim_id, member.provider_key, member.charge_cents)
            for document in intake.claims.documents_of(Kept.BATCH_ROSTER)
            for member in documents.load_batch_roster(document).members
        ),
        "members": sorted(
            claim_id
            for document in intake.claims.documents_of(Kept.ROSTER)
            for claim_id in documents.load_roster(document).claim_ids
        ),
        "payments": intake.payments.copies,
        "outbox": intake.outbox.objects,
        "published": intake.publisher.events,
        "rows": {
            dataset: {tuple(sorted(row.items())) for row in rows}
            for dataset, rows in intake.rows.rows.items()
        },
    }


@pytest.mark.capability("C2.3")
@pytest.mark.parametrize("name", FILES)
def test_given_a_set_in_chunks_when_taken_in_then_nobody_can_tell_it_from_a_single_pass(
    name: str,
) -> None:
    file = FILES[name]()
    whole = played(file, chunk_size=UNCUT)
    split = played(file, chunk_size=CHUNK)

    assert not whole.files.verdicts
    assert len(split.files.verdicts) == 1
    assert end_state(split) == end_state(whole)
    [receipt] = split.files.receipts.values()
    if " held " in name:
        assert receipt.status is FileStatus.REJECTED
        assert receipt.event_count == 0
        assert not end_state(split)["events"]
    else:
        assert receipt.event_count >= CLAIMS - 1


@pytest.mark.capability("C7.6")
@pytest.mark.parametrize("chunk_size", [CHUNK, UNCUT])
def test_given_one_number_on_all_claims_when_appended_then_it_names_none_of_them(
    chunk_size: int,
) -> None:
    intake = played(with_one_number(sound("835")), chunk_size=chunk_size)
    facts = [
        documents.load_event(document).fact for document in intake.claims.documents_of(Kept.EVENT)
    ]
    remitted = [fact for fact in facts if isinstance(fact, Remitted)]

    assert remitted
    assert not any(fact.has_own_number for fact in remitted)


@pytest.mark.parametrize("transaction", ["835", "277CA"])
def test_given_a_large_set_when_queued_then_its_chunks_are_checked_by_many_workers(
    transaction: str,
) -> None:
    file = sound(transaction)
    intake = IntakeFixture(chunk_size=CHUNK)
    intake.drop(f"{file.partner_id}/{file.name}", file.content)

    steps = [message.chunk.step for message in intake.queue.messages if message.chunk]
    assert steps == ["check"] * len(intake.queue.messages)
    assert len(steps) > 4
    assert not intake.claims.items
    intake.ingest()
    assert len(intake.files.checked) == len(intake.files.appended) == len(steps)


def test_given_a_provider_adjustment_amid_the_claims_when_cut_there_then_it_is_read_at_once() -> (
    None
):
    """A part that does not end where a claim may begin cannot be joined."""
    file = sound("835")
    claims = file.content.split(b"~CLP*")
    claims[12] += b"~PLB*1234567893*20261231*WO:X1*0"
    content = re.sub(rb"~SE.(\d+)", lambda se: b"~SE*%d" % (int(se[1]) + 1), b"~CLP*".join(claims))
    file = replace(file, content=content)

    whole, split = played(file, chunk_size=UNCUT), played(file, chunk_size=500)

    assert split.files.checked
    assert not next(iter(split.files.verdicts.values())).at_claims
    assert end_state(split) == end_state(whole)


@pytest.mark.capability("C3.2")
@pytest.mark.parametrize("name", ["a sound 835", "a sound 277CA", "an 835 held for its count"])
def test_given_messages_repeated_and_in_any_order_when_worked_off_then_the_end_is_the_same(
    name: str,
) -> None:
    file = FILES[name]()
    expected = end_state(played(file, chunk_size=CHUNK))

    for seed in range(times(20)):
        chance = Random(seed)  # noqa: S311 - an order, no secret
        intake = IntakeFixture(chunk_size=CHUNK)
        intake.drop(f"{file.partner_id}/{file.name}", file.content)
        done: list[IngestMessage] = []
        while intake.queue.messages:
            chance.shuffle(intake.queue.messages)
            message = intake.queue.messages.pop()
            ingest_range(message, deps=intake.ingesting)
            done.append(message)
            if chance.random() < 0.3:
                ingest_range(chance.choice(done), deps=intake.ingesting)
        assert end_state(intake) == expected, f"seed {seed}"


@pytest.mark.long
@pytest.mark.capability("C1.2")
@pytest.mark.parametrize("after", [False, True], ids=["before-effect", "after-effect"])
@pytest.mark.parametrize("name", ["a sound 835", "a sound 837", "an 835 held for its count"])
def test_given_a_crash_at_any_call_when_redelivered_then_the_end_is_the_same(
    name: str, *, after: bool
) -> None:
    file = FILES[name]()
    expected = end_state(played(file, chunk_size=4 * CHUNK))

    for crash_at in range(1, 500):
        intake = IntakeFixture(chunk_size=4 * CHUNK)
        intake.drop(f"{file.partner_id}/{file.name}", file.content)
        faults = Faults(crash_at=crash_at, after=after)
        crashed = False
        while intake.queue.messages:
            message = intake.queue.messages[0]
            try:
                ingest_range(message, deps=faults.around(intake.ingesting))
            except Crash:
                crashed = True
            else:
                intake.queue.messages.remove(message)
        assert end_state(intake) == expected, f"crash at call {crash_at}"
        if not crashed:
            assert crash_at > 10
            return
    pytest.fail("a large set makes more calls than expected")


def test_given_a_refused_set_when_a_stray_message_asks_to_append_it_then_no_claim_moves() -> None:
    file = FILES["an 835 held for its count"]()
    intake = IntakeFixture(chunk_size=CHUNK)
    intake.drop(f"{file.partner_id}/{file.name}", file.content)
    first = intake.queue.messages[0]
    intake.ingest()
    assert first.chunk is not None
    stray = first.chunk.model_copy(update={"step": "append"})

    ingest_range(first.model_copy(update={"chunk": stray}), deps=intake.ingesting)

    assert not end_state(intake)["events"]
    [result] = intake.files.ranges.values()
    assert [outcome.verdict for outcome in result.sets] == [SetAcceptance.REJECTED]


@pytest.mark.long
@pytest.mark.capability("C2.3", "C3.8")
def test_given_three_thousand_claims_in_one_set_when_taken_in_then_each_has_its_event(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The same with 200,000, timed and with its memory: python -m tests.benchmarks.large_set."""
    file = one_set("835", 3_000)
    intake = IntakeFixture(chunk_size=64 << 10)
    sizes: list[int] = []
    for name in ("append_events", "append_new_events"):
        append = getattr(intake.claims, name)

        def counted(events: list[ClaimEvent], append: Any = append) -> Any:
            sizes.append(len(events))
            return append(events)

        monkeypatch.setattr(intake.claims, name, counted)
    receipt = intake.drop_and_ingest(f"{file.partner_id}/{file.name}", file.content)

    claims = file.content.count(b"~CLP*")
    assert receipt.event_count == claims >= 3_000
    assert len(end_state(intake)["events"]) == claims
    assert sum(sizes) == claims
    assert max(sizes) <= 500
    assert len(intake.files.appended) > 10
    [payment] = intake.payments.copies.values()
    assert (payment.claim_count, payment.balanced) == (claims, True)
    assert intake.outbox.objects[receipt.acknowledgment_keys[0]].count(b"~AK2*") == 1
