"""Given a copy of the trail, whatever was done to it shows."""

import gzip
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimtrail.trail.chaining.append import append
from claimtrail.trail.chaining.chain import ChainPosition, encode
from claimtrail.trail.verification.copies import FolderCopy
from claimtrail.trail.verification.report import TrailVerdict
from claimtrail.trail.verification.trail_faults import FaultKind
from claimtrail.trail.verification.verify import verify_copy, verify_trail
from tests.twins.trail import MemoryChainStore

START = datetime(2026, 3, 9, 12, tzinfo=UTC)
OBJECTS = 6

Copy = dict[str, bytes]


def key(seq: int) -> str:
    """Two objects to a day."""
    return f"audit/dt=2026-03-{9 + (seq - 1) // 2:02d}/{seq:012d}.ndjson.gz"


def trail() -> MemoryChainStore:
    store = MemoryChainStore()
    for n in range(OBJECTS):
        rows = [{"audit_id": f"{n}.{m}"} for m in range(3)]
        append(store, "audit", rows, now=START + timedelta(hours=12 * n - n % 2 * 6))
    assert list(store.objects) == [key(n) for n in range(1, OBJECTS + 1)]
    return store


def edit(copy: Copy) -> None:
    lines = gzip.decompress(copy[key(3)]).splitlines()
    row = json.loads(lines[1])
    row["audit_id"] = "forged"
    lines[1] = json.dumps(row).encode()
    copy[key(3)] = gzip.compress(b"\n".join(lines) + b"\n", mtime=0)


def swap_rows(copy: Copy) -> None:
    lines = gzip.decompress(copy[key(3)]).splitlines()
    copy[key(3)] = gzip.compress(b"\n".join(reversed(lines)) + b"\n", mtime=0)


def spoil(copy: Copy) -> None:
    copy[key(3)] = b"nonsense"


def remove(copy: Copy) -> None:
    del copy[key(3)]


def remove_first(copy: Copy) -> None:
    del copy[key(1)]


def insert_twin(copy: Copy) -> None:
    place = ChainPosition("audit", date(2026, 3, 11), 3)
    rows = [{"audit_id": "x"}]
    copy[place.key] = encode(rows, place=place, previous_sha256="1" * 64, written_at=START)


def insert_stranger(copy: Copy) -> None:
    copy["audit/readme.txt"] = b"hello"


def swap_objects(copy: Copy) -> None:
    copy[key(3)], copy[key(4)] = copy[key(4)], copy[key(3)]


def move_the_first_to_an_earlier_day(copy: Copy) -> None:
    copy["audit/dt=2026-03-01/000000000001.ndjson.gz"] = copy.pop(key(1))


def move_to_another_day(copy: Copy) -> None:
    copy["audit/dt=2026-03-01/000000000004.ndjson.gz"] = copy.pop(key(4))


FORGERIES = [
    (edit, FaultKind.EDITED, key(3)),
    (swap_rows, FaultKind.EDITED, key(3)),
    (spoil, FaultKind.EDITED, key(3)),
    (remove, FaultKind.REMOVED, "audit/"),
    (remove_first, FaultKind.REMOVED, "audit/"),
    (insert_twin, FaultKind.INSERTED, "audit/dt=2026-03-11/000000000003.ndjson.gz"),
    (insert_stranger, FaultKind.INSERTED, "audit/readme.txt"),
    (swap_objects, FaultKind.REORDERED, key(3)),
    (
        move_the_first_to_an_earlier_day,
        FaultKind.REORDERED,
        "audit/dt=2026-03-01/000000000001.ndjson.gz",
    ),
    (move_to_another_day, FaultKind.REORDERED, "audit/dt=2026-03-01/000000000004.ndjson.gz"),
]


@pytest.mark.capability("C3.3")
def test_an_untouched_trail_is_sound_in_whatever_order_it_is_read() -> None:
    store = trail()

    report = verify_trail(reversed(store.objects.items()), heads=store.heads)

    assert report.sound
    assert (report.objects, report.rows, report.anchored) == (OBJECTS, OBJECTS * 3, True)


@pytest.mark.capability("C3.3")
@pytest.mark.parametrize(
    ("forge", "kind", "where"), FORGERIES, ids=[forge.__name__ for forge, _, _ in FORGERIES]
)
def test_a_forgery_shows_even_without_the_head(
    forge: Callable[[Copy], None], kind: FaultKind, where: str
) -> None:
    copy = dict(trail().objects)
    forge(copy)

    report = verify_trail(copy.items())

    assert not report.sound
    assert (kind, where) in {(fault.kind, fault.key) for fault in report.faults}


def test_what_was_cut_off_at_the_end_shows_against_the_head() -> None:
    store = trail()
    copy = dict(store.objects)
    del copy[key(OBJECTS)]

    report = verify_trail(copy.items(), heads=store.heads)

    assert [fault.kind for fault in report.faults] == [FaultKind.TRUNCATED]
    assert "number 6, which the head counts, is missing" in report.faults[0].text
    assert verify_trail(copy.items()).verdict is TrailVerdict.INCOMPLETE  # hence the head


def test_a_trail_rewritten_to_its_end_shows_against_the_head() -> None:
    store = trail()
    forged = MemoryChainStore()
    for n in range(OBJECTS):
        rows = [{"audit_id": "forged"}]
        append(forged, "audit", rows, now=START + timedelta(hours=12 * n - n % 2 * 6))

    report = verify_trail(forged.objects.items(), heads=store.heads)

    assert [(fault.kind, fault.key) for fault in report.faults] == [
        (FaultKind.EDITED, key(OBJECTS))
    ]


def test_a_dataset_that_is_gone_shows_against_its_head() -> None:
    store = trail()
    append(store, "files", [{"file_id": "1"}], now=START)
    copy = {name: data for name, data in store.objects.items() if name.startswith("files/")}

    report = verify_trail(copy.items(), heads=store.heads)

    assert [(fault.kind, fault.key) for fault in report.faults] == [(FaultKind.TRUNCATED, "audit/")]


def test_an_object_that_its_writer_did_not_count_yet_is_pending_and_a_second_is_not() -> None:
    store = trail()
    head = replace(store.heads["audit"], reserved=True)
    for n in (1, 2):
        append(store, "audit", [{"audit_id": f"late.{n}"}], now=START + timedelta(hours=54))

    report = verify_trail(store.objects.items(), heads={"audit": head})

    assert report.pending == ("audit/dt=2026-03-11/000000000007.ndjson.gz",)
    assert [fault.kind for fault in report.faults] == [FaultKind.BEYOND]


def test_a_copy_on_disk_is_read_with_the_buckets_keys(tmp_path: Path) -> None:
    store = trail()
    for name, data in store.objects.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    report = verify_copy(FolderCopy(tmp_path), heads=store.heads)

    assert (report.sound, report.objects) == (True, OBJECTS)


@given(seq=st.integers(1, OBJECTS), position=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_no_bit_of_the_trail_can_flip_unseen(seq: int, position: int, bit: int) -> None:
    store = trail()
    copy = dict(store.objects)
    data = bytearray(copy[key(seq)])
    data[position % len(data)] ^= 1 << bit
    copy[key(seq)] = bytes(data)

    assert not verify_trail(copy.items(), heads=store.heads).sound
