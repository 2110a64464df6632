"""Given a copy that was made to break its reader, each such thing is named, the rest verified."""

import gzip
import os
import socket
import tracemalloc
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from claimtrail.aws.trail.copy import S3Copy
from claimtrail.trail.chaining.append import append
from claimtrail.trail.chaining.contents import MAX_OBJECT_BYTES
from claimtrail.trail.verification.copies import FolderCopy, MemoryCopy
from claimtrail.trail.verification.report import TrailVerdict, VerificationReport
from claimtrail.trail.verification.trail_faults import FaultKind
from claimtrail.trail.verification.verify import verify_copy
from tests.harness.aws.versioned_bucket import VersionedBucket
from tests.harness.trail.forged_copy import BUCKET, DAYS, SIGNER, START, Objects, Trail, build
from tests.harness.trail.inventions import SPOILED
from tests.harness.trail.tampering import write_folder
from tests.twins.trail import MemoryChainStore

KEYS = (SIGNER.public_key,)
VICTIM = "audit/dt=2026-03-10/000000000006.ndjson.gz"
OTHER = "claim_events/dt=2026-03-12/000000000014.ndjson.gz"
FLAT = 24 << 20
"""Bytes that a verification may take beside the copy itself."""


@pytest.fixture(scope="module")
def trail() -> Trail:
    return build()


def kinds(report: VerificationReport) -> set[tuple[FaultKind, str]]:
    return {(fault.kind, fault.key) for fault in report.faults}


@pytest.mark.parametrize("name", SPOILED)
def test_what_would_break_a_reader_is_a_fault_in_flat_memory_and_the_rest_is_verified(
    trail: Trail, name: str
) -> None:
    copy = dict(trail.objects) | {VICTIM: SPOILED[name]}
    copy[OTHER] = gzip.compress(gzip.decompress(copy[OTHER]).replace(b"PAID", b"DEAD", 1))
    tracemalloc.start()

    report = verify_copy(MemoryCopy(copy), public_keys=KEYS, heads=trail.heads)

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < FLAT
    assert {(FaultKind.EDITED, VICTIM), (FaultKind.EDITED, OTHER)} <= kinds(report)
    assert {fault.key for fault in report.faults} == {VICTIM, OTHER}
    assert report.objects == 78


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("bomb", "a row is longer than 4 MiB"),
        ("bomb of lines", "a row does not name its place"),
        ("deep list", "its JSON is nested too deep"),
        ("no UTF-8", "it is not in UTF-8"),
        ("NaN", "NaN or infinity is no JSON number"),
        ("huge integer", "an integer is beyond 64 bits"),
        ("name twice", "a name comes twice in one object"),
        ("true for one", "a row does not name its place"),
        ("bytes behind", "bytes follow its end"),
        ("cut off", "it is split off"),
        ("no row", "it holds no row"),
    ],
)
def test_the_fault_says_what_is_wrong_with_the_content(trail: Trail, name: str, text: str) -> None:
    report = verify_copy(MemoryCopy(dict(trail.objects) | {VICTIM: SPOILED[name]}))

    assert any(text in fault.text for fault in report.faults if fault.key == VICTIM), report.faults


def test_an_object_that_unpacks_to_more_than_any_honest_one_is_given_up(trail: Trail) -> None:
    row = b'{"chain_seq":6,"previous_sha256":"%s","x":"%s"}\n' % (b"0" * 64, b"y" * (1 << 20))
    bomb = gzip.compress(row * 70, mtime=0)

    report = verify_copy(MemoryCopy(dict(trail.objects) | {VICTIM: bomb}), heads=trail.heads)

    assert any("unpacks to more than 64 MiB" in fault.text for fault in report.faults)


def _symlink(path: Path, folder: Path) -> None:
    path.symlink_to(folder / "copy" / OTHER)


def _dangling(path: Path, _folder: Path) -> None:
    path.symlink_to("/nowhere")


def _endless(path: Path, _folder: Path) -> None:
    path.symlink_to("/dev/zero")


def _link_to_folder(path: Path, folder: Path) -> None:
    path.symlink_to(folder)


def _fifo(path: Path, _folder: Path) -> None:
    os.mkfifo(path)


def _socket(path: Path, folder: Path) -> None:
    with closing(socket.socket(socket.AF_UNIX)) as made:
        (folder / "s").unlink(missing_ok=True)
        made.bind(str(folder / "s"))
    (folder / "s").rename(path)


def _sparse(path: Path, _folder: Path) -> None:
    with path.open("wb") as file:
        file.truncate(MAX_OBJECT_BYTES + 1)


def _unreadable(path: Path, _folder: Path) -> None:
    path.mkdir()
    (path / "below").mkdir()


@pytest.mark.parametrize(
    ("plant", "text"),
    [
        (_symlink, "symbolic link"),
        (_dangling, "symbolic link"),
        (_endless, "symbolic link"),
        (_link_to_folder, "symbolic link"),
        (_fifo, "FIFO"),
        (_socket, "socket"),
        (_sparse, "larger than 64 MiB"),
        (_unreadable, "the trail has no folder here"),
    ],
)
def test_what_is_no_file_in_a_folder_is_named_and_not_opened(
    trail: Trail, tmp_path: Path, plant: Callable[[Path, Path], None], text: str
) -> None:
    write_folder(Objects(trail.objects), tmp_path)
    path = tmp_path / "copy" / VICTIM
    path.unlink()
    plant(path, tmp_path)

    report = verify_copy(FolderCopy(tmp_path / "copy"), public_keys=KEYS)

    assert any(text in fault.text for fault in report.faults if fault.key.startswith(VICTIM))
    assert all(fault.key.startswith(("audit/", VICTIM)) for fault in report.faults)
    assert report.rows >= 213


def test_a_hard_link_is_named_and_its_bytes_are_verified_all_the_same(
    trail: Trail, tmp_path: Path
) -> None:
    copy = Objects(trail.objects)
    copy.odd[VICTIM] = "hard link"
    write_folder(copy, tmp_path)

    (fault,) = verify_copy(FolderCopy(tmp_path / "copy"), public_keys=KEYS).faults

    assert (fault.kind, fault.key) == (FaultKind.UNREADABLE, VICTIM)
    assert "hard link" in fault.text


def test_a_name_that_a_terminal_would_obey_is_shown_escaped(trail: Trail, tmp_path: Path) -> None:
    write_folder(Objects(trail.objects), tmp_path)
    (tmp_path / "copy" / "audit" / "\x1b[2J").write_bytes(b"")
    (tmp_path / "copy" / os.fsdecode(b"\xff\xfe")).write_bytes(b"")

    report = verify_copy(FolderCopy(tmp_path / "copy"), public_keys=KEYS)

    assert {fault.key for fault in report.faults} == {r"audit/\x1b[2J", r"\udcff\udcfe"}


def test_a_hundred_thousand_strangers_take_no_more_memory_than_a_thousand(trail: Trail) -> None:
    copy = dict(trail.objects) | {f"audit/{number}": b"" for number in range(100_000)}
    read = MemoryCopy(copy)
    tracemalloc.start()

    report = verify_copy(read, public_keys=KEYS)

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < FLAT
    assert len(report.faults) == 1_000
    assert report.fault_counts == {FaultKind.INSERTED: 100_000}


@pytest.mark.capability("C3.3", "C5.1")
def test_a_chain_that_neither_seals_nor_heads_know_is_a_fault_in_every_mode(trail: Trail) -> None:
    store = MemoryChainStore()
    append(store, "bonus", [{"id": "1"}], now=START)
    copy = MemoryCopy(dict(trail.objects) | store.objects)

    for report in (
        verify_copy(copy),
        verify_copy(copy, public_keys=KEYS, growing=True),
        verify_copy(copy, public_keys=KEYS, heads=trail.heads),
        verify_copy(copy, heads=trail.heads, growing=True),
    ):
        assert kinds(report) == {(FaultKind.UNKNOWN, "bonus/")}
    alone = verify_copy(MemoryCopy(store.objects))
    assert alone.verdict is TrailVerdict.INCOMPLETE
    assert (
        verify_copy(MemoryCopy(store.objects), public_keys=KEYS).verdict is TrailVerdict.NOT_SOUND
    )


@pytest.mark.capability("C3.3", "C5.1")
def test_a_chain_that_began_after_the_newest_seal_is_no_fault_and_is_not_vouched_for(
    trail: Trail,
) -> None:
    store = MemoryChainStore()
    append(store, "exceptions", [{"id": "1"}], now=START + timedelta(days=DAYS))
    copy = MemoryCopy(dict(trail.objects) | store.objects)

    report = verify_copy(copy, public_keys=KEYS, growing=True)

    assert (report.verdict, report.faults) == (TrailVerdict.SOUND_UP_TO, ())
    assert not report.whole
    assert [one.dataset for one in report.chains if one.began_later] == ["exceptions"]
    assert any(text.startswith("exceptions: it began after") for text in report.could_be_missing)
    with_heads = {**trail.heads, **store.heads}
    assert verify_copy(copy, public_keys=KEYS, heads=with_heads).verdict is TrailVerdict.SOUND
    older = verify_copy(copy, public_keys=KEYS, heads=trail.heads, growing=True)
    assert older.verdict is TrailVerdict.SOUND_UP_TO
    # Whoever allows nothing new, or trusts the copy's own key, gets the words as before.
    exact = verify_copy(copy, public_keys=KEYS)
    assert kinds(exact) == {(FaultKind.UNKNOWN, "exceptions/")}
    assert verify_copy(copy, growing=True).verdict is TrailVerdict.INCOMPLETE


@pytest.mark.capability("C3.3", "C5.1")
def test_a_chain_of_a_sealed_day_that_no_seal_names_is_forged_whatever_follows(
    trail: Trail,
) -> None:
    store = MemoryChainStore()
    for day in (DAYS - 2, DAYS, DAYS + 1):
        append(store, "exceptions", [{"id": str(day)}], now=START + timedelta(days=day))
    copy = MemoryCopy(dict(trail.objects) | store.objects)

    report = verify_copy(copy, public_keys=KEYS, growing=True)

    assert kinds(report) == {(FaultKind.UNKNOWN, "exceptions/")}
    assert report.verdict is TrailVerdict.NOT_SOUND


@pytest.mark.capability("C3.3", "C5.1")
def test_a_sealed_chain_that_is_begun_again_after_the_seal_is_found(trail: Trail) -> None:
    store = MemoryChainStore()
    append(store, "access_log", [{"id": "1"}], now=START + timedelta(days=DAYS))
    kept = {key: data for key, data in trail.objects.items() if not key.startswith("access_log/")}

    report = verify_copy(MemoryCopy(kept | store.objects), public_keys=KEYS, growing=True)

    assert report.verdict is TrailVerdict.NOT_SOUND


@pytest.mark.capability("C3.3")
@pytest.mark.parametrize("day", range(DAYS))
def test_heads_that_are_older_than_the_newest_seal_are_no_fault(trail: Trail, day: int) -> None:
    report = verify_copy(
        MemoryCopy(trail.objects), heads=trail.heads_by_day[day], public_keys=KEYS, growing=True
    )

    assert report.faults == ()
    assert report.verdict is TrailVerdict.SOUND
    exact = verify_copy(MemoryCopy(trail.objects), heads=trail.heads_by_day[day], public_keys=KEYS)
    assert {fault.kind for fault in exact.faults} == {FaultKind.BEYOND}


@pytest.mark.capability("C3.3", "C5.1")
def test_in_place_a_newer_version_and_a_delete_marker_are_named_and_the_first_is_verified(
    trail: Trail,
) -> None:
    versions: dict[str, list[bytes | None]] = {key: [data] for key, data in trail.objects.items()}
    versions[VICTIM].append(b"forged")
    versions[OTHER].append(None)

    report = verify_copy(S3Copy(VersionedBucket(versions), BUCKET), public_keys=KEYS)

    assert {(fault.kind, fault.key, fault.text[:17]) for fault in report.faults} == {
        (FaultKind.REPLACED, VICTIM, "version v1 of 202"),
        (FaultKind.HIDDEN, OTHER, "delete marker v1 "),
    }
    assert report.rows == 216


def test_in_place_a_key_of_which_no_version_is_left_is_missing_in_its_chain(trail: Trail) -> None:
    versions: dict[str, list[bytes | None]] = {key: [data] for key, data in trail.objects.items()}
    versions[VICTIM] = [None, None]

    report = verify_copy(S3Copy(VersionedBucket(versions), BUCKET), public_keys=KEYS)

    assert {fault.kind for fault in report.faults} == {FaultKind.HIDDEN}
    assert any(fault.text == "no version of it is left" for fault in report.faults)
